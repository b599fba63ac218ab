// A company in the trash: its people stay, joined again when it comes back within thirty days.
import type { CompanyRow } from '#contract/companies'
import type { Page } from '#contract/contract'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { mustChangeRecord } from '#platform/rights'
import type { Company } from './company.ts'
import { companyDeleted, companyRestored } from './events.ts'
import { readCursor, withCounts, writeCursor } from './listing.ts'
import { companyByDomain, companyById, companyByName, companyTrashPage, mergedInto, trashCompany } from './store.ts'

export async function deleteCompany(tx: Tx, id: string): Promise<void> {
  const company = await companyById(tx, id)
  if (!company) throw notFound('company')
  mustChangeRecord(tx.actor, 'companies', company)
  if (!(await trashCompany(tx, id, tx.now))) return
  await announce(tx, companyDeleted, { companyId: id, name: company.name })
  await liveChanged(tx, 'leads')
}

/** Refused when its domain or name belongs to a newer company. */
export async function restoreCompany(tx: Tx, id: string): Promise<Company> {
  const company = await companyById(tx, id)
  if (!company) throw notFound('company')
  mustChangeRecord(tx.actor, 'companies', company)
  if (!company.deletedAt) return company
  if (await mergedInto(tx, id)) throw refuse('gone_for_good', 'This company was merged into another one. Take the merge back instead.', { status: 409 })
  const twin = company.domain ? await companyByDomain(tx, company.domain) : await companyByName(tx, company.name)
  if (twin && (company.domain || !twin.domain))
    throw refuse('company_exists', `${twin.name} has this ${company.domain ? 'domain' : 'name'} meanwhile. Edit that one, or merge the two.`, { status: 409, details: { companyId: twin.id } })
  await trashCompany(tx, id, null)
  await announce(tx, companyRestored, { companyId: id, name: company.name })
  await liveChanged(tx, 'leads')
  return (await companyById(tx, id))!
}

export async function companiesInTrash(tx: Tx, q: { cursor?: string | undefined; limit: number }): Promise<Page<CompanyRow>> {
  const rows = await companyTrashPage(tx, readCursor(q.cursor, false), q.limit + 1)
  const last = rows.length > q.limit ? rows[q.limit - 1] : undefined
  return { items: await withCounts(tx, rows.slice(0, q.limit)), next: last ? writeCursor(last.deletedAt!.toISOString(), last.id) : null }
}
