// What happens elsewhere moves deals on by itself, where a stage waits for it.
import type { MoveEvent } from '#contract/deal-setup'
import { leadInterested, replyReceived, threadClassified } from '#inbox'
import { stopForMeeting } from '#campaigns'
import { followsCompanies } from '#companies'
import { findLead, followsLeads, leadsMerged, leadsUnmerged, meetingBooked, nameOf } from '#leads'
import { dealMeetingBooked } from '#meetings'
import { movedBy, noteMoved } from '#records'
import { later, laterBatch, within } from '#platform/events'
import type { World } from '#platform/world'
import { moveByEvent } from './moving.ts'
import { givePlaces, takePlacesBack } from './places-store.ts'
import { leadsOfDeal, openDealsWith, openDealsWithAny } from './store.ts'

/** `dealId`: the one deal it is about, where that is known; else all open ones the lead takes part in. */
async function happened(world: World, leadId: string | undefined, event: MoveEvent, at: Date, sentence: (who: string) => string, dealId?: string): Promise<void> {
  if (!leadId) return
  const [open, lead] = await world.read(async (tx) => [dealId ? [{ id: dealId }] : await openDealsWith(tx, leadId), await findLead(tx, leadId)] as const)
  for (const { id } of open) await world.write((tx) => moveByEvent(tx, id, event, sentence(lead ? nameOf(lead) : 'Somebody'), at))
}

export const reactions = [
  // Two people or companies become one: their deals and their places in committees go with them.
  ...followsLeads('deals'), ...followsCompanies('deals'),
  within(leadsMerged, async (tx, e) => noteMoved(tx, e.mergeId, 'deal_people', await givePlaces(tx, e.loserId, e.winnerId))),
  within(leadsUnmerged, async (tx, e) => takePlacesBack(tx, await movedBy(tx, e, 'deal_people'), e.winnerId, e.loserId)),
  later(meetingBooked, (world, e) => happened(world, e.leadId, 'meeting_booked', e.at, (who) => `${who} booked a meeting.`, e.dealId)),
  // Nobody said who will come: all the people of the deal may, and none gets a mail as if nothing were agreed.
  within(dealMeetingBooked, async (tx, e) => stopForMeeting(tx, (await leadsOfDeal(tx, e.dealId)).map((l) => l.id))),
  later(dealMeetingBooked, (world, e) => world.write((tx) => moveByEvent(tx, e.dealId, 'meeting_booked', 'A meeting was booked.', e.at))),
  laterBatch(replyReceived, async (world, events) => {
    const open = await world.read((tx) => openDealsWithAny(tx, events.map((e) => e.leadId)))
    for (const e of events.filter((one) => open.has(one.leadId))) {
      await happened(world, e.leadId, 'reply_received', e.at, (who) => `${who} answered.`)
      if (e.class === 'interested') await happened(world, e.leadId, 'interested', e.at, (who) => `${who} is interested.`)
    }
  }),
  later(threadClassified, (world, e) => (e.class === 'interested' ? happened(world, e.leadId, 'interested', e.at, (who) => `${who} is interested.`) : Promise.resolve())),
  later(leadInterested, (world, e) => happened(world, e.leadId, 'interested', e.at, (who) => `${who} is interested.`)),
]
