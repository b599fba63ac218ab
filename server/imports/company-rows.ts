// Companies from a file: known by their domain, else by their name however it is written.
import { companyDomain, webAddress } from '#companies'
import type { Tx } from '#platform/db'
import { companiesLike, changeCompany, makeCompanies, undoCompanies, type CompanyChange, type CompanyFacts, type CompanyMore, type KnownCompany } from './company-store.ts'
import type { Import } from './import.ts'
import { ownValuesOf } from './own-values.ts'
import { failed, skipped, type Planned, type RecordKind, type Row } from './record.ts'
import { folded, match, mendedIndustry } from './record-matching.ts'
import { noteRecords, type RecordNote } from './record-store.ts'

interface Company { facts: CompanyFacts & CompanyMore; known?: KnownCompany; change?: CompanyChange }
const most: Record<keyof CompanyFacts, number> = { name: 200, domain: 253, website: 500, industry: 120, size: 60, city: 120, country: 80, description: 4000, phone: 60 }
const fields = Object.keys(most) as (keyof CompanyFacts)[]
const words: Record<keyof CompanyFacts, string> = { name: 'name', domain: 'domain', website: 'website', industry: 'industry', size: 'size', city: 'city', country: 'country', description: 'description', phone: 'phone' }

export const companies: RecordKind<Company> = {
  name: 'company', can: 'leads.write', own: 'company',
  targets: [
    { key: 'company:name', label: 'Name', words: 'account, account name, company, company name, name, organization, organisation, customer, firma, unternehmen, entreprise, société, empresa, azienda, business' },
    { key: 'company:domain', label: 'Domain', words: 'domain, company domain, email domain' },
    { key: 'company:website', label: 'Website', words: 'website, web, url, homepage, webseite, site web, sitio web' },
    { key: 'company:industry', label: 'Industry', words: 'industry, sector, branche, secteur, sector, settore, vertical' },
    { key: 'company:size', label: 'Size', words: 'size, company size, employees, number of employees, headcount, mitarbeiter, effectif, empleados, dipendenti' },
    { key: 'company:city', label: 'City', words: 'city, town, ort, stadt, ville, ciudad, città' },
    { key: 'company:country', label: 'Country', words: 'country, office location, location, land, pays, país, paese, nation' },
    { key: 'company:description', label: 'Description', words: 'description, about, notes, beschreibung' },
    { key: 'company:phone', label: 'Phone', words: 'phone, phone number, telephone, telefon, téléphone, teléfono' },
    { key: 'company:tags', label: 'Tags', words: 'tags, tag, labels, schlagwörter' },
  ],
  problem: (mapped) => (mapped.has('company:name') || mapped.has('company:domain') || mapped.has('company:website') ? null : 'Choose the column that holds the company’s name or its domain.'),

  async plan(tx, i, rows) {
    const ownOf = await ownValuesOf(tx, i, 'company')
    const told: (Told & { row: Row; more: CompanyMore })[] = []
    for (const row of rows) {
      const own = await ownOf(row), said = factsOf(row)
      told.push({ row, ...said, more: { tags: tagsOf(row.get('company:tags')), custom: own.ok ? own.values : {} }, problem: said.problem ?? (own.ok ? null : { target: own.target, code: 'bad_value', reason: own.reason }) })
    }
    const known = await companiesLike(tx, told.flatMap((t) => t.facts.domain ?? []), told.map((t) => folded(t.facts.name)))
    const first = new Map<string, number>()
    return told.map(({ row, facts: plain, more, problem, note }): Planned<Company> => {
      const facts = { ...plain, ...more }
      if (problem) return failed(row, problem.target, problem.code, problem.reason)
      const key = facts.domain ?? folded(facts.name)
      const before = first.get(key)
      if (before) return skipped(row, 'duplicate_in_file', `Row ${before} of this file is the same company.`)
      first.set(key, row.row)
      const found = known.find((c) => facts.domain !== null && c.domain === facts.domain) ?? match(facts.name, known.filter((c) => !facts.domain || !c.domain)).found
      const near = found || note ? [] : nearest(facts.name, known)
      if (!found) return { row, outcome: 'new', code: note ? 'mended' : near.length ? 'near' : null, reason: note ?? (near.length ? `Made new, beside ${near.join(' and ')}.` : null), column: null, value: { facts } }
      if (i.policy === 'skip') return skipped(row, 'known', `${found.name} is known; known companies are left as they are.`)
      const change = changeOf(found, facts, i.policy)
      return Object.keys(change).length ? { row, outcome: 'updated', code: null, reason: note, column: null, value: { facts, known: found, change } } : { row, outcome: 'unchanged', code: null, reason: null, column: null }
    })
  },

  async land(tx, i, planned) {
    const made = await makeCompanies(tx, i.id, planned.filter((p) => p.outcome === 'new').map((p) => ({ row: p.row.row, facts: p.value!.facts })))
    for (const p of planned.filter((one) => one.outcome === 'new' && !made.has(one.row.row))) Object.assign(p, { outcome: 'skipped', code: 'made_meanwhile', reason: 'Somebody else made this company while the import was running.' })
    for (const p of planned.filter((one) => one.outcome === 'updated')) await changeCompany(tx, p.value!.known!.id, p.value!.change!)
    await noteRecords(tx, i.id, planned.flatMap((p): RecordNote[] => (p.outcome === 'new' ? [{ row: p.row.row, kind: 'company' as const, id: made.get(p.row.row)!, made: true, before: null, externalId: null }]
      : p.outcome === 'updated' ? [{ row: p.row.row, kind: 'company' as const, id: p.value!.known!.id, made: false, before: Object.fromEntries(Object.entries(p.value!.change!).map(([key, next]) => [key, [p.value!.known![key as keyof CompanyChange], next]])), externalId: null }] : [])))
  },

  undo: undoCompanies,
}

