import { exportCompanies } from '#contract/exports'
import { listCompanies, type CompanyRow } from '#contract/companies'
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { NewCompany } from '../companies/new-company.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { ExportMenu } from '../ui/export-menu.tsx'
import { SearchField } from '../ui/filter-chips.tsx'
import { IconBuilding } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { Num, When } from '../ui/values.tsx'

const none = <span className="o-muted">–</span>
const columns: Column<CompanyRow>[] = [
  { key: 'name', title: 'Company', width: 'minmax(160px, 1.3fr)', sort: 'name', cell: (c) => c.name },
  { key: 'domain', title: 'Domain', width: 'minmax(140px, 1fr)', wide: true, cell: (c) => c.domain ?? none },
  { key: 'industry', title: 'Industry', width: 'minmax(120px, 1fr)', wide: true, cell: (c) => c.industry ?? none },
  { key: 'place', title: 'Place', width: 'minmax(120px, 0.8fr)', wide: true, cell: (c) => [c.city, c.country].filter(Boolean).join(', ') || none },
  { key: 'leads', title: 'Leads', width: '80px', number: true, cell: (c) => <Num of={c.leads} /> },
  { key: 'added', title: 'Added', width: '120px', sort: 'createdAt', wide: true, cell: (c) => <When at={c.createdAt} /> },
]

export default function Companies() {
  const [url, setUrl] = useUrlState()
  const navigate = useNavigate()
  const mayAll = useMay(), may = mayAll('leads.write')
  const sort = url.sort ?? '-createdAt'
  const companies = usePages(listCompanies, { query: { ...(url.search && { search: url.search }), sort: sort as '-createdAt', limit: 100 } })
  return (
    <Page width="full">
      <PageHeader title="Companies" says="Leads are joined to companies by the domain of their address." action={<>{mayAll('leads.export') && <ExportMenu from={exportCompanies} query={{ ...(url.search && { search: url.search }), sort }} disabled={!companies.items.length} />}{may && <Button onClick={() => setUrl({ new: 'company' })}>New company</Button>}</>} />
      <Filters><SearchField value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} label="Search companies" /></Filters>
      <DataTable
        label="Companies" from={companies} columns={columns} id={(c) => c.id} noun={['company', 'companies']} sort={sort} onSort={(s) => setUrl({ sort: s })} onOpen={(c) => void navigate({ to: '/companies/$companyId', params: { companyId: c.id } })}
        empty={url.search
          ? <EmptyState icon={IconBuilding} title="No company fits" action={<Button variant="default" onClick={() => setUrl({ search: undefined })}>Show all</Button>}>No company has this name or domain.</EmptyState>
          : <EmptyState icon={IconBuilding} title="No companies yet" action={<Button component={Link} to="/imports?new=import">Import leads</Button>}>They come with your leads.</EmptyState>}
      />
      <NewCompany opened={url.new === 'company'} onClose={() => setUrl({ new: undefined })} />
    </Page>
  )
}
