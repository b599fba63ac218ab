// The table of Overture: rows are drawn only where they are seen, the head and the first column stay, and the keyboard
// goes everywhere: J K or arrows move, Enter or O opens, X picks, ⇧X picks up to here, ⌘A all, Esc lets go. → goes into the cells of
// a row, ← out again; Enter, F2 or a double click changes a cell, Tab goes on to the next.
// Sorting and filtering belong to the server; this shows what it is given.
import { Checkbox, Tooltip } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useShortcuts } from '../app/shortcuts.ts'
import { useNarrow } from './narrow.ts'
import { Bone, ErrorState, Late } from './states.tsx'
import css from './data-table.module.css'
import { arranged, type Column, type TableLayout } from './table-columns.ts'
import { CellEditor, ClashDialog, useEdits, type Leave } from './table-edit.tsx'
import { Head } from './table-head.tsx'
import { formatNumber } from './values.tsx'

export type { Column } from './table-columns.ts'

/** What usePages and useCall give, as far as a table needs it. */
export interface Source<T> {
  items: T[]
  isPending: boolean
  error: unknown
  refetch: () => unknown
  more?: () => void
  hasMore?: boolean
  total?: number | undefined
  totalIsCapped?: boolean
  isFetching?: boolean
}

interface Props<T> {
  label: string
  from: Source<T>
  columns: Column<T>[]
  id: (row: T) => string
  onOpen?: (row: T) => void
  /** The row whose panel is open. */
  openId?: string | undefined
  /** Shown in place of the rows when there are none. */
  empty: ReactNode
  /** '-createdAt', or several: 'status,-createdAt'; with onSort the heads of sortable columns are buttons. */
  sort?: string
  onSort?: (sort: string) => void
  picked?: ReadonlySet<string>
  onPick?: (ids: Set<string>) => void
  /** The bar under the table while rows are picked. */
  bulk?: ReactNode
  /** Fill the rest of the page and scroll inside (default), or grow with the rows (short lists). */
  fit?: 'page' | 'rows'
  comfortable?: boolean
  /** Room for three lines in a row, on a phone, where the columns are few. */
  tall?: boolean
  /** What a row is called in the count at the foot: ['lead', 'leads']. Without it there is no foot. */
  noun?: [one: string, many: string]
  /** Which columns, in which order, how wide: kept by the page (address, view). With it heads can be drawn and dragged. */
  layout?: TableLayout
  /** A line before each run of rows of which this says the same; the rows have to come sorted by it. */
  group?: ((row: T) => string) | undefined
}

