// A page of leads: searched, filtered, sorted, by keyset (page 1,000 costs what page 1 costs); counts stop at 1,001.
import type { LeadSort } from '#contract/leads'
import type { LeadRow } from '#contract/leads'
import type { SuppressionReason } from '#contract/suppressions'
import type { Page } from '#contract/contract'
import type { LeadFilter } from '#contract/lead-filter'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { patternsOf } from './filtering.ts'
import { whereMatching } from './matching.ts'
import { countFound, foundPage, newestPage, newestRows, pageByScore, pageOfLeads, placeOfScore, trashPage, type RowOfLead, type SortKey } from './page-store.ts'
import { countAll, countUpTo } from './store.ts'
import { readHits, reasonsAmong, reasonsFor } from './suppression-store.ts'

export const countCap = 1001

export interface LeadQuestion { search?: string | undefined; filter?: LeadFilter | undefined; sort: LeadSort; cursor?: string | undefined; limit: number; count?: 'true' | 'false'; more?: 'true' | 'false' }

export async function searchLeads(tx: Tx, q: LeadQuestion): Promise<Page<LeadRow>> {
  const after = readCursor(q.cursor, q.sort)
  const patterns = patternsOf(q.search), asked = { where: whereMatching(tx, q), after, limit: q.limit + 1, more: q.more === 'true' }
  const rows = patterns.length && !q.filter && q.sort === '-createdAt' && q.more !== 'true' ? await foundPage(tx, patterns, placeOf(after), q.limit + 1)
    : await (q.sort === 'score' || q.sort === '-score' ? pageByScore(tx, { ...asked, down: q.sort === '-score' }) : pageOfLeads(tx, { ...asked, order: orderOf(q.sort) }))
  const page = pageOf(rows, q.limit, await reasonsFor(tx, rows))
  return q.count === 'true' ? { ...page, ...(await countLeads(tx, q, false)) } : page
}

/** The page everybody opens first, by the short way; any other question by the general one. */
export async function listLeads(world: World, q: LeadQuestion): Promise<Page<LeadRow>> {
  const plain = !q.search && !q.filter && q.sort === '-createdAt' && q.count !== 'true' && q.more !== 'true' && q.limit === newestRows - 1 && !(world.actor.kind === 'user' && world.actor.sees?.leads)
  if (!plain) return world.read((tx) => searchLeads(tx, q))
  const rows = await newestPage(world, placeOf(readCursor(q.cursor, q.sort)))
  return pageOf(rows, q.limit, reasonsAmong(rows, readHits(rows[0]?.hits)))
}

export async function countLeads(tx: Tx, q: { search?: string | undefined; filter?: LeadFilter | undefined }, exact: boolean): Promise<{ total: number; totalIsCapped: boolean }> {
  const patterns = patternsOf(q.search)
  const { n } = patterns.length && !q.filter && !exact ? await countFound(tx, patterns, countCap)
    : exact ? await countAll(tx, whereMatching(tx, q)) : await countUpTo(tx, whereMatching(tx, q), countCap)
  return { total: n, totalIsCapped: !exact && n === countCap }
}

export async function leadsOfCompany(tx: Tx, companyId: string, q: { cursor?: string | undefined; limit: number }): Promise<Page<LeadRow>> {
  return searchLeads(tx, { ...q, sort: '-createdAt', filter: { field: 'company', op: 'in', value: [companyId] } })
}

export async function leadsInTrash(tx: Tx, q: { cursor?: string | undefined; limit: number }): Promise<Page<LeadRow & { deletedAt: string }>> {
  const rows = await trashPage(tx, placeOf(readCursor(q.cursor, '-createdAt')), q.limit + 1)
  const items = rows.slice(0, q.limit).map((row) => ({ ...rowView(row, null), deletedAt: row.deletedAt.toISOString() }))
  const last = rows.length > q.limit ? items.at(-1) : undefined
  return { items, next: last ? writeCursor([last.deletedAt], last.id) : null }
}

function pageOf(rows: RowOfLead[], limit: number, reasons: Map<string, SuppressionReason>): Page<LeadRow> {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map((row) => rowView(row, reasons.get(row.email) ?? null)), next: last ? writeCursor(last.sortKeys ?? [last.createdAt.toISOString()], last.id) : null }
}

// Field by field: the driver's rows carry more than is shown, and this is the inner loop of every list.
export const rowView = (row: RowOfLead, suppressed: LeadRow['suppressed']): LeadRow => ({
  id: row.id, email: row.email, firstName: row.firstName, lastName: row.lastName, title: row.title, companyId: row.companyId, companyName: row.companyName,
  city: row.city, country: row.country, status: row.status, tags: row.tags, ownerId: row.ownerId, createdAt: row.createdAt.toISOString(),
  lastActivityAt: row.lastActivityAt && row.lastActivityAt.toISOString(), repliedAt: row.repliedAt && row.repliedAt.toISOString(), suppressed,
  ...(row.more && { more: { ...row.more, updatedAt: row.more.updatedAt.toISOString() } }),
})

/** For lists with one sort key. */
export const placeOf = (after: [string, ...string[]] | undefined): [string, string] | undefined => after && [after[0], after[1]!]

type Key = Omit<SortKey, 'down'>
const letters = (column: RawBuilder<unknown>): Key => ({ key: sql`lower(coalesce(${column}, ''))`, isTime: false })
const moment = (column: RawBuilder<unknown>): Key => ({ key: sql`coalesce(${column}, '-infinity'::timestamptz)`, isTime: true })
const keys: Record<string, Key> = {
  createdAt: { key: sql`l.created_at`, isTime: true },
  updatedAt: { key: sql`l.updated_at`, isTime: true },
  lastActivityAt: moment(sql`l.last_activity_at`),
  repliedAt: moment(sql`l.replied_at`),
  email: { key: sql`l.email`, isTime: false },
  firstName: letters(sql`l.first_name`), lastName: letters(sql`l.last_name`), title: letters(sql`l.title`), companyName: letters(sql`l.company_name`),
  city: letters(sql`l.city`), country: letters(sql`l.country`), source: letters(sql`l.source`), owner: letters(sql`l.owner_id::text`),
  status: { key: sql`l.status`, isTime: false },
}
export const orderOf = (sort: LeadSort): SortKey[] => sort.split(',').map((s) => {
  const name = s.replace('-', ''), down = s.startsWith('-')
  return name === 'score' ? { key: placeOfScore(down), isTime: false, scores: true, down } : { ...keys[name]!, down }
})

/** `keys`: those of the last row seen, in the order of the sort, and its id. */
export const writeCursor = (keys: string[], id: string): string => Buffer.from(JSON.stringify([...keys, id])).toString('base64url')

/** [sort keys …, id] of the last row seen; refuses what we did not write for this order. */
export function readCursor(cursor: string | undefined, sort: LeadSort): [string, ...string[]] | undefined {
  if (!cursor) return undefined
  try {
    const order = orderOf(sort)
    const seen = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const id = seen.at(-1)
    if (seen.length === order.length + 1 && typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) && order.every((o, i) => (o.scores ? /^\d{3}$/.test(String(seen[i])) : isKey(seen[i], o.isTime)))) return seen as [string, ...string[]]
  } catch { /* refused below */ }
  throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
}

const isKey = (key: unknown, isTime: boolean): boolean =>
  typeof key === 'string' && !key.includes('\u0000')
  && (!isTime || key === '-infinity' || /^\d{4}-\d\d-\d\d[T ][\d:.+Z-]{5,40}$/.test(key) && !Number.isNaN(Date.parse(key.replace(/([+-]\d\d)$/, '$1:00'))))
