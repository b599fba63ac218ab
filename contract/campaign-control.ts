// What a person does to many leads of a campaign at once, what came of each, and taking it back; mails that put something right;
// and who writes while somebody is away.
import { z } from 'zod'
import { EnrollmentState } from './campaigns.ts'
import { ById, endpoint, Id, page, Paging, When } from './contract.ts'

export const ControlAct = z.enum(['pause', 'resume', 'skip_step', 'retry', 'finish', 'remove', 'move', 'restart', 'priority'])
export type ControlAct = z.infer<typeof ControlAct>

export const ControlInput = z
  .object({
    act: ControlAct,
    ids: z.array(Id).min(1).max(10_000).optional(),
    matching: z.object({ state: EnrollmentState.optional(), reasonCode: z.string().max(60).optional(), search: z.string().trim().max(200).optional() }).optional().describe('Instead of ids: everybody the filter of the table means, on every page of it'),
    at: z.iso.datetime({ offset: true }).optional().describe("'pause': goes on by itself then; 'resume': not before"),
    toCampaignId: Id.optional().describe("'move': where to"),
    priority: z.int().min(-1000).max(1000).optional().describe("'priority': the higher ones get the first places; 0 is usual"),
  })
  .refine((a) => (a.ids === undefined) !== (a.matching === undefined), 'Name the leads, or a filter.')
  .refine((a) => a.act !== 'move' || a.toCampaignId, 'Say to which campaign.')
  .refine((a) => a.act !== 'priority' || a.priority !== undefined, 'Say which priority.')
  .meta({ id: 'CampaignControlInput' })
export type ControlInput = z.output<typeof ControlInput>

export const ControlRun = z
  .object({
    id: Id, campaignId: Id, act: z.string(), total: z.int(), looked: z.int().describe('Leads that were dealt with so far'), done: z.int(), refused: z.int(), sentence: z.string(),
    refusals: z.array(z.object({ sentence: z.string(), count: z.int() })), mayUndo: z.boolean(), undone: z.boolean(), by: z.string(), createdAt: When, endedAt: When.nullable(),
  })
  .meta({ id: 'CampaignControlRun' })
export type ControlRun = z.output<typeof ControlRun>
export const ControlResult = z.object({ enrollmentId: Id, leadId: Id, leadName: z.string(), done: z.boolean(), sentence: z.string() }).meta({ id: 'CampaignControlResult' })

export const controlEnrollments = endpoint('POST', '/campaigns/:id/control', { summary: 'Do something to many leads, in the background', can: 'campaigns.write', repeat: 'key', params: ById, body: ControlInput, returns: ControlRun })
export const listControlRuns = endpoint('GET', '/campaigns/:id/control', { summary: 'What was done lately', can: 'campaigns.read', params: ById, returns: z.object({ items: z.array(ControlRun) }) })
export const getControlRun = endpoint('GET', '/control/:id', { summary: 'How far it is, and what came of it', can: 'campaigns.read', params: ById, returns: ControlRun })
export const listControlResults = endpoint('GET', '/control/:id/results', { summary: 'What came of each lead; those refused first', can: 'campaigns.read', params: ById, query: z.object(Paging.shape), returns: page(ControlResult) })
export const undoControl = endpoint('POST', '/control/:id/undo', { summary: 'Take it back, where it can be', can: 'campaigns.write', repeat: 'safe', params: ById, returns: ControlRun })

// ── Putting something right ──

const CorrectionText = z.object({ subject: z.string().trim().max(200).default('').describe('Empty: in the thread of the mail it corrects'), body: z.string().trim().min(1, 'Write what is right.').max(10_000) })
export const WhoGot = z.object({
  got: z.int(), notYet: z.int(), never: z.int().describe('Over for them before it left'), onTheWay: z.int().describe('Being handed over, or in doubt'), sentence: z.string(),
  gotIt: z.array(z.object({ leadId: Id, name: z.string(), email: z.string(), at: When })).describe('The first hundred, the newest first'),
}).meta({ id: 'CampaignWhoGot' })
export const CorrectionPreview = z.object({ recipients: z.int(), leftOut: z.array(z.object({ leadId: Id, name: z.string(), sentence: z.string() })), examples: z.array(z.object({ leadId: Id, name: z.string(), subject: z.string(), body: z.string() })), sentence: z.string() }).meta({ id: 'CampaignCorrectionPreview' })
export const CorrectionSent = z.object({ id: Id, planned: z.int(), leftOut: z.int(), sentence: z.string() }).meta({ id: 'CampaignCorrection' })
const stepOf = z.object({ id: Id, stepId: Id })

export const whoGotStep = endpoint('GET', '/campaigns/:id/steps/:stepId/recipients', { summary: 'Exactly who got a mail, and who did not', can: 'campaigns.read', params: stepOf, returns: WhoGot })
export const previewCorrection = endpoint('POST', '/campaigns/:id/steps/:stepId/correction/preview', { summary: 'How a correction would read, and for whom', can: 'campaigns.read', repeat: 'safe', params: stepOf, body: CorrectionText, returns: CorrectionPreview })
export const sendCorrection = endpoint('POST', '/campaigns/:id/steps/:stepId/correction', { summary: 'Send it to everybody who got the mail, at the pace of their mailboxes', can: 'campaigns.launch', repeat: 'key', params: stepOf, body: CorrectionText, returns: CorrectionSent })

// ── Somebody is away ──

export const Absence = z.object({
  id: Id, mailboxId: Id, mailboxAddress: z.string(), fromDay: z.iso.date(), toDay: z.iso.date(), way: z.enum(['pause', 'delegate', 'reassign']), toMailboxId: Id.nullable(), toMailboxAddress: z.string().nullable(), sentence: z.string(), endedAt: When.nullable(),
}).meta({ id: 'Absence' })
export type Absence = z.output<typeof Absence>
export const AbsenceInput = z
  .object({
    mailboxId: Id, fromDay: z.iso.date(), toDay: z.iso.date(),
    way: z.enum(['pause', 'delegate', 'reassign']).describe("'pause': its leads wait; 'delegate': new talks begin from the other mailbox, running ones wait; 'reassign': everybody goes on from the other mailbox, for good"),
    toMailboxId: Id.optional(),
  })
  .refine((a) => a.way === 'pause' || a.toMailboxId, 'Say who writes meanwhile.')
  .meta({ id: 'AbsenceInput' })
export type AbsenceInput = z.output<typeof AbsenceInput>
export const HandOver = z.object({ unwritten: z.int(), running: z.int(), sentence: z.string() }).meta({ id: 'HandOverPreview' })

export const listAbsences = endpoint('GET', '/absences', { summary: 'Who is away', can: 'campaigns.read', returns: z.object({ items: z.array(Absence) }) })
export const previewAbsence = endpoint('POST', '/absences/preview', { summary: 'Whom it concerns, and what becomes of their threads', can: 'campaigns.read', repeat: 'safe', body: AbsenceInput, returns: HandOver })
export const addAbsence = endpoint('POST', '/absences', { summary: 'Hand over while somebody is away', can: 'campaigns.launch', repeat: 'key', body: AbsenceInput, returns: Absence })
export const endAbsence = endpoint('POST', '/absences/:id/end', { summary: 'Back earlier: what was paused goes on', can: 'campaigns.launch', repeat: 'safe', params: ById, returns: Absence })
