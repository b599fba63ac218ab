// A person's yes and no. A block is never approved over; a warning may be. An approval can be taken back until the mail
// has left: whoever planned it hears of it in the same transaction, and refuses when it is too late.
import type { Tx } from '#platform/db'
import { announce, announceMany, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { about, isOpen, reasonFor, stateFor, type Draft } from './draft.ts'
import { draftApproved, draftReopened, draftSkipped, draftUnskipped } from './events.ts'
import { gather } from './gathering.ts'
import { review } from './reviewing.ts'
import { approveMany, countByStatus, draftsOfEnrollments, lockDraft, lockReady, neighboursOf, setStatus, storeText } from './store.ts'
import { threadSubject } from './authoring.ts'

export async function approveDraft(tx: Tx, id: string): Promise<void> {
  const draft = await mustLock(tx, id)
  if (draft.status === 'approved') return
  if (!isOpen(draft.status)) throw refuse('not_open', cannot(draft, 'approved'), { status: 409 })
  if (draft.status === 'failed' && !draft.body) throw refuse('nothing_to_approve', 'There is no text yet. Regenerate it, or write it yourself.', { status: 409 })
  // The facts may have changed since it was written: what is approved is checked as it stands now.
  const { checks, sentences } = await reviewNow(tx, draft, draft)
  const block = checks.find((one) => one.severity === 'block')
  if (block) throw refuse('draft_blocked', `${block.sentence} ${block.mend}`, { status: 409, field: block.field, details: { checks } })
  await storeText(tx, id, { ...draft, status: 'ready', checks, sentences })
  await setStatus(tx, id, 'approved')
  await announce(tx, draftApproved, { ...about(draft), tone: draft.tone, edited: draft.edited, automatic: false })
  await liveChanged(tx, 'approvals')
}

/** Approves every ready draft that no check speaks against, in chunks; answers how many, and how many wait for a person. */
export async function approvePassing(tx: Tx, campaignId: string | null): Promise<{ approved: number; left: number }> {
  let approved = 0
  for (;;) {
    const ready = await lockReady(tx, campaignId, 500)
    if (ready.length === 0) break
    await approveMany(tx, ready.map((draft) => draft.id))
    await announceMany(tx, draftApproved, ready.map((draft) => ({ ...about(draft), tone: draft.tone, edited: draft.edited, automatic: false })))
    approved += ready.length
  }
  await liveChanged(tx, 'approvals')
  const counts = await countByStatus(tx, campaignId)
  return { approved, left: counts.filter((one) => ['ready', 'needs_review', 'failed'].includes(one.status)).reduce((sum, one) => sum + one.n, 0) }
}

export async function undoApproval(tx: Tx, id: string): Promise<void> {
  const draft = await mustLock(tx, id)
  if (draft.status !== 'approved') return
  if (draft.sentAt) throw refuse('already_sent', 'This mail has left; its approval cannot be taken back.', { status: 409 })
  await setStatus(tx, id, stateFor(draft.checks, null))
  await announce(tx, draftReopened, about(draft))
  await liveChanged(tx, 'approvals')
}

export async function skipDraft(tx: Tx, id: string): Promise<void> {
  const draft = await mustLock(tx, id)
  if (draft.status === 'skipped') return
  if (!isOpen(draft.status) && draft.status !== 'writing') throw refuse('not_open', cannot(draft, 'skipped'), { status: 409 })
  await setStatus(tx, id, 'skipped')
  await announce(tx, draftSkipped, about(draft))
  await liveChanged(tx, 'approvals')
}

export async function unskipDraft(tx: Tx, id: string): Promise<void> {
  const draft = await mustLock(tx, id)
  if (draft.status !== 'skipped') return
  if (!draft.body) throw refuse('nothing_there', 'There is no text yet. Regenerate it.', { status: 409 })
  const { checks, sentences } = await reviewNow(tx, draft, draft)
  await storeText(tx, id, { ...draft, status: stateFor(checks, null), checks, sentences })
  await announce(tx, draftUnskipped, about(draft))
  await liveChanged(tx, 'approvals')
}

export async function mustLock(tx: Tx, id: string): Promise<Draft> {
  const draft = await lockDraft(tx, id)
  if (!draft || draft.status === 'superseded') throw notFound('draft')
  return draft
}

/** The checks of a text for this draft, against what is known today. */
export async function reviewNow(tx: Tx, draft: Draft, text: { subject: string; body: string }) {
  const material = await gather(tx, draft.leadId, draft.wanted.offerId)
  if (!material) throw notFound('lead')
  const siblings = draft.enrollmentId && draft.stepNo > 1 ? await draftsOfEnrollments(tx, [draft.enrollmentId]) : []
  const thread = threadSubject(siblings)
  const written = [...draft.sentences, ...draft.variants.flatMap((variant) => variant.sentences)]
  const result = review(text, written, { draft, material, neighbours: await neighboursOf(tx, draft), ...(thread && { threadSubject: thread }) })
  return { ...result, material, sentences: result.sentences }
}

const cannot = (draft: Draft, what: string): string =>
  ({
    writing: `It is being written; it can be ${what} in a moment.`,
    approved: 'It is approved already. Take the approval back first.',
    skipped: 'It was skipped. Bring it back first.',
    ready: '', needs_review: '', failed: reasonFor(draft) ?? '', superseded: 'It was replaced by a newer one.',
  })[draft.status]
