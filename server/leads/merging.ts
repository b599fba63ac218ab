// Two leads are one person. Everything of the loser goes to the winner; the loser lies in the trash, from which only taking the merge
// back brings it. What must not get lost, whatever happens in between: that somebody does not want to be written to, and what was
// written. Therefore an opt-out of either is one of both, before and after, and rows are moved, never copied or deleted.
import type { Merged } from '#contract/duplicates'
import { inOneBreath, type Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { writingFrom } from '#platform/provenance'
import { refuse } from '#platform/refuse'
import { changedFields, insertMerge, keepForUndo, laterMerge, markUndone, mergedFields, movesInWords, takenBack, tryOrDo, whatMoved, type Fields, type MergeRow, type Take } from '#records'
import { carrySilence, takeSilenceBack } from './carrying-silence.ts'
import { settlePair } from './duplicate-store.ts'
import { mayChange } from './editing.ts'
import { leadsMerged, leadsUnmerged, leadUpdated } from './events.ts'
import { addressesOf } from './identity-store.ts'
import { nameOf, type Lead, type LeadFields } from './lead.ts'
import { bringBack, dropAddresses, dropCarried, giveAddress, joinLists, joinMarks, leaveLists, personalEntries, putAway, setMarks } from './merge-store.ts'
import { noteSilence } from './suppressing-companies.ts'
import { suppress } from './suppressing.ts'
import { findLeadByAddress, lockLeads, rewriteLead } from './store.ts'

const fieldsOf = (l: Lead): LeadFields => ({
  email: l.email, firstName: l.firstName, lastName: l.lastName, title: l.title, phone: l.phone, linkedinUrl: l.linkedinUrl, companyName: l.companyName, companyId: l.companyId,
  city: l.city, country: l.country, timeZone: l.timeZone, language: l.language, status: l.status, tags: l.tags, custom: l.custom, notes: l.notes, ownerId: l.ownerId,
})

export const mergeLeads = (tx: Tx, asked: { winnerId: string; loserId: string; take: Take; dryRun: boolean }): Promise<Merged> => tryOrDo(tx, asked.dryRun, () => merge(tx, asked))

async function merge(tx: Tx, { winnerId, loserId, take }: { winnerId: string; loserId: string; take: Take }): Promise<Merged & { mergeId: string }> {
  if (winnerId === loserId) throw refuse('same_record', 'A lead cannot be merged with itself.', { field: 'loserId' })
  // Held in the order of ids, as everybody does: a mail that is being decided at this moment is decided before or after, not between.
  const held = new Map((await lockLeads(tx, [winnerId, loserId])).map((l) => [l.id, l]))
  const [winner, loser] = [held.get(winnerId), held.get(loserId)]
  if (!winner || !loser || winner.deletedAt || loser.deletedAt) throw refuse('not_found', 'This lead does not exist, or you may not see it.', { status: 404 })
  for (const lead of [winner, loser]) if (!mayChange(tx.actor, lead)) throw refuse('not_your_lead', `${nameOf(lead)} belongs to a colleague. Ask them, or a manager, to merge the two.`, { status: 403 })

  // The company goes with its name, whoever's it is.
  const { merged, rows } = mergedFields(withCompany(winner), withCompany(loser), take)
  const next = backToFields(merged, merged['companyName'] === winner.companyName ? winner : loser, winner)
  const { id: mergeId } = await insertMerge(tx, { subject: 'lead', winnerId, loserId, winner: nameOf(winner), loser: nameOf(loser) })
  const [ours, theirs] = await inOneBreath([addressesOf(tx, winnerId), addressesOf(tx, loserId)]), addresses = { winner: ours, loser: theirs }
  const marks = { repliedAt: winner.repliedAt, optedOutAt: winner.optedOutAt, lastActivityAt: winner.lastActivityAt }

  await writingFrom(tx, { source: 'merge', id: mergeId, why: `${nameOf(loser)} (${loser.email}) was merged into this lead.` }, async () => {
    await putAway(tx, loserId, winnerId)
    await rewriteLead(tx, winnerId, next)
    await joinMarks(tx, winnerId, loserId)
  })
  await dropAddresses(tx, winnerId, [next.email])
  await giveAddress(tx, winnerId, [...addresses.loser, winner.email, loser.email].filter((a) => a !== next.email))
  const lists = await joinLists(tx, winnerId, loserId)
  const warnings: string[] = []
  const silence = await carrySilence(tx, [winner.email, loser.email], next.email, winnerId, 'merge')
  if (silence) warnings.push(`${silence.value} is on the do-not-contact list; so will be the one lead that is left.`)
  await keepForUndo(tx, mergeId, changedFields({ ...fieldsOf(winner) }, { ...next }), { addresses, lists, marks, loserEmail: loser.email, winnerEmail: winner.email, mergedEmail: next.email, silenced: silence?.added ?? false })
  await announce(tx, leadsMerged, { leadId: winnerId, mergeId, winnerId, loserId, loserName: nameOf(loser), winnerName: nameOf(winner), mergedAt: tx.now.toISOString(), warn: (sentence) => { warnings.push(sentence) } })
  const changed = Object.keys(changedFields({ ...fieldsOf(winner) }, { ...next }))
  if (changed.length) await announce(tx, leadUpdated, { leadId: winnerId, ...(next.companyId && { companyId: next.companyId }), changed })
  await noteSilence(tx, [{ id: winnerId, email: next.email, companyId: next.companyId }])
  await settlePair(tx, 'lead', winnerId, loserId, 'merged')
  await liveChanged(tx, 'leads')
  const moves = await movesInWords(tx, mergeId)
  return { mergeId, winnerId, fields: rows, moves: lists.length ? [...moves, { what: 'lists', count: lists.length }] : moves, warnings }
}

const withCompany = (l: Lead): Fields => { const { companyId: _, ...fields } = fieldsOf(l); return fields }
const backToFields = (merged: Fields, companyOf: Lead, winner: Lead): LeadFields =>
  ({ ...merged, companyId: merged['companyName'] === null ? winner.companyId : (companyOf.companyId ?? winner.companyId) }) as unknown as LeadFields

// ── Taking back ──

interface Kept { addresses: { winner: string[]; loser: string[] }; lists: string[]; marks: Record<'repliedAt' | 'optedOutAt' | 'lastActivityAt', string | null>; loserEmail: string; winnerEmail: string; mergedEmail: string; silenced: boolean }

/** Answers what else the undo does, or leaves as it is, in sentences. */
export async function unmergeLeads(tx: Tx, m: MergeRow): Promise<string[]> {
  const later = await laterMerge(tx, m)
  if (later) throw refuse('merged_since', `${later.loser} was merged into ${later.winner} after this. Take that back first.`, { status: 409, details: { mergeId: later.id } })
  const held = new Map((await lockLeads(tx, [m.winnerId, m.loserId])).map((l) => [l.id, l]))
  const [winner, loser] = [held.get(m.winnerId), held.get(m.loserId)]
  if (!winner || !loser) throw refuse('gone_for_good', 'One of the two is gone for good; there is nothing to take apart.', { status: 409 })
  for (const lead of [winner, loser]) if (!mayChange(tx.actor, lead)) throw refuse('not_your_lead', `${nameOf(lead)} belongs to a colleague. Ask them, or a manager, to take the merge back.`, { status: 403 })
  const kept = m.kept as unknown as Kept
  const next = takenBack({ ...fieldsOf(winner) }, m.fields) as unknown as LeadFields
  const holders = await inOneBreath([findLeadByAddress(tx, loser.email), findLeadByAddress(tx, next.email)])
  for (const [n, [address, mine]] of ([[loser.email, m.loserId], [next.email, m.winnerId]] as const).entries()) {
    const taken = holders[n]
    if (taken && taken.id !== mine && taken.id !== m.winnerId) throw refuse('lead_exists', `${address} has become a lead of its own meanwhile: ${nameOf(taken)}. Give that one another address, or delete it first.`, { status: 409, details: { leadId: taken.id } })
  }
  if (next.email === loser.email) throw refuse('address_needed', `${nameOf(winner)} still has the address ${loser.email}. Give it another one first.`, { status: 409 })

  const asked = await keepOptOuts(tx, winner, loser, kept, m)
  await writingFrom(tx, { source: 'undo', id: m.id, why: `The merge with ${m.loser} was taken back.` }, async () => {
    await rewriteLead(tx, m.winnerId, next)
    await bringBack(tx, m.loserId)
  })
  await setMarks(tx, m.winnerId, marksBack(winner, loser, kept, m.at, asked))
  // What came with the merge and is still the winner's goes back; what either had stays or comes back.
  const now = await addressesOf(tx, m.winnerId)
  const came = [kept.winnerEmail, kept.loserEmail, ...kept.addresses.loser].filter((a) => !kept.addresses.winner.includes(a))
  await dropAddresses(tx, m.winnerId, came)
  await giveAddress(tx, m.loserId, kept.addresses.loser.filter((a) => now.includes(a)))
  await giveAddress(tx, m.winnerId, kept.addresses.winner.filter((a) => a !== next.email && a === kept.mergedEmail))
  await leaveLists(tx, m.winnerId, kept.lists)
  const says: string[] = []
  await announce(tx, leadsUnmerged, { leadId: m.winnerId, mergeId: m.id, winnerId: m.winnerId, loserId: m.loserId, loserName: m.loser, winnerName: m.winner, mergedAt: m.at.toISOString(), moved: await whatMoved(tx, m.id), warn: (sentence) => { says.push(sentence) } })
  await markUndone(tx, m.id)
  if (Object.keys(m.fields).length) await announce(tx, leadUpdated, { leadId: m.winnerId, ...(next.companyId && { companyId: next.companyId }), changed: Object.keys(m.fields) })
  await noteSilence(tx, [{ id: m.winnerId, email: next.email, companyId: next.companyId }, loser])
  await settlePair(tx, 'lead', m.winnerId, m.loserId, 'open')
  await liveChanged(tx, 'leads')
  return says
}

/** An entry that only the merge made goes with it, and with it what came along from it to another address. Whoever has asked since asked as the one person: it holds for both; answers whether somebody has. */
async function keepOptOuts(tx: Tx, winner: Lead, loser: Lead, kept: Kept, m: MergeRow): Promise<boolean> {
  const since = (await personalEntries(tx, [winner.email, loser.email, kept.mergedEmail])).filter((e) => e.kind === 'address' && e.source !== 'merge' && e.source !== 'edit' && ['opted_out', 'complained'].includes(e.reason) && e.createdAt > m.at)
  const [asked] = since
  if (asked) for (const value of new Set([kept.winnerEmail, loser.email])) await suppress(tx, { kind: 'address', value, reason: asked.reason, source: 'reply' })
  if (kept.silenced) await dropCarried(tx, kept.mergedEmail, 'merge')
  if (kept.silenced && !asked) await takeSilenceBack(tx, winner.email)
  return asked !== undefined
}

/** What came from the loser, or from the merge itself (silence under another address of theirs), goes; what has happened since stays. */
function marksBack(winner: Lead, loser: Lead, kept: Kept, mergedAt: Date, asked: boolean): { repliedAt: Date | null; optedOutAt: Date | null; lastActivityAt: Date | null } {
  const at = (name: 'repliedAt' | 'optedOutAt' | 'lastActivityAt') => {
    const was = kept.marks[name] === null ? null : new Date(kept.marks[name])
    return winner[name] && [loser[name]?.getTime(), mergedAt.getTime()].includes(winner[name].getTime()) ? was : winner[name]
  }
  return { repliedAt: at('repliedAt'), optedOutAt: asked ? winner.optedOutAt : at('optedOutAt'), lastActivityAt: at('lastActivityAt') }
}
