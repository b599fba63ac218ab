// A cell that is changed in place. The new value shows at once; should the server refuse it, the old one comes back with the reason
// at the cell; should somebody else have changed it meanwhile, both values are shown and one is chosen.
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { CallError } from '../app/call.ts'
import type { Column } from './table-columns.ts'
import css from './data-table.module.css'

/** What the server says with 409 edit_conflict; values as the contract has them. */
interface Conflict { field: string; theirs: unknown; by: string | null; at: string | null }
export interface Mark<T> { row: T; value: string; says?: string }
export interface Clash<T> { row: T; column: Column<T>; mine: string; theirs: string; by: string | null }

const asTyped = (value: unknown): string => (value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value))

/** The edits under way of a table: `shown` gives the row as the person expects it, `wrong` the reason at a cell. */
export function useEdits<T>(id: (row: T) => string) {
  const [marks, setMarks] = useState<ReadonlyMap<string, Mark<T>>>(new Map())
  const [clash, setClash] = useState<Clash<T>>()
  const put = (key: string, mark: Mark<T> | undefined) => setMarks((before) => { const next = new Map(before); if (mark) next.set(key, mark); else next.delete(key); return next })
  const save = async (row: T, column: Column<T>, value: string, was: string): Promise<void> => {
    const { edit } = column
    if (!edit || value === was) return
    const key = `${id(row)}|${column.key}`
    put(key, { row: edit.apply(row, value), value })
    try {
      await edit.save(row, value, was)
      put(key, undefined)
    } catch (error) {
      const conflict = error instanceof CallError && error.code === 'edit_conflict' ? (error.details as Conflict) : undefined
      if (conflict) { put(key, undefined); setClash({ row, column, mine: value, theirs: asTyped(conflict.theirs), by: conflict.by }) }
      else put(key, { row, value: was, says: error instanceof CallError ? error.message : 'That did not work. Nothing was changed.' })
    }
  }
  return {
    save, clash, settle: () => setClash(undefined),
    markOf: (row: T, column: Column<T>) => marks.get(`${id(row)}|${column.key}`),
    forget: (row: T, column: Column<T>) => { if (marks.has(`${id(row)}|${column.key}`)) put(`${id(row)}|${column.key}`, undefined) },
  }
}

export type Leave = 'stay' | 'next' | 'before' | 'cancel' | 'away'

export function CellEditor<T>({ column, row, onDone }: { column: Column<T>; row: T; onDone: (value: string, how: Leave) => void }) {
  const edit = column.edit!
  const first = edit.value(row)
  const [value, setValue] = useState(first)
  const over = useRef(false)
  const field = useRef<HTMLInputElement & HTMLSelectElement>(null)
  useEffect(() => { field.current?.focus(); if (edit.kind === 'text' || edit.kind === 'number') field.current?.select() }, [edit.kind])
  const done = (how: Leave, next = value) => { if (over.current) return; over.current = true; onDone(how === 'cancel' ? first : next.trim(), how) }
  const keys = (e: React.KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); done('cancel') }
    else if (e.key === 'Enter') { e.preventDefault(); e.stopPropagation(); done('stay') }
    else if (e.key === 'Tab') { e.preventDefault(); e.stopPropagation(); done(e.shiftKey ? 'before' : 'next') }
    else e.stopPropagation()
  }
  const same = { ref: field, className: css.editor, 'data-editor': '', 'aria-label': column.title, onKeyDown: keys, onBlur: () => done('away'), onClick: (e: React.MouseEvent) => e.stopPropagation() } as const
  if (edit.kind === 'select') return (
    <select {...same} value={value} onChange={(e) => setValue(e.currentTarget.value)}>
      {edit.options?.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
    </select>
  )
  return <input {...same} type={edit.kind === 'date' ? 'date' : 'text'} {...(edit.kind === 'number' && { inputMode: 'decimal' as const })} {...(edit.kind === 'tags' && { placeholder: 'One, two' })} value={value} onChange={(e) => setValue(e.currentTarget.value)} />
}

/** Two people changed one field. Closing it keeps what the other wrote. */
export function ClashDialog<T>({ clash, onTheirs, onMine }: { clash: Clash<T>; onTheirs: () => void; onMine: () => void }) {
  const show = (value: string) => (value ? (clash.column.edit?.show?.(value) ?? value) : 'empty')
  const who = clash.by ?? 'Somebody'
  return (
    <Modal opened onClose={onTheirs} title={`${who} has changed this too`} size="md">
      <Stack gap="md">
        <p className={css.clashsays}>While you were editing, {who} changed “{clash.column.title}”. Which one stays?</p>
        <dl className={css.clash}>
          <div><dt>{clash.by ? `${who} wrote` : 'It is now'}</dt><dd>{show(clash.theirs)}</dd></div>
          <div><dt>You wrote</dt><dd>{show(clash.mine)}</dd></div>
        </dl>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onTheirs} data-autofocus>Keep theirs</Button>
          <Button onClick={onMine}>Use mine</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
