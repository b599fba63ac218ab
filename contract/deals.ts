// Deals: what may be sold to whom, for how much, by when, and the next thing to do about it.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging, Was, When } from './contract.ts'
import { CustomValues, OwnInUrl, SetOwnField } from './custom-fields.ts'
export { StageKind } from './deal-setup.ts'
import { Amount, Currency, EntryField, line, maybeLine, maybeText, named, PipelineView, StageKind } from './deal-setup.ts'

const Named = z.object({ id: Id, name: z.string() })

export const dealFlags = ['stale', 'noNextStep', 'overdue', 'pushed'] as const
export const DealFlag = z.enum(dealFlags)
export type DealFlag = z.output<typeof DealFlag>

export const DealCard = z
  .object({
    id: Id, name: z.string(), pipelineId: Id, stageId: Id, company: Named.nullable(), lead: Named.nullable(), owner: Named.nullable(),
    amountMinor: z.number().int().nullable(), currency: z.string(), closeOn: z.string().nullable(), closePushes: z.number().int(),
    nextStep: z.string().nullable(), nextStepOn: z.string().nullable(), nextTask: z.object({ title: z.string(), on: z.string().nullable() }).nullable().describe('The next open task about the deal; it is a next step, too'), stageSince: When, lastActivityAt: When, closedAt: When.nullable(), createdAt: When,
    people: z.number().int(), source: z.string().nullable(), lostReason: z.string().nullable(), mayChange: z.boolean().describe('By its owner; the role is asked apart'),
    flags: z.array(DealFlag).describe('stale: no activity for longer than the stage allows; noNextStep; overdue: the close date or the next step is past; pushed: the close date was put off three times or more'),
  })
  .meta({ id: 'DealCard' })
export type DealCard = z.output<typeof DealCard>

export const dealRoles = ['champion', 'decision_maker', 'user', 'blocker', 'legal'] as const
export const DealRole = z.enum(dealRoles)
export type DealRole = z.output<typeof DealRole>

export const DealPerson = z
  .object({ leadId: Id, name: z.string(), email: z.string(), title: z.string().nullable(), role: DealRole.nullable(), influence: z.number().int().nullable(), lastAnswerAt: When.nullable(), lastMailAt: When.nullable() })
  .meta({ id: 'DealPerson' })
export type DealPerson = z.output<typeof DealPerson>
export const DealLine = z
  .object({
    id: Id, productId: Id.nullable(), name: z.string(), quantity: z.number(), priceMinor: z.number().int(), costMinor: z.number().int().nullable(), discount: z.number().describe('Percent'),
    sumMinor: z.number().int(), marginMinor: z.number().int().nullable(),
  })
  .meta({ id: 'DealLine' })
export type DealLine = z.output<typeof DealLine>
export const StageStay = z
  .object({ stageId: Id, stage: z.string(), kind: StageKind, from: When, until: When.nullable(), days: z.number(), by: z.string().nullable(), why: z.string().nullable() })
  .meta({ id: 'StageStay' })
export type StageStay = z.output<typeof StageStay>

export const DealView = DealCard.extend({
  notes: z.string().nullable(), lostNote: z.string().nullable(), updatedAt: When, deletedAt: When.nullable(),
  amountByHand: z.boolean().describe('The amount stands although the lines say another sum'), linesMinor: z.number().int().nullable(), marginMinor: z.number().int().nullable(), marginShare: z.number().nullable(),
  reportMinor: z.number().int().nullable().describe('In the report currency; null where no rate is known'), reportCurrency: z.string(),
  pipeline: PipelineView, committee: z.array(DealPerson),
  coverage: z.object({ filled: z.array(DealRole), missing: z.array(DealRole), answered: z.number().int().describe('People who answered within 30 days'), warning: z.string().nullable() }),
  lines: z.array(DealLine), stays: z.array(StageStay), custom: z.record(z.string(), z.unknown()),
  won: z.object({ campaign: Named.nullable(), stepId: Id.nullable(), messageId: Id.nullable(), threadId: Id.nullable(), sentence: z.string() }).nullable().describe('The mail whose answer it began with'),
}).meta({ id: 'Deal' })
export type DealView = z.output<typeof DealView>

