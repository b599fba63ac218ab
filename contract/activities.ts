// What somebody did and wrote down: calls, mails, meetings, notes. And how calls may turn out.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging, When } from './contract.ts'

export const activityKinds = ['call', 'mail', 'meeting', 'note', 'linkedin'] as const
export const ActivityKind = z.enum(activityKinds)
export type ActivityKind = z.output<typeof ActivityKind>
const Named = z.object({ id: Id, name: z.string() })

export const ActivityView = z
  .object({
    id: Id, kind: ActivityKind, at: When, direction: z.enum(['out', 'in']), note: z.string(), outcome: z.string().nullable(), outcomeLabel: z.string().nullable(), minutes: z.int().nullable(), pinned: z.boolean(),
    lead: Named.nullable(), company: Named.nullable(), dealId: Id.nullable(), taskId: Id.nullable(), meetingId: Id.nullable(), by: z.string(), mine: z.boolean(), createdAt: When,
  })
  .meta({ id: 'Activity' })
export type ActivityView = z.output<typeof ActivityView>

const note = z.string().trim().max(20_000, 'At most 20,000 characters, please.')
export const ActivityInput = z
  .object({
    kind: ActivityKind, at: z.iso.datetime({ offset: true }).optional().describe('Now when left out'), direction: z.enum(['out', 'in']).default('out'), note: note.default(''),
    outcome: z.string().trim().max(60).nullable().optional().describe('Of a call: one of the outcomes of the workspace'), minutes: z.int().min(0).max(1440).nullable().optional(),
    messageId: z.string().trim().max(998).nullable().optional().describe('Of a mail: its Message-ID; the same mail is logged once'),
    leadId: Id.nullable().optional(), companyId: Id.nullable().optional(), dealId: Id.nullable().optional(), pinned: z.boolean().optional(),
  })
  .refine((a) => a.leadId || a.companyId || a.dealId, { message: 'Say whom it is about: a lead, a company or a deal.', path: ['leadId'] })
  .meta({ id: 'ActivityInput' })
export type ActivityInput = z.output<typeof ActivityInput>

export const logActivity = endpoint('POST', '/activities', {
  summary: 'Log a call, mail, meeting or note. The same mail, or the same call within two minutes, is merged into what is there', can: 'tasks.write', repeat: 'key', body: ActivityInput,
  returns: z.object({ activity: ActivityView.nullable().describe('Null: the mail is in the timeline already'), merged: z.boolean(), sentence: z.string() }),
})
export const listActivities = endpoint('GET', '/activities', {
  summary: 'What was logged, the newest first; pinned notes before the rest', can: 'tasks.read',
  query: Paging.extend({ leadId: Id.optional(), companyId: Id.optional(), dealId: Id.optional(), kind: ActivityKind.optional() }), returns: page(ActivityView),
})
export const updateActivity = endpoint('PATCH', '/activities/:id', {
  summary: 'Change what was logged', can: 'tasks.write', repeat: 'safe', params: ById,
  body: z.object({ note: note.optional(), at: z.iso.datetime({ offset: true }).optional(), minutes: z.int().min(0).max(1440).nullable().optional(), pinned: z.boolean().optional() }), returns: ActivityView,
})
export const deleteActivity = endpoint('DELETE', '/activities/:id', { summary: 'Remove what was logged: one’s own, or anybody’s for a manager', can: 'tasks.write', repeat: 'safe', params: ById, returns: Done })

// ── How calls may turn out ──

export const effects = ['go_on', 'stop', 'retry', 'failed', 'never_call'] as const
export const Outcome = z
  .object({
    key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'A short word in small letters.'), label: z.string().trim().min(1, 'An outcome needs a name.').max(60),
    effect: z.enum(effects).describe("For the campaign: 'go_on' with the next step; 'stop'; 'retry': call again, then as the step says; 'failed': as the step says; 'never_call': stop, and nobody calls again"),
  })
  .meta({ id: 'CallOutcome' })
export type Outcome = z.output<typeof Outcome>
export const WorkSettings = z
  .object({
    outcomes: z.array(Outcome).min(1, 'Keep at least one outcome.').max(20).refine((all) => new Set(all.map((o) => o.key)).size === all.length, 'Two outcomes have the same key.'),
    linkedinWeekly: z.int().min(0).max(1000).describe('LinkedIn steps one person does in seven days'),
  })
  .meta({ id: 'WorkSettings' })
export type WorkSettings = z.output<typeof WorkSettings>
export const workSettings = endpoint('GET', '/tasks/settings', { summary: 'How calls may turn out, and how many LinkedIn steps a week', can: 'tasks.read', returns: WorkSettings })
export const setWorkSettings = endpoint('PUT', '/tasks/settings', { summary: 'Change them', can: 'tasks.manage', repeat: 'safe', body: WorkSettings, returns: WorkSettings })

const Source = z.object({ label: z.string(), url: z.string().nullable(), quote: z.string().nullable(), date: z.string().nullable() })
export const CallScript = z
  .object({
    doNotCall: z.string().nullable().describe('Why nobody may call, in a sentence'),
    opening: z.string(),
    claims: z.array(z.object({ text: z.string(), source: Source })).describe('What may be said of them, each with where it stands'),
    offer: z.array(z.object({ text: z.string(), source: Source })).describe('What may be said of us'),
    questions: z.array(z.string()), close: z.string(),
  })
  .meta({ id: 'CallScript' })
export type CallScript = z.output<typeof CallScript>
export const callScript = endpoint('GET', '/leads/:id/call-script', { summary: 'What to say on the phone, from research and from what we sell; every claim with its source', can: 'tasks.read', params: ById, returns: CallScript })
export const LinkedinWeek = z.object({ done: z.int(), most: z.int(), roomAt: When.nullable().describe('When the next one may be done; null: now') })
export const linkedinWeek = endpoint('GET', '/tasks/linkedin-week', { summary: 'How many LinkedIn steps you did in the last seven days, of how many', can: 'tasks.read', returns: LinkedinWeek })
