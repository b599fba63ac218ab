import { work } from '#platform/jobs'
import { importJob, undoJob } from './kinds.ts'
import { giveUp, runImport } from './running.ts'
import { undoImport } from './undoing.ts'

export const jobs = [
  work(importJob, async (world, { importId }, { signal, lastAttempt }) => {
    try { await runImport(world, importId, { signal }) }
    catch (error) { if (lastAttempt) await giveUp(world, importId); throw error }
  }, { concurrency: 1 }),
  work(undoJob, async (world, { importId }) => undoImport(world, importId), { concurrency: 1 }),
]