const details = {
  companyId: Id.nullable().optional(), companyName: maybeLine(200), leadId: Id.nullable().optional(), ownerId: Id.nullable().optional(),
  amountMinor: Amount.nullable().optional(), currency: Currency.optional(), closeOn: z.string().trim().max(40).nullable().optional(),
  nextStep: maybeLine(300), nextStepOn: z.string().trim().max(40).nullable().optional(), notes: maybeText(20_000), source: maybeLine(120), custom: CustomValues.optional(),
}
const DealName = named(200, 'Please name the deal.')
export const DealInput = z.object({ name: DealName, pipelineId: Id.optional(), stageId: Id.optional(), ...details }).meta({ id: 'DealInput' })
export type DealInput = z.output<typeof DealInput>
/** Absent = leave as it is; null or '' = empty it. `amountMinor: null` with lines: their sum counts again. */
export const DealEdit = z.object({ name: DealName.optional(), ...details, was: Was }).meta({ id: 'DealEdit' })
export type DealEdit = z.output<typeof DealEdit>

export const DealMove = z
  .object({
    stageId: Id, above: Id.nullable().optional().describe('The card above the new place; null: the top'), below: Id.nullable().optional().describe('The card below it; null: the end'),
    lostReason: maybeLine(80), lostNote: maybeText(2000), set: DealEdit.optional().describe('Fills what the stage requires, in the same step'),
  })
  .meta({ id: 'DealMove' })
export type DealMove = z.output<typeof DealMove>

const amountInUrl = z.coerce.number().int().min(0).max(1e13).optional()
const Which = {
  pipelineId: Id.optional(), ownerId: z.union([Id, z.literal('me'), z.literal('none')]).optional(), search: line(200).optional(), flag: DealFlag.optional(),
  closeFrom: z.iso.date().optional(), closeTo: z.iso.date().optional(), amountFrom: amountInUrl.describe('In the report currency, smallest unit'), amountTo: amountInUrl, own: OwnInUrl.optional(),
}
export const DealFilter = z.object(Which)
export type DealFilter = z.output<typeof DealFilter>

const Sum = z.object({ currency: z.string(), count: z.number().int(), amountMinor: z.number().int() })
export const BoardColumn = z
  .object({
    stageId: Id, count: z.number().int(), sums: z.array(Sum).describe('Per currency'), totalMinor: z.number().int().describe('In the report currency, as far as rates are known'),
    weightedMinor: z.number().int(), unconverted: z.array(z.string()).describe('Currencies without a rate, left out of the totals'), cards: z.array(DealCard), next: z.string().nullable(),
  })
  .meta({ id: 'BoardColumn' })
export type BoardColumn = z.output<typeof BoardColumn>
export const BoardView = z.object({ pipelineId: Id, reportCurrency: z.string(), columns: z.array(BoardColumn) }).meta({ id: 'Board' })
export type BoardView = z.output<typeof BoardView>

export const dealSorts = ['createdAt', 'name', 'amount', 'closeOn', 'stage', 'lastActivityAt', 'stageSince'] as const
export const DealSort = z.enum(dealSorts.flatMap((s) => [s, `-${s}`] as const))
export type DealSort = z.output<typeof DealSort>

export const dealBoard = endpoint('GET', '/deals/board', {
  summary: 'One pipeline as columns: totals and the first cards of each', can: 'deals.read', query: DealFilter.extend({ perStage: z.coerce.number().int().min(1).max(100).default(30) }), returns: BoardView })
export const dealColumn = endpoint('GET', '/deals/column', { summary: 'More cards of a stage', can: 'deals.read', query: Paging.extend({ ...Which, stageId: Id }), returns: page(DealCard) })
export const listDeals = endpoint('GET', '/deals', {
  summary: 'Deals as a table', can: 'deals.read',
  query: Paging.extend({ ...Which, stageId: Id.optional(), companyId: Id.optional(), leadId: Id.optional(), state: StageKind.optional(), sort: DealSort.default('-createdAt') }), returns: page(DealCard) })
