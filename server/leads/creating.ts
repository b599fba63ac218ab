// Leads come to be: by hand (a known address is refused) or by news of a person, perhaps known already.
import { companyDomain, upsertCompany } from '#companies'
import type { LeadStatus } from '#contract/lead-filter'
import { goodCustom } from '#records'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { refuse } from '#platform/refuse'
import { parseAddress } from './address.ts'
import { leadCreated, leadUpdated } from './events.ts'
import { findLeadByAnyAddress } from './identity-store.ts'
import { isTimeZone, nameOf, tidyLinkedin, tidyPhone, tidyTags, type Lead, type LeadFields } from './lead.ts'
import { goodStatus } from './statuses.ts'
import { noteSilence, reachesElsewhere } from './suppressing-companies.ts'
import { addressIsTaken, findLead, findLeadByAddress, insertLead, lockLead, rewriteLead } from './store.ts'

/** What somebody told us of a person. Absent and null: nothing told. */
export interface LeadNews {
  email: string
  firstName?: string | null
  lastName?: string | null
  title?: string | null
  phone?: string | null
  linkedinUrl?: string | null
  companyName?: string | null
  companyDomain?: string | null
  city?: string | null
  country?: string | null
  timeZone?: string | null
  language?: string | null
  notes?: string | null
  tags?: string[]
  custom?: Record<string, unknown>
  status?: LeadStatus
  source?: string | null
  ownerId?: string | null
  importId?: string | null
}

/** By hand: refuses an address that is no address (bad_address) and one that is known (lead_exists, 409). */
export async function createLead(tx: Tx, news: LeadNews): Promise<Lead> {
  const fields = await fieldsOf(tx, news)
  const twin = await findLeadByAnyAddress(tx, fields.email)
  const made = twin || (await takenUnseen(tx, fields.email)) ? undefined : await insertLead(tx, { ...fields, source: news.source ?? null, importId: news.importId ?? null })
  if (!made) {
    const known = twin ?? (await findLeadByAddress(tx, fields.email))
    throw refuse('lead_exists', `${fields.email} is already a lead${!known ? ', of a colleague whose leads you do not see' : nameOf(known) !== known.email ? `: ${nameOf(known)}` : ''}.`, { status: 409, field: 'email', details: { leadId: known?.id } })
  }
  await announce(tx, leadCreated, { leadId: made.id, ...(made.companyId && { companyId: made.companyId }), source: made.source })
  return made
}

/**
 * News of a person: makes the lead, or tells a known one. `policy` for a known one: 'fill_empty' (default) writes where
 * nothing was known, 'overwrite' writes what is told, 'skip' leaves it. Refuses a bad address.
 */
export async function upsertLead(tx: Tx, news: LeadNews & { policy?: 'skip' | 'fill_empty' | 'overwrite' }): Promise<{ id: string; created: boolean; changed: string[] }> {
  const { policy = 'fill_empty' } = news
  const address = goodAddress(news.email)
  for (let attempt = 0; attempt < 2; attempt++) {
    const known = await findLeadByAnyAddress(tx, address)
    if (!known) {
      if (await takenUnseen(tx, address)) break
      const made = await insertLead(tx, { ...(await fieldsOf(tx, news)), source: news.source ?? null, importId: news.importId ?? null })
      if (!made) continue
      await announce(tx, leadCreated, { leadId: made.id, ...(made.companyId && { companyId: made.companyId }), source: made.source })
      return { id: made.id, created: true, changed: [] }
    }
    if (policy === 'skip') return { id: known.id, created: false, changed: [] }
    const before = (await lockLead(tx, known.id)) ?? known
    // Under another address of its own it is still the same person, with the address and the company it had.
    const told = await fieldsOf(tx, { ...news, email: before.email })
    const next = merge(before, told, policy)
    const changed = differences(before, next)
    if (changed.length) {
      await rewriteLead(tx, before.id, next)
      await announce(tx, leadUpdated, { leadId: before.id, ...(next.companyId && { companyId: next.companyId }), changed })
      if (reachesElsewhere(changed)) await noteSilence(tx, [{ ...next, id: before.id }])
    }
    return { id: before.id, created: false, changed }
  }
  if (await addressIsTaken(tx, address)) throw refuse('lead_exists', `${address} is already a lead, of a colleague whose leads you do not see.`, { status: 409, field: 'email' })
  throw new Error('The lead was neither found nor made.')
}

