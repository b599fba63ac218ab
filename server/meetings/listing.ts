// Meetings as they are shown, and one's booking link.
import type { BookingLink, MeetingView } from '#contract/meetings'
import type { Page } from '#contract/contract'
import type { z } from 'zod'
import { findLead } from '#leads'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { dropLink, linkOf, meetingPage, saveLink, shownMeeting, type MeetingQuestion, type ShownMeeting } from './store.ts'

type Link = z.output<typeof BookingLink>

export async function listMeetings(tx: Tx, q: Omit<MeetingQuestion, 'after'> & { cursor?: string | undefined }): Promise<Page<MeetingView>> {
  const { cursor, limit, ...rest } = q
  const rows = await meetingPage(tx, { ...rest, after: readCursor(cursor), limit: limit + 1 })
  const items = rows.slice(0, limit), last = items.at(-1)
  return { items: items.map(viewOf), next: rows.length > limit && last ? Buffer.from(JSON.stringify([last.startAt, last.id])).toString('base64url') : null }
}

export async function showMeeting(tx: Tx, id: string): Promise<MeetingView> {
  const meeting = await shownMeeting(tx, id)
  if (!meeting) throw notFound('meeting')
  return viewOf(meeting)
}

const viewOf = (m: ShownMeeting): MeetingView => ({
  id: m.id, title: m.title, startAt: m.startAt.toISOString(), endAt: m.endAt.toISOString(), timeZone: m.timeZone, place: m.place, notes: m.notes, status: m.status, reason: m.reason,
  lead: m.leadId && m.leadName ? { id: m.leadId, name: m.leadName } : null, company: m.companyId && m.companyName ? { id: m.companyId, name: m.companyName } : null, dealId: m.dealId,
  owner: m.ownerId ? { id: m.ownerId, name: m.ownerName ?? 'A former colleague' } : null, bookedBy: m.bookedEmail ? { name: m.bookedName ?? '', email: m.bookedEmail } : null, source: m.source, createdAt: m.createdAt.toISOString(),
})

/** The address that Calendly calls is shown nowhere: it was said once, to Calendly. */
export async function showLink(tx: Tx, userId: string): Promise<Link> {
  const row = await linkOf(tx, userId)
  const sentence = !row ? 'You have no booking link yet.' : row.connectedAt ? (row.heardAt ? 'Bookings through Calendly come in by themselves.' : 'Connected. The first booking will show whether Calendly reaches this server.') : 'Your link is filled in for each lead. Bookings are noted by hand, or by Calendly once it is connected.'
  return { url: row?.url ?? null, calendly: row?.connectedAt ? { connectedAt: row.connectedAt.toISOString(), heardAt: row.heardAt?.toISOString() ?? null } : null, sentence }
}

export async function setLink(tx: Tx, userId: string, text: string): Promise<Link> {
  if (!text) { await dropLink(tx, userId); return showLink(tx, userId) }
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`)
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname.includes('.') || url.username) throw refuse('bad_link', 'This is not a web address. Copy the link of your booking page.', { field: 'url' })
  await saveLink(tx, userId, url.href)
  return showLink(tx, userId)
}

/** Calendly and Cal.com both take name and email; utm_content says whose booking it is when it comes back. */
export async function linkForLead(tx: Tx, userId: string, leadId: string): Promise<{ url: string | null }> {
  const lead = await findLead(tx, leadId), row = await linkOf(tx, userId)
  if (!lead) throw notFound('lead')
  if (!row) return { url: null }
  const url = new URL(row.url), name = [lead.firstName, lead.lastName].filter(Boolean).join(' ')
  for (const [key, value] of [['name', name], ['email', lead.email], ['utm_source', 'overture'], ['utm_content', lead.id]] as const) if (value) url.searchParams.set(key, value)
  return { url: url.href }
}

function readCursor(cursor: string | undefined): [string, string] | undefined {
  if (!cursor) return undefined
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (typeof at === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at)) && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) return [at, id]
  } catch { /* falls through to the refusal */ }
  throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
}