export const getDeal = endpoint('GET', '/deals/:id', { summary: 'One deal with everything on its page', can: 'deals.read', params: ById, returns: DealView })
export const createDeal = endpoint('POST', '/deals', { summary: 'Create a deal; it stands on top of its stage', can: 'deals.write', repeat: 'key', body: DealInput, returns: DealView })
export const updateDeal = endpoint('PATCH', '/deals/:id', { summary: 'Change a deal', can: 'deals.write', repeat: 'safe', params: ById, body: DealEdit, returns: DealView })
export const moveDeal = endpoint('POST', '/deals/:id/move', {
  summary: 'Move a deal to a place on a stage. Refused with details.missing when the stage requires more', can: 'deals.write', repeat: 'safe', params: ById, body: DealMove, returns: DealCard })
export const deleteDeal = endpoint('DELETE', '/deals/:id', { summary: 'Move a deal to the trash', can: 'deals.delete', repeat: 'safe', params: ById, returns: Done })
export const restoreDeal = endpoint('POST', '/deals/:id/restore', { summary: 'Take a deal out of the trash', can: 'deals.delete', repeat: 'safe', params: ById, returns: DealView })

export const convertLead = endpoint('POST', '/leads/:id/deal', {
  summary: 'Make a deal of a lead: it keeps the company and the mail that won the answer. An open deal of the lead is returned instead', can: 'deals.write', repeat: 'key', params: ById,
  body: z.object({ name: line(200).optional(), pipelineId: Id.optional(), threadId: Id.optional(), amountMinor: Amount.nullable().optional(), currency: Currency.optional(), nextStep: maybeLine(300), closeOn: z.string().trim().max(40).nullable().optional() }),
  returns: z.object({ deal: DealView, isNew: z.boolean() }) })

const PersonAt = ById.extend({ leadId: Id })
export const setDealPerson = endpoint('PUT', '/deals/:id/people/:leadId', {
  summary: 'Somebody takes part in a deal, in a role', can: 'deals.write', repeat: 'safe', params: PersonAt,
  body: z.object({ role: DealRole.nullable().default(null), influence: z.number().int().min(1).max(3).nullable().default(null) }), returns: DealView })
export const removeDealPerson = endpoint('DELETE', '/deals/:id/people/:leadId', { summary: 'Somebody takes no part any more', can: 'deals.write', repeat: 'safe', params: PersonAt, returns: DealView })

const lineFields = { name: line(200).optional(), quantity: z.number('Please enter a number.').gt(0, 'At least a little of it.').max(1e9, 'That is too many.').optional(), priceMinor: Amount.optional(), costMinor: Amount.nullable().optional(), discount: z.number().min(0, 'A discount lies between 0 and 100 %.').max(100, 'A discount lies between 0 and 100 %.').optional() }
export const DealLineInput = z.object({ productId: Id.optional(), ...lineFields }).meta({ id: 'DealLineInput' })
export type DealLineInput = z.output<typeof DealLineInput>
export const DealLineEdit = z.object(lineFields).meta({ id: 'DealLineEdit' })
export type DealLineEdit = z.output<typeof DealLineEdit>
export const addDealLine = endpoint('POST', '/deals/:id/lines', { summary: 'Put a product or a line of your own into a deal', can: 'deals.write', repeat: 'key', params: ById, body: DealLineInput, returns: DealView })
const LineAt = ById.extend({ lineId: Id })
export const updateDealLine = endpoint('PATCH', '/deals/:id/lines/:lineId', { summary: 'Change a line', can: 'deals.write', repeat: 'safe', params: LineAt, body: DealLineEdit, returns: DealView })
export const removeDealLine = endpoint('DELETE', '/deals/:id/lines/:lineId', { summary: 'Take a line away', can: 'deals.write', repeat: 'safe', params: LineAt, returns: DealView })

/** What a stage still wants, as moveDeal's refusal hands it over in `details`. */
export const MissingOnEntry = z.object({ missing: z.array(EntryField) })

export const DealsAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('setOwner'), ownerId: Id.nullable() }), z.object({ do: z.literal('setCloseOn'), closeOn: z.string().trim().max(40).nullable() }),
  z.object({ do: z.literal('move'), stageId: Id, lostReason: maybeLine(80) }), SetOwnField, z.object({ do: z.literal('delete') }),
])
export type DealsAction = z.output<typeof DealsAction>
