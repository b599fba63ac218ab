// Two leads or companies become one: what is to be done and what was done goes with them, and who does not want to be called is called
// under no other name.
import { followsCompanies } from '#companies'
import { followsLeads, leadsMerged, leadsUnmerged } from '#leads'
import { within } from '#platform/events'
import { movedBy, noteMoved } from '#records'
import { allowCalls, refuseCalls, whoRefusesCalls } from './activity-store.ts'

const came = 'call_refusals', had = 'call_refusals.before'

export const reactions = [
  ...followsLeads('tasks'), ...followsCompanies('tasks'), ...followsLeads('activities'), ...followsCompanies('activities'),
  within(leadsMerged, async (tx, e) => {
    const refused = await whoRefusesCalls(tx, [e.winnerId, e.loserId])
    if (refused.has(e.winnerId)) await noteMoved(tx, e.mergeId, had, [e.winnerId])
    else if (refused.has(e.loserId)) {
      await refuseCalls(tx, e.winnerId, null)
      await noteMoved(tx, e.mergeId, came, [e.winnerId])
      e.warn?.(`${e.loserName} does not want to be called; so it is with the one lead that is left.`)
    }
  }),
  within(leadsUnmerged, async (tx, e) => {
    if ((await movedBy(tx, e, came)).length) await allowCalls(tx, e.winnerId)
    // Said since, by the one person they were: it holds for both.
    else if (!(await movedBy(tx, e, had)).length && (await whoRefusesCalls(tx, [e.winnerId])).size) await refuseCalls(tx, e.loserId, null)
  }),
]
