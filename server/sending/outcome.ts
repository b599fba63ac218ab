// What the end of an attempt means for the mail and for its mailbox. Pure: the table of docs/sending.md.
//
// Three questions, in this order. Could the server have the mail without having said so? (Then nothing else
// matters: `unconfirmed`.) Is the trouble ours (login, quota, reputation, settings)? Then the mailbox waits and
// no lead is blamed. Only what is left is about the recipient. A false hard bounce loses a lead for ever, a
// false soft one costs one more try: so a hard bounce needs a 5.1.x, or words that leave no doubt.
import type { End, Reply } from './reply.ts'
import { spoken } from './reply.ts'

export type Outcome =
  | { kind: 'accepted' }
  /** Later again. `afterS`: what the server asked for; `atLeastS`: our own least; `fewer`: too many connections. */
  | { kind: 'retry'; text: string; afterS?: number; atLeastS?: number; fewer?: true }
  /** The recipient's mailbox is full: tried again; three within seven days are enough. */
  | { kind: 'mailbox_full'; text: string }
  /** No such address. */
  | { kind: 'hard_bounce'; text: string }
  /** This mail will never be taken (too large, malformed), but the address may be good. */
  | { kind: 'failed'; text: string }
  /** The sender's own allowance is used up: not a bounce. */
  | { kind: 'sender_quota'; text: string; afterS: number }
  /** Refused for policy, reputation, spam. */
  | { kind: 'policy'; text: string }
  /** The account's login no longer works. */
  | { kind: 'login'; text: string }
  /** The mailbox's settings or server cannot work as they are. */
  | { kind: 'setup'; text: string }
  | { kind: 'unconfirmed'; text: string }

const hour = 3600

export function outcomeOf(end: End): Outcome {
  if (!('reply' in end)) return withoutReply(end)
  const { phase, reply } = end
  const text = spoken(reply)
  if (phase === 'body' && reply.code >= 200 && reply.code < 300) return { kind: 'accepted' }
  if (phase === 'auth') return loginRefused(reply, text)
  const words = reply.text.toLowerCase()
  if (isTooManyConnections(reply, words)) return { kind: 'retry', text, fewer: true, ...hinted(reply) }
  if (isSenderQuota(reply, words)) return { kind: 'sender_quota', text, afterS: retryHint(reply.text) ?? quotaWindow(words) }
  if (reply.code < 500) return temporary(reply, words, text)
  if (isLogin(reply, words)) return { kind: 'login', text }
  if (phase === 'connect' || phase === 'greeting' || phase === 'ehlo' || phase === 'starttls') return { kind: 'setup', text }
  if (isSetup(reply, words)) return { kind: 'setup', text }
  // Before a recipient was named, nothing a server says can be about the recipient.
  if (phase === 'mail') return isTooLarge(reply, words) ? { kind: 'failed', text } : { kind: 'policy', text }
  if (isFull(reply, words)) return { kind: 'mailbox_full', text }
  if (isPolicy(reply, words)) return { kind: 'policy', text }
  if (isBadAddress(reply, words)) return { kind: 'hard_bounce', text }
  return { kind: 'failed', text }
}

