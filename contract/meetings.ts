// Meetings: booked by hand or through Calendly; and one's calendar as a feed.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging, When } from './contract.ts'

export const MeetingStatus = z.enum(['booked', 'cancelled', 'held', 'no_show'])
export type MeetingStatus = z.output<typeof MeetingStatus>
const Named = z.object({ id: Id, name: z.string() })

export const MeetingView = z
  .object({
    id: Id, title: z.string(), startAt: When, endAt: When, timeZone: z.string().describe('Whose clock it was agreed in'), place: z.string().describe('An address, a room, or a link'), notes: z.string(),
    status: MeetingStatus, reason: z.string().nullable(), lead: Named.nullable(), company: Named.nullable(), dealId: Id.nullable(), owner: Named.nullable(),
    bookedBy: z.object({ name: z.string(), email: z.string() }).nullable().describe('Who booked, as they said'), source: z.enum(['person', 'calendly']), createdAt: When,
  })
  .meta({ id: 'Meeting' })
export type MeetingView = z.output<typeof MeetingView>

const moment = z.iso.datetime({ offset: true })
const fields = {
  title: z.string().transform((v) => v.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()).pipe(z.string().min(1, 'A meeting needs a title.').max(300)),
  startAt: moment, endAt: moment, timeZone: z.string().min(1).max(64), place: z.string().trim().max(1000), notes: z.string().trim().max(20_000),
  leadId: Id.nullable(), companyId: Id.nullable(), dealId: Id.nullable(), ownerId: Id.nullable(),
}
export const MeetingInput = z.object({ title: fields.title, startAt: moment, endAt: moment, ...z.object(fields).omit({ title: true, startAt: true, endAt: true }).partial().shape }).meta({ id: 'MeetingInput', description: 'Booking it stops every campaign of the lead' })
export type MeetingInput = z.output<typeof MeetingInput>
export const MeetingEdit = z.object(fields).partial().meta({ id: 'MeetingEdit' })
export type MeetingEdit = z.output<typeof MeetingEdit>

export const listMeetings = endpoint('GET', '/meetings', {
  summary: 'Meetings that come (the next first) or were (the last first)', can: 'meetings.read',
  query: Paging.extend({ when: z.enum(['coming', 'past', 'all']).default('coming'), owner: z.enum(['me', 'all']).default('all'), leadId: Id.optional(), companyId: Id.optional(), dealId: Id.optional(), unmatched: z.enum(['true', 'false']).optional() }), returns: page(MeetingView),
})
export const getMeeting = endpoint('GET', '/meetings/:id', { summary: 'One meeting', can: 'meetings.read', params: ById, returns: MeetingView })
export const bookMeeting = endpoint('POST', '/meetings', { summary: 'Book a meeting: every campaign of the lead stops', can: 'meetings.write', repeat: 'key', body: MeetingInput, returns: MeetingView })
export const updateMeeting = endpoint('PATCH', '/meetings/:id', { summary: 'Change a meeting', can: 'meetings.write', repeat: 'safe', params: ById, body: MeetingEdit, returns: MeetingView })
export const settleMeeting = endpoint('POST', '/meetings/:id/status', {
  summary: 'It was held, they did not come, or it is cancelled: the last two leave a task to find another time, and no campaign starts again', can: 'meetings.write', repeat: 'safe', params: ById,
  body: z.object({ status: MeetingStatus, note: z.string().trim().max(20_000).optional().describe('What was said, or why it is cancelled') }), returns: MeetingView,
})
export const deleteMeeting = endpoint('DELETE', '/meetings/:id', { summary: 'Remove a meeting that never was', can: 'meetings.write', repeat: 'safe', params: ById, returns: Done })

// ── Where one is booked ──

export const BookingLink = z
  .object({
    url: z.string().nullable(), calendly: z.object({ connectedAt: When, heardAt: When.nullable() }).nullable().describe('Bookings come in by themselves'), sentence: z.string(),
  })
  .meta({ id: 'BookingLink' })
export const bookingLink = endpoint('GET', '/meetings/booking-link', { summary: 'Your booking link', can: 'meetings.read', returns: BookingLink })
export const setBookingLink = endpoint('PUT', '/meetings/booking-link', {
  summary: 'Set your booking link, of Calendly, Cal.com or anything that takes ?name= and ?email=', can: 'meetings.write', repeat: 'safe', body: z.object({ url: z.string().trim().max(500) }), returns: BookingLink,
})
export const connectCalendly = endpoint('POST', '/meetings/calendly', {
  summary: 'Connect Calendly with a personal access token: bookings, cancellations and no-shows come in by themselves', can: 'meetings.write', repeat: 'safe', body: z.object({ token: z.string().trim().min(10, 'Paste the whole token.').max(2000) }), returns: BookingLink,
})
export const disconnectCalendly = endpoint('DELETE', '/meetings/calendly', { summary: 'Disconnect Calendly; what was booked stays', can: 'meetings.write', repeat: 'safe', returns: BookingLink })
export const linkForLead = endpoint('GET', '/leads/:id/booking-link', { summary: 'Your booking link with this lead filled in', can: 'meetings.read', params: ById, returns: z.object({ url: z.string().nullable() }) })
export const calendlyHook = endpoint('POST', '/hooks/calendly/:token', { summary: 'Calendly tells of a booking', can: 'public', repeat: 'safe', params: z.object({ token: z.string().max(100) }), raw: true, root: true, keepsText: true, bodyLimit: 200_000 })

// ── The calendar as a feed ──

export const CalendarFeed = z.object({ url: z.string().nullable(), createdAt: When.nullable() }).meta({ id: 'CalendarFeed' })
export const calendarFeed = endpoint('GET', '/calendar-feed', { summary: 'The secret address of your meetings and tasks, for a calendar program', can: 'meetings.read', returns: CalendarFeed })
export const makeCalendarFeed = endpoint('POST', '/calendar-feed', { summary: 'Make a new address; the one before is dead at once', can: 'meetings.read', repeat: 'key', returns: CalendarFeed })
export const dropCalendarFeed = endpoint('DELETE', '/calendar-feed', { summary: 'Take the address away', can: 'meetings.read', repeat: 'safe', returns: CalendarFeed })
export const readCalendar = endpoint('GET', '/calendar/:token', { summary: 'Meetings and tasks of one person as iCalendar (RFC 5545)', can: 'public', params: z.object({ token: z.string().max(120) }), raw: true, root: true })
