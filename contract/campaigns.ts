// Campaigns: the steps, who is in them, when each mail goes out, and why one does not.
// Times are ISO instants; wherever a lead reads a mail in another place, `where` names that place ("Lisbon").
import { z } from 'zod'
import { ById, endpoint, Id, page, Paging, When } from './contract.ts'
import { LeadFilter } from './lead-filter.ts'

export const CampaignStatus = z.enum(['draft', 'active', 'paused', 'completed', 'archived'])
export type CampaignStatus = z.infer<typeof CampaignStatus>
export const WaitUnit = z.enum(['minutes', 'hours', 'days', 'business_days'])
export type WaitUnit = z.infer<typeof WaitUnit>
export const EnrollmentState = z.enum(['preparing', 'waiting_approval', 'ready', 'scheduled', 'waiting', 'paused', 'held', 'finished', 'stopped', 'skipped'])
export type EnrollmentState = z.infer<typeof EnrollmentState>
const Tone = z.enum(['friendly', 'direct', 'curiosity'])
const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is written like 09:00.')
const Day = z.iso.date()

// ── Steps ──

export const StepKind = z.enum(['email', 'wait', 'condition', 'end', 'task'])
export type StepKind = z.infer<typeof StepKind>
export const Branch = z.enum(['yes', 'no'])
export const FailurePolicy = z.enum(['wait', 'go_on', 'stop']).describe("When this mail cannot be sent: 'wait' for a person, 'go_on' with the next step after its usual wait, or 'stop' for this lead")
export const answerClasses = ['interested', 'question', 'not_now', 'referral', 'not_interested', 'other'] as const
const days = z.int().min(1, 'At least a day.').max(365, 'At most a year.').nullable().describe('Within so many days; null: at any time')
export const StepTest = z
  .discriminatedUnion('about', [
    z.object({ about: z.literal('replied'), classes: z.array(z.enum(answerClasses)).min(1, 'Choose at least one kind of answer.'), days }),
    z.object({ about: z.literal('clicked'), days }),
    z.object({ about: z.literal('lead'), filter: LeadFilter, days }),
  ])
  .meta({ id: 'CampaignStepTest', description: "A condition: 'replied' with an answer of these classes, 'clicked' a link (people only, never machines), or a filter the lead fits" })
export type StepTest = z.output<typeof StepTest>
export const StepAsk = z
  .object({
    what: z.enum(['call', 'linkedin', 'todo']), act: z.enum(['visit', 'invite', 'message']).nullable().default(null).describe('On LinkedIn'),
    mostTries: z.int().min(1, 'At least one try.').max(10, 'At most ten tries.').default(3).describe('Of a call without an answer'), everyDays: z.int().min(1).max(30).default(1).describe('Working days between two tries'),
    days: z.int().min(1, 'At least a day.').max(365, 'At most a year.').nullable().default(10).describe('The road goes on without it after so many days; null: it waits as long as it takes'),
  })
  .meta({ id: 'CampaignStepAsk', description: 'Of a step that a person does; `intent` says what to do, `body` is the text to send or to say' })
export type StepAsk = z.output<typeof StepAsk>
export const StepVariant = z
  .object({
    key: z.string().regex(/^[A-Z]$/), weight: z.int().min(0).max(100), intent: z.string().trim().max(500), subject: z.string().trim().max(200), body: z.string().max(10_000),
    removed: z.boolean().optional(),
  })
  .meta({ id: 'CampaignStepVariant' })
export type StepVariant = z.output<typeof StepVariant>

