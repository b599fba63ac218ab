// What was decided here and may not have reached the server yet. The page shows every decision at once, laid over what was
// read; the server is told in order, one stroke after the other; a refusal brings the old state back with its reason. Each
// decision can be taken back, the newest first.
import { undoThreadChanges, updateThreads, type ThreadChange, type ThreadView } from '#contract/inbox'
import type { Input } from '#contract/contract'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { call, newKey, touch } from '../app/call.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { afterColon, counted } from '../ui/values.tsx'

interface Laid { row: ThreadView; patch: Partial<ThreadView>; no: number }
interface Entry { says: string; undo: () => void; over: boolean }

let laid = new Map<string, Laid>()
let undoable: Entry[] = []
let next = 1, waiting = 0
let tail: Promise<unknown> = Promise.resolve()
let reading: ReturnType<typeof setTimeout> | undefined
/** Who decides quickly is not interrupted by lists that are read anew. */
const restMs = 600
const listeners = new Set<() => void>()
const changed = () => listeners.forEach((tell) => tell())
const lay = (rows: readonly ThreadView[], patchOf: (row: ThreadView) => Partial<ThreadView>): number => {
  const no = next++
  laid = new Map(laid)
  for (const row of rows) laid.set(row.id, { row: laid.get(row.id)?.row ?? row, patch: { ...laid.get(row.id)?.patch, ...patchOf(row) }, no })
  changed()
  return no
}
const lift = (upTo: number, ids?: ReadonlySet<string>) => {
  laid = new Map([...laid].filter(([id, one]) => one.no > upTo || (ids && !ids.has(id))))
  changed()
}

const chunk = 1000
const chunksOf = (ids: string[]): string[][] => Array.from({ length: Math.ceil(ids.length / chunk) }, (_, i) => ids.slice(i * chunk, (i + 1) * chunk))

/** A tab that is closed before the server has heard of everything asks first. */
const early = (e: BeforeUnloadEvent) => e.preventDefault()

/** Strokes reach the server in the order in which they were made. When all have, and the keys rest, the lists are read anew and the overlay goes. */
function inOrder<T>(queries: QueryClient, work: () => Promise<T>): Promise<T> {
  clearTimeout(reading)
  if (!waiting++) addEventListener('beforeunload', early)
  const done = tail.then(work)
  tail = done.catch(() => undefined).then(() => {
    if (--waiting) return
    removeEventListener('beforeunload', early)
    clearTimeout(reading)
    reading = setTimeout(() => {
      const upTo = next - 1
      void touch(queries, '/inbox', '/home', '/numbers/home').then(() => { if (!waiting) lift(upTo) })
    }, restMs)
  })
  return done
}

/** What the list asks for, without its page. */
export type Everywhere = NonNullable<Input<typeof updateThreads>['body']['filter']>
/** The server does so many in one stroke. */
const mostAtOnce = 5000

export interface Doing {
  laid: ReadonlyMap<string, Laid>
  /**
   * Changes threads, says so, and can be taken back. `onUndo`: where the eye should go then. `everywhere`: not these rows alone but
   * all that fit a filter; then it is said when the server has done it, with how many they were. `quiet`: nobody decided it, so it
   * is neither said nor taken back. `final`: it stays, and Z says so.
   */
  change: (rows: readonly ThreadView[], change: ThreadChange, says: string, more?: { patch?: Partial<ThreadView>; quiet?: boolean; final?: boolean; onUndo?: () => void; everywhere?: Everywhere | undefined }) => void
  /** Something else that was done about a thread: shown at once, done in order, taken back by `undo`. */
  act: (row: ThreadView, patch: Partial<ThreadView>, says: string, work: () => Promise<(() => Promise<unknown>) | undefined>, more?: { onUndo?: () => void; onFail?: () => void }) => void
  undoLast: () => boolean
}

export function useDoing(): Doing {
  const queries = useQueryClient()
  const now = useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => laid)
  const acts = useMemo(() => actsOn(queries), [queries])
  return { laid: now, ...acts }
}

