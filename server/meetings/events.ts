import { fact } from '#platform/events'

interface About { meetingId: string; title: string; startAt: string; leadId?: string; companyId?: string; dealId?: string; ownerId?: string }
/** `meeting.booked` itself is announced in the words of #leads, for campaigns hear it there; this one is of meetings without a lead. */
export const strangerBooked = fact<About & { name: string; email: string }>('meeting.booked_by_stranger')
/** On a deal, and nobody said with whom: who is meant is known above, where the people of a deal are. */
export const dealMeetingBooked = fact<About & { dealId: string }>('meeting.booked_on_deal')
export const meetingMoved = fact<About>('meeting.moved')
export const meetingCancelled = fact<About & { reason: string | null; moved: boolean }>('meeting.cancelled')
export const meetingHeld = fact<About>('meeting.held')
export const meetingMissed = fact<About>('meeting.missed')
