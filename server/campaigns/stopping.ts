// Whom a stop reaches. Runs in the transaction that heard the reason, with the lead held.
import { colleaguesOf, colleaguesOfEach, lockLeads, peopleAtDomainsOf } from '#leads'
import { findMailbox, paceOf } from '#mailboxes'
import type { Tx } from '#platform/db'
import { mailsOfEnrollments } from '#sending'
import { rulesOf, type Campaign } from './campaign.ts'
import { postponeWithin, stopWithin } from './conducting.ts'
import { enrollmentIdsOfLeads, enrollmentsByIds, type Enrollment } from './enrollment-store.ts'
import { isOver, outlasts, type StopCode } from './enrollment.ts'
import { addDays, addSendingDays, atPace, localDate, wallTime, zoneFor, type Pace } from './schedule.ts'
import { campaignsByIds } from './store.ts'

/** Everything of this lead, in every campaign or in one; those who had finished are counted as having answered, too, and what had failed of theirs is not sent again. */
export async function stopAllOf(tx: Tx, leadId: string | undefined, code: StopCode, o: { only?: string | undefined; intent?: string | undefined } = {}): Promise<void> {
  if (!leadId) return
  const rows = await enrollmentIdsOfLeads(tx, [leadId])
  const hit = rows.filter((e) => (!o.only || e.campaignId === o.only) && (!isOver(e.state) || ((e.state === 'finished' || e.reasonCode === 'step_failed') && code !== 'deleted' && code !== 'suppressed') || (e.state === 'stopped' && e.reasonCode === 'replied' && outlasts(code))))
  await stopWithin(tx, hit.map((e) => e.id), code, o.intent)
}

/**
 * Somebody answered (or booked a meeting). The campaign that was answered says how far it reaches: this campaign, the person,
 * or the whole company. What it means for colleagues elsewhere, their own campaigns say.
 */
export async function answered(tx: Tx, leadId: string | undefined, code: 'replied' | 'meeting_booked' | 'reached', campaignId: string | undefined, intent?: string, colleagues?: string[]): Promise<void> {
  if (!leadId) return
  const [campaign] = campaignId ? await campaignsByIds(tx, [campaignId]) : []
  const scope = campaign ? rulesOf(campaign).stopScope : 'person'
  await stopAllOf(tx, leadId, code, { only: scope === 'campaign' ? campaign!.id : undefined, intent })
  const rows = (await enrollmentIdsOfLeads(tx, colleagues ?? (await colleaguesOf(tx, leadId)))).filter((e) => !isOver(e.state))
  if (!rows.length) return
  const campaigns = await campaignsOf(tx, rows), rules = new Map([...campaigns].map(([id, c]) => [id, rulesOf(c)]))
  const all = (way: string) => rows.filter((r) => (scope === 'company' ? 'stop' : rules.get(r.campaignId)?.colleagues) === way)
  await stopWithin(tx, all('stop').map((r) => r.id), 'colleague_replied')
  await postponeWithin(tx, all('pause').map((r) => r.id), null, { code: 'colleague_answered', sentence: 'A colleague answered; waits until you resume it.' })
  for (const [days, group] of Map.groupBy(all('delay'), (r) => rules.get(r.campaignId)!.colleagueDays))
    for (const row of await enrollmentsByIds(tx, group.map((r) => r.id)))
      await postponeWithin(tx, [row.id], await inDays(tx, row, days, zoneOf(row, campaigns)), { code: 'colleague_answered', sentence: `A colleague answered; goes on after ${days} ${days === 1 ? 'day' : 'days'}.` })
}

/** A meeting is booked with one of these people, and nobody can say with which: none of them is written to as if it were not. */
export async function stopForMeeting(tx: Tx, leadIds: string[]): Promise<void> {
  await lockLeads(tx, leadIds)
  for (const id of leadIds) await answered(tx, id, 'meeting_booked', undefined)
}

interface Answer { leadId: string; campaignId?: string; class: string }

/** Answers of people who are, or whose colleagues are, in a campaign. Which they are in does not change by answers. */
export async function answersToCampaigns<A extends Answer>(tx: Tx, answers: readonly A[]): Promise<A[]> {
  const colleagues = await colleaguesOfEach(tx, answers.map((e) => e.leadId))
  const enrolled = new Set((await enrollmentIdsOfLeads(tx, [...new Set([...answers.map((e) => e.leadId), ...[...colleagues.values()].flat()])])).map((e) => e.leadId))
  return answers.filter((e) => enrolled.has(e.leadId) || colleagues.get(e.leadId)?.some((id) => enrolled.has(id)))
}

