// Exports: what a list shows, as a file. Bound by the rights of whoever asks, streamed, harmless in a spreadsheet, and read
// back by the import as it was.
import { z } from 'zod'
import { CompanyFilter, CompanySort } from './companies.ts'
import { endpoint } from './contract.ts'
import { DealFilter, DealSort } from './deals.ts'
import { LeadSort, Which } from './leads.ts'

export const exportFormats = ['csv', 'xlsx'] as const
const How = {
  format: z.enum(exportFormats).default('csv'),
  /** Keys of the columns wanted, in their order, with commas between; all without it. */
  columns: z.string().max(4000).optional(),
}

export const exportLeads = endpoint('GET', '/exports/leads', {
  summary: 'The leads of a view as CSV or Excel file', can: 'leads.export', raw: true, query: z.object({ ...Which, sort: LeadSort, ...How }) })
export const exportCompanies = endpoint('GET', '/exports/companies', {
  summary: 'The companies of a view as CSV or Excel file', can: 'leads.export', raw: true,
  query: CompanyFilter.extend({ sort: CompanySort.default('-createdAt'), ...How }) })
export const exportDeals = endpoint('GET', '/exports/deals', {
  summary: 'The deals of a view as CSV or Excel file', can: 'leads.export', raw: true, query: DealFilter.extend({ sort: DealSort.default('-createdAt'), ...How }) })
