// The dry run of a campaign as it stands: gathers who is in it, and tells what comes, by day and mailbox. Up to `exactUpTo`
// leads it is the scheduler itself; beyond that the calendar is walked by the day (forecast.ts), and the answer says so.
import type { DryRunView } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { mailsOfCampaign } from '#sending'
import { findLeads } from '#leads'
import { stepTasksEnded } from '#tasks'
import { skippedDrafts } from '#writing'
import { awayOn } from './absence-store.ts'
import { boxesOf, matches, recipientsOf } from './choosing.ts'
import { hoursOf, rulesOf } from './campaign.ts'
import { dryRun, firstMailAt, type DryLead, type DryRun } from './dry-run.ts'
import { hasTasks } from './course.ts'
import type { Mail } from './engine.ts'
import { plannedElsewhere, standing, underWayCount } from './enrollment-store.ts'
import { knowHolidays } from './holidays.ts'
import { isAstray, seatOf, seatsOf } from './mailbox-choice.ts'
import { canSend, loadOf } from './placing.ts'
import { localDate, spokenDay, windowOn, zoneFor } from './schedule.ts'
import { forecastOf } from './showing.ts'
import { fitsByGap } from './spread.ts'
import { andThen } from './sub-sequences.ts'
import { holidayCountryOf, metBy, widen, type Frame } from './situations.ts'
import { isPractice } from './holding.ts'

export const exactUpTo = 5000

/** As if everything were approved now, nobody answered and nothing failed; a draft, as if it were launched now. */
export async function dryRunOf(tx: Tx, frame: Frame, holdUntil: Date | null): Promise<DryRun | undefined> {
  const { campaign, chosen } = frame
  if ((await underWayCount(tx, campaign.id)) > exactUpTo) return undefined
  const rows = await standing(tx, campaign.id)
  await knowHolidays(rows.map((r) => holidayCountryOf(campaign, r.country)), tx.now)
  const ledger = Map.groupBy(await mailsOfCampaign(tx, campaign.id), (m) => m.enrollmentId)
  const skipped = Map.groupBy(await skippedDrafts(tx, campaign.id), (d) => d.enrollmentId)
  const met = await metBy(tx, new Map([[campaign.id, frame]]), rows.map((r) => ({ campaignId: campaign.id, leadId: r.leadId })))
  const tasks = hasTasks(frame.nodes) ? await stepTasksEnded(tx, rows.map((r) => r.id)) : new Map()
  const launched = campaign.launchedAt ?? tx.now
  const away = await awayOn(tx, localDate(tx.now, frame.workspaceZone)), seats = seatsOf(chosen, away)
  await widen(tx, frame, [...seats.map((seat) => seat.mailboxId), ...rows.flatMap((r) => (r.state !== 'finished' && r.mailboxId) || [])])
  const choosable = seats.filter((seat) => seat.awayUntil === null && canSend(frame, seat.mailboxId, tx.now)).map((seat) => frame.mailboxes.get(seat.mailboxId)!)
  const recipients = await recipientsOf(tx, campaign, choosable, () => findLeads(tx, rows.filter((r) => !r.mailboxId || !chosen.includes(r.mailboxId)).map((r) => r.leadId)))
  const leads = rows.flatMap((row): DryLead[] => {
    if (row.state === 'finished' || row.state === 'held' || (row.state === 'paused' && !row.resumeAt)) return []
    const state = row.state === 'paused' ? 'paused' : campaign.status === 'active' && (row.state === 'scheduled' || row.state === 'waiting') ? 'waiting' : 'ready'
    const mailboxId = row.mailboxId && frame.mailboxes.has(row.mailboxId) ? row.mailboxId : null
    const seat = mailboxId && !row.inThread ? seatOf(mailboxId, away) : null
    return [{
      id: row.id, leadId: row.leadId, mailboxId, recipient: recipients.get(row.leadId), zone: zoneFor(row.timeZone, campaign.timeZone).zone, hours: frame.hoursFor(row.country), timeZone: row.timeZone, country: row.country, state, resumeAt: row.resumeAt, createdAt: row.createdAt, priority: row.priority, ownerId: row.ownerId,
      astray: mailboxId !== null && !row.inThread && isAstray({ mailboxId, deputyOf: row.deputyOf }, chosen), instead: seat && seat.awayUntil === null && seat.mailboxId !== mailboxId ? seat.mailboxId : undefined,
      since: launched > row.createdAt ? launched : row.createdAt, skipped: row.skipped, course: row.course, met: met.get(row.leadId) ?? new Set(), tasks: tasks.get(row.id) ?? new Map(),
      mails: new Map((ledger.get(row.id) ?? []).map((m): [string, Mail] => [m.stepId, { state: m.state, reason: null, reasonCode: m.reasonCode, dueAt: m.dueAt, sentAt: m.sentAt }])),
      draftsSkipped: (skipped.get(row.id) ?? []).map((d) => d.stepId),
    }]
  })
  const taken = new Set(leads.map((l) => l.id)), begun = new Map<string, number>()
  for (const [id, theirs] of ledger) {
    const first = taken.has(id) ? null : firstMailAt(theirs), on = first && localDate(first, campaign.timeZone)
    if (on) begun.set(on, (begun.get(on) ?? 0) + 1)
  }
  const { followUpShare, newPerDay, maxActivePerOwner } = rulesOf(campaign)
  const able = new Map([...frame.sending].filter(([id]) => canSend(frame, id, tx.now)))
  const others = await loadOf(tx, [...able.keys()], { campaignId: campaign.id })
  return dryRun({
    seed: campaign.seed, nodes: frame.nodes, holdUntil: campaign.status === 'active' ? campaign.holdUntil : holdUntil, now: tx.now, workspaceZone: frame.workspaceZone, hours: hoursOf(campaign), share: followUpShare,
    newPerDay, perOwner: maxActivePerOwner, campaignZone: campaign.timeZone, begun,
    mailboxes: able, chosen, boxes: await boxesOf(tx, choosable), match: matches(campaign, choosable), awaited: seats.some((seat) => seat.awayUntil !== null), others, leads,
  })
}

