// How a lead, its states and the conditions of a filter are said.
import type { LeadFilter, LeadRow, LeadStatus } from '#contract/leads'
import type { Condition } from '#contract/lead-filter'
import type { SuppressionReason } from '#contract/suppressions'
import type { Tone } from '../ui/badge.tsx'

export const nameOf = (l: Pick<LeadRow, 'firstName' | 'lastName' | 'email'>): string => [l.firstName, l.lastName].filter(Boolean).join(' ') || l.email
export const statusOf: Record<LeadStatus, { tone: Tone; words: string }> = {
  new: { tone: 'neutral', words: 'New' }, contacted: { tone: 'info', words: 'Contacted' }, replied: { tone: 'good', words: 'Replied' }, qualified: { tone: 'accent', words: 'Qualified' }, converted: { tone: 'good', words: 'Converted' }, lost: { tone: 'neutral', words: 'Lost' },
}
export const reasonWords: Record<SuppressionReason, string> = { opted_out: 'Opted out', bounced: 'Bounced', complained: 'Complained', manual: 'Do not contact', customer: 'Customer', competitor: 'Competitor' }

export interface FieldChoice { value: string; label: string; kind: 'text' | 'status' | 'tags' | 'list' | 'campaign' | 'import' | 'date' | 'yesNo' }
export const fields: FieldChoice[] = [
  { value: 'status', label: 'Status', kind: 'status' }, { value: 'companyName', label: 'Company', kind: 'text' }, { value: 'title', label: 'Position', kind: 'text' }, { value: 'country', label: 'Country', kind: 'text' }, { value: 'city', label: 'City', kind: 'text' },
  { value: 'email', label: 'E-mail', kind: 'text' }, { value: 'emailDomain', label: 'E-mail domain', kind: 'text' }, { value: 'tags', label: 'Tags', kind: 'tags' }, { value: 'list', label: 'List', kind: 'list' }, { value: 'campaign', label: 'Campaign', kind: 'campaign' }, { value: 'import', label: 'Import', kind: 'import' },
  { value: 'createdAt', label: 'Added', kind: 'date' }, { value: 'lastActivityAt', label: 'Last activity', kind: 'date' }, { value: 'repliedAt', label: 'Last reply', kind: 'date' },
  { value: 'hasReplied', label: 'Has replied', kind: 'yesNo' }, { value: 'suppressed', label: 'Do not contact', kind: 'yesNo' }, { value: 'inCampaign', label: 'In a campaign', kind: 'yesNo' }, { value: 'bounced', label: 'Bounced', kind: 'yesNo' },
  { value: 'source', label: 'Source', kind: 'text' }, { value: 'notes', label: 'Notes', kind: 'text' },
]
const opWords: Record<string, string> = {
  is: 'is', isNot: 'is not', contains: 'contains', notContains: 'does not contain', startsWith: 'begins with', endsWith: 'ends with', in: 'is one of', notIn: 'is none of', isEmpty: 'is empty', isNotEmpty: 'is not empty',
  hasAny: 'has any of', hasAll: 'has all of', hasNone: 'has none of', before: 'before', after: 'after', withinDays: 'within days', olderThanDays: 'longer ago than days',
}
export const opsOf: Record<FieldChoice['kind'], { value: string; label: string }[]> = {
  text: ['contains', 'is', 'isNot', 'startsWith', 'endsWith', 'isEmpty', 'isNotEmpty'].map((value) => ({ value, label: opWords[value]! })),
  status: ['in', 'notIn'].map((value) => ({ value, label: opWords[value]! })), tags: ['hasAny', 'hasAll', 'hasNone', 'isEmpty', 'isNotEmpty'].map((value) => ({ value, label: opWords[value]! })),
  list: ['in', 'notIn'].map((value) => ({ value, label: opWords[value]! })), campaign: ['in', 'notIn'].map((value) => ({ value, label: opWords[value]! })), import: ['in', 'notIn'].map((value) => ({ value, label: opWords[value]! })),
  date: ['withinDays', 'olderThanDays', 'isEmpty', 'isNotEmpty'].map((value) => ({ value, label: opWords[value]! })), yesNo: [{ value: 'is', label: 'is' }],
}

/** `names`: what ids are called (lists, campaigns, imports). */
export function conditionWords(condition: Condition, names: Map<string, string>): string {
  const label = fields.find((f) => f.value === condition.field)?.label ?? condition.field
  const value = 'value' in condition ? condition.value : undefined
  if (typeof value === 'boolean') return value ? label : `Not: ${label.toLowerCase()}`
  const said = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((v) => names.get(String(v)) ?? statusOf[v as LeadStatus]?.words ?? String(v)).join(', ')
  if (condition.op === 'withinDays') return `${label} within ${said} days`
  if (condition.op === 'olderThanDays') return `${label} over ${said} days ago`
  return `${label} ${opWords[condition.op] ?? condition.op} ${said}`.trim()
}

/** The filter of the address as a list of conditions joined by "and" or "or"; deeper trees (from saved filters) stay whole. */
export interface Flat { join: 'all' | 'any'; conditions: Condition[]; deep: LeadFilter | undefined }
export function flatten(text: string | undefined): Flat {
  const none: Flat = { join: 'all', conditions: [], deep: undefined }
  if (!text) return none
  let filter: LeadFilter
  try { filter = JSON.parse(text) as LeadFilter } catch { return none }
  if ('field' in filter) return { ...none, conditions: [filter] }
  const join = 'any' in filter ? 'any' : 'all' in filter ? 'all' : undefined
  const inner = join ? (filter as Record<string, LeadFilter[]>)[join] : undefined
  if (!join || !inner?.every((c) => 'field' in c)) return { ...none, deep: filter }
  return { join, conditions: inner as Condition[], deep: undefined }
}
export const filterText = (join: 'all' | 'any', conditions: Condition[]): string | undefined => (conditions.length ? JSON.stringify({ [join]: conditions }) : undefined)
