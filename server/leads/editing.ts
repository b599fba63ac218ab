// A person changes a lead, moves it to the trash, or takes it out again.
import { memberName } from '#accounts'
import { upsertCompany } from '#companies'
import { editFor, goodCustom, putBack } from '#records'
import { LeadEdit } from '#contract/leads'
import type { Actor, Tx } from '#platform/db'
import { announce, announceMany, liveChanged } from '#platform/events'
import { clashOf, conflict } from '#platform/conflict'
import { refuse } from '#platform/refuse'
import { mayChangeRecord, mustSeeOwner } from '#platform/rights'
import { carrySilence, takeSilenceBack } from './carrying-silence.ts'
import { differences, goodAddress, goodLinkedin, goodTimeZone, theLead, withoutEmpty } from './creating.ts'
import { leadDeleted, leadRestored, leadUpdated } from './events.ts'
import { nameOf, tidyPhone, tidyTags, type Lead, type LeadFields } from './lead.ts'
import { noteSilence, reachesElsewhere } from './suppressing-companies.ts'
import { goodStatus, tellMoves } from './statuses.ts'
import { afterlifeOf } from './trash-store.ts'
import { addressIsTaken, findLeadByAddress, lastEditOf, lockLead, lockLeads, rewriteLead, trashLeads, untrashLead } from './store.ts'

/** By the record rights of the role; unless they say otherwise a rep changes own leads and those that nobody owns, everybody above all. */
export const mayChange = (actor: Actor, lead: Pick<Lead, 'ownerId'>): boolean =>
  mayChangeRecord(actor, 'leads', lead)
/** Whoever does not change everybody's leads does not delete nobody's. */
export const mayDelete = (actor: Actor, lead: Pick<Lead, 'ownerId'>): boolean =>
  mayChangeRecord(actor, 'leads', lead) && (lead.ownerId !== null || actor.kind === 'system' || !actor.changes?.leads)

export async function editLead(tx: Tx, id: string, edit: LeadEdit): Promise<Lead> {
  await theLead(tx, id)
  const before = (await lockLead(tx, id))!
  if (!mayChange(tx.actor, before)) throw notYours(before)
  if (edit.ownerId !== undefined) mustSeeOwner(tx.actor, 'leads', edit.ownerId)
  await refuseClash(tx, before, edit)
  const next = await edited(tx, before, edit)
  if (next.email !== before.email) {
    const twin = await findLeadByAddress(tx, next.email)
    if (!twin && (await addressIsTaken(tx, next.email))) throw refuse('lead_exists', `${next.email} is already a lead, of a colleague whose leads you do not see.`, { status: 409, field: 'email' })
    if (twin) throw refuse('lead_exists', `${next.email} is already a lead: ${nameOf(twin)}.`, { status: 409, field: 'email', details: { leadId: twin.id } })
  }
  const changed = differences(before, next)
  if (!changed.length) return before
  if (next.status !== before.status) await goodStatus(tx, next.status)
  const lead = await rewriteLead(tx, id, next)
  const silence = next.email === before.email ? null : await carrySilence(tx, [before.email], next.email, id, 'edit')
  await announce(tx, leadUpdated, { leadId: id, ...(lead.companyId && { companyId: lead.companyId }), changed })
  if (next.status !== before.status) await tellMoves(tx, [{ leadId: id, companyId: lead.companyId, from: before.status, to: next.status }], { cause: 'person', why: null })
  // What came along with the person was told with its entry.
  if (reachesElsewhere(changed) && !silence?.added) await noteSilence(tx, [lead])
  await liveChanged(tx, 'leads')
  return lead
}

async function refuseClash(tx: Tx, before: Lead, edit: LeadEdit): Promise<void> {
  const clash = clashOf(before, edit, edit.was)
  if (!clash) return
  const last = await lastEditOf(tx, before.id, clash.field)
  throw conflict(clash, last ? ((await memberName(tx, last.userId)) ?? null) : null, last?.at ?? null)
}

