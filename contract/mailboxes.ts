// Mailboxes: the accounts we send from and read. Passwords go in and never come out; only a hint does.
import { z } from 'zod'
import { ById, Done, endpoint, Id } from './contract.ts'

export const Security = z.enum(['tls', 'starttls', 'none'])

export const MailHost = z.object({
  host: z.string().trim().min(1).max(253),
  port: z.int().min(1).max(65535),
  security: Security,
  user: z.string().trim().max(254).default(''),
}).meta({ id: 'MailHost', description: "One side of a mailbox. 'tls' from the first byte, 'starttls' required before login; 'none' only for hosts the operator allows. An empty user means the address itself." })

export const MailboxStatus = z.enum(['active', 'paused', 'needs_reconnect', 'error'])

export const MailboxView = z.object({
  id: Id,
  kind: z.enum(['smtp', 'practice']),
  address: z.string(),
  fromName: z.string(),
  ownerId: Id.nullable(),
  mine: z.boolean(),
  preset: z.string().nullable(),
  smtp: MailHost.nullable(),
  imap: MailHost.nullable(),
  passwordHint: z.string().nullable().describe('What to show in the password field: dots and, for long passwords, the last two characters. Null: none is stored.'),
  status: MailboxStatus,
  statusReason: z.string().nullable(),
  pausedUntil: z.string().nullable(),
  signature: z.string(),
  replyTo: z.string().nullable(),
  dailyLimit: z.int(),
  gapMinS: z.int(),
  gapMaxS: z.int(),
  sentToday: z.int(),
  sent24h: z.int().describe('Within the last 24 hours: what limits count'),
  roomToday: z.int().describe('Campaign mails this mailbox may still send now, by its limit over 24 hours'),
  limit: z.object({
    most: z.int(), by: z.enum(['own', 'ramp', 'provider']), sentence: z.string(),
    provider: z.object({ name: z.string(), perDay: z.int(), perMinute: z.int().nullable() }).nullable().describe("What the provider allows, whatever is set"),
  }).describe('The limit that holds now: the lowest of its own, its ramp and its provider'),
  ramp: z.object({ level: z.int(), step: z.int(), why: z.string().nullable() }).nullable().describe('Null: it is not being warmed up'),
  brakes: z.array(z.object({
    scope: z.enum(['mailbox', 'sending_domain', 'campaign']), kind: z.enum(['hard_bounce', 'complaint']), faults: z.int(), sent: z.int(), sentence: z.string(), at: z.string(), coolUntil: z.string(),
  })).describe('Why it rests, if too much went wrong among its last mails'),
  limitedUntil: z.string().nullable().describe('At its limit: no campaign mail leaves before then'),
  keepsSent: z.boolean().nullable().describe('Does the server keep a Sent copy by itself? Null: not learned yet.'),
  lastSyncAt: z.string().nullable(),
  syncError: z.string().nullable(),
  practice: z.record(z.string(), z.unknown()),
  createdAt: z.string(),
}).meta({ id: 'Mailbox' })
export type MailboxView = z.infer<typeof MailboxView>

const Password = z.string().min(1).max(1000)
const Common = {
  fromName: z.string().trim().max(120).default(''),
  signature: z.string().max(5000).default(''),
  replyTo: z.string().trim().max(254).nullish(),
  dailyLimit: z.int().min(1).max(10_000).default(40),
  gapMinS: z.int().min(0).max(3600).default(60),
  gapMaxS: z.int().min(0).max(7200).default(180),
}

export const MailboxInput = z.object({
  address: z.string().trim().min(3).max(254),
  ownerId: Id.nullish().describe('Whose mailbox it is; the caller when left out. Only managers and above may name another person.'),
  preset: z.string().max(40).nullish(),
  smtp: MailHost,
  imap: MailHost,
  password: Password.describe('For both sides'),
  imapPassword: Password.nullish().describe('Only where IMAP has another password than SMTP'),
  ramp: z.boolean().default(true).describe('Start with a few mails a day and a few more each day that goes well'),
  ...Common,
}).meta({ id: 'MailboxInput' })
export type MailboxInput = z.infer<typeof MailboxInput>

