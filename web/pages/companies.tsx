import { exportCompanies } from '#contract/exports'
import { listCompanies, updateCompany, type CompanyEdit, type CompanyRow } from '#contract/companies'
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { amend, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { companyColumns } from '../companies/columns.tsx'
import { asked, CompanyFilters } from '../companies/filters.tsx'
import { CompaniesBar } from '../companies/many.tsx'
import { NewCompany } from '../companies/new-company.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ExportMenu } from '../ui/export-menu.tsx'
import { SearchField } from '../ui/filter-chips.tsx'
import { IconBuilding } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { TableMenu } from '../ui/table-menu.tsx'
import { useUrlState, type UrlState } from '../ui/url-state.ts'
import { totalOf } from '../ui/values.tsx'
import { layoutOf } from '../views/look.ts'
import { ViewsMenu } from '../views/views-menu.tsx'

export default function Companies() {
  const [url, setUrl] = useUrlState()
  const navigate = useNavigate()
  const mayAll = useMay(), may = mayAll('leads.write'), narrow = useNarrow()
  const queries = useQueryClient()
  const { mutateAsync } = useSend(updateCompany, { touches: ['/leads'] })
  const sort = url.sort ?? '-createdAt', [picked, setPicked] = useState<Set<string>>(new Set()), [everything, setEverything] = useState(false)
  const letGo = () => { setPicked(new Set()); setEverything(false) }
  const change = (next: UrlState, how?: { replace?: boolean }) => { letGo(); setUrl(next, how) }
  const layout = layoutOf(url, setUrl), filter = asked(url), narrowed = Object.keys(filter).length > 0
  const companies = usePages(listCompanies, { query: { ...filter, sort: sort as '-createdAt', limit: 100 } as never })
  const columns = useMemo(() => companyColumns(may ? async (company: CompanyRow, edit: CompanyEdit) => {
    const fresh = await mutateAsync({ params: { id: company.id }, body: edit })
    amend(queries, listCompanies, (row) => (row.id === company.id ? { ...row, ...fresh } : row))
  } : undefined), [may, mutateAsync, queries])
  return (
    <Page width="full">
      <PageHeader title="Companies" says="Leads are joined to companies by the domain of their address." action={<>{mayAll('leads.export') && <ExportMenu from={exportCompanies} query={{ ...filter, sort }} disabled={!companies.items.length} />}{may && <Button variant="default" component={Link} to="/duplicates?of=company">Duplicates</Button>}{may && <Button onClick={() => setUrl({ new: 'company' })}>New company</Button>}</>} />
      <Filters>
        <SearchField value={url.search} onChange={(search) => change({ search }, { replace: true })} label="Search companies" />
        <CompanyFilters url={url} setUrl={change} />
        <ViewsMenu of="companies" all="All companies" url={url} setUrl={change} />
        {!narrow && <TableMenu columns={columns} layout={layout} density={url.density} onDensity={(density) => setUrl({ density }, { replace: true })} />}
      </Filters>
      <DataTable
        label="Companies" from={companies} columns={columns} id={(c) => c.id} noun={['company', 'companies']} sort={sort} onSort={(s) => setUrl({ sort: s.split(',').at(-1) })} onOpen={(c) => void navigate({ to: '/companies/$companyId', params: { companyId: c.id } })}
        {...(may && { picked, onPick: (ids: Set<string>) => { setPicked(ids); setEverything(false) }, bulk: <CompaniesBar picked={picked} everything={everything} onEverything={() => { setPicked(new Set(companies.items.map((c) => c.id))); setEverything(true) }} total={totalOf(companies)} filter={filter} onDone={letGo} /> })}
        layout={layout} comfortable={url.density === 'comfortable'}
        empty={narrowed
          ? <EmptyState icon={IconBuilding} title="No company fits" action={<Button variant="default" onClick={() => setUrl({ search: undefined, filter: undefined })}>Show all</Button>}>Take a filter away to see more.</EmptyState>
          : <EmptyState icon={IconBuilding} title="No companies yet" action={<Button component={Link} to="/imports?new=import">Import leads</Button>}>They come with your leads.</EmptyState>}
      />
      <NewCompany opened={url.new === 'company'} onClose={() => setUrl({ new: undefined })} />
    </Page>
  )
}
