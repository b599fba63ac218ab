// What facts mean for leads: of companies, and of their own.
import { within } from '#platform/events'
import { leadSuppressed, meetingBooked } from './events.ts'
import { moveByRule } from './statuses.ts'
import { reactions as ofSilence } from './suppressing-companies.ts'

export const reactions = [
  ...ofSilence,
  within(meetingBooked, (tx, e) => moveByRule(tx, [e.leadId], 'meeting_booked')),
  within(leadSuppressed, async (tx, e) => { if (e.leadId && (e.reason === 'opted_out' || e.reason === 'complained')) await moveByRule(tx, [e.leadId], 'opted_out') }),
]
