// Two leads or companies turn out to be one: what was found out about either is known of the one that is left, and goes back with them.
import type { ResearchSubject } from '#contract/research'
import type { Tx } from '#platform/db'
import { movedBy, noteMoved, type MergeFact } from '#records'
import { briefsOfTwo, giveBrief, giveFacts, setBriefStatus } from './merging-store.ts'

const atWork: readonly string[] = ['waiting', 'running']

/** A brief goes over whole where the winner has none; else its facts join the winner's. One that is being made stays where it is asked for. */
export async function joinBriefs(tx: Tx, subject: ResearchSubject, e: MergeFact): Promise<void> {
  const { ours, theirs } = await briefsOfTwo(tx, subject, e.winnerId, e.loserId)
  if (!theirs || atWork.includes(theirs.status)) return
  if (!ours) {
    await giveBrief(tx, theirs.id, e.winnerId)
    return void (await noteMoved(tx, e.mergeId, 'briefs.subject_id', [theirs.id]))
  }
  const moved = await giveFacts(tx, { from: theirs.id, to: ours.id })
  await noteMoved(tx, e.mergeId, 'facts.brief_id', moved)
  if (!moved.length || ours.status === 'ready' || atWork.includes(ours.status)) return
  await setBriefStatus(tx, ours.id, 'ready')
  await noteMoved(tx, e.mergeId, 'briefs.status', [ours.status])
}

export async function partBriefs(tx: Tx, subject: ResearchSubject, e: MergeFact): Promise<void> {
  const [whole] = await movedBy(tx, e, 'briefs.subject_id')
  const { ours, theirs } = await briefsOfTwo(tx, subject, e.winnerId, e.loserId)
  if (whole && ours?.id === whole && !theirs) return void (await giveBrief(tx, whole, e.loserId))
  if (!ours || !theirs) return
  await giveFacts(tx, { from: ours.id, to: theirs.id, only: await movedBy(tx, e, 'facts.brief_id') })
  const [status] = await movedBy(tx, e, 'briefs.status')
  if (status && ours.status === 'ready') await setBriefStatus(tx, ours.id, status)
}
