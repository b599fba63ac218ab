// Meeting a company, perhaps again: found by domain, else by name, else made.
import { goodCustom } from '#records'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { clashOf, conflict } from '#platform/conflict'
import { notFound, refuse } from '#platform/refuse'
import { mustChangeRecord, mustSeeOwner, seeingAll } from '#platform/rights'
import { companyDomain, nameFromDomain, registrableDomain, webAddress, type Company, type CompanyNews } from './company.ts'
import { companyCreated, companyUpdated } from './events.ts'
import { companyByDomain, companyById, companyByName, fillEmpty, insertCompany, rewriteCompany, type CompanyFields } from './store.ts'

/**
 * Finds or makes the company and fills what was empty; answers its id. Refuses when neither a name nor a domain is told.
 * There is one company a domain, whoever sees it.
 */
export const upsertCompany = (tx: Tx, news: CompanyNews): Promise<string> => seeingAll(tx, () => findOrMake(tx, news))

async function findOrMake(tx: Tx, news: CompanyNews): Promise<string> {
  const domain = companyDomain(news.domain) ?? companyDomain(news.website)
  const name = news.name?.trim() || (domain && nameFromDomain(domain))
  if (!name) throw refuse('company_nameless', 'A company needs a name or a domain of its own.', { field: 'name' })
  const facts = {
    name, domain, website: webAddress(news.website), industry: news.industry || null, size: news.size || null,
    city: news.city || null, country: news.country || null, description: news.description || null,
  }
  // The second look is for the one who was quicker between our look and our insert.
  for (let attempt = 0; attempt < 2; attempt++) {
    const known = domain ? await companyByDomain(tx, domain) : await companyByName(tx, name)
    if (known) {
      await fillEmpty(tx, known.id, facts)
      return known.id
    }
    const made = await insertCompany(tx, { ...facts, source: news.source ?? null, importId: news.importId ?? null })
    if (made) {
      await announce(tx, companyCreated, { companyId: made.id, name, domain })
      return made.id
    }
  }
  throw new Error('The company was neither found nor made.')
}

/** Absent fields stay. Refuses a domain that another company has. */
export async function editCompany(tx: Tx, id: string, edit: Partial<CompanyFields> & { was?: Record<string, unknown> | undefined }): Promise<Company> {
  const before = await companyById(tx, id)
  if (!before || before.deletedAt) throw notFound('company')
  mustChangeRecord(tx.actor, 'companies', before)
  if (edit.ownerId !== undefined) mustSeeOwner(tx.actor, 'companies', edit.ownerId)
  const clash = clashOf(before, edit, edit.was)
  if (clash) throw conflict(clash, null, null)
  const next: CompanyFields = {
    name: edit.name ?? before.name, domain: before.domain,
    website: edit.website === undefined ? before.website : edit.website && goodWebsite(edit.website),
    industry: pick(edit.industry, before.industry), size: pick(edit.size, before.size), city: pick(edit.city, before.city),
    country: pick(edit.country, before.country), description: pick(edit.description, before.description),
    phone: pick(edit.phone, before.phone), tags: edit.tags ? tidy(edit.tags) : before.tags, custom: edit.custom ? withoutEmpty({ ...before.custom, ...(await goodCustom(tx, 'company', edit.custom)) }) : before.custom,
    ownerId: edit.ownerId === undefined ? before.ownerId : edit.ownerId,
  }
  if (edit.domain !== undefined) next.domain = edit.domain && goodDomain(edit.domain)
  const twin = next.domain ? await companyByDomain(tx, next.domain) : await companyByName(tx, next.name)
  if (twin && twin.id !== id && (next.domain || !twin.domain))
    throw refuse('company_exists', `${twin.name} already has this ${next.domain ? 'domain' : 'name'}.`, { status: 409, field: next.domain ? 'domain' : 'name', details: { companyId: twin.id } })
  const changed = (Object.keys(next) as (keyof CompanyFields)[]).filter((key) => JSON.stringify(next[key]) !== JSON.stringify(before[key]))
  if (!changed.length) return before
  await rewriteCompany(tx, id, next)
  await announce(tx, companyUpdated, { companyId: id, changed })
  return (await companyById(tx, id))!
}

const tidy = (tags: string[]): string[] => [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))]
// Null and '' take a custom field away.
const withoutEmpty = (custom: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(custom).filter(([, value]) => value !== null && value !== ''))

const pick = (edit: string | null | undefined, before: string | null): string | null => (edit === undefined ? before : edit)

function goodWebsite(text: string): string {
  const address = webAddress(text)
  if (!address) throw refuse('bad_website', `“${text}” is not a web address like https://acme.com.`, { field: 'website' })
  return address
}

export function goodDomain(text: string): string {
  const domain = registrableDomain(text)
  if (!domain) throw refuse('bad_domain', `“${text}” is not a domain like acme.com.`, { field: 'domain' })
  if (!companyDomain(domain)) throw refuse('free_mail_domain', `${domain} belongs to a mail provider whose users work anywhere. Leave the domain empty.`, { field: 'domain' })
  return domain
}