/** Every field may be left out; a password that is left out stays as it is. */
export const MailboxChange = z.object({
  fromName: z.string().trim().max(120),
  ownerId: Id.nullable(),
  preset: z.string().max(40).nullable(),
  smtp: MailHost,
  imap: MailHost,
  password: Password,
  imapPassword: Password.nullable(),
  signature: z.string().max(5000),
  replyTo: z.string().trim().max(254).nullable(),
  dailyLimit: z.int().min(1).max(10_000),
  gapMinS: z.int().min(0).max(3600),
  gapMaxS: z.int().min(0).max(7200),
}).partial().meta({ id: 'MailboxChange' })
export type MailboxChange = z.infer<typeof MailboxChange>

export const PresetView = z.object({
  id: z.string(),
  name: z.string(),
  smtp: MailHost.nullable(),
  imap: MailHost.nullable(),
  keepsSent: z.boolean().nullable(),
  passwordLabel: z.string().describe("What to ask for: 'App password', 'Password' …"),
  help: z.string().describe('What must be done at the provider first, in one or two sentences'),
  dailyCeiling: z.int().nullable().describe("The provider's own limit a day, not a target"),
}).meta({ id: 'MailboxPreset' })

export const TestStep = z.object({
  id: z.enum(['smtp.lookup', 'smtp.connect', 'smtp.tls', 'smtp.login', 'smtp.envelope', 'imap.lookup', 'imap.connect', 'imap.tls', 'imap.login', 'imap.folders', 'imap.sent']),
  side: z.enum(['smtp', 'imap']),
  title: z.string(),
  outcome: z.enum(['ok', 'warning', 'failed', 'not_tried']),
  sentence: z.string().describe('What happened'),
  why: z.string().nullable().describe('Why, as far as it can be told'),
  mend: z.string().nullable().describe('What to do about it'),
  answer: z.string().nullable().describe("The server's own words"),
  ms: z.int(),
}).meta({ id: 'MailboxTestStep' })
export type TestStep = z.infer<typeof TestStep>

export const TestReport = z.object({
  ok: z.boolean(),
  summary: z.string(),
  steps: z.array(TestStep),
  folders: z.object({ inbox: z.string().nullable(), sent: z.string().nullable(), junk: z.string().nullable() }),
}).meta({ id: 'MailboxTestReport' })
export type TestReport = z.infer<typeof TestReport>

export const MailboxTestInput = z.object({
  mailboxId: Id.nullish().describe('Use the stored password of this mailbox where none is given'),
  address: z.string().trim().min(3).max(254),
  smtp: MailHost,
  imap: MailHost,
  password: Password.nullish(),
  imapPassword: Password.nullish(),
})

export const SharedLimit = z.object({
  scope: z.enum(['campaign', 'sending_domain', 'recipient_domain']), key: z.string(), most: z.int(),
  used: z.int().describe('Within its window now'),
}).meta({ id: 'SharedLimit', description: "A limit over several mailboxes. Campaigns and sending domains: mails within 24 hours. Recipient domains ('*': each of them): mails within one hour." })

const one = { params: ById }

