// Meetings that come, and those that were.
import { listMeetings, type MeetingView } from '#contract/meetings'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { MeetingForm } from '../meetings/meeting-form.tsx'
import { MeetingPanel } from '../meetings/meeting-panel.tsx'
import { linkIn, statusOf } from '../meetings/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { ChipRow, FilterChips } from '../ui/filter-chips.tsx'
import { IconCalendarEvent } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { When } from '../ui/values.tsx'

const columns: Column<MeetingView>[] = [
  { key: 'title', title: 'Meeting', width: 'minmax(200px, 1.6fr)', cell: (m) => m.title },
  { key: 'when', title: 'When', width: '160px', cell: (m) => <When at={m.startAt} /> },
  { key: 'lead', title: 'With', width: 'minmax(150px, 1fr)', wide: true, cell: (m) => (m.lead ? <Link to="/leads/$leadId" params={{ leadId: m.lead.id }}>{m.lead.name}</Link> : m.bookedBy ? <span title="No lead was found">{m.bookedBy.name || m.bookedBy.email} <span className="o-muted">(no lead)</span></span> : <span className="o-muted">–</span>) },
  { key: 'company', title: 'Company', width: 'minmax(120px, 0.8fr)', wide: true, cell: (m) => m.company?.name ?? <span className="o-muted">–</span> },
  { key: 'place', title: 'Where', width: 'minmax(120px, 1fr)', wide: true, cell: (m) => { const link = linkIn(m.place); return link ? <a href={link} target="_blank" rel="noreferrer noopener">{new URL(link).hostname}</a> : m.place || <span className="o-muted">–</span> } },
  { key: 'owner', title: 'Of', width: '140px', wide: true, cell: (m) => m.owner?.name ?? <span className="o-muted">Nobody yet</span> },
  { key: 'status', title: 'State', width: '160px', wide: true, cell: (m) => <StatusBadge tone={statusOf[m.status].tone} plain>{statusOf[m.status].words}</StatusBadge> },
]

export default function Meetings() {
  const [url, setUrl] = useUrlState()
  const may = useMay(), write = may('meetings.write')
  const when = (url.when ?? 'coming') as 'coming'
  const meetings = usePages(listMeetings, { query: { when, owner: (url.owner ?? 'me') as 'me', limit: 100, ...(url.unmatched && { unmatched: 'true' as const }) } })
  useShortcuts([write && { keys: 'n', label: 'New meeting', group: 'On this page', run: () => setUrl({ new: 'meeting' }) }])
  return (
    <Page width="full">
      <PageHeader title="Meetings" action={<><Button variant="default" component={Link} to="/settings/calendar">Booking link and calendar</Button>{write && <Button onClick={() => setUrl({ new: 'meeting' })}>New meeting</Button>}</>} />
      <Filters>
        <ChipRow>
          <FilterChips always label="When" value={when} onChange={(v) => setUrl({ when: v === 'coming' ? undefined : v, open: undefined })} choices={[{ value: 'coming', label: 'Coming' }, { value: 'past', label: 'Past' }]} />
          <FilterChips always label="Whose" value={url.owner ?? 'me'} onChange={(v) => setUrl({ owner: v === 'me' ? undefined : v })} choices={[{ value: 'me', label: 'Mine' }, { value: 'all', label: 'Everybody’s' }]} />
          <FilterChips label="Matched" value={url.unmatched} onChange={(v) => setUrl({ unmatched: v })} choices={[{ value: 'true', label: 'Without a lead' }]} />
        </ChipRow>
      </Filters>
      <DataTable label="Meetings" from={meetings} columns={columns} id={(m) => m.id} noun={['meeting', 'meetings']} onOpen={(m) => setUrl({ open: m.id })} openId={url.open}
        empty={<EmptyState icon={IconCalendarEvent} title={when === 'coming' ? 'No meeting is booked' : 'No meeting was held yet'} action={write && <Button onClick={() => setUrl({ new: 'meeting' })}>New meeting</Button>}>Meetings are noted by hand, or come in by themselves when Calendly is connected. Booking one stops every campaign of the lead.</EmptyState>} />
      {url.open && <MeetingPanel key={url.open} id={url.open} onClose={() => setUrl({ open: undefined })} />}
      {url.new === 'meeting' && write && <MeetingForm onClose={() => setUrl({ new: undefined })} />}
    </Page>
  )
}
