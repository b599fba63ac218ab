// Deals as rows: the same filters, sorted by any column.
import { listDeals, type DealCard } from '#contract/deals'
import type { PipelineView } from '#contract/deal-setup'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import type { UrlState } from '../ui/url-state.ts'
import { formatDay, totalOf, When } from '../ui/values.tsx'
import { layoutOf } from '../views/look.ts'
import { DealsBar } from './many.tsx'
import { days, daysSince, flagOf, formatMoney } from './words.ts'

const none = <span className="o-muted">–</span>
const toneOf = { open: 'accent', won: 'good', lost: 'neutral' } as const

export function dealColumns(pipeline: PipelineView): Column<DealCard>[] {
  const stages = new Map(pipeline.stages.map((s) => [s.id, s]))
  return [
    { key: 'name', title: 'Deal', width: 'minmax(108px, 1.4fr)', sort: 'name', cell: (d) => d.name },
    { key: 'company', title: 'Company', width: 'minmax(100px, 1fr)', wide: true, cell: (d) => d.company?.name ?? none },
    { key: 'stage', title: 'Stage', width: '112px', sort: 'stage', cell: (d) => { const s = stages.get(d.stageId); return s ? <StatusBadge plain tone={toneOf[s.kind]}>{s.name}</StatusBadge> : none } },
    { key: 'amount', title: 'Amount', width: '92px', sort: 'amount', number: true, cell: (d) => (d.amountMinor === null ? none : formatMoney(d.amountMinor, d.currency)) },
    { key: 'close', title: 'Close date', width: '100px', sort: 'closeOn', wide: true, cell: (d) => (d.closeOn ? formatDay(d.closeOn) : none) },
    { key: 'next', title: 'Next step', width: 'minmax(104px, 1fr)', wide: true, cell: (d) => d.nextStep ?? d.nextTask?.title ?? none },
    { key: 'flags', title: 'Needs a look', width: '112px', wide: true, cell: (d) => { const [f, ...more] = d.flags; return f ? <StatusBadge plain tone={flagOf[f].tone} why={d.flags.map((x) => flagOf[x].why).join(' ')}>{flagOf[f].words}{more.length ? ` +${more.length}` : ''}</StatusBadge> : none } },
    { key: 'since', title: 'On the stage', width: '90px', sort: 'stageSince', wide: true, cell: (d) => (d.closedAt ? none : days(daysSince(d.stageSince))) },
    { key: 'owner', title: 'Owner', width: '96px', wide: true, cell: (d) => d.owner?.name ?? none },
    { key: 'activity', title: 'Last activity', width: '100px', sort: 'lastActivityAt', wide: true, cell: (d) => <When at={d.lastActivityAt} /> },
  ]
}

export function DealTable({ pipeline, filter, sort, onSort, empty, url, setUrl }: { pipeline: PipelineView; filter: Record<string, string>; sort: string; onSort: (sort: string) => void; empty: React.ReactNode; url: UrlState; setUrl: (change: UrlState, how?: { replace?: boolean }) => void }) {
  const navigate = useNavigate(), may = useMay()('deals.write'), [picked, setPicked] = useState<Set<string>>(new Set()), [everything, setEverything] = useState(false)
  const layout = layoutOf(url, setUrl), letGo = () => { setPicked(new Set()); setEverything(false) }
  const deals = usePages(listDeals, { query: { ...filter, pipelineId: pipeline.id, sort, limit: 100 } as never })
  const columns = dealColumns(pipeline)
  // What is meant by "all" is what the filter found when it was picked.
  const asked = JSON.stringify([filter, pipeline.id]), before = useRef(asked)
  useEffect(() => { if (before.current !== asked) { before.current = asked; setPicked(new Set()); setEverything(false) } }, [asked])
  return <DataTable layout={layout} comfortable={url.density === 'comfortable'} label="Deals" from={deals} columns={columns} id={(d) => d.id} noun={['deal', 'deals']} sort={sort} onSort={onSort} {...(may && { picked, onPick: (ids: Set<string>) => { setPicked(ids); setEverything(false) }, bulk: <DealsBar picked={picked} everything={everything} onEverything={() => { setPicked(new Set(deals.items.map((d) => d.id))); setEverything(true) }} total={totalOf(deals)} filter={filter} pipeline={pipeline} onDone={letGo} /> })} onOpen={(d) => void navigate({ to: '/deals/$dealId', params: { dealId: d.id } })} empty={empty} />
}
