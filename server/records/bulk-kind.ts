// One change to many, whatever they are: the job is one (bulk-running.ts), and each room says how its records are changed and given back.
import type { BulkSubject } from '#contract/bulk'
import type { Tx } from '#platform/db'
import type { Topic } from '#platform/events'

/** `before[i]` is what `ids[i]` had: a status, an owner, the tags that were added or taken, a custom value. */
export interface Changed { ids: string[]; before: unknown[] }
export interface DoneChunk { n: number; changedIds: string[]; before: unknown[] }
export interface Unreached { id: string; reason: string }

interface Common<A> {
  of: BulkSubject
  /** ['deal', 'deals'] */
  noun: readonly [string, string]
  topic: Topic
  /** So many are changed before the answer: well under a second. */
  atOnce: number
  /** A chunk is one transaction. */
  chunkOf: (action: A) => number
  /** Refuses before anything is done. */
  check: (tx: Tx, action: A, ids: string[]) => Promise<void>
  namesOf: (tx: Tx, ids: string[]) => Promise<Map<string, string>>
}
/** All of a chunk in one go; should a rule object to one, they are taken one by one. */
export interface Together<A> extends Common<A> {
  /** Whether chunks may be under way at the same time: what one of them writes, besides its own records, no other writes. */
  together?: (action: A) => boolean
  unreached: (tx: Tx, ids: string[]) => Promise<Unreached[]>
  change: (tx: Tx, action: A, ids: string[]) => Promise<Changed>
  /** Answers those that got back what they had. */
  giveBack: (tx: Tx, action: A, chunk: DoneChunk) => Promise<string[]>
  /** A chunk was changed or given back; told once, not once a record. */
  told: (tx: Tx, action: A, what: { bulkId: string; chunk: number; ids: string[]; undone: boolean }) => Promise<void>
}
/** Each is a change of its own, by the verbs that a person's single change goes through: they tell it, and refuse it. */
export interface OneByOne<A> extends Common<A> {
  /** What is held before the first of a chunk, so that nobody waits in a circle. */
  hold?: (tx: Tx, action: A, before: unknown[]) => Promise<unknown>
  /** What it had before, to be given back; undefined: nothing was to be done. */
  changeOne: (tx: Tx, action: A, id: string) => Promise<unknown>
  /** False where somebody has changed it meanwhile. */
  giveBackOne: (tx: Tx, action: A, id: string, before: unknown) => Promise<boolean>
}
// What an action is, only its own room knows; the machinery keeps it and hands it back.
// oxlint-disable-next-line typescript/no-explicit-any
export type BulkKind = Together<any> | OneByOne<any>

const kinds = new Map<BulkSubject, BulkKind>()
export const offerBulk = (kind: BulkKind): void => void kinds.set(kind.of, kind)
export function bulkKindOf(subject: BulkSubject): BulkKind {
  const kind = kinds.get(subject)
  if (!kind) throw new Error(`Nobody changes many of ${subject}.`)
  return kind
}