export const listMailboxes = endpoint('GET', '/mailboxes', { summary: 'List mailboxes: reps see their own, managers and above see all', can: 'mailboxes.read', returns: z.object({ items: z.array(MailboxView) }) })
export const getMailbox = endpoint('GET', '/mailboxes/:id', { summary: 'One mailbox', can: 'mailboxes.read', ...one, returns: MailboxView })
export const mailboxPresets = endpoint('GET', '/mailbox-presets', {
  summary: 'Known providers, and the one guessed for an address', can: 'mailboxes.read',
  query: z.object({ address: z.string().max(254).optional() }),
  returns: z.object({ guessed: z.string(), presets: z.array(PresetView) }),
})
export const createMailbox = endpoint('POST', '/mailboxes', { summary: 'Add a mailbox', can: 'mailboxes.connect', repeat: 'key', body: MailboxInput, returns: MailboxView })
export const updateMailbox = endpoint('PATCH', '/mailboxes/:id', { summary: 'Change a mailbox', can: 'mailboxes.connect', repeat: 'safe', ...one, body: MailboxChange, returns: MailboxView })
export const deleteMailbox = endpoint('DELETE', '/mailboxes/:id', { summary: 'Remove a mailbox and forget its password; what it sent and received stays', can: 'mailboxes.connect', repeat: 'safe', ...one, returns: Done })
export const pauseMailboxRoute = endpoint('POST', '/mailboxes/:id/pause', { summary: 'Pause sending from a mailbox', can: 'mailboxes.connect', repeat: 'safe', ...one, body: z.object({ until: z.iso.datetime().nullish(), reason: z.string().trim().max(300).nullish() }), returns: MailboxView })
export const resumeMailboxRoute = endpoint('POST', '/mailboxes/:id/resume', { summary: 'Resume sending from a mailbox', can: 'mailboxes.connect', repeat: 'safe', ...one, returns: MailboxView })
export const testSettings = endpoint('POST', '/mailbox-tests', { summary: 'Try settings before they are saved: name, connection, TLS, login, folders', can: 'mailboxes.connect', repeat: 'safe', body: MailboxTestInput, returns: TestReport })
export const testMailbox = endpoint('POST', '/mailboxes/:id/test', { summary: 'Try a saved mailbox', can: 'mailboxes.connect', repeat: 'safe', ...one, returns: TestReport })
/** Where the owner of a mailbox types its new password without signing in. */
export const ReconnectView = z.object({
  address: z.string(), smtpHost: z.string(), imapHost: z.string(), passwordLabel: z.string(), help: z.string().describe('What must be done at the provider first'),
  expiresAt: z.string(),
}).meta({ id: 'Reconnect' })
export const makeReconnectLink = endpoint('POST', '/mailboxes/:id/reconnect-link', {
  summary: 'A link by which the owner of a mailbox types its new password, once and within seven days; links made before it end', can: 'mailboxes.connect', repeat: 'key', ...one,
  returns: z.object({ link: z.string(), expiresAt: z.string() }),
})
const ByLink = z.object({ token: z.string().max(200) })
export const readReconnectLink = endpoint('GET', '/reconnect/:token', { summary: 'What a link for a new password is for', can: 'public', params: ByLink, returns: ReconnectView })
export const reconnectByLink = endpoint('POST', '/reconnect/:token', {
  summary: 'Try a new password at the mail servers, and keep it if both take it', can: 'public', repeat: 'safe', params: ByLink,
  body: z.object({ password: Password, imapPassword: Password.nullish().describe('Only where reading has another password than sending') }), returns: TestReport,
})
export const ReputationView = z.object({
  scopes: z.array(z.object({
    scope: z.enum(['mailbox', 'sending_domain']), name: z.string(),
    signs: z.array(z.object({
      kind: z.enum(['hard_bounce', 'complaint']), faults: z.int(), of: z.int().describe('The last mails that are looked at, within sixty days and since a brake was last lifted'),
      most: z.number().describe('The share at which sending rests'), verdict: z.enum(['good', 'near', 'over', 'too few to tell']), sentence: z.string(),
    })),
    days: z.array(z.object({ day: z.string(), sent: z.int(), bounced: z.int(), complained: z.int() })).describe('The last thirty days of the workspace, those without a mail included; faults stand at the day the mail left'),
  })).describe('The mailbox, and where its domain has more than one, the domain'),
}).meta({ id: 'MailboxReputation' })
export type ReputationView = z.infer<typeof ReputationView>
export const mailboxReputation = endpoint('GET', '/mailboxes/:id/reputation', { summary: 'How close a mailbox and its domain are to their brakes, and how it was day by day', can: 'mailboxes.read', ...one, returns: ReputationView })
export const sendingLimits = endpoint('GET', '/sending-limits', {
  summary: 'Limits over several mailboxes: of campaigns, sending domains, recipient domains', can: 'mailboxes.read',
  returns: z.object({ items: z.array(SharedLimit), recipientDomainDefault: z.int().describe('What holds for each recipient domain where nothing is set and mailboxes keep pauses') }),
})
export const setSendingLimit = endpoint('PUT', '/sending-limits', {
  summary: 'Set or take away a limit over several mailboxes', can: 'mailboxes.manage', repeat: 'safe',
  body: z.object({ scope: z.enum(['campaign', 'sending_domain', 'recipient_domain']), key: z.string().trim().min(1).max(253), most: z.int().min(1).max(1_000_000).nullable() }), returns: Done,
})

