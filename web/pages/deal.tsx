// One deal: where it stands on top, what is known at the left, what happened in the middle, who and what at the right.
import { deleteDeal, getDeal, restoreDeal, type DealView } from '#contract/deals'
import { Button, Menu, TextInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { neighboursOnTop } from '../deals/arranging.ts'
import { Committee } from '../deals/committee.tsx'
import css from '../deals/deal-page.module.css'
import { EntryDialog } from '../deals/entry-dialog.tsx'
import { DealFacts, useEdit } from '../deals/facts.tsx'
import { Lines } from '../deals/lines.tsx'
import { MoveDialog } from '../deals/move-dialog.tsx'
import { useMoving } from '../deals/moving.tsx'
import { StageBar } from '../deals/stage-bar.tsx'
import { days, flagOf, formatMoney, whose } from '../deals/words.ts'
import { MeetingsOf } from '../meetings/meetings-of.tsx'
import { Quotes } from '../quotes/quotes.tsx'
import { Files } from '../records/files.tsx'
import { NotesOf } from '../tasks/notes-of.tsx'
import { TasksOf } from '../tasks/tasks-of.tsx'
import { TimelinePart } from '../timeline/timeline-part.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDots } from '../ui/icons.ts'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Bone, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'

export default function Deal() {
  const { dealId } = useParams({ strict: false }) as { dealId: string }
  const deal = useCall(getDeal, { params: { id: dealId } })
  return (
    <Page>
      <Loaded from={deal} bones={<div className={css.columns}><Bone h={420} r={10} /><Bone h={420} r={10} /><Bone h={300} r={10} /></div>}>{(d) => <Whole deal={d} />}</Loaded>
    </Page>
  )
}

function Whole({ deal: d }: { deal: DealView }) {
  const navigate = useNavigate()
  const may = useMay()
  const moving = useMoving(d.pipeline.stages)
  const [choosing, setChoosing] = useState(false)
  const restore = useSend(restoreDeal, { touches: [getDeal, '/deals', '/numbers'], onError: toastError, onDone: () => toast('Back on the board.') })
  const remove = useSend(deleteDeal, { touches: ['/deals', '/numbers'], onError: toastError, onDone: () => { toast(`${d.name} is in the trash.`, { undo: () => restore.mutate({ params: { id: d.id } }) }); void navigate({ to: '/deals' }) } })
  const open = !d.closedAt, change = d.mayChange && !d.deletedAt && may('deals.write')
  const to = (kind: 'won' | 'lost') => { const s = d.pipeline.stages.find((one) => one.kind === kind); if (s) moving.move(d, s.id, neighboursOnTop) }
  useShortcuts([change && { keys: 'm', label: 'Move to another stage', group: 'On this page', run: () => setChoosing(true) }, change && open && { keys: 'w', label: 'Won', group: 'On this page', run: () => to('won') }])
  const whom = whose(d)
  return (
    <>
      <PageHeader
        title={d.name} back={{ to: '/deals', label: 'Deals' }} says={[d.amountMinor === null ? undefined : formatMoney(d.amountMinor, d.currency), whom].filter(Boolean).join(' · ')}
        beside={d.closedAt ? <StatusBadge tone={d.lostReason ? 'neutral' : 'good'}>{d.lostReason ? 'Lost' : 'Won'}</StatusBadge> : d.flags.map((f) => <StatusBadge key={f} tone={flagOf[f].tone} why={flagOf[f].why}>{flagOf[f].words}</StatusBadge>)}
        action={change && <>
          {open && <Button variant="default" onClick={() => to('lost')}>Lost</Button>}{open && <Button onClick={() => to('won')}>Won</Button>}
          <Menu position="bottom-end">
            <Menu.Target><Button variant="default" aria-label="More" px={8}><Icon of={IconDots} /></Button></Menu.Target>
            <Menu.Dropdown><Menu.Item onClick={() => setChoosing(true)}>Move to another stage</Menu.Item>{may('deals.delete') && <Menu.Item color="bad" onClick={() => remove.mutate({ params: { id: d.id } })}>Move to the trash</Menu.Item>}</Menu.Dropdown>
          </Menu>
        </>}
      />
      <div className={css.stack}>
        {d.deletedAt && <Notice tone="warning" action={may('deals.delete') && <Button size="xs" variant="default" onClick={() => restore.mutate({ params: { id: d.id } })}>Take it out</Button>}>This deal is in the trash.</Notice>}
        <StageBar deal={d} moving={moving} />
        <div className={css.columns}>
          <div className={css.stack}><NextStep deal={d} /><DealFacts deal={d} /></div>
          <Card title="What happened"><TimelinePart of="deal" id={d.id} /></Card>
          <div className={`${css.stack} ${css.right}`}><Committee deal={d} /><Lines deal={d} /><Quotes deal={d} /><TasksOf about={{ dealId: d.id }} /><MeetingsOf about={{ dealId: d.id }} /><NotesOf about={{ dealId: d.id }} /><Files of="deal" id={d.id} locked={!change} /><Stays deal={d} /></div>
        </div>
      </div>
      {choosing && <MoveDialog deal={d} stages={d.pipeline.stages} onClose={() => setChoosing(false)} onWay={(way) => { setChoosing(false); if ('stageId' in way) moving.move(d, way.stageId, neighboursOnTop) }} />}
      <EntryDialog moving={moving} />
    </>
  )
}

/** The one thing that matters: what comes next, and when. */
function NextStep({ deal: d }: { deal: DealView }) {
  const { put, begin, wrongOf } = useEdit(d), typing = () => begin('nextStep', 'nextStepOn')
  const [step, setStep] = useState<string>(), [day, setDay] = useState<string>(), [busy, setBusy] = useState(false)
  const change = useMay()('deals.write') && d.mayChange && !d.deletedAt
  if (d.closedAt) return null
  const dirty = (step !== undefined && step !== (d.nextStep ?? '')) || (day !== undefined && day !== (d.nextStepOn ?? ''))
  // What was typed stands until it is saved; what is typed on meanwhile is another text.
  const save = async () => {
    setBusy(true)
    const refused = await put('nextStep', { nextStep: step ?? d.nextStep, nextStepOn: (day ?? d.nextStepOn) || null })
    setBusy(false)
    if (refused === undefined) { setStep((now) => (now === step ? undefined : now)); setDay((now) => (now === day ? undefined : now)) }
  }
  return (
    <Card title="Next step">
      <form className={css.next_form} onSubmit={(e) => { e.preventDefault(); if (dirty && !busy) void save() }}>
        <TextInput aria-label="Next step" placeholder="Nobody has said what comes next" readOnly={!change} value={step ?? d.nextStep ?? ''} onFocus={typing} onChange={(e) => setStep(e.currentTarget.value)} error={wrongOf('nextStep')} />
        <TextInput aria-label="Day of the next step" type="date" readOnly={!change} value={day ?? d.nextStepOn ?? ''} onFocus={typing} onChange={(e) => setDay(e.currentTarget.value)} />
        {change && <div className={css.does}>
          <Button type="submit" size="xs" variant="default" disabled={!dirty} loading={busy}>Save</Button>
          {d.nextStep && !dirty && <Button size="xs" variant="subtle" onClick={() => void put('nextStep', { nextStep: null, nextStepOn: null })}>Done</Button>}
        </div>}
      </form>
    </Card>
  )
}

function Stays({ deal: d }: { deal: DealView }) {
  return (
    <Card title="Stages so far">
      <ol className={css.stays}>{d.stays.map((s, i) => (
        <li key={i}>
          <div><b>{s.stage}</b>{s.kind === 'open' && <span className="o-muted"> {s.until || !d.closedAt ? (s.days < 1 ? 'less than a day' : days(Math.round(s.days))) : ''}</span>}</div>
          <div className="o-muted"><When at={s.from} />{s.by ? `, ${s.by}` : ''}{s.why ? `. ${s.why}` : ''}</div>
        </li>
      ))}</ol>
    </Card>
  )
}
