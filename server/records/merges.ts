// Two records become one. Rooms above say which of their rows go over (`rowsFollow`); what went is kept by its ids, so that taking
// the merge back moves exactly that. A dry run is a merge in a savepoint that is rolled back: what it says is what would be.
import type { Merged } from '#contract/duplicates'
import type { Tx } from '#platform/db'
import { within, type Fact, type Reaction } from '#platform/events'
import { allMoved, allMoves, movedIn, moveRows, moveRowsBack } from './merge-store.ts'

/** The loser's rows go to the winner, and back. `moved`: for reactions in the transaction of an undo, what the merge noted, read once. */
export interface MergeFact { mergeId: string; winnerId: string; loserId: string; moved?: Moved }
export type Moved = (what: string) => string[]

/** What a merge noted, by what it is of. */
export async function whatMoved(tx: Tx, mergeId: string): Promise<Moved> {
  const all = new Map((await allMoved(tx, mergeId)).map((row) => [row.what, row.ids]))
  return (what) => all.get(what) ?? []
}

export const movedBy = async (tx: Tx, e: Pick<MergeFact, 'mergeId' | 'moved'>, what: string): Promise<string[]> => (e.moved ? e.moved(what) : movedIn(tx, e.mergeId, what))

/** `table` has `id` and `workspace_id`; no two of its rows may stand in each other's way by this column. */
export const rowsFollow = (merged: Fact<MergeFact>, unmerged: Fact<MergeFact>, table: string, column: string): Reaction[] => [
  within(merged, (tx, e) => moveRows(tx, e.mergeId, table, column, e.loserId, e.winnerId)),
  within(unmerged, async (tx, e) => moveRowsBack(tx, table, column, await movedBy(tx, e, `${table}.${column}`), e.winnerId, e.loserId)),
]

/** Does it and, when it is only to be tried, undoes all of it before anybody sees it. */
export async function tryOrDo(tx: Tx, dryRun: boolean, run: () => Promise<Merged & { mergeId: string }>): Promise<Merged> {
  if (!dryRun) return run()
  await tx.raw.query('savepoint dry_run')
  try { return { ...(await run()), mergeId: null } }
  finally { await tx.raw.query('rollback to savepoint dry_run') }
}

const words: Record<string, string> = {
  'messages.lead_id': 'mails', 'inbox_messages.lead_id': 'answers', 'threads.lead_id': 'conversations', 'drafts.lead_id': 'drafts', 'enrollments.lead_id': 'campaigns', 'form_submissions.lead_id': 'forms handed in', 'facts.brief_id': 'facts', 'briefs.subject_id': 'research', 'events.lead_id': 'history lines', 'events.company_id': 'history lines',
  'record_files.subject_id': 'files', 'signals.subject_id': 'signals', 'leads.company_id': 'leads', 'lists': 'lists', 'deals.lead_id': 'deals', 'deals.company_id': 'deals', 'tasks.lead_id': 'tasks', 'tasks.company_id': 'tasks', 'activities.lead_id': 'activities', 'activities.company_id': 'activities', 'meetings.lead_id': 'meetings', 'meetings.company_id': 'meetings',
}
/** What went over, in words. */
export async function movesInWords(tx: Tx, mergeId: string): Promise<{ what: string; count: number }[]> {
  return (await allMoves(tx, mergeId)).flatMap(({ what, count }) => (words[what] ? [{ what: words[what], count }] : []))
}

export type Fields = Record<string, unknown>
export type Take = Record<string, 'winner' | 'loser'>

const isEmpty = (v: unknown): boolean => v === null || v === undefined || v === '' || (Array.isArray(v) && !v.length)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/**
 * Field by field: whose was chosen; else the winner's, else the loser's. Of tags both, of notes both where they differ, and fields of
 * one's own (custom.<key>) one by one.
 */
export function mergedFields(winner: Fields, loser: Fields, take: Take): { merged: Fields; rows: Merged['fields'] } {
  const merged: Fields = {}, rows: Merged['fields'] = []
  const put = (field: string, w: unknown, l: unknown, both?: () => unknown): unknown => {
    const value = take[field] === 'loser' ? l : take[field] === 'winner' ? w : both ? both() : isEmpty(w) ? l : w
    if (!isEmpty(w) || !isEmpty(l)) rows.push({ field, winner: w ?? null, loser: l ?? null, merged: value ?? null, differ: !same(w, l) && !(isEmpty(w) && isEmpty(l)) })
    return value
  }
  for (const field of Object.keys(winner)) {
    const w = winner[field], l = loser[field]
    if (field === 'custom') {
      const [cw, cl] = [w as Fields, l as Fields]
      merged[field] = Object.fromEntries([...new Set([...Object.keys(cw), ...Object.keys(cl)])].flatMap((key) => { const v = put(`custom.${key}`, cw[key], cl[key]); return isEmpty(v) ? [] : [[key, v]] }))
    } else if (field === 'tags') merged[field] = put(field, w, l, () => [...new Set([...(w as string[]), ...(l as string[])])])
    else if (field === 'notes') merged[field] = put(field, w, l, () => (isEmpty(w) ? l : isEmpty(l) || same(w, l) ? w : `${String(w)}\n\n${String(l)}`.slice(0, 20_000)))
    else merged[field] = put(field, w, l) ?? null
  }
  return { merged, rows }
}

/** What changed, for taking it back; fields of one's own one by one, so that one that is changed later does not hold the others. */
export function changedFields(before: Fields, after: Fields): Record<string, { before: unknown; after: unknown }> {
  const flat = (f: Fields): Fields => Object.fromEntries(Object.entries(f).flatMap(([k, v]) => (k === 'custom' ? Object.entries(v as Fields).map(([key, x]) => [`custom.${key}`, x]) : [[k, v]])))
  const [b, a] = [flat(before), flat(after)]
  return Object.fromEntries([...new Set([...Object.keys(b), ...Object.keys(a)])].flatMap((k) => (same(b[k], a[k]) ? [] : [[k, { before: b[k] ?? null, after: a[k] ?? null }]])))
}

/** Fields that still hold what the merge wrote get back what they had; what was changed since stays. */
export function takenBack(now: Fields, changed: Record<string, { before: unknown; after: unknown }>): Fields {
  const next: Fields = { ...now, ...(now['custom'] ? { custom: { ...(now['custom'] as Fields) } } : {}) }
  for (const [field, { before, after }] of Object.entries(changed)) {
    const [holder, key] = field.startsWith('custom.') ? [next['custom'] as Fields, field.slice(7)] : [next, field]
    if (!same(holder[key], after)) continue
    if (field.startsWith('custom.') && isEmpty(before)) delete holder[key]
    else holder[key] = before
  }
  return next
}
