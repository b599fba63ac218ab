// Deals by the day they shall be closed, a month at a time; on a phone as a list of days.
import { listDeals, type DealCard } from '#contract/deals'
import type { PipelineView } from '#contract/deal-setup'
import { ActionIcon, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { usePages } from '../app/call.ts'
import { useSession } from '../app/session.tsx'
import { dayIn } from '../ui/clock.ts'
import { dateFormat } from '../ui/formats.ts'
import { Icon } from '../ui/icon.tsx'
import { IconCalendar, IconChevronLeft, IconChevronRight } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Bone, EmptyState, ErrorState } from '../ui/states.tsx'
import { counted } from '../ui/values.tsx'
import css from './calendar.module.css'
import { isMonth, lastDayOf, monthAfter, monthOf, weeksOf } from './month.ts'
import { formatMoney } from './words.ts'

/** On one day before it says "and more". */
const mostOfDay = 4
const spoken = (day: string, how: Intl.DateTimeFormatOptions) => dateFormat('en-GB', { ...how, timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`))

export function DealCalendar({ pipeline, filter, month: asked, onMonth }: { pipeline: PipelineView; filter: Record<string, string>; month: string | undefined; onMonth: (month: string | undefined) => void }) {
  const { workspace: { timeZone } } = useSession()
  const narrow = useNarrow(), now = dayIn(timeZone), month = isMonth(asked) ? asked : monthOf(now), weeks = weeksOf(month)
  const [from, to] = [`${month}-01`, lastDayOf(month)]
  const [begin, end] = [filter['closeFrom'] && filter['closeFrom'] > from ? filter['closeFrom'] : from, filter['closeTo'] && filter['closeTo'] < to ? filter['closeTo'] : to]
  const deals = usePages(listDeals, { query: { ...filter, pipelineId: pipeline.id, closeFrom: begin, closeTo: end, sort: 'closeOn', limit: 200 } as never })
  // A month is shown whole.
  useEffect(() => { if (deals.hasMore) deals.more() }, [deals])
  const byDay = Map.groupBy(deals.items, (d) => d.closeOn ?? ''), kinds = new Map(pipeline.stages.map((s) => [s.id, s.kind]))
  const [whole, setWhole] = useState<string>()
  const sums = (items: DealCard[]) => [...Map.groupBy(items.filter((d) => d.amountMinor !== null), (d) => d.currency)].map(([currency, some]) => formatMoney(some.reduce((sum, d) => sum + d.amountMinor!, 0), currency)).join(', ')
  const one = (d: DealCard) => (
    <li key={d.id}><Link to="/deals/$dealId" params={{ dealId: d.id }} className={css.deal!} data-kind={kinds.get(d.stageId)} data-late={d.flags.includes('overdue') || undefined} title={[d.name, d.amountMinor === null ? '' : formatMoney(d.amountMinor, d.currency)].filter(Boolean).join(', ')}>
      <span className={css.name}>{d.name}</span>{d.amountMinor !== null && <span className={css.amount}>{formatMoney(d.amountMinor, d.currency)}</span>}
    </Link></li>
  )
  const listOf = (day: string) => {
    const items = byDay.get(day) ?? [], shown = whole === day || narrow ? items : items.slice(0, mostOfDay)
    return <>{shown.length > 0 && <ul className={css.deals}>{shown.map(one)}</ul>}{shown.length < items.length && <button type="button" className={css.more} onClick={() => setWhole(day)}>{counted(items.length - shown.length, 'more deal')}</button>}</>
  }
  const filled = weeks.flat().filter((day) => byDay.has(day))
  return (
    <section aria-label="Deals by close date" className={css.calendar}>
      <header className={css.head}>
        <ActionIcon variant="default" aria-label="The month before" onClick={() => onMonth(monthAfter(month, -1))}><Icon of={IconChevronLeft} /></ActionIcon>
        <h2 className={css.month} aria-live="polite">{spoken(from, { month: 'long', year: 'numeric' })}</h2>
        <ActionIcon variant="default" aria-label="The month after" onClick={() => onMonth(monthAfter(month, 1))}><Icon of={IconChevronRight} /></ActionIcon>
        {month !== monthOf(now) && <Button size="xs" variant="subtle" onClick={() => onMonth(undefined)}>This month</Button>}
        <span className={css.sums}>{deals.items.length > 0 && [counted(deals.items.length, 'deal'), sums(deals.items)].filter(Boolean).join(', ')}</span>
      </header>
      {deals.error ? <ErrorState error={deals.error} onRetry={() => void deals.refetch()} />
        : deals.isPending ? <Bone h={480} r={10} />
        : narrow ? (filled.length
          ? <ol className={css.agenda}>{filled.map((day) => <li key={day}><h3 data-today={day === now || undefined}>{spoken(day, { weekday: 'long', day: 'numeric', month: 'long' })}</h3>{listOf(day)}</li>)}</ol>
          : <EmptyState icon={IconCalendar} title="Nothing is to be closed in this month">Give a deal a close date, and it stands here.</EmptyState>)
        : (
          <table className={css.grid}>
            <thead><tr>{weeks[0]!.map((day) => <th key={day} scope="col" abbr={spoken(day, { weekday: 'long' })}>{spoken(day, { weekday: 'short' })}</th>)}</tr></thead>
            <tbody>{weeks.map((week) => (
              <tr key={week[0]}>{week.map((day) => (
                <td key={day} data-other={monthOf(day) !== month || undefined} data-today={day === now || undefined}>
                  <time dateTime={day} aria-label={spoken(day, { day: 'numeric', month: 'long' })} {...(day === now && { 'aria-current': 'date' as const })}>{Number(day.slice(8))}</time>
                  {monthOf(day) === month && listOf(day)}
                </td>
              ))}</tr>
            ))}</tbody>
          </table>
        )}
      {!narrow && !deals.isPending && !deals.error && !deals.items.length && <p className="o-muted">Nothing is to be closed in this month.</p>}
    </section>
  )
}
