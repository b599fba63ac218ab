// Undo: changed leads get back what they had, created ones go unless somebody used them meanwhile. In small transactions,
// each safe to repeat, so that a kill in the middle only means going on.
import { announce, liveChanged } from '#platform/events'
import { writeFrom } from '#platform/provenance'
import type { World } from '#platform/world'
import { importUndone } from './events.ts'
import type { Import } from './import.ts'
import { kindOf } from './record-rows.ts'
import { countUndone, findImport, markUndone } from './store.ts'
import { keptLeads, removeEmptyCompanies, removeEmptyList, removeUnused, restoreBefore, takeOffLists } from './undo-store.ts'

const step = 2000

export async function undoImport(world: World, importId: string): Promise<void> {
  const found = await world.read((tx) => findImport(tx, importId))
  if (found?.status !== 'undoing') return
  const untilNone = async (what: 'removed' | 'restored', some: (tx: Parameters<typeof restoreBefore>[0]) => Promise<number>) => {
    for (let n = 1; n;) {
      n = await world.write(async (tx) => {
        const done = await some(tx)
        if (done) await countUndone(tx, importId, what === 'removed' ? done : 0, what === 'restored' ? done : 0)
        await liveChanged(tx, 'imports')
        return done
      })
    }
  }
  if (found.record !== 'lead') return undoRecords(world, found)
  await world.write((tx) => takeOffLists(tx, importId))
  await untilNone('restored', async (tx) => { await writeFrom(tx, { source: 'undo', id: importId, why: 'The import was taken back.' }); return restoreBefore(tx, importId, step) })
  await untilNone('removed', (tx) => removeUnused(tx, importId, step))
  await world.write(async (tx) => {
    await removeEmptyCompanies(tx, importId)
    await removeEmptyList(tx, importId)
    const done = await markUndone(tx, importId, (await keptLeads(tx, importId)).n)
    if (done) await announce(tx, importUndone, { importId, ...done.undo })
    await liveChanged(tx, 'imports')
    await liveChanged(tx, 'leads')
  })
}

async function undoRecords(world: World, i: Import): Promise<void> {
  await world.write(async (tx) => {
    const { removed, restored, kept } = await kindOf(i.record).undo(tx, i.id)
    await countUndone(tx, i.id, removed, restored)
    const done = await markUndone(tx, i.id, kept)
    if (done) await announce(tx, importUndone, { importId: i.id, ...done.undo })
    await liveChanged(tx, 'imports')
    await liveChanged(tx, 'leads')
  })
}
