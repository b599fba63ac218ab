// The head of a column: a button that sorts, an edge that is drawn to make it wider (Alt and an arrow do the same), and the whole
// of it can be dragged to another place, which the menu beside the table does without a mouse.
import { useRef, useState } from 'react'
import css from './data-table.module.css'
import { Icon } from './icon.tsx'
import { IconArrowDown, IconArrowUp } from './icons.ts'
import { moved, nextSort, resized, sortsOf, type Column, type TableLayout } from './table-columns.ts'

interface Props<T> { column: Column<T>; columns: Column<T>[]; first: boolean; sort?: string; onSort?: (sort: string) => void; layout?: TableLayout | undefined }

export function Head<T>({ column, columns, first, sort, onSort, layout }: Props<T>) {
  const [over, setOver] = useState(false)
  const sorts = sortsOf(sort)
  const at = sorts.findIndex((s) => s.by === column.sort)
  const mine = at >= 0 ? sorts[at] : undefined
  const className = `${css.cell} ${css.headcell} ${column.number ? css.right : ''} ${first ? css.first : ''} ${over ? css.over : ''}`
  const movable = layout && !first
  return (
    <div
      role="columnheader" className={className} {...(column.sort && onSort && { 'aria-sort': mine ? (mine.down ? 'descending' as const : 'ascending' as const) : 'none' as const })}
      draggable={movable ? true : undefined}
      onKeyDown={(e) => { if (layout && e.altKey && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')) { e.preventDefault(); layout.onColumns(resized(columns, layout.columns, column.key, e.currentTarget.getBoundingClientRect().width + (e.key === 'ArrowRight' ? 16 : -16))) } }}
      onDragStart={(e) => { e.dataTransfer.setData('text/column', column.key); e.dataTransfer.effectAllowed = 'move' }}
      onDragOver={(e) => { if (movable && e.dataTransfer.types.includes('text/column')) { e.preventDefault(); setOver(true) } }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => { setOver(false); const key = e.dataTransfer.getData('text/column'); if (key && movable) { e.preventDefault(); layout.onColumns(moved(columns, layout.columns, key, column.key)) } }}
    >
      {column.sort && onSort
        ? (
          <button type="button" className={css.sort} title="Shift and click sorts by several; Alt and an arrow key changes the width" onClick={(e) => onSort(nextSort(sort, column.sort!, e.shiftKey))}>
            {column.title}{mine && <Icon of={mine.down ? IconArrowDown : IconArrowUp} size={12} />}{mine && sorts.length > 1 && <small className="o-num">{at + 1}</small>}
          </button>
        ) : column.title}
      {layout && <Edge column={column} columns={columns} layout={layout} />}
    </div>
  )
}

function Edge<T>({ column, columns, layout }: { column: Column<T>; columns: Column<T>[]; layout: TableLayout }) {
  const edge = useRef<HTMLSpanElement>(null)
  const from = useRef<{ x: number; width: number } | undefined>(undefined)
  const now = () => edge.current?.parentElement?.getBoundingClientRect().width ?? 120
  const put = (width: number) => layout.onColumns(resized(columns, layout.columns, column.key, width))
  return (
    <span
      ref={edge} aria-hidden className={css.edge} draggable={false}
      onDragStart={(e) => { e.preventDefault(); e.stopPropagation() }}
      onPointerDown={(e) => { e.preventDefault(); e.stopPropagation(); from.current = { x: e.clientX, width: now() }; e.currentTarget.setPointerCapture(e.pointerId) }}
      onPointerMove={(e) => {
        if (!from.current) return
        // While it is drawn only the picture changes; the choice is kept when it is let go.
        const width = Math.max(60, from.current.width + e.clientX - from.current.x)
        const grid = edge.current?.closest<HTMLElement>('[role=grid]')
        const head = edge.current?.parentElement
        if (!grid || !head?.parentElement) return
        const tracks = getComputedStyle(head.parentElement).gridTemplateColumns.split(' ')
        tracks[[...head.parentElement.children].indexOf(head)] = `${width}px`
        grid.style.setProperty('--columns', tracks.join(' '))
      }}
      onPointerUp={(e) => { if (!from.current) return; const width = from.current.width + e.clientX - from.current.x; from.current = undefined; put(width) }}
      onDoubleClick={() => layout.onColumns(layout.columns?.map((c) => (c.startsWith(`${column.key}:`) ? column.key : c)))}
    />
  )
}
