import { companiesMerged, companiesUnmerged } from '#companies'
import { importedLeads, leadCreated, leadsImported, leadsMerged, leadsUnmerged } from '#leads'
import { later, laterBatch, within } from '#platform/events'
import { work } from '#platform/jobs'
import type { Room } from '#platform/room'
import { joinBriefs, partBriefs } from './merging.ts'
import { researchCompany } from './queue.ts'
import { giveUp, research } from './researching.ts'
import { routes } from './routes.ts'
import { fillTimeZones } from './time-zones.ts'

export const room: Room = {
  name: 'research',
  routes,
  jobs: [
    work(researchCompany, async (world, { briefId }, { signal, attempt, lastAttempt }) => {
      try { await research(world, briefId, { again: attempt > 1, signal }) }
      catch (error) {
        if (lastAttempt) await giveUp(world, briefId)
        throw error
      }
    }, { concurrency: 4 }),
  ],
  reactions: [
    within(leadsMerged, (tx, e) => joinBriefs(tx, 'lead', e)), within(leadsUnmerged, (tx, e) => partBriefs(tx, 'lead', e)),
    within(companiesMerged, (tx, e) => joinBriefs(tx, 'company', e)), within(companiesUnmerged, (tx, e) => partBriefs(tx, 'company', e)),
    laterBatch(leadCreated, (world, events) => world.write((tx) => fillTimeZones(tx, events.map((e) => e.leadId)))),
    later(leadsImported, async (world, { importId }) => {
      for (let after: string | undefined, ids = ['']; ids.length; after = ids.at(-1))
        ids = await world.write(async (tx) => { const page = await importedLeads(tx, importId, after, 1000, 'without time zone'); await fillTimeZones(tx, page); return page })
    }),
  ],
}
