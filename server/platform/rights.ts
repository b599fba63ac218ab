// Record rights: whose records an actor sees and changes. The database's policies keep the seeing (`record_rights` in the
// migrations), so that search, export, counts and charts are bound without a word in any of them; the verbs keep the changing.
import type { RecordKind } from '#contract/roles'
import type { Actor, Tx } from './db.ts'
import { refuse } from './refuse.ts'

/** By kind, the people whose records count; a kind that is missing: everybody's. */
export type Owners = Partial<Record<RecordKind, readonly string[]>>

const uuid = /^[0-9a-f-]{36}$/i

/** What the transaction of this actor begins with, as further settings; empty for whoever sees all. */
export function sightOf(actor: Actor): string {
  if (actor.kind !== 'user' || !actor.sees) return ''
  return Object.entries(actor.sees).map(([kind, owners]) => `, set_config('app.see_${kind}', '{${owners.filter((id) => uuid.test(id)).join(',')}}', true)`).join('')
}

/** Nobody's records are everybody's. */
export const mayChangeRecord = (actor: Actor, kind: RecordKind, record: { ownerId: string | null }): boolean =>
  actor.kind === 'system' || record.ownerId === null || (actor.changes?.[kind]?.includes(record.ownerId) ?? true)

export function mustChangeRecord(actor: Actor, kind: RecordKind, record: { ownerId: string | null }): void {
  if (!mayChangeRecord(actor, kind, record)) throw refuse('not_yours', 'This belongs to a colleague. Ask them, or a manager, to change it.', { status: 403 })
}

/** Whoever may not see what they give away would lose it in the same moment, unasked; a manager does that. */
export function mustSeeOwner(actor: Actor, kind: RecordKind, ownerId: string | null): void {
  const seen = actor.kind === 'user' ? actor.sees?.[kind] : undefined
  if (seen && ownerId !== null && !seen.includes(ownerId))
    throw refuse('not_yours', 'You would no longer see this record. Ask a manager to hand it over.', { status: 403, field: 'ownerId' })
}

/**
 * With the eyes of the workspace: what follows from a fact follows for everybody's records, whoever made the fact (an opt-out
 * stops the colleague's campaign too). Within the same transaction; afterwards the actor sees what they saw.
 */
export async function seeingAll<T>(tx: Tx, run: () => Promise<T>): Promise<T> {
  const narrow = sightOf(tx.actor).slice(2)
  if (!narrow || wide.has(tx.raw)) return run()
  wide.add(tx.raw)
  try {
    await tx.raw.query(`select ${narrow.replace(/'\{[^}]*\}'/g, `''`)}`)
    return await run()
  } finally {
    wide.delete(tx.raw)
    await tx.raw.query(`select ${narrow}`).catch(() => undefined) // a transaction that failed is over; it is begun anew with its sight
  }
}
/** Connections whose transaction sees all at this moment: a reaction's own facts do not narrow the view of what called it. */
const wide = new WeakSet<object>()
