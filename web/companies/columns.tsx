// The columns a table of companies can show.
import type { CompanyEdit, CompanyRow } from '#contract/companies'
import type { Column, Edit } from '../ui/table-columns.ts'
import { Num, When } from '../ui/values.tsx'

const none = <span className="o-muted">–</span>

/** `save` absent: nothing may be changed. */
export function companyColumns(save: ((company: CompanyRow, edit: CompanyEdit) => Promise<unknown>) | undefined): Column<CompanyRow>[] {
  const text = (key: 'domain' | 'industry' | 'size' | 'city' | 'country' | 'website'): { edit?: Edit<CompanyRow> } =>
    save ? { edit: { kind: 'text', value: (c) => c[key] ?? '', apply: (c, v) => ({ ...c, [key]: v || null }), save: (c, v, was) => save(c, { [key]: v, was: { [key]: was } }) } } : {}
  return [
    { key: 'name', title: 'Company', width: 'minmax(160px, 1.3fr)', sort: 'name', cell: (c) => c.name },
    { key: 'domain', title: 'Domain', width: 'minmax(140px, 1fr)', wide: true, cell: (c) => c.domain ?? none, ...text('domain') },
    { key: 'industry', title: 'Industry', width: 'minmax(120px, 1fr)', wide: true, cell: (c) => c.industry ?? none, ...text('industry') },
    { key: 'place', title: 'Place', width: 'minmax(120px, 0.8fr)', wide: true, cell: (c) => [c.city, c.country].filter(Boolean).join(', ') || none },
    { key: 'leads', title: 'Leads', width: '80px', number: true, cell: (c) => <Num of={c.leads} /> },
    { key: 'added', title: 'Added', width: '120px', sort: 'createdAt', wide: true, cell: (c) => <When at={c.createdAt} /> },
    { key: 'city', title: 'City', width: '130px', wide: true, off: true, cell: (c) => c.city ?? none, ...text('city') },
    { key: 'country', title: 'Country', width: '90px', wide: true, off: true, cell: (c) => c.country ?? none, ...text('country') },
    { key: 'size', title: 'Size', width: '110px', wide: true, off: true, cell: (c) => c.size ?? none, ...text('size') },
    { key: 'website', title: 'Website', width: '180px', wide: true, off: true, cell: (c) => c.website?.replace(/^https?:\/\/(www\.)?/, '') ?? none, ...text('website') },
    { key: 'source', title: 'Source', width: '130px', wide: true, off: true, cell: (c) => c.source ?? none },
    { key: 'changed', title: 'Changed', width: '130px', wide: true, off: true, cell: (c) => <When at={c.updatedAt} /> },
  ]
}
