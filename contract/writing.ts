import { z } from 'zod'
import { Id, endpoint, page } from './contract.ts'

// Drafts: what a lead will read, in three tones, beside the facts it stands on.

export const Tone = z.enum(['friendly', 'direct', 'curiosity'])
export type Tone = z.infer<typeof Tone>

export const DraftStatus = z.enum(['writing', 'ready', 'needs_review', 'approved', 'skipped', 'failed', 'superseded'])
export type DraftStatus = z.infer<typeof DraftStatus>

/** One finding. `start` and `end` are UTF-16 offsets into `field`; `mend` says what to do about it. */
export const CheckView = z
  .object({
    code: z.string(),
    severity: z.enum(['block', 'warn']),
    sentence: z.string(),
    mend: z.string(),
    field: z.enum(['subject', 'body']),
    start: z.int(),
    end: z.int(),
  })
  .meta({ id: 'Check' })
export type CheckView = z.infer<typeof CheckView>

/** A sentence of the body with what it stands on. `start` and `end` are UTF-16 offsets into the body. */
export const SentenceView = z
  .object({
    text: z.string(),
    start: z.int(),
    end: z.int(),
    source: z.enum(['fact', 'offer', 'lead', 'plain']),
    factIds: z.array(z.string()),
    /** true where the sentence claims something about them and nothing stands behind it */
    unsupported: z.boolean(),
  })
  .meta({ id: 'DraftSentence' })
export type SentenceView = z.infer<typeof SentenceView>

export const VariantView = z
  .object({
    tone: Tone,
    subject: z.string(),
    body: z.string(),
    sentences: z.array(SentenceView),
    checks: z.array(CheckView),
  })
  .meta({ id: 'DraftVariant' })
export type VariantView = z.infer<typeof VariantView>

export const FactCard = z
  .object({
    id: z.string(),
    kind: z.string(),
    claim: z.string(),
    quote: z.string(),
    url: z.string(),
    dated: z.string().nullable(),
    fetchedAt: z.string(),
    confidence: z.number(),
    about: z.enum(['company', 'lead']),
  })
  .meta({ id: 'FactCard' })
export type FactCard = z.infer<typeof FactCard>

/** 0 to 100, with the parts that make it up. */
export const MailScore = z
  .object({
    points: z.int(),
    reasons: z.array(z.object({ name: z.string(), points: z.int(), of: z.int(), sentence: z.string() })),
  })
  .meta({ id: 'MailScore' })
export type MailScore = z.infer<typeof MailScore>

const Meter = z.object({ subjectLength: z.int(), subjectMost: z.int(), words: z.int(), wordsMost: z.int() })

/** A line of the approvals queue. */
export const DraftRow = z
  .object({
    id: Id,
    status: DraftStatus,
    /** why it needs a look, failed, or was skipped: one sentence, null when nothing is wrong */
    reason: z.string().nullable(),
    tone: Tone,
    subject: z.string(),
    preview: z.string(),
    stepNo: z.int(),
    variant: z.string().nullable().describe('Which of several texts of its step it was written from: A, B, …; null when there is one'),
    edited: z.boolean(),
    writer: z.string(),
    researched: z.boolean(),
    blocks: z.int(),
    warnings: z.int(),
    lead: z.object({
      id: Id,
      name: z.string(),
      email: z.string(),
      title: z.string().nullable(),
      companyName: z.string().nullable(),
    }),
    campaign: z.object({ id: Id, name: z.string() }).nullable(),
    approvedBy: z.string().nullable(),
    approvedAt: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'DraftRow' })
export type DraftRow = z.infer<typeof DraftRow>

/** Everything the approvals page shows of one draft. */
export const DraftView = DraftRow.extend({
  enrollmentId: Id.nullable(),
  stepId: Id.nullable(),
  totalSteps: z.int(),
  mode: z.enum(['written', 'template']),
  intent: z.string(),
  body: z.string(),
  sentences: z.array(SentenceView),
  checks: z.array(CheckView),
  variants: z.array(VariantView),
  meter: Meter,
  score: MailScore,
  canUndoApproval: z.boolean(),
  card: z.object({
    lead: z.object({
      id: Id,
      name: z.string(),
      email: z.string(),
      title: z.string().nullable(),
      city: z.string().nullable(),
      country: z.string().nullable(),
      language: z.string().nullable(),
      linkedinUrl: z.string().nullable(),
      notes: z.string().nullable(),
    }),
    company: z
      .object({
        id: Id.nullable(),
        name: z.string(),
        website: z.string().nullable(),
        domain: z.string().nullable(),
        industry: z.string().nullable(),
        size: z.string().nullable(),
        city: z.string().nullable(),
        country: z.string().nullable(),
        description: z.string().nullable(),
      })
      .nullable(),
    brief: z.object({
      status: z.enum(['none', 'waiting', 'running', 'ready', 'nothing_found', 'failed']),
      summary: z.string().nullable(),
      problem: z.string().nullable(),
      researchedAt: z.string().nullable(),
    }),
    facts: z.array(FactCard),
  }),
}).meta({ id: 'Draft' })
export type DraftView = z.infer<typeof DraftView>

export const DraftCounts = z
  .object({
    writing: z.int(),
    ready: z.int(),
    needsReview: z.int(),
    approved: z.int(),
    skipped: z.int(),
    failed: z.int(),
    /** ready drafts with no check against them: the number in "approve the 14 that pass every check" */
    passing: z.int(),
    total: z.int(),
  })
  .meta({ id: 'DraftCounts' })
