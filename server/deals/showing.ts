// One deal with everything its page shows.
import type { DealLine, DealView, StageStay } from '#contract/deals'
import { findWorkspace } from '#accounts'
import { findCampaign } from '#campaigns'
import type { Tx } from '#platform/db'
import { cardView } from './board.ts'
import { cardOf } from './board-store.ts'
import { coverageOf, personView } from './committee.ts'
import { peopleOf } from './committee-store.ts'
import { theDeal, todayIn } from './creating.ts'
import { converted, sumOfLine, sumOfLines } from './deal.ts'
import { showPipeline } from './pipelines.ts'
import { linesOf, rateRows, reportCurrencyOf, type Line } from './product-store.ts'
import { staysOf, type Stay } from './store.ts'

export async function showDeal(tx: Tx, id: string): Promise<DealView> {
  const deal = await theDeal(tx, id, { trash: true })
  const today = todayIn((await findWorkspace(tx)).timeZone, tx.now)
  const people = await peopleOf(tx, id), lines = await linesOf(tx, id), reportCurrency = await reportCurrencyOf(tx)
  const linesMinor = lines.length ? sumOfLines(lines) : null
  const cost = lines.length && lines.every((line) => line.costMinor !== null) ? lines.reduce((sum, line) => sum + Math.round(line.quantity * line.costMinor!), 0) : null
  const marginMinor = cost === null || deal.amountMinor === null ? null : deal.amountMinor - cost
  return {
    ...cardView(await cardOf(tx, id), tx, today),
    notes: deal.notes, lostNote: deal.lostNote, updatedAt: deal.updatedAt.toISOString(), deletedAt: deal.deletedAt?.toISOString() ?? null, amountByHand: deal.amountByHand, linesMinor, marginMinor,
    marginShare: marginMinor === null || !deal.amountMinor ? null : marginMinor / deal.amountMinor,
    reportMinor: deal.amountMinor === null ? null : converted(deal.amountMinor, deal.currency, reportCurrency, deal.closedOn ?? today, await rateRows(tx)), reportCurrency,
    pipeline: await showPipeline(tx, deal.pipelineId), committee: people.map(personView), coverage: coverageOf(people, !deal.closedAt, tx.now), lines: lines.map(lineView), stays: stays(await staysOf(tx, id), tx.now),
    custom: deal.custom, won: await wonOf(tx, deal),
  }
}

const lineView = (line: Line): DealLine => ({ ...line, ...sumOfLine(line) })

/** Each stay with its length; the last one lasts until now. A closed deal's last stay has no length worth telling, but its beginning. */
export function stays(rows: Stay[], now: Date): StageStay[] {
  return rows.map((row, i) => {
    const until = rows[i + 1]?.at ?? null
    return { stageId: row.toStageId, stage: row.toName, kind: row.toKind, from: row.at.toISOString(), until: until?.toISOString() ?? null, days: Math.round(((until ?? now).getTime() - row.at.getTime()) / 8_640_000) / 10, by: row.byName, why: row.why }
  })
}

async function wonOf(tx: Tx, deal: Awaited<ReturnType<typeof theDeal>>): Promise<DealView['won']> {
  const { sourceCampaignId, sourceStepId: stepId, sourceMessageId: messageId, sourceThreadId: threadId } = deal
  if (!sourceCampaignId && !messageId && !threadId) return null
  const campaign = sourceCampaignId ? await findCampaign(tx, sourceCampaignId) : undefined
  return {
    campaign: campaign ? { id: campaign.id, name: campaign.name } : null, stepId, messageId, threadId,
    sentence: campaign ? `It began with an answer to ${campaign.name}.` : 'It began with an answer to a mail.',
  }
}