export function DataTable<T>({ label, from, columns, id, onOpen, openId, empty, sort, onSort, picked, onPick, bulk, fit = 'page', comfortable, tall, noun, layout, group }: Props<T>) {
  const narrow = useNarrow()
  const shown = useMemo(() => (narrow ? columns.filter((c) => !c.wide && !c.off) : arranged(columns, layout?.columns)), [narrow, columns, layout?.columns])
  const scroll = useRef<HTMLDivElement>(null)
  const rows = from.items
  const [at, setAt] = useState(0), [cell, setCell] = useState(-1)
  const [editing, setEditing] = useState<{ row: number; cell: number }>()
  const edits = useEdits(id)
  // Rows, and between them the lines that begin a group; `entryOf` says where a row is drawn.
  const { entries, entryOf } = useMemo(() => grouped(rows, group), [rows, group])
  const anchor = useRef(0)
  const rowHeight = narrow && tall ? 76 : comfortable || narrow ? 44 : 36
  // eslint-disable-next-line react-hooks/incompatible-library -- measured by the library itself
  const virtual = useVirtualizer({ count: entries.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 12, getItemKey: (i) => { const entry = entries[i]; return entry && 'row' in entry && rows[entry.row] ? id(rows[entry.row]!) : `group${i}` } })
  const items = virtual.getVirtualItems()
  const lastEntry = entries[items.at(-1)?.index ?? 0]
  const last = lastEntry && 'row' in lastEntry ? lastEntry.row : 0
  const { more, hasMore } = from
  useEffect(() => { if (hasMore && last >= rows.length - 20) more?.() }, [last, rows.length, hasMore, more])
  useEffect(() => { virtual.measure() }, [rowHeight, virtual])

  const focusNow = (i: number, c: number): boolean => {
    const row = scroll.current?.querySelector<HTMLElement>(`[data-row="${i}"]`)
    const target = c < 0 ? row : row?.querySelector<HTMLElement>(`[data-cell="${c}"]`)
    // A second click may have begun to edit meanwhile: its field keeps the focus.
    if (!target || row?.querySelector('[data-editor]')) return false
    target.focus({ preventScroll: true })
    if (c >= 0) target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    return true
  }
  const focusRow = (i: number, c = -1) => requestAnimationFrame(() => focusNow(i, c))
  /** At once where it is drawn, so that the next key finds it however fast it follows. */
  const focusFor = (i: number, c: number) => { if (!focusNow(i, c)) focusRow(i, c) }
  const move = (to: number) => {
    if (!rows.length) return
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setAt(next)
    virtual.scrollToIndex(entryOf[next] ?? next)
    focusFor(next, cell)
  }
  const moveCell = (to: number) => { const next = Math.max(-1, Math.min(shown.length - 1, to)); setCell(next); focusFor(at, next) }
  const mayEdit = (i: number, c: number) => { const row = rows[i], edit = shown[c]?.edit; return Boolean(row && edit && (edit.can?.(row) ?? true)) }
  const begin = (i: number, c: number) => { const row = rows[i], column = shown[c]; if (!row || !column || !mayEdit(i, c)) return; edits.forget(row, column); setAt(i); setCell(c); setEditing({ row: i, cell: c }) }
  const finish = (i: number, c: number, value: string, how: Leave) => {
    const row = rows[i], column = shown[c]
    setEditing(undefined)
    if (row && column && how !== 'cancel') void edits.save(row, column, value, column.edit!.value(row))
    if (how === 'stay' || how === 'cancel') focusRow(i, c)
    if (how === 'next' || how === 'before') {
      const step = how === 'next' ? 1 : -1
      for (let n = i, k = c + step; n >= 0 && n < rows.length; k < 0 || k >= shown.length ? (n += step, k = step > 0 ? 0 : shown.length - 1) : (k += step))
        if (k >= 0 && k < shown.length && mayEdit(n, k)) { virtual.scrollToIndex(entryOf[n] ?? n); begin(n, k); return }
      focusRow(i, c)
    }
  }
  const pick = (i: number, range = false) => {
    if (!onPick || !rows[i]) return
    const next = new Set(picked)
    if (range) for (let n = Math.min(anchor.current, i); n <= Math.max(anchor.current, i); n++) { const row = rows[n]; if (row) next.add(id(row)) }
    else if (!next.delete(id(rows[i]))) next.add(id(rows[i]))
    anchor.current = i
    onPick(next)
  }
  // The same function for as long as the table stands, so that a tick is drawn anew only when it changes.
  const latestPick = useRef(pick)
  useEffect(() => { latestPick.current = pick })
  const tick = useCallback((i: number, range: boolean) => latestPick.current(i, range), [])
  const openRow = (i: number) => { const row = rows[i]; if (row) { setAt(i); onOpen?.(row) } }
  const inTable = () => scroll.current?.contains(document.activeElement) ?? false
  const first = () => (inTable() ? 1 : 0)

  useShortcuts(rows.length === 0 ? [] : [
    { keys: 'j', label: 'Next row', group: 'Lists', run: () => move(at + first()) },
    { keys: 'k', label: 'Row before', group: 'Lists', run: () => move(at - first()) },
    onOpen && { keys: 'o', label: 'Open', group: 'Lists', run: () => openRow(at) },
    onPick && { keys: 'x', label: 'Pick row', group: 'Lists', run: () => pick(at) },
    onPick && { keys: 'shift+x', label: 'Pick up to here', group: 'Lists', run: () => pick(at, true) },
    onPick && { keys: 'mod+a', label: 'Pick everything loaded', group: 'Lists', run: () => onPick(new Set(rows.map(id))) },
    onPick && picked?.size ? { keys: 'Escape', label: 'Let go', group: 'Lists', run: () => onPick(new Set()) } : undefined,
  ])

  // Esc in a side panel brings the focus back to the row it was opened from.
  const wasOpen = useRef(openId)
  useEffect(() => {
    if (wasOpen.current && !openId) {
      const i = rows.findIndex((row) => id(row) === wasOpen.current)
      if (i >= 0) focusRow(i)
    }
    wasOpen.current = openId
  })

  if (from.error && rows.length === 0) return <ErrorState error={from.error} onRetry={() => void from.refetch()} />
  if (!from.isPending && rows.length === 0) return <>{empty}</>

  const template = `${onPick ? '40px ' : ''}${shown.map((c) => c.width ?? 'minmax(120px, 1fr)').join(' ')}`
  const everything = rows.length > 0 && picked?.size === rows.length
  return (
    <div className={`${css.frame} ${fit === 'page' ? css.fill : ''} ${comfortable || narrow ? css.comfortable : ''}`}>
      {from.isFetching && !from.isPending && <Late><div className={css.fetching} /></Late>}
      <div className={css.scroll} ref={scroll} style={fit === 'rows' ? { maxHeight: '70vh' } : undefined}>
        <div className={css.grid} role="grid" aria-label={label} aria-rowcount={(from.total ?? rows.length) + 1} aria-multiselectable={onPick ? true : undefined} style={{ '--columns': template } as React.CSSProperties}>
          <div role="rowgroup" style={{ display: 'contents' }}>
            <div className={css.head} role="row" aria-rowindex={1}>
              {onPick && (
                <div role="columnheader" className={css.tick}>
                  <Checkbox aria-label="Pick everything loaded" checked={everything} indeterminate={!everything && Boolean(picked?.size)} onChange={() => onPick(everything ? new Set() : new Set(rows.map(id)))} />
                </div>
              )}
              {shown.map((c, i) => <Head key={c.key} column={c} columns={columns} first={i === 0} layout={narrow ? undefined : layout} {...(sort !== undefined && { sort })} {...(onSort && { onSort })} />)}
            </div>
          </div>
          {from.isPending ? <Bones columns={shown.length + (onPick ? 1 : 0)} /> : (
            <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() }}>
              {items.map((item) => {
                const entry = entries[item.index]
                if (entry && 'group' in entry) return <div key={item.key} role="row" aria-rowindex={item.index + 2} className={css.grouphead} style={{ position: 'absolute', top: 0, transform: `translateY(${item.start}px)`, height: rowHeight }}><span role="gridcell" aria-colspan={shown.length}>{entry.group}</span></div>
                const i = entry?.row ?? 0
                const row = rows[i]
                if (!row) return null
                const key = id(row)
                return (
                  <div
                    key={item.key} role="row" data-row={i} aria-rowindex={item.index + 2} aria-selected={onPick ? picked?.has(key) : openId === key ? true : undefined}
                    tabIndex={i === at ? 0 : -1}
                    className={`${css.row} ${onOpen ? css.opens : ''} ${picked?.has(key) ? css.chosen : ''} ${openId === key ? css.open : ''}`}
                    style={{ position: 'absolute', top: 0, transform: `translateY(${item.start}px)`, height: rowHeight }}
                    onClick={(e) => {
                      const target = e.target as HTMLElement
                      if (target.closest('a, button, input, label, select')) return
                      // A cell that can be changed is chosen by the first click; the row opens from the others.
                      const c = Number(target.closest<HTMLElement>('[data-edits]')?.dataset['cell'] ?? -1)
                      if (c > 0) { setAt(i); setCell(c); focusRow(i, c) } else openRow(i)
                    }}
                    onDoubleClick={(e) => { const c = (e.target as HTMLElement).closest<HTMLElement>('[data-edits]')?.dataset['cell']; if (c !== undefined && Number(c) > 0) begin(i, Number(c)) }}
                    onFocus={(e) => { setAt(i); if (e.target === e.currentTarget) setCell(-1) }}
                    onKeyDown={(e) => {
                      const inCell = (e.target as HTMLElement).matches('[data-cell]')
                      if (e.target !== e.currentTarget && !inCell) return
                      if (e.key === 'Enter') { e.preventDefault(); if (inCell && mayEdit(i, cell)) begin(i, cell); else openRow(i) }
                      else if (e.key === 'F2' && inCell) { e.preventDefault(); begin(i, cell) }
                      else if (e.key === 'ArrowDown') { e.preventDefault(); move(i + 1) }
                      else if (e.key === 'ArrowUp') { e.preventDefault(); move(i - 1) }
                      else if (e.key === 'ArrowRight') { e.preventDefault(); moveCell(cell + 1) }
                      else if (e.key === 'ArrowLeft') { e.preventDefault(); moveCell(cell - 1) }
                      else if (e.key === 'Escape' && inCell) { e.preventDefault(); e.stopPropagation(); moveCell(-1) }
                      else if (e.key === 'Home') { e.preventDefault(); move(0) }
                      else if (e.key === 'End') { e.preventDefault(); move(rows.length - 1) }
                      else if (e.key === ' ' && onPick) { e.preventDefault(); pick(i, e.shiftKey) }
                    }}
                  >
                    {onPick && (
                      <Tick at={i} checked={picked?.has(key) ?? false} onPick={tick} />
                    )}
                    {shown.map((c, n) => {
                      const edited = editing?.row === i && editing.cell === n
                      const mark = edits.markOf(row, c)
                      const content = edited ? <CellEditor column={c} row={row} onDone={(value, how) => finish(i, n, value, how)} /> : <Content column={c} row={mark?.row ?? row} />
                      return (
                        <div key={c.key} role="gridcell" data-cell={n} tabIndex={-1} data-edits={mayEdit(i, n) ? '' : undefined} aria-readonly={c.edit ? !mayEdit(i, n) : undefined} aria-invalid={mark?.says ? true : undefined}
                          className={`${css.cell} ${c.number ? css.right : ''} ${n === 0 ? css.first : ''} ${edited ? css.edited : ''}`}>
                          {mark?.says ? <Tooltip opened label={mark.says} color="bad" position="bottom-start" multiline maw={320}><span className={css.wrong}>{content}<span role="alert" className="o-hidden">{mark.says}</span></span></Tooltip>
                            : n === 0 ? <span>{content}</span> : content}
                        </div>
                      )
                    })}
                  </div>
                )
              })}
            </div>
          )}
        </div>
      </div>
      {edits.clash && <ClashDialog clash={edits.clash} onTheirs={() => { edits.settle(); void from.refetch() }} onMine={() => { const { row, column, mine, theirs } = edits.clash!; edits.settle(); void edits.save(row, column, mine, theirs) }} />}
      {picked?.size && bulk ? <div className={css.bulk} role="region" aria-label="Picked rows"><b className="o-num">{formatNumber(picked.size)} picked</b>{bulk}</div>
        : noun && !from.isPending && <div className={css.foot}><span className="o-num">{footOf(from, noun)}</span></div>}
    </div>
  )
}

