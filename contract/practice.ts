// The mail world of simulated prospects: practice mailboxes that never send outside, and sample data to look around with.
import { z } from 'zod'
import { ById, endpoint, Id, When } from './contract.ts'

/** How fast time passes for a practice mailbox: as it is, or one day in an hour or in a minute. */
export const PracticePace = z.enum(['real', 'hour', 'minute'])
export type PracticePace = z.output<typeof PracticePace>

/** The same seed and the same lead give the same person, with the same answer, every time. */
const Seed = z.string().trim().min(1, 'The seed is a word or a number of your choice.').max(60)

export const PracticeMailboxView = z
  .object({
    id: Id,
    address: z.string(),
    fromName: z.string(),
    seed: z.string(),
    pace: PracticePace,
    answersAtOnce: z.boolean().meta({ description: 'Answers arrive right away instead of at the pace.' }),
    sent: z.number().int().meta({ description: 'Mails that this mailbox has sent into the practice world.' }),
    arrived: z.number().int().meta({ description: 'Answers that have arrived.' }),
    waiting: z.number().int().meta({ description: 'Answers that are written and on their way.' }),
    nextAnswerAt: When.nullable(),
  })
  .meta({ id: 'PracticeMailbox' })

export const SampleView = z
  .object({
    present: z.boolean(),
    madeAt: When.nullable(),
    ms: z.number().int().nullable().meta({ description: 'How long making it took; only in the answer to the request that made it.' }),
    leads: z.number().int(),
    companies: z.number().int(),
    campaigns: z.number().int(),
    deals: z.number().int(),
    messages: z.number().int(),
    threads: z.number().int(),
    drafts: z.number().int(),
  })
  .meta({ id: 'SampleData' })

export const PracticeWorldView = z
  .object({
    mailboxes: z.array(PracticeMailboxView),
    kinds: z
      .array(z.object({ kind: z.string(), label: z.string(), share: z.number() }))
      .meta({ description: 'What kinds of people live in the world, and how common each is. Who is who stays hidden.' }),
    sample: SampleView,
  })
  .meta({ id: 'PracticeWorld' })

export const practiceWorld = endpoint('GET', '/practice', {
  summary: 'The practice world: its mailboxes, what is on its way, the kinds of people in it, and whether sample data is there',
  can: 'mailboxes.read',
  returns: PracticeWorldView,
})

export const createPracticeMailbox = endpoint('POST', '/practice/mailboxes', {
  summary: 'Create a practice mailbox. Every field may be left out',
  can: 'practice.manage',
  repeat: 'key',
  body: z.object({
    fromName: z.string().trim().max(120).optional(),
    seed: Seed.optional(),
    pace: PracticePace.default('minute'),
    answersAtOnce: z.boolean().default(false),
  }),
  returns: PracticeMailboxView,
})

export const changePracticeMailbox = endpoint('PATCH', '/practice/mailboxes/:id', {
  summary: 'Change the seed or the pace of a practice mailbox. Answers already on their way keep their text; their times follow the pace',
  can: 'practice.manage',
  repeat: 'safe',
  params: ById,
  body: z.object({ seed: Seed.optional(), pace: PracticePace.optional(), answersAtOnce: z.boolean().optional() }),
  returns: PracticeMailboxView,
})

export const deliverWaitingAnswers = endpoint('POST', '/practice/deliver', {
  summary: 'Deliver the waiting answers now, of one practice mailbox or of all',
  can: 'practice.manage',
  repeat: 'safe',
  body: z.object({ mailboxId: Id.optional() }),
  returns: z.object({ delivered: z.number().int() }),
})

export const sampleData = endpoint('GET', '/practice/sample', {
  summary: 'Whether this workspace holds sample data, and how much',
  can: 'mailboxes.read',
  returns: SampleView,
})

export const exploreWithSampleData = endpoint('POST', '/practice/sample', {
  summary: 'Explore with sample data: 200 leads, three campaigns and a month of history. Nothing of it can be mailed outside',
  can: 'practice.manage',
  repeat: 'safe',
  returns: SampleView,
})

export const removeSampleData = endpoint('DELETE', '/practice/sample', {
  summary: 'Remove the sample data, and nothing else',
  can: 'practice.manage',
  repeat: 'safe',
  returns: SampleView,
})
