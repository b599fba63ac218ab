// What other rooms' facts mean for the queue.
import { followsLeads, leadDeleted, leadSuppressed, markContacted } from '#leads'
import { laterBatch, within } from '#platform/events'
import { limitsChanged } from '#mailboxes'
import { cancelMessages } from './cancelling.ts'
import { messageSent } from './events.ts'
import { askPutOffAgain } from './queue-store.ts'

export const reactions = [
  ...followsLeads('messages'),
  // The gate would refuse them anyway; so they leave the queue at once and say why.
  within(leadSuppressed, async (tx, e) => {
    if (e.leadId) await cancelMessages(tx, { leadId: e.leadId }, { code: 'lead_suppressed', sentence: `${e.address} is on the suppression list.` })
  }),
  within(leadDeleted, (tx, e) => cancelMessages(tx, { leadId: e.leadId }, { code: 'lead_deleted', sentence: 'The lead was deleted.' })),
  // What the old limit had put off is asked again; the new one says anew how long it waits.
  within(limitsChanged, (tx) => askPutOffAgain(tx)),
  laterBatch(messageSent, async (world, sent) => {
    const at = new Map<string, Date>()
    for (const e of sent) if (e.leadId) at.set(e.leadId, e.at)
    // In the order of ids, as everybody locks leads.
    if (at.size) await world.write((tx) => markContacted(tx, [...at.keys()].sort(), new Date(Math.max(...[...at.values()].map(Number)))))
  }),
]
