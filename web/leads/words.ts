// How a lead, its states and the conditions of a filter are said.
import type { LeadRow } from '#contract/leads'
import type { FieldView } from '#contract/custom-fields'
import type { StatusView } from '#contract/lead-statuses'
import { partsOf, type Activity, type CampaignStage, type Condition, type LeadFilter } from '#contract/lead-filter'
import type { SuppressionReason } from '#contract/suppressions'
import type { Tone } from '../ui/badge.tsx'
import { counted, formatDay } from '../ui/values.tsx'

export const nameOf = (l: Pick<LeadRow, 'firstName' | 'lastName' | 'email'>): string => [l.firstName, l.lastName].filter(Boolean).join(' ') || l.email
export const usualStatuses: { key: string; name: string; tone: Tone & StatusView['tone']; kind: StatusView['kind'] }[] = [
  { key: 'new', name: 'New', tone: 'neutral', kind: 'open' }, { key: 'contacted', name: 'Contacted', tone: 'info', kind: 'open' }, { key: 'replied', name: 'Replied', tone: 'good', kind: 'open' },
  { key: 'qualified', name: 'Qualified', tone: 'accent', kind: 'open' }, { key: 'converted', name: 'Converted', tone: 'good', kind: 'won' }, { key: 'lost', name: 'Lost', tone: 'neutral', kind: 'lost' },
]
export const reasonWords: Record<SuppressionReason, string> = { opted_out: 'Opted out', bounced: 'Bounced', complained: 'Complained', manual: 'Do not contact', customer: 'Customer', competitor: 'Competitor' }

export interface FieldChoice { value: string; label: string; kind: 'text' | 'status' | 'tags' | 'list' | 'campaign' | 'import' | 'owner' | 'date' | 'yesNo' | 'custom' | 'ownNumber' | 'ownDay' | 'ownChoice' | 'activity' | 'stage' | 'number' | 'choice' }
const ofKind = (kind: FieldChoice['kind'], named: Record<string, string>): FieldChoice[] => Object.entries(named).map(([value, label]) => ({ value, label, kind }))
export const fields: FieldChoice[] = [
  ...ofKind('status', { status: 'Status' }), ...ofKind('tags', { tags: 'Tags' }), ...ofKind('list', { list: 'List' }), ...ofKind('campaign', { campaign: 'Campaign' }), ...ofKind('import', { import: 'Import' }), ...ofKind('owner', { owner: 'Owner' }), ...ofKind('activity', { activity: 'What happened' }), ...ofKind('stage', { campaignStage: 'Stands in a campaign' }),
  ...ofKind('number', { score: 'Score' }), ...ofKind('choice', { scoreClass: 'Class', addressCheck: 'Address check' }),
  ...ofKind('text', { companyName: 'Company', title: 'Position', country: 'Country', city: 'City', email: 'E-mail', emailDomain: 'E-mail domain', firstName: 'First name', lastName: 'Last name', phone: 'Phone', language: 'Language', timeZone: 'Time zone', source: 'Source', notes: 'Notes', companyIndustry: 'Company’s industry', companySize: 'Company’s size', companyCountry: 'Company’s country', companyCity: 'Company’s city', companyDomain: 'Company’s domain' }),
  ...ofKind('date', { lastActivityAt: 'Last activity', repliedAt: 'Last reply', createdAt: 'Added', updatedAt: 'Changed', bouncedAt: 'Bounced on', optedOutAt: 'Opted out on' }),
  ...ofKind('yesNo', { hasReplied: 'Has replied', inCampaign: 'In a campaign', suppressed: 'Do not contact', bounced: 'Bounced', optedOut: 'Opted out', hasCompany: 'Has a company' }),
]
export const choicesOf: Record<string, { value: string; label: string }[]> = {
  scoreClass: [{ value: 'hot', label: 'Hot' }, { value: 'warm', label: 'Warm' }, { value: 'cold', label: 'Cold' }],
  addressCheck: [{ value: 'good', label: 'Good' }, { value: 'risky', label: 'Risky' }, { value: 'bad', label: 'Will bounce' }, { value: 'unknown', label: 'Not known' }],
}
/** `own`: what is described of fields of one's own. */
export const kindOf = (field: string, own: readonly FieldView[] = []): FieldChoice['kind'] => (field.startsWith('custom:') ? ownKind(own.find((f) => f.subject === 'lead' && f.key === field.slice(7))) : (fields.find((f) => f.value === field)?.kind ?? 'text'))

const ownKind = (f: FieldView | undefined): FieldChoice['kind'] =>
  f?.type === 'number' || f?.type === 'money' ? 'ownNumber' : f?.type === 'date' ? 'ownDay' : f?.type === 'select' || f?.type === 'multiSelect' ? 'ownChoice' : 'custom'