// A key moves the mark over forty rows of ten cells; what stands in them is drawn anew only where the row or its column has changed.
const Content = memo(function Content<T>({ column, row }: { column: Column<T>; row: T }) { return column.cell(row) }) as <T>(of: { column: Column<T>; row: T }) => ReactNode
const Tick = memo(({ at, checked, onPick }: { at: number; checked: boolean; onPick: (at: number, range: boolean) => void }) => (
  <div role="gridcell" className={css.tick} onClick={(e) => { e.stopPropagation(); if (e.target === e.currentTarget) onPick(at, e.shiftKey) }}>
    <Checkbox aria-label="Pick row" tabIndex={-1} checked={checked} onClick={(e) => e.stopPropagation()} onChange={(e) => onPick(at, (e.nativeEvent as MouseEvent).shiftKey)} />
  </div>
))
Tick.displayName = 'Tick'

function footOf<T>(from: Source<T>, [one, many]: [string, string]): string {
  const known = from.total ?? from.items.length
  const open = from.totalIsCapped || (from.total === undefined && from.hasMore)
  return `${from.totalIsCapped ? 'More than ' : ''}${formatNumber(from.totalIsCapped ? known - 1 : known)}${open && !from.totalIsCapped ? '+' : ''} ${known === 1 ? one : many}`
}

type Entry = { row: number } | { group: string }

function grouped<T>(rows: T[], group: ((row: T) => string) | undefined): { entries: Entry[]; entryOf: number[] } {
  const entries: Entry[] = [], entryOf: number[] = []
  let before: string | undefined
  rows.forEach((row, i) => {
    const name = group?.(row)
    if (name !== undefined && name !== before) entries.push({ group: name })
    before = name
    entryOf.push(entries.length)
    entries.push({ row: i })
  })
  return { entries, entryOf }
}

function Bones({ columns }: { columns: number }) {
  return (
    <div role="rowgroup">
      <Late>
        {Array.from({ length: 12 }, (_, i) => (
          <div key={i} className={css.row} role="row">
            {Array.from({ length: columns }, (_, c) => <div key={c} className={css.cell} role="gridcell"><Bone w={`${45 + ((i * 7 + c * 13) % 45)}%`} h={10} /></div>)}
          </div>
        ))}
      </Late>
    </div>
  )
}
