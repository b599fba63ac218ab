// The suppression list as a page and as a file.
import type { Page } from '#contract/contract'
import type { SuppressionView } from '#contract/suppressions'
import { csvLine } from '#platform/csv'
import type { Tx } from '#platform/db'
import type { World } from '#platform/world'
import { hashOfAddress } from './address-hash.ts'
import { countCap, placeOf, readCursor, writeCursor } from './listing.ts'
import { suppressionCount, suppressionPage, type Suppression, type SuppressionQuestion } from './suppression-store.ts'

export const viewOfSuppression = (s: Suppression): SuppressionView => ({ ...s, createdAt: s.createdAt.toISOString() })

export async function searchSuppressions(tx: Tx, q: SuppressionQuestion & { cursor?: string | undefined; limit: number }): Promise<Page<SuppressionView>> {
  const rows = await suppressionPage(tx, q, placeOf(readCursor(q.cursor, '-createdAt')), q.limit + 1)
  const items = rows.slice(0, q.limit).map(viewOfSuppression)
  const last = rows.length > q.limit ? items.at(-1) : undefined
  const { n } = await suppressionCount(tx, q, countCap)
  return { items, next: last ? writeCursor([last.createdAt], last.id) : null, total: n, totalIsCapped: n === countCap }
}

/**
 * The whole list as CSV lines, read in pages so that a long list needs no memory and no long transaction.
 * `hashed`: addresses as their SHA-256, without notes and names, so that the file can be given to others.
 */
export async function* suppressionLines(world: World, q: SuppressionQuestion, hashed = false): AsyncGenerator<string> {
  yield csvLine(['kind', 'value', 'reason', 'source', 'note', 'added_by', 'added_at'])
  for (let after: [string, string] | undefined; ;) {
    const rows = await world.read((tx) => suppressionPage(tx, q, after, 2000))
    yield rows.flatMap((s) => entriesOf(s, hashed).map(([kind, value]) => csvLine([kind, value, s.reason, ...(hashed ? ['list', null, null] : [s.source, s.note, s.createdBy]), s.createdAt]))).join('')
    const last = rows.at(-1)
    if (!last || rows.length < 2000) return
    after = [last.createdAt.toISOString(), last.id]
  }
}

/** A company by its name in a list of our own; elsewhere only its domains mean something. */
const entriesOf = (s: Suppression, hashed: boolean): [string, string][] =>
  !hashed ? [[s.kind, s.value]] : s.kind === 'address' ? [['hash', hashOfAddress(s.value)]] : s.kind === 'company' ? s.domains.map((domain) => ['domain', domain]) : [[s.kind, s.value]]
