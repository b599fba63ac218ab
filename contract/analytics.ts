// Numbers. Every number is a count of rows, says what it counts, and hands over the query that lists those rows.
import { z } from 'zod'
import { endpoint, Id, page, Paging, When } from './contract.ts'

/** A day in the workspace's time zone. */
const Day = z.iso.date()

export const NumberName = z.enum([
  // of mails sent
  'tried', 'sent', 'delivered', 'bounced', 'opened', 'clicked', 'replied', 'positive', 'opted_out', 'complained', 'auto_replied', 'unconfirmed', 'watched', 'linked',
  // waiting for a person
  'approvals', 'unread', 'unmatched', 'mailbox_troubles', 'in_doubt', 'held', 'failed',
])
export type NumberName = z.output<typeof NumberName>

/** `provider`: where the recipient's domain keeps its mail; `domain`: of the sender's address. */
export const FunnelBy = z.enum(['campaign', 'step', 'tone', 'mailbox', 'provider', 'domain'])
/** As the DNS says it; a filter in front of a domain hides what is behind, and then it is 'other'. 'unknown': nobody has asked, or nobody answered. */
export const RecipientProvider = z.enum(['google', 'microsoft', 'other', 'unknown'])
export type RecipientProvider = z.output<typeof RecipientProvider>
/** Leads: a person counts once however many mails. Mails: each mail counts by itself. */
export const Counting = z.enum(['leads', 'mails'])

/** `none`: of mails that have none, or whose campaign or step is gone. */
const IdOrNone = z.union([Id, z.literal('none')])

/** Hand this to `GET /numbers/rows` as its query: it lists exactly the rows that were counted. */
export const RowsFilter = z
  .object({
    number: NumberName,
    count: Counting.optional(),
    campaignId: IdOrNone.optional(),
    stepId: IdOrNone.optional(),
    tone: z.string().max(40).optional().meta({ description: '"none" for mails without one, such as templates.' }),
    mailboxId: IdOrNone.optional(),
    provider: RecipientProvider.optional(),
    domain: z.string().max(253).optional().meta({ description: 'Of the address it was sent from.' }),
    from: Day.optional().meta({ description: 'First day, in the time zone of the workspace.' }),
    to: Day.optional().meta({ description: 'Last day, included.' }),
    until: When.optional().meta({ description: 'Cuts the last day at this moment, so that a day that is not over can be compared.' }),
    on: z.enum(['sent', 'happened']).optional().meta({ description: 'Whether the days are those of the mail (default) or of what came of it.' }),
  })
  .meta({ id: 'RowsFilter' })
export type RowsFilter = z.output<typeof RowsFilter>

export const Counted = z
  .object({ count: z.number().int(), rows: RowsFilter })
  .meta({ id: 'Counted', description: 'A number and the filter that opens its rows.' })

export const Share = z
  .object({
    share: z.number().nullable().meta({ description: '0 to 1; null when there is nothing to divide by.' }),
    low: z.number().nullable(),
    high: z.number().nullable().meta({ description: 'Low and high: the 95 % Wilson interval.' }),
    of: z.number().int().meta({ description: 'Out of how many.' }),
    base: z.enum(['tried', 'delivered', 'watched', 'linked']).meta({ description: 'Which number that is: `of` is its count, in the same row.' }),
    verdict: z.enum(['ok', 'too few to tell']),
  })
  .meta({ id: 'Share' })

export const FunnelRow = z
  .object({
    key: z.string(),
    label: z.string(),
    tried: Counted,
    sent: Counted,
    delivered: Counted,
    opened: Counted,
    clicked: Counted,
    replied: Counted,
    positive: Counted,
    bounced: Counted,
    optedOut: Counted,
    complained: Counted,
    unconfirmed: Counted,
    watched: Counted,
    linked: Counted,
    rates: z.object({ delivered: Share, opened: Share, clicked: Share, replied: Share, positive: Share, bounced: Share, optedOut: Share, complained: Share }),
  })
  .meta({ id: 'FunnelRow' })

export const Definition = z.object({ name: z.string(), text: z.string() }).meta({ id: 'NumberDefinition' })

export const funnel = endpoint('GET', '/numbers/funnel', {
  summary: 'Sent, delivered, replied, positive: in all, and by campaign, step, tone, mailbox, sending domain or recipient’s provider, with 95 % intervals',
  can: 'numbers.read',
  query: z.object({
    by: FunnelBy.default('campaign'),
    count: Counting.default('leads'),
    campaignId: Id.optional(),
    mailboxId: Id.optional(),
    provider: RecipientProvider.optional(),
    domain: z.string().toLowerCase().max(253).optional(),
    from: Day.optional(),
    to: Day.optional(),
  }),
  returns: z.object({
    sentence: z.string().meta({ description: 'The result in one sentence.' }),
    by: FunnelBy,
    count: Counting,
    minimum: z.number().int().meta({ description: 'Below this many, a share is too few to tell.' }),
    total: FunnelRow,
    rows: z.array(FunnelRow),
    definitions: z.array(Definition),
  }),
})

const DayCounts = z
  .object({ day: Day, sent: z.number().int(), delivered: z.number().int(), opened: z.number().int(), clicked: z.number().int(), replied: z.number().int(), positive: z.number().int(), bounced: z.number().int(), optedOut: z.number().int() })
  .meta({ id: 'DayCounts' })