const opWords: Record<string, string> = {
  equals: 'is', greaterThan: 'is more than', lessThan: 'is less than', inNextDays: 'in the next',
  is: 'is', isNot: 'is not', contains: 'contains', notContains: 'does not contain', startsWith: 'begins with', endsWith: 'ends with', in: 'is one of', notIn: 'is none of', isEmpty: 'is empty', isNotEmpty: 'is not empty',
  did: 'did', didNot: 'did not', hasAny: 'has any of', hasAll: 'has all of', hasNone: 'has none of', atLeast: 'at least', atMost: 'at most', before: 'is before', after: 'is after', withinDays: 'in the last', olderThanDays: 'longer ago than',
}
const ops = (...names: string[]) => names.map((value) => ({ value, label: opWords[value]! }))
export const opsOf: Record<FieldChoice['kind'], { value: string; label: string }[]> = {
  text: ops('contains', 'notContains', 'is', 'isNot', 'in', 'notIn', 'startsWith', 'endsWith', 'isEmpty', 'isNotEmpty'), custom: ops('is', 'isNot', 'contains', 'isEmpty', 'isNotEmpty'), ownNumber: ops('atLeast', 'atMost', 'greaterThan', 'lessThan', 'equals', 'isEmpty', 'isNotEmpty'), ownDay: ops('inNextDays', 'withinDays', 'olderThanDays', 'before', 'after', 'isEmpty', 'isNotEmpty'), ownChoice: ops('in', 'notIn', 'isEmpty', 'isNotEmpty'), status: ops('in', 'notIn'), tags: ops('hasAny', 'hasAll', 'hasNone', 'isEmpty', 'isNotEmpty'),
  list: ops('in', 'notIn', 'isEmpty', 'isNotEmpty'), campaign: ops('in', 'notIn'), import: ops('in', 'notIn', 'isEmpty', 'isNotEmpty'), owner: ops('in', 'notIn', 'isEmpty', 'isNotEmpty'), date: ops('withinDays', 'olderThanDays', 'before', 'after', 'isEmpty', 'isNotEmpty'), yesNo: ops('is'), number: ops('atLeast', 'atMost'), choice: ops('in', 'notIn'), activity: ops('did', 'didNot'), stage: ops('in', 'notIn'),
}

export const activityWords: Record<Activity, string> = {
  sent: 'got a mail', opened: 'opened a mail', clicked: 'followed a link', replied: 'answered', interested: 'showed interest', auto_replied: 'answered automatically', bounced: 'bounced', unsubscribed: 'unsubscribed', met: 'booked a meeting',
}
export const stageWords: Record<CampaignStage, string> = { under_way: 'Under way', waits_for_us: 'Waits for us', finished: 'Finished', replied: 'Answered', stopped: 'Stopped', skipped: 'Never came in' }

/** A whole filter in one line: "Country is DE and (Tags … or …)". */
export function filterWords(filter: LeadFilter, names: Map<string, string>): string {
  if ('field' in filter) return conditionWords(filter, names)
  const parts = partsOf(filter).map((p) => { const said = filterWords(p, names); return 'field' in p || partsOf(p).length < 2 ? said : `(${said})` })
  if (!parts.length) return 'everybody'
  return 'none' in filter ? `none of: ${parts.join(', ')}` : parts.join('any' in filter ? ' or ' : ' and ')
}

const id = /^[0-9a-f]{8}-[0-9a-f-]{27}$/
/** `names`: what ids are called (lists, campaigns, imports, people). */
export function conditionWords(condition: Condition, names: Map<string, string>): string {
  if (condition.field === 'activity') {
    const often = (condition.times ?? 1) > 1 ? ` at least ${condition.times} times` : ''
    return `${condition.op === 'did' ? 'Has' : 'Has not'} ${activityWords[condition.what].replace(/^showed/, 'shown')}${often}${condition.withinDays === undefined ? '' : ` in the last ${counted(condition.withinDays, 'day')}`}${condition.campaign ? ` in ${names.get(condition.campaign) ?? '…'}` : ''}`
  }
  if (condition.field === 'campaignStage') return `${condition.campaign ? (names.get(condition.campaign) ?? '…') : 'In a campaign'}: ${condition.op === 'notIn' ? 'not ' : ''}${condition.value.map((v) => stageWords[v].toLowerCase()).join(' or ')}`
  const label = 'key' in condition ? condition.key : (fields.find((f) => f.value === condition.field)?.label ?? (condition.field === 'company' ? 'Company' : condition.field))
  const value = 'value' in condition ? condition.value : undefined
  if (typeof value === 'boolean') return value ? label : `Not: ${label.toLowerCase()}`
  if (condition.op === 'inNextDays') return `${label} in the next ${counted(Number(value), 'day')}`
  if (typeof value === 'number' && condition.op !== 'withinDays' && condition.op !== 'olderThanDays') return `${label} ${opWords[condition.op]} ${value}`
  if (typeof value === 'number') return condition.op === 'withinDays' ? `${label} in the last ${counted(value, 'day')}` : `${label} more than ${counted(value, 'day')} ago`
  if (condition.op === 'before' || condition.op === 'after') return `${label} ${opWords[condition.op]} ${formatDay(String(value))}`
  const some = Array.isArray(value) ? value : value === undefined ? [] : [value]
  const said = some.map((v) => (condition.field === 'status' ? (names.get(`status:${v}`) ?? String(v)) : (names.get(String(v)) ?? choicesOf[condition.field]?.find((c) => c.value === v)?.label ?? (id.test(String(v)) ? '…' : String(v))))).join(', ')
  const op = some.length === 1 && condition.op === 'in' ? 'is' : some.length === 1 && condition.op === 'notIn' ? 'is not' : (opWords[condition.op] ?? condition.op)
  return `${label} ${op} ${said}`.trim()
}
