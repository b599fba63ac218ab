// What the end of an attempt means for the mail and for its mailbox. Pure: the table of docs/sending.md, whose rows for
// replies are reply-policy.ts.
//
// Three questions, in this order. Could the server have the mail without having said so? (Then nothing else
// matters: `unconfirmed`.) Is the trouble ours (login, quota, reputation, settings)? Then the mailbox waits and
// no lead is blamed. Only what is left is about the recipient. A false hard bounce loses a lead for ever, a
// false soft one costs one more try: so a hard bounce needs a 5.1.x, or words that leave no doubt.
import type { End, Phase, Reply } from './reply.ts'
import { spoken } from './reply.ts'
import { lastRule, policy, type Rule } from './reply-policy.ts'

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
  // The recipient is taken and somebody in copy is not, for now: nothing about the recipient or the mailbox follows from it.
  if (end.copy) return { kind: 'retry', text: `For ${end.copy}, in copy: ${spoken(reply)}`, ...hinted(reply) }
  if (phase === 'body' && reply.code >= 200 && reply.code < 300) return { kind: 'accepted' }
  return meaningOf(ruleFor(phase, reply), reply)
}

/** The row of the policy that fits first. */
export function ruleFor(phase: Phase, reply: Reply): Rule {
  const words = reply.text.toLowerCase(), enhanced = reply.enhanced ?? ''
  const found = policy.find((rule) => (!rule.phase || rule.phase.includes(phase)) && (!rule.code || rule.code.test(String(reply.code))) && (!rule.enhanced || rule.enhanced.test(enhanced))
    && (!rule.words || rule.words.test(words)) && !rule.unless?.test(`${enhanced} ${words}`))
  return found ?? lastRule
}

function meaningOf({ then, atLeastS, fewer }: Rule, reply: Reply): Outcome {
  const text = spoken(reply)
  if (then === 'retry') return { kind: 'retry', text, ...(fewer && { fewer }), ...hinted(reply), ...(atLeastS !== undefined && { atLeastS }) }
  if (then === 'sender_quota') return { kind: 'sender_quota', text, afterS: retryHint(reply.text) ?? quotaWindow(reply.text.toLowerCase()) }
  return { kind: then, text }
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

function quotaWindow(words: string): number {
  return /hour/.test(words) ? hour : /minute|rate|throttl|fast|quickly/.test(words) && !/daily|day/.test(words) ? hour / 2 : 24 * hour
}

function hinted(reply: Reply): { afterS?: number } {
  const afterS = retryHint(reply.text)
  return afterS === undefined ? {} : { afterS }
}

const clamp = (seconds: number) => Math.min(Math.max(seconds, 1), 12 * hour)
