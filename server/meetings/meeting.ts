// A meeting. Rules that need nothing but values.
import type { MeetingStatus } from '#contract/meetings'

export interface Meeting {
  id: string
  title: string
  startAt: Date
  endAt: Date
  /** IANA: whose clock it was agreed in. */
  timeZone: string
  /** An address, a room, or a link. */
  place: string
  notes: string
  status: MeetingStatus
  reason: string | null
  leadId: string | null
  companyId: string | null
  dealId: string | null
  ownerId: string | null
  /** Who booked, as they said. */
  bookedName: string | null
  bookedEmail: string | null
  source: 'person' | 'calendly'
  externalId: string | null
  /** Raised with every change, for calendars. */
  sequence: number
  createdBy: string | null
  createdAt: Date
  updatedAt: Date
}
export type NewMeeting = Omit<Meeting, 'id' | 'sequence' | 'createdAt' | 'updatedAt'>

export const longestMs = 30 * 86_400_000
