// Two leads turn out to be one person, and both are (or were) in a campaign. Nobody gets a mail twice: of two in one campaign only one
// goes on, and none where the other has got mails already, for then the next one would be a mail they know. Taking the merge back
// gives each their campaigns again, and begins again what the merge ended (see coming-apart.ts).
import type { Tx } from '#platform/db'
import { movedBy, movedIn, noteMoved, type MergeFact } from '#records'
import { cancelMessages, mailsOfEnrollments } from '#sending'
import { noteEnded, planToBeginAgain } from './coming-apart.ts'
import { conduct, stopBecause } from './conducting.ts'
import { enrollmentsByIds, enrollmentsOfLead, giveEnrollments, type Enrollment } from './enrollment-store.ts'
import { isOver } from './enrollment.ts'
import { campaignsByIds } from './store.ts'

export interface Merge extends MergeFact { winnerName: string; loserName: string; mergedAt: string; warn?: (sentence: string) => void }
const left = ['handed', 'accepted', 'unconfirmed']

export async function becameOne(tx: Tx, e: Merge): Promise<void> {
  const theirs = await enrollmentsOfLead(tx, e.loserId), ours = new Map((await enrollmentsOfLead(tx, e.winnerId)).map((row) => [row.campaignId, row]))
  const names = new Map((await campaignsByIds(tx, [...new Set(theirs.map((row) => row.campaignId))])).map((c) => [c.id, c.name]))
  const going: string[] = [], ended: Enrollment[] = []
  for (const row of theirs) {
    const twin = ours.get(row.campaignId)
    if (!twin) { going.push(row.id); continue }
    const wasWritten = (await mailsOfEnrollments(tx, [row.id])).some((m) => left.includes(m.state))
    const campaign = names.get(row.campaignId) ?? 'the campaign'
    if (!isOver(row.state)) {
      await stopBecause(tx, [row.id], 'merged', `${e.loserName} turned out to be ${e.winnerName}, who is in this campaign, too.`)
      ended.push(row)
      e.warn?.(`Both are in ${campaign}: it stops for ${e.loserName}.`)
    }
    if (wasWritten && !isOver(twin.state)) {
      await stopBecause(tx, [twin.id], 'merged', `${e.loserName}, the same person, has got mails of this campaign already.`)
      ended.push(twin)
      e.warn?.(`${e.loserName} has got mails of ${campaign} already: it stops for ${e.winnerName} as well, so that nobody gets a mail twice.`)
    }
  }
  await giveEnrollments(tx, going, e.winnerId)
  await noteMoved(tx, e.mergeId, 'enrollments.lead_id', going)
  await noteEnded(tx, e.mergeId, ended)
}

export async function cameApart(tx: Tx, e: Merge): Promise<void> {
  const moved = await movedBy(tx, e, 'enrollments.lead_id')
  if (moved.length) {
    const mine = new Set((await enrollmentsOfLead(tx, e.winnerId)).map((row) => row.id))
    await giveEnrollments(tx, moved.filter((id) => mine.has(id)), e.loserId)
  }
  await planToBeginAgain(tx, e)
}

/** A planned mail carries the address of the day it was planned: it is made anew for what holds now. */
export async function makeAnew(tx: Tx, rows: { id: string; leadId: string; campaignId: string }[]): Promise<void> {
  const waiting = (await mailsOfEnrollments(tx, rows.map((r) => r.id))).filter((m) => ['planned', 'due', 'claimed', 'held'].includes(m.state))
  await cancelMessages(tx, { ids: waiting.map((m) => m.id) }, { code: 'address_changed', sentence: 'The address has changed; the mail is made anew.' })
  await conduct(tx, rows, { type: 'look' })
}

/** A mail that waits for its time leaves when it is day where the lead is. One that waits for a person, or was to stay as it is, is let alone. */
export async function giveNewTimes(tx: Tx, rows: { id: string; leadId: string; campaignId: string }[]): Promise<void> {
  const kept = new Set((await enrollmentsByIds(tx, rows.map((r) => r.id))).flatMap((row) => (row.course.kept ?? []).map((stepId) => `${row.id} ${stepId}`)))
  const waiting = (await mailsOfEnrollments(tx, rows.map((r) => r.id))).filter((m) => ['planned', 'due', 'claimed'].includes(m.state) && !kept.has(`${m.enrollmentId} ${m.stepId}`))
  await cancelMessages(tx, { ids: waiting.map((m) => m.id) }, { code: 'steps_changed', sentence: 'The lead is somewhere else; the mail gets a new time.' })
  await conduct(tx, rows, { type: 'look' })
}

export async function makeAnewFor(tx: Tx, mergeId: string): Promise<void> {
  const rows = await enrollmentsByIds(tx, await movedIn(tx, mergeId, 'enrollments.lead_id'))
  await makeAnew(tx, rows.filter((row) => !isOver(row.state)))
}
