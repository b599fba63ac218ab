// Resuming after a pause: what waits, over how many days it leaves at the usual pace, and what is so late by now that it is
// better left out. Leaving out is a run of control like any other: a result for every lead, and the way back.
import type { ResumePreview } from '#contract/campaigns'
import { findLeads, nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { mailsOfCampaign } from '#sending'
import { controlAll } from './controlling.ts'
import { enrollmentsByIds, type Enrollment } from './enrollment-store.ts'
import { lineLength } from './line-store.ts'
import { mustLock, resume, type Respread } from './running.ts'
import { frameOf, type Frame } from './situations.ts'

interface Late { row: Enrollment; dueAt: Date }
const dayMs = 86_400_000
/** The ages a person may choose from. */
const ages = [1, 2, 3, 7, 14, 30] as const
const waiting: readonly string[] = ['campaign_paused', 'missed_window', 'sending_stopped']

export async function previewTheResume(tx: Tx, id: string, olderThanDays: number | undefined): Promise<ResumePreview> {
  const frame = await frameOf(tx, id)
  if (!frame) throw notFound('campaign')
  const late = await lateIn(tx, id), out = olderThan(late, olderThanDays, tx.now)
  const line = await lineLength(tx, id), mails = line.first + line.followUps - out.filter((l) => !l.row.lastSentAt).length
  const names = new Map((await findLeads(tx, out.slice(0, 10).map((l) => l.row.leadId))).map((l) => [l.id, nameOf(l)]))
  const days = daysFor(frame, mails), first = out.filter((l) => !l.row.lastSentAt).length, followUps = out.length - first
  const oldestDays = late.length ? Math.floor((tx.now.getTime() - late[0]!.dueAt.getTime()) / dayMs) : 0
  return {
    waiting: mails, days, overdue: late.length, oldestDays, leftOut: { first, followUps },
    older: ages.map((age) => ({ days: age, mails: olderThan(late, age, tx.now).length })).filter((a) => a.mails > 0),
    examples: out.slice(0, 10).map(({ row, dueAt }) => ({ leadId: row.leadId, name: names.get(row.leadId) ?? 'Deleted lead', dueAt: dueAt.toISOString(), sentence: whyOut(row.lastSentAt !== null, olderThanDays!) })),
    sentence: [
      late.length ? `${many(late.length, 'mail is', 'mails are')} overdue${oldestDays >= 1 ? `, the oldest by ${many(oldestDays, 'day', 'days')}` : ''}.` : 'Nothing is overdue.',
      followUps ? `${many(followUps, 'late follow-up is', 'late follow-ups are')} skipped; ${followUps === 1 ? 'its lead goes' : 'their leads go'} on with the next step.` : '',
      first ? `${many(first, 'lead', 'leads')} who ${first === 1 ? 'was' : 'were'} never written to ${first === 1 ? 'leaves' : 'leave'} the campaign.` : '',
      mails ? `${many(mails, 'mail leaves', 'mails leave')} at the usual pace, ${days <= 1 ? 'within one sending day' : `over ${days} sending days`}.` : 'Nothing is sent.',
    ].filter(Boolean).join(' '),
  }
}

/** One transaction: whoever is left out gets no place by mistake, and nobody gets one before that is decided. */
export async function resumeLeavingOut(tx: Tx, id: string, olderThanDays: number | undefined): Promise<Respread> {
  const campaign = await mustLock(tx, id)
  if (olderThanDays === undefined || campaign.status !== 'paused') return resume(tx, id)
  const out = olderThan(await lateIn(tx, id), olderThanDays, tx.now)
  if (out.length > mostAtOnce) throw refuse('too_many_late', `${out.length.toLocaleString('en')} mails are that late; at most ${mostAtOnce.toLocaleString('en')} can be left out at once. Choose a greater age first.`, { field: 'leaveOutOlderThanDays' })
  const [begun, fresh] = [out.filter((l) => l.row.lastSentAt), out.filter((l) => !l.row.lastSentAt)]
  await controlAll(tx, id, { act: 'skip_step', ids: begun.map((l) => l.row.id), why: whyOut(true, olderThanDays) })
  await controlAll(tx, id, { act: 'remove', ids: fresh.map((l) => l.row.id), why: whyOut(false, olderThanDays) })
  const respread = await resume(tx, id)
  return { ...respread, sentence: out.length ? `${respread.sentence} ${many(out.length, 'late mail was', 'late mails were')} left out.` : respread.sentence }
}

const mostAtOnce = 5_000

/** Whose next mail has a time that has passed, the latest first. */
async function lateIn(tx: Tx, id: string): Promise<Late[]> {
  const due = new Map<string, Date>()
  for (const m of await mailsOfCampaign(tx, id)) if (m.state === 'planned' && waiting.includes(m.reasonCode ?? '') && m.dueAt < tx.now) due.set(m.enrollmentId, m.dueAt)
  const rows = (await enrollmentsByIds(tx, [...due.keys()])).filter((row) => row.state === 'ready')
  return rows.map((row) => ({ row, dueAt: due.get(row.id)! })).toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
}

const olderThan = (late: readonly Late[], days: number | undefined, now: Date): Late[] =>
  days === undefined ? [] : late.filter((l) => now.getTime() - l.dueAt.getTime() > days * dayMs)

const whyOut = (begun: boolean, days: number): string =>
  begun ? `Left out on resuming: this follow-up was late by more than ${many(days, 'day', 'days')}. The next step follows.` : `Left out on resuming: the first mail was late by more than ${many(days, 'day', 'days')}.`

const daysFor = (frame: Frame, mails: number): number => {
  const aDay = frame.chosen.reduce((sum, box) => sum + frame.sending.get(box)!.dailyLimit, 0)
  return mails && aDay ? Math.ceil(mails / aDay) : 0
}

const many = (n: number, one: string, more: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : more}`
