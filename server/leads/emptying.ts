// The trash is emptied of what has lain in it for thirty days. A record that nothing tells of is deleted; one that mails, deals
// or tasks tell of keeps its place and its address (so that what is suppressed stays so, and a late answer finds its mail) and
// loses everything that says who it was.
import { companiesGoneSince, dropCompany } from '#companies'
import { emptyFileTrash, forgetRecord, keptDays } from '#records'
import type { Tx } from '#platform/db'
import type { Ground, World } from '#platform/world'
import { dropLead, leadsGoneSince, wipeLead } from './trash-store.ts'

const inOneGo = 200
/** "is still referenced" */
const referenced = '23503'

export async function emptyTrash(world: World): Promise<{ leads: number; companies: number; files: number }> {
  const before = new Date(world.clock.now().getTime() - keptDays * 86_400_000)
  let leads = 0, companies = 0, files = 0
  for (const { id } of await world.read((tx) => leadsGoneSince(tx, before, inOneGo))) {
    await world.write((tx) => forgetRecord(tx, { subject: 'lead', id }))
    if (!(await dropped(world, (tx) => dropLead(tx, id)))) await world.write(async (tx) => { await wipeLead(tx, id); await forgetRecord(tx, { subject: 'lead', id }) })
    leads++
  }
  for (const { id } of await world.read((tx) => companiesGoneSince(tx, before, inOneGo)))
    // One that people or deals still name stays in the trash: it names itself only.
    if (await dropped(world, (tx) => dropCompany(tx, id))) { await world.write((tx) => forgetRecord(tx, { subject: 'company', id })); companies++ }
  for (let n = 1; n;) { n = await emptyFileTrash(world); files += n }
  return { leads, companies, files }
}

async function dropped(world: World, drop: (tx: Tx) => Promise<number>): Promise<boolean> {
  try { return (await world.write(drop)) > 0 }
  catch (error) { if ((error as { code?: string }).code === referenced) return false; throw error }
}

/** Once an hour, of every workspace; whichever process comes to it first leaves the next one nothing to do. */
export async function emptyTrashes(ground: Ground): Promise<void> {
  for (const { id } of await ground.sweep<{ id: string }>('select all_workspaces() as id', [])) await emptyTrash(ground.world(id))
}