/** Seconds the server asked us to wait: '… try again in 5 minutes', 'Retry after 300 s', '(00:04:32)'. At most 12 hours. */
export function retryHint(text: string): number | undefined {
  const clock = /\b(?:in|for|after|wait)\s+\(?(\d{1,2}):(\d{2}):(\d{2})\b/i.exec(text)
  if (clock) return clamp(Number(clock[1]) * hour + Number(clock[2]) * 60 + Number(clock[3]))
  const match = /\b(?:in|after|for|wait|within|another|next)\s+(?:about\s+|at least\s+|approximately\s+)?(\d{1,5})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b/i.exec(text)
    ?? /\b(\d{1,5})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\s+(?:later|before (?:re)?trying)/i.exec(text)
    ?? /retry[-_ ]?after[:=]?\s*(\d{1,5})()/i.exec(text)
  if (!match) return undefined
  const unit = { m: 60, h: hour }[(match[2] ?? '').charAt(0).toLowerCase()] ?? 1
  return clamp(Number(match[1]) * unit)
}

/** Ids a server puts in place of our Message-ID and tells in its answer (Outlook; Amazon SES by its host name). */
export function wireMessageId(reply: Reply, host: string): string | undefined {
  const outlook = /<([^<>\s@]+@[^<>\s@]+\.outlook\.com)>/i.exec(reply.text)?.[1]
  if (outlook) return outlook
  const region = /^email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$/i.exec(host)?.[1]
  const id = /^Ok\s+([0-9a-f][0-9a-f-]{30,})$/i.exec(reply.text)?.[1]
  if (!region || !id) return undefined
  return `${id}@${region === 'us-east-1' ? 'email' : region}.amazonses.com`
}

function withoutReply(end: Extract<End, { trouble: unknown }>): Outcome {
  if (end.phase === 'body') return { kind: 'unconfirmed', text: `No answer after the mail was handed over: ${end.text}.` }
  if (end.trouble === 'tls' || end.trouble === 'not_allowed') return { kind: 'setup', text: end.text }
  return { kind: 'retry', text: end.text }
}

function loginRefused(reply: Reply, text: string): Outcome {
  // 454 and its like: the server's own trouble, or too many logins just now; the password may be right.
  if (reply.code < 500) return { kind: 'retry', text, ...hinted(reply), atLeastS: 5 * 60 }
  return { kind: 'login', text }
}

function temporary(reply: Reply, words: string, text: string): Outcome {
  if (isFull(reply, words)) return { kind: 'mailbox_full', text }
  const greylisted = /gr[ae]y-?list|try again later|retry later|first time|not yet authorized/.test(words)
  const crowded = reply.code === 452
  return { kind: 'retry', text, ...hinted(reply), ...(crowded ? { atLeastS: hour } : greylisted && reply.code !== 421 ? { atLeastS: 5 * 60 } : {}) }
}

function isTooManyConnections(reply: Reply, words: string): boolean {
  return /too many (concurrent |simultaneous |smtp )*(connections|sessions)|concurrent connections? (limit|exceeded)|connection (rate )?limit exceeded|maximum number of connections/.test(words)
    || (reply.code === 432 && reply.enhanced === '4.3.2')
}

function isSenderQuota(reply: Reply, words: string): boolean {
  if (reply.enhanced === '5.4.5' || reply.enhanced === '4.4.5') return true
  // The recipient is popular, not we too eager: an ordinary wait.
  if (/(user|recipient|mailbox|account) (that )?you are trying to (contact|reach)|recipient .*(rate|receiving)/.test(words)) return false
  if (isFull(reply, words)) return false
  return /(daily|hourly|monthly|outgoing|outbound|submission|sending|send|user sending|message rate|rate) (user )?(sending |message |recipient |e?mail )*(quota|limits?)\b/.test(words)
    || /(sender|account|user|you|domain|mailbox|tenant)('ve| have| has)? (reached|exceeded)[^.]*(limit|quota|rate|number of|allowed)/.test(words)
    || /(message|sending) (quota|rate) exceeded/.test(words)
    || /exceeded (the |your |its )?(maximum |max |daily |hourly )*(rate|quota|sending|messages?|emails?|limit)/.test(words)
    || /(too many|excessive) (messages|e?mails|recipients) (sent|per|this|from|in|today)/.test(words)
    || (/^[45]\.7\./.test(reply.enhanced ?? '') && /rate[- ]?limit|unusual rate|throttl|sending too (fast|quickly)/.test(words))
}

function quotaWindow(words: string): number {
  return /hour/.test(words) ? hour : /minute|rate|throttl|fast|quickly/.test(words) && !/daily|day/.test(words) ? hour / 2 : 24 * hour
}

function isLogin(reply: Reply, words: string): boolean {
  return reply.code === 535 || reply.code === 534 || reply.code === 538
    || (reply.code === 530 && !/starttls/.test(words))
    || /authenticat\w+ (is )?required|not authenticated|must (be )?authenticat|log ?in via your web browser|application-specific password/.test(words)
}

function isSetup(reply: Reply, words: string): boolean {
  return reply.code === 500 || reply.code === 502 || reply.code === 504 || reply.code === 521 || (reply.code === 530 && /starttls/.test(words))
    || /relay(ing)? (access )?(denied|not (allowed|permitted)|prohibited)|(unable|not (allowed|permitted)) to relay|in my list of allowed rcpthosts|sender (address )?rejected.*not (owned|logged)|not (allowed|permitted|authorized) to send as|send as .*denied|sendasdenied/.test(words)
    || reply.enhanced === '5.1.7' || (reply.enhanced === '5.1.8' && !/recipient/.test(words))
}

function isFull(reply: Reply, words: string): boolean {
  if (/^[45]\.2\.2$/.test(reply.enhanced ?? '')) return true
  return /(mailbox|inbox|user|recipient|account|storage)[^.]*(is |are )?(full|over ?quota|out of storage|exceeded (its |the |their )?(storage|mailbox|disk))|quota exceeded|over quota|not enough (storage )?space|mailbox size limit/.test(words)
    && !/send|outgoing|outbound|message (size|quota)|throttl/.test(words)
}

function isTooLarge(reply: Reply, words: string): boolean {
  return reply.enhanced === '5.3.4' || reply.enhanced === '5.2.3' || /message (size|too (big|large))|too large|size (limit|exceed)/.test(words)
}

function isPolicy(reply: Reply, words: string): boolean {
  if (/^5\.1\.(1|2|3|6|10)$/.test(reply.enhanced ?? '') && !/spam|block ?list|blacklist|policy|spamhaus|reputation/.test(words)) return false
  return /^5\.7\./.test(reply.enhanced ?? '') || reply.code === 571
    || /polic(y|ies)|spam|unsolicited|block(ed|list)|blacklist|reputation|\bdmarc\b|\bspf\b|\bdkim\b|spamhaus|barracuda|banned|virus|phish|bulk mail|content rejected|abuse|reverse dns|ptr record|not accepted from|junk/.test(words)
}

function isBadAddress(reply: Reply, words: string): boolean {
  if (/^5\.1\.(1|2|3|6|10)$/.test(reply.enhanced ?? '') || reply.enhanced === '5.2.1' || reply.enhanced === '5.4.4' || reply.enhanced === '5.4.310') return true
  if (reply.code === 556) return true
  // Exchange Online's way of saying that its directory has no such recipient.
  if (reply.enhanced === '5.4.1') return /recipient address rejected/.test(words)
  if (reply.enhanced && !/^5\.(0|1|5)\./.test(reply.enhanced)) return false
  return /(no such|unknown|invalid|non-?existent|unrouteable|undeliverable) (user|recipient|mailbox|address|person|account|local)|(user|recipient|mailbox|address|account|alias)[^.]{0,60}(unknown|not (found|exist|known|listed|available)|does ?n[o']?t exist|no longer|disabled|invalid|inactive|unavailable)|does ?n[o']?t have an? .*account|no mailbox (here|by that name)|not our customer|domain (not found|does not exist)|not a (valid|known) (mailbox|user|address)|address rejected|user not local/.test(words)
}

function hinted(reply: Reply): { afterS?: number } {
  const afterS = retryHint(reply.text)
  return afterS === undefined ? {} : { afterS }
}

const clamp = (seconds: number) => Math.min(Math.max(seconds, 1), 12 * hour)
