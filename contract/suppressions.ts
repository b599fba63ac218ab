// Addresses, domains and companies nobody of this workspace may write to, whatever a campaign or an import says.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging, When } from './contract.ts'

/** `hash`: of the address only its SHA-256 is known (64 hex digits; the address in lower case, its domain as A-labels). */
export const SuppressionKind = z.enum(['address', 'domain', 'company', 'hash'])
export type SuppressionKind = z.output<typeof SuppressionKind>
export const SuppressionReason = z.enum(['opted_out', 'bounced', 'complained', 'manual', 'customer', 'competitor'])
export type SuppressionReason = z.output<typeof SuppressionReason>

export const SuppressionView = z
  .object({
    id: Id, kind: SuppressionKind, value: z.string().describe('Of a company: its name'), reason: SuppressionReason,
    companyId: Id.nullable(), domains: z.array(z.string()).describe('Of a company: the domains at which nobody is written to either'),
    source: z.string().nullable(), note: z.string().nullable(), createdBy: z.string().nullable(), createdAt: When,
  })
  .meta({ id: 'Suppression' })
export type SuppressionView = z.output<typeof SuppressionView>

const Which = { search: z.string().trim().max(254).optional(), kind: SuppressionKind.optional(), reason: SuppressionReason.optional(), companyId: Id.optional() }

export const listSuppressions = endpoint('GET', '/suppressions', {
  summary: 'The suppression list', can: 'leads.read', query: Paging.extend(Which), returns: page(SuppressionView) })

/** `text` is what a person pastes: addresses, domains and SHA-256 hashes of addresses, one a line or separated by commas, semicolons or blanks. */
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
export const SuppressCompany = z
  .object({ companyId: Id, reason: SuppressionInput.shape.reason, note: SuppressionInput.shape.note })
  .meta({ id: 'SuppressCompany' })
export const suppressCompany = endpoint('POST', '/suppressions/company', {
  summary: 'Never write to a company: nobody at its domains, and no lead that belongs to it, now or later', can: 'suppressions.add', repeat: 'safe', body: SuppressCompany, returns: SuppressionResult })
/** A whole list as a file: the export's columns, or any file with a column of addresses or domains, or no header and one a line. */
export const SuppressionFile = z
  .object({ csv: z.string().min(1, 'The file is empty.').max(900_000, 'The file is too large; split it at about 20,000 lines.'), reason: SuppressionInput.shape.reason, note: SuppressionInput.shape.note })
  .meta({ id: 'SuppressionFile' })
export const SuppressionFileResult = SuppressionResult.extend({ rows: z.number().int(), refused: z.array(z.object({ row: z.number().int().describe('As a spreadsheet counts them'), value: z.string(), sentence: z.string() })) }).meta({ id: 'SuppressionFileResult' })
export const uploadSuppressions = endpoint('POST', '/suppressions/file', {
  summary: 'Never write to whoever stands in this CSV file; bad rows are named, the others are taken', can: 'suppressions.add', repeat: 'safe', body: SuppressionFile, returns: SuppressionFileResult })
export const removeSuppression = endpoint('DELETE', '/suppressions/:id', {
  summary: 'Allow writing again', can: 'suppressions.remove', repeat: 'safe', params: ById, returns: Done })
export const exportSuppressions = endpoint('GET', '/suppressions/export', {
  summary: 'The suppression list as CSV; `hashed`: without a single address, to be given to others', can: 'leads.export',
  query: z.object({ ...Which, hashed: z.enum(['true', 'false']).default('false') }), raw: true })
