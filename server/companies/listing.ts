// A page of companies, each with how many leads it has.
import type { CompanyPage, CompanyRow, CompanyView } from '#contract/companies'
import type { Page } from '#contract/contract'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { mayChangeRecord } from '#platform/rights'
import type { Company } from './company.ts'
import { companyById, companyCount, companyPage, leadCounts, type CompanyQuestion } from './store.ts'

const countCap = 1001

export async function searchCompanies(tx: Tx, q: Omit<CompanyQuestion, 'after'> & { cursor?: string | undefined }): Promise<Page<CompanyRow>> {
  const rows = await companyPage(tx, { ...q, after: readCursor(q.cursor, q.sort.endsWith('name')), limit: q.limit + 1 })
  const items = await withCounts(tx, rows.slice(0, q.limit))
  const last = rows[q.limit - 1]
  const next = rows.length > q.limit && last ? writeCursor(q.sort.endsWith('name') ? last.name.toLowerCase() : last.createdAt.toISOString(), last.id) : null
  if (q.cursor) return { items, next }
  const { n } = await companyCount(tx, q, countCap)
  return { items, next, total: n, totalIsCapped: n === countCap }
}

export async function showCompany(tx: Tx, id: string): Promise<CompanyPage> {
  const company = await companyById(tx, id)
  if (!company) throw notFound('company')
  return { ...(await withCounts(tx, [company]))[0]!, mayChange: mayChangeRecord(tx.actor, 'companies', company) }
}

export const viewOfCompany = ({ importId: _, ...c }: Company): CompanyView => ({ ...c, createdAt: c.createdAt.toISOString(), updatedAt: c.updatedAt.toISOString(), deletedAt: c.deletedAt && c.deletedAt.toISOString() })

export async function withCounts(tx: Tx, companies: Company[]): Promise<CompanyRow[]> {
  if (!companies.length) return []
  const counts = new Map((await leadCounts(tx, companies.map((c) => c.id))).map((c) => [c.id, c.n]))
  return companies.map((c) => ({ ...viewOfCompany(c), leads: counts.get(c.id) ?? 0 }))
}

export const writeCursor = (key: string, id: string): string => Buffer.from(JSON.stringify([key, id])).toString('base64url')

export function readCursor(cursor: string | undefined, byName: boolean): [string, string] | undefined {
  if (!cursor) return undefined
  try {
    const [key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (typeof key === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) && !key.includes('\u0000') && (byName || !Number.isNaN(Date.parse(key)))) return [key, id]
  } catch { /* falls through to the refusal */ }
  throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
}
