// A merge ended campaigns of two who are two again. Such a campaign begins again where it stood, unless its lead could get a mail twice
// (while the two were one, one of the other's mails left for the address that is this lead's again) or answered: who answers as one person may
// have been either, so it holds for both. What is decided is said at once, to whoever takes the merge back. It is done a moment later and
// looked at anew then, for conducting holds the campaign before the leads, and taking back holds the leads already.
import { answeredSince } from '#inbox'
import { findLeads, nameOf, type Lead } from '#leads'
import type { Tx } from '#platform/db'
import { movedBy, noteMoved, type MergeFact } from '#records'
import { sentTo } from '#sending'
import { conduct } from './conducting.ts'
import { enrollmentIdsOfLeads, enrollmentsByIds, type Enrollment } from './enrollment-store.ts'
import type { Campaign } from './campaign.ts'
import { campaignsByIds } from './store.ts'

interface Parted extends MergeFact { mergedAt: string; warn?: (sentence: string) => void }
const ended = 'enrollments.ended', pausedThen = 'enrollments.paused'

/** What the merge ended; of those that were paused, until when. */
export async function noteEnded(tx: Tx, mergeId: string, rows: readonly Enrollment[]): Promise<void> {
  await noteMoved(tx, mergeId, ended, rows.map((row) => row.id))
  await noteMoved(tx, mergeId, pausedThen, rows.filter((row) => row.state === 'paused').map((row) => `${row.id} ${row.resumeAt?.toISOString() ?? ''}`))
}

/** In the transaction that takes the merge back: only says what will be. */
export async function planToBeginAgain(tx: Tx, e: Parted): Promise<void> {
  for (const { lead, campaign, why } of await verdicts(tx, e))
    e.warn?.(why ? `${campaign.name} stays ended for ${nameOf(lead)}: ${why}` : `${campaign.name} begins again for ${nameOf(lead)}.`)
}

/** Afterwards. Doing it again changes nothing: what has begun is not ended by the merge any more. */
export async function beginAgain(tx: Tx, e: Parted): Promise<void> {
  const rows = (await verdicts(tx, e)).filter((v) => !v.why).map((v) => v.row)
  const until = new Map((await movedBy(tx, { mergeId: e.mergeId }, pausedThen)).map((word) => { const [id, at] = word.split(' ') as [string, string]; return [id, at ? new Date(at) : null] }))
  await conduct(tx, rows, { type: 'retry' })
  for (const row of rows) if (until.has(row.id)) await conduct(tx, [row], { type: 'pause', until: until.get(row.id)! })
}

interface Verdict { row: Enrollment; lead: Lead; campaign: Campaign; /** Why it does not begin again. */ why: string | null }

async function verdicts(tx: Tx, e: Parted): Promise<Verdict[]> {
  const rows = (await enrollmentsByIds(tx, await movedBy(tx, e, ended))).filter((row) => row.state === 'stopped' && row.reasonCode === 'merged')
  if (!rows.length) return []
  const since = new Date(e.mergedAt), both = [e.winnerId, e.loserId]
  const leads = new Map((await findLeads(tx, both)).map((lead) => [lead.id, lead])), campaigns = new Map((await campaignsByIds(tx, [...new Set(rows.map((row) => row.campaignId))])).map((c) => [c.id, c]))
  const answered = await answeredSince(tx, both, since)
  const others = await enrollmentIdsOfLeads(tx, both)
  const all: Verdict[] = []
  for (const row of rows) {
    const lead = leads.get(row.leadId), campaign = campaigns.get(row.campaignId)
    if (!lead || !campaign) continue
    const twin = others.find((o) => o.campaignId === row.campaignId && o.id !== row.id)
    const [theTwin] = twin ? await enrollmentsByIds(tx, [twin.id]) : []
    const twice = (await sentTo(tx, [lead.email], { since })).some((mail) => mail.campaignId === row.campaignId && mail.enrollmentId !== row.id)
    all.push({ row, lead, campaign, why:
      lead.deletedAt ? 'the lead is in the trash.'
      : campaign.status === 'archived' ? 'the campaign was archived.'
      : answered || (theTwin && toldSince(theTwin, since)) ? 'somebody answered while the two were one, and it may have been either.'
      : twice ? `a mail of it has left for ${lead.email} meanwhile, and nobody gets a mail twice.`
      : null })
  }
  return all
}

/** An answer in whatever form, heard of the one they were. A merge says nothing of that kind. */
const toldSince = (twin: Enrollment, since: Date): boolean =>
  twin.state === 'stopped' && twin.endedAt !== null && twin.endedAt >= since && ['replied', 'colleague_replied', 'meeting_booked', 'reached', 'opted_out', 'complained', 'do_not_call', 'left_company'].includes(twin.reasonCode ?? '')
