// Taking leads in. Everyone who fits starts to be prepared at once; everyone who does not gets a row that says why.
import type { Audience, AudiencePreview } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { announceMany, liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import type { Lead } from '#leads'
import { mailboxesByIds } from '#mailboxes'
import { mailSteps, mustNotBeArchived, rulesOf, type Campaign } from './campaign.ts'
import { awayOn } from './absence-store.ts'
import { boxesOf, matches, matchSoon, recipientsOf } from './choosing.ts'
import { chooser } from './mailbox-choice.ts'
import { insertEnrollments, type Newcomer } from './enrollment-store.ts'
import { enrollmentStarted } from './events.ts'
import { intakeJob, prepareJob } from './queues.ts'
import { countryOf } from './holidays.ts'
import { isZone } from './schedule.ts'
import { audienceIds, audienceSentence, grouped, sift, type LeftOutCode } from './sifting.ts'
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

/** One chunk: sifts, inserts, starts the preparation. Doing it again changes nothing. `overruled`: reasons that do not keep anybody out this time. */
export async function takeIn(tx: Tx, campaign: Campaign, leadIds: string[], overruled: readonly LeftOutCode[] = []): Promise<{ enrolled: number; leftOut: AudiencePreview['leftOut'] }> {
  const { fits, leftOut } = await sift(tx, campaign.id, leadIds, overruled)
  const mails = mailSteps(await stepsOf(tx, [campaign.id]))
  const needsResearch = mails.length === 0 || mails.some((m) => m.step.mode === 'written')
  const chosen = await mailboxIdsOf(tx, campaign.id), away = new Set(await awayOn(tx, tx.now.toISOString().slice(0, 10)))
  const boxes = inOrder(await mailboxesByIds(tx, chosen), chosen), here = boxes.filter((b) => !away.has(b.id)), able = here.length ? here : boxes
  const choose = chooser(await boxesOf(tx, able), matches(campaign, boxes)), recipients = await recipientsOf(tx, campaign, boxes, async () => fits)
  const owned = rulesOf(campaign).sender === 'owner'
  const senderFor = (lead: Lead): { mailboxId: string | null; mailboxWhy: string | null } => {
    const owners = owned && lead.ownerId ? boxes.find((b) => b.ownerId === lead.ownerId) : undefined
    if (owners) return { mailboxId: owners.id, mailboxWhy: 'It is the mailbox of the lead’s owner.' }
    const choice = choose(recipients.get(lead.id))
    return { mailboxId: choice?.mailboxId ?? null, mailboxWhy: choice?.why ?? null }
  }
  const newcomer = (lead: Lead): Newcomer => ({
    leadId: lead.id, companyId: lead.companyId, ...senderFor(lead), tone: campaign.tone, timeZone: lead.timeZone && isZone(lead.timeZone) ? lead.timeZone : null, country: countryOf(lead), ownerId: lead.ownerId,
    state: 'preparing', reason: 'Waits to be researched.', reasonCode: null, briefed: !needsResearch,
  })
  const skipped = leftOut.filter((l) => l.code !== 'already_here' && l.code !== 'deleted')
  const rows = await insertEnrollments(tx, campaign.id, [
    ...fits.map(newcomer),
    ...skipped.map((l): Newcomer => ({ leadId: l.leadId, companyId: null, mailboxId: null, mailboxWhy: null, tone: campaign.tone, timeZone: null, country: null, ownerId: null, state: 'skipped', reason: l.detail, reasonCode: l.code, briefed: false })),
  ])
  const started = rows.filter((r) => r.state === 'preparing')
  await announceMany(tx, enrollmentStarted, started.map((r) => ({ enrollmentId: r.id, leadId: r.leadId, campaignId: campaign.id })))
  if (started.length) { await enqueue(tx, prepareJob, { campaignId: campaign.id }); await matchSoon(tx, campaign.id) }
  await liveChanged(tx, 'campaigns')
  return { enrolled: started.length, leftOut: grouped(leftOut) }
}

const inOrder = <T extends { id: string }>(rows: readonly T[], ids: readonly string[]): T[] => ids.flatMap((id) => rows.find((r) => r.id === id) ?? [])
