// What changed on a record, field by field: who, when, from where, before and after.
import type { ChangeView } from '#contract/records'
import type { Tx } from '#platform/db'
import { writingFrom } from '#platform/provenance'
import { notFound } from '#platform/refuse'
import { changeById, changesOf, newestChanges, type Change } from './history-store.ts'
import { theRecord, type About } from './record.ts'

export async function historyOf(tx: Tx, about: About, q: { field?: string | undefined; before?: number | undefined; limit: number }) {
  await theRecord(tx, about)
  const rows = await changesOf(tx, about, { ...q, limit: q.limit + 1 })
  const items = rows.slice(0, q.limit).map(view)
  return { items, next: rows.length > q.limit ? items.at(-1)!.id : null }
}

export async function provenanceOf(tx: Tx, about: About) {
  const { createdAt, source, importId } = await theRecord(tx, about)
  return { made: { at: createdAt.toISOString(), source, importId }, fields: Object.fromEntries((await newestChanges(tx, about)).map((c) => [c.field, view(c)])) }
}

/** Gives `put` the field and the value it had before this change; `put` writes it as if a person had typed it. */
export async function putBack(tx: Tx, about: About, changeId: number, put: (field: string, value: unknown) => Promise<unknown>): Promise<void> {
  const change = await changeById(tx, about, changeId)
  if (!change) throw notFound('change')
  await writingFrom(tx, { source: 'undo', why: 'Put back to what it was before.' }, () => put(change.field, change.before))
}

/** 'custom.Region' → an edit of `custom`; anything else is the field itself. Nothing is the empty form of its kind. */
export const editFor = (field: string, value: unknown): Record<string, unknown> =>
  field.startsWith('custom.') ? { custom: { [field.slice(7)]: value ?? null } } : { [field]: value ?? (field === 'tags' ? [] : null) }

const view = ({ actor, userId, userName, at, source, ...c }: Change): ChangeView => ({
  ...c, at: at.toISOString(), source: source as ChangeView['source'],
  by: actor.startsWith('user:') ? { kind: 'user', id: userId, name: userName ?? 'A former colleague' } : { kind: 'system', id: null, name: 'Overture' },
})
