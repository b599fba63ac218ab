// What is worth a notice. Each line: the fact, whom it concerns, and the sentence.
import type { ThreadClass } from '#contract/inbox'
import { campaignPaused, enrollmentHeld } from '#campaigns'
import { complaintReceived, mailsMissing, personMentioned, replyReceived, threadAssigned, threadsToTellOf, unmatchedReceived } from '#inbox'
import { letterboxBroken, mailboxPaused, mailboxResumed } from '#mailboxes'
import { later, laterBatchOfAny, type Fact } from '#platform/events'
import { findLeads, meetingBooked, nameOf } from '#leads'
import { meetingCancelled, strangerBooked } from '#meetings'
import { messageUnconfirmed, sendingStopped } from '#sending'
import { taskReminded } from '#tasks'
import { settleGroup } from './store.ts'
import { addressOf, nameOfLead, nameOfMember, peopleOf, peopleWho, tell, tellAll } from './telling.ts'

const said: Partial<Record<ThreadClass, string>> = {
  interested: 'is interested', question: 'has a question', not_now: 'says: not now', referral: 'names a colleague', not_interested: 'is not interested', opt_out: 'asks to stop',
}

type Payload<F> = F extends Fact<infer P> ? P : never
type Mail = Payload<typeof replyReceived> | Payload<typeof unmatchedReceived>