export const StepNumbers = z.object({
  waitingApproval: z.int(), planned: z.int(), sent: z.int(), unconfirmed: z.int(), failed: z.int(),
  replied: z.int().describe('Stopped by a reply after this step'), bounced: z.int(), optedOut: z.int(),
})
export const StepView = z
  .object({
    id: Id,
    position: z.int().describe('1-based place in the list, waits included'),
    kind: StepKind,
    parentId: Id.nullable().describe('The condition on whose path it lies; null: the main line'),
    branch: Branch.nullable(),
    test: StepTest.nullable().describe('Of a condition'),
    ask: StepAsk.nullable().describe('Of a step that a person does'),
    onFailure: FailurePolicy,
    weight: z.int().describe('Of variant A, which is the step itself'),
    variants: z.array(StepVariant).describe('B, C, …: other texts for the same mail; each lead gets one and keeps it'),
    autoShift: z.boolean(),
    no: z.int().nullable().describe('For e-mail steps: which mail of the campaign it is, 1-based'),
    waitAmount: z.int(),
    waitUnit: WaitUnit,
    mode: z.enum(['written', 'template']).describe("'written': from research, for this lead; 'template': the text below with {{merge tags}}"),
    intent: z.string(),
    subject: z.string(),
    body: z.string(),
    sameThread: z.boolean(),
    version: z.int(),
    numbers: StepNumbers,
  })
  .meta({ id: 'CampaignStep' })
export type StepView = z.output<typeof StepView>

const stepFields = {
  waitAmount: z.int().min(0).max(10_000),
  waitUnit: WaitUnit,
  mode: z.enum(['written', 'template']),
  intent: z.string().trim().max(500),
  subject: z.string().trim().max(200),
  body: z.string().max(10_000),
  sameThread: z.boolean(),
  test: StepTest.nullable(),
  ask: StepAsk.nullable(),
  onFailure: FailurePolicy,
  weight: z.int().min(0).max(100),
  variants: z.array(StepVariant).max(25),
  autoShift: z.boolean(),
}
export const StepInput = z
  .object({ kind: StepKind, parentId: Id.nullable().optional(), branch: Branch.nullable().optional(), position: z.int().min(1).max(100).optional().describe('Where to put it; at the end when left out'), ...z.object(stepFields).partial().shape })
  .meta({ id: 'CampaignStepInput' })
export type StepInput = z.output<typeof StepInput>
export const StepChange = z.object(stepFields).partial().meta({ id: 'CampaignStepChange' })
export type StepChange = z.output<typeof StepChange>

export const EditPreview = z
  .object({
    reaches: z.int().describe('Leads who have not had this step and will get the new text'),
    alreadySent: z.int().describe('Leads who had the old text; nothing changes for them'),
    unapprovedDrafts: z.int().describe('Will be written anew'),
    approvedDrafts: z.int().describe('Stay as approved, unless approved drafts are to be written anew too'),
    planned: z.int().describe('Of the approved ones: already in the queue'),
    sentence: z.string(),
  })
  .meta({ id: 'CampaignEditPreview' })

// ── The steps as a whole: another shape, also while it runs ──

const ShapeStep = z
  .object({
    key: z.string().min(1).max(60).regex(/^[\w-]+$/).describe('The id of a step that is (or was) there, or any word for a new one'),
    parentKey: z.string().max(60).nullable().default(null),
    branch: Branch.nullable().default(null),
    kind: StepKind,
    replaces: Id.optional().describe('A new mail in the place of this one: who had that one counts as having had this'),
    ...z.object(stepFields).partial().shape,
  })
  .meta({ id: 'CampaignShapeStep' })
export type ShapeStep = z.output<typeof ShapeStep>
export const Shape = z.array(ShapeStep).max(60, 'A campaign has at most 60 steps.').describe('All steps in order; those on a path of a condition follow it and name it as their parent')

export const ShapeGroup = z
  .object({
    key: z.string(), sentence: z.string(), leads: z.int(), dueToday: z.int(),
    choices: z.array(z.object({ value: z.string(), label: z.string() })).describe('What may happen with them; the first is taken when nothing is chosen'),
  })
  .meta({ id: 'CampaignShapeGroup' })
export type ShapeGroup = z.output<typeof ShapeGroup>
export const ShapePreview = z
  .object({
    basis: z.int().describe('The version this was worked out from; saving names it'),
    changes: z.array(z.string()).describe('What is different, one sentence each'),
    positions: z.array(z.object({ stepId: Id, label: z.string(), had: z.int(), waiting: z.int(), planned: z.int(), dueToday: z.int(), sentence: z.string() })),
    groups: z.array(ShapeGroup).describe('Leads for whom something has to be chosen'),
    approvedDrafts: z.int().describe('Approved mails not sent yet whose text changes'),
    sentence: z.string(),
  })
  .meta({ id: 'CampaignShapePreview' })
