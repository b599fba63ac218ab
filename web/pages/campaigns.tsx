import { listCampaigns, type CampaignRow } from '#contract/campaigns'
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import css from '../campaigns/campaigns.module.css'
import { NewCampaign } from '../campaigns/new-campaign.tsx'
import { statusOf } from '../campaigns/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { FilterChips, SearchField } from '../ui/filter-chips.tsx'
import { IconSend } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useUrlState } from '../ui/url-state.ts'
import { Num } from '../ui/values.tsx'

const columnsOf = (narrow: boolean): Column<CampaignRow>[] => [
  { key: 'name', title: 'Campaign', width: narrow ? 'minmax(150px, 1fr)' : 'minmax(180px, 1.2fr)', cell: (c) => (narrow ? <span className={css.with_head}><span>{c.name}</span><small>{c.head}</small></span> : c.name) },
  { key: 'status', title: 'State', width: narrow ? '116px' : '130px', cell: (c) => <StatusBadge tone={statusOf[c.status].tone}>{statusOf[c.status].words}</StatusBadge> },
  { key: 'head', title: 'What happens next', width: 'minmax(220px, 2fr)', wide: true, cell: (c) => <span className="o-muted" title={c.head}>{c.head}</span> },
  { key: 'leads', title: 'Leads', width: '80px', number: true, wide: true, cell: (c) => <Num of={c.counters.total} /> },
  { key: 'sent', title: 'Sent', width: '80px', number: true, wide: true, cell: (c) => <Num of={c.counters.sent} /> },
  { key: 'replied', title: 'Answered', width: '92px', number: true, wide: true, cell: (c) => <Num of={c.counters.replied} /> },
]

export default function Campaigns() {
  const [url, setUrl] = useUrlState()
  const navigate = useNavigate()
  const mayWrite = useMay()('campaigns.write'), narrow = useNarrow()
  const campaigns = usePages(listCampaigns, { query: { ...(url.status && { status: url.status as 'draft' }), ...(url.search && { search: url.search }) } })
  const filtered = Boolean(url.status || url.search)
  return (
    <Page width="full">
      <PageHeader title="Campaigns" action={mayWrite && <Button onClick={() => setUrl({ new: 'campaign' })}>New campaign</Button>} />
      <Filters>
        <SearchField value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} label="Search campaigns" />
        <FilterChips label="State" value={url.status} onChange={(status) => setUrl({ status })} choices={Object.entries(statusOf).map(([value, s]) => ({ value, label: s.words }))} />
      </Filters>
      <DataTable
        label="Campaigns" from={campaigns} columns={columnsOf(narrow)} tall id={(c) => c.id} noun={['campaign', 'campaigns']} comfortable
        onOpen={(c) => void navigate({ to: '/campaigns/$campaignId', params: { campaignId: c.id } })}
        empty={filtered
          ? <EmptyState icon={IconSend} title="No campaign fits" action={<Button variant="default" onClick={() => setUrl({ status: undefined, search: undefined })}>Show all</Button>}>No campaign has this name and state.</EmptyState>
          : <EmptyState icon={IconSend} title="No campaign yet" action={mayWrite && <Button onClick={() => setUrl({ new: 'campaign' })}>New campaign</Button>} second={<Button component={Link} to="/settings/practice" variant="default">Explore with sample data</Button>}>A campaign writes to chosen leads in a few steps, and stops for each of them the moment they answer.</EmptyState>}
      />
      <NewCampaign opened={url.new === 'campaign'} onClose={() => setUrl({ new: undefined })} />
    </Page>
  )
}
