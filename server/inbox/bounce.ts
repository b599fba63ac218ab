// Reading delivery reports: RFC 3464 where there is one, and the many forms that came before it or never heard of it.
// First the report is parted into what the server says, what it says per recipient, and what it returns of our mail.
import { domainOf, hasHeader, header, idsIn, plainAddress, type Mail } from './mail.ts'
import { reasonInText, reasonOfStatus, verdictOf, type BounceReason, type Verdict } from './bounce-reasons.ts'

export interface BouncedRecipient {
  address: string
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  /** Enhanced status such as '5.1.1'; '' when the report names none */
  status: string
  /** SMTP reply code such as '550'; '' when the report names none */
  replyCode: string
  reason: BounceReason
  verdict: Verdict
  /** The server's words, at most 1000 characters */
  text: string
}

/** What the report returns of our own mail, to find it again. */
export interface Returned {
  envelopeId: string | null
  messageIds: string[]
  sendId: string | null
  to: string[]
  subject: string
}

export interface Bounce {
  recipients: BouncedRecipient[]
  returned: Returned
}

/** undefined: this is no delivery report. */
export function readBounce(mail: Mail): Bounce | undefined {
  const status = mail.parts.filter((p) => /^message\/(global-)?delivery-status$/.test(p.type)).map((p) => p.text ?? '').join('\n\n')
  const signs = signsIn(mail)
  if (!status.trim() && !mayBeReport(mail, signs)) return undefined
  const { said, copy } = parted(mail)
  if (!status.trim() && !looksLikeReport(mail, said, signs)) return undefined
  const returned = readReturned(mail, status, copy)
  const groups = statusGroups(status)
  const failed = groups.length ? groups.map((g) => fromStatus(g, said, groups.length)) : fromWords(mail, said, returned)
  return failed.length ? { recipients: failed, returned } : undefined
}

// ── Is it one? ──