function actsOn(queries: QueryClient): Omit<Doing, 'laid'> {
  const entry = (says: string, undo: () => void, { quiet = false, later = false, final = false } = {}) => {
    const one: Entry = { says, over: false, undo: () => { if (!one.over) { one.over = true; undoable = undoable.filter((e) => e !== one); undo() } } }
    // The thread that is read right after a decision must not stand before it when Z takes back the newest.
    if (!quiet) undoable = [...undoable.slice(-49), one]
    if (!quiet && !later) toast(says, final ? {} : { undo: one.undo })
    return one
  }
  const change: Doing['change'] = (rows, what, says, { patch, quiet = false, final = false, onUndo, everywhere } = {}) => {
    if (!rows.length) return
    const { assigneeId: _, addLabel, dropLabel, ...visible } = what
    const relabelled = (row: ThreadView) => (addLabel || dropLabel ? { labels: [...new Set([...row.labels.filter((label) => label !== dropLabel), ...(addLabel ? [addLabel] : [])])] } : {})
    const before = new Map(rows.map((row) => [row.id, row]))
    const no = lay(rows, (row) => ({ ...(visible as Partial<ThreadView>), ...relabelled(laid.get(row.id) ? { ...row, ...laid.get(row.id)!.patch } : row), ...(what.class && { classBy: 'person' }), ...patch }))
    const ids = rows.map((row) => row.id)
    const sent = inOrder(queries, async () => {
      const undos: string[] = []
      let n = 0
      for (const which of everywhere ? [{ filter: everywhere }] : chunksOf(ids).map((part) => ({ ids: part }))) {
        const { undo, changed: more } = await call(updateThreads, { body: { ...which, change: what } }, { key: newKey() })
        if (undo) undos.push(undo)
        n += more
      }
      if (everywhere) toast(`${counted(n, 'thread')}: ${afterColon(says)}.${n === mostAtOnce ? ' That is as many as go in one stroke; do it again for the rest.' : ''}`, { undo: one.undo })
      return undos
    })
    const one = entry(says, final ? staysSaid : () => {
      lay(rows, (row) => pick(before.get(row.id)!, Object.keys({ ...visible, ...patch, classBy: 1, assignee: 1, ...(addLabel || dropLabel ? { labels: 1 } : {}) }) as (keyof ThreadView)[]))
      onUndo?.()
      void inOrder(queries, async () => { for (const undo of await sent) await call(undoThreadChanges, { params: { id: undo } }, { key: newKey() }) }).catch(toastError)
    }, { quiet, final, later: Boolean(everywhere) })
    sent.catch((error: unknown) => { lift(no, new Set(ids)); one.over = true; undoable = undoable.filter((e) => e !== one); toastError(error) })
  }
  const act: Doing['act'] = (row, patch, says, work, { onUndo, onFail } = {}) => {
    const no = lay([row], () => patch)
    const sent = inOrder(queries, work)
    const one = entry(says, () => {
      lay([row], () => pick(row, Object.keys(patch) as (keyof ThreadView)[]))
      onUndo?.()
      void inOrder(queries, async () => { await (await sent)?.() }).catch(toastError)
    })
    sent.catch((error: unknown) => { lift(no, new Set([row.id])); one.over = true; undoable = undoable.filter((e) => e !== one); toastError(error); onFail?.() })
  }
  return { change, act, undoLast: () => { const last = undoable.at(-1); last?.undo(); return Boolean(last) } }
}

const staysSaid = () => toast('Whoever asked for silence is not written to again. Z once more takes back what was decided before.', { tone: 'info' })

const pick = (row: ThreadView, keys: (keyof ThreadView)[]): Partial<ThreadView> => Object.fromEntries(keys.map((key) => [key, row[key]]))

/** What the list shows, so that a decision moves a thread out of it, or into it, at once. */
export interface Shown { status: 'open' | 'done' | 'snoozed' | 'all'; classes?: readonly string[] | undefined; turn?: string | undefined; unread?: boolean }

const fits = (row: ThreadView, { status, classes, turn }: Shown): boolean =>
  (status === 'all' || row.status === status || (status === 'open' && row.status === 'snoozed' && row.snoozedUntil !== null && new Date(row.snoozedUntil) <= new Date()))
  && (!classes?.length || classes.includes(row.class)) && (!turn || row.turn === turn)

/** The rows as read, with the decisions laid over them. Only what a decision touched is judged again. */
export function withLaid(rows: readonly ThreadView[], over: ReadonlyMap<string, Laid>, shown: Shown, search: boolean): ThreadView[] {
  if (!over.size) return rows as ThreadView[]
  const here = new Set(rows.map((row) => row.id))
  const kept = rows.flatMap((row) => {
    const one = over.get(row.id)
    if (!one) return [row]
    const now = { ...row, ...one.patch }
    return search || fits(now, shown) ? [now] : []
  })
  const back = [...over.values()].flatMap(({ row, patch }) => { const now = { ...row, ...patch }; return !here.has(row.id) && !search && fits(now, shown) ? [now] : [] })
  return back.length ? [...kept, ...back].sort((a, b) => b.lastAt.localeCompare(a.lastAt)) : kept
}

/** How many more or fewer threads of a class are open than the server has counted. */
export function countsLaid(over: ReadonlyMap<string, Laid>): { byClass: Map<string, number>; open: number; unread: number } {
  const byClass = new Map<string, number>()
  let open = 0, unread = 0
  const add = (row: ThreadView, by: number) => {
    if (row.status !== 'open') return
    open += by
    if (row.unread) unread += by
    byClass.set(row.class, (byClass.get(row.class) ?? 0) + by)
  }
  for (const { row, patch } of over.values()) { add(row, -1); add({ ...row, ...patch }, 1) }
  return { byClass, open, unread }
}