export async function showDryRun(tx: Tx, frame: Frame, holdUntil: Date | null): Promise<DryRunView> {
  const exact = await dryRunOf(tx, frame, holdUntil)
  const practice = isPractice(frame)
  if (!exact) {
    const plan = await forecastOf(tx, frame)
    return { exact: false, practice, perDay: plan.perDay, total: plan.total, finishDay: plan.finishDay, firstAt: null, lastAt: null, conflicts: [], sentence: `${plan.total.toLocaleString('en')} mails if nobody answers${plan.finishDay ? `; the last one on ${spokenDay(plan.finishDay)}` : ''}. Counted by the day, for there are more than ${exactUpTo.toLocaleString('en')} leads: with public holidays, days of rest, limits and owners, but without the minute of each mail, so some may leave a day earlier or later.` }
  }
  const perDay = perDayOf(exact, frame.workspaceZone)
  const { sends } = exact, last = sends.at(-1)
  const finishDay = exact.ended && last && !practice ? localDate(last.at, frame.workspaceZone) : null
  const others = await plannedElsewhere(tx, frame.campaign.id, [...frame.sending.keys()], frame.workspaceZone)
  return {
    exact: true, practice, perDay, total: sends.length, finishDay, firstAt: sends[0]?.at.toISOString() ?? null, lastAt: last?.at.toISOString() ?? null,
    conflicts: practice ? [] : conflictsOf(frame, perDay, others),
    sentence: !sends.length ? 'Nothing would be sent.' : await andThen(tx, frame.campaign, `${sends.length.toLocaleString('en')} ${sends.length === 1 ? 'mail' : 'mails'} if nobody answers${finishDay ? `; the last one on ${spokenDay(finishDay)}` : exact.ended ? '' : '; not all of them within two years'}.`),
  }
}

export function perDayOf({ sends }: DryRun, zone: string): DryRunView['perDay'] {
  const days = new Map<string, Map<string, { mailboxId: string; first: number; followUp: number }>>()
  for (const s of sends) {
    const day = localDate(s.at, zone), boxes = days.get(day) ?? new Map<string, { mailboxId: string; first: number; followUp: number }>()
    const box = boxes.get(s.mailboxId) ?? { mailboxId: s.mailboxId, first: 0, followUp: 0 }
    box[s.followUp ? 'followUp' : 'first']++
    boxes.set(s.mailboxId, box)
    days.set(day, boxes)
  }
  return [...days].map(([day, boxes]) => ({ day, total: [...boxes.values()].reduce((n, b) => n + b.first + b.followUp, 0), mailboxes: [...boxes.values()] }))
}

/** Where it is tight: a mailbox shared with another campaign up to its limit, a window that its pauses do not fit into. */
function conflictsOf(frame: Frame, perDay: DryRunView['perDay'], others: readonly { mailboxId: string; day: string; planned: number }[]): string[] {
  const { campaign } = frame, hours = hoursOf(campaign)
  const sentences: string[] = []
  for (const [id, mailbox] of frame.sending) {
    const address = frame.mailboxes.get(id)!.address
    const days = perDay.flatMap((d) => { const mine = d.mailboxes.find((m) => m.mailboxId === id); return mine ? [{ day: d.day, mine: mine.first + mine.followUp, theirs: others.find((o) => o.mailboxId === id && o.day === d.day)?.planned ?? 0 }] : [] })
    const shared = days.filter((d) => d.theirs > 0 && d.mine + d.theirs >= mailbox.dailyLimit)
    if (shared.length) sentences.push(`${address} is full on ${shared.length === 1 ? spokenDay(shared[0]!.day) : `${shared.length} days, the first of them ${spokenDay(shared[0]!.day)}`}, because another campaign sends from it, too.`)
    const full = days.find((d) => d.theirs === 0 && d.mine >= mailbox.dailyLimit)
    const window = full && windowOn(full.day, campaign.timeZone, hours)
    const fits = window ? fitsByGap(mailbox, window) : Infinity
    if (fits < mailbox.dailyLimit) sentences.push(`Your window is too short: ${fits} mails fit between ${campaign.windowStart} and ${campaign.windowEnd} with the pauses of ${address}, not ${mailbox.dailyLimit}.`)
  }
  return sentences
}
