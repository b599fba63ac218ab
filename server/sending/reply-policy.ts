// What a server's refusal means, as a table: the first row that fits decides. Data, not code: a new text is a new row or a
// word in one. The rows stand in the order of the three questions of outcome.ts: is it the wire or the sender's own trouble,
// is it ours for other reasons, is it about the recipient.
import type { Outcome } from './outcome.ts'
import type { Phase } from './reply.ts'

export interface Rule {
  /** What it is, for the reader. */
  what: string
  phase?: readonly Phase[]
  code?: RegExp
  enhanced?: RegExp
  /** In the reply's text, lower case. */
  words?: RegExp
  /** Not when this is found in 'enhanced words'. */
  unless?: RegExp
  then: Exclude<Outcome['kind'], 'accepted' | 'unconfirmed'>
  /** At the earliest again after so many seconds. */
  atLeastS?: number
  /** One connection fewer. */
  fewer?: true
}

const minute = 60, hour = 3600
const badAddress = /^5\.1\.(?:1|2|3|6|10)$/
const popular = /(?:user|recipient|mailbox|account) (?:that )?you are trying to (?:contact|reach)|recipient .*(?:rate|receiving)|receiving (?:mail|messages) (?:at a rate|too quickly)/
const full = /(?:mailbox|inbox|user|recipient|account|storage)[^.]*(?:is |are )?(?:full|over ?quota|out of storage|exceeded (?:its |the |their )?(?:storage|mailbox|disk))|quota exceeded|over quota|not enough (?:storage )?space|mailbox size limit|mailbox has exceeded|insufficient (?:disk|storage) (?:space|quota)|user disk quota|storage quota/
const notFull = /send|outgoing|outbound|message (?:size|quota)|throttl|message rate/
const fullOrPopular = new RegExp(`^[45]\\.2\\.2 |${popular.source}`)
const tooLarge = /message (?:size|too (?:big|large))|too large|size (?:limit|exceed)|exceeds? (?:the )?(?:maximum|size)/

