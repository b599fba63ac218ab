// What campaigns hear. `within`: the fact must not stand without its stop. `later`: the next step, which may wait.
import { refuse } from '#platform/refuse'
import { later, laterBatch, within, withinMany, type Fact } from '#platform/events'
import type { World } from '#platform/world'
import { autoReplyReceived, bounceReceived, complaintReceived, optOutReceived, replyReceived, threadClassified, unmatchedReceived } from '#inbox'
import { changedInChunk, findLead, lockContactable, leadDeleted, leadsChanged, leadsMerged, leadsUnmerged, leadStatusChanged, leadSuppressed, leadUpdated, meetingBooked, statusRemoved } from '#leads'
import { brakeApplied, mailboxRemoved, mailboxResumed } from '#mailboxes'
import { briefReady } from '#research'
import { cancelMessages, mailsOfEnrollments, messageCancelled, messageFailed, messageFrozen, messageHeld, messageMissedWindow, messageProvenAbsent, messageSent, messageUnconfirmed, sendingResumed, sendingStopped } from '#sending'
import { personReached, taskSettled } from '#tasks'
import { linkClicked } from '#tracking'
import { draftApproved, draftFailed, draftReady, draftReopened, draftSkipped, draftUnskipped, supersedeDrafts } from '#writing'
import { noteBriefs } from './asking.ts'
import { rulesOf } from './campaign.ts'
import { hold, keptOut } from './coming-back.ts'
import { conduct, postponeWithin, stopCodeFor } from './conducting.ts'
import { awaitingBrief, enrollmentById, enrollmentIdsOfLeads, enrollmentsOfLead, forgetMailboxTrouble, refreshLead, sayWhy } from './enrollment-store.ts'
import { enrollmentFinished, enrollmentStopped } from './events.ts'
import { isOver } from './enrollment.ts'
import { countryOf } from './holidays.ts'
import { backAtWork } from './out-of-office.ts'
import { beginAgain } from './coming-apart.ts'
import { becameOne, cameApart, giveNewTimes, makeAnew, makeAnewFor } from './one-person.ts'
import { inheritStatus } from './safety-store.ts'
import { planWholeLine } from './planning.ts'
import { atPace, isZone } from './schedule.ts'
import { goOnAfterStop, pause, standStillBecauseStopped } from './running.ts'
import { allAnswered, answered, answersToCampaigns, paceFor, stopAllOf, strangersAtCampaigns, strangersWrote } from './stopping.ts'
import { campaignsThatLook, goOnByWhatTheyAre, goOnElsewhere, judgedAnew } from './sub-sequences.ts'
import { campaignById, campaignsByIds, runningCampaigns, shareCampaigns, stepsOf } from './store.ts'

interface About { enrollmentId?: string; leadId?: string; campaignId?: string }
const inOneGo = 50

/** Looks at each enrollment afresh, some at a time. */
async function lookAt(world: World, events: About[]): Promise<void> {
  const known = new Map(events.flatMap((e) => (e.enrollmentId && e.leadId && e.campaignId ? [[e.enrollmentId, { id: e.enrollmentId, leadId: e.leadId, campaignId: e.campaignId }] as const] : [])))
  const all = [...known.values()]
  for (let i = 0; i < all.length; i += inOneGo) await world.write((tx) => conduct(tx, all.slice(i, i + inOneGo), { type: 'look' }))
}
const look = (about: Fact<never>) => laterBatch(about as Fact<About>, (world, events) => lookAt(world, events))