export const RampView = z.object({
  on: z.boolean(), level: z.int().nullable(), step: z.int(), goal: z.int().describe('What holds when the ramp is over'), why: z.string().nullable(),
  days: z.array(z.object({ day: z.string(), level: z.int(), why: z.string(), sent: z.int() })).describe('The last days, the oldest first'),
  ahead: z.array(z.int()).describe('The days ahead, if all goes well'),
}).meta({ id: 'MailboxRamp' })
export type RampView = z.infer<typeof RampView>
export const mailboxRamp = endpoint('GET', '/mailboxes/:id/ramp', { summary: 'How a mailbox is warmed up', can: 'mailboxes.read', ...one, returns: RampView })
export const setMailboxRamp = endpoint('PUT', '/mailboxes/:id/ramp', {
  summary: 'Begin, change or end the slow ramp of a mailbox', can: 'mailboxes.connect', repeat: 'safe', ...one,
  body: z.object({ on: z.boolean(), step: z.int().min(1).max(20).optional(), level: z.int().min(1).max(200).optional() }), returns: RampView,
})

export const DnsFinding = z.object({
  id: z.enum(['spf', 'dkim', 'dmarc', 'mx', 'tracking']), colour: z.enum(['green', 'amber', 'red', 'grey']), sentence: z.string(), mend: z.string().nullable(),
  found: z.string().nullable().describe('What the DNS says now'),
  records: z.array(z.object({ type: z.enum(['TXT', 'CNAME', 'MX']), name: z.string(), value: z.string(), note: z.string().nullable() })).describe('What to put there'),
}).meta({ id: 'DnsFinding' })
export const SenderDomainView = z.object({
  domain: z.string(), mailboxes: z.int(), selectors: z.array(z.string()), learnt: z.array(z.string()).describe('DKIM selectors seen in signatures of our own mails'), checkedAt: z.string().nullable(),
  report: z.object({ reachable: z.boolean(), dmarc: z.enum(['present', 'missing', 'unknown']), summary: z.string(), findings: z.array(DnsFinding) }).nullable().describe('Null: not looked at yet'),
}).meta({ id: 'SenderDomain' })
export type SenderDomainView = z.infer<typeof SenderDomainView>
const Domain = z.object({ domain: z.string().trim().toLowerCase().min(3).max(253).regex(/^[a-z0-9.-]+$/) })
export const listSenderDomains = endpoint('GET', '/sender-domains', { summary: 'The domains mails are sent from, and what the DNS says of them', can: 'mailboxes.read', returns: z.object({ items: z.array(SenderDomainView) }) })
export const checkSenderDomain = endpoint('POST', '/sender-domains/:domain/check', { summary: 'Ask the DNS about a domain now', can: 'mailboxes.connect', repeat: 'safe', params: Domain, returns: SenderDomainView })
export const setSelectors = endpoint('PUT', '/sender-domains/:domain/selectors', {
  summary: 'Name the DKIM selectors of a domain', can: 'mailboxes.connect', repeat: 'safe', params: Domain,
  body: z.object({ selectors: z.array(z.string().trim().toLowerCase().regex(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/)).max(10) }), returns: Done,
})
