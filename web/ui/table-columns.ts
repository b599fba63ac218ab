// Which columns a table shows, in which order and how wide: as short texts ("name:220", "email"), for an address or a saved view.
import type { ReactNode } from 'react'

export interface Column<T> {
  key: string
  title: string
  cell: (row: T) => ReactNode
  /** A CSS grid track: '120px', 'minmax(160px, 1fr)'. The default shares what is left. */
  width?: string
  /** Digits line up at the right. */
  number?: boolean
  /** The name the server sorts by; makes the head a button. */
  sort?: string
  /** Left out on a phone. */
  wide?: boolean
  /** Not shown unless somebody chooses it (needs `layout`). */
  off?: boolean
  /** Changed in place; how is said in `Edit`. */
  edit?: Edit<T>
}

export interface Edit<T> {
  kind: 'text' | 'number' | 'date' | 'select' | 'tags'
  /** As it is typed: tags with commas, a date as 2026-03-02, nothing as ''. */
  value: (row: T) => string
  options?: { value: string; label: string }[]
  /** The row as it will be, for the time until the server has answered. */
  apply: (row: T, value: string) => T
  /** `was`: what stood there when editing began. Rejects with the server's refusal. */
  save: (row: T, value: string, was: string) => Promise<unknown>
  /** How a value is said in the dialog when two people changed it. */
  show?: (value: string) => string
  can?: (row: T) => boolean
}

/** What a person chose, and how a new choice is kept; `columns` undefined: as the page has it. */
export interface TableLayout { columns: string[] | undefined; onColumns: (columns: string[] | undefined) => void }

const least = 60, most = 900
const read = (text: string): { key: string; width: number | undefined } => {
  const cut = /^(.+):(\d{2,4})$/.exec(text)
  return cut ? { key: cut[1]!, width: Math.min(most, Math.max(least, Number(cut[2]))) } : { key: text, width: undefined }
}

/** The columns to draw. The first of the page stays the first; what the page does not know (any more) is passed over. */
export function arranged<T>(columns: Column<T>[], chosen: string[] | undefined): Column<T>[] {
  if (!chosen?.length) return columns.filter((c) => !c.off)
  const known = new Map(columns.map((c) => [c.key, c]))
  const wanted = chosen.map(read).flatMap(({ key, width }) => {
    const column = known.get(key)
    return column ? [width ? { ...column, width: `${width}px` } : column] : []
  })
  const [first] = columns
  const front = wanted.find((c) => c.key === first?.key) ?? first
  return front ? [front, ...wanted.filter((c) => c.key !== front.key)] : wanted
}

const widthOf = (chosen: string[] | undefined, key: string) => chosen?.map(read).find((c) => c.key === key)?.width
const written = <T>(shown: Column<T>[], chosen: string[] | undefined, change?: { key: string; width: number }): string[] =>
  shown.map(({ key }) => {
    const width = change && change.key === key ? Math.round(Math.min(most, Math.max(least, change.width))) : widthOf(chosen, key)
    return width ? `${key}:${width}` : key
  })

export const resized = <T>(columns: Column<T>[], chosen: string[] | undefined, key: string, width: number): string[] => written(arranged(columns, chosen), chosen, { key, width })

/** `key` goes before `before`; without it, to the end. */
export function moved<T>(columns: Column<T>[], chosen: string[] | undefined, key: string, before: string | undefined): string[] {
  const shown = written(arranged(columns, chosen), chosen)
  const it = shown.find((c) => read(c).key === key)
  if (!it || key === before) return shown
  const rest = shown.filter((c) => c !== it)
  const at = before === undefined ? rest.length : rest.findIndex((c) => read(c).key === before)
  return at < 1 ? [rest[0]!, it, ...rest.slice(1)] : [...rest.slice(0, at), it, ...rest.slice(at)]
}

export function shownOrNot<T>(columns: Column<T>[], chosen: string[] | undefined, key: string, shown: boolean): string[] {
  const now = written(arranged(columns, chosen), chosen).filter((c) => read(c).key !== key)
  return shown ? [...now, key] : now
}

/** "status,-lastActivityAt" → [{ by: 'status', down: false }, …] */
export const sortsOf = (sort: string | undefined) => (sort ? sort.split(',').map((s) => ({ by: s.replace(/^-/, ''), down: s.startsWith('-') })) : [])

/** A click sorts by this column alone, down first and then up; with Shift it is added to, turned in, or (at last) taken from the others. */
export function nextSort(sort: string | undefined, by: string, add: boolean): string {
  const now = sortsOf(sort)
  const at = now.findIndex((s) => s.by === by)
  const text = (some: { by: string; down: boolean }[]) => some.map((s) => `${s.down ? '-' : ''}${s.by}`).join(',')
  if (!add) return at === 0 && now.length === 1 && now[0]!.down ? by : `-${by}`
  if (at < 0) return text([...now.slice(0, 2), { by, down: true }])
  if (now[at]!.down) return text(now.map((s, i) => (i === at ? { ...s, down: false } : s)))
  return now.length > 1 ? text(now.filter((_, i) => i !== at)) : text([{ by, down: true }])
}