const nearest = (name: string, known: readonly KnownCompany[]): string[] => { const m = match(name, known); return m.found ? [] : (m as { near: KnownCompany[] }).near.map((c) => `“${c.name}”`) }

type Problem = { target: string | null; code: string; reason: string }
interface Told { facts: CompanyFacts; problem: Problem | null; note: string | null }
function factsOf(row: Row): Told {
  const get = (field: keyof CompanyFacts) => row.get(`company:${field}`)
  const website = get('website'), domainText = get('domain') ?? website
  const domain = companyDomain(domainText)
  const name = get('name')?.replaceAll('\n', ' ') ?? (domain ? domain.split('.')[0]!.replace(/^./, (c) => c.toUpperCase()) : '')
  const mended = get('industry') && mendedIndustry(get('industry')!)
  const facts: CompanyFacts = { name, domain, website: webAddress(website), industry: mended || get('industry'), size: get('size'), city: get('city'), country: get('country'), description: get('description'), phone: get('phone') }
  const long = fields.find((f) => (facts[f]?.length ?? 0) > most[f])
  const problem: Problem | null = !name ? { target: 'company:name', code: 'no_name', reason: 'This row names no company.' }
    : long ? { target: `company:${long}`, code: 'too_long', reason: `The ${words[long]} is longer than ${most[long]} characters.` }
    : get('domain') && !domain ? { target: 'company:domain', code: 'bad_domain', reason: `“${get('domain')!.slice(0, 60)}” is not a domain of a company like acme.com.` } : null
  return { facts, problem, note: mended ? `“${get('industry')}” was read as “${mended}”.` : null }
}

/** As exports write them (see tagsInCell), or as people do. */
const tagsOf = (text: string | null): string[] => [...new Set((text ?? '').split(text?.includes('\n') ? '\n' : /[,;|]/).map((t) => t.trim().slice(0, 60)).filter(Boolean))].slice(0, 50)

/** Tags come to those there are. Own fields are filled or written over one by one. */
function changeOf(known: KnownCompany, facts: CompanyFacts & CompanyMore, policy: Import['policy']): CompanyChange {
  const tags = [...new Set([...known.tags, ...facts.tags])].slice(0, 50), custom = policy === 'overwrite' ? { ...known.custom, ...facts.custom } : { ...facts.custom, ...known.custom }
  const more: CompanyChange = { ...(tags.length > known.tags.length && { tags }), ...(Object.keys(custom).some((key) => JSON.stringify(custom[key]) !== JSON.stringify(known.custom[key])) && { custom }) }
  return { ...plainChangeOf(known, facts, policy), ...more }
}

function plainChangeOf(known: KnownCompany, facts: CompanyFacts, policy: Import['policy']): Partial<CompanyFacts> {
  return Object.fromEntries(fields.filter((f) => f !== 'name' && facts[f] !== null && facts[f] !== known[f] && (policy === 'overwrite' || known[f] === null)).map((f) => [f, facts[f]]))
}

/** Companies that deals speak of. */
export const companiesNamed = (tx: Tx, names: readonly string[]): Promise<KnownCompany[]> => companiesLike(tx, [], names.map(folded))
