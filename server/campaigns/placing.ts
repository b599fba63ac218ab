// Gives mails their moments, and hands them to the post office.
import type { Tx } from '#platform/db'
import { Refusal } from '#platform/refuse'
import { offerFor } from '#knowledge'
import { isActive, placesOfDay } from '#mailboxes'
import { cancelMessages, currentStop, planMessages, reschedule, type Plan } from '#sending'
import { findLeads } from '#leads'
import { awayOn } from './absence-store.ts'
import { rulesOf } from './campaign.ts'
import { boxesOf, matches, recipientsOf } from './choosing.ts'
import { chooser, deputyIn, isAstray, seatOf, seatsOf, tookOver } from './mailbox-choice.ts'
import type { Act } from './engine.ts'
import { assignMailbox, plannedMoments, type Assigned, type Enrollment } from './enrollment-store.ts'
import { localDate, zoneFor } from './schedule.ts'
import { widen, type Frame, type Seen } from './situations.ts'
import { dealOut, type Wanting } from './spread.ts'
import { takenOf, type Load } from './taken.ts'

export interface Placing { row: Enrollment; act: Extract<Act, { do: 'plan' | 'move' }>; seen: Seen; frame: Frame }

/** A moment, or why the post office does not take this mail (an address that is none, a subject that is missing). */
export type Placed = { dueAt: Date; followUp: boolean } | { refused: string; code: string }

/** By enrollment. Those whose turn lies beyond `horizon`, or who have no mailbox that can send, are not in it. */
export async function placeMails(tx: Tx, wanted: Placing[], horizon?: Date): Promise<Map<string, Placed>> {
  const placed = new Map<string, Placed>()
  // Stopped: nothing comes into the queue; everybody stays in line.
  if (wanted.length && (await currentStop(tx))) return placed
  for (const group of Map.groupBy(wanted, (w) => w.row.campaignId).values()) {
    const { frame } = group[0]!
    await giveMailboxes(tx, frame, group)
    // What they had before, sent or to be moved, does not stand in their own way.
    const load = await loadOf(tx, [...frame.mailboxes.keys()], { enrollmentIds: group.map((w) => w.row.id) })
    const wantings = group.filter(({ row }) => canSend(frame, row.mailboxId, tx.now)).map(({ row, act, seen }): Wanting =>
      ({ key: `${row.id} ${act.stepId}`, mailboxId: row.mailboxId!, zone: zoneFor(row.timeZone, frame.campaign.timeZone).zone, hours: seen.situation.hours, earliest: act.earliest, soon: act.soon, followUp: act.followUp }))
    const places = dealOut(wantings, frame.sending, rulesOf(frame.campaign).followUpShare, load, { now: tx.now, workspaceZone: frame.workspaceZone, seed: frame.campaign.seed, ...(horizon && { horizon }) })
    const postalAddress = group.some(({ act }) => act.do === 'plan') ? ((await offerFor(tx, frame.campaign.offerId))?.postalAddress.trim() ?? '') : ''
    const toPlan: { row: Enrollment; act: Placing['act']; dueAt: Date; plan: Plan }[] = []
    for (const { row, act, seen } of group) {
      const place = places.get(`${row.id} ${act.stepId}`)
      if (!place) continue
      const open = seen.mails.find((m) => m.stepId === act.stepId)
      try {
        // One that failed certainly never arrived: it is sent again, with the words of now. One that was taken back is planned anew.
        // Made for a mailbox that is not theirs any more: it is taken back, and made anew for the one that is.
        if (open && act.do === 'move' && open.mailboxId !== row.mailboxId) { await cancelMessages(tx, { ids: [open.id] }, { code: 'mailbox_removed', sentence: 'Goes on from another mailbox.' }); continue }
        if (open && act.do === 'move') await reschedule(tx, open.id, { dueAt: place.dueAt, windowEnd: place.windowEnd })
        else if (act.do === 'plan') { toPlan.push({ row, act, dueAt: place.dueAt, plan: { ...planFor(frame, row, act, seen, place, postalAddress), anew: act.again } }); continue }
        placed.set(row.id, { dueAt: place.dueAt, followUp: act.followUp })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        placed.set(row.id, { refused: error.message, code: error.code })
      }
    }
    // One mail that cannot be made does not keep the others from their places.
    for (const [i, planned] of (await planMessages(tx, toPlan.map((p) => p.plan))).entries()) {
      const { row, act, dueAt } = toPlan[i]!
      placed.set(row.id, planned instanceof Refusal ? { refused: planned.message, code: planned.code } : { dueAt, followUp: act.followUp })
    }
  }
  return placed
}