export const reactions = [
  // What came in: the one kind of fact that comes by the thousand.
  ...laterBatchOfAny<Mail>([replyReceived, unmatchedReceived], (world, events) => world.write(async (tx) => {
    const replies = events.filter((e) => 'threadId' in e)
    const [threads, leads] = [await threadsToTellOf(tx, replies.map((e) => e.threadId)), new Map((await findLeads(tx, replies.map((e) => e.leadId))).map((lead) => [lead.id, nameOf(lead)]))]
    const people = new Map<string, string[]>()
    for (const id of new Set(events.map((e) => e.mailboxId))) people.set(id, await peopleOf(tx, id))
    await tellAll(tx, events.map((e) => {
      const ours = people.get(e.mailboxId)!
      if (!('threadId' in e)) return { to: ours, about: e, it: { kind: 'unmatched', group: `unmatched:${e.mailboxId}`, title: 'Mails wait in the tray of the unmatched', body: `The newest came from ${e.from}.`, link: '/inbox?split=unmatched' } }
      const thread = threads.get(e.threadId)
      return { to: [...ours, ...(thread?.assigneeId ? [thread.assigneeId] : [])], about: e, it: {
        kind: 'reply', group: `thread:${e.threadId}`, title: `${leads.get(e.leadId) ?? 'Somebody'} answered${said[e.class] ? ` and ${said[e.class]}` : ''}`, body: thread?.snippet ?? '', link: `/inbox?status=all&open=${e.threadId}` } }
    }))
  })),
  later(threadAssigned, (world, e) => world.write(async (tx) =>
    tell(tx, [e.assigneeId], e, { kind: 'assigned', group: `assigned:${e.threadId}`, title: `${await nameOfMember(tx, e.by)} gave you the thread of ${await nameOfLead(tx, e.leadId)}`, link: `/inbox?status=all&open=${e.threadId}` }))),
  later(personMentioned, (world, e) => world.write(async (tx) =>
    tell(tx, e.people, e, { kind: 'mention', group: `mention:${e.threadId}`, title: `${await nameOfMember(tx, e.by)} asks you about ${await nameOfLead(tx, e.leadId)}`, link: `/inbox?status=all&open=${e.threadId}` }))),
  later(complaintReceived, (world, e) => world.write(async (tx) =>
    tell(tx, await peopleOf(tx, e.mailboxId), e, { kind: 'complaint', group: `complaint:${e.mailboxId}`, title: `${await nameOfLead(tx, e.leadId)} reported a mail as spam`, body: 'Nobody writes to this address again.', link: `/leads/${e.leadId}` }))),

  // A mailbox that is broken: at once, and one notice however many facts there are about it.
  later(mailboxPaused, (world, e) => world.write(async (tx) => {
    if (e.status === 'paused' && e.by.startsWith('user:')) return
    await tell(tx, await peopleOf(tx, e.mailboxId), e, { kind: 'mailbox', group: `mailbox:${e.mailboxId}`, title: `${await addressOf(tx, e.mailboxId)} ${e.status === 'needs_reconnect' ? 'must be connected again' : 'sends nothing for now'}`, body: e.reason, link: `/mailboxes?open=${e.mailboxId}` })
  })),
  later(letterboxBroken, (world, e) => world.write(async (tx) =>
    tell(tx, await peopleOf(tx, e.mailboxId), e, { kind: 'mailbox', group: `mailbox:${e.mailboxId}`, title: `The letterbox of ${await addressOf(tx, e.mailboxId)} cannot be read`, body: e.sentence, link: `/mailboxes?open=${e.mailboxId}` }))),
  later(mailboxResumed, (world, e) => world.write((tx) => settleGroup(tx, `mailbox:${e.mailboxId}`))),
  later(mailsMissing, (world, e) => world.write(async (tx) =>
    tell(tx, await peopleOf(tx, e.mailboxId), e, { kind: 'missing', group: `missing:${e.mailboxId}`, title: `Mails of ${await addressOf(tx, e.mailboxId)} are missing here`, body: 'They are fetched by themselves; the page of the mailbox says how many and why.', link: `/mailboxes?open=${e.mailboxId}` }))),

  later(campaignPaused, (world, e) => world.write(async (tx) =>
    tell(tx, await peopleWho(tx, 'campaigns.launch'), e, { kind: 'campaign', group: `campaign:${e.campaignId}`, title: `${e.name} is paused`, body: e.reason ?? '', link: `/campaigns/${e.campaignId}` }))),
  later(enrollmentHeld, (world, e) => world.write(async (tx) =>
    tell(tx, await peopleWho(tx, 'campaigns.launch'), e, { kind: 'campaign', group: `held:${e.campaignId}`, title: 'Leads of a campaign are held', body: e.sentence, link: `/campaigns/${e.campaignId}?tab=leads` }))),
  later(sendingStopped, (world, e) => world.write(async (tx) =>
    tell(tx, await peopleWho(tx, 'sending.stop'), e, { kind: 'sending', group: 'sending', title: 'All sending was stopped', body: e.reason ?? '', link: '/' }))),
  later(messageUnconfirmed, (world, e) => world.write(async (tx) =>
    tell(tx, await peopleOf(tx, e.mailboxId), e, { kind: 'sending', group: `doubt:${e.mailboxId}`, title: 'Mails may have been sent; nobody can tell', body: `From ${await addressOf(tx, e.mailboxId)}. They count as sent and are not repeated.`, link: `/mailboxes?open=${e.mailboxId}` }))),

  later(meetingBooked, (world, e) => world.write(async (tx) => {
    if (e.ownerId && e.meetingId) await tell(tx, [e.ownerId], e, { kind: 'meeting', group: `meeting:${e.meetingId}`, title: `${await nameOfLead(tx, e.leadId)} booked a meeting`, body: e.title ?? '', link: `/meetings?open=${e.meetingId}` })
  })),
  later(strangerBooked, (world, e) => world.write(async (tx) =>
    tell(tx, e.ownerId ? [e.ownerId] : await peopleWho(tx, 'tasks.manage'), e, { kind: 'meeting', group: `meeting:${e.meetingId}`, title: `${e.name || e.email} booked a meeting`, body: 'No lead was found for it. Say whose it is.', link: `/meetings?open=${e.meetingId}` }))),
  later(meetingCancelled, (world, e) => world.write(async (tx) => {
    if (e.ownerId && !e.moved) await tell(tx, [e.ownerId], e, { kind: 'meeting', group: `meeting:${e.meetingId}`, title: `${await nameOfLead(tx, e.leadId)} cancelled “${e.title}”`, body: e.reason ?? '', link: `/meetings?open=${e.meetingId}` })
  })),
  later(taskReminded, (world, e) => world.write(async (tx) =>
    tell(tx, [e.ownerId], e, { kind: 'task', group: `task:${e.taskId}`, title: e.title, body: e.leadId ? `About ${await nameOfLead(tx, e.leadId)}.` : '', link: `/tasks?open=${e.taskId}` }))),
]