export type DraftCounts = z.infer<typeof DraftCounts>

const one = z.object({ id: Id })

export const listDrafts = endpoint('GET', '/drafts', {
  summary: 'The approvals queue: drafts oldest first, by campaign and state',
  can: 'writing.read',
  query: z.object({
    campaignId: Id.optional(),
    leadId: Id.optional(),
    /** `open` (the default) is what waits for a person: ready, needs_review and failed */
    status: z.enum(['open', 'all', 'writing', 'ready', 'needs_review', 'approved', 'skipped', 'failed']).default('open'),
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  returns: page(DraftRow),
})

export const countDrafts = endpoint('GET', '/drafts/counts', {
  summary: 'How many drafts are in each state',
  can: 'writing.read',
  query: z.object({ campaignId: Id.optional() }),
  returns: DraftCounts,
})

export const readDraft = endpoint('GET', '/drafts/:id', {
  summary: 'One draft with its three tones, its sources, its checks and the research card',
  can: 'writing.read',
  params: one,
  returns: DraftView,
})

export const editDraft = endpoint('PATCH', '/drafts/:id', {
  summary: 'Change the text, or choose a tone; answers with the new checks',
  can: 'writing.write',
  repeat: 'safe',
  params: one,
  body: z
    .object({
      subject: z.string().max(500).optional(),
      body: z.string().max(20_000).optional(),
      /** takes that variant's text, and drops own edits */
      tone: Tone.optional(),
    })
    .refine((b) => b.subject !== undefined || b.body !== undefined || b.tone !== undefined, 'Say what to change: subject, body or tone.'),
  returns: DraftView,
})

export const approveDraft = endpoint('POST', '/drafts/:id/approve', {
  summary: 'Approve a draft; one with an open block is refused',
  can: 'writing.write',
  repeat: 'safe',
  params: one,
  returns: DraftView,
})

export const undoApproval = endpoint('POST', '/drafts/:id/undo-approval', {
  summary: 'Take the approval back while the mail has not left',
  can: 'writing.write',
  repeat: 'safe',
  params: one,
  returns: DraftView,
})

export const skipDraft = endpoint('POST', '/drafts/:id/skip', {
  summary: 'Do not send this draft',
  can: 'writing.write',
  repeat: 'safe',
  params: one,
  returns: DraftView,
})

export const unskipDraft = endpoint('POST', '/drafts/:id/unskip', {
  summary: 'Bring a skipped draft back into the queue',
  can: 'writing.write',
  repeat: 'safe',
  params: one,
  returns: DraftView,
})

export const regenerateDraft = endpoint('POST', '/drafts/:id/regenerate', {
  summary: 'Write the variants again; text edited by hand stays unless replaceEdits is set',
  can: 'writing.write',
  repeat: 'key',
  params: one,
  body: z.object({ replaceEdits: z.boolean().default(false) }),
  returns: DraftView,
})

export const approvePassing = endpoint('POST', '/drafts/approve-passing', {
  summary: 'Approve every ready draft that passes every check',
  can: 'writing.write',
  repeat: 'key',
  body: z.object({ campaignId: Id.optional() }),
  returns: z.object({ approved: z.int(), left: z.int(), sentence: z.string() }),
})

export const setTone = endpoint('POST', '/drafts/set-tone', {
  summary: 'Choose one tone for every draft of a campaign that is neither approved nor edited',
  can: 'writing.write',
  repeat: 'key',
  body: z.object({ campaignId: Id, tone: Tone }),
  returns: z.object({ changed: z.int(), kept: z.int(), sentence: z.string() }),
})

export const rewriteFailed = endpoint('POST', '/drafts/write-missing', {
  summary: 'Write again what failed; what is written stays as it is',
  can: 'writing.write',
  repeat: 'key',
  body: z.object({ campaignId: Id }),
  returns: z.object({ asked: z.int(), sentence: z.string() }),
})

export const checkText = endpoint('POST', '/drafts/:id/check', {
  summary: 'Checks a text while it is typed; nothing is stored',
  can: 'writing.read',
  repeat: 'safe',
  params: one,
  body: z.object({ subject: z.string().max(500), body: z.string().max(20_000) }),
  returns: z.object({ checks: z.array(CheckView), sentences: z.array(SentenceView), meter: Meter, score: MailScore }),
})

export const MergeProblem = z
  .object({
    field: z.enum(['subject', 'body']),
    start: z.int(),
    end: z.int(),
    sentence: z.string(),
  })
  .meta({ id: 'MergeProblem' })

export const previewTemplate = endpoint('POST', '/templates/preview', {
  summary: 'A template as one lead will read it, with what is missing',
  can: 'writing.read',
  repeat: 'safe',
  body: z.object({
    leadId: Id,
    offerId: Id.optional(),
    subject: z.string().max(500),
    body: z.string().max(20_000),
  }),
  returns: z.object({
    subject: z.string(),
    body: z.string(),
    problems: z.array(MergeProblem),
    checks: z.array(CheckView),
  }),
})

/** The tags and filters a template may use, for the composer's menu. */
export const listMergeTags = endpoint('GET', '/templates/tags', {
  summary: 'Merge tags and filters that a template may use',
  can: 'writing.read',
  returns: z.object({
    tags: z.array(z.object({ path: z.string(), meaning: z.string() })),
    filters: z.array(z.object({ name: z.string(), example: z.string(), meaning: z.string() })),
  }),
})
