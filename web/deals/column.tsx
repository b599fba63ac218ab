// One stage: its count and sums above, its cards below. Cards are drawn only where they are seen, and more are read as one scrolls.
import { dealColumn, type BoardColumn, type DealCard } from '#contract/deals'
import type { StageView } from '#contract/deal-setup'
import { useDroppable } from '@dnd-kit/core'
import { Tooltip } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { usePages } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconAlertTriangle, IconPlus } from '../ui/icons.ts'
import { counted, formatNumber } from '../ui/values.tsx'
import { DragCard, type CardField } from './card.tsx'
import css from './deals.module.css'
import { formatMoney } from './words.ts'

/** What is read beyond the first cards of a column. */
export function useRest(column: BoardColumn, filter: Record<string, string>, wanted: boolean) {
  const rest = usePages(dealColumn, { query: { ...filter, stageId: column.stageId, limit: 60, ...(column.next && { cursor: column.next }) } as never }, { enabled: wanted && Boolean(column.next) })
  return { items: wanted && column.next ? rest.items : [], hasMore: Boolean(column.next) && (!wanted || rest.hasMore || rest.isPending), more: rest.more }
}

export interface ColumnHandle { reveal: (index: number) => void }
interface Props {
  stage: StageView; column: BoardColumn; cards: DealCard[]; reportCurrency: string; shown: readonly CardField[]; current: string | undefined; may: (deal: DealCard) => boolean; target: number | undefined; hasMore: boolean
  onMore: () => void; onMenu: (deal: DealCard) => void; onFocus: (id: string) => void; onNew?: (() => void) | undefined; handle: Ref<ColumnHandle>
}

export function Column({ stage, column, cards, reportCurrency, shown, current, may, target, hasMore, onMore, onMenu, onFocus, onNew, handle }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  const drop = useDroppable({ id: `stage:${stage.id}`, data: { stageId: stage.id } })
  // eslint-disable-next-line react-hooks/incompatible-library -- measured by the library itself
  const virtual = useVirtualizer({ count: cards.length, getScrollElement: () => scroll.current, estimateSize: () => 132, overscan: 2, gap: 8, paddingStart: 2, paddingEnd: 12, getItemKey: (i) => cards[i]?.id ?? i })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  useEffect(() => { if (hasMore && last >= cards.length - 8) onMore() }, [last, cards.length, hasMore, onMore])
  useImperativeHandle(handle, () => ({ reveal: (index) => virtual.scrollToIndex(index) }), [virtual])
  const line = target === undefined ? undefined : (items.find((i) => i.index === target)?.start ?? (cards.length ? (items.at(-1)?.end ?? 0) + 8 : 4)) - 5
  const sums = column.sums.filter((s) => s.amountMinor > 0)
  return (
    <section className={`${css.column} ${css[stage.kind]} ${target !== undefined ? css.over : ''}`} aria-label={`${stage.name}: ${counted(column.count, 'deal')}`}>
      <header className={css.head}>
        <div className={css.head_line}>
          <h2 title={stage.exitCriteria || undefined}>{stage.name}</h2><span className={css.count}>{formatNumber(column.count)}</span>
          {onNew && <button type="button" className={css.add} aria-label={`New deal in ${stage.name}`} onClick={onNew}><Icon of={IconPlus} size={14} /></button>}
        </div>
        <Tooltip multiline maw={280} label={<>{sums.map((s) => <div key={s.currency}>{formatMoney(s.amountMinor, s.currency)} in {counted(s.count, 'deal')}</div>)}{stage.kind === 'open' && <div>{stage.probability} % of it counts: {formatMoney(column.weightedMinor, reportCurrency)}</div>}{column.unconverted.length > 0 && <div>No rate for {column.unconverted.join(', ')}: left out of the sum.</div>}{!sums.length && 'No amounts yet.'}</>}>
          <div className={css.sum} tabIndex={-1}>
            <b>{formatMoney(column.totalMinor, reportCurrency, true)}</b>
            {stage.kind === 'open' && <span>{formatMoney(column.weightedMinor, reportCurrency, true)} weighted</span>}
            {column.unconverted.length > 0 && <span role="img" aria-label={`Without ${column.unconverted.join(', ')}: no rate`}><Icon of={IconAlertTriangle} size={12} /></span>}
          </div>
        </Tooltip>
        <div className={css.chance} aria-hidden="true"><i style={{ width: `${stage.probability}%` }} /></div>
      </header>
      <div className={css.cards} ref={(node) => { scroll.current = node; drop.setNodeRef(node) }}>
        <div role="list" aria-label={`Deals in ${stage.name}`} style={{ position: 'relative', height: virtual.getTotalSize(), minHeight: 40 }}>
          {items.map((item) => {
            const deal = cards[item.index]
            return deal && <div key={item.key} role="listitem" aria-setsize={column.count} aria-posinset={item.index + 1} data-index={item.index} ref={virtual.measureElement} className={css.slot} style={{ transform: `translateY(${item.start}px)` }}>
              <DragCard deal={deal} shown={shown} current={deal.id === current} may={may(deal)} onMenu={onMenu} onFocus={onFocus} />
            </div>
          })}
          {line !== undefined && <div className={css.line} style={{ transform: `translateY(${line}px)` }} />}
        </div>
        {!cards.length && target === undefined && <p className={css.none}>{stage.kind === 'open' ? (stage.exitCriteria || 'Nothing here.') : stage.kind === 'won' ? 'Nothing won yet.' : 'Nothing lost yet.'}</p>}
      </div>
    </section>
  )
}