/** The index refuses a second lead of one address; whose other address it is, only a question tells. */
const takenUnseen = async (tx: Tx, address: string): Promise<boolean> => tx.actor.kind === 'user' && tx.actor.sees?.leads !== undefined && (await addressIsTaken(tx, address))

/** Empty fields are filled, or told ones overwrite; tags and custom fields are joined; what a person set as status stays. */
export function merge(before: LeadFields, told: LeadFields, policy: 'fill_empty' | 'overwrite'): LeadFields {
  const next: LeadFields = { ...before, tags: tidyTags([...before.tags, ...told.tags]), custom: policy === 'overwrite' ? { ...before.custom, ...told.custom } : { ...told.custom, ...before.custom } }
  for (const key of ['firstName', 'lastName', 'title', 'phone', 'linkedinUrl', 'companyId', 'companyName', 'city', 'country', 'timeZone', 'language', 'notes', 'ownerId'] as const) {
    const take = told[key] && (policy === 'overwrite' ? key !== 'ownerId' : !before[key])
    if (take) next[key] = told[key]
  }
  return next
}

export function differences(before: LeadFields, next: LeadFields): string[] {
  return (Object.keys(next) as (keyof LeadFields)[]).filter((key) => key in before && JSON.stringify(before[key]) !== JSON.stringify(next[key]))
}

/** Checked and tidied, with the company found or made: by its domain, by its name, or by the address's own domain. */
async function fieldsOf(tx: Tx, news: LeadNews): Promise<LeadFields> {
  const email = goodAddress(news.email)
  const companyName = news.companyName?.trim() || null
  const domain = companyDomain(news.companyDomain) ?? companyDomain(email)
  const companyId = companyName || domain ? await upsertCompany(tx, { name: companyName, domain, source: news.source ?? null, importId: news.importId ?? null }) : null
  return {
    email, companyId, companyName, firstName: news.firstName || null, lastName: news.lastName || null, title: news.title || null, notes: news.notes || null,
    phone: news.phone ? tidyPhone(news.phone) : null, linkedinUrl: news.linkedinUrl ? goodLinkedin(news.linkedinUrl) : null, city: news.city || null, country: news.country || null,
    timeZone: news.timeZone ? goodTimeZone(news.timeZone) : null, language: news.language || null, status: news.status ? await goodStatus(tx, news.status) : 'new', tags: tidyTags(news.tags ?? []), custom: withoutEmpty(await goodCustom(tx, 'lead', news.custom ?? {})), ownerId: news.ownerId ?? null,
  }
}

/** Null and '' are no values. */
export const withoutEmpty = (custom: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(custom).filter(([, value]) => value !== null && value !== ''))

export function goodAddress(text: string): string {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw refuse('bad_address', parsed.sentence, { field: 'email' })
  return parsed.address
}

export function goodTimeZone(name: string): string {
  if (!isTimeZone(name)) throw refuse('bad_time_zone', `“${name}” is not a time zone like Europe/Berlin.`, { field: 'timeZone' })
  return name
}

export function goodLinkedin(text: string): string {
  const url = tidyLinkedin(text)
  if (!url) throw refuse('bad_linkedin', 'This is not a LinkedIn profile address like linkedin.com/in/dana.', { field: 'linkedinUrl' })
  return url
}

/** The lead, or a 404; in the trash counts as gone unless said otherwise. */
export async function theLead(tx: Tx, id: string, options: { trash?: boolean } = {}): Promise<Lead> {
  const lead = await findLead(tx, id)
  if (!lead || (lead.deletedAt && !options.trash)) throw refuse('not_found', 'This lead does not exist, or you may not see it.', { status: 404 })
  return lead
}
