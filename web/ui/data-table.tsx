// The table of Overture: rows are drawn only where they are seen, the head and the first column stay, and the keyboard
// goes everywhere: J K or arrows move, Enter or O opens, X picks, ⇧X picks up to here, ⌘A all, Esc lets go.
// Sorting and filtering belong to the server; this shows what it is given.
import { Checkbox } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useShortcuts } from '../app/shortcuts.ts'
import { useNarrow } from './narrow.ts'
import { Bone, ErrorState, Late } from './states.tsx'
import css from './data-table.module.css'
import { Icon } from './icon.tsx'
import { IconArrowDown, IconArrowUp } from './icons.ts'
import { formatNumber } from './values.tsx'

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
}

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
  /** '-createdAt' or 'email'; with onSort the heads of sortable columns are buttons. */
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
}

export function DataTable<T>({ label, from, columns, id, onOpen, openId, empty, sort, onSort, picked, onPick, bulk, fit = 'page', comfortable, tall, noun }: Props<T>) {
  const narrow = useNarrow()
  const shown = useMemo(() => (narrow ? columns.filter((c) => !c.wide) : columns), [narrow, columns])
  const scroll = useRef<HTMLDivElement>(null)
  const rows = from.items
  const [at, setAt] = useState(0)
  const anchor = useRef(0)
  const rowHeight = narrow && tall ? 76 : comfortable || narrow ? 44 : 36
  // eslint-disable-next-line react-hooks/incompatible-library -- measured by the library itself
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 12, getItemKey: (i) => (rows[i] ? id(rows[i]) : i) })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const { more, hasMore } = from
  useEffect(() => { if (hasMore && last >= rows.length - 20) more?.() }, [last, rows.length, hasMore, more])
  useEffect(() => { virtual.measure() }, [rowHeight, virtual])

  const focusRow = (i: number) => requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-row="${i}"]`)?.focus({ preventScroll: true }))
  const move = (to: number) => {
    if (!rows.length) return
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setAt(next)
    virtual.scrollToIndex(next)
    focusRow(next)
  }
  const pick = (i: number, range = false) => {
    if (!onPick || !rows[i]) return
    const next = new Set(picked)
    if (range) for (let n = Math.min(anchor.current, i); n <= Math.max(anchor.current, i); n++) { const row = rows[n]; if (row) next.add(id(row)) }
    else if (!next.delete(id(rows[i]))) next.add(id(rows[i]))
    anchor.current = i
    onPick(next)
  }
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
              {shown.map((c, i) => <Head key={c.key} column={c} first={i === 0} {...(sort !== undefined && { sort })} {...(onSort && { onSort })} />)}
            </div>
          </div>
          {from.isPending ? <Bones columns={shown.length + (onPick ? 1 : 0)} /> : (
            <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() }}>
              {items.map((item) => {
                const row = rows[item.index]
                if (!row) return null
                const key = id(row)
                return (
                  <div
                    key={item.key} role="row" data-row={item.index} aria-rowindex={item.index + 2} aria-selected={onPick ? picked?.has(key) : openId === key ? true : undefined}
                    tabIndex={item.index === at ? 0 : -1}
                    className={`${css.row} ${onOpen ? css.opens : ''} ${picked?.has(key) ? css.chosen : ''} ${openId === key ? css.open : ''}`}
                    style={{ position: 'absolute', top: 0, transform: `translateY(${item.start}px)`, height: rowHeight }}
                    onClick={(e) => { if (!(e.target as HTMLElement).closest('a, button, input, label')) openRow(item.index) }}
                    onFocus={() => setAt(item.index)}
                    onKeyDown={(e) => {
                      if (e.target !== e.currentTarget) return
                      if (e.key === 'Enter') { e.preventDefault(); openRow(item.index) }
                      else if (e.key === 'ArrowDown') { e.preventDefault(); move(item.index + 1) }
                      else if (e.key === 'ArrowUp') { e.preventDefault(); move(item.index - 1) }
                      else if (e.key === 'Home') { e.preventDefault(); move(0) }
                      else if (e.key === 'End') { e.preventDefault(); move(rows.length - 1) }
                      else if (e.key === ' ' && onPick) { e.preventDefault(); pick(item.index, e.shiftKey) }
                    }}
                  >
                    {onPick && (
                      <div role="gridcell" className={css.tick} onClick={(e) => { e.stopPropagation(); if (e.target === e.currentTarget) pick(item.index, e.shiftKey) }}>
                        <Checkbox aria-label="Pick row" tabIndex={-1} checked={picked?.has(key) ?? false} onClick={(e) => e.stopPropagation()} onChange={(e) => pick(item.index, (e.nativeEvent as MouseEvent).shiftKey)} />
                      </div>
                    )}
                    {shown.map((c, i) => <div key={c.key} role="gridcell" className={`${css.cell} ${c.number ? css.right : ''} ${i === 0 ? css.first : ''}`}>{i === 0 ? <span>{c.cell(row)}</span> : c.cell(row)}</div>)}
                  </div>
                )
              })}
            </div>
          )}
        </div>
      </div>
      {picked?.size && bulk ? <div className={css.bulk} role="region" aria-label="Picked rows"><b className="o-num">{formatNumber(picked.size)} picked</b>{bulk}</div>
        : noun && !from.isPending && <div className={css.foot}><span className="o-num">{footOf(from, noun)}</span></div>}
    </div>
  )
}

function footOf<T>(from: Source<T>, [one, many]: [string, string]): string {
  const known = from.total ?? from.items.length
  const open = from.totalIsCapped || (from.total === undefined && from.hasMore)
  return `${from.totalIsCapped ? 'More than ' : ''}${formatNumber(from.totalIsCapped ? known - 1 : known)}${open && !from.totalIsCapped ? '+' : ''} ${known === 1 ? one : many}`
}

function Head<T>({ column, first, sort, onSort }: { column: Column<T>; first: boolean; sort?: string; onSort?: (sort: string) => void }) {
  const down = sort === `-${column.sort}`
  const up = sort === column.sort
  const className = `${css.cell} ${column.number ? css.right : ''} ${first ? css.first : ''}`
  if (!column.sort || !onSort) return <div role="columnheader" className={className}>{column.title}</div>
  return (
    <div role="columnheader" className={className} aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}>
      <button type="button" className={css.sort} onClick={() => onSort(down ? (column.sort ?? '') : `-${column.sort}`)}>
        {column.title}{up && <Icon of={IconArrowUp} size={12} />}{down && <Icon of={IconArrowDown} size={12} />}
      </button>
    </div>
  )
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