export type ShapePreview = z.output<typeof ShapePreview>
export const CampaignVersion = z
  .object({ version: z.int(), madeBy: z.string(), madeAt: When, sentences: z.array(z.string()), reached: z.array(z.object({ sentence: z.string(), chosen: z.string() })), isNow: z.boolean() })
  .meta({ id: 'CampaignVersion' })
export type CampaignVersion = z.output<typeof CampaignVersion>

// ── The campaign ──

export const QuietDays = z.object({ from: Day, to: Day, label: z.string().max(80).default('') }).describe('Dates, both inclusive, on which nothing is sent')
export const Counters = z
  .object({
    total: z.int().describe('Leads in the campaign, without those left out'),
    preparing: z.int(), waitingApproval: z.int(), ready: z.int(), scheduled: z.int(), waiting: z.int(), paused: z.int(), held: z.int(),
    finished: z.int(), stopped: z.int(), skipped: z.int(),
    sent: z.int().describe('Mails sent, unconfirmed ones included'),
    replied: z.int(), bounced: z.int(), optedOut: z.int(),
  })
  .meta({ id: 'CampaignCounters' })
export type Counters = z.output<typeof Counters>

const settings = {
  name: z.string().trim().min(1, 'A campaign needs a name.').max(160),
  offerId: Id.nullable(),
  tone: Tone,
  approval: z.enum(['all', 'automatic']).describe("'all': a person approves every mail; 'automatic': mails that pass every check go out by themselves"),
  timeZone: z.string().max(64).describe("IANA zone for leads whose own is not known"),
  days: z.array(z.int().min(1).max(7)).min(1, 'Choose at least one weekday.').max(7).describe('ISO weekdays, 1 = Monday'),
  windowStart: WallTime,
  windowEnd: WallTime,
  quiet: z.array(QuietDays).max(50),
  trackOpens: z.boolean(),
  trackClicks: z.boolean(),
  unsubscribeHeader: z.boolean(),
  stopCompany: z.boolean().describe('An answer of one stops everybody whose address is under the same domain (not for free-mail domains)'),
}
export const CampaignInput = z.object({ name: settings.name, ...z.object(settings).omit({ name: true }).partial().shape, mailboxIds: z.array(Id).max(100).optional(), steps: z.array(StepInput).max(40).optional().describe('Left out: mail, 3 business days, mail, 5 business days, mail') }).meta({ id: 'CampaignInput' })
export type CampaignInput = z.output<typeof CampaignInput>
export const CampaignChange = z.object(settings).partial().extend({ mailboxIds: z.array(Id).max(100).optional() }).meta({ id: 'CampaignChange' })
export type CampaignChange = z.output<typeof CampaignChange>

export const CampaignMailbox = z.object({ id: Id, address: z.string(), fromName: z.string(), kind: z.string(), status: z.string(), statusReason: z.string().nullable(), dailyLimit: z.int(), leads: z.int().describe('Leads of this campaign who hear from it') })

export const CampaignRow = z
  .object({
    id: Id, name: z.string(), status: CampaignStatus, head: z.string().describe('What happens next, in one sentence'),
    tone: Tone, counters: Counters, createdAt: When, launchedAt: When.nullable(), holdUntil: When.nullable(), nextMailAt: When.nullable(),
  })
  .meta({ id: 'CampaignRow' })
export type CampaignRow = z.output<typeof CampaignRow>