function planFor(frame: Frame, row: Enrollment, act: Extract<Act, { do: 'plan' }>, seen: Seen, place: { dueAt: Date; windowEnd: Date | null }, postalAddress: string): Plan {
  const draft = seen.drafts.find((d) => d.stepId === act.stepId && d.status === 'approved')
  if (!draft) throw new Error('A mail is planned without an approved draft.')
  const step = frame.steps.find((s) => s.id === act.stepId)
  const earlier = seen.mails.filter((m) => m.state === 'accepted' || m.state === 'unconfirmed').toSorted((a, b) => (a.sentAt ?? a.dueAt).getTime() - (b.sentAt ?? b.dueAt).getTime()).at(-1)
  const { campaign } = frame
  // In the thread it takes the thread's subject; a follow-up that became the first mail takes that of the first draft.
  const answers = earlier?.id ?? row.threadAfter
  const inThread = (step?.sameThread ?? true) && answers !== null
  const subject = inThread ? '' : draft.subject || (seen.drafts.find((d) => d.subject)?.subject ?? '')
  return {
    leadId: row.leadId, mailboxId: row.mailboxId!, campaignId: campaign.id, enrollmentId: row.id, stepId: act.stepId, stepNo: act.stepNo,
    draftId: draft.id, tone: draft.tone, subject, bodyText: draft.body,
    dueAt: place.dueAt, windowEnd: place.windowEnd, needsLook: act.followUp || row.cameFrom !== null,
    ...(inThread && { answers }),
    track: { opens: campaign.trackOpens, clicks: campaign.trackClicks, campaignName: campaign.name, postalAddress, notIn: rulesOf(campaign).trackNotIn, unknown: rulesOf(campaign).trackUnknown }, unsubscribeHeader: campaign.unsubscribeHeader, origin: 'campaign',
  }
}

/**
 * Who has no mailbox yet, or had none of its mails from one that is gone from the campaign, gets the least loaded one of those whose
 * people are here. What would begin from somebody who is away begins from the deputy, and what a deputy took over stays there.
 */
async function giveMailboxes(tx: Tx, frame: Frame, group: readonly Pick<Placing, 'row' | 'act'>[]): Promise<void> {
  const begins = (row: Enrollment) => !row.lastSentAt && !row.threadAfter
  const open = group.filter(({ row }) => !row.mailboxId || !frame.mailboxes.has(row.mailboxId) || begins(row))
  if (!open.length) return
  const away = await awayOn(tx, localDate(tx.now, frame.workspaceZone)), seats = seatsOf(frame.chosen, away)
  await widen(tx, frame, [...seats, ...open.flatMap(({ row }) => (row.mailboxId ? seatOf(row.mailboxId, away) : []))].map((seat) => seat.mailboxId))
  const homeless: Enrollment[] = [], given: Assigned[] = []
  for (const { row, act } of open) {
    const at = row.mailboxId !== null && frame.mailboxes.has(row.mailboxId) ? row.mailboxId : null
    if (at === null || (begins(row) && isAstray({ mailboxId: at, deputyOf: row.deputyOf }, frame.chosen))) { homeless.push(row); continue }
    const seat = seatOf(at, away)
    // A mail that is made leaves from where it was made; whoever hands over takes it back first.
    if (act.do === 'plan' && begins(row) && seat.awayUntil === null && seat.mailboxId !== at) given.push({ id: row.id, mailboxId: seat.mailboxId, why: tookOver, deputyOf: row.deputyOf ?? at })
  }
  const usable = seats.filter((seat) => seat.awayUntil === null && canSend(frame, seat.mailboxId, tx.now))
  if (homeless.length && usable.length) {
    const boxes = usable.map((seat) => frame.mailboxes.get(seat.mailboxId)!), match = matches(frame.campaign, boxes)
    const choose = chooser(await boxesOf(tx, boxes), match), recipients = await recipientsOf(tx, frame.campaign, boxes, () => findLeads(tx, homeless.map((r) => r.leadId)))
    for (const row of homeless) { const choice = choose(recipients.get(row.leadId))!; given.push({ id: row.id, ...choice, deputyOf: deputyIn(usable, choice.mailboxId) }) }
  // Everybody is away: they wait in line, without a mailbox for now.
  } else if (seats.some((seat) => seat.awayUntil !== null)) for (const row of homeless) row.mailboxId = null
  const now = new Map(given.map((g) => [g.id, g]))
  for (const { row } of open) { const { mailboxId, deputyOf } = now.get(row.id) ?? row; Object.assign(row, { mailboxId, deputyOf }) }
  await assignMailbox(tx, given)
}

export function canSend(frame: Frame, mailboxId: string | null, now: Date): boolean {
  const mailbox = mailboxId ? frame.mailboxes.get(mailboxId) : undefined
  return mailbox !== undefined && isActive(mailbox, now)
}

/** What these mailboxes sent within 24 hours, and what is planned for them; what is late is about to leave. */
export async function loadOf(tx: Tx, mailboxIds: string[], but: { enrollmentIds?: readonly string[]; campaignId?: string } = {}): Promise<Load> {
  const load = await sentLately(tx, mailboxIds), now = tx.now.getTime()
  for (const { mailboxId, moments } of await plannedMoments(tx, mailboxIds, but)) {
    const taken = takenOf(load, mailboxId)
    for (const [at, n] of moments.split(' ').map((m) => m.split('*').map(Number) as [number, number]).sort((a, b) => a[0] - b[0])) taken.add(Math.max(at, now), n)
  }
  return load
}

export async function sentLately(tx: Tx, mailboxIds: string[]): Promise<Load> {
  const load: Load = new Map()
  for (const { mailboxId, at, n } of await placesOfDay(tx, mailboxIds)) takenOf(load, mailboxId).add(at.getTime(), n)
  return load
}
