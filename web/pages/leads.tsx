// All leads: searched, filtered, sorted by the server; the state of the list is its address.
import { listMembers } from '#contract/accounts'
import { exportLeads } from '#contract/exports'
import { countLeads, leadChoices, listLeads, updateLead, type LeadEdit, type LeadRow } from '#contract/leads'
import type { ViewState } from '#contract/views'
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { amend, useCall, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { BulkBar } from '../leads/bulk-bar.tsx'
import { groupOf, leadColumns, leadGroups, needsMore } from '../leads/columns.tsx'
import { FilterBar } from '../leads/filter-bar.tsx'
import { LeadPanel } from '../leads/lead-panel.tsx'
import { ListsMenu } from '../leads/lists-menu.tsx'
import { NewLead } from '../leads/new-lead.tsx'
import { useStatuses } from '../leads/statuses.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ExportMenu } from '../ui/export-menu.tsx'
import { SearchField } from '../ui/filter-chips.tsx'
import { IconUsers } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { TableMenu } from '../ui/table-menu.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted, formatNumber } from '../ui/values.tsx'
import { layoutOf } from '../views/look.ts'
import { ViewsMenu } from '../views/views-menu.tsx'

export default function Leads() {
  const [url, setUrl] = useUrlState()
  const navigate = useNavigate()
  const may = useMay(), narrow = useNarrow()
  const [picked, setPicked] = useState<Set<string>>(new Set()), [everything, setEverything] = useState(false)
  const asked = { ...(url.search && { search: url.search }), ...(url.filter && { filter: url.filter as never }) }
  const sort = url.sort ?? '-createdAt'
  const order = url.group && !sort.replace('-', '').startsWith(url.group) ? [url.group, ...sort.split(',').slice(0, 2)].join(',') : sort
  const layout = layoutOf(url, setUrl)
  const leads = usePages(listLeads, { query: { ...asked, sort: order, limit: 100, ...(needsMore(layout.columns) && { more: 'true' as const }) } })
  const { columns, owners, statuses } = useLeadColumns(may('leads.write'))
  const count = useCall(countLeads, { query: asked })
  const filtered = Boolean(url.search || url.filter)
  const total = count.data ? `${count.data.totalIsCapped ? 'more than ' : ''}${formatNumber(count.data.totalIsCapped ? count.data.total - 1 : count.data.total)}` : ''
  // Whoever is about to change all of them is told how many that is, to the lead.
  const exact = useCall(countLeads, { query: { ...asked, exact: 'true' } }, { enabled: picked.size > 0 && Boolean(count.data?.totalIsCapped) })
  const all = exact.data && !exact.isPlaceholderData ? formatNumber(exact.data.total) : total
  const letGo = () => { setPicked(new Set()); setEverything(false) }
  const change = (next: Record<string, string | undefined>, how?: { replace?: boolean }) => { letGo(); setUrl({ open: undefined, ...next }, how) }
  return (
    <Page width="full">
      <PageHeader
        title="Leads" says={count.data && (filtered ? `${total} ${count.data.total === 1 ? 'lead fits' : 'leads fit'}.` : counted(count.data.totalIsCapped ? count.data.total - 1 : count.data.total, 'lead').replace(/^/, count.data.totalIsCapped ? 'More than ' : ''))}
        action={<>
          {may('leads.export') && <ExportMenu from={exportLeads} query={{ ...asked, sort: order }} disabled={!count.data?.total} />}
          {may('leads.import') && <Button variant="default" component={Link} to="/imports?new=import">Import</Button>}
          {may('leads.write') && <Button onClick={() => setUrl({ new: 'lead' })}>New lead</Button>}
        </>}
      />
      <Filters>
        <SearchField value={url.search} onChange={(search) => change({ search }, { replace: true })} label="Search leads" />
        <ViewsMenu of="leads" all="All leads" url={url} setUrl={change} count={(state) => <CountOf state={state} />} />
        <ListsMenu filter={url.filter} onFilter={(filter) => change({ filter })} />
        <FilterBar value={url.filter} onChange={(filter) => change({ filter })} />
        {!narrow && <TableMenu columns={columns} layout={layout} density={url.density} onDensity={(density) => setUrl({ density }, { replace: true })} group={url.group} groups={leadGroups} onGroup={(group) => setUrl({ group })} />}
      </Filters>
      <DataTable
        label="Leads" from={{ ...leads, total: count.data?.total, totalIsCapped: count.data?.totalIsCapped ?? false }} columns={columns} id={(l) => l.id} noun={['lead', 'leads']}
        onOpen={(l) => (narrow ? void navigate({ to: '/leads/$leadId', params: { leadId: l.id } }) : setUrl({ open: l.id }))} openId={url.open} sort={sort} onSort={(s) => setUrl({ sort: s })} layout={layout} group={groupOf(url.group, owners, statuses)} comfortable={url.density === 'comfortable'}
        {...(may('leads.write') && { picked, onPick: (ids: Set<string>) => { setPicked(ids); setEverything(false) } })}
        bulk={<BulkBar whom={{ picked, everything, search: url.search, filter: url.filter }} total={all} onEverything={() => { setPicked(new Set(leads.items.map((l) => l.id))); setEverything(true) }} onDone={letGo} />}
        empty={filtered
          ? <EmptyState icon={IconUsers} title="Nobody fits" action={<Button variant="default" onClick={() => change({ search: undefined, filter: undefined, view: undefined })}>Show all leads</Button>}>No lead has this name and these conditions.</EmptyState>
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

function useLeadColumns(mayChange: boolean) {
  const may = useMay()
  const queries = useQueryClient()
  const members = useCall(listMembers, undefined, { enabled: may('team.read') }), choices = useCall(leadChoices)
  const statuses = useStatuses()
  const update = useSend(updateLead, { touches: ['/leads/count', '/companies'] })
  const owners = useMemo(() => new Map((members.data?.items ?? []).map((m) => [m.userId, m.name])), [members.data])
  const customFields = choices.data?.customFields
  const { mutateAsync } = update
  const columns = useMemo(() => leadColumns({
    statuses, owners, customFields: customFields ?? [],
    save: mayChange ? async (lead: LeadRow, edit: LeadEdit) => {
      const { phone, linkedinUrl, timeZone, language, source, custom, updatedAt, ...fresh } = await mutateAsync({ params: { id: lead.id }, body: edit })
      amend(queries, listLeads, (row) => (row.id === lead.id ? { ...row, ...fresh, ...(row.more && { more: { phone, linkedinUrl, timeZone, language, source, custom, updatedAt } }) } : row))
    } : undefined,
  }), [statuses, owners, customFields, mayChange, mutateAsync, queries])
  return { columns, owners, statuses }
}

/** How many leads a view finds, for its badge. */
function CountOf({ state }: { state: ViewState }) {
  const count = useCall(countLeads, { query: { ...(state.search && { search: state.search }), ...(state.filter !== undefined && { filter: JSON.stringify(state.filter) as never }) } }, { staleMs: 30_000 })
  return count.data ? `${formatNumber(count.data.totalIsCapped ? count.data.total - 1 : count.data.total)}${count.data.totalIsCapped ? '+' : ''}` : ''
}