export const policy: readonly Rule[] = [
  // ── The wire and the login ──
  { what: "the server's own trouble with logins, or too many of them just now; the password may be right", phase: ['auth'], code: /^4/, then: 'retry', atLeastS: 5 * minute },
  { what: 'login refused', phase: ['auth'], then: 'login' },
  { what: 'too many connections', words: /too many (?:concurrent |simultaneous |smtp )*(?:connections|sessions)|concurrent connections? (?:limit|exceeded)|connection (?:rate )?limit exceeded|maximum number of connections|connection rate limit/, then: 'retry', fewer: true },
  { what: 'too many connections (Exchange)', code: /^432$/, enhanced: /^4\.3\.2$/, then: 'retry', fewer: true },

  // ── The sender's own allowance ──
  { what: "Gmail's and others' code for the sender's quota", enhanced: /^[45]\.4\.5$/, then: 'sender_quota' },
  { what: 'a quota or limit of sending', words: /(?:daily|hourly|monthly|outgoing|outbound|submission|sending|send|user sending|message rate|rate) (?:user )?(?:sending |message |recipient |e?mail )*(?:quota|limits?)\b/, unless: fullOrPopular, then: 'sender_quota' },
  { what: 'the sender has reached or exceeded it', words: /(?:sender|account|user|you|domain|mailbox|tenant)(?:'ve| have| has)? (?:reached|exceeded)[^.]*(?:limit|quota|rate|number of|allowed)/, unless: new RegExp(`${fullOrPopular.source}|mailbox[^.]*(?:storage|size|disk)`), then: 'sender_quota' },
  { what: 'a rate was exceeded', words: /(?:message|sending) (?:quota|rate) exceeded|exceeded (?:the |your |its )?(?:maximum |max |daily |hourly )*(?:rate|sending|messages?|emails?|limit)/, unless: fullOrPopular, then: 'sender_quota' },
  { what: 'too many mails', words: /(?:too many|excessive) (?:messages|e?mails|recipients) (?:sent|per|this|from|in|today)/, unless: fullOrPopular, then: 'sender_quota' },
  { what: 'slowed down for its pace', enhanced: /^[45]\.7\./, words: /rate[- ]?limit|unusual rate|throttl|sending too (?:fast|quickly)/, unless: popular, then: 'sender_quota' },

  // ── Later ──
  { what: "the recipient's mailbox is full", code: /^4/, enhanced: /^[45]\.2\.2$/, then: 'mailbox_full' },
  { what: "the recipient's mailbox is full, in words", code: /^4/, words: full, unless: notFull, then: 'mailbox_full' },
  { what: 'no room on the server', code: /^452$/, then: 'retry', atLeastS: hour },
  { what: 'greylisted', code: /^4(?!21)/, words: /gr[ae]y-?list|try again later|retry later|first time|not yet authorized|postgrey|temporarily deferred/, then: 'retry', atLeastS: 5 * minute },
  { what: 'any other refusal for now', code: /^[1-4]/, then: 'retry' },

  // ── Ours for other reasons ──
  { what: 'login needed', code: /^53[458]$/, then: 'login' },
  { what: 'login needed first', code: /^530$/, unless: /starttls/, then: 'login' },
  { what: 'login needed, in words', words: /authenticat\w+ (?:is )?required|not authenticated|must (?:be )?authenticat|log ?in via your web browser|application-specific password/, then: 'login' },
  { what: 'refused before a mail was spoken of', phase: ['connect', 'greeting', 'ehlo', 'starttls'], then: 'setup' },
  { what: 'a server that does not do this', code: /^5(?:00|02|04|21)$/, then: 'setup' },
  { what: 'STARTTLS needed', code: /^530$/, then: 'setup' },
  { what: 'will not relay, or not for this sender', words: /relay(?:ing)? (?:access )?(?:denied|not (?:allowed|permitted)|prohibited)|(?:unable|not (?:allowed|permitted)) to relay|in my list of allowed rcpthosts|sender (?:address )?rejected.*not (?:owned|logged)|not (?:allowed|permitted|authorized) to send as|send as .*denied|sendasdenied|sender is not allowed to relay/, then: 'setup' },
  { what: "the sender's address is bad", enhanced: /^5\.1\.7$/, then: 'setup' },
  { what: "the sender's domain is bad", enhanced: /^5\.1\.8$/, unless: /recipient/, then: 'setup' },

  // ── Before a recipient was named, nothing a server says can be about the recipient ──
  { what: 'too large', phase: ['mail'], enhanced: /^5\.(?:3\.4|2\.3)$/, then: 'failed' },
  { what: 'too large, in words', phase: ['mail'], words: tooLarge, then: 'failed' },
  { what: 'refused for the sender', phase: ['mail'], then: 'policy' },

  // ── About the recipient, or the mail ──
  { what: "the recipient's mailbox is full, for good", enhanced: /^[45]\.2\.2$/, then: 'mailbox_full' },
  { what: "the recipient's mailbox is full, in words, for good", words: full, unless: notFull, then: 'mailbox_full' },
  { what: 'policy under the number of a bad address', enhanced: badAddress, words: /spam|block ?list|blacklist|policy|spamhaus|reputation/, then: 'policy' },
  { what: 'no such address', enhanced: badAddress, then: 'hard_bounce' },
  { what: "the server's directory, not its policy (Microsoft, Exchange, Mimecast)", words: /recipient address rejected: (?:user|undeliverable)|recipientnotfound|invalid recipient(?: |$)|address does not exist|user unknown|no such user|mailbox (?:does not exist|not found)|user (?:doesn't exist|does not exist|not found)/, unless: /^5\.7\.(?:2[0-9]|5\d\d) |spam|block ?list|blacklist|reputation|spf|dkim|dmarc/, then: 'hard_bounce' },
  { what: 'policy', enhanced: /^5\.7\./, then: 'policy' },
  { what: 'policy', code: /^571$/, then: 'policy' },
  { what: 'policy, in words', words: /polic(?:y|ies)|spam|unsolicited|block(?:ed|list)|blacklist|reputation|\bdmarc\b|\bspf\b|\bdkim\b|spamhaus|barracuda|banned|virus|phish|bulk mail|content rejected|abuse|reverse dns|ptr record|not accepted from|junk|bad dns|poor reputation|high probability|sorbs|rejected due to (?:security|content)|rejected by (?:header|content|the anti)/, then: 'policy' },
  { what: 'disabled, or no such host', enhanced: /^5\.(?:2\.1|4\.4|4\.310)$/, then: 'hard_bounce' },
  { what: 'a domain that takes no mail', code: /^556$/, then: 'hard_bounce' },
  { what: "Exchange Online's way of saying that its directory has no such recipient", enhanced: /^5\.4\.1$/, words: /recipient address rejected/, then: 'hard_bounce' },
  { what: 'a number that speaks of something else', enhanced: /^5\.(?!0\.|1\.|5\.)/, then: 'failed' },
  { what: 'no such address, in words', words: /(?:no such|unknown|invalid|non-?existent|unrouteable|undeliverable) (?:user|recipient|mailbox|address|person|account|local)|(?:user|recipient|mailbox|address|account|alias)[^.]{0,60}(?:unknown|not (?:found|exist|known|listed|available)|does ?n[o']?t exist|no longer|disabled|invalid|inactive|unavailable|terminated)|does ?n[o']?t have an? .*account|no mailbox (?:here|by that name)|not our customer|domain (?:not found|does not exist)|not a (?:valid|known) (?:mailbox|user|address)|address rejected|user not local|(?:не ?существует|kein(?:e|en)? (?:postfach|empfänger)|empfänger (?:unbekannt|nicht))/, then: 'hard_bounce' },
]

export const lastRule: Rule = { what: 'a refusal for good that names no reason we know', then: 'failed' }
