// Taking leads in. Everyone who fits starts to be prepared at once; everyone who does not gets a row that says why.
import type { Audience, AudiencePreview } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { announceMany, liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import type { Lead } from '#leads'
import { mailboxesByIds } from '#mailboxes'
import { mailSteps, mustNotBeArchived, rulesOf, type Campaign } from './campaign.ts'
import { awayToday, boxesOf, matches, matchSoon, recipientsOf } from './choosing.ts'
import { postponeWithin } from './conducting.ts'
import { chooser, seatOf, seatsOf, type Seat } from './mailbox-choice.ts'
import { insertEnrollments, type Newcomer } from './enrollment-store.ts'
import { enrollmentStarted } from './events.ts'
import { awayWords, backOn } from './handing-over.ts'
import { intakeJob, prepareJob } from './queues.ts'
import { countryOf } from './holidays.ts'
import { isZone } from './schedule.ts'
import { audienceIds, audienceSentence, grouped, sift, type LeftOutCode, type Sifted } from './sifting.ts'
import { insertIntake, mailboxIdsOf, stepsOf } from './store.ts'

/** More than this many are taken in in the background. */
const atOnce = 1000

export async function enroll(tx: Tx, campaign: Campaign, audience: Audience): Promise<AudiencePreview & { enrolled: number }> {
  mustNotBeArchived(campaign)
  const ids = await audienceIds(tx, audience)
  if (ids.length > atOnce) {
    const { id } = await insertIntake(tx, campaign.id, ids)
    await enqueue(tx, intakeJob, { intakeId: id })
    return { found: ids.length, fits: ids.length, leftOut: [], enrolled: 0, sentence: `${ids.length.toLocaleString('en')} leads are being taken in. Those who cannot be mailed will be listed with the reason.` }
  }
  const { enrolled, leftOut } = await takeIn(tx, campaign, ids)
  return { found: ids.length, fits: enrolled, enrolled, leftOut, sentence: audienceSentence(ids.length, enrolled) }
}

/**
 * One chunk: sifts, inserts, starts the preparation. Doing it again changes nothing. `overruled`: reasons that do not keep anybody out
 * this time. `talk`: one that goes on here, and so from its own mailbox, whoever else writes for this campaign.
 */
export async function takeIn(tx: Tx, campaign: Campaign, leadIds: string[], overruled: readonly LeftOutCode[] = [], talk?: { mailboxId: string; why: string }): Promise<{ enrolled: number; leftOut: AudiencePreview['leftOut'] }> {
  return bringIn(tx, campaign, await sift(tx, campaign.id, leadIds, overruled), talk)
}

/** Those who have been sifted: who left another campaign on that word is not asked anew. */
export async function bringIn(tx: Tx, campaign: Campaign, { fits, leftOut }: Sifted, talk?: { mailboxId: string; why: string }): Promise<{ enrolled: number; leftOut: AudiencePreview['leftOut'] }> {
  const mails = mailSteps(await stepsOf(tx, [campaign.id]))
  const needsResearch = mails.length === 0 || mails.some((m) => m.step.mode === 'written')
  const chosen = await mailboxIdsOf(tx, campaign.id), { away, timeZone } = await awayToday(tx)
  const seats = seatsOf(chosen, away), here = seats.filter((s) => s.awayUntil === null), able = here.length ? here : seats
  const talks = talk && seatOf(talk.mailboxId, away, true)
  const known = await mailboxesByIds(tx, [...new Set([...chosen, ...[...seats, ...(talks ? [talks] : [])].flatMap((s) => [s.of, s.mailboxId])])])
  const mine = inOrder(known, chosen), boxes = inOrder(known, able.map((s) => s.mailboxId))
  const choose = chooser(await boxesOf(tx, boxes), matches(campaign, boxes)), recipients = await recipientsOf(tx, campaign, boxes, async () => fits)
  const owned = rulesOf(campaign).sender === 'owner', boxOf = (id: string) => known.find((m) => m.id === id)
  const from = (seat: Seat, why: string): Sender => ({
    mailboxId: seat.mailboxId, awayUntil: seat.awayUntil, deputyOf: seat.of === seat.mailboxId ? null : seat.of,
    mailboxWhy: seat.of === seat.mailboxId ? why : `${why} It writes for ${boxOf(seat.of)?.address ?? 'another mailbox'}, whose sender is away.`,
  })
  const senderFor = (lead: Lead): Sender => {
    if (talk && talks) return from(talks, talk.why)
    const owners = owned && lead.ownerId ? mine.find((b) => b.ownerId === lead.ownerId) : undefined
    if (owners) { const seat = seatOf(owners.id, away); return from(seat, seat.of === seat.mailboxId ? 'It is the mailbox of the lead’s owner.' : 'The lead’s owner is away.') }
    const choice = choose(recipients.get(lead.id)), seat = able.find((s) => s.mailboxId === choice?.mailboxId)
    return choice && seat ? from(seat, choice.why) : { mailboxId: null, mailboxWhy: null, deputyOf: null, awayUntil: null }
  }
  const senders = new Map(fits.map((lead) => [lead.id, senderFor(lead)]))
  const newcomer = (lead: Lead): Newcomer => {
    const { mailboxId, mailboxWhy, deputyOf } = senders.get(lead.id)!
    return {
      leadId: lead.id, companyId: lead.companyId, mailboxId, mailboxWhy, deputyOf, tone: campaign.tone, timeZone: lead.timeZone && isZone(lead.timeZone) ? lead.timeZone : null, country: countryOf(lead), ownerId: lead.ownerId,
      state: 'preparing', reason: 'Waits to be researched.', reasonCode: null, briefed: !needsResearch,
    }
  }
  const skipped = leftOut.filter((l) => l.code !== 'already_here' && l.code !== 'deleted')
  const rows = await insertEnrollments(tx, campaign.id, [
    ...fits.map(newcomer),
    ...skipped.map((l): Newcomer => ({ leadId: l.leadId, companyId: null, mailboxId: null, mailboxWhy: null, deputyOf: null, tone: campaign.tone, timeZone: null, country: null, ownerId: null, state: 'skipped', reason: l.detail, reasonCode: l.code, briefed: false })),
  ])
  const started = rows.filter((r) => r.state === 'preparing')
  await announceMany(tx, enrollmentStarted, started.map((r) => ({ enrollmentId: r.id, leadId: r.leadId, campaignId: campaign.id })))
  // Whose sender is away, and nobody stands in for, waits until they are back.
  for (const [mailboxId, some] of Map.groupBy(started.filter((r) => senders.get(r.leadId)?.awayUntil), (r) => senders.get(r.leadId)!.mailboxId!)) {
    const until = senders.get(some[0]!.leadId)!.awayUntil!
    await postponeWithin(tx, some.map((r) => r.id), backOn(until, timeZone), { code: 'sender_away', sentence: awayWords(boxOf(mailboxId)?.fromName, until) })
  }
  if (started.length) { await enqueue(tx, prepareJob, { campaignId: campaign.id }); await matchSoon(tx, campaign.id) }
  await liveChanged(tx, 'campaigns')
  return { enrolled: started.length, leftOut: grouped(leftOut) }
}

interface Sender { mailboxId: string | null; mailboxWhy: string | null; deputyOf: string | null; awayUntil: string | null }

const inOrder = <T extends { id: string }>(rows: readonly T[], ids: readonly string[]): T[] => ids.flatMap((id) => rows.find((r) => r.id === id) ?? [])
