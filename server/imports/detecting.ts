// Which separator, which quotation mark, and where is the header? Judged by how evenly the rows divide.
import { delimiters, type ImportFormat } from '#contract/imports'
import { parseText } from './records.ts'
import { wordOf } from './column-words.ts'

export type Found = Pick<ImportFormat, 'delimiter' | 'quote' | 'hasHeader' | 'headerRow'>

/** `text`: the beginning of the file, cut at a line end where it is longer. `known`: what a person chose; only the header is looked for. */
export function detectFormat(text: string, known?: Pick<ImportFormat, 'delimiter' | 'quote'>): Found {
  if (known) {
    const rows = parseText(text, known, 200)
    return { ...known, ...headerOf(rows, evenness(rows).columns) }
  }
  const choices = delimiters.flatMap((delimiter) => quotesIn(text).map((quote) => ({ delimiter, quote, rows: parseText(text, { delimiter, quote }, 200) })))
  const best = choices.map((choice) => ({ ...choice, ...evenness(choice.rows) })).sort((a, b) => b.score - a.score)[0]!
  return { delimiter: best.columns > 1 ? best.delimiter : ',', quote: best.quote, ...headerOf(best.rows, best.columns) }
}

// Single quotes only where cells begin with them; "O'Neil" is no reason.
const quotesIn = (text: string): ('"' | "'")[] => (!/(?:^|[,;|\t\n])"/.test(text) && /(?:^|[,;|\t\n])'[^']*'(?=[,;|\t\r\n])/.test(text) ? ["'", '"'] : ['"'])

/** The usual number of cells, and how good a table this makes: even rows count most, then more columns. */
function evenness(rows: string[][]): { columns: number; score: number } {
  const counts = new Map<number, number>()
  for (const row of rows) if (row.some((cell) => cell.trim())) counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
  const total = [...counts.values()].reduce((a, b) => a + b, 0)
  const [columns, n] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 1]
  return { columns, score: columns < 2 ? 0 : (n / total) * 100 + Math.min(columns, 50) / 10 }
}

/** The header is the first row about as wide as the table, unless it already looks like data. */
function headerOf(rows: string[][], columns: number): { hasHeader: boolean; headerRow: number } {
  const filled = (row: string[]) => row.filter((cell) => cell.trim()).length
  // One lonely cell above two columns is a title, unless it is a name we know.
  const at = Math.max(0, rows.findIndex((row) => filled(row) >= Math.max(1, columns / 2) && (columns === 1 || filled(row) > 1 || row.some((cell) => wordOf(cell)))))
  return { hasHeader: looksLikeHeader(rows[at] ?? [], rows.slice(at + 1, at + 21)), headerRow: at + 1 }
}

function looksLikeHeader(row: string[], below: string[][]): boolean {
  const cells = row.map((cell) => cell.trim())
  if (cells.some((cell) => /^\S+@\S+\.\S+$/.test(cell) || /^https?:\/\//i.test(cell) || cell.length > 120)) return false
  if (cells.some((cell) => wordOf(cell))) return true
  if (cells.some((cell) => /^[+-]?[\d.,\s]+$/.test(cell) && cell !== '')) return false
  // No known word: a header when it names columns whose cells below look different (numbers, addresses), or when nothing speaks against it.
  const differs = cells.some((cell, i) => cell && below.length && below.every((r) => /^\S+@\S+$|^[+-]?[\d.,\s/-]+$/.test((r[i] ?? '').trim()) || !r[i]?.trim()))
  return differs || new Set(cells.filter(Boolean)).size === cells.length
}
