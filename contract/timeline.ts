// What happened, as plain sentences: for a lead, for a company, for the whole workspace.
import { z } from 'zod'
import { ById, endpoint, Id, page, Paging, When } from './contract.ts'

export const TimelineKind = z.enum(['mail', 'reply', 'bounce', 'opt_out', 'visit', 'research', 'writing', 'campaign', 'record', 'import', 'mailbox', 'deal', 'task', 'activity', 'meeting', 'other'])
export type TimelineKind = z.output<typeof TimelineKind>

/** Where a line leads when it is clicked. */
export const TimelineLink = z.object({
  to: z.enum(['lead', 'company', 'campaign', 'thread', 'message', 'draft', 'mailbox', 'import', 'deal']),
  id: Id,
})
export type TimelineLink = z.output<typeof TimelineLink>

const Named = z.object({ id: Id, name: z.string() })

export const TimelineEntry = z
  .object({
    id: z.string(),
    at: When,
    kind: TimelineKind,
    type: z.string().meta({ description: 'The fact itself, such as reply.received.' }),
    sentence: z.string().meta({ description: 'One plain sentence: "Dana Berg answered: interested."' }),
    why: z.string().nullable().meta({ description: 'For what Overture did by itself: the reason, in a sentence.' }),
    quote: z.string().nullable().meta({ description: 'A line of the mail or note it is about.' }),
    actor: z.object({ kind: z.enum(['user', 'system', 'lead']), id: Id.nullable(), name: z.string() }),
    lead: Named.nullable(),
    company: Named.nullable(),
    campaign: Named.nullable(),
    link: TimelineLink.nullable(),
  })
  .meta({ id: 'TimelineEntry' })
export type TimelineEntry = z.output<typeof TimelineEntry>

const TimelineQuery = Paging.extend({
  kind: z
    .string()
    .transform((kinds) => kinds.split(',').filter(Boolean))
    .pipe(z.array(TimelineKind))
    .optional()
    .meta({ description: 'One kind or several, with commas between.' }),
})

export const leadTimeline = endpoint('GET', '/leads/:id/timeline', {
  summary: 'What happened with one lead, newest first', can: 'leads.read', params: ById, query: TimelineQuery, returns: page(TimelineEntry),
})
export const companyTimeline = endpoint('GET', '/companies/:id/timeline', {
  summary: 'What happened with one company and all its people, newest first', can: 'leads.read', params: ById, query: TimelineQuery, returns: page(TimelineEntry),
})
export const dealTimeline = endpoint('GET', '/deals/:id/timeline', {
  summary: 'What happened with one deal and, since it began, with its people, newest first', can: 'deals.read', params: ById, query: TimelineQuery, returns: page(TimelineEntry),
})
export const activity = endpoint('GET', '/activity', {
  summary: 'What happened in the workspace, newest first; of one campaign when it is named',
  can: 'leads.read',
  query: TimelineQuery.extend({ campaignId: Id.optional() }),
  returns: page(TimelineEntry),
})
