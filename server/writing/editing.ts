// Changing drafts: a person's own words, another tone, another try. Words of a person stay until the person says otherwise.
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { refuse } from '#platform/refuse'
import { mustLock, reviewNow } from './approving.ts'
import { keysOf } from './authoring.ts'
import { isOpen, stateFor, type Draft } from './draft.ts'
import type { Tone } from './mail.ts'
import { toneFor, writeAgain } from './requesting.ts'
import { addToMemory, countKept, failedOf, lockForTone, setWanted, storeText } from './store.ts'

export async function editDraft(tx: Tx, id: string, change: { subject?: string | undefined; body?: string | undefined; tone?: Tone | undefined }): Promise<void> {
  const draft = await mustLock(tx, id)
  if (!isOpen(draft.status)) throw refuse('not_open', draft.status === 'approved' ? 'It is approved. Take the approval back, then change it.' : draft.status === 'writing' ? 'It is being written; change it in a moment.' : 'It was skipped. Bring it back first.', { status: 409 })
  if (change.tone) await takeVariant(tx, draft, change.tone)
  if (change.subject === undefined && change.body === undefined) return liveChanged(tx, 'approvals')
  const now = change.tone ? await mustLock(tx, id) : draft
  const text = { subject: oneLine(change.subject ?? now.subject), body: tidy(change.body ?? now.body) }
  const { checks, sentences } = await reviewNow(tx, now, text)
  const changed = text.subject !== now.subject || text.body !== now.body
  await storeText(tx, id, { ...text, tone: now.tone, sentences, checks, edited: now.edited || changed, status: stateFor(checks, null) })
  await liveChanged(tx, 'approvals')
}

async function takeVariant(tx: Tx, draft: Draft, tone: Tone): Promise<void> {
  const variant = draft.variants.find((one) => one.tone === tone)
  if (!variant) throw refuse('no_such_tone', `There is no ${tone} version of this mail. Regenerate it.`, { status: 409 })
  const { checks } = await reviewNow(tx, draft, variant)
  await storeText(tx, draft.id, { tone, subject: variant.subject, body: variant.body, sentences: variant.sentences, checks, edited: false, status: stateFor(checks, null) })
  const [old, next] = [draft.plans[draft.tone], draft.plans[tone]]
  if (draft.campaignId && old && next && tone !== draft.tone) {
    await addToMemory(tx, draft.campaignId, keysOf(old), -1)
    await addToMemory(tx, draft.campaignId, keysOf(next), 1)
  }
}

/** Writes the variants again. Text edited by hand stays what will be sent, unless `replaceEdits`. */
export async function regenerate(tx: Tx, id: string, replaceEdits: boolean): Promise<void> {
  const draft = await mustLock(tx, id)
  if (draft.status === 'writing') return
  if (draft.status === 'approved') throw refuse('not_open', 'It is approved. Take the approval back, then regenerate it.', { status: 409 })
  const plan = draft.plans[draft.tone]
  if (draft.campaignId && plan) await addToMemory(tx, draft.campaignId, keysOf(plan), -1)
  if (replaceEdits && draft.edited) await storeText(tx, id, { ...draft, status: 'ready', edited: false })
  await setWanted(tx, id, { ...draft.wanted, round: (draft.wanted.round ?? 0) + 1 }, draft.tone)
  await writeAgain(tx, id)
  await liveChanged(tx, 'approvals')
}

/** One tone for every draft that is neither approved, skipped nor edited. Follow-ups rotate from it. */
export async function setTone(tx: Tx, campaignId: string, tone: Tone): Promise<{ changed: number; kept: number }> {
  let changed = 0
  let after: string | null = null
  for (;;) {
    const drafts: Draft[] = await lockForTone(tx, campaignId, after, 200)
    if (drafts.length === 0) break
    for (const draft of drafts) {
      const wanted = { ...draft.wanted, tone }
      const own = toneFor(wanted, draft.stepNo)
      await setWanted(tx, draft.id, wanted, draft.status === 'writing' ? own : draft.tone)
      const variant = draft.variants.find((one) => one.tone === own)
      if (draft.status === 'writing') changed++
      else if (variant && draft.tone !== own) {
        await storeText(tx, draft.id, { tone: own, subject: variant.subject, body: variant.body, sentences: variant.sentences, checks: variant.checks, edited: false, status: stateFor(variant.checks, null) })
        changed++
      }
    }
    after = drafts.at(-1)!.id
  }
  await liveChanged(tx, 'approvals')
  return { changed, kept: await countKept(tx, campaignId) }
}

/** "Running it again fills only what is missing": failed ones are written once more, the rest stays. */
export async function writeMissing(tx: Tx, campaignId: string): Promise<number> {
  const failed = await failedOf(tx, campaignId)
  for (const { id } of failed) await writeAgain(tx, id)
  if (failed.length) await liveChanged(tx, 'approvals')
  return failed.length
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
const tidy = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim()