const daemon = /^(mailer[-_.]?daemon|post[-_.]?master|mail[-_.]?(?:delivery|daemon|system|administrator|er)|mdaemon|bounces?|no-?reply-?bounce|amavis(?:d-new)?|maildelivery.*|mailadmin|microsoftexchange[0-9a-f]{10,}|.*-?bounce)$/i
const daemonName = /mail delivery (?:sub)?system|mailer[- ]daemon|post ?master|mail administrator|(?:mail|message) (?:delivery|transfer) (?:service|agent|system)|microsoft outlook|undeliver|system administrator|メール/i
const failedSubject = /undeliver|returned mail|mail (?:delivery )?fail|delivery (?:status )?(?:notification|failure|failed|error|report|problem|unsuccessful|has failed)|deliver(?:y|ing) .{0,20}(?:fail|unsuccess|delay)|failure notice|(?:could ?n['o]t|cannot|not|un) ?(?:be )?(?:deliver|send)|non[- ]?delivery|returned to sender|message (?:status|not delivered|delivery|delayed|returned|undeliver)|warning: (?:could not|message)|mail system error|bounce|nicht zugestellt|unzustellbar|zustell|non remis|échec|no (?:se )?(?:ha )?(?:podido )?(?:entreg|envi)|imposible|impossibile|non recapitat|mancata consegna|onbestelbaar|niet bezorgd|ikke leveret|не ?доставл|недоставл|não entregue|投递失败|退信|配信|エラー|deferred|delayed|reject/i
const opening = /this (?:message|report|is)\b[^\n]{0,60}(?:created automatically|automatically generated|mail (?:system|delivery)|permanent error|a warning message)|this is the (?:mail system|postfix|qmail|mail delivery|[a-z-]+ (?:program|mail))|the (?:following|original) (?:message|mail|addresse?s?|recipient)[^\n]{0,60}(?:fail|not|error|could|undeliver|problem|received)|(?:your|a|the) (?:message|mail|e-mail)[^\n]{0,80}(?:could ?n[o']t|cannot|was not|has not|wasn't|were not|unable|did(?:n't| not) (?:reach|get)|undeliver|rejected|bounced|delayed|failed)|(?:delivery|deliver) (?:to|of|has|attempt|status|fail|report)|failed to deliver|unable to deliver|(?:could ?n[o']t|cannot|not able to|wasn't able to) (?:be )?deliver|undeliver(?:ed|able)|transcript of session|returned message|reason(?:s)? for (?:the )?(?:failure|return)|permanent (?:fatal )?error|failure reasons?|error message (?:below|follows)|Technical details of (?:permanent|temporary) failure|Nachricht[^\n]{0,60}nicht (?:zugestellt|übermittelt)|n'a pas pu être|no (?:se )?(?:pudo|ha podido)|could not be sent|not listed in|配信(?:でき|失敗)|送信できません|не (?:может быть|была|удалось) доставлен/i
const smtpWords = /(?:^|[\s:(#<"])(?:[45]\d\d[ -]+(?:[45]\.\d{1,3}\.\d{1,3}|[A-Za-z<#[])|#?[45]\.\d{1,3}\.\d{1,3}\b)/m

interface Signs { sender: boolean; nobody: boolean; robot: boolean }

/** What the headers say of who wrote it. */
function signsIn(mail: Mail): Signs {
  const local = mail.from.address.split('@')[0] ?? ''
  const sender = daemon.test(local) || (mail.from.address === '' && daemonName.test(mail.from.name)) || daemonName.test(mail.from.name) || /mailer-daemon|postmaster/i.test(header(mail, 'from'))
  const nobody = /^\s*<?\s*>?\s*$/.test(header(mail, 'return-path')) && hasHeader(mail, 'return-path') || /mailer-?daemon/i.test(header(mail, 'return-path')) || /invoked (?:for bounce|by uid|from network)/.test(header(mail, 'received')) && sender
  const robot = /^(no-?reply|do-?not-?reply|noreply.*|auto.*)$/i.test(local) || mail.parts.some((p) => p.type === 'message/rfc822')
  return { sender, nobody, robot }
}

/** Without one of these nothing that its text says makes it a report; nearly all mails end here, and their text is not searched. */
const mayBeReport = (mail: Mail, { sender, nobody, robot }: Signs): boolean =>
  sender || nobody || (robot && mail.inReplyTo.length === 0 && failedSubject.test(mail.subject)) || callsItselfReport(mail)

const callsItselfReport = (mail: Mail): boolean =>
  hasHeader(mail, 'x-failed-recipients') || /multipart\/report/i.test(header(mail, 'content-type')) || hasHeader(mail, 'x-ms-exchange-message-is-ndr') || hasHeader(mail, 'x-ms-tnef-class')

/** Without a machine-readable part, two kinds of sign must agree: a person may well write "the mail could not be delivered". */
function looksLikeReport(mail: Mail, said: string, { sender, nobody, robot }: Signs): boolean {
  if (/multipart\/report[\s\S]*feedback-report/i.test(header(mail, 'content-type'))) return false
  const subject = mail.subject
  const first = said.slice(0, 4000)
  const says = opening.test(first)
  const code = smtpWords.test(first) || ['unknown_user', 'unknown_host', 'full', 'disabled'].includes(reasonInText(first) ?? '')
  if (hasHeader(mail, 'x-failed-recipients') && (sender || nobody || says)) return true
  if (/multipart\/report/i.test(header(mail, 'content-type')) && /delivery-status/i.test(header(mail, 'content-type'))) return true
  // An Exchange report has nothing but its class for a header.
  if (/report|IPM\.Note\.NDR/i.test(header(mail, 'x-ms-exchange-message-is-ndr') + header(mail, 'x-ms-tnef-class'))) return true
  const signs = [sender, nobody, failedSubject.test(subject), says, code].filter(Boolean).length
  return (sender || nobody || (robot && mail.inReplyTo.length === 0 && failedSubject.test(subject) && says && code)) && signs >= (sender && nobody ? 3 : 2) && (says || code || failedSubject.test(subject))
}

// ── Parting the report ──

const copyBegins = /^[ \t>]*(?:[-=_*~+#]{2,}[^\n]{0,60}(?:original|copy|returned|forwarded|undelivered|below this line|your (?:message|mail)|message header|transcript of the original|start of|the (?:body|header|message))[^\n]{0,80}|(?:original message|the original message|message header|returned (?:message|mail)|your (?:original )?message (?:reads|follows|headers)|below is|the (?:first|attached|header|body)|original headers?|received headers?|headers? of the|unsent message|copy of|this is a copy|message (?:text|contents?|headers?|envelope|follows|id|body)|the following is|a copy of)[^\n]{0,80}(?::|follows?\.?|follow|below|-{2,}|headers?\.?)[ \t]*|(?:(?:Return-Path|Received|DKIM-Signature|X-Received|Message-Id|Delivered-To|X-Originating-IP): [^\n]*\n(?:[ \t][^\n]*\n|[A-Za-z][A-Za-z0-9-]*: ?[^\n]*\n){2,}))/im

function parted(mail: Mail): { said: string; copy: string } {
  const extra = mail.parts.filter((p) => p.type.startsWith('text/plain')).map((p) => p.text ?? '').join('\n')
  const text = [mail.text.slice(0, 60_000), extra.slice(0, 20_000)].filter((t) => t.trim()).join('\n\n')
  const returnedPart = mail.parts.find((p) => /^(message\/(rfc822|global)|text\/rfc822-headers|message\/(global-headers|rfc822-headers))$/.test(p.type) && p.text)
  // The cut comes only after something was said: some reports quote the header first and give the reason below it.
  for (let from = 0, tries = 0; ; tries++) {
    const at = text.slice(from).search(copyBegins)
    if (at < 0 || tries > 20) return { said: text, copy: returnedPart?.text ?? '' }
    const said = text.slice(0, from + at)
    if (said.trim().length > 20 && (smtpWords.test(said) || reasonInText(said))) return { said, copy: returnedPart?.text ?? text.slice(from + at) }
    from += at + Math.max(1, text.slice(from + at).indexOf('\n'))
  }
}

function readReturned(mail: Mail, status: string, copy: string): Returned {
  const head = copy.replace(/\n[ \t]+/g, ' ')
  const all = (name: string) => [...head.matchAll(new RegExp(`^[> ]*${name}:[ \\t]*(.+)$`, 'gim'))].map((m) => m[1]!.trim())
  const messageIds = [...all('Message-ID'), ...all('X-Original-Message-ID')].flatMap((v) => idsIn(v.includes('<') ? v : `<${v.split(/\s/)[0]}>`))
  const parents = [...mail.inReplyTo, ...mail.references]
  return {
    envelopeId: /^Original-Envelope-Id:[ \t]*(.+)$/im.exec(status)?.[1]?.trim() ?? null,
    messageIds: [...new Set([...messageIds, ...parents])].filter((id) => id !== mail.messageId).slice(0, 20),
    sendId: all('X-Send-Id')[0]?.slice(0, 100) ?? null,
    to: all('To').flatMap((v) => v.split(',')).map(plainAddress).filter(Boolean).slice(0, 20),
    subject: all('Subject')[0]?.slice(0, 500) ?? '',
  }
}

// ── RFC 3464 ──

type Group = Map<string, string>

function statusGroups(status: string): Group[] {
  const groups: Group[] = [new Map()]
  for (const line of status.replace(/\r/g, '').replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':')
    const key = colon > 0 ? line.slice(0, colon).trim().toLowerCase() : ''
    // Some servers forget the blank line between two recipients.
    if (!line.trim() || (key === 'final-recipient' && groups.at(-1)!.has(key))) groups.push(new Map())
    if (key) groups.at(-1)!.set(key, line.slice(colon + 1).trim())
  }
  return groups.filter((g) => g.has('final-recipient') || g.has('original-recipient') || (g.has('action') && g.has('status')))
}

function fromStatus(group: Group, said: string, among: number): BouncedRecipient {
  const address = plainAddress(afterType(group.get('final-recipient')) || afterType(group.get('original-recipient')) || group.get('x-actual-recipient'))
  const original = plainAddress(afterType(group.get('original-recipient')))
  const action = (/^(failed|delayed|delivered|relayed|expanded)/i.exec(group.get('action') ?? '')?.[1]?.toLowerCase() ?? 'failed') as BouncedRecipient['action']
  const diagnostic = [afterType(group.get('diagnostic-code')), group.get('x-supplementary-info')].filter(Boolean).join(' ')
  const near = among > 1 ? wordsNear(said, address) : said
  return judged({ address: original || address, action, field: firstStatus(group.get('status') ?? ''), diagnostic, near })
}

const afterType = (value: string | undefined): string => (value ?? '').replace(/^[\w.-]{2,20}\s*;\s*/, '').trim()

// ── Reports in prose ──

function fromWords(mail: Mail, said: string, returned: Returned): BouncedRecipient[] {
  const ours = new Set([...mail.to.map((a) => a.address), mail.from.address, plainAddress(header(mail, 'x-original-to')), plainAddress(header(mail, 'delivered-to'))])
  const named = header(mail, 'x-failed-recipients').split(/[\s,]+/).map(plainAddress).filter(Boolean)
  const spoken = named.length ? named : addressesIn(said).filter((a) => !ours.has(a) && !daemon.test(a.split('@')[0] ?? '') && domainOf(a).includes('.'))
  const back = returned.to.filter((a) => !ours.has(a))
  // Where the report lists recipients on lines of their own, only those count: others are hosts' and senders' addresses.
  const listed = spoken.filter((a) => new RegExp(`(?:^|\\n)[ \\t]*(?:to:|rcpt to:|recipient:|address:|[45]\\d\\d[- ](?:[45]\\.\\d+\\.\\d+ )?)?[ \\t]*[<("']*${escaped(a)}[>)"']*(?:[ \\t]*[:.,;(-]|[ \\t]+\\S|[ \\t]*$)`, 'im').test(said))
  const both = spoken.filter((a) => back.includes(a))
  const chosen = named.length ? named : listed.length ? listed : both.length ? both : spoken.length ? spoken.slice(0, 1) : back.slice(0, 1)
  const addresses = [...new Set(chosen)].slice(0, 50)
  if (addresses.length === 0) {
    const one = judged({ address: '', action: 'failed', field: '', diagnostic: '', near: said })
    return one.reason === 'unclear' && !one.status ? (mail.parts.some((p) => /delivery-status|rfc822/.test(p.type)) || failedSubject.test(mail.subject) ? [one] : []) : [one]
  }
  return addresses.map((address) => judged({ address, action: /still trying|will (?:be|continue)[^\n]{0,40}(?:retr|try|tried)|(?:has|have) not (?:yet )?been delivered|delayed|this is a warning message only|do(?:es)? not need to (?:resend|send)/i.test(said) && !/permanent|given up|giving up/i.test(said) ? 'delayed' : 'failed', field: '', diagnostic: '', near: addresses.length > 1 ? wordsNear(said, address) : said }))
}

function addressesIn(text: string): string[] {
  const found = text.slice(0, 20_000).match(/[A-Za-z0-9._%+=/!#$&'*?^{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,24}/g) ?? []
  return [...new Set(found.map((a) => plainAddress(a)))].slice(0, 60)
}

/** From the address's own line to the next address on a line of its own. */
function wordsNear(said: string, address: string): string {
  if (!address) return said
  const lower = said.toLowerCase()
  const pieces: string[] = []
  for (let at = lower.indexOf(address); at >= 0 && pieces.length < 6; at = lower.indexOf(address, at + address.length)) {
    const rest = said.slice(at + address.length, at + address.length + 1500)
    const end = rest.search(/\n[ \t]*[<(]?[^\s<>@]{1,64}@[^\s<>@]{1,200}[>)]?[ \t]*[:.,]?[ \t]*(?:\n|$|\()/)
    pieces.push(said.slice(Math.max(0, said.lastIndexOf('\n', at)), at) + ' ' + (end < 0 ? rest : rest.slice(0, end)))
  }
  return pieces.length ? pieces.join('\n') : said
}

// ── Judging one recipient ──

function judged(it: { address: string; action: BouncedRecipient['action']; field: string; diagnostic: string; near: string }): BouncedRecipient {
  const replyCode = replyIn(it.diagnostic) || replyIn(it.near)
  const status = chosenStatus(it, replyCode)
  const transient = status.startsWith('4') || (!status && replyCode.startsWith('4')) || it.action !== 'failed' || stillTrying.test(it.diagnostic || it.near)
  const spoken = reasonInText(it.diagnostic || it.near) ?? (it.diagnostic ? reasonInText(it.near) : undefined)
  const specific = reasonOfStatus(status)
  // "Recipient address rejected" is also said of a full box; a status that names another trouble is believed.
  const named = specific && ['full', 'too_big'].includes(specific) && spoken === 'unknown_user' ? specific : undefined
  const reason = named ?? (spoken && spoken !== 'system' && spoken !== 'content' ? spoken : (specific ?? spoken ?? 'unclear'))
  const verdict = verdictOf(reason, !transient)
  return {
    address: it.address, action: it.action, status, replyCode, reason,
    verdict: verdict === 'hard' && !certain(it, reason, status) ? 'soft' : verdict,
    text: (it.diagnostic || it.near).replace(/\s+/g, ' ').trim().slice(0, 1000),
  }
}

const stillTrying = /not\s+found,\s+try\s+again|try (?:again )?later|will be retried|deferred:|temporar(?:y|ily)/i
const doubt = /\b(?:disabled|suspended|inactive|full|quota|disk space|spam|blacklist\w*|blocklist\w*|blocked|procmail|command output|dmarc|spf)\b/i
const atData = />>> (?:DATA|\.)|(?:in reply to|after|at|to)\s+(?:the )?(?:end of )?(?:mail )?data\b/i
const noHost = /\bhost (?:or domain name )?(?:is )?(?:unknown|not found)|nxdomain|unrouteable|unroutable|no such (?:host|domain)|(?:host|domain)(?: name)? (?:does not exist|not found)|unknown (?:mail )?(?:host|domain)|(?:lookup|dns)[^\n]{0,20} fail|find any host/i
const atRecipient = /requested action not taken: mailbox unavailable|\brcpt(?:\b|_to)|not listed in\b|5\.4\.1\b[^\n]*recipient address rejected: access denied/i

/**
 * A wrong hard bounce loses a person for good; a wrong soft one costs one more try. So words alone do not suffice: the status
 * must name the address (5.1.x) or the server must have said it at RCPT. After the body it is as often a filter that speaks.
 */
function certain(it: { diagnostic: string; near: string }, reason: BounceReason, status: string): boolean {
  const words = `${it.diagnostic}\n${it.near}`
  if (doubt.test(words)) return false
  if (atData.test(words) && !/^5\.1\.[1236]$/.test(status)) return false
  if (reason === 'unknown_user' || reason === 'moved') return /^5\.1\.([01236]|10)$/.test(status) || atRecipient.test(words)
  if (reason === 'unknown_host') return /^5\.(1\.[12]|4\.4)$/.test(status) || noHost.test(words)
  if (reason === 'takes_no_mail') return /^5\.(1\.10|7\.27)$/.test(status) || /null ?mx|indicated no smtp service/i.test(words)
  return true
}

/** The code that stands right behind the reply code is the server's own; then the field, unless it is general and the words are not. */
function chosenStatus(it: { address: string; field: string; diagnostic: string; near: string }, replyCode: string): string {
  const direct = /(?:^|[\s:;(])([45])[0-5]\d[ -]+['"#]?(\1\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(it.diagnostic)?.[2]
  if (direct && !direct.endsWith('.0.0')) return direct
  const general = (s: string) => !s || /^[245]\.(0\.0|1\.0|5\.0|4\.7|9\.\d+)$/.test(s)
  if (!general(it.field)) return it.field
  const spoken = [...statusesIn(it.diagnostic, it.address), ...statusesIn(it.near, it.address)]
  const exact = spoken.filter((s) => !general(s) && (!it.field || it.field[0] === s[0]))
  return exact.find((s) => !replyCode || s[0] === replyCode[0]) ?? exact[0] ?? (it.field && !it.field.endsWith('.0.0') ? it.field : (spoken.find((s) => !s.endsWith('.0.0')) ?? (it.field || spoken[0] || '')))
}

const firstStatus = (value: string): string => /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(value)?.[1] ?? ''

/** Enhanced statuses in prose; pieces of IP addresses, versions and hosts are not taken for one. */
function statusesIn(text: string, address: string): string[] {
  const plain = address ? text.replaceAll(address, ' ') : text
  return [...plain.slice(0, 8000).matchAll(/(?<![\d.\w-])#?([245]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)/g)].map((m) => m[1]!).slice(0, 20)
}

function replyIn(text: string): string {
  return /(?:^|[\s:;>"'(#=\]])([45][0-5]\d)(?=[\s-]+(?:[45]\.\d|[<#["'(A-Za-z\u00c0-\uffff])|[)"']|$)/m.exec(text.slice(0, 8000))?.[1] ?? ''
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
