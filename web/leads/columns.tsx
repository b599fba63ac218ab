// The columns a table of leads can show. What may be changed in place says how.
import type { LeadEdit, LeadRow } from '#contract/leads'
import { ScoreCell } from '../scoring/score.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import type { Column, Edit } from '../ui/table-columns.ts'
import { When } from '../ui/values.tsx'
import css from './leads.module.css'
import { LeadStatusBadge, type Statuses } from './statuses.tsx'
import { nameOf, reasonWords } from './words.ts'

export interface Known { statuses: Statuses; owners: Map<string, string>; customFields: string[]; /** Absent: nothing may be changed. */ save?: ((lead: LeadRow, edit: LeadEdit) => Promise<unknown>) | undefined }

const none = <span className="o-muted">–</span>
type Text = 'title' | 'companyName' | 'city' | 'country' | 'email' | 'firstName' | 'lastName'
type More = 'phone' | 'linkedinUrl' | 'timeZone' | 'language'

export function leadColumns({ statuses, owners, customFields, save }: Known): Column<LeadRow>[] {
  const edit = (e: Omit<Edit<LeadRow>, 'save'>, body: (value: string) => LeadEdit, was: (before: string) => Record<string, unknown>): { edit?: Edit<LeadRow> } =>
    save ? { edit: { ...e, save: (lead, value, before) => save(lead, { ...body(value), was: was(before) }) } } : {}
  const text = (key: Text) => edit({ kind: 'text', value: (l) => l[key] ?? '', apply: (l, v) => ({ ...l, [key]: v || null }) }, (v) => ({ [key]: v }) as LeadEdit, (b) => ({ [key]: b }))
  const more = (key: More) => edit({ kind: 'text', value: (l) => l.more?.[key] ?? '', apply: (l, v) => ({ ...l, ...(l.more && { more: { ...l.more, [key]: v || null } }) }) }, (v) => ({ [key]: v }) as LeadEdit, (b) => ({ [key]: b }))
  const tagsOf = (v: string) => v.split(',').map((t) => t.trim()).filter(Boolean)
  return [
    { key: 'name', title: 'Name', width: 'minmax(160px, 1.1fr)', sort: 'lastName', cell: nameOf },
    { key: 'company', title: 'Company', width: 'minmax(130px, 1fr)', sort: 'companyName', cell: (l) => l.companyName ?? none, ...text('companyName') },
    { key: 'title', title: 'Position', width: 'minmax(130px, 1fr)', wide: true, sort: 'title', cell: (l) => l.title ?? none, ...text('title') },
    { key: 'email', title: 'E-mail', width: 'minmax(180px, 1.3fr)', sort: 'email', wide: true, cell: (l) => l.email, ...text('email') },
    {
      key: 'status', title: 'Status', width: '170px', sort: 'status', wide: true, cell: (l) => l.suppressed ? <StatusBadge tone="bad" plain>{reasonWords[l.suppressed]}</StatusBadge> : <LeadStatusBadge status={l.status} plain />,
      ...edit({ kind: 'select', options: statuses.choices, value: (l) => l.status, apply: (l, v) => ({ ...l, status: v }), show: statuses.nameOf }, (v) => ({ status: v }), (b) => ({ status: b })),
    },
    { key: 'score', title: 'Score', width: '110px', wide: true, sort: 'score', cell: (l) => <ScoreCell id={l.id} /> },
    { key: 'country', title: 'Country', width: '84px', wide: true, sort: 'country', cell: (l) => l.country ?? none, ...text('country') },
    { key: 'activity', title: 'Last activity', width: '156px', sort: 'lastActivityAt', wide: true, cell: (l) => <When at={l.lastActivityAt} /> },
    { key: 'firstName', title: 'First name', width: '130px', wide: true, off: true, sort: 'firstName', cell: (l) => l.firstName ?? none, ...text('firstName') },
    { key: 'lastName', title: 'Last name', width: '130px', wide: true, off: true, sort: 'lastName', cell: (l) => l.lastName ?? none, ...text('lastName') },
    { key: 'city', title: 'City', width: '120px', wide: true, off: true, sort: 'city', cell: (l) => l.city ?? none, ...text('city') },
    {
      key: 'tags', title: 'Tags', width: '180px', wide: true, off: true, cell: (l) => (l.tags.length ? <span className={css.celltags}>{l.tags.map((t) => <span key={t} className={css.tag}>{t}</span>)}</span> : none),
      ...edit({ kind: 'tags', value: (l) => l.tags.join(', '), apply: (l, v) => ({ ...l, tags: tagsOf(v) }) }, (v) => ({ tags: tagsOf(v) }), (b) => ({ tags: tagsOf(b) })),
    },
    {
      key: 'owner', title: 'Owner', width: '140px', wide: true, off: true, sort: 'owner', cell: (l) => (l.ownerId ? (owners.get(l.ownerId) ?? '…') : none),
      ...edit({ kind: 'select', options: [{ value: '', label: 'Nobody' }, ...[...owners].map(([value, label]) => ({ value, label }))], value: (l) => l.ownerId ?? '', apply: (l, v) => ({ ...l, ownerId: v || null }), show: (v) => owners.get(v) ?? 'Nobody' }, (v) => ({ ownerId: v || null }), (b) => ({ ownerId: b })),
    },
    { key: 'phone', title: 'Phone', width: '140px', wide: true, off: true, cell: (l) => l.more?.phone ?? none, ...more('phone') },
    { key: 'linkedin', title: 'LinkedIn', width: '180px', wide: true, off: true, cell: (l) => (l.more?.linkedinUrl ? l.more.linkedinUrl.replace(/^https?:\/\/(www\.)?/, '') : none), ...more('linkedinUrl') },
    { key: 'timeZone', title: 'Time zone', width: '140px', wide: true, off: true, cell: (l) => l.more?.timeZone ?? none, ...more('timeZone') },
    { key: 'language', title: 'Language', width: '100px', wide: true, off: true, cell: (l) => l.more?.language ?? none, ...more('language') },
    { key: 'source', title: 'Source', width: '140px', wide: true, off: true, sort: 'source', cell: (l) => l.more?.source ?? none },
    { key: 'replied', title: 'Last reply', width: '140px', wide: true, off: true, sort: 'repliedAt', cell: (l) => <When at={l.repliedAt} /> },
    { key: 'added', title: 'Added', width: '140px', wide: true, off: true, sort: 'createdAt', cell: (l) => <When at={l.createdAt} /> },
    { key: 'changed', title: 'Changed', width: '140px', wide: true, off: true, sort: 'updatedAt', cell: (l) => <When at={l.more?.updatedAt ?? null} /> },
    ...customFields.filter((name) => !/[,\u0000-\u001f]/.test(name)).map((name): Column<LeadRow> => ({
      key: `custom.${name}`, title: name, width: '140px', wide: true, off: true, cell: (l) => valueOf(l, name) || none,
      ...edit({ kind: 'text', value: (l) => valueOf(l, name), apply: (l, v) => ({ ...l, ...(l.more && { more: { ...l.more, custom: { ...l.more.custom, [name]: v } } }) }) }, (v) => ({ custom: { [name]: v } }), (b) => ({ custom: { [name]: b } })),
    })),
  ]
}

const valueOf = (l: LeadRow, name: string): string => { const v = l.more?.custom[name]; return v === null || v === undefined ? '' : Array.isArray(v) ? v.join(', ') : String(v) }

/** Columns that the usual answer of the server does not carry. */
export const needsMore = (columns: string[] | undefined): boolean => Boolean(columns?.some((c) => /^(phone|linkedin|timeZone|language|source|changed|custom\.)/.test(c)))

export const leadGroups = [{ value: 'status', label: 'Status' }, { value: 'companyName', label: 'Company' }, { value: 'country', label: 'Country' }, { value: 'city', label: 'City' }, { value: 'owner', label: 'Owner' }]
export function groupOf(group: string | undefined, owners: Map<string, string>, statuses: Statuses): ((lead: LeadRow) => string) | undefined {
  switch (group) {
    case 'status': return (l) => statuses.nameOf(l.status)
    case 'companyName': return (l) => l.companyName || 'No company'
    case 'country': return (l) => l.country || 'No country'
    case 'city': return (l) => l.city || 'No city'
    case 'owner': return (l) => (l.ownerId ? (owners.get(l.ownerId) ?? 'A former colleague') : 'Nobody’s')
    default: return undefined
  }
}
