// One change to many records, each in a transaction of its own: what a rule refuses is named, and holds up nobody else.
import type { ManyChanged } from '#contract/many'
import type { Tx } from './db.ts'
import { Refusal } from './refuse.ts'
import type { World } from './world.ts'

/** `change` answers what stood there before, or undefined where nothing was to be done. `nameOf`: for what could not be changed. */
export async function changeMany(world: World, ids: readonly string[], change: (tx: Tx, id: string) => Promise<string | null | undefined>, nameOf: (tx: Tx, id: string) => Promise<string | undefined>): Promise<ManyChanged> {
  const changed: ManyChanged['changed'] = [], failed: ManyChanged['failed'] = []
  for (const id of new Set(ids)) {
    try {
      const before = await world.write((tx) => change(tx, id))
      if (before !== undefined) changed.push({ id, before })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      failed.push({ id, name: (await world.read((tx) => nameOf(tx, id))) ?? 'One that is gone', reason: error.message })
    }
  }
  return { changed, failed }
}
