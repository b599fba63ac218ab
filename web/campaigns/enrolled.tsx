// Everybody in the campaign, each with a state and the reason for it; changes for one or many.
import { diagnoseEnrollment, listEnrollments, type EnrollmentState, type EnrollmentView } from '#contract/campaigns'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useCall, usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { FilterChips, SearchField } from '../ui/filter-chips.tsx'
import { IconUsers } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Filters } from '../ui/page.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { When } from '../ui/values.tsx'
import css from './campaigns.module.css'
import { BulkControl, Runs } from './bulk-control.tsx'
import { Findings } from './findings.tsx'
import { stateOf } from './words.ts'

// A phone has no room for the state beside the name, so it stands below it.
const columnsOf = (narrow: boolean): Column<EnrollmentView>[] => [
  { key: 'lead', title: 'Lead', width: 'minmax(160px, 1fr)', cell: (e) => (narrow ? <span className={css.with_head}><span>{e.leadName}</span><small>{stateOf[e.state].words}</small></span> : e.leadName) },
  { key: 'company', title: 'Company', width: 'minmax(120px, 0.8fr)', wide: true, cell: (e) => e.companyName ?? <span className="o-muted">–</span> },
  { key: 'state', title: 'State', width: '180px', wide: true, cell: (e) => <StatusBadge tone={stateOf[e.state].tone} plain why={e.reason}>{stateOf[e.state].words}</StatusBadge> },
  { key: 'reason', title: 'Why', width: 'minmax(180px, 1.3fr)', wide: true, cell: (e) => <span className="o-muted">{e.reason}</span> },
  { key: 'step', title: 'Mail', width: '70px', wide: true, cell: (e) => `${Math.min(e.stepNo, e.totalSteps)} of ${e.totalSteps}` },
  { key: 'next', title: 'Next', width: '190px', wide: true, cell: (e) => e.nextAtThere ? <span title={e.nextAtThere}>{e.nextAtThere}</span> : <When at={e.nextAt} /> },
]
const onDesk = columnsOf(false), onPhone = columnsOf(true)

export function Enrolled({ campaignId }: { campaignId: string }) {
  const [url, setUrl] = useUrlState()
  const mayWrite = useMay()('campaigns.write')
  const [picked, setPicked] = useState<Set<string>>(new Set())
  const filter = { ...(url.state && { state: url.state as EnrollmentState }), ...(url.search && { search: url.search }) }
  // Picks end with the filter they were made under.
  const under = JSON.stringify(filter), [pickedUnder, setPickedUnder] = useState(under)
  if (pickedUnder !== under) { setPickedUnder(under); setPicked(new Set()) }
  const list = usePages(listEnrollments, { params: { id: campaignId }, query: filter })
  // Who went on into another state meanwhile is no longer in the list: nothing is done to a lead that nobody sees.
  const seen = useMemo(() => new Set(list.items.map((e) => e.id).filter((id) => picked.has(id))), [list.items, picked])
  const narrow = useNarrow()
  const open = list.items.find((e) => e.id === url.open)
  return (
    <>
      <Filters>
        <SearchField value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} label="Search leads of the campaign" />
        <FilterChips label="State" value={url.state} onChange={(state) => setUrl({ state })} choices={Object.entries(stateOf).map(([value, s]) => ({ value, label: s.words }))} />
      </Filters>
      <Runs campaignId={campaignId} />
      <DataTable
        label="Leads of the campaign" from={list} columns={narrow ? onPhone : onDesk} id={(e) => e.id} noun={['lead', 'leads']} onOpen={(e) => setUrl({ open: e.id })} openId={url.open}
        {...(mayWrite && { picked: seen, onPick: setPicked })}
        bulk={<BulkControl campaignId={campaignId} picked={seen} filter={filter} all={list.items.length > 0 && seen.size === list.items.length} onDone={() => setPicked(new Set())} />}
        empty={<EmptyState icon={IconUsers} title={url.state || url.search ? 'Nobody fits' : 'Nobody is in this campaign yet'}>{url.state || url.search ? 'No lead of the campaign is in this state.' : 'Choose leads on the build page; research and writing start at once.'}</EmptyState>}
      />
      {open && <OneLead enrollment={open} onClose={() => setUrl({ open: undefined })} />}
    </>
  )
}

function OneLead({ enrollment: e, onClose }: { enrollment: EnrollmentView; onClose: () => void }) {
  const why = useCall(diagnoseEnrollment, { params: { id: e.campaignId, enrollmentId: e.id } })
  return (
    <SidePanel label={e.leadName} title={e.leadName} says={e.email} onClose={onClose} actions={<Button component={Link} to={`/leads/${e.leadId}`} size="xs" variant="default">Open the lead</Button>}>
      <div className={css.stack}>
        <div><StatusBadge tone={stateOf[e.state].tone}>{stateOf[e.state].words}</StatusBadge> {e.reason && <p className={css.muted}>{e.reason}</p>}</div>
        <dl className={css.facts}>
          <dt>Mail</dt><dd>{Math.min(e.stepNo, e.totalSteps)} of {e.totalSteps}</dd>
          <dt>Next</dt><dd>{e.nextAtThere ?? '–'}</dd>
          <dt>Time of</dt><dd>{e.where}{e.timeZoneFrom === 'campaign' && ', because the lead’s own is not known'}</dd>
          <dt>From</dt><dd>{e.mailboxAddress ?? 'not chosen yet'}{e.mailboxWhy && <p className={css.muted}>{e.mailboxWhy}</p>}</dd>
          {e.cameWhy && <><dt>Came because</dt><dd>{e.cameWhy}</dd></>}
          <dt>Last mail</dt><dd><When at={e.lastSentAt} /></dd>
          {e.resumeAt && <><dt>Not before</dt><dd><When at={e.resumeAt} /></dd></>}
          <dt>Researched</dt><dd>{e.researched === null ? 'not yet' : e.researched ? 'yes' : 'nothing usable found'}</dd>
        </dl>
        <Loaded from={why}>{(d) => <Findings findings={d.findings} />}</Loaded>
      </div>
    </SidePanel>
  )
}
