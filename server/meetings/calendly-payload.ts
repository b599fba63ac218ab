// What Calendly tells, as far as we need it. Everything in it was typed by strangers: it is read by its shape and shown as text.
import { z } from 'zod'

const words = (most: number) => z.string().transform((v) => v.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim().slice(0, most))
const uri = z.string().max(500)
const Invitee = z.object({
  uri, email: words(320), name: words(300).default(''), timezone: words(64).nullish(), rescheduled: z.boolean().default(false), old_invitee: uri.nullish(),
  cancellation: z.object({ reason: words(1000).nullish(), canceled_by: words(300).nullish() }).nullish(),
  tracking: z.object({ utm_source: words(200).nullish(), utm_content: words(200).nullish() }).nullish(),
  scheduled_event: z.object({
    uri, name: words(300).nullish(), start_time: z.iso.datetime({ offset: true }), end_time: z.iso.datetime({ offset: true }),
    location: z.object({ type: words(100).nullish(), location: words(1000).nullish(), join_url: words(1000).nullish() }).nullish(),
  }),
})
export const CalendlyHook = z.discriminatedUnion('event', [
  z.object({ event: z.literal('invitee.created'), payload: Invitee }),
  z.object({ event: z.literal('invitee.canceled'), payload: Invitee }),
  z.object({ event: z.literal('invitee_no_show.created'), payload: z.object({ uri, invitee: uri }) }),
  z.object({ event: z.literal('invitee_no_show.deleted'), payload: z.object({ uri, invitee: uri }) }),
])
export type CalendlyHook = z.output<typeof CalendlyHook>
export type Invitee = z.output<typeof Invitee>

/** The link that one clicks, else the address, else what kind of place it is. */
export const placeOf = (i: Invitee): string => i.scheduled_event.location?.join_url ?? i.scheduled_event.location?.location ?? i.scheduled_event.location?.type?.replaceAll('_', ' ') ?? ''

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Our own links carry the lead. */
export const leadIn = (i: Invitee): string | undefined => (i.tracking?.utm_source === 'overture' && i.tracking.utm_content && uuid.test(i.tracking.utm_content) ? i.tracking.utm_content : undefined)
