// Sub-sequences: what happens in one campaign sends a lead into another one. It stops here and comes in there in one
// transaction, so it is never in both; and whatever keeps a lead out of a campaign (suppression, a bounce, the safety rules)
// keeps it out of this one too, but for what the way itself implies: that it was in a campaign, and that it answered there.
//
// Heard after the fact (`later`), so everything may be heard twice: a lead that is or was in the other campaign stays as it is.
import type { SubSequence } from '#contract/campaign-rules'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { refuse } from '#platform/refuse'
import { dayAskedFor } from '#inbox'
import { findLead, leadsMatchingAmong, lockContactable } from '#leads'
import { findMailbox } from '#mailboxes'
import { mailsOfEnrollments } from '#sending'
import { rulesOf, type Campaign } from './campaign.ts'
import { conduct, postponeWithin, stopBecause } from './conducting.ts'
import { takeIn } from './enrolling.ts'
import { cameFromRows, enrollmentById, enrollmentIdsOfLeads, leadIdsUnderWay, noteCameFrom, sayWhy, type Enrollment } from './enrollment-store.ts'
import { isOver } from './enrollment.ts'
import { enrollmentMovedOn } from './events.ts'
import { safetyOf } from './safety.ts'
import { atPace, isZone, spokenDay, wallTime } from './schedule.ts'
import { sift, type LeftOutCode } from './sifting.ts'
import { paceFor } from './stopping.ts'
import { campaignById, campaignsByIds, lockCampaign, runningIds } from './store.ts'

type When = SubSequence['when']
export type Happened = { about: 'replied'; class: string } | { about: 'clicked' | 'unanswered' }

/** The way implies these: it answered, it was written to, it was in the campaign that it comes from. */
const implied: readonly LeftOutCode[] = ['replied_before', 'was_in_a_campaign', 'touched_lately', 'in_another_campaign']
const dayMs = 86_400_000

/** Something happened to this lead in this campaign; the first sub-sequence that asks for it takes it over. */
export async function goOnElsewhere(tx: Tx, at: { leadId: string; campaignId: string }, happened: Happened): Promise<void> {
  const way = await wayFor(tx, at.campaignId, (when) => fits(when, happened))
  if (way) await moveOn(tx, at, way, happened.about === 'replied' ? ['replied'] : happened.about === 'clicked' ? 'under_way' : ['all_sent'])
}

/** An answer was judged anew: a way that it would not have taken is taken back while nothing has left on it. */
export async function judgedAnew(tx: Tx, at: { leadId: string; campaignId: string }, now: string): Promise<void> {
  const way = await wayFor(tx, at.campaignId, (when) => fits(when, { about: 'replied', class: now }))
  const here = (await enrollmentIdsOfLeads(tx, [at.leadId])).find((e) => e.campaignId === at.campaignId)
  for (const there of here ? await cameFromRows(tx, here.id) : [])
    if (there.campaignId !== way?.toCampaignId && !isOver(there.state) && !there.lastSentAt) await stopBecause(tx, [there.id], 'removed', 'The answer that led here was judged anew.')
  if (way) await moveOn(tx, at, way, ['replied'])
}

/** Leads whose status or tags are those that a running campaign sends elsewhere. `leadIds`: only these. */
export async function goOnByWhatTheyAre(tx: Tx, campaignId: string, leadIds?: readonly string[]): Promise<void> {
  const [campaign] = await campaignsByIds(tx, [campaignId])
  for (const way of campaign ? rulesOf(campaign).subSequences : []) {
    const filter = way.when.about === 'status' ? ({ field: 'status', op: 'in', value: way.when.statuses } as const) : way.when.about === 'tag' ? ({ field: 'tags', op: 'hasAny', value: way.when.tags } as const) : undefined
    if (!filter) continue
    const here = leadIds && leadIds.length < 50 ? leadIds : (await leadIdsUnderWay(tx, campaignId)).filter((id) => !leadIds || leadIds.includes(id))
    for (const leadId of await leadsMatchingAmong(tx, [...here], filter)) await moveOn(tx, { leadId, campaignId }, way, 'under_way')
  }
}

