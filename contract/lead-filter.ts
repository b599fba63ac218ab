// Which leads? A small tree of conditions. Every field and operator is named here; values are only ever bound.
import { z } from 'zod'
import { Id } from './contract.ts'

/** The usual ones. A workspace may have others (lead-statuses.ts): which, only the server knows. */
export const leadStatuses = ['new', 'contacted', 'replied', 'qualified', 'converted', 'lost'] as const
export const LeadStatus = z.string().regex(/^[a-z0-9_]{1,60}$/, 'This is not the key of a status.')
export type LeadStatus = z.output<typeof LeadStatus>

export const textFields = ['email', 'emailDomain', 'firstName', 'lastName', 'title', 'companyName', 'phone', 'city', 'country', 'timeZone', 'language', 'source', 'notes', 'companyDomain', 'companyIndustry', 'companySize', 'companyCity', 'companyCountry'] as const
export const dateFields = ['createdAt', 'updatedAt', 'lastActivityAt', 'repliedAt', 'bouncedAt', 'optedOutAt'] as const
export const yesNoFields = ['hasReplied', 'suppressed', 'bounced', 'optedOut', 'hasCompany', 'inCampaign'] as const
/** What may have happened between us and a lead; each is a kind of fact. */
export const activities = ['sent', 'opened', 'clicked', 'replied', 'interested', 'auto_replied', 'bounced', 'unsubscribed', 'met'] as const
export const Activity = z.enum(activities)
export type Activity = z.output<typeof Activity>
/** Where a lead stands in a campaign. */
export const campaignStages = ['under_way', 'waits_for_us', 'finished', 'replied', 'stopped', 'skipped'] as const
export const CampaignStage = z.enum(campaignStages)
export type CampaignStage = z.output<typeof CampaignStage>
export const idFields = ['list', 'campaign', 'import', 'company', 'owner'] as const

// No C0 controls: PostgreSQL refuses NUL in text, and nobody searches for the others.
const Words = z.string().max(300).refine((v) => !/[\u0000-\u001f]/.test(v), 'Control characters cannot be searched for.')
const Ids = z.array(Id).min(1).max(200)
const Instant = z.iso.datetime({ offset: true }).or(z.iso.date())
const Days = z.number().int().min(0).max(36_500)

export const Condition = z.union([
  z.strictObject({ field: z.enum(textFields), op: z.enum(['is', 'isNot', 'contains', 'notContains', 'startsWith', 'endsWith']), value: Words }),
  z.strictObject({ field: z.enum(textFields), op: z.enum(['in', 'notIn']), value: z.array(Words).min(1).max(200) }),
  z.strictObject({ field: z.enum(textFields), op: z.enum(['isEmpty', 'isNotEmpty']) }),
  z.strictObject({ field: z.literal('status'), op: z.enum(['in', 'notIn']), value: z.array(LeadStatus).min(1) }),
  z.strictObject({ field: z.literal('score'), op: z.enum(['atLeast', 'atMost']), value: z.number().int().min(0).max(100) }),
  z.strictObject({ field: z.literal('scoreClass'), op: z.enum(['in', 'notIn']), value: z.array(z.enum(['hot', 'warm', 'cold'])).min(1) }),
  z.strictObject({ field: z.literal('addressCheck'), op: z.enum(['in', 'notIn']), value: z.array(z.enum(['good', 'risky', 'bad', 'unknown'])).min(1) }),
  z.strictObject({ field: z.literal('tags'), op: z.enum(['hasAny', 'hasAll', 'hasNone']), value: z.array(Words).min(1).max(100) }),
  z.strictObject({ field: z.literal('tags'), op: z.enum(['isEmpty', 'isNotEmpty']) }),
  z.strictObject({ field: z.enum(idFields), op: z.enum(['in', 'notIn']), value: Ids }),
  z.strictObject({ field: z.enum(['company', 'owner', 'import', 'list']), op: z.enum(['isEmpty', 'isNotEmpty']) }),
  z.strictObject({ field: z.enum(dateFields), op: z.enum(['before', 'after']), value: Instant }),
  z.strictObject({ field: z.enum(dateFields), op: z.enum(['withinDays', 'olderThanDays']), value: Days }),
  z.strictObject({ field: z.enum(dateFields), op: z.enum(['isEmpty', 'isNotEmpty']) }),
  z.strictObject({ field: z.enum(yesNoFields), op: z.literal('is'), value: z.boolean() }),
  z.strictObject({ field: z.literal('activity'), op: z.enum(['did', 'didNot']), what: Activity, times: z.number().int().min(1).max(1000).optional().describe('At least so often'), withinDays: Days.optional(), campaign: Id.optional() }),
  z.strictObject({ field: z.literal('campaignStage'), op: z.enum(['in', 'notIn']), value: z.array(CampaignStage).min(1), campaign: Id.optional().describe('In this campaign; absent: in any') }),
  z.strictObject({ field: z.literal('custom'), key: Words.min(1).max(80), op: z.enum(['is', 'isNot', 'contains']), value: Words }),
  z.strictObject({ field: z.literal('custom'), key: Words.min(1).max(80), op: z.enum(['in', 'notIn']), value: z.array(Words).min(1).max(200) }),
  z.strictObject({ field: z.literal('custom'), key: Words.min(1).max(80), op: z.enum(['equals', 'greaterThan', 'lessThan', 'atLeast', 'atMost']), value: z.number() }),
  z.strictObject({ field: z.literal('custom'), key: Words.min(1).max(80), op: z.enum(['before', 'after']), value: z.iso.date() }),
  z.strictObject({ field: z.literal('custom'), key: Words.min(1).max(80), op: z.enum(['withinDays', 'olderThanDays', 'inNextDays']), value: Days }),
  z.strictObject({ field: z.literal('custom'), key: Words.min(1).max(80), op: z.enum(['isEmpty', 'isNotEmpty']) }),
])
export type Condition = z.output<typeof Condition>

