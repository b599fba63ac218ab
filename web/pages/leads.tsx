// All leads: searched, filtered, sorted by the server; the state of the list is its address.
import { exportLeads } from '#contract/exports'
import { countLeads, listLeads, type LeadRow } from '#contract/leads'
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useCall, usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { BulkBar } from '../leads/bulk-bar.tsx'
import { FilterBar } from '../leads/filter-bar.tsx'
import { LeadPanel } from '../leads/lead-panel.tsx'
import { ListsMenu } from '../leads/lists-menu.tsx'
import { NewLead } from '../leads/new-lead.tsx'
import { SavedFilters } from '../leads/saved-filters.tsx'
import { LeadStatusBadge } from '../leads/statuses.tsx'
import { nameOf, reasonWords } from '../leads/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { ExportMenu } from '../ui/export-menu.tsx'
import { SearchField } from '../ui/filter-chips.tsx'
import { IconUsers } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted, formatNumber, When } from '../ui/values.tsx'

const columns: Column<LeadRow>[] = [
  { key: 'name', title: 'Name', width: 'minmax(160px, 1.1fr)', sort: 'lastName', cell: nameOf },
  { key: 'company', title: 'Company', width: 'minmax(130px, 1fr)', sort: 'companyName', cell: (l) => l.companyName ?? <span className="o-muted">–</span> },
  { key: 'title', title: 'Position', width: 'minmax(130px, 1fr)', wide: true, cell: (l) => l.title ?? <span className="o-muted">–</span> },
  { key: 'email', title: 'E-mail', width: 'minmax(180px, 1.3fr)', sort: 'email', wide: true, cell: (l) => l.email },
  { key: 'status', title: 'Status', width: '170px', sort: 'status', wide: true, cell: (l) => l.suppressed ? <StatusBadge tone="bad" plain>{reasonWords[l.suppressed]}</StatusBadge> : <LeadStatusBadge status={l.status} plain /> },
  { key: 'country', title: 'Country', width: '84px', wide: true, cell: (l) => l.country ?? <span className="o-muted">–</span> },
  { key: 'activity', title: 'Last activity', width: '156px', sort: 'lastActivityAt', wide: true, cell: (l) => <When at={l.lastActivityAt} /> },
]

export default function Leads() {
  const [url, setUrl] = useUrlState()
  const navigate = useNavigate()
  const may = useMay(), narrow = useNarrow()
  const [picked, setPicked] = useState<Set<string>>(new Set()), [everything, setEverything] = useState(false)
  const asked = { ...(url.search && { search: url.search }), ...(url.filter && { filter: url.filter as never }) }
  const sort = url.sort ?? '-createdAt'
  const leads = usePages(listLeads, { query: { ...asked, sort: sort as '-createdAt', limit: 100 } })
  const count = useCall(countLeads, { query: asked })
  const filtered = Boolean(url.search || url.filter)
  const total = count.data ? `${count.data.totalIsCapped ? 'more than ' : ''}${formatNumber(count.data.totalIsCapped ? count.data.total - 1 : count.data.total)}` : ''
  const letGo = () => { setPicked(new Set()); setEverything(false) }
  const change = (next: Record<string, string | undefined>) => { letGo(); setUrl({ open: undefined, ...next }) }
  return (
    <Page width="full">
      <PageHeader
        title="Leads" says={count.data && (filtered ? `${total} ${count.data.total === 1 ? 'lead fits' : 'leads fit'}.` : counted(count.data.totalIsCapped ? count.data.total - 1 : count.data.total, 'lead').replace(/^/, count.data.totalIsCapped ? 'More than ' : ''))}
        action={<>
          {may('leads.export') && <ExportMenu from={exportLeads} query={{ ...asked, sort }} disabled={!count.data?.total} />}
          {may('leads.import') && <Button variant="default" component={Link} to="/imports?new=import">Import</Button>}
          {may('leads.write') && <Button onClick={() => setUrl({ new: 'lead' })}>New lead</Button>}
        </>}
      />
      <Filters>
        <SearchField value={url.search} onChange={(search) => change({ search })} label="Search leads" />
        <SavedFilters url={url} setUrl={change} />
        <ListsMenu filter={url.filter} onFilter={(filter) => change({ filter })} />
        <FilterBar value={url.filter} onChange={(filter) => change({ filter })} />
      </Filters>
      <DataTable
        label="Leads" from={{ ...leads, total: count.data?.total, totalIsCapped: count.data?.totalIsCapped ?? false }} columns={columns} id={(l) => l.id} noun={['lead', 'leads']}
        onOpen={(l) => (narrow ? void navigate({ to: '/leads/$leadId', params: { leadId: l.id } }) : setUrl({ open: l.id }))} openId={url.open} sort={sort} onSort={(s) => setUrl({ sort: s })}
        {...(may('leads.write') && { picked, onPick: (ids: Set<string>) => { setPicked(ids); setEverything(false) } })}
        bulk={<BulkBar whom={{ picked, everything, search: url.search, filter: url.filter }} total={total} onEverything={() => { setPicked(new Set(leads.items.map((l) => l.id))); setEverything(true) }} onDone={letGo} />}
        empty={filtered
          ? <EmptyState icon={IconUsers} title="Nobody fits" action={<Button variant="default" onClick={() => change({ search: undefined, filter: undefined, saved: undefined })}>Show all leads</Button>}>No lead has this name and these conditions.</EmptyState>
          : <EmptyState icon={IconUsers} title="No leads yet" action={may('leads.import') && <Button component={Link} to="/imports?new=import">Import a CSV</Button>} second={may('practice.manage') && <Button component={Link} to="/settings/practice" variant="default">Explore with sample data</Button>}>The people you write to. Bring a file, or add them one by one.</EmptyState>}
      />
      {url.open && <LeadPanel key={url.open} id={url.open} part={url.part} onPart={(part) => setUrl({ part }, { replace: true })} onClose={() => setUrl({ open: undefined, part: undefined })} />}
      <NewLead opened={url.new === 'lead'} onClose={() => setUrl({ new: undefined })} />
      {url.new === 'import' && <GoToImport />}
    </Page>
  )
}

function GoToImport() {
  const navigate = useNavigate()
  useEffect(() => { void navigate({ to: '/imports', search: { new: 'import' } as never, replace: true }) }, [navigate])
  return null
}
