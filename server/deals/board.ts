// Deals side by side: the board with its totals, one column of it, the table.
import type { BoardColumn, BoardView, DealCard, DealFilter, DealSort } from '#contract/deals'
import type { Page } from '#contract/contract'
import { findWorkspace } from '#accounts'
import { inOneBreath, type Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { mayChangeRecord } from '#platform/rights'
import { columnCards, countFitting, filteredCards, filteredTotals, tableRows, wholeCards, wholeTotals, type Asked, type CardRow, type TotalRow } from './board-store.ts'
import { todayIn } from './creating.ts'
import { converted, flagsOf, type Rate, type Stage } from './deal.ts'
import { minorDigits } from '#contract/deal-setup'
import { firstPipeline, pipelineById, stageRows } from './pipeline-store.ts'
import { currenciesInUse, rateRows, reportCurrencyOf } from './product-store.ts'

const countCap = 10_001

export async function board(tx: Tx, { perStage, ...filter }: DealFilter & { perStage: number }): Promise<BoardView> {
  const pipeline = filter.pipelineId ? await pipelineById(tx, filter.pipelineId) : await firstPipeline(tx)
  if (!pipeline) throw notFound('pipeline')
  const narrowed = Object.entries(filter).some(([key, value]) => key !== 'pipelineId' && value !== undefined)
  const asked = narrowed ? await ask(tx, { ...filter, pipelineId: pipeline.id }) : undefined
  const [stages, workspace, reportCurrency, rates, totals, cards] = await inOneBreath([
    stageRows(tx, pipeline.id), findWorkspace(tx), reportCurrencyOf(tx), rateRows(tx),
    asked ? filteredTotals(tx, asked) : wholeTotals(tx, pipeline.id), asked ? filteredCards(tx, asked, perStage + 1) : wholeCards(tx, pipeline.id, perStage + 1),
  ])
  const today = todayIn(workspace.timeZone, tx.now)
  return { pipelineId: pipeline.id, reportCurrency, columns: stages.map((stage) => column(tx, stage, totals.filter((t) => t.stageId === stage.id), cards.filter((c) => c.stageId === stage.id), { perStage, today, reportCurrency, rates })) }
}

function column(tx: Tx, stage: Stage, totals: TotalRow[], cards: CardRow[], { perStage, today, reportCurrency, rates }: { perStage: number; today: string; reportCurrency: string; rates: Rate[] }): BoardColumn {
  const sums = new Map<string, { currency: string; count: number; amountMinor: number }>()
  const unconverted = new Set<string>()
  let totalMinor = 0, count = 0
  for (const t of totals) {
    const sum = sums.get(t.currency) ?? { currency: t.currency, count: 0, amountMinor: 0 }
    sums.set(t.currency, { ...sum, count: sum.count + t.count, amountMinor: sum.amountMinor + t.amountMinor })
    count += t.count
    // What is closed counts with the rate of the day it was closed on.
    const there = converted(t.amountMinor, t.currency, reportCurrency, t.closedOn ?? today, rates)
    if (there === null) unconverted.add(t.currency)
    else totalMinor += there
  }
  const last = cards[perStage - 1]
  return {
    stageId: stage.id, count, sums: [...sums.values()].toSorted((a, b) => b.count - a.count || (a.currency < b.currency ? -1 : 1)), totalMinor, weightedMinor: Math.round((totalMinor * stage.probability) / 100),
    unconverted: [...unconverted], cards: cards.slice(0, perStage).map((c) => cardView(c, tx, today)), next: cards.length > perStage && last ? cursorOf(last) : null,
  }
}

export async function columnOf(tx: Tx, { cursor, limit, ...filter }: DealFilter & { stageId: string; cursor?: string | undefined; limit: number }): Promise<Page<DealCard>> {
  const asked = await ask(tx, filter)
  return paged(tx, await columnCards(tx, asked, readCursor(cursor), limit + 1), limit, asked.today)
}

export async function table(tx: Tx, { cursor, limit, sort, ...filter }: Asked['filter'] & { cursor?: string | undefined; limit: number; sort: DealSort }): Promise<Page<DealCard>> {
  const asked = await ask(tx, filter)
  const page = paged(tx, await tableRows(tx, asked, sort, readCursor(cursor, keyOf[sort.replace('-', '')]), limit + 1), limit, asked.today)
  if (cursor) return page
  const { n } = await countFitting(tx, asked, countCap)
  return { ...page, total: n, totalIsCapped: n === countCap }
}

/** A filter with what it needs to know: today, and what one smallest unit of each currency is worth in the report currency. */
export async function ask(tx: Tx, filter: Asked['filter']): Promise<Asked> {
  const { timeZone } = await findWorkspace(tx)
  const reportCurrency = await reportCurrencyOf(tx), rates = await rateRows(tx), today = todayIn(timeZone, tx.now)
  const factors = (await currenciesInUse(tx)).flatMap(({ currency }) => {
    // By way of a large amount: a factor of one unit would be rounded to nothing.
    const many = 10 ** (9 + minorDigits(currency)), there = converted(many, currency, reportCurrency, today, rates)
    return there === null ? [] : [{ currency, factor: there / many }]
  })
  return { filter, factors, today }
}

function paged(tx: Tx, rows: CardRow[], limit: number, today: string): Page<DealCard> {
  const last = rows[limit - 1]
  return { items: rows.slice(0, limit).map((row) => cardView(row, tx, today)), next: rows.length > limit && last ? cursorOf(last) : null }
}

export function cardView(row: CardRow, tx: Pick<Tx, 'now' | 'actor'>, today: string): DealCard {
  const { companyId, companyName, leadId, leadName, ownerId, ownerName, staleDays, key: _, stageSince, lastActivityAt, closedAt, createdAt, ...rest } = row
  delete (rest as { place?: number }).place
  return {
    ...rest, company: named(companyId, companyName), lead: named(leadId, leadName), owner: named(ownerId, ownerName), flags: flagsOf(row, staleDays, tx.now, today), mayChange: mayChangeRecord(tx.actor, 'deals', row),
    stageSince: stageSince.toISOString(), lastActivityAt: lastActivityAt.toISOString(), closedAt: closedAt?.toISOString() ?? null, createdAt: createdAt.toISOString(),
  }
}
const named = (id: string | null, name: string | null) => (id && name ? { id, name } : null)

const cursorOf = (row: CardRow): string => Buffer.from(JSON.stringify([row.key, row.id])).toString('base64url')
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text
const isMoment = (text: string): boolean => { const [day = '', time = ''] = text.split(' '); return isDay(day) && /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d)?$/.test(time) }
/** What the key of a sort looks like as text; names look like anything. */
const keyOf: Record<string, (text: string) => boolean> = { createdAt: isMoment, lastActivityAt: isMoment, stageSince: isMoment, closeOn: isDay, amount: (text) => /^-?\d{1,30}(\.\d{1,40})?$/.test(text), stage: (text) => /^\d{1,6}$/.test(text) }
function readCursor(cursor: string | undefined, looks?: (text: string) => boolean): [string, string] | undefined {
  if (!cursor) return undefined
  try {
    const [key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (typeof key === 'string' && typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) && !key.includes('\u0000') && key.length < 1000 && (looks?.(key) ?? true)) return [key, id]
  } catch { /* falls through to the refusal */ }
  throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
}
