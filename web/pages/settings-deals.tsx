// Settings: the stages deals go through, why deals are lost, and what currencies are worth.
import { createPipeline, createStage, dealSettings, deletePipeline, deleteRate, deleteStage, entryFields, listPipelines, moveEvents, orderStages, setRate, updateDealSettings, updatePipeline, updateStage, type PipelineView, type StageEdit, type StageView } from '#contract/deal-setup'
import { ActionIcon, Button, Modal, MultiSelect, NumberInput, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend, type CallError } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import css from '../deals/settings.module.css'
import { currencies, entryOf, eventOf, kindOf } from '../deals/words.ts'
import { QuoteSettingsForm } from '../quotes/settings.tsx'
import { Settings } from '../settings/frame.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowDown, IconArrowUp, IconTrash } from '../ui/icons.ts'
import { Card, Section } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import { FormProblem, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted, figures, formatDay, formatNumber } from '../ui/values.tsx'

const touches = ['/pipelines', '/deals']

export default function DealSettings() {
  const may = useMay()('pipelines.manage')
  const pipelines = useCall(listPipelines)
  const [naming, setNaming] = useState<PipelineView | 'new'>()
  return (
    <Settings action={may && <Button onClick={() => setNaming('new')}>New pipeline</Button>}>
      <Section title="Pipelines" says="The stages a deal goes through, in order. Every stage may say when it is over, what must be known on entry, and after how many quiet days a deal is stale.">
        <Loaded from={pipelines}>{({ items }) => <Stack gap="md">{items.map((p) => <Pipeline key={p.id} pipeline={p} only={items.length === 1} may={may} onRename={() => setNaming(p)} />)}</Stack>}</Loaded>
      </Section>
      <Section title="Why deals are lost" says="One is asked for whenever a deal is lost. Deals keep the words they were lost with."><Reasons may={may} /></Section>
      <Section title="Currencies" says="Sums of several currencies are shown in one. Each rate counts from its day on; what is closed keeps the rate of the day it was closed."><Rates may={may} /></Section>
      <Section title="Quotes" says="What stands on every offer that is made of a deal’s products."><QuoteSettingsForm may={may} /></Section>
      {naming && <PipelineName pipeline={naming === 'new' ? undefined : naming} onClose={() => setNaming(undefined)} />}
    </Settings>
  )
}

function PipelineName({ pipeline, onClose }: { pipeline: PipelineView | undefined; onClose: () => void }) {
  const [name, setName] = useState(pipeline?.name ?? ''), [problem, setProblem] = useState<CallError | null>(null)
  const done = { touches, onDone: onClose, onError: setProblem }
  const make = useSend(createPipeline, done), rename = useSend(updatePipeline, done)
  return (
    <Modal opened onClose={onClose} title={pipeline ? `Rename ${pipeline.name}` : 'New pipeline'}>
      <form onSubmit={(e) => { e.preventDefault(); if (!name.trim()) return; if (pipeline) rename.mutate({ params: { id: pipeline.id }, body: { name } }); else make.mutate({ body: { name } }) }}>
        <Stack gap="md">
          <FormProblem problem={problem} />
          <TextInput label="Name" data-autofocus required maxLength={80} value={name} onChange={(e) => setName(e.currentTarget.value)} {...(!pipeline && { description: 'It begins with five stages that can be changed.' })} />
          <div className={css.does}><Button type="submit" loading={make.isPending || rename.isPending}>{pipeline ? 'Rename' : 'Add pipeline'}</Button><Button variant="default" onClick={onClose}>Cancel</Button></div>
        </Stack>
      </form>
    </Modal>
  )
}

