// Never write to them: by address (or its hash), by domain (with everything below it), by company. Every change holds the leads it hits, so that
// a send which is being decided at this moment either sees the entry or was decided before it.
import { registrableDomain } from '#companies'
import type { SuppressionKind, SuppressionReason } from '#contract/suppressions'
import type { Tx } from '#platform/db'
import { announce, announceMany, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { seeingAll } from '#platform/rights'
import { asciiDomain, parseAddress } from './address.ts'
import { readHash } from './address-hash.ts'
import { leadSuppressed, suppressionRemoved } from './events.ts'
import type { Obstacle } from './lead.ts'
import { suppressedSentence } from './lead.ts'
import { findLead } from './store.ts'
import { askContactable, clearMarks, clearOptOutsOf, holdContactable, holdList, insertDomainsOf, insertSuppressions, lockLeadsHit, markOptedOut, nameCompanies, reasonsFor, removeSuppressionRow, shareList, suppressionsOf, type NewSuppression } from './suppression-store.ts'

export interface Suppressing {
  kind: 'address' | 'domain'
  value: string
  reason: SuppressionReason
  /** Where it came from: 'reply', 'unsubscribe link', 'bounce', 'list' … */
  source?: string | null
  note?: string | null
  /** Held as well, where its address has changed since the mail went out. */
  leadId?: string
}

/** Announces leadSuppressed once a lead it hits. Doing it again changes nothing. Answers the leads hit. */
export async function suppress(tx: Tx, what: Suppressing): Promise<{ added: boolean; leadIds: string[] }> {
  const entry = normal(what.kind, what.value)
  if (!entry.ok) throw refuse('bad_suppression', entry.sentence, { field: 'value' })
  const { added, leadIds } = await suppressMany(tx, [{ ...entry, reason: what.reason, source: what.source ?? null, note: what.note ?? null }], what.leadId)
  return { added: added > 0, leadIds }
}

/** What a person pasted: addresses, domains and hashes, any separator. Bad ones are named, the rest is done. */
export async function suppressPasted(tx: Tx, pasted: string, reason: SuppressionReason, note: string | null) {
  const refused: { value: string; sentence: string }[] = []
  const entries = new Map<string, NewSuppression>()
  for (const word of pasted.split(/[\s,;]+/).filter(Boolean)) {
    const entry = entryOf(word)
    if (entry.ok) entries.set(`${entry.kind}:${entry.value}`, { kind: entry.kind, value: entry.value, reason, source: 'list', note })
    else refused.push({ value: word.slice(0, 100), sentence: entry.sentence })
  }
  return { ...(await suppressAll(tx, [...entries.values()])), refused: refused.slice(0, 100), refusedCount: refused.length }
}

/** Entries that are in order already, each once. */
export async function suppressAll(tx: Tx, entries: NewSuppression[]): Promise<{ added: number; already: number; leadsAffected: number }> {
  const { added, leadIds } = entries.length ? await suppressMany(tx, entries) : { added: 0, leadIds: [] }
  return { added, already: entries.length - added, leadsAffected: leadIds.length }
}

/** An address, the hash of one, or a domain in one of the ways people write one. */
export function entryOf(word: string): Normal {
  const hash = readHash(word)
  if (hash) return hash.ok ? { ok: true, kind: 'hash', value: hash.hash } : hash
  return word.includes('@') && !word.startsWith('@') ? normal('address', word) : normal('domain', word.replace(/^@|^\*\./, '').replace(/^https?:\/\//i, '').replace(/^www\.(?=[^.]+\.)/i, '').replace(/[/?#].*$/, ''))
}

/** Removing an entry lets mail through again; what was cancelled stays cancelled. */
export async function unsuppress(tx: Tx, id: string): Promise<void> {
  const gone = await removeSuppressionRow(tx, id)
  if (!gone) throw notFound('suppression entry')
  if (gone.kind === 'address' || gone.kind === 'hash') await clearMarks(tx, gone.kind, gone.value)
  else await clearOptOutsOf(tx, gone.kind === 'company' ? gone.value : null, gone.kind === 'company' ? gone.domains : [gone.value])
  await announce(tx, suppressionRemoved, { kind: gone.kind, value: gone.label ?? gone.value, reason: gone.reason })
  await liveChanged(tx, 'leads')
}

/**
 * May these mails be sent? Holds the leads (FOR SHARE) until commit and looks at address, hash, domain, parent domains and company,
 * for many in one round trip. Null: nothing stands in the way.
 */
export async function lockContactable(tx: Tx, asked: { leadId: string; address: string }[]): Promise<Map<string, Obstacle | null>> {
  const everybody = new Map<string, Obstacle | null>(asked.map((a) => [a.leadId, null]))
  const addresses = asked.map((a) => a.address.toLowerCase())
  if (!asked.length || (await holdContactable(tx, [...everybody.keys()], addresses))) return everybody
  const found = new Map<string, Obstacle | null>()
  for (const row of await askContactable(tx, asked.map((a) => a.leadId), addresses)) {
    const obstacle: Obstacle | null = !row.found ? { code: 'lead_gone', sentence: 'The lead does not exist any more.' }
      : row.deleted ? { code: 'lead_deleted', sentence: 'The lead is in the trash.' }
      : row.reason && row.value ? { code: 'lead_suppressed', sentence: suppressedSentence(row.value, row.reason) }
      : null
    // One lead asked with two addresses: any obstacle counts.
    if (obstacle || !found.has(row.leadId)) found.set(row.leadId, obstacle)
  }
  return found
}

/** The same for people in copy, leads or not, by their address as given: until commit nobody can ask for silence unseen. Leads are held before. */
export async function lockSilence(tx: Tx, addresses: string[]): Promise<Map<string, Obstacle>> {
  if (!addresses.length) return new Map()
  await holdList(tx)
  return silenceOf(tx, addresses)
}

export async function silenceOf(tx: Tx, addresses: string[]): Promise<Map<string, Obstacle>> {
  const reasons = await reasonsFor(tx, addresses.map((address) => ({ email: address.toLowerCase(), companyId: null })))
  return new Map(addresses.flatMap((address): [string, Obstacle][] => {
    const reason = reasons.get(address.toLowerCase())
    return reason ? [[address, { code: 'lead_suppressed', sentence: suppressedSentence(address, reason) }]] : []
  }))
}

/** The same question without holding anything: for showing and for planning ahead. */
export async function whyNotContactable(tx: Tx, leadId: string): Promise<Obstacle | null> {
  const lead = await findLead(tx, leadId)
  if (!lead) return { code: 'lead_gone', sentence: 'The lead does not exist any more.' }
  if (lead.deletedAt) return { code: 'lead_deleted', sentence: 'The lead is in the trash.' }
  const [entry] = await suppressionsOf(tx, lead)
  return entry ? { code: 'lead_suppressed', sentence: sentenceOf(entry, lead.email) } : null
}

export const mayBeContacted = async (tx: Tx, leadId: string): Promise<boolean> => (await whyNotContactable(tx, leadId)) === null

/** Of a hash the page names the lead it fits, for the entry itself names nobody. */
export const sentenceOf = (entry: { kind: string; value: string; reason: SuppressionReason }, address: string): string =>
  suppressedSentence(entry.kind === 'hash' ? address : entry.value, entry.reason)

/** Entries that are in order already. Answers how many are new, and the leads hit. */
export const suppressMany = (tx: Tx, entries: NewSuppression[], alsoHold?: string): Promise<{ added: number; leadIds: string[] }> =>
  seeingAll(tx, () => suppressForAll(tx, entries, alsoHold)) // whoever says it: silence is for every colleague's lead, too

async function suppressForAll(tx: Tx, entries: NewSuppression[], alsoHold?: string): Promise<{ added: number; leadIds: string[] }> {
  const hit = await lockLeadsHit(tx, entries, alsoHold)
  await shareList(tx)
  const changed = new Map((await insertSuppressions(tx, entries)).map((e) => [`${e.kind}:${e.value}`, e]))
  const companies = entries.filter((e) => e.kind === 'company')
  if (companies.length) {
    await nameCompanies(tx, companies)
    // A domain that is new to an entry that is not: those at it hear of it, the company's other people know.
    for (const { companyId, domain } of await insertDomainsOf(tx, companies)) changed.set(`company_domain:${domain}`, { ...companies.find((c) => c.value === companyId)!, isNew: false })
  }
  if (!changed.size) return { added: 0, leadIds: [] }
  const byKey = new Map<string, NewSuppression>(entries.flatMap((e) => [[`${e.kind}:${e.value}`, e] as const, ...(e.domains ?? []).map((d) => [`company_domain:${d}`, e] as const)]))
  const facts = hit.flatMap((lead) => {
    const key = lead.keys.find((k) => changed.has(k)) ?? (lead.id === alsoHold ? [...changed.keys()][0] : undefined)
    const entry = key && byKey.get(key)
    return entry ? [{ leadId: lead.id, address: lead.email, reason: entry.reason, via: entry.kind }] : []
  })
  const optedOut = facts.filter((f) => f.reason === 'opted_out' || f.reason === 'complained').map((f) => f.leadId)
  if (optedOut.length) await markOptedOut(tx, optedOut)
  await announceMany(tx, leadSuppressed, facts)
  if (!facts.length) await announceMany(tx, leadSuppressed, [...new Set([...changed.values()].map((e) => byKey.get(`${e.kind}:${e.value}`) ?? e))].slice(0, 100).map((e) => ({ address: e.label ?? e.value, reason: e.reason, via: e.kind })))
  await liveChanged(tx, 'leads')
  return { added: [...changed.values()].filter((e) => e.isNew).length, leadIds: facts.map((f) => f.leadId) }
}

type Normal = { ok: true; kind: Exclude<SuppressionKind, 'company'>; value: string } | { ok: false; sentence: string }
function normal(kind: 'address' | 'domain', value: string): Normal {
  if (kind === 'address') {
    const parsed = parseAddress(value)
    return parsed.ok ? { ok: true, kind, value: parsed.address } : parsed
  }
  const parsed = asciiDomain(value.trim())
  if (!parsed.ok) return parsed
  if (!registrableDomain(parsed.domain)) return { ok: false, sentence: `“${parsed.domain}” is an ending that many companies share, not a domain of one.` }
  return { ok: true, kind, value: parsed.domain }
}
