// What can be done to many leads of a campaign at once, how far it is, what came of each, and the way back.
import { controlEnrollments, listControlResults, listControlRuns, undoControl, type ControlAct, type ControlInput, type ControlRun } from '#contract/campaign-control'
import { getCampaign, listCampaigns, listEnrollments, type EnrollmentState } from '#contract/campaigns'
import { Button, Menu, Modal, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, usePages, useSend } from '../app/call.ts'
import { useMay, useSession } from '../app/session.tsx'
import { instantOf } from '../ui/clock.ts'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import css from './campaigns.module.css'

const touches = [listEnrollments, getCampaign, listControlRuns, '/campaigns']
const plain: [ControlAct, string][] = [['pause', 'Pause'], ['resume', 'Resume'], ['skip_step', 'Skip this step'], ['retry', 'Try again'], ['finish', 'Finish'], ['restart', 'Start over'], ['remove', 'Take out']]
type Asking = 'later' | 'move' | 'priority' | 'remove'

export function BulkControl({ campaignId, picked, filter, all, onDone }: { campaignId: string; picked: ReadonlySet<string>; filter: { state?: EnrollmentState; search?: string }; all: boolean; onDone: () => void }) {
  const [everybody, setEverybody] = useState(false), [asking, setAsking] = useState<Asking>()
  const undo = useSend(undoControl, { touches, onError: toastError, onDone: (r) => toast(r.sentence) })
  const control = useSend(controlEnrollments, { touches, onError: toastError, onDone: (r) => { toast(r.sentence, r.mayUndo ? { undo: () => undo.mutate({ params: { id: r.id } }) } : undefined); setAsking(undefined); setEverybody(false); onDone() } })
  const run = (what: Omit<ControlInput, 'ids' | 'matching'>) => control.mutate({ params: { id: campaignId }, body: { ...what, ...(all && everybody ? { matching: filter } : { ids: [...picked] }) } })
  return (
    <div className={css.actions}>
      {all && <Switch size="xs" label="Everybody the filter means, on every page" checked={everybody} onChange={(e) => setEverybody(e.currentTarget.checked)} />}
      {plain.slice(0, 3).map(([act, label]) => <Button key={act} size="xs" variant="default" loading={control.isPending} onClick={() => run({ act })}>{label}</Button>)}
      <Menu>
        <Menu.Target><Button size="xs" variant="default">More</Button></Menu.Target>
        <Menu.Dropdown>
          {plain.slice(3).map(([act, label]) => <Menu.Item key={act} {...(act === 'remove' && { color: 'bad' })} onClick={() => (act === 'remove' ? setAsking('remove') : run({ act }))}>{label}</Menu.Item>)}
          <Menu.Item onClick={() => setAsking('later')}>Resume on a day…</Menu.Item>
          <Menu.Item onClick={() => setAsking('move')}>Move to another campaign…</Menu.Item>
          <Menu.Item onClick={() => setAsking('priority')}>Priority…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'remove' && (
        <ConfirmTyped opened onClose={() => setAsking(undefined)} title={all && everybody ? 'Take out everybody the filter means?' : `Take out ${counted(picked.size, 'lead')}?`} confirm="Take out" busy={control.isPending} onConfirm={() => run({ act: 'remove' })}>
          What is planned for them in this campaign is cancelled. It can be taken back.
        </ConfirmTyped>
      )}
      {asking && asking !== 'remove' && <Ask what={asking} campaignId={campaignId} busy={control.isPending} onClose={() => setAsking(undefined)} onRun={run} />}
    </div>
  )
}

function Ask({ what, campaignId, busy, onClose, onRun }: { what: Exclude<Asking, 'remove'>; campaignId: string; busy: boolean; onClose: () => void; onRun: (what: Omit<ControlInput, 'ids' | 'matching'>) => void }) {
  const campaigns = useCall(listCampaigns, { query: { limit: 200 } }, { enabled: what === 'move' })
  const [day, setDay] = useState(''), [to, setTo] = useState<string | null>(null), [priority, setPriority] = useState(10)
  // The day begins by the clock of the workspace.
  const from = instantOf(day, '00:00', useSession().workspace.timeZone)
  const title = { later: 'Resume on a day', move: 'Move to another campaign', priority: 'Priority in the line' }[what]
  const go = () => {
    if (what === 'later' && from) onRun({ act: 'pause', at: from })
    if (what === 'move' && to) onRun({ act: 'move', toCampaignId: to })
    if (what === 'priority') onRun({ act: 'priority', priority })
  }
  return (
    <Modal opened onClose={onClose} title={title}>
      <div className={css.fields}>
        {what === 'later' && <TextInput type="date" label="Paused until" value={day} onChange={(e) => setDay(e.currentTarget.value)} description="They go on by themselves with the next window from that day." />}
        {what === 'move' && <Select label="To" searchable data={(campaigns.data?.items ?? []).filter((c) => c.id !== campaignId && c.status !== 'archived').map((c) => ({ value: c.id, label: c.name }))} value={to} onChange={setTo} description="They stop here and begin there with its first mail. Whom its safety rules leave out stays here." />}
        {what === 'priority' && <NumberInput label="Priority" min={-1000} max={1000} value={priority} onChange={(n) => setPriority(Number(n) || 0)} description="The higher ones get the first places; 0 is usual." />}
        <div className={css.actions}><Button loading={busy} disabled={(what === 'later' && !from) || (what === 'move' && !to)} onClick={go}>Do it</Button><Button variant="subtle" onClick={onClose}>Leave it</Button></div>
      </div>
    </Modal>
  )
}

/** What was done last, while it is fresh: how far it is, the refused ones, and the way back. */
export function Runs({ campaignId }: { campaignId: string }) {
  const [open, setOpen] = useState<ControlRun>()
  const runs = useCall(listControlRuns, { params: { id: campaignId } }, { every: 5000 })
  const may = useMay()('campaigns.write')
  const undo = useSend(undoControl, { touches, onError: toastError, onDone: (r) => toast(r.sentence) })
  const last = runs.data?.items[0]
  // What ended before this visit's last quarter of an hour is history.
  const [since] = useState(() => Date.now() - 15 * 60_000)
  const fresh = last && (!last.endedAt || new Date(last.endedAt).getTime() > since)
  return (
    <>
      {last && fresh && <Notice action={<span className={css.actions}>
        {last.total > 0 && <Button size="xs" variant="subtle" onClick={() => setOpen(last)}>Each lead</Button>}
        {may && last.mayUndo && <Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate({ params: { id: last.id } })}>Take it back</Button>}
      </span>}>{last.sentence}{last.refusals[0] && ` ${last.refusals[0].count}: ${last.refusals[0].sentence}`}</Notice>}
      {open && <Results run={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function Results({ run, onClose }: { run: ControlRun; onClose: () => void }) {
  const list = usePages(listControlResults, { params: { id: run.id } })
  return (
    <SidePanel label="What came of each lead" title={run.sentence} onClose={onClose}>
      <ul className={css.out}>{list.items.map((r) => <li key={r.enrollmentId}><b>{r.leadName}</b> {r.sentence}</li>)}</ul>
      {list.hasMore && <Button size="xs" variant="default" onClick={() => list.more()}>More</Button>}
    </SidePanel>
  )
}
