// One change to many leads, companies or deals, followed while it runs, cancelled, and taken back within ten minutes.
import { z } from 'zod'
import { CompaniesAction, CompanyFilter } from './companies.ts'
import { ById, Done, endpoint, Id, page, Paging, When } from './contract.ts'
import { DealFilter, DealsAction, StageKind } from './deals.ts'
import { BulkAction, Whom } from './leads.ts'

export { BulkAction } from './leads.ts'

export const bulkSubjects = ['lead', 'company', 'deal'] as const
export type BulkSubject = (typeof bulkSubjects)[number]
export const bulkStates = ['running', 'finished', 'cancelled', 'failed', 'undoing', 'undone'] as const
/** `matched`: how many it means; `done`: looked at so far; `kept`: not taken back, because somebody changed them meanwhile. */
export const BulkChangeView = z
  .object({
    id: Id, of: z.enum(bulkSubjects), action: z.union([BulkAction, CompaniesAction, DealsAction]), status: z.enum(bulkStates), matched: z.number().int(), done: z.number().int(), changed: z.number().int(), failed: z.number().int(),
    restored: z.number().int(), kept: z.number().int(), perSecond: z.number().nullable(), mine: z.boolean(), createdAt: When, endedAt: When.nullable(),
    inBackground: z.boolean().describe('Too many to be changed before the answer: a job does it'),
    undoUntil: When.nullable().describe('Until then it can be undone; null: it cannot (not yet, or not any more)'),
  })
  .meta({ id: 'BulkChange' })
export type BulkChangeView = z.output<typeof BulkChangeView>
export const BulkFailure = z.object({ id: Id, name: z.string(), reason: z.string() }).meta({ id: 'BulkFailure' })
export type BulkFailure = z.output<typeof BulkFailure>

const ids = z.strictObject({ ids: z.array(Id).min(1).max(5000) })
export const WhichCompanies = z.union([ids, z.strictObject({ matching: CompanyFilter })])
export const WhichDeals = z.union([ids, z.strictObject({ matching: DealFilter.extend({ stageId: Id.optional(), companyId: Id.optional(), state: StageKind.optional() }) })])

export const bulkLeads = endpoint('POST', '/leads/bulk', {
  summary: 'Change many leads at once. Up to 1,000 are changed before the answer; more by a job whose progress GET /bulk-changes/:id tells', can: 'leads.write', repeat: 'key',
  body: z.object({ whom: Whom, action: BulkAction }), returns: BulkChangeView })
export const bulkCompanies = endpoint('POST', '/companies/bulk', {
  summary: 'Change many companies at once, each by itself. Up to 100 are changed before the answer; more by a job whose progress GET /bulk-changes/:id tells', can: 'leads.write', repeat: 'key',
  body: z.object({ whom: WhichCompanies, action: CompaniesAction }), returns: BulkChangeView })
export const bulkDeals = endpoint('POST', '/deals/bulk', {
  summary: 'Change many deals at once, each by itself. Up to 100 are changed before the answer; more by a job whose progress GET /bulk-changes/:id tells', can: 'deals.write', repeat: 'key',
  body: z.object({ whom: WhichDeals, action: DealsAction }), returns: BulkChangeView })
export const listBulkChanges = endpoint('GET', '/bulk-changes', {
  summary: 'Your bulk changes that run or can still be undone, newest first', can: 'leads.read', returns: z.object({ items: z.array(BulkChangeView) }) })
export const getBulkChange = endpoint('GET', '/bulk-changes/:id', { summary: 'How far a bulk change is', can: 'leads.read', params: ById, returns: BulkChangeView })
export const listBulkFailures = endpoint('GET', '/bulk-changes/:id/failures', {
  summary: 'The records a bulk change could not change, each with its reason', can: 'leads.read', params: ById, query: Paging, returns: page(BulkFailure) })
export const cancelBulkChange = endpoint('POST', '/bulk-changes/:id/cancel', {
  summary: 'Stop a bulk change; what is changed stays and can be undone', can: 'leads.write', repeat: 'safe', params: ById, returns: Done })
export const undoBulkChange = endpoint('POST', '/bulk-changes/:id/undo', {
  summary: 'Take a bulk change back, within ten minutes of its end. What somebody changed meanwhile is left as it is', can: 'leads.write', repeat: 'safe', params: ById, returns: BulkChangeView })
