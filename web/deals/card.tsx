// One deal as a card: what it is, what it is worth, and the one thing that matters next.
import type { DealCard } from '#contract/deals'
import { useDraggable, useDroppable } from '@dnd-kit/core'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { initials } from '../app/top.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconAlertTriangle, IconArrowRight, IconCalendar, IconClock, IconDots, IconUsers } from '../ui/icons.ts'
import { formatDay } from '../ui/values.tsx'
import css from './deals.module.css'
import { days, daysSince, flagOf, formatMoney, whose } from './words.ts'

export const cardFields = ['whose', 'amount', 'nextStep', 'closeOn', 'owner', 'days', 'source'] as const
export type CardField = (typeof cardFields)[number]
export const fieldWords: Record<CardField, string> = { whose: 'Company and person', amount: 'Amount', nextStep: 'Next step', closeOn: 'Close date', owner: 'Owner', days: 'Time on the stage', source: 'Source' }
export const usualFields: CardField[] = ['whose', 'amount', 'nextStep', 'closeOn', 'owner', 'days']

interface Props { deal: DealCard; shown: readonly CardField[]; current?: boolean; may?: boolean; onMenu?: (deal: DealCard) => void; onFocus?: (id: string) => void }

/** A card that can be dragged, and that others can be dropped beside. */
export const DragCard = memo(function DragCard(props: Props) {
  const { deal, may } = props
  const drag = useDraggable({ id: deal.id, data: { deal }, disabled: !may })
  const drop = useDroppable({ id: `card:${deal.id}`, data: { deal } })
  return <div ref={(node) => { drag.setNodeRef(node); drop.setNodeRef(node) }} {...drag.listeners} className={drag.isDragging ? css.lifted : undefined}><CardFace {...props} /></div>
})

export function CardFace({ deal: d, shown, current, may, onMenu, onFocus, flying }: Props & { flying?: boolean }) {
  const has = (field: CardField) => shown.includes(field)
  const stale = d.flags.includes('stale'), overdue = d.flags.includes('overdue')
  const whom = whose(d), next = d.nextStep ? { title: d.nextStep, on: d.nextStepOn } : d.nextTask
  return (
    <article className={`${css.card} ${stale ? css.stale : ''} ${flying ? css.flying : ''} ${may ? css.movable : ''}`} aria-label={d.name}>
      <div className={css.card_top}>
        <Link to="/deals/$dealId" params={{ dealId: d.id }} className={css.name} data-card={d.id} tabIndex={current ? 0 : -1} draggable={false} onFocus={() => onFocus?.(d.id)}>{d.name}</Link>
        {may && onMenu && <button type="button" className={css.dots} tabIndex={current ? 0 : -1} aria-label={`Move ${d.name} to…`} onPointerDown={(e) => e.stopPropagation()} onClick={() => onMenu(d)}><Icon of={IconDots} size={14} /></button>}
      </div>
      {has('whose') && whom && <div className={`${css.whom} o-clip`}>{whom}</div>}
      {has('amount') && d.amountMinor !== null && <div className={css.amount}>{formatMoney(d.amountMinor, d.currency)}</div>}
      {has('nextStep') && !d.closedAt && (next
        ? <div className={css.next}><Icon of={IconArrowRight} size={12} /><span className="o-clip">{next.title}</span>{next.on && <time dateTime={next.on}>{formatDay(next.on)}</time>}</div>
        : <div className={`${css.next} ${css.warn}`}><Icon of={IconAlertTriangle} size={12} /><span>No next step</span></div>)}
      {d.lostReason && <div className={css.next}><span className="o-clip">{d.lostReason}</span></div>}
      <div className={css.card_foot}>
        {has('closeOn') && d.closeOn && !d.closedAt && <span className={overdue ? css.warn : undefined} title={overdue ? flagOf.overdue.why : 'Close date'}><Icon of={IconCalendar} size={12} />{formatDay(d.closeOn)}{d.closePushes > 0 && <span title={`Put off ${d.closePushes} times`}> +{d.closePushes}</span>}</span>}
        {has('days') && !d.closedAt && <span className={stale ? css.warn : undefined} title={stale ? flagOf.stale.why : 'On this stage'}><Icon of={IconClock} size={12} />{days(daysSince(d.stageSince))}</span>}
        {d.people > 1 && <span title={`${d.people} people`}><Icon of={IconUsers} size={12} />{d.people}</span>}
        {has('source') && d.source && <span className="o-clip">{d.source}</span>}
        {has('owner') && d.owner && <span className={css.owner} title={d.owner.name} role="img" aria-label={`Owner: ${d.owner.name}`}>{initials(d.owner.name)}</span>}
      </div>
    </article>
  )
}