export type LeadFilter = Condition | { all: LeadFilter[] } | { any: LeadFilter[] } | { none: LeadFilter[] }
const Node: z.ZodType<LeadFilter> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(Node).max(50) }),
    z.strictObject({ any: z.array(Node).max(50) }),
    z.strictObject({ none: z.array(Node).max(50) }),
    Condition,
  ]))

/** A tree of at most 5 levels and 100 conditions. `{ all: [] }` is everybody. */
export const LeadFilter = z
  .unknown()
  .refine((v) => depthOf(v) <= 5, 'A filter may be nested five levels deep.')
  .refine((v) => sizeOf(v) <= 100, 'A filter may have 100 conditions.')
  .pipe(Node)
  .meta({ id: 'LeadFilter', type: 'object', description: 'A condition {field, op, value}, or {all: […]}, {any: […]}, {none: […]}' })

/** Does the mere passing of time change whom it means? */
export const movesWithTime = (filter: LeadFilter): boolean =>
  'field' in filter ? ('withinDays' in filter && filter.withinDays !== undefined) || filter.op === 'withinDays' || filter.op === 'olderThanDays' : partsOf(filter).some(movesWithTime)
export const partsOf = (filter: Exclude<LeadFilter, Condition>): LeadFilter[] => ('all' in filter ? filter.all : 'any' in filter ? filter.any : filter.none)
export const conditionsOf = (filter: LeadFilter): Condition[] => ('field' in filter ? [filter] : partsOf(filter).flatMap(conditionsOf))

const children = (v: unknown): unknown[] =>
  v && typeof v === 'object' ? ['all', 'any', 'none'].flatMap((k) => (Array.isArray((v as Record<string, unknown>)[k]) ? ((v as Record<string, unknown[]>)[k] ?? []) : [])) : []
// Stops counting where the answer is already "too much", so that a hostile tree costs nothing.
const depthOf = (v: unknown, left = 7): number => (left === 0 ? 1 : 1 + Math.max(0, ...children(v).slice(0, 101).map((c) => depthOf(c, left - 1))))
const sizeOf = (v: unknown, left = 7): number => (left === 0 ? 1 : children(v).length ? children(v).slice(0, 101).reduce<number>((n, c) => (n > 100 ? n : n + sizeOf(c, left - 1)), 0) : 1)

/** The same as text in a URL: JSON. */
export const FilterInUrl = z
  .string()
  .max(20_000)
  .transform((v, c) => {
    try {
      return JSON.parse(v) as unknown
    } catch {
      c.addIssue('The filter in the address is not readable.')
      return z.NEVER
    }
  })
  .pipe(LeadFilter)

export const leadSorts = ['createdAt', 'updatedAt', 'lastActivityAt', 'repliedAt', 'email', 'firstName', 'lastName', 'title', 'companyName', 'city', 'country', 'status', 'owner', 'source', 'score'] as const
/** Up to three, the first goes first; "-" sorts downwards: "status,-lastActivityAt". */
export const LeadSort = z.string().max(120).regex(new RegExp(`^-?(${leadSorts.join('|')})(,-?(${leadSorts.join('|')})){0,2}$`), 'Leads cannot be sorted like this.').default('-createdAt')
export type LeadSort = z.output<typeof LeadSort>
