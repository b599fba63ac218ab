// Deals: the board, and the same as a table. What is shown is in the address.
import { dealBoard } from '#contract/deals'
import { exportDeals } from '#contract/exports'
import { listPipelines, type PipelineView } from '#contract/deal-setup'
import { Button, SegmentedControl, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Board } from '../deals/board.tsx'
import { DealCalendar } from '../deals/calendar.tsx'
import { cardFields, usualFields, type CardField } from '../deals/card.tsx'
import css from '../deals/deals.module.css'
import { asked, chosenIn, DealFilters, withFilter, withoutFilter } from '../deals/filters.tsx'
import { NewDeal } from '../deals/new-deal.tsx'
import { dealColumns, DealTable } from '../deals/table.tsx'
import { formatMoney } from '../deals/words.ts'
import { ExportMenu } from '../ui/export-menu.tsx'
import { IconBriefcase } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Page, PageHeader } from '../ui/page.tsx'
import { Bone, EmptyState, Loaded } from '../ui/states.tsx'
import { TableMenu } from '../ui/table-menu.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted } from '../ui/values.tsx'
import { layoutOf } from '../views/look.ts'

const kept = 'overture.deal-fields'
const keptFields = (): CardField[] => {
  try { const read = JSON.parse(localStorage.getItem(kept) ?? 'null') as unknown; return Array.isArray(read) ? cardFields.filter((f) => read.includes(f)) : usualFields } catch { return usualFields }
}
/** Before there were saved views, `view` said this. */
const layouts = ['board', 'table', 'calendar']
const bones = <div className={css.bones}>{Array.from({ length: 5 }, (_, i) => <Bone key={i} h={420} r={10} />)}</div>

export default function Deals() {
  const pipelines = useCall(listPipelines)
  return <Page width="full"><Loaded from={pipelines} bones={bones}>{({ items }) => <Whole pipelines={items} />}</Loaded></Page>
}

function Whole({ pipelines }: { pipelines: PipelineView[] }) {
  const [url, setUrl] = useUrlState()
  const may = useMay(), narrow = useNarrow()
  const pipeline = pipelines.find((p) => p.id === chosenIn(url).pipelineId) ?? pipelines[0]!
  const filter = asked(url), narrowed = Object.keys(filter).length > 0, layout = url.layout ?? url.view, asTable = layout === 'table', asCalendar = layout === 'calendar'
  const board = useCall(dealBoard, { query: { ...filter, pipelineId: pipeline.id } as never })
  const [shown, setShown] = useState(keptFields)
  const setFields = (fields: CardField[]) => { setShown(fields); try { localStorage.setItem(kept, JSON.stringify(fields)) } catch { /* storage is switched off */ } }
  const kinds = new Map(pipeline.stages.map((s) => [s.id, s.kind]))
  const open = (board.data?.columns ?? []).filter((c) => kinds.get(c.stageId) === 'open')
  const sum = (of: (c: (typeof open)[number]) => number) => open.reduce((all, c) => all + of(c), 0)
  const currency = board.data?.reportCurrency ?? 'EUR'
  const create = may('deals.write') && <Button onClick={() => setUrl({ new: 'deal' })}>New deal</Button>
  const empty = narrowed
    ? <EmptyState icon={IconBriefcase} title="No deal fits" action={<Button variant="default" onClick={() => setUrl(withoutFilter(url))}>Show all</Button>}>Take a filter away to see more.</EmptyState>
    : <EmptyState icon={IconBriefcase} title="No deals yet" action={create} second={<Button variant="default" component={Link} to="/settings/practice">See sample data</Button>}>A deal begins where somebody is interested: press I on their answer in the inbox, or make one here.</EmptyState>
  return (
    <>
      <PageHeader
        title="Deals" says={board.data && sum((c) => c.count) > 0 ? `${counted(sum((c) => c.count), 'open deal')} worth ${formatMoney(sum((c) => c.totalMinor), currency)}; weighted by stage ${formatMoney(sum((c) => c.weightedMinor), currency)}.` : 'What may be sold to whom, and the next thing to do about it.'}
        action={<>{may('leads.export') && <ExportMenu from={exportDeals} query={{ ...filter, pipelineId: pipeline.id, sort: url.sort ?? '-createdAt' }} />}{pipelines.length > 1 && <Select aria-label="Pipeline" w={180} allowDeselect={false} data={pipelines.map((p) => ({ value: p.id, label: p.name }))} value={pipeline.id} onChange={(id) => setUrl(withFilter(url, { pipelineId: id ?? undefined }))} />}{create}</>}
      />
      <DealFilters url={url} setUrl={setUrl} reportCurrency={currency} {...(!asTable && !asCalendar && { fields: { shown, set: setFields } })}>
        {asTable && !narrow && <TableMenu columns={dealColumns(pipeline)} layout={layoutOf(url, setUrl)} density={url.density} onDensity={(density) => setUrl({ density }, { replace: true })} />}
        <SegmentedControl aria-label="View" size="xs" data={[{ value: 'board', label: 'Board' }, { value: 'table', label: 'Table' }, { value: 'calendar', label: 'Calendar' }]} value={asTable ? 'table' : asCalendar ? 'calendar' : 'board'} onChange={(v) => setUrl({ layout: v === 'board' ? undefined : v, ...(layouts.includes(url.view ?? '') && { view: undefined }) })} />
      </DealFilters>
      {asTable ? <DealTable pipeline={pipeline} filter={filter} sort={url.sort ?? '-createdAt'} onSort={(sort) => setUrl({ sort })} empty={empty} url={url} setUrl={setUrl} />
        : asCalendar ? <DealCalendar pipeline={pipeline} filter={filter} month={url.month} onMonth={(month) => setUrl({ month })} />
        : <Loaded from={board} bones={bones}>{(b) => b.columns.every((c) => !c.count) ? empty : <Board key={pipeline.id} board={b} pipeline={pipelines.find((p) => p.id === b.pipelineId) ?? pipeline} filter={{ ...filter, pipelineId: b.pipelineId }} shown={shown} onNew={(stage) => setUrl({ new: 'deal', stage })} />}</Loaded>}
      <NewDeal opened={url.new === 'deal'} onClose={() => setUrl({ new: undefined, stage: undefined })} pipeline={pipeline} stageId={url.stage} />
    </>
  )
}
