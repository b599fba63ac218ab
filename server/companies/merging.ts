// Two companies are one. People, deals and what happened go to the winner; the loser lies in the trash, and its domain still finds the winner.
import type { Merged } from '#contract/duplicates'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { writingFrom } from '#platform/provenance'
import { notFound, refuse } from '#platform/refuse'
import { mustChangeRecord } from '#platform/rights'
import { changedFields, insertMerge, keepForUndo, laterMerge, markUndone, mergedFields, movesInWords, takenBack, tryOrDo, whatMoved, type MergeRow, type Take } from '#records'
import type { Company } from './company.ts'
import { companiesMerged, companiesUnmerged, companyUpdated } from './events.ts'
import { companyByDomain, companyByName, companyById, lockCompanies, markMerged, rewriteCompany, type CompanyFields } from './store.ts'

const fieldsOf = (c: Company): CompanyFields => ({
  name: c.name, domain: c.domain, website: c.website, phone: c.phone, industry: c.industry, size: c.size, city: c.city, country: c.country, description: c.description, tags: c.tags, custom: c.custom, ownerId: c.ownerId,
})

export const mergeCompanies = (tx: Tx, asked: { winnerId: string; loserId: string; take: Take; dryRun: boolean }): Promise<Merged> => tryOrDo(tx, asked.dryRun, () => merge(tx, asked))

async function merge(tx: Tx, { winnerId, loserId, take }: { winnerId: string; loserId: string; take: Take }): Promise<Merged & { mergeId: string }> {
  if (winnerId === loserId) throw refuse('same_record', 'A company cannot be merged with itself.', { field: 'loserId' })
  const held = new Map((await lockCompanies(tx, [winnerId, loserId])).map((c) => [c.id, c]))
  const [winner, loser] = [held.get(winnerId), held.get(loserId)]
  if (!winner || !loser || winner.deletedAt || loser.deletedAt) throw notFound('company')
  for (const company of [winner, loser]) mustChangeRecord(tx.actor, 'companies', company)
  const { merged, rows } = mergedFields({ ...fieldsOf(winner) }, { ...fieldsOf(loser) }, take)
  const next = merged as unknown as CompanyFields
  const { id: mergeId } = await insertMerge(tx, { subject: 'company', winnerId, loserId, winner: winner.name, loser: loser.name })
  const changed = changedFields({ ...fieldsOf(winner) }, { ...next })
  await writingFrom(tx, { source: 'merge', id: mergeId, why: `${loser.name} was merged into this company.` }, async () => {
    await markMerged(tx, loserId, winnerId)
    await rewriteCompany(tx, winnerId, next)
  })
  await keepForUndo(tx, mergeId, changed, {})
  const warnings: string[] = []
  await announce(tx, companiesMerged, { companyId: winnerId, mergeId, winnerId, loserId, loserName: loser.name, winnerName: winner.name, warn: (sentence) => { warnings.push(sentence) } })
  if (Object.keys(changed).length) await announce(tx, companyUpdated, { companyId: winnerId, changed: Object.keys(changed) })
  await liveChanged(tx, 'leads')
  return { mergeId, winnerId, fields: rows, moves: await movesInWords(tx, mergeId), warnings }
}

export async function unmergeCompanies(tx: Tx, m: MergeRow): Promise<void> {
  const later = await laterMerge(tx, m)
  if (later) throw refuse('merged_since', `${later.loser} was merged into ${later.winner} after this. Take that back first.`, { status: 409, details: { mergeId: later.id } })
  const held = new Map((await lockCompanies(tx, [m.winnerId, m.loserId])).map((c) => [c.id, c]))
  const [winner, loser] = [held.get(m.winnerId), held.get(m.loserId)]
  if (!winner || !loser) throw refuse('gone_for_good', 'One of the two is gone for good; there is nothing to take apart.', { status: 409 })
  for (const company of [winner, loser]) mustChangeRecord(tx.actor, 'companies', company)
  const next = takenBack({ ...fieldsOf(winner) }, m.fields) as unknown as CompanyFields
  await writingFrom(tx, { source: 'undo', id: m.id, why: `The merge with ${m.loser} was taken back.` }, async () => {
    await rewriteCompany(tx, m.winnerId, next)
    const twin = loser.domain ? await companyByDomain(tx, loser.domain) : await companyByName(tx, loser.name)
    if (twin && (twin.id !== m.winnerId || twin.domain === loser.domain) && (loser.domain ? twin.domain === loser.domain : !twin.domain))
      throw refuse('company_exists', `${twin.name} has ${loser.domain ? `the domain ${loser.domain}` : 'this name'} meanwhile. Change that first.`, { status: 409, details: { companyId: twin.id } })
    await markMerged(tx, m.loserId, null)
  })
  await announce(tx, companiesUnmerged, { companyId: m.winnerId, mergeId: m.id, winnerId: m.winnerId, loserId: m.loserId, loserName: m.loser, winnerName: m.winner, moved: await whatMoved(tx, m.id) })
  await markUndone(tx, m.id)
  for (const companyId of [m.winnerId, m.loserId]) if (await companyById(tx, companyId)) await announce(tx, companyUpdated, { companyId, changed: ['name'] })
  await liveChanged(tx, 'leads')
}