export const daily = endpoint('GET', '/numbers/daily', {
  summary: 'Day by day in the time zone of the workspace: what left and what came back that day',
  can: 'numbers.read',
  query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30), campaignId: Id.optional() }),
  returns: z.object({ timeZone: z.string(), days: z.array(DayCounts), definitions: z.array(Definition) }),
})

export const momentum = endpoint('GET', '/numbers/momentum', {
  summary: 'The last 7 days, today so far included, against the 7 days before up to the same hour',
  can: 'numbers.read',
  query: z.object({ campaignId: Id.optional() }),
  returns: z.object({
    timeZone: z.string(),
    last: z.object({ from: Day, to: Day }),
    previous: z.object({ from: Day, to: Day }),
    numbers: z.array(
      z.object({
        name: NumberName,
        label: z.string(),
        last: Counted,
        previous: Counted,
        change: z.number().nullable().meta({ description: 'As a share: 0.5 is half as much again; null when there was nothing before.' }),
        verdict: z.enum(['up', 'down', 'about the same', 'too few to tell']),
      }),
    ),
    definitions: z.array(Definition),
  }),
})

export const CampaignCounters = z
  .object({
    id: Id,
    name: z.string(),
    status: z.string(),
    leads: z.number().int(),
    waiting: z.number().int().meta({ description: 'Leads with a mail still to come.' }),
    approvals: Counted,
    sent: Counted,
    replied: Counted,
    positive: Counted,
    bounced: Counted,
    nextAt: When.nullable(),
  })
  .meta({ id: 'CampaignCounters' })

export const home = endpoint('GET', '/numbers/home', {
  summary: 'The home page: what needs me, today so far, and a line for each running campaign',
  can: 'numbers.read',
  returns: z.object({
    timeZone: z.string(),
    sentence: z.string(),
    needsMe: z.array(
      z.object({ name: NumberName, label: z.string(), why: z.string().meta({ description: 'Why now, in a sentence.' }), oldestAt: When.nullable(), count: z.number().int(), rows: RowsFilter }),
    ),
    today: z.object({ sent: Counted, replied: Counted, positive: Counted, bounced: Counted, stillToGo: z.number().int() }),
    campaigns: z.array(CampaignCounters),
    has: z.object({ leads: z.boolean(), mailboxes: z.boolean(), campaigns: z.boolean(), sample: z.boolean() }).meta({ description: 'What the workspace has already, for the first steps.' }),
    definitions: z.array(Definition),
  }),
})

export const NumberRow = z
  .object({
    kind: z.enum(['message', 'lead', 'thread', 'inbox', 'draft', 'mailbox']),
    id: Id,
    title: z.string(),
    detail: z.string(),
    at: When.nullable(),
    leadId: Id.nullable(),
    campaignId: Id.nullable(),
    threadId: Id.nullable(),
  })
  .meta({ id: 'NumberRow' })

export const rowsBehind = endpoint('GET', '/numbers/rows', {
  summary: 'The rows behind a number. With `total`, which equals the number',
  can: 'numbers.read',
  query: RowsFilter.extend(Paging.shape),
  returns: page(NumberRow),
})

export const variants = endpoint('GET', '/numbers/variants', {
  summary: 'Texts of the same step compared: mails, answers, 95 % intervals, and whether one is better',
  can: 'numbers.read',
  query: z.object({ campaignId: Id }),
  returns: z.object({ steps: z.array(z.object({ stepId: Id, verdict: z.string(), winner: z.string().nullable(), variants: z.array(z.object({ key: z.string(), sent: z.int(), replied: z.int(), rate: Share })) })) }),
})

const Placed = z.object({ inbox: z.int(), junk: z.int() })
export const placement = endpoint('GET', '/numbers/placement', {
  summary: 'Where mails of ours were found by our own other mailboxes: in the inbox or in junk. Nothing is known of anybody else’s', can: 'numbers.read',
  query: z.object({ mailboxId: Id.optional(), domain: z.string().toLowerCase().max(253).optional(), days: z.coerce.number().int().min(1).max(366).default(30) }),
  returns: z.object({ found: Placed, providers: z.array(Placed.extend({ provider: RecipientProvider })), sentence: z.string() }),
})

export const TodayItem = z
  .object({
    key: z.string(), kind: z.enum(['reply', 'meeting', 'call', 'linkedin', 'mail', 'task', 'hot_lead', 'approvals']),
    title: z.string(), why: z.string().meta({ description: 'Why now, in a sentence.' }), act: z.object({ label: z.string(), to: z.string() }).meta({ description: 'The one thing to do, and where: a path of the web app.' }),
    at: When.nullable().meta({ description: 'When it begins or is due.' }), late: z.boolean(), count: z.number().int(), leadId: Id.nullable(), taskId: Id.nullable(),
  })
  .meta({ id: 'TodayItem' })
export const Today = z.object({ items: z.array(TodayItem), more: z.number().int().meta({ description: 'How many are not shown.' }) }).meta({ id: 'Today' })
export type Today = z.output<typeof Today>
export const today = endpoint('GET', '/numbers/today', {
  summary: 'What to do next over everything (answers, meetings, calls, tasks, interest shown, drafts), ranked, each with why now and the one next step',
  can: 'numbers.read', query: z.object({ owner: z.enum(['me', 'all']).default('me'), limit: z.coerce.number().int().min(1).max(100).default(25) }), returns: Today,
})
