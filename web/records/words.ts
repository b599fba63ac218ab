// How fields, their values and where they came from are said.
import type { FieldView } from '#contract/custom-fields'
import type { ChangeView, SignalView } from '#contract/records'
import { numberFormat } from '../ui/formats.ts'
import { formatDay, formatNumber } from '../ui/values.tsx'

const fieldWords: Record<string, string> = {
  email: 'E-mail', firstName: 'First name', lastName: 'Last name', title: 'Position', phone: 'Phone', linkedinUrl: 'LinkedIn', companyName: 'Company', city: 'City', country: 'Country', timeZone: 'Time zone', language: 'Language',
  status: 'Status', tags: 'Tags', notes: 'Notes', ownerId: 'Owner', name: 'Name', domain: 'Domain', website: 'Website', industry: 'Industry', size: 'People', description: 'Description',
}
export const wordOfField = (field: string, own: readonly FieldView[]): string =>
  field.startsWith('custom.') ? (own.find((f) => f.key === field.slice(7))?.name ?? field.slice(7)) : (fieldWords[field] ?? field)

/** `names`: of ids (statuses, people, records). */
export function wordOfValue(value: unknown, field?: FieldView, names?: (id: string) => string | undefined): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return ''
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (field?.type === 'money' && typeof value === 'number') return numberFormat('en', { style: 'currency', currency: field.currency ?? 'EUR', maximumFractionDigits: 2, minimumFractionDigits: Number.isInteger(value) ? 0 : 2 }).format(value)
  if (typeof value === 'number') return field ? numberFormat('en', { maximumFractionDigits: 10 }).format(value) : formatNumber(value)
  if (field?.type === 'date') return formatDay(String(value))
  return names?.(String(value)) ?? String(value)
}

export const sourceWords: Record<ChangeView['source'], string> = { person: 'by hand', import: 'from an import', research: 'from research', automation: 'by itself', merge: 'by a merge', undo: 'taken back', api: 'by another program' }

export const signalWords: Record<SignalView['kind'], string> = {
  job_change: 'New job', hiring: 'Hiring', funding: 'Funding', expansion: 'Expansion', product_launch: 'New product', leadership_change: 'New leadership', site_change: 'Website changed', tool_change: 'New tool', dormant_deal: 'Sleeping deal', event: 'Event', other: 'Other',
}