export const CampaignView = CampaignRow.extend({
  offerId: Id.nullable(), approval: z.enum(['all', 'automatic']), timeZone: z.string(), days: z.array(z.int()), windowStart: z.string(), windowEnd: z.string(),
  quiet: z.array(QuietDays), trackOpens: z.boolean(), trackClicks: z.boolean(), unsubscribeHeader: z.boolean(), stopCompany: z.boolean(),
  pausedAt: When.nullable(), pauseReason: z.string().nullable(), archivedAt: When.nullable(),
  mailboxes: z.array(CampaignMailbox), steps: z.array(StepView), version: z.int().describe('Of the steps: raised each time they are saved after the launch'),
  enrolling: z.int().nullable().describe('Leads of a large audience still being taken in, in the background; null when done'),
}).meta({ id: 'Campaign' })
export type CampaignView = z.output<typeof CampaignView>

// ── Who is in it ──

/** Exactly one of filter, list and ids. The filter is the leads page's own, `search` its search box. */
export const Audience = z
  .object({ filter: LeadFilter.optional(), search: z.string().trim().max(200).optional(), listId: Id.optional(), leadIds: z.array(Id).min(1).max(10_000).optional() })
  .refine((a) => [a.filter, a.listId, a.leadIds].filter((x) => x !== undefined).length === 1, 'Choose a filter, a list or leads.')
  .meta({ id: 'CampaignAudience' })
export type Audience = z.output<typeof Audience>

export const LeftOut = z.object({
  code: z.string().describe('no_address, invalid, suppressed, replied_before, bounced, in_another_campaign, already_here, deleted'),
  sentence: z.string(), count: z.int(),
  examples: z.array(z.object({ leadId: Id, name: z.string(), detail: z.string() })).describe('Up to five'),
})
export const AudiencePreview = z.object({ found: z.int(), fits: z.int(), leftOut: z.array(LeftOut), sentence: z.string() }).meta({ id: 'CampaignAudiencePreview' })
export type AudiencePreview = z.output<typeof AudiencePreview>

export const EnrollmentView = z
  .object({
    id: Id, leadId: Id, leadName: z.string(), email: z.string(), companyName: z.string().nullable(),
    campaignId: Id, campaignName: z.string(),
    state: EnrollmentState, reason: z.string().nullable(), reasonCode: z.string().nullable(),
    stepNo: z.int().describe('The mail that comes next, 1-based'), totalSteps: z.int(),
    tone: Tone, researched: z.boolean().nullable(),
    mailboxId: Id.nullable(), mailboxAddress: z.string().nullable(), mailboxWhy: z.string().nullable().describe('Why this mailbox, as of the moment it was chosen'),
    nextAt: When.nullable(), timeZone: z.string(), where: z.string().describe('The place whose time counts, e.g. Lisbon'), timeZoneFrom: z.enum(['lead', 'campaign']),
    nextAtThere: z.string().nullable().describe('"Tue 24 Nov, 09:12 in Lisbon"'),
    resumeAt: When.nullable(), lastSentAt: When.nullable(), createdAt: When, endedAt: When.nullable(),
    cameWhy: z.string().nullable().describe('Came from another campaign: from which, and why'),
  })
  .meta({ id: 'Enrollment' })
export type EnrollmentView = z.output<typeof EnrollmentView>

export const EnrollmentFilter = z.object({ state: EnrollmentState.optional(), reasonCode: z.string().max(60).optional(), search: z.string().trim().max(200).optional(), ...Paging.shape })

export const BulkAct = z
  .object({
    act: z.enum(['pause', 'resume', 'skip_step', 'finish', 'remove', 'retry']),
    ids: z.array(Id).max(10_000).optional(),
    allIn: EnrollmentState.optional().describe('Instead of ids: everyone in this state'),
    at: z.iso.datetime({ offset: true }).optional().describe("With 'pause': resume by itself at; with 'resume': not before"),
  })
  .refine((a) => (a.ids === undefined) !== (a.allIn === undefined), 'Name the leads, or a state.')
  .meta({ id: 'CampaignBulkAct' })
export type BulkAct = z.output<typeof BulkAct>
export const BulkResult = z.object({ done: z.int(), refused: z.array(z.object({ sentence: z.string(), count: z.int() })), sentence: z.string() })

// ── Launch ──