async function edited(tx: Tx, before: Lead, edit: LeadEdit): Promise<LeadFields> {
  const or = <K extends 'firstName' | 'lastName' | 'title' | 'city' | 'country' | 'language' | 'notes'>(key: K) => (edit[key] === undefined ? before[key] : edit[key])
  const companyName = edit.companyName === undefined ? before.companyName : edit.companyName
  const newCompany = edit.companyDomain || (edit.companyName !== undefined && edit.companyName !== before.companyName)
  return {
    email: edit.email === undefined ? before.email : goodAddress(edit.email),
    firstName: or('firstName'), lastName: or('lastName'), title: or('title'), city: or('city'), country: or('country'), language: or('language'), notes: or('notes'),
    phone: edit.phone === undefined ? before.phone : edit.phone && tidyPhone(edit.phone),
    linkedinUrl: edit.linkedinUrl === undefined ? before.linkedinUrl : edit.linkedinUrl && goodLinkedin(edit.linkedinUrl),
    timeZone: edit.timeZone === undefined ? before.timeZone : edit.timeZone && goodTimeZone(edit.timeZone),
    companyName,
    companyId: !newCompany ? before.companyId : companyName || edit.companyDomain ? await upsertCompany(tx, { name: companyName, domain: edit.companyDomain ?? null, source: 'manual' }) : null,
    status: edit.status ?? before.status, tags: edit.tags ? tidyTags(edit.tags) : before.tags,
    custom: edit.custom ? withoutEmpty({ ...before.custom, ...(await goodCustom(tx, 'lead', edit.custom)) }) : before.custom, ownerId: edit.ownerId === undefined ? before.ownerId : edit.ownerId,
  }
}

/** The value a field had before a change, through the same gate as one that is typed. */
export const putBackOnLead = (tx: Tx, id: string, changeId: number): Promise<void> =>
  putBack(tx, { subject: 'lead', id }, changeId, async (field, value) => {
    const before = await theLead(tx, id), now = await editLead(tx, id, LeadEdit.parse(editFor(field, value)))
    if (now.email !== before.email) await takeSilenceBack(tx, before.email)
  })

/** To the trash. Announces leadDeleted for each, so that whatever was planned for it is cancelled in this transaction. */
export async function deleteLeads(tx: Tx, ids: string[]): Promise<string[]> {
  const leads = (await lockLeads(tx, ids)).filter((lead) => !lead.deletedAt)
  const foreign = leads.find((lead) => !mayDelete(tx.actor, lead))
  if (foreign) throw notYours(foreign)
  const gone = await trashLeads(tx, leads.map((lead) => lead.id))
  await announceMany(tx, leadDeleted, gone.map((lead) => ({ leadId: lead.id, email: lead.email })))
  if (gone.length) await liveChanged(tx, 'leads')
  return gone.map((lead) => lead.id)
}

/** Out of the trash; what was cancelled stays cancelled. Refused when its address belongs to a newer lead. */
export async function restoreLead(tx: Tx, id: string): Promise<Lead> {
  const lead = await theLead(tx, id, { trash: true })
  if (!lead.deletedAt) return lead
  const gone = await whyNotBack(tx, id)
  if (gone) throw refuse('gone_for_good', gone, { status: 409 })
  if (!mayChange(tx.actor, lead)) throw notYours(lead)
  const twin = await findLeadByAddress(tx, lead.email)
  if (twin) throw refuse('lead_exists', `${lead.email} has become a lead again meanwhile. Edit that one instead.`, { status: 409, details: { leadId: twin.id } })
  await untrashLead(tx, id)
  await announce(tx, leadRestored, { leadId: id })
  await liveChanged(tx, 'leads')
  return theLead(tx, id)
}

async function whyNotBack(tx: Tx, id: string): Promise<string | null> {
  const { emptiedAt, mergedInto } = await afterlifeOf(tx, id)
  return mergedInto ? 'This lead was merged into another one. Take the merge back instead.' : emptiedAt ? 'This lead was in the trash for more than 30 days, and what was known of it is gone.' : null
}

const notYours = (lead: Pick<Lead, 'firstName' | 'lastName' | 'email'>) =>
  refuse('not_your_lead', `${nameOf(lead)} belongs to a colleague. Ask them, or a manager, to change it.`, { status: 403 })
