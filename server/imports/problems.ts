// What is wrong with a file, so that nothing hides behind much of the same: errors stand before what is only left out, and of each
// kind some are shown before many of one.
import type { ImportPreview, ImportRowView } from '#contract/imports'

type Kind = ImportPreview['problemKinds'][number]

export function kindsOf(told: readonly Kind[]): Kind[] {
  const sums = new Map<string, Kind>()
  for (const one of told) {
    const key = `${one.outcome}:${one.code}`
    sums.set(key, { ...one, count: (sums.get(key)?.count ?? 0) + one.count })
  }
  return [...sums.values()].toSorted((a, b) => rank(a) - rank(b) || b.count - a.count || (a.code < b.code ? -1 : 1))
}

/** In the order of severity and rows; `some` of each kind are in before any kind has more. */
export function worstFirst(rows: readonly ImportRowView[], some: number, most: number): ImportRowView[] {
  const seen = new Map<string, number>()
  const ranked = rows.toSorted(inOrder).map((row) => {
    const key = `${row.outcome}:${row.code}`, nth = (seen.get(key) ?? 0) + 1
    seen.set(key, nth)
    return { row, many: nth > some }
  })
  return ranked.toSorted((a, b) => Number(a.many) - Number(b.many) || inOrder(a.row, b.row)).slice(0, most).map((r) => r.row).toSorted(inOrder)
}

const rank = ({ outcome }: { outcome: ImportRowView['outcome'] }): number => (outcome === 'failed' ? 0 : outcome === 'skipped' ? 1 : 2)
const inOrder = (a: ImportRowView, b: ImportRowView): number => rank(a) - rank(b) || a.row - b.row