export const Check = z
  .object({
    code: z.string(), colour: z.enum(['green', 'amber', 'red']), sentence: z.string(),
    mend: z.string().nullable().describe('What to do about it'), link: z.string().nullable().describe('Where, as a path in the web app'),
  })
  .meta({ id: 'CampaignCheck' })
export type Check = z.output<typeof Check>

const PerDay = z.array(z.object({ day: Day, total: z.int(), mailboxes: z.array(z.object({ mailboxId: Id, first: z.int(), followUp: z.int() })) }))
export const DryRunView = z
  .object({
    exact: z.boolean().describe('The scheduler itself under a virtual clock; false: counted by the day, for there are too many leads'),
    practice: z.boolean(), perDay: PerDay, total: z.int(), finishDay: Day.nullable(), firstAt: When.nullable(), lastAt: When.nullable(),
    conflicts: z.array(z.string()).describe('Where it is tight, a sentence each'), sentence: z.string(),
  })
  .meta({ id: 'CampaignDryRun' })
export type DryRunView = z.output<typeof DryRunView>

export const LaunchView = z
  .object({
    who: z.object({ leads: z.int(), ready: z.int(), waitingApproval: z.int(), preparing: z.int(), notResearched: z.int(), sentence: z.string() }),
    when: z.object({ sentence: z.string(), firstMailAt: When.nullable(), firstMailThere: z.string().nullable(), finishDay: Day.nullable(), zones: z.array(z.object({ zone: z.string(), leads: z.int() })) }),
    perDay: z.array(z.object({ day: Day, total: z.int(), mailboxes: z.array(z.object({ mailboxId: Id, first: z.int(), followUp: z.int() })) })).describe('From the scheduler itself under a virtual clock; approved or not, everybody who may still be mailed'),
    dryRun: DryRunView,
    mailboxes: z.array(CampaignMailbox),
    leftOut: z.array(LeftOut),
    checks: z.array(Check),
    canLaunch: z.boolean(),
    canLaunchAnyway: z.boolean().describe('Red checks stand, but a manager may launch all the same'),
    typeNumber: z.int().nullable().describe('More than 500 leads: this number has to be typed to launch'),
    holdSeconds: z.int(),
  })
  .meta({ id: 'CampaignLaunch' })
export type LaunchView = z.output<typeof LaunchView>

// ── Why is it not sending? ──

export const Finding = z
  .object({
    code: z.string(), severity: z.enum(['stops', 'slows', 'waits', 'fine']), sentence: z.string(), mend: z.string().nullable(), link: z.string().nullable(),
    at: When.nullable().describe('When it will be over by itself, if it will'),
  })
  .meta({ id: 'CampaignFinding' })
export type Finding = z.output<typeof Finding>
export const Diagnosis = z.object({ head: z.string(), findings: z.array(Finding), nextMailAt: When.nullable() }).meta({ id: 'CampaignDiagnosis' })
export type Diagnosis = z.output<typeof Diagnosis>

// ── The counter ──

const read = { can: 'campaigns.read', params: ById } as const
const write = { can: 'campaigns.write', repeat: 'safe', params: ById } as const
const stepOf = z.object({ id: Id, stepId: Id })
const one = z.object({ id: Id, enrollmentId: Id })

export const listCampaigns = endpoint('GET', '/campaigns', {
  summary: 'Campaigns, newest first', can: 'campaigns.read',
  query: z.object({ status: CampaignStatus.optional(), search: z.string().trim().max(200).optional(), ...Paging.shape }), returns: page(CampaignRow) })
export const createCampaign = endpoint('POST', '/campaigns', { summary: 'Create a campaign (a draft)', can: 'campaigns.write', repeat: 'key', body: CampaignInput, returns: CampaignView })
export const getCampaign = endpoint('GET', '/campaigns/:id', { summary: 'One campaign with its steps and live numbers', ...read, returns: CampaignView })
export const updateCampaign = endpoint('PATCH', '/campaigns/:id', { summary: 'Change settings or mailboxes; a new window re-places what is planned', ...write, body: CampaignChange, returns: CampaignView })
export const duplicateCampaign = endpoint('POST', '/campaigns/:id/duplicate', { summary: 'A draft with the same steps and settings, and nobody in it', can: 'campaigns.write', repeat: 'key', params: ById, body: z.object({ name: settings.name.optional() }), returns: CampaignView })
export const archiveCampaign = endpoint('POST', '/campaigns/:id/archive', { summary: 'Archive: everything planned is cancelled for good', can: 'campaigns.launch', repeat: 'safe', params: ById, returns: CampaignView })

