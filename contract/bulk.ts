// One change to many leads, followed while it runs, cancelled, and taken back within ten minutes.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging } from './contract.ts'
import { BulkAction, BulkChangeView, Whom } from './leads.ts'

export { BulkAction, BulkChangeView } from './leads.ts'

export const BulkFailure = z.object({ leadId: Id, name: z.string(), reason: z.string() }).meta({ id: 'BulkFailure' })

export const bulkLeads = endpoint('POST', '/leads/bulk', {
  summary: 'Change many leads at once. Up to 1,000 are changed before the answer; more by a job whose progress GET /bulk-changes/:id tells', can: 'leads.write', repeat: 'key',
  body: z.object({ whom: Whom, action: BulkAction }), returns: BulkChangeView })
export const listBulkChanges = endpoint('GET', '/bulk-changes', {
  summary: 'Your bulk changes that run or can still be undone, newest first', can: 'leads.read', returns: z.object({ items: z.array(BulkChangeView) }) })
export const getBulkChange = endpoint('GET', '/bulk-changes/:id', { summary: 'How far a bulk change is', can: 'leads.read', params: ById, returns: BulkChangeView })
export const listBulkFailures = endpoint('GET', '/bulk-changes/:id/failures', {
  summary: 'The leads a bulk change could not change, each with its reason', can: 'leads.read', params: ById, query: Paging, returns: page(BulkFailure) })
export const cancelBulkChange = endpoint('POST', '/bulk-changes/:id/cancel', {
  summary: 'Stop a bulk change; what is changed stays and can be undone', can: 'leads.write', repeat: 'safe', params: ById, returns: Done })
export const undoBulkChange = endpoint('POST', '/bulk-changes/:id/undo', {
  summary: 'Take a bulk change back, within ten minutes of its end. What somebody changed meanwhile is left as it is', can: 'leads.write', repeat: 'safe', params: ById, returns: BulkChangeView })
export type BulkFailure = z.output<typeof BulkFailure>
