// A person changes a deal, puts it into the trash, or takes it out again.
import { members } from '#accounts'
import { findCompany } from '#companies'
import type { DealEdit } from '#contract/deals'
import { findLead, nameOf } from '#leads'
import { clashOf, conflict } from '#platform/conflict'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { refuse } from '#platform/refuse'
import { addPerson } from './committee-store.ts'
import { aboutOf, companyOf, goodOwner, goodValues, onlyOwn, theDeal, theLead } from './creating.ts'
import { goodCurrency, goodDay, spokenMoney, sumOfLines, type Deal } from './deal.ts'
import { dealDeleted, dealRestored, dealUpdated } from './events.ts'
import { placeOn } from './placing.ts'
import { holdStages } from './pipeline-store.ts'
import { linesOf } from './product-store.ts'
import { dealById, lastEditor, lockDeal, rewriteDeal, trashDeal, untrashDeal } from './store.ts'

export async function editDeal(tx: Tx, id: string, edit: DealEdit): Promise<Deal> {
  await theDeal(tx, id)
  const before = (await lockDeal(tx, id))!
  onlyOwn(tx.actor, before)
  const clash = clashOf(before, edit, edit.was)
  if (clash) throw conflict({ ...clash, mine: await spoken(tx, before, clash.field, clash.mine), theirs: await spoken(tx, before, clash.field, clash.theirs) }, await lastEditor(tx, id, clash.field), before.updatedAt)
  return applyEdit(tx, before, edit)
}

/** As a person reads it: names for ids, money for numbers. */
async function spoken(tx: Tx, deal: Deal, field: string, value: unknown): Promise<unknown> {
  if (field === 'amountMinor' && typeof value === 'number') return spokenMoney(value, deal.currency)
  if (typeof value !== 'string') return value
  if (field === 'companyId') return (await findCompany(tx, value))?.name ?? 'another company'
  if (field === 'leadId') { const lead = await findLead(tx, value); return lead ? nameOf(lead) : 'somebody else' }
  if (field === 'ownerId') return (await members(tx)).find((m) => m.user_id === value)?.name ?? 'somebody else'
  return value
}

const fields = ['name', 'companyId', 'leadId', 'ownerId', 'amountMinor', 'amountByHand', 'currency', 'closeOn', 'closePushes', 'nextStep', 'nextStepOn', 'notes', 'source', 'custom'] as const

/** On a deal that is locked. */
export async function applyEdit(tx: Tx, before: Deal, edit: DealEdit): Promise<Deal> {
  const next = await edited(tx, before, edit)
  const changed = fields.filter((key) => (key === 'custom' ? JSON.stringify(next.custom) !== JSON.stringify(before.custom) : next[key] !== before[key]))
  if (!changed.length) return before
  await rewriteDeal(tx, before.id, next)
  if (next.leadId && next.leadId !== before.leadId) await addPerson(tx, before.id, next.leadId)
  const only = (deal: Deal) => Object.fromEntries(changed.map((key) => [key, deal[key]]))
  await announce(tx, dealUpdated, { ...aboutOf(next), changed: [...changed], before: only(before), after: only(next) })
  await liveChanged(tx, 'deals')
  return (await dealById(tx, before.id))!
}

async function edited(tx: Tx, before: Deal, edit: DealEdit): Promise<Deal> {
  const or = <K extends 'nextStep' | 'notes' | 'source'>(key: K) => (edit[key] === undefined ? before[key] : edit[key])
  const company = await companyOf(tx, edit)
  const closeOn = edit.closeOn === undefined ? before.closeOn : edit.closeOn ? goodDay(edit.closeOn, 'closeOn', 'The close date') : null
  const currency = edit.currency === undefined ? before.currency : goodCurrency(edit.currency)
  const lines = edit.amountMinor !== undefined || currency !== before.currency ? await linesOf(tx, before.id) : []
  if (currency !== before.currency && lines.length)
    throw refuse('lines_in_currency', `The ${lines.length === 1 ? 'line' : `${lines.length} lines`} of this deal ${lines.length === 1 ? 'is' : 'are'} in ${before.currency}. Take ${lines.length === 1 ? 'it' : 'them'} out before you change the currency.`, { field: 'currency' })
  if (edit.leadId) await theLead(tx, edit.leadId)
  return {
    ...before, name: edit.name ?? before.name, companyId: company === undefined ? before.companyId : company, leadId: edit.leadId === undefined ? before.leadId : edit.leadId,
    ownerId: edit.ownerId === undefined ? before.ownerId : await goodOwner(tx, edit.ownerId), currency, ...amountOf(before, edit, lines),
    closeOn, closePushes: before.closePushes + (before.closeOn && closeOn && closeOn > before.closeOn && !before.closedAt ? 1 : 0),
    nextStep: or('nextStep'), nextStepOn: edit.nextStepOn === undefined ? before.nextStepOn : edit.nextStepOn ? goodDay(edit.nextStepOn, 'nextStepOn', 'The day of the next step') : null,
    notes: or('notes'), source: or('source'), custom: await goodValues(tx, before.custom, edit.custom),
  }
}

/** With lines, their sum is the amount unless somebody says another one; to empty it takes the sum again. */
function amountOf(before: Deal, edit: DealEdit, lines: Parameters<typeof sumOfLines>[0]): Pick<Deal, 'amountMinor' | 'amountByHand'> {
  if (edit.amountMinor === undefined) return { amountMinor: before.amountMinor, amountByHand: before.amountByHand }
  if (!lines.length) return { amountMinor: edit.amountMinor, amountByHand: false }
  const sum = sumOfLines(lines)
  return edit.amountMinor === null || edit.amountMinor === sum ? { amountMinor: sum, amountByHand: false } : { amountMinor: edit.amountMinor, amountByHand: true }
}

export async function deleteDeal(tx: Tx, id: string): Promise<void> {
  await theDeal(tx, id)
  const deal = (await lockDeal(tx, id))!
  if (deal.deletedAt) return
  await trashDeal(tx, id)
  await announce(tx, dealDeleted, aboutOf(deal))
  await liveChanged(tx, 'deals')
}

/** On top of the stage it lay on; that stage cannot have been deleted without taking the trash along. */
export async function restoreDeal(tx: Tx, id: string): Promise<Deal> {
  const seen = await theDeal(tx, id, { trash: true })
  if (!seen.deletedAt) return seen
  await holdStages(tx, [seen.stageId])
  const deal = (await lockDeal(tx, id))!
  if (deal.stageId !== seen.stageId) throw refuse('moved_meanwhile', 'This deal was moved a moment ago. Please try again.', { status: 409 })
  await untrashDeal(tx, id, await placeOn(tx, deal.stageId, id))
  await announce(tx, dealRestored, aboutOf(deal))
  await liveChanged(tx, 'deals')
  return (await dealById(tx, id))!
}