function Pipeline({ pipeline: p, only, may, onRename }: { pipeline: PipelineView; only: boolean; may: boolean; onRename: () => void }) {
  const [open, setOpen] = useState<StageView | 'new'>(), [going, setGoing] = useState<StageView>()
  const order = useSend(orderStages, { touches, onError: toastError }), remove = useSend(deletePipeline, { touches, onError: toastError, onDone: () => toast(`${p.name} is deleted.`) })
  const swap = (i: number, by: number) => { const ids = p.stages.map((s) => s.id); const [id] = ids.splice(i, 1); ids.splice(i + by, 0, id!); order.mutate({ params: { id: p.id }, body: { ids } }) }
  return (
    <Card title={p.name} flush beside={may && <span className={css.does}><span className="o-muted">{counted(p.deals, 'deal')}</span><Button size="xs" variant="default" onClick={onRename}>Rename</Button>{!only && <Button size="xs" variant="subtle" color="bad" onClick={() => remove.mutate({ params: { id: p.id } })}>Delete</Button>}</span>}>
      <ol className={css.stages}>{p.stages.map((s, i) => (
        <li key={s.id} className={css.stage} data-kind={s.kind}>
          <i /><div><b>{s.name}</b><p>{[s.kind === 'open' ? `${s.probability} %` : kindOf[s.kind], s.required.length && `needs ${s.required.map((f) => entryOf[f].toLowerCase()).join(', ')}`, s.staleDays && `stale after ${counted(s.staleDays, 'day')}`, s.moveOn.length && `by itself when ${s.moveOn.map((e) => eventOf[e].toLowerCase()).join(' or ')}`].filter(Boolean).join(' · ')}</p>{s.exitCriteria && <p>{s.exitCriteria}</p>}</div>
          {may && <div className={css.does}>
            <ActionIcon size={28} aria-label={`${s.name} up`} disabled={i === 0} onClick={() => swap(i, -1)}><Icon of={IconArrowUp} size={14} /></ActionIcon>
            <ActionIcon size={28} aria-label={`${s.name} down`} disabled={i === p.stages.length - 1} onClick={() => swap(i, 1)}><Icon of={IconArrowDown} size={14} /></ActionIcon>
            <Button size="xs" variant="default" aria-label={`Change ${s.name}`} onClick={() => setOpen(s)}>Change</Button>
            <ActionIcon size={28} aria-label={`Delete ${s.name}`} onClick={() => setGoing(s)}><Icon of={IconTrash} size={14} /></ActionIcon>
          </div>}
        </li>
      ))}</ol>
      {may && <div className={css.foot}><Button size="xs" variant="default" onClick={() => setOpen('new')}>Add a stage</Button></div>}
      {open && <StageForm pipeline={p} stage={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
      {going && <GoingStage pipeline={p} stage={going} onClose={() => setGoing(undefined)} />}
    </Card>
  )
}

function StageForm({ pipeline, stage, onClose }: { pipeline: PipelineView; stage: StageView | undefined; onClose: () => void }) {
  const [v, setV] = useState<Required<Pick<StageEdit, 'name' | 'kind' | 'probability' | 'exitCriteria' | 'required' | 'staleDays' | 'moveOn'>>>(stage ? { name: stage.name, kind: stage.kind, probability: stage.probability, exitCriteria: stage.exitCriteria, required: stage.required, staleDays: stage.staleDays, moveOn: stage.moveOn } : { name: '', kind: 'open', probability: 50, exitCriteria: '', required: [], staleDays: 14, moveOn: [] })
  const [problem, setProblem] = useState<CallError | null>(null)
  const done = { touches, onDone: onClose, onError: setProblem }
  const make = useSend(createStage, done), change = useSend(updateStage, done)
  const body = { ...v } as { name: string } & StageEdit
  return (
    <Modal opened onClose={onClose} title={stage ? stage.name : `New stage in ${pipeline.name}`}>
      <form onSubmit={(e) => { e.preventDefault(); if (stage) change.mutate({ params: { id: stage.id }, body }); else make.mutate({ params: { id: pipeline.id }, body }) }}>
        <Stack gap="md">
          <FormProblem problem={problem} />
          <Pair><TextInput label="Name" data-autofocus required maxLength={80} value={v.name ?? ''} onChange={(e) => setV({ ...v, name: e.currentTarget.value })} /><Select label="Kind" allowDeselect={false} data={Object.entries(kindOf).map(([value, label]) => ({ value, label }))} value={v.kind ?? 'open'} onChange={(kind) => kind && setV({ ...v, kind: kind as StageView['kind'] })} /></Pair>
          {v.kind === 'open' && <Pair>
            <NumberInput label="Probability" suffix=" %" min={0} max={100} value={v.probability ?? 0} onChange={(n) => setV({ ...v, probability: Math.round(Number(n)) })} description="What of its sum counts when weighted" />
            <NumberInput label="Stale after" suffix=" days" min={1} max={3650} value={v.staleDays ?? ''} onChange={(n) => setV({ ...v, staleDays: n === '' ? null : Math.round(Number(n)) })} description="Empty: never" />
          </Pair>}
          <Textarea label="When is it over?" autosize minRows={2} maxLength={1000} placeholder="They know the price, and we know who decides." value={v.exitCriteria ?? ''} onChange={(e) => setV({ ...v, exitCriteria: e.currentTarget.value })} />
          <MultiSelect label="Must be known on entry" data={entryFields.map((f) => ({ value: f, label: entryOf[f] }))} value={v.required ?? []} onChange={(required) => setV({ ...v, required: required as StageView['required'] })} />
          {v.kind === 'open' && <MultiSelect label="Deals come here by themselves when" description="From earlier stages only, never back" data={moveEvents.map((e) => ({ value: e, label: eventOf[e] }))} value={v.moveOn ?? []} onChange={(moveOn) => setV({ ...v, moveOn: moveOn as StageView['moveOn'] })} />}
          <div className={css.does}><Button type="submit" loading={make.isPending || change.isPending}>{stage ? 'Save' : 'Add stage'}</Button><Button variant="default" onClick={onClose}>Cancel</Button></div>
        </Stack>
      </form>
    </Modal>
  )
}

function GoingStage({ pipeline, stage, onClose }: { pipeline: PipelineView; stage: StageView; onClose: () => void }) {
  const others = pipeline.stages.filter((s) => s.id !== stage.id && s.kind === stage.kind)
  const [moveTo, setMoveTo] = useState<string | null>(others[0]?.id ?? null), [problem, setProblem] = useState<CallError | null>(null)
  const go = useSend(deleteStage, { touches, onError: setProblem, onDone: () => { toast(`${stage.name} is deleted.`); onClose() } })
  return (
    <Modal opened onClose={onClose} title={`Delete ${stage.name}?`}>
      <Stack gap="md">
        <FormProblem problem={problem} />
        {others.length > 0 && <Select label="Its deals go to" allowDeselect={false} data={others.map((s) => ({ value: s.id, label: s.name }))} value={moveTo} onChange={setMoveTo} />}
        <p style={{ margin: 0 }}>What deals went through stays in their history.</p>
        <div className={css.does}><Button color="bad" loading={go.isPending} onClick={() => go.mutate({ params: { id: stage.id }, query: { ...(moveTo && { moveTo }) } })}>Delete stage</Button><Button variant="default" onClick={onClose}>Cancel</Button></div>
      </Stack>
    </Modal>
  )
}

function Reasons({ may }: { may: boolean }) {
  const settings = useCall(dealSettings)
  const save = useSend(updateDealSettings, { touches, onError: toastError })
  return <Loaded from={settings}>{(s) => <TagsInput aria-label="Reasons" readOnly={!may} value={s.lostReasons.map((r) => r.name)} onChange={(lostReasons) => may && save.mutate({ body: { lostReasons } })} placeholder={may ? 'Another reason' : ''} />}</Loaded>
}

function Rates({ may }: { may: boolean }) {
  const settings = useCall(dealSettings)
  const save = useSend(updateDealSettings, { touches, onError: toastError }), drop = useSend(deleteRate, { touches, onError: toastError })
  return (
    <Loaded from={settings}>{(s) => (
      <Stack gap="md">
        <Select label="Sums are shown in" searchable allowDeselect={false} readOnly={!may} data={currencies()} value={s.reportCurrency} onChange={(reportCurrency) => reportCurrency && save.mutate({ body: { reportCurrency } })} w={220} />
        {s.missingRates.length > 0 && <Notice tone="warning">There is no rate for {s.missingRates.join(', ')}: what is in {s.missingRates.length === 1 ? 'it' : 'them'} is left out of sums.</Notice>}
        {s.rates.length > 0 && <div className={css.rates}>{s.rates.map((r) => <div key={r.id}><span>1 {r.currency} = {formatNumber(r.rate, r.rate < 0.01 ? 6 : 4)} {r.into}</span><span className="o-muted">from {formatDay(r.validFrom)}</span>{may && <ActionIcon size={26} aria-label={`Take away the rate of ${r.currency} from ${r.validFrom}`} onClick={() => drop.mutate({ params: { id: r.id } })}><Icon of={IconTrash} size={14} /></ActionIcon>}</div>)}</div>}
        {may && <NewRate into={s.reportCurrency} suggested={s.missingRates[0]} />}
      </Stack>
    )}</Loaded>
  )
}

function NewRate({ into, suggested }: { into: string; suggested: string | undefined }) {
  const [currency, setCurrency] = useState<string | null>(suggested ?? null), [rate, setRateText] = useState<number | string>(''), [validFrom, setDay] = useState(() => new Date().toISOString().slice(0, 10)), [problem, setProblem] = useState<CallError | null>(null)
  const send = useSend(setRate, { touches, onError: setProblem, onDone: () => { setProblem(null); setRateText('') } })
  return (
    <form className={css.new_rate} onSubmit={(e) => { e.preventDefault(); if (currency && Number(rate) > 0) send.mutate({ body: { currency, validFrom, rate: Number(rate) } }) }}>
      <FormProblem problem={problem} />
      <div className={css.rate_fields}>
        <Select label="One" searchable data={currencies().filter((c) => c !== into)} value={currency} onChange={setCurrency} placeholder="USD" />
        <NumberInput label={`is worth, in ${into}`} hideControls min={0} {...figures} decimalScale={10} value={rate} onChange={setRateText} />
        <TextInput label="From" type="date" value={validFrom} onChange={(e) => setDay(e.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={!currency || !(Number(rate) > 0)} loading={send.isPending}>Add rate</Button>
      </div>
    </form>
  )
}
