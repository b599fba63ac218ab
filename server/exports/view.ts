// What a list shows, as the columns of a file: the rows in their order, then page by page.
import type { Tx } from '#platform/db'
import type { Cell } from '#platform/workbook-writing'

export interface ExportColumn<R> { key: string; title: string; /** In characters, for a workbook. */ width?: number; value: (row: R) => Cell }

/** One kind of record. `R`: a row with everything its columns tell of. */
export interface ExportKind<Q, R extends { id: string }> {
  kind: string
  /** Of file and sheet. */
  name: string
  /** Which, in the order of the list. */
  ids: (tx: Tx, question: Q) => Promise<string[]>
  columns: (tx: Tx) => Promise<ExportColumn<R>[]>
  /** In any order; what has gone meanwhile is missing. */
  rows: (tx: Tx, ids: string[]) => Promise<R[]>
}

export const columnsAsked = <R>(all: ExportColumn<R>[], keys: string | undefined): ExportColumn<R>[] => {
  const wanted = keys?.split(',').map((k) => all.find((c) => c.key === k.trim())).filter((c) => c !== undefined)
  return wanted?.length ? [...new Set(wanted)] : all
}

/**
 * Tags in one cell. The import parts them at commas, semicolons and bars; where a tag holds one of those, at line ends alone
 * (a single such tag stands there twice, for one line says nothing of how it is to be read).
 */
export function tagsInCell(tags: readonly string[]): string {
  if (!tags.some((t) => /[,;|]/.test(t))) return tags.join(', ')
  return (tags.length === 1 ? [...tags, ...tags] : tags).join('\n')
}

/** Of a field of one's own. */
export const valueInCell = (v: unknown): Cell =>
  Array.isArray(v) ? v.join('; ') : typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean' ? v : v === null || v === undefined ? null : JSON.stringify(v)
