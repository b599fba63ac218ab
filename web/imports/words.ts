import type { FieldView } from '#contract/custom-fields'
import type { ImportColumn, ImportView } from '#contract/imports'
import type { z } from 'zod'
import type { Tone } from '../ui/badge.tsx'
import { counted } from '../ui/values.tsx'

export const statusOf: Record<ImportView['status'], { tone: Tone; words: string }> = {
  uploaded: { tone: 'info', words: 'Being read' }, ready: { tone: 'accent', words: 'Ready to start' }, running: { tone: 'info', words: 'Running' }, finished: { tone: 'good', words: 'Finished' },
  cancelled: { tone: 'warning', words: 'Cancelled' }, failed: { tone: 'bad', words: 'Failed' }, undoing: { tone: 'info', words: 'Being undone' }, undone: { tone: 'neutral', words: 'Undone' },
}
const targets: { value: string; label: string }[] = [
  { value: 'ignore', label: 'Leave out' }, { value: 'email', label: 'E-mail' }, { value: 'firstName', label: 'First name' }, { value: 'lastName', label: 'Last name' }, { value: 'fullName', label: 'Full name' }, { value: 'title', label: 'Position' },
  { value: 'companyName', label: 'Company' }, { value: 'companyDomain', label: 'Company website' }, { value: 'phone', label: 'Phone' }, { value: 'linkedinUrl', label: 'LinkedIn' }, { value: 'city', label: 'City' }, { value: 'country', label: 'Country' },
  { value: 'timeZone', label: 'Time zone' }, { value: 'language', label: 'Language' }, { value: 'status', label: 'Status' }, { value: 'notes', label: 'Notes' }, { value: 'tags', label: 'Tags' }, { value: 'industry', label: 'Industry' }, { value: 'companySize', label: 'Company size' },
]
export const recordWords: Record<ImportView['record'], { many: string; label: string }> = { lead: { many: 'leads', label: 'Leads' }, company: { many: 'companies', label: 'Companies' }, product: { many: 'products', label: 'Products' }, deal: { many: 'deals', label: 'Deals' }, member: { many: 'people', label: 'People of our team' } }

/** The same for rows that are no leads. */
export function otherTargets(i: ImportView, column: z.output<typeof ImportColumn>, now: string, used: string[], fields: readonly FieldView[]) {
  const prefix = `${i.record}:custom:`, mine = fields.filter((f) => f.subject === i.record)
  const words = i.record === 'company' || i.record === 'deal' ? [...new Set([...mine.map((f) => f.key), ...(now.startsWith(prefix) ? [now.slice(prefix.length)] : []), (column.name || `Column ${column.index + 1}`).replace(/^own field: */i, '').slice(0, 80)])].filter((word) => mine.every((f) => f.key === word || f.name !== word) || now === prefix + word) : []
  const own = words.map((word) => ({ value: prefix + word, label: `Own field: ${mine.find((f) => f.key === word)?.name ?? word}` }))
  return [{ value: 'ignore', label: 'Leave out' }, ...i.targets.map((t) => ({ value: t.key, label: t.label })), ...own].map((t) => ({ ...t, disabled: t.value !== 'ignore' && t.value !== now && used.includes(t.value) }))
}

/** What a column may become. What another column already fills cannot be chosen twice. `own`: fields of the user's own that exist. */
export function targetsFor(column: z.output<typeof ImportColumn>, now: string, used: string[], own: string[]) {
  const custom = [...new Set([...(now.startsWith('custom:') ? [now.slice(7)] : []), (column.name || `Column ${column.index + 1}`).slice(0, 80), ...own])]
  return [...targets, ...custom.map((name) => ({ value: `custom:${name}`, label: `Own field: ${name}` }))].map((t) => ({ ...t, disabled: t.value !== 'ignore' && t.value !== now && used.includes(t.value) }))
}

/** Seconds to go, as one would say it. */
export function timeLeft(seconds: number): string {
  if (seconds < 5) return 'nearly done'
  if (seconds < 60) return `${counted(seconds, 'second')} to go`
  return seconds < 3600 ? `about ${counted(Math.ceil(seconds / 60), 'minute')} to go` : `about ${counted(Math.ceil(seconds / 3600), 'hour')} to go`
}

export const policies = [
  { value: 'fill_empty', label: 'Fill only what is empty' }, { value: 'skip', label: 'Leave the known lead as it is' }, { value: 'overwrite', label: 'Overwrite with the file' },
]

const problems: Record<string, string> = {
  no_address: 'without an address', bad_address: 'with an address that is none', duplicate_in_file: 'twice in the file', suppressed: 'on the do-not-contact list', not_your_lead: 'of a colleague', not_seen: 'of a colleague', too_long: 'with a value too long',
  bad_linkedin: 'with no LinkedIn profile', bad_status: 'with an unknown status', bad_time_zone: 'with an unknown time zone', bad_value: 'with a value that does not fit its field', unclosed_quote: 'with a quotation mark that never closes',
  bad_amount: 'with an amount that is none', bad_currency: 'with an unknown currency', bad_date: 'with a date that is none', no_amount: 'won without an amount', no_name: 'without a name', no_price: 'without a price', bad_domain: 'with a domain that is none',
  no_such_company: 'of an unknown company', no_such_lead: 'of an unknown person', no_such_member: 'of an unknown owner', no_such_product: 'with an unknown product', no_such_stage: 'with an unknown stage', mended: 'read with a correction', user_exists: 'with an account already',
}
/** After a number: '12 with an address that is none'. */
export const problemWords = (code: string): string => problems[code] ?? (code.replaceAll('_', ' ') || 'with another problem')
