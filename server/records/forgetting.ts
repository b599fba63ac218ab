// A record leaves the trash for good: what hangs on it goes, too.
import type { Tx } from '#platform/db'
import { trashFilesOf } from './file-store.ts'
import { forgetChanges } from './history-store.ts'
import type { About } from './record.ts'
import { dropSignalsOf } from './signal-store.ts'

export async function forgetRecord(tx: Tx, about: About): Promise<void> {
  await trashFilesOf(tx, about)
  await dropSignalsOf(tx, about)
  await forgetChanges(tx, about)
}
