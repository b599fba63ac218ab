// The buying committee: who takes part, in which role, and whether the deal hangs on one person.
import { dealRoles, type DealPerson, type DealRole, type DealView } from '#contract/deals'
import { nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { refuse } from '#platform/refuse'
import { dropPerson, peopleOf, putPerson, type PersonRow } from './committee-store.ts'
import { aboutOf, onlyOwn, theDeal, theLead } from './creating.ts'
import { dealUpdated } from './events.ts'
import { listed, type Deal } from './deal.ts'
import { lockDeal } from './store.ts'

export async function setPerson(tx: Tx, dealId: string, leadId: string, role: DealRole | null, influence: number | null): Promise<void> {
  const deal = await held(tx, dealId)
  const lead = await theLead(tx, leadId)
  const before = (await peopleOf(tx, dealId)).find((p) => p.leadId === leadId)
  if (before && before.role === role && before.influence === influence) return
  await putPerson(tx, dealId, leadId, role, influence)
  await announce(tx, dealUpdated, { ...aboutOf(deal), changed: ['people'], before: before ? { person: nameOf(lead), role: before.role } : {}, after: { person: nameOf(lead), role } })
  await liveChanged(tx, 'deals')
}

export async function removePerson(tx: Tx, dealId: string, leadId: string): Promise<void> {
  const deal = await held(tx, dealId)
  if (deal.leadId === leadId) throw refuse('main_person', 'The deal began with this person. Choose another main contact first.', { field: 'leadId' })
  const before = (await peopleOf(tx, dealId)).find((p) => p.leadId === leadId)
  if (!before) return
  await dropPerson(tx, dealId, leadId)
  await announce(tx, dealUpdated, { ...aboutOf(deal), changed: ['people'], before: { person: nameOf(before), role: before.role }, after: {} })
  await liveChanged(tx, 'deals')
}

async function held(tx: Tx, dealId: string): Promise<Deal> {
  await theDeal(tx, dealId)
  const deal = (await lockDeal(tx, dealId))!
  onlyOwn(tx.actor, deal)
  return deal
}

const answerDays = 30
const needed: DealRole[] = ['champion', 'decision_maker']
const words: Record<DealRole, string> = { champion: 'champion', decision_maker: 'decision maker', user: 'user', blocker: 'blocker', legal: 'person for the papers' }

export const personView = (p: PersonRow): DealPerson => ({
  leadId: p.leadId, name: nameOf(p), email: p.email, title: p.title, role: p.role, influence: p.influence, lastAnswerAt: p.lastAnswerAt?.toISOString() ?? null, lastMailAt: p.lastMailAt?.toISOString() ?? null,
})

/** How well the committee is known; the warning is there while a deal is open and hangs on one person. */
export function coverageOf(people: Pick<PersonRow, 'firstName' | 'lastName' | 'email' | 'role' | 'lastAnswerAt'>[], open: boolean, now: Date): DealView['coverage'] {
  const filled = dealRoles.filter((role) => people.some((p) => p.role === role))
  const recent = people.filter((p) => p.lastAnswerAt && now.getTime() - p.lastAnswerAt.getTime() <= answerDays * 86_400_000)
  const unfilled = needed.filter((role) => !filled.includes(role))
  const warning = !open ? null
    : recent.length === 1 ? `Only ${nameOf(recent[0]!)} answered in the last ${answerDays} days. If they leave, the deal is gone: bring somebody else in.`
      : recent.length === 0 && people.length ? `Nobody answered in the last ${answerDays} days.`
        : unfilled.length ? `No ${listed(unfilled.map((role) => words[role]))} yet.` : null
  return { filled, missing: dealRoles.filter((role) => !filled.includes(role)), answered: recent.length, warning }
}
