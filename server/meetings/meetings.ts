// Meetings: booked by hand or through Calendly, moved, cancelled, held or missed. A booking stops the campaigns of its lead (they hear
// `meeting.booked` of #leads); what is cancelled leaves a task, and never starts a campaign again.
export { dealMeetingBooked, meetingCancelled, strangerBooked } from './events.ts'