export const addStep = endpoint('POST', '/campaigns/:id/steps', { summary: 'Add a step (while a draft)', can: 'campaigns.write', repeat: 'key', params: ById, body: StepInput, returns: CampaignView })
export const orderSteps = endpoint('PUT', '/campaigns/:id/steps', { summary: 'Put the steps in this order (while a draft)', ...write, body: z.object({ stepIds: z.array(Id).min(1).max(100) }), returns: CampaignView })
export const updateStep = endpoint('PATCH', '/campaigns/:id/steps/:stepId', {
  summary: 'Change a step; on a running campaign the new text reaches everyone who has not had it', can: 'campaigns.write', repeat: 'safe', params: stepOf,
  body: StepChange.extend({ alsoApproved: z.boolean().default(false).describe('Write approved drafts anew too') }), returns: CampaignView })
export const previewStepEdit = endpoint('POST', '/campaigns/:id/steps/:stepId/preview-edit', { summary: 'How many leads a change of this step reaches', can: 'campaigns.read', repeat: 'safe', params: stepOf, returns: EditPreview })
export const removeStep = endpoint('DELETE', '/campaigns/:id/steps/:stepId', { summary: 'Remove a step (while a draft)', can: 'campaigns.write', repeat: 'safe', params: stepOf, returns: CampaignView })

const which = z.union([z.object({ steps: Shape }), z.object({ toVersion: z.int().min(1) })])
export const previewShape = endpoint('POST', '/campaigns/:id/shape/preview', { summary: 'What other steps, or going back to a version, would mean for every lead under way', can: 'campaigns.read', repeat: 'safe', params: ById, body: which, returns: ShapePreview })
export const saveShape = endpoint('PUT', '/campaigns/:id/shape', {
  summary: 'Insert, remove, reorder or replace steps, also of a running campaign; nobody gets a step twice, and nobody is skipped unasked', ...write,
  body: which.and(z.object({ basis: z.int().describe('From the preview, or the version of the campaign'), choices: z.record(z.string(), z.string()).default({}), alsoApproved: z.boolean().default(false) })), returns: CampaignView })
export const listVersions = endpoint('GET', '/campaigns/:id/versions', { summary: 'The steps as they were, newest first, with what was different', ...read, returns: z.object({ items: z.array(CampaignVersion) }) })

export const previewAudience = endpoint('POST', '/campaigns/:id/audience/preview', { summary: 'Who would come in, and who is left out and why', can: 'campaigns.read', repeat: 'safe', params: ById, body: Audience, returns: AudiencePreview })
export const enrollLeads = endpoint('POST', '/campaigns/:id/enrollments', { summary: 'Take leads in; research and writing start at once', can: 'campaigns.write', repeat: 'safe', params: ById, body: Audience, returns: AudiencePreview.extend({ enrolled: z.int() }) })
export const listEnrollments = endpoint('GET', '/campaigns/:id/enrollments', { summary: 'Who is in the campaign, each with a state and a reason', ...read, query: EnrollmentFilter, returns: page(EnrollmentView) })
export const getEnrollment = endpoint('GET', '/campaigns/:id/enrollments/:enrollmentId', { summary: 'One lead in the campaign', can: 'campaigns.read', params: one, returns: EnrollmentView })
export const actOnEnrollments = endpoint('POST', '/campaigns/:id/enrollments/act', { summary: 'Pause, resume, skip a step, finish, remove or retry, in bulk', ...write, body: BulkAct, returns: BulkResult })
export const enrollmentsOfLead = endpoint('GET', '/leads/:id/enrollments', { summary: 'The campaigns a lead is or was in', ...read, returns: z.object({ items: z.array(EnrollmentView) }) })

