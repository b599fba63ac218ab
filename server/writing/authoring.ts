// Writing what was asked for. The drafts themselves are the queue: a job takes one unwritten draft after another under a
// lease, in several lanes, until none is left. The lead's earlier mails come first, because a follow-up must not repeat
// them: a draft is taken only when no earlier one of its enrollment is unwritten. A job that dies leaves its lease to end.
import type { Tx } from '#platform/db'
import type { World } from '#platform/world'
import { announce, liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { composeAll, type Memory, type Plan } from './composing.ts'
import { about, stateFor, type Draft } from './draft.ts'
import { draftApproved, draftFailed, draftReady } from './events.ts'
import { gather, type Material } from './gathering.ts'
import { tones, type Tone, type Variant } from './mail.ts'
import { valuesFor } from './merging.ts'
import { writeWithModel } from './model-writer.ts'
import { writeJob } from './queues.ts'
import { review } from './reviewing.ts'
import { jaccard, shingles } from './sameness.ts'
import { render } from './templates.ts'
import { addToMemory, draftsOfEnrollments, holdTexts, isSaid, memoryOf, neighboursOf, postpone, setStatus, storeWritten, takeNext, type Written } from './store.ts'

const leaseMs = 180_000
/** How often a busy model is waited for before the built-in writer takes over. */
const patience = 5
const lanes = 4
/** One job works that long at most and hands over to a next one. */
const mostMs = 300_000

export async function writeAll(world: World, signal: AbortSignal): Promise<void> {
  const end = performance.now() + mostMs
  const lane = async (): Promise<void> => {
    while (!signal.aborted && performance.now() < end) {
      const job = await world.write((tx) => take(tx))
      if (!job) return
      await author(world, job)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  if (signal.aborted || performance.now() >= end) await world.write((tx) => askToWrite(tx))
}

const asked = new WeakSet<Tx>()
/** Wakes a writer in the caller's transaction, once; a writer that waits already is enough. */
export async function askToWrite(tx: Tx): Promise<void> {
  if (asked.has(tx)) return
  asked.add(tx)
  await enqueue(tx, writeJob, {}, { singletonKey: 'now' })
}

interface Job {
  draft: Draft
  material: Material | undefined
  siblings: Draft[]
  memory: Memory
  neighbours: string[]
}

async function take(tx: Tx): Promise<Job | undefined> {
  const draft = await takeNext(tx, new Date(tx.now.getTime() + leaseMs))
  if (!draft) return undefined
  const all = draft.enrollmentId ? await draftsOfEnrollments(tx, [draft.enrollmentId]) : []
  return {
    draft,
    material: await gather(tx, draft.leadId, draft.wanted.offerId),
    siblings: all.filter((one) => one.stepNo < draft.stepNo),
    memory: await memoryOf(tx, draft.campaignId),
    neighbours: await neighboursOf(tx, draft),
  }
}

async function author(world: World, job: Job): Promise<void> {
  const { draft, material } = job
  if (!material) return finish(world, job, failed(draft, 'The lead is gone.'))
  if (draft.wanted.mode === 'template') return finish(world, job, fromTemplate(job, material))
  const answer = await writeWithModel(world, { ...job, material, threadSubject: threadSubject(job.siblings) })
  if ('waitUntil' in answer && draft.tries < patience) {
    const { waitUntil } = answer
    return world.write(async (tx) => {
      await postpone(tx, draft.id, waitUntil)
      await enqueue(tx, writeJob, {}, { startAfter: waitUntil, singletonKey: 'later' })
    })
  }
  if ('variants' in answer) return finish(world, job, written(job, material, answer))
  const sentence = 'sentence' in answer ? answer.sentence : 'the model stayed busy.'
  const draw = (first: number) => fromBanks(job, material, sentence === null ? 'built-in' : `built-in (model answer failed: ${sentence.replace(/\.$/, '')})`, first)
  return finish(world, job, draw(0), draw)
}

// ── three ways to a text ──

const draws = 5

/** The draws begin at `first`: other numbers give other mails. */
function fromBanks(job: Job, material: Material, writer: string, first: number): Written {
  const { draft } = job
  const draw = (again: number) => composeAll({
    ...material,
    step: { stepNo: draft.stepNo, totalSteps: draft.wanted.totalSteps, intent: draft.wanted.intent },
    ...(threadSubject(job.siblings) && { threadSubject: threadSubject(job.siblings)! }),
    earlier: plansOf(job.siblings),
    memory: job.memory,
    seed: `${draft.campaignId ?? ''}/${draft.leadId}/${draft.stepNo}/${draft.wanted.round ?? 0}${again ? `/${again}` : ''}`,
    now: draft.updatedAt,
  })
  // A mail that came out like its neighbour's is drawn again.
  let composed = draw(first)
  const others = job.neighbours.map(shingles)
  const tooAlike = (): boolean => draft.stepNo === 1 && others.some((other) => jaccard(shingles(composed[draft.tone].body), other) > 0.6)
  for (let again = first + 1; again < first + draws && tooAlike(); again++) composed = draw(again)
  const plans = Object.fromEntries(tones.map((tone) => [tone, composed[tone].plan])) as Record<Tone, Plan>
  const variants = tones.map((tone): Omit<Variant, 'checks'> => ({ tone, subject: composed[tone].subject, body: composed[tone].body, sentences: composed[tone].sentences }))
  return written(job, material, { variants, plans, writer, promptVersion: null })
}

function fromTemplate(job: Job, material: Material): Written {
  const { draft } = job
  const values = valuesFor({ ...material.recipient, phone: material.lead.phone, custom: material.lead.custom }, material.companyRow ?? material.company, material.offer)
  const subject = render(draft.wanted.subject, values)
  const body = render(draft.wanted.body, values)
  const problem = [...subject.problems, ...body.problems][0]?.sentence ?? null
  const text = { subject: subject.text.replace(/\s+/g, ' ').trim() || (threadSubject(job.siblings) ?? ''), body: body.text.trim() }
  const result = written(job, material, { variants: [{ tone: draft.tone, ...text, sentences: [] }], plans: {}, writer: 'template', promptVersion: null })
  return problem ? { ...result, status: 'needs_review', problem } : result
}

interface Told {
  variants: Omit<Variant, 'checks'>[]
  plans: Partial<Record<Tone, Plan>>
  writer: string
  promptVersion: string | null
}

/** Every text goes through the same checks, whoever wrote it. What a person edited stays as it is. */
function written(job: Job, material: Material, told: Told): Written {
  const { draft, neighbours } = job
  const thread = threadSubject(job.siblings)
  const context = { draft, material, neighbours, ...(thread && { threadSubject: thread }) }
  const variants = told.variants.map((variant): Variant => ({ ...variant, checks: review(variant, variant.sentences, context).checks }))
  const chosen = variants.find((one) => one.tone === draft.tone) ?? variants[0]!
  const problem = material.offerId === null && draft.wanted.mode === 'written' ? 'Nothing is said about what you sell. Describe your offer in the settings, then regenerate.' : null
  const common = { variants, plans: told.plans, writer: told.writer, promptVersion: told.promptVersion, researched: material.facts.length > 0, tone: chosen.tone, problem }
  if (draft.edited && draft.body) {
    const own = review(draft, draft.sentences, context)
    return { ...common, problem: null, tone: draft.tone, status: stateFor(own.checks, null), subject: draft.subject, body: draft.body, sentences: plain(own.sentences), checks: own.checks, edited: true }
  }
  return { ...common, status: stateFor(chosen.checks, problem), subject: chosen.subject, body: chosen.body, sentences: chosen.sentences, checks: chosen.checks, edited: false }
}

const plain = (sentences: { text: string; factIds: string[]; source: Variant['sentences'][number]['source'] }[]) => sentences.map(({ text, factIds, source }) => ({ text, factIds, source }))

const failed = (draft: Draft, problem: string): Written => ({
  status: 'failed', problem, tone: draft.tone, variants: draft.variants, subject: draft.subject, body: draft.body, sentences: draft.sentences, checks: draft.checks, plans: draft.plans,
  writer: draft.writer, promptVersion: draft.promptVersion, researched: draft.researched, edited: draft.edited,
})

/** `redraw`: for first mails that are drawn. Lanes that write at the same moment do not see each other's; here, one after another, they do. */
async function finish(world: World, job: Job, first: Written, redraw?: (from: number) => Written): Promise<void> {
  const { draft } = job
  return world.write(async (tx) => {
    let text = first
    if (redraw && draft.campaignId && draft.stepNo === 1 && !draft.edited) {
      await holdTexts(tx, draft)
      for (let from = draws; from <= 4 * draws && (await isSaid(tx, draft, text.body)); from += draws) text = redraw(from)
    }
    if (!(await storeWritten(tx, draft.id, draft.claimedUntil, text))) return
    const plan = text.plans[text.tone]
    if (draft.campaignId && plan) await addToMemory(tx, draft.campaignId, keysOf(plan), 1)
    if (text.status === 'failed') await announce(tx, draftFailed, { ...about(draft), sentence: text.problem ?? 'The mail could not be written.' })
    else if (text.status === 'ready' && draft.wanted.autoApprove) {
      await setStatus(tx, draft.id, 'approved')
      await announce(tx, draftApproved, { ...about(draft), tone: text.tone, edited: text.edited, automatic: true })
    } else await announce(tx, draftReady, { ...about(draft), needsReview: text.status === 'needs_review' })
    await liveChanged(tx, 'approvals')
  })
}

export const keysOf = (plan: Plan): string[] => [
  ...plan.lines, `angle:${plan.angle}`,
  ...(plan.painId ? [`pain:${plan.painId}`, 'pains'] : []),
  ...(plan.proofId ? [`proof:${plan.proofId}`, 'proofs'] : []),
]

/** What the earlier mails brought, as they will be sent. */
export const plansOf = (siblings: Draft[]): Plan[] => siblings.flatMap((one) => one.plans[one.tone] ?? [])
export const threadSubject = (siblings: Draft[]): string | undefined => siblings.find((one) => one.stepNo === 1)?.subject || undefined