/** Running campaigns that look at what their leads are. */
export async function campaignsThatLook(tx: Tx): Promise<string[]> {
  return (await campaignsByIds(tx, await runningIds(tx))).filter((c) => rulesOf(c).subSequences.some((s) => s.when.about === 'status' || s.when.about === 'tag')).map((c) => c.id)
}

async function wayFor(tx: Tx, campaignId: string, asks: (when: When) => boolean): Promise<SubSequence | undefined> {
  const campaign = await campaignById(tx, campaignId)
  return campaign && campaign.status !== 'archived' ? rulesOf(campaign).subSequences.find((s) => asks(s.when)) : undefined
}

const fits = (when: When, happened: Happened): boolean =>
  when.about === happened.about && (when.about !== 'replied' || (happened.about === 'replied' && (when.classes as readonly string[]).includes(happened.class)))

/** `from`: who goes. Everybody under way, or those for whom it is over with one of these reasons. */
async function moveOn(tx: Tx, at: { leadId: string; campaignId: string }, way: SubSequence, from: 'under_way' | readonly string[]): Promise<void> {
  // Both campaigns before the lead, in the order of ids, as everybody does.
  for (const id of [at.campaignId, way.toCampaignId].toSorted()) await lockCampaign(tx, id)
  const source = await campaignById(tx, at.campaignId), target = await campaignById(tx, way.toCampaignId)
  const lead = await findLead(tx, at.leadId)
  if (!source || !lead) return
  // Held until commit: no answer and no opt-out is written between the look and the move.
  await lockContactable(tx, [{ leadId: lead.id, address: lead.email }])
  const all = await enrollmentIdsOfLeads(tx, [lead.id])
  const known = all.find((e) => e.campaignId === source.id), here = known && (await enrollmentById(tx, known.id))
  if (!here || (from === 'under_way' ? isOver(here.state) : !isOver(here.state) || !from.includes(here.reasonCode ?? ''))) return
  const cannot = async (why: string) => sayWhy(tx, here.id, `${here.reason ?? ''} It could not go on in ${target?.name ?? 'the other campaign'}: ${why}`.trim())
  if (!target || target.status === 'archived') return void (await cannot('that campaign is archived.'))
  const was = all.find((e) => e.campaignId === target.id && e.state !== 'skipped')
  if (was) return void (await comeBack(tx, was.id, here.id))
  if (all.some((e) => e.campaignId !== source.id && e.campaignId !== target.id && !isOver(e.state))) return void (await cannot('it is in a third one right now.'))
  const { leftOut } = await sift(tx, target.id, [lead.id], implied)
  if (leftOut[0]) return void (await cannot(leftOut[0].detail))

  const sentence = `${whyWords(way.when)} in ${source.name}.`
  if (!isOver(here.state)) await stopBecause(tx, [here.id], 'moved_on', `Goes on in ${target.name}: ${lower(whyWords(way.when))}.`)
  else await sayWhy(tx, here.id, `${here.reason ?? ''} Goes on in ${target.name}.`.trim())
  const last = way.sameThread ? await lastMailOf(tx, here) : undefined
  const mailbox = last && here.mailboxId ? await findMailbox(tx, here.mailboxId) : undefined
  await takeIn(tx, target, [lead.id], implied, mailbox && { mailboxId: mailbox.id, why: 'It is the mailbox of the conversation that goes on.' })
  const there = (await enrollmentIdsOfLeads(tx, [lead.id])).find((e) => e.campaignId === target.id)
  if (!there) throw new Error('A lead that fits was not taken in.')
  await noteCameFrom(tx, there.id, { cameFrom: here.id, cameWhy: sentence, threadAfter: mailbox ? last! : null })
  // Rules written before there was such a thing say nothing of it.
  const named = way.when.about === 'replied' && way.namedDay !== false ? await dayAskedFor(tx, lead.id, source.id) : null
  const until = await notBefore(tx, target, here, named ?? way.afterDays)
  if (until) await postponeWithin(tx, [there.id], until, { code: 'sub_sequence', sentence: `${sentence} Goes on here on ${spokenDay(named ?? until.toISOString().slice(0, 10))}${named ? ', as the answer asks' : ''}.` })
  await announce(tx, enrollmentMovedOn, { enrollmentId: here.id, leadId: lead.id, campaignId: source.id, toEnrollmentId: there.id, toCampaignId: target.id, toName: target.name, sentence })
}