/** Many answers, one after the other; whoever is in no campaign, and whose colleagues are in none, costs nothing of their own. */
export async function allAnswered(tx: Tx, answers: readonly Answer[]): Promise<void> {
  const colleagues = await colleaguesOfEach(tx, answers.map((e) => e.leadId))
  const enrolled = new Set((await enrollmentIdsOfLeads(tx, [...new Set([...answers.map((e) => e.leadId), ...[...colleagues.values()].flat()])])).map((e) => e.leadId))
  for (const { leadId, campaignId, class: intent } of answers) {
    const around = (colleagues.get(leadId) ?? []).filter((id) => enrolled.has(id))
    if (enrolled.has(leadId) || around.length) await answered(tx, leadId, 'replied', campaignId, intent, around)
  }
}

/** Business days that leads wait when somebody of their company wrote whom we cannot tell. */
const strangerDays = 2

interface FromNobody { mailboxId: string; from: string }

/** Mails from companies whose people are in a campaign. */
export async function strangersAtCampaigns<M extends FromNobody>(tx: Tx, mails: readonly M[]): Promise<M[]> {
  const around = await peopleAtDomainsOf(tx, [...new Set(mails.map((m) => m.from))]), people = [...new Set([...around.values()].flat())]
  const enrolled = new Set((people.length ? await enrollmentIdsOfLeads(tx, people) : []).map((e) => e.leadId))
  return mails.filter((m) => around.get(m.from)!.some((leadId) => enrolled.has(leadId)))
}

/**
 * A mail nobody could be found for, from the company of people this mailbox has written to: it may answer for one of them. They
 * wait two business days, in which a person assigns it; assigned, it counts as the answer it is.
 */
export async function strangersWrote(tx: Tx, mails: readonly FromNobody[]): Promise<void> {
  const around = await peopleAtDomainsOf(tx, [...new Set(mails.map((m) => m.from))]), people = [...new Set([...around.values()].flat())]
  const enrolled = Map.groupBy(people.length ? await enrollmentIdsOfLeads(tx, people) : [], (e) => e.leadId)
  for (const { mailboxId, from } of mails) {
    const open = around.get(from)!.flatMap((leadId) => enrolled.get(leadId) ?? []).filter((e) => !isOver(e.state))
    if (open.length) await strangerWrote(tx, mailboxId, from, open.map((e) => e.id))
  }
}

async function strangerWrote(tx: Tx, mailboxId: string, from: string, open: string[]): Promise<void> {
  const written = (await enrollmentsByIds(tx, open)).filter((r) => r.lastSentAt && !isOver(r.state))
  // After a hand-over people still answer the mailbox that wrote to them.
  const heardFrom = new Set((await mailsOfEnrollments(tx, written.map((r) => r.id))).flatMap((m) => (m.sentAt && m.mailboxId === mailboxId ? m.enrollmentId : [])))
  const rows = written.filter((r) => r.mailboxId === mailboxId || heardFrom.has(r.id)), campaigns = await campaignsOf(tx, rows)
  for (const row of rows) {
    const zone = zoneOf(row, campaigns), until = wallTime(addSendingDays(localDate(tx.now, zone), strangerDays, { days: [1, 2, 3, 4, 5], windowStart: '00:00', windowEnd: '23:59', quiet: [] }), '00:00', zone)
    await postponeWithin(tx, [row.id], atPace(until, tx.now, await paceFor(tx, row.mailboxId)), { code: 'colleague_answered', sentence: `${from} wrote from the same company and could not be assigned; waits two business days for you to do so in the inbox.` })
  }
}

export async function paceFor(tx: Tx, mailboxId: string | null): Promise<Pace> {
  const mailbox = mailboxId ? await findMailbox(tx, mailboxId) : undefined
  return mailbox ? paceOf(mailbox) : 'real'
}

const campaignsOf = async (tx: Tx, rows: readonly { campaignId: string }[]): Promise<Map<string, Campaign>> =>
  new Map((await campaignsByIds(tx, [...new Set(rows.map((r) => r.campaignId))])).map((c) => [c.id, c]))

const zoneOf = (row: Enrollment, campaigns: ReadonlyMap<string, Campaign>): string => zoneFor(row.timeZone, campaigns.get(row.campaignId)!.timeZone).zone

const inDays = async (tx: Tx, row: Enrollment, days: number, zone: string): Promise<Date> =>
  atPace(wallTime(addDays(localDate(tx.now, zone), days), '00:00', zone), tx.now, await paceFor(tx, row.mailboxId))
