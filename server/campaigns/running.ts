// Launch, pause, resume, archive. Each holds the campaign's row, so that nobody plans a mail beside it; whatever of the
// campaign waits in the queue is frozen or cancelled in the same transaction, and the gate of the post office refuses it.
// An answer that a person wrote to one of its leads is none of its mails: it leaves whatever becomes of the campaign.
import type { Tx } from '#platform/db'
import { announce, announceMany, liveChanged } from '#platform/events'
import { liftBrake } from '#mailboxes'
import { notFound, refuse } from '#platform/refuse'
import { cancelMessages, currentStop, freezeMessages } from '#sending'
import { withdrawStepTasks } from '#tasks'
import { mustNotBeArchived, type Campaign } from './campaign.ts'
import { forgetAsked, stopAllIn } from './enrollment-store.ts'
import { giveBackPlaces, lineLength } from './line-store.ts'
import { stopSentence } from './enrollment.ts'
import { campaignArchived, campaignLaunched, campaignPaused, campaignResumed, enrollmentStopped, launchCancelled } from './events.ts'
import { mayPass, passable } from './checking.ts'
import { holdFor } from './holding.ts'
import { launchPageOf } from './launch-page.ts'
import { startLine } from './planning.ts'
import { spokenDay } from './schedule.ts'
import { forecastOf } from './showing.ts'
import { frameOf } from './situations.ts'
import { lockCampaign, setActive, setArchived, setDraft, setPaused } from './store.ts'

export async function mustLock(tx: Tx, id: string): Promise<Campaign> {
  const campaign = await lockCampaign(tx, id)
  if (!campaign) throw notFound('campaign')
  return campaign
}

export async function launch(tx: Tx, id: string, signed: { acceptAmber: boolean; anyway?: boolean; typedNumber: number | undefined; holdSeconds: number }): Promise<void> {
  const campaign = await mustLock(tx, id)
  mustNotBeArchived(campaign)
  if (campaign.status === 'active') return
  if (campaign.status === 'paused') throw refuse('paused', 'This campaign was launched and is paused. Resume it instead.', { status: 409 })
  const frame = (await frameOf(tx, id))!
  const page = await launchPageOf(tx, frame, signed.holdSeconds)
  const passes = signed.anyway === true && mayPass(tx.actor)
  const red = page.checks.filter((c) => c.colour === 'red' && !(passes && passable.includes(c.code))), amber = page.checks.filter((c) => c.colour === 'amber')
  if (red.length) throw refuse('launch_red', red[0]!.sentence, { details: { checks: red } })
  if (amber.length && !signed.acceptAmber) throw refuse('launch_amber', `Please look at this first: ${amber.map((c) => c.sentence).join(' ')}`, { details: { checks: amber } })
  if (page.typeNumber !== null && signed.typedNumber !== page.typeNumber) throw refuse('type_number', `Please type ${page.typeNumber} to launch to that many people.`, { field: 'typedNumber' })
  await setActive(tx, id, new Date(tx.now.getTime() + holdFor(frame, signed.holdSeconds) * 1000))
  await announce(tx, campaignLaunched, { campaignId: id, name: campaign.name, leads: page.who.leads })
  await liveChanged(tx, 'campaigns')
  await startLine(tx, id)
}

/** As long as the first mail waits, a launch can be taken back as if it had not been. */
export async function takeLaunchBack(tx: Tx, id: string): Promise<void> {
  const campaign = await mustLock(tx, id)
  if (campaign.status !== 'active' || !campaign.holdUntil) return
  if (campaign.holdUntil <= tx.now) throw refuse('hold_over', 'The first mail may have left already. Pause the campaign instead.', { status: 409 })
  await standStill(tx, id, 'Approved; goes out when the campaign is launched.', 'campaign_draft')
  await withdrawTasks(tx, id)
  await setDraft(tx, id)
  await announce(tx, launchCancelled, { campaignId: id, name: campaign.name })
  await liveChanged(tx, 'campaigns')
}

export async function pause(tx: Tx, id: string, reason: string | null): Promise<void> {
  const campaign = await mustLock(tx, id)
  if (campaign.status === 'paused') return
  if (campaign.status !== 'active') throw refuse('not_running', 'Only a running campaign can be paused.', { status: 409 })
  await setPaused(tx, id, reason)
  await standStill(tx, id, 'The campaign is paused.', 'campaign_paused')
  await withdrawTasks(tx, id)
  await announce(tx, campaignPaused, { campaignId: id, name: campaign.name, reason })
  await liveChanged(tx, 'campaigns')
}

