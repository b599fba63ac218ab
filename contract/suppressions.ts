// Addresses and domains nobody of this workspace may write to, whatever a campaign or an import says.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging, When } from './contract.ts'

export const SuppressionKind = z.enum(['address', 'domain'])
export const SuppressionReason = z.enum(['opted_out', 'bounced', 'complained', 'manual', 'customer', 'competitor'])
export type SuppressionReason = z.output<typeof SuppressionReason>

export const SuppressionView = z
  .object({
    id: Id, kind: SuppressionKind, value: z.string(), reason: SuppressionReason,
    source: z.string().nullable(), note: z.string().nullable(), createdBy: z.string().nullable(), createdAt: When,
  })
  .meta({ id: 'Suppression' })
export type SuppressionView = z.output<typeof SuppressionView>

const Which = { search: z.string().trim().max(254).optional(), kind: SuppressionKind.optional(), reason: SuppressionReason.optional() }

export const listSuppressions = endpoint('GET', '/suppressions', {
  summary: 'The suppression list', can: 'leads.read', query: Paging.extend(Which), returns: page(SuppressionView) })

/** `text` is what a person pastes: addresses and domains, one a line or separated by commas, semicolons or blanks. */
export const SuppressionInput = z
  .object({
    text: z.string().min(1, 'Please enter at least one address or domain.').max(900_000),
    reason: z.enum(['manual', 'customer', 'competitor', 'opted_out', 'complained', 'bounced']).default('manual'),
    note: z.string().trim().max(500).nullish(),
  })
  .meta({ id: 'SuppressionInput' })
export const SuppressionResult = z
  .object({
    added: z.number().int(), already: z.number().int(), leadsAffected: z.number().int(),
    refused: z.array(z.object({ value: z.string(), sentence: z.string() })), refusedCount: z.number().int(),
  })
  .meta({ id: 'SuppressionResult' })
export const addSuppressions = endpoint('POST', '/suppressions', {
  summary: 'Never write to these addresses or domains', can: 'suppressions.add', repeat: 'safe', body: SuppressionInput, returns: SuppressionResult })
export const removeSuppression = endpoint('DELETE', '/suppressions/:id', {
  summary: 'Allow writing again', can: 'suppressions.remove', repeat: 'safe', params: ById, returns: Done })
export const exportSuppressions = endpoint('GET', '/suppressions/export', {
  summary: 'The suppression list as CSV', can: 'leads.export', query: z.object(Which), raw: true })