export const reactions = [
  withinMany(replyReceived, allAnswered, answersToCampaigns),
  within(meetingBooked, (tx, e) => answered(tx, e.leadId, 'meeting_booked', e.campaignId)),
  within(personReached, (tx, e) => (e.refused ? stopAllOf(tx, e.leadId, 'do_not_call') : answered(tx, e.leadId, 'reached', e.campaignId))),
  withinMany(unmatchedReceived, strangersWrote, strangersAtCampaigns),
  within(complaintReceived, (tx, e) => stopAllOf(tx, e.leadId, 'complained')),
  within(optOutReceived, (tx, e) => stopAllOf(tx, e.leadId, 'opted_out')),
  within(bounceReceived, async (tx, e) => { if (e.hard) await stopAllOf(tx, e.leadId, 'bounced') }),
  within(leadSuppressed, (tx, e) => stopAllOf(tx, e.leadId, stopCodeFor(e.reason))),
  within(leadDeleted, (tx, e) => stopAllOf(tx, e.leadId, 'deleted')),
  within(leadsMerged, (tx, e) => becameOne(tx, e)),
  within(leadsUnmerged, (tx, e) => cameApart(tx, e)),
  // What went over was planned for the other address.
  ...[leadsMerged, leadsUnmerged].map((what) => later(what, (world, e) => world.write((tx) => makeAnewFor(tx, e.mergeId)))),
  later(leadsUnmerged, (world, e) => world.write((tx) => beginAgain(tx, e))),
  within(messageFailed, async (tx, e) => { if (e.hard) await stopAllOf(tx, e.leadId, 'bounced') }),
  // Nobody is asked to approve mails to somebody who has answered or left.
  within(enrollmentStopped, (tx, e) => supersedeDrafts(tx, { enrollmentIds: [e.enrollmentId], openOnly: true })),
  // A planned mail is taken back with its approval; one that has left cannot be.
  within(draftReopened, async (tx, e) => {
    if (!e.enrollmentId || !e.stepId || !e.campaignId) return
    await conduct(tx, [{ id: e.enrollmentId, leadId: e.leadId, campaignId: e.campaignId }], { type: 'look' })
    const mail = (await mailsOfEnrollments(tx, [e.enrollmentId])).find((m) => m.stepId === e.stepId)
    if (mail && ['handed', 'accepted', 'unconfirmed'].includes(mail.state)) throw refuse('has_left', 'This mail has left already; its approval cannot be taken back.', { status: 409 })
  }),
  // Its leads go on from another mailbox of their campaign, or wait for one.
  within(mailboxRemoved, (tx, e) => cancelMessages(tx, { mailboxId: e.mailboxId }, { code: 'mailbox_removed', sentence: 'Its mailbox was removed.' })),
  within(mailboxResumed, (tx, e) => forgetMailboxTrouble(tx, e.mailboxId)),
  within(autoReplyReceived, async (tx, e) => {
    if (e.kind === 'left_company') return stopAllOf(tx, e.leadId, 'left_company')
    if (e.kind !== 'out_of_office' || !e.leadId) return
    const rows = (await enrollmentsOfLead(tx, e.leadId)).filter((row) => !isOver(row.state))
    if (!rows.length) return
    const campaigns = new Map((await campaignsByIds(tx, rows.map((row) => row.campaignId))).map((c) => [c.id, c]))
    for (const row of rows) {
      const campaign = campaigns.get(row.campaignId)!
      await postponeWithin(tx, [row.id], atPace(backAtWork(e.returnDate, tx.now, row.timeZone, rulesOf(campaign), campaign.timeZone), tx.now, await paceFor(tx, row.mailboxId)))
    }
  }),

  // A person (or a model that was asked) judges an answer differently than it was acted on: the campaign it answered goes where it
  // would have gone. An answer that was none had stopped the lead in every campaign, and stops it in none.
  later(threadClassified, (world, e) => world.write(async (tx) => {
    const all = e.leadId ? await enrollmentIdsOfLeads(tx, [e.leadId]) : [], rows = all.filter((row) => !e.campaignId || row.campaignId === e.campaignId)
    await conduct(tx, e.class === 'out_of_office' || e.class === 'auto_reply' ? all : rows, { type: 'judged_anew', before: e.before, now: e.class, ...(e.campaignId && { campaignId: e.campaignId }) })
    for (const row of rows) await judgedAnew(tx, row, e.class)
  })),

  // What sends a lead into another campaign; see sub-sequences.ts.
  later(replyReceived, async (world, e) => {
    const { leadId, campaignId } = e
    if (leadId && campaignId) await world.write((tx) => goOnElsewhere(tx, { leadId, campaignId }, { about: 'replied', class: e.class }))
  }),
  later(enrollmentFinished, async (world, e) => { if (e.code === 'all_sent') await world.write((tx) => goOnElsewhere(tx, e, { about: 'unanswered' })) }),
  later(leadsChanged, async (world, e) => {
    if (e.action !== 'addTags' && e.action !== 'setStatus') return
    const campaigns = await world.read(campaignsThatLook)
    const leadIds = campaigns.length && e.bulkId ? await world.read((tx) => changedInChunk(tx, e.bulkId, e.chunk)) : undefined
    for (const id of campaigns) await world.write((tx) => goOnByWhatTheyAre(tx, id, leadIds))
  }),

  // By a rule; what a person set is told by the two others.
  laterBatch(leadStatusChanged, async (world, events) => {
    const moved = [...new Set(events.filter((e) => e.cause !== 'person').map((e) => e.leadId))]
    if (moved.length) for (const id of await world.read(campaignsThatLook)) await world.write((tx) => goOnByWhatTheyAre(tx, id, moved))
  }),
  within(statusRemoved, (tx, e) => inheritStatus(tx, e.key, e.successor)),

  // By itself, for it holds the campaigns first.
  later(leadUpdated, async (world, e) => {
    if (!e.changed.includes('status') && !e.changed.includes('tags')) return
    for (const id of await world.read(campaignsThatLook)) await world.write((tx) => goOnByWhatTheyAre(tx, id, [e.leadId]))
  }),

  later(sendingStopped, async (world) => { for (const id of await world.read(runningCampaigns)) await world.write((tx) => standStillBecauseStopped(tx, id)) }),
  later(sendingResumed, async (world) => { for (const id of await world.read(runningCampaigns)) await world.write((tx) => goOnAfterStop(tx, id)) }),
  // A brake on the campaign itself. In its own transaction: whoever noted the bounce holds the mail, and a pause holds the campaign first.
  later(brakeApplied, async (world, e) => {
    if (e.scope !== 'campaign') return
    await world.write(async (tx) => { if ((await campaignById(tx, e.key))?.status === 'active') await pause(tx, e.key, e.sentence) })
  }),

  look(messageSent as Fact<never>), look(messageUnconfirmed as Fact<never>), look(messageProvenAbsent as Fact<never>), look(messageMissedWindow as Fact<never>), look(messageFrozen as Fact<never>),
  look(messageFailed as Fact<never>), look(messageHeld as Fact<never>), look(messageCancelled as Fact<never>),
  look(taskSettled as Fact<never>),
  look(draftReady as Fact<never>), look(draftFailed as Fact<never>), look(draftSkipped as Fact<never>),
  laterBatch(draftApproved as Fact<About>, async (world, events) => {
    await lookAt(world, events)
    for (const campaignId of new Set(events.map((e) => e.campaignId).filter((id) => id !== undefined))) await planWholeLine(world, campaignId)
  }),

  // A person followed a link: a condition may wait for it.
  laterBatch(linkClicked, async (world, events) => {
    for (const [campaignId, clicks] of Map.groupBy(events.filter((e) => e.campaignId && e.leadId), (e) => e.campaignId!))
      await world.write(async (tx) => {
        if (!(await stepsOf(tx, [campaignId])).some((s) => s.kind === 'condition')) return
        const rows = (await enrollmentIdsOfLeads(tx, [...new Set(clicks.map((c) => c.leadId!))])).filter((r) => r.campaignId === campaignId && !isOver(r.state))
        await conduct(tx, rows, { type: 'clicked' })
      })
    for (const { leadId, campaignId } of events) if (leadId && campaignId) await world.write((tx) => goOnElsewhere(tx, { leadId, campaignId }, { about: 'clicked' }))
  }),

  later(draftUnskipped, (world, e) => world.write(async (tx) => {
    const row = e.enrollmentId && (await enrollmentById(tx, e.enrollmentId))
    if (!row) return
    // A lead who was stopped because its first mail was skipped comes back with it, unless another campaign has them by now.
    await shareCampaigns(tx, [row.campaignId])
    const [held] = await hold(tx, [row.id]), why = held?.reasonCode === 'skipped_in_approval' ? (await keptOut(tx, row.campaignId, [held])).get(row.leadId) : undefined
    if (why) await sayWhy(tx, row.id, `It does not come back with its mail: ${why}`)
    else await conduct(tx, [row], { type: held?.reasonCode === 'skipped_in_approval' ? 'retry' : 'look' })
  })),
  later(briefReady, async (world, e) => {
    // A company may have a thousand leads: some at a time.
    const waiting = await world.read((tx) => awaitingBrief(tx, e.subject, e.subjectId))
    for (let i = 0; i < waiting.length; i += inOneGo)
      await world.write(async (tx) => {
        const some = waiting.slice(i, i + inOneGo), over = new Set(await noteBriefs(tx, some))
        await conduct(tx, some.filter((w) => over.has(w.id)), { type: 'look' })
      })
  }),
  later(leadUpdated, (world, e) => world.write(async (tx) => {
    const lead = await findLead(tx, e.leadId)
    if (!lead) return
    // Campaigns and leads before enrollments, as everybody locks.
    await shareCampaigns(tx, [...new Set((await enrollmentIdsOfLeads(tx, [lead.id])).map((row) => row.campaignId))])
    await lockContactable(tx, [{ leadId: lead.id, address: lead.email }])
    const rows = await refreshLead(tx, e.leadId, { timeZone: lead.timeZone && isZone(lead.timeZone) ? lead.timeZone : null, companyId: lead.companyId, country: countryOf(lead), ownerId: lead.ownerId })
    // A condition about the lead may hold now.
    const atCondition = rows.filter((r) => r.waits)
    if (atCondition.length) await conduct(tx, atCondition, { type: 'look' })
    // A planned mail carries the address of the day it was planned, and leaves when it was day where the lead was said to be.
    if (e.changed.includes('email')) await makeAnew(tx, rows)
    else if (e.changed.includes('timeZone') || e.changed.includes('country')) await giveNewTimes(tx, rows)
  })),
]
