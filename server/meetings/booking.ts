// Booking, moving, cancelling, and how it went. A booking stops every campaign of the lead in the same transaction; a cancellation
// opens a task to find another time, and no campaign: nobody who had said yes is written to by a machine again.
import type { MeetingEdit, MeetingInput, MeetingStatus } from '#contract/meetings'
import { findWorkspace, members } from '#accounts'
import { findCompany } from '#companies'
import { findLead, lockLead, meetingBooked, nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { createTask, logActivity } from '#tasks'
import { IANAZone } from 'luxon'
import { dealMeetingBooked, meetingCancelled, meetingHeld, meetingMissed, meetingMoved, strangerBooked } from './events.ts'
import { longestMs, type Meeting, type NewMeeting } from './meeting.ts'
import { insertMeeting, lockMeeting, meetingById, removeMeeting, rewriteMeeting } from './store.ts'

export async function bookMeeting(tx: Tx, input: MeetingInput): Promise<string> {
  const { timeZone } = await findWorkspace(tx)
  const me = tx.actor.kind === 'user' ? tx.actor.userId : null
  const lead = input.leadId ? await lockLead(tx, input.leadId) : undefined
  if (input.leadId && (!lead || lead.deletedAt)) throw refuse('no_such_lead', 'This lead does not exist any more, or lies in the trash.', { field: 'leadId' })
  const meeting: NewMeeting = {
    title: input.title, ...timesOf(input.startAt, input.endAt), timeZone: zoneOf(input.timeZone ?? timeZone), place: input.place ?? '', notes: input.notes ?? '', status: 'booked', reason: null,
    leadId: lead?.id ?? null, companyId: await companyOf(tx, input.companyId) ?? lead?.companyId ?? null, dealId: input.dealId ?? null, ownerId: await ownerOf(tx, input.ownerId === undefined ? me : input.ownerId),
    bookedName: null, bookedEmail: null, source: 'person', externalId: null, createdBy: me,
  }
  return (await enter(tx, meeting))!
}

/** With the lead held. Undefined: the same booking is known already. */
export async function enter(tx: Tx, meeting: NewMeeting): Promise<string | undefined> {
  const id = await insertMeeting(tx, meeting)
  if (!id) return undefined
  if (meeting.status === 'booked') await tellBooked(tx, { ...meeting, id })
  await liveChanged(tx, 'tasks')
  return id
}

async function tellBooked(tx: Tx, m: NewMeeting & { id: string }): Promise<void> {
  if (m.leadId) await announce(tx, meetingBooked, { leadId: m.leadId, at: m.startAt.toISOString(), meetingId: m.id, title: m.title, ...(m.companyId && { companyId: m.companyId }), ...(m.dealId && { dealId: m.dealId }), ...(m.ownerId && { ownerId: m.ownerId }) })
  else if (m.bookedEmail) await announce(tx, strangerBooked, { ...aboutOf(m), name: m.bookedName ?? '', email: m.bookedEmail })
  else if (m.dealId) await announce(tx, dealMeetingBooked, { ...aboutOf(m), dealId: m.dealId })
}

export async function editMeeting(tx: Tx, id: string, edit: MeetingEdit): Promise<void> {
  const was = await mustLock(tx, id, edit.leadId)
  const times = timesOf(edit.startAt ?? was.startAt.toISOString(), edit.endAt ?? was.endAt.toISOString())
  const lead = edit.leadId ? await findLead(tx, edit.leadId) : undefined
  if (edit.leadId && (!lead || lead.deletedAt)) throw refuse('no_such_lead', 'This lead does not exist any more, or lies in the trash.', { field: 'leadId' })
  const next: Meeting = {
    ...was, ...times, title: edit.title ?? was.title, timeZone: edit.timeZone ? zoneOf(edit.timeZone) : was.timeZone, place: edit.place ?? was.place, notes: edit.notes ?? was.notes,
    leadId: edit.leadId === undefined ? was.leadId : edit.leadId, companyId: edit.companyId !== undefined ? await companyOf(tx, edit.companyId) : (lead?.companyId ?? was.companyId), dealId: edit.dealId === undefined ? was.dealId : edit.dealId,
    ownerId: edit.ownerId === undefined ? was.ownerId : await ownerOf(tx, edit.ownerId),
  }
  await rewriteMeeting(tx, next)
  if (next.startAt.getTime() !== was.startAt.getTime() && next.status === 'booked') await announce(tx, meetingMoved, aboutOf(next))
  // Somebody said whose it is: from now on it is a meeting of theirs, with all that follows.
  const known = next.leadId ? next.leadId !== was.leadId : next.dealId !== null && next.dealId !== was.dealId
  if (known && next.status === 'booked') await tellBooked(tx, next)
  await liveChanged(tx, 'tasks')
}

export async function settleMeeting(tx: Tx, id: string, status: MeetingStatus, note: string | undefined): Promise<void> {
  const was = await mustLock(tx, id)
  if (was.status === status) return
  if (status === 'held' && was.startAt > tx.now) throw refuse('not_yet', 'This meeting has not begun yet.', { status: 409 })
  if (status === 'no_show' && was.startAt > tx.now) throw refuse('not_yet', 'It is not time yet: nobody can be missing.', { status: 409 })
  await change(tx, was, status, note || null)
}

/** With the meeting (and its lead) held. `moved`: another time is booked already, so that nothing has to be found. */
export async function change(tx: Tx, was: Meeting, status: MeetingStatus, note: string | null, moved = false): Promise<void> {
  const next = { ...was, status, reason: status === 'cancelled' ? note : was.reason }
  await rewriteMeeting(tx, next)
  const about = aboutOf(next)
  if (status === 'booked') await tellBooked(tx, next)
  if (status === 'cancelled') await announce(tx, meetingCancelled, { ...about, reason: note, moved })
  if (status === 'no_show') await announce(tx, meetingMissed, about)
  if (status === 'held') {
    await announce(tx, meetingHeld, about)
    if (was.leadId || was.companyId || was.dealId)
      await logActivity(tx, { kind: 'meeting', direction: 'out', note: note ?? '', at: (was.startAt > tx.now ? tx.now : was.startAt).toISOString(), minutes: Math.round((was.endAt.getTime() - was.startAt.getTime()) / 60_000), leadId: was.leadId, companyId: was.companyId, dealId: was.dealId }, { meetingId: was.id })
  }
  if ((status === 'cancelled' && !moved) || status === 'no_show') await findAnother(tx, next, status, note)
  await liveChanged(tx, 'tasks')
}

/** Due at once: who had said yes is easiest to win back on the same day. */
async function findAnother(tx: Tx, m: Meeting, status: 'cancelled' | 'no_show', note: string | null): Promise<void> {
  const lead = m.leadId ? await findLead(tx, m.leadId) : undefined
  const { timeZone } = await findWorkspace(tx)
  const name = lead ? nameOf(lead) : (m.bookedName || m.bookedEmail || m.title), today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(tx.now)
  const owner = m.ownerId && (await members(tx)).some((x) => x.user_id === m.ownerId && !x.disabled_at) ? m.ownerId : null
  await createTask(tx, { title: `Find another time with ${name}`.slice(0, 300), kind: 'meeting_follow_up', dueOn: today, priority: 'high', ownerId: owner, leadId: lead && !lead.deletedAt ? lead.id : null, companyId: m.companyId, dealId: m.dealId },
    { why: status === 'no_show' ? `They did not come to “${m.title}”.` : `“${m.title}” was cancelled${note ? `: ${note}` : '.'}`, meetingId: m.id })
}

export async function deleteMeeting(tx: Tx, id: string): Promise<void> {
  const was = await mustLock(tx, id)
  if (was.source !== 'person') throw refuse('booked_elsewhere', 'This was booked through Calendly. Cancel it instead; it stays in the story of the lead.', { status: 409 })
  await removeMeeting(tx, id)
  await liveChanged(tx, 'tasks')
}

/** Leads first, in the order of their ids, then the meeting. */
async function mustLock(tx: Tx, id: string, alsoLead?: string | null): Promise<Meeting> {
  const seen = await meetingById(tx, id)
  for (const leadId of [...new Set([seen?.leadId, alsoLead].filter((x) => x !== null && x !== undefined))].toSorted()) await lockLead(tx, leadId)
  const meeting = seen && (await lockMeeting(tx, id))
  if (!meeting) throw notFound('meeting')
  return meeting
}

const aboutOf = (m: Pick<Meeting, 'id' | 'title' | 'startAt' | 'leadId' | 'companyId' | 'dealId' | 'ownerId'>) => ({
  meetingId: m.id, title: m.title, startAt: m.startAt.toISOString(), ...(m.leadId && { leadId: m.leadId }), ...(m.companyId && { companyId: m.companyId }), ...(m.dealId && { dealId: m.dealId }), ...(m.ownerId && { ownerId: m.ownerId }),
})

function timesOf(start: string, end: string): { startAt: Date; endAt: Date } {
  const startAt = new Date(start), endAt = new Date(end)
  if (endAt <= startAt) throw refuse('ends_before', 'A meeting ends after it begins.', { field: 'endAt' })
  if (endAt.getTime() - startAt.getTime() > longestMs) throw refuse('too_long', 'A meeting of more than thirty days is a mistake in one of the dates.', { field: 'endAt' })
  const year = startAt.getUTCFullYear()
  if (year < 1970 || year > 2199) throw refuse('year', 'Choose a day between 1970 and 2199.', { field: 'startAt' })
  return { startAt, endAt }
}

function zoneOf(zone: string): string {
  if (!IANAZone.isValidZone(zone)) throw refuse('no_such_zone', `“${zone}” is not a time zone. Take one like Europe/Berlin.`, { field: 'timeZone' })
  return zone
}

async function companyOf(tx: Tx, companyId: string | null | undefined): Promise<string | null> {
  if (companyId && !(await findCompany(tx, companyId))) throw refuse('no_such_company', 'This company does not exist any more.', { field: 'companyId' })
  return companyId ?? null
}

async function ownerOf(tx: Tx, ownerId: string | null): Promise<string | null> {
  if (ownerId && !(await members(tx)).some((m) => m.user_id === ownerId && !m.disabled_at)) throw refuse('no_such_member', 'This person does not work in this workspace.', { field: 'ownerId' })
  return ownerId
}
