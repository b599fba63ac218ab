// What can make a lead enter or leave a segment.
import { companyUpdated } from '#companies'
import { enrollmentFinished, enrollmentHeld, enrollmentMovedOn, enrollmentPostponed, enrollmentStarted, enrollmentStopped } from '#campaigns'
import { autoReplyReceived, bounceReceived, complaintReceived, leadInterested, optOutReceived, replyReceived } from '#inbox'
import { changedInChunk, leadCreated, leadRestored, leadsChanged, leadsImported, leadsMatching, leadStatusChanged, leadSuppressed, leadUpdated, meetingBooked, statusRemoved, suppressionRemoved } from '#leads'
import { importUndone } from '#imports'
import { messageSent } from '#sending'
import { linkClicked, messageOpened, unsubscribed, unsubscribeTakenBack } from '#tracking'
import { laterBatch, laterBatchOfAny, type Fact } from '#platform/events'
import { keepAll, keepFor } from './keeping.ts'

export const reactions = [
  ...laterBatchOfAny([leadCreated, leadUpdated, leadStatusChanged, leadRestored, leadSuppressed, meetingBooked, messageSent, messageOpened, linkClicked, unsubscribed, unsubscribeTakenBack,
    replyReceived, autoReplyReceived, bounceReceived, optOutReceived, complaintReceived, leadInterested,
    enrollmentStarted, enrollmentStopped, enrollmentFinished, enrollmentHeld, enrollmentPostponed, enrollmentMovedOn] as Fact<{ leadId?: string }>[],
  (world, events) => keepFor(world, events.flatMap((e) => e.leadId ?? []))),
  ...laterBatchOfAny([leadsImported, importUndone, suppressionRemoved, statusRemoved] as Fact<object>[], (world) => keepAll(world)),
  laterBatch(companyUpdated, async (world, events) => {
    const companies = [...new Set(events.map((e) => e.companyId))]
    for (let at = 0; at < companies.length; at += 200)
      await keepFor(world, await world.read((tx) => leadsMatching(tx, { field: 'company', op: 'in', value: companies.slice(at, at + 200) })))
  }),
  laterBatch(leadsChanged, async (world, events) => {
    for (const e of events) await keepFor(world, await world.read((tx) => changedInChunk(tx, e.bulkId, e.chunk)))
  }),
]