/** Their days count anew when they are asked for again. */
async function withdrawTasks(tx: Tx, id: string): Promise<void> {
  await withdrawStepTasks(tx, id)
  await forgetAsked(tx, id)
}

export interface Respread { mails: number; days: number; sentence: string }

/** The backlog gets new moments inside windows and limits: the first two days at once, the rest from the line, day by day. */
export async function resume(tx: Tx, id: string): Promise<Respread> {
  const campaign = await mustLock(tx, id)
  if (campaign.status === 'active') return { mails: 0, days: 0, sentence: 'The campaign is running.' }
  if (campaign.status !== 'paused') throw refuse('not_paused', 'Only a paused campaign can be resumed.', { status: 409 })
  await liftBrake(tx, 'campaign', id)
  await setActive(tx, id, null)
  // Everybody who waits for a mail stands in line again, whatever was said of them while it was paused.
  await giveBackPlaces(tx, id, 'In line: gets a new time.', 'in_line')
  const { first, followUps } = await lineLength(tx, id)
  const mails = first + followUps
  await announce(tx, campaignResumed, { campaignId: id, name: campaign.name, overdue: mails })
  await liveChanged(tx, 'campaigns')
  const frame = (await frameOf(tx, id))!
  const aDay = frame.chosen.reduce((sum, box) => sum + frame.sending.get(box)!.dailyLimit, 0)
  await startLine(tx, id)
  const days = mails && aDay ? Math.ceil(mails / aDay) : 0
  const finish = mails ? (await forecastOf(tx, (await frameOf(tx, id))!)).finishDay : null
  return { mails, days, sentence: !mails ? 'Running. Nothing was waiting.' : `Running. ${mails} waiting ${mails === 1 ? 'mail is' : 'mails are'} spread over ${days <= 1 ? 'the next sending day' : `${days} sending days`}${finish ? `; done on ${spokenDay(finish)}` : ''}.` }
}

export async function archive(tx: Tx, id: string): Promise<void> {
  const campaign = await mustLock(tx, id)
  if (campaign.status === 'archived') return
  await setArchived(tx, id)
  const stopped = await stopAllIn(tx, id, stopSentence('archived'), 'archived')
  await cancelMessages(tx, { campaignId: id }, { code: 'archived', sentence: stopSentence('archived') })
  await withdrawStepTasks(tx, id)
  await announceMany(tx, enrollmentStopped, stopped.map((e) => ({ enrollmentId: e.id, leadId: e.leadId, campaignId: id, code: 'archived', sentence: stopSentence('archived') })))
  await announce(tx, campaignArchived, { campaignId: id, name: campaign.name })
  await liveChanged(tx, 'campaigns')
}

/** New hours or waits: everything that waits gets a new moment, follow-ups first. */
export async function placeAnew(tx: Tx, campaign: Campaign): Promise<void> {
  if (campaign.status !== 'active') return
  await standStill(tx, campaign.id, 'In line: gets a new time.', 'in_line')
  await startLine(tx, campaign.id)
}

/** Enrollments before mails: who is just planning one has locked the enrollment, and his mail is seen by what follows. */
async function standStill(tx: Tx, id: string, sentence: string, code: string): Promise<void> {
  await giveBackPlaces(tx, id, sentence, code)
  await freezeMessages(tx, { campaignId: id }, { code: 'campaign_paused', sentence: 'The campaign is paused.' })
}


/** All sending was stopped and the queue emptied: who had a place stands in line again and says why. */
export async function standStillBecauseStopped(tx: Tx, id: string): Promise<void> {
  const campaign = await lockCampaign(tx, id)
  if (campaign?.status !== 'active' || !(await currentStop(tx))) return
  await giveBackPlaces(tx, id, 'All sending is stopped; it gets a new time when it is resumed.', 'sending_stopped')
  await liveChanged(tx, 'campaigns')
}

/** Sending is on again: new times over the coming days, follow-ups first. */
export async function goOnAfterStop(tx: Tx, id: string): Promise<void> {
  const campaign = await lockCampaign(tx, id)
  if (campaign?.status !== 'active' || (await currentStop(tx))) return
  await placeAnew(tx, campaign)
}
