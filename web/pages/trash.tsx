// What was removed in the last thirty days, and the way back.
import { listCompanyTrash, restoreCompany, type CompanyRow } from '#contract/companies'
import { listTrash, restoreLead, type LeadRow } from '#contract/leads'
import { Button } from '@mantine/core'
import { usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { nameOf } from '../leads/words.ts'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { IconTrash } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { When } from '../ui/values.tsx'

type Row = { id: string; name: string; says: string; at: string }

export default function Trash() {
  const [url, setUrl] = useUrlState()
  const may = useMay()('leads.write'), narrow = useNarrow()
  const companies = url.of === 'companies'
  const leadsGone = usePages(listTrash, { query: { limit: 100 } }, { enabled: !companies }), companiesGone = usePages(listCompanyTrash, { query: { limit: 100 } }, { enabled: companies })
  const touches = [listTrash, listCompanyTrash, '/leads', '/companies', '/trash']
  const bringLead = useSend(restoreLead, { touches, onError: toastError, onDone: () => toast('Back from the trash. What was cancelled stays cancelled.') })
  const bringCompany = useSend(restoreCompany, { touches, onError: toastError, onDone: () => toast('Back from the trash, with its people.') })
  const from = companies ? companiesGone : leadsGone
  const items: Row[] = companies
    ? companiesGone.items.map((c: CompanyRow) => ({ id: c.id, name: c.name, says: c.domain ?? '', at: c.deletedAt ?? '' }))
    : leadsGone.items.map((l: LeadRow & { deletedAt: string }) => ({ id: l.id, name: nameOf(l), says: l.email, at: l.deletedAt }))
  const columns: Column<Row>[] = [
    { key: 'name', title: companies ? 'Company' : 'Lead', width: 'minmax(140px, 1.2fr)', cell: (r) => r.name },
    { key: 'says', title: companies ? 'Domain' : 'E-mail', width: 'minmax(160px, 1.4fr)', wide: true, cell: (r) => <span className="o-muted">{r.says}</span> },
    { key: 'at', title: 'Removed', width: narrow ? '110px' : '150px', cell: (r) => <When at={r.at} /> },
    ...(may ? [{ key: 'back', title: '', width: '112px', cell: (r: Row) => <Button size="compact-xs" variant="default" aria-label={`Restore ${r.name}`} onClick={(e) => { e.stopPropagation(); (companies ? bringCompany : bringLead).mutate({ params: { id: r.id } }) }}>Restore</Button> }] : []),
  ]
  return (
    <Page width="full">
      <PageHeader title="Trash" says="Kept for 30 days, then gone for good. Mails that were sent and the do-not-contact list are never removed." />
      <Filters><FilterChips label="What" value={companies ? 'companies' : 'leads'} onChange={(of) => setUrl({ of: of === 'companies' ? of : undefined })} choices={[{ value: 'leads', label: 'Leads' }, { value: 'companies', label: 'Companies' }]} /></Filters>
      <DataTable label="Trash" from={{ ...from, items } as never} columns={columns} id={(r: Row) => r.id} noun={companies ? ['company', 'companies'] : ['lead', 'leads']} empty={<EmptyState icon={IconTrash} title="The trash is empty">What you remove can be brought back from here for 30 days.</EmptyState>} />
    </Page>
  )
}
