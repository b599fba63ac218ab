// Labels are words on threads and live nowhere else: a label that no thread bears is gone.
import type { Tx } from '#platform/db'
import { changeThreads } from './changing.ts'

/** The threads that bear it and that this person may change: one stroke, which can be taken back like any other. */
export async function renameLabelTo(tx: Tx, from: string, to: string | null): Promise<{ changed: number; undo: string | null }> {
  const { changed, undo } = await changeThreads(tx, { seen: { status: 'all', label: from } }, { dropLabel: from, ...(to && { addLabel: to }) })
  return { changed, undo }
}