/** Taken out again because its answer was judged anew, and judged back: it goes on. Whoever left for another reason does not. */
async function comeBack(tx: Tx, thereId: string, hereId: string): Promise<void> {
  const there = await enrollmentById(tx, thereId)
  if (there && there.cameFrom === hereId && there.state === 'stopped' && there.reasonCode === 'removed' && !there.lastSentAt) await conduct(tx, [there], { type: 'retry' })
}

async function lastMailOf(tx: Tx, row: Enrollment): Promise<string | undefined> {
  return (await mailsOfEnrollments(tx, [row.id])).filter((m) => m.state === 'accepted' || m.state === 'unconfirmed').toSorted((a, b) => (a.sentAt ?? a.dueAt).getTime() - (b.sentAt ?? b.dueAt).getTime()).at(-1)?.id
}

/** The days of the sub-sequence or the day that was asked for, and the days that the safety rules there ask for between two mails. */
async function notBefore(tx: Tx, target: Campaign, here: Enrollment, when: number | string): Promise<Date | null> {
  const { minDays } = await safetyOf(tx, target)
  const begins = typeof when === 'number' ? tx.now.getTime() + when * dayMs : wallTime(when, '00:00', here.timeZone && isZone(here.timeZone) ? here.timeZone : target.timeZone).getTime()
  const until = Math.max(begins, here.lastSentAt ? here.lastSentAt.getTime() + minDays * dayMs : 0)
  return until > tx.now.getTime() ? atPace(new Date(until), tx.now, await paceFor(tx, here.mailboxId)) : null
}

// ── Its words, and what may be asked for ──

const lower = (s: string): string => s[0]!.toLowerCase() + s.slice(1)
const list = (words: readonly string[]): string => words.map((w) => `“${w.replaceAll('_', ' ')}”`).join(' or ')
function whyWords(when: When): string {
  switch (when.about) {
    case 'replied': return `Answered ${list(when.classes)}`
    case 'clicked': return 'Followed a link'
    case 'status': return `Its status is ${list(when.statuses)}`
    case 'tag': return `Has the tag ${list(when.tags)}`
    case 'unanswered': return 'Had every mail and did not answer'
  }
}

export async function checkSubSequences(tx: Tx, campaignId: string, ways: readonly SubSequence[]): Promise<void> {
  const targets = new Map((await campaignsByIds(tx, ways.map((w) => w.toCampaignId))).map((c) => [c.id, c]))
  for (const way of ways) {
    const target = targets.get(way.toCampaignId)
    if (way.toCampaignId === campaignId) throw refuse('same_campaign', 'A sub-sequence leads into another campaign, not back into this one.', { field: 'subSequences' })
    if (!target) throw refuse('no_such_campaign', 'A campaign that leads were to go on in does not exist any more. Choose another one.', { field: 'subSequences' })
    if (target.status === 'archived') throw refuse('archived', `${target.name} is archived; nobody can go on in it. Choose another campaign.`, { field: 'subSequences' })
  }
}

/** What a dry run says of those who do not answer: they go on elsewhere. */
export async function andThen(tx: Tx, campaign: Campaign, sentence: string): Promise<string> {
  const way = rulesOf(campaign).subSequences.find((s) => s.when.about === 'unanswered')
  const target = way && (await campaignById(tx, way.toCampaignId))
  if (!way || !target) return sentence
  return `${sentence} Then everybody goes on in ${target.name}${way.afterDays ? `, ${way.afterDays} ${way.afterDays === 1 ? 'day' : 'days'} after the last mail` : ''}; those mails are not counted here.`
}