export const LinkChecks = z
  .object({ items: z.array(z.object({ url: z.string(), colour: z.enum(['green', 'amber', 'red']), sentence: z.string() })), sentence: z.string() })
  .meta({ id: 'CampaignLinkChecks' })
export const checkCampaignLinks = endpoint('POST', '/campaigns/:id/links/check', { summary: 'Follow the links of its mails; what comes of it stands on the launch page', can: 'campaigns.write', repeat: 'safe', params: ById, returns: LinkChecks })
export const launchPage = endpoint('GET', '/campaigns/:id/launch', { summary: 'What signing the launch would mean', ...read, returns: LaunchView })
export const dryRunCampaign = endpoint('GET', '/campaigns/:id/dry-run', { summary: 'What comes: every mail by day and mailbox, if nobody answers and everything is approved', ...read, returns: DryRunView })
export const launchCampaign = endpoint('POST', '/campaigns/:id/launch', {
  summary: 'Launch: the first mail waits a minute, in which it can be taken back', can: 'campaigns.launch', repeat: 'safe', params: ById,
  body: z.object({ acceptAmber: z.boolean().default(false), anyway: z.boolean().default(false).describe('Launch although the sender’s domain has no DMARC record; for managers and above'), typedNumber: z.int().optional() }), returns: CampaignView })
export const cancelLaunch = endpoint('POST', '/campaigns/:id/cancel-launch', { summary: 'Take the launch back while the first mail still waits', can: 'campaigns.launch', repeat: 'safe', params: ById, returns: CampaignView })
export const pauseCampaign = endpoint('POST', '/campaigns/:id/pause', { summary: 'Pause at once: after the answer no mail of this campaign leaves', can: 'campaigns.write', repeat: 'safe', params: ById, body: z.object({ reason: z.string().trim().max(300).optional() }), returns: CampaignView })
const LeaveOut = z.coerce.number().int().min(1).max(365).optional().describe('Mails that should have left more than so many days ago are left out: a late follow-up is skipped, who was never written to leaves the campaign')
export const ResumePreview = z
  .object({
    waiting: z.int().describe('Mails that get a new time'), days: z.int().describe('Sending days it takes at the usual pace'), overdue: z.int().describe('Of them, those whose time has passed'), oldestDays: z.int(),
    older: z.array(z.object({ days: z.int(), mails: z.int() })).describe('How many are late by more than so many days'),
    leftOut: z.object({ followUps: z.int(), first: z.int() }), examples: z.array(z.object({ leadId: Id, name: z.string(), dueAt: When, sentence: z.string() })).describe('The latest of those left out, at most ten'), sentence: z.string(),
  })
  .meta({ id: 'CampaignResumePreview' })
export type ResumePreview = z.output<typeof ResumePreview>
export const previewResume = endpoint('GET', '/campaigns/:id/resume/preview', { summary: 'What resuming would send, over how many days, and what could be left out', can: 'campaigns.read', params: ById, query: z.object({ leaveOutOlderThanDays: LeaveOut }), returns: ResumePreview })
export const resumeCampaign = endpoint('POST', '/campaigns/:id/resume', { summary: 'Go on; what is overdue is spread anew, never sent in a burst', can: 'campaigns.launch', repeat: 'safe', params: ById, body: z.object({ leaveOutOlderThanDays: LeaveOut }), returns: CampaignView.extend({ respread: z.object({ mails: z.int(), days: z.int(), sentence: z.string() }) }) })

export const diagnoseCampaign = endpoint('GET', '/campaigns/:id/diagnosis', { summary: 'Why is it not sending?', ...read, returns: Diagnosis })
export const diagnoseEnrollment = endpoint('GET', '/campaigns/:id/enrollments/:enrollmentId/diagnosis', { summary: 'Why is this lead not getting a mail?', can: 'campaigns.read', params: one, returns: Diagnosis })
