// The conductor: something happened to these leads; what now? Everything that is planned, frozen, cancelled or asked for
// follows from one look at what is so (engine.ts), in one transaction, so a kill at any moment leaves either all or nothing.
//
// Locks, always in this order: campaign, leads, enrollments, mails. A stop comes with its lead held (FOR UPDATE, by the
// room that heard the reply) and touches no campaign. Whoever plans holds the campaign and the leads (FOR SHARE), so that
// nothing is planned beside a pause or an opt-out that is being written at the same moment.
import type { Tx } from '#platform/db'
import { announceMany, liveChanged } from '#platform/events'
import { findLeads, lockContactable, suppressionReasonsFor, type Lead } from '#leads'
import { cancelMessages, freezeMessages } from '#sending'
import { markDraftSent } from '#writing'
import { hasTasks } from './course.ts'
import { keepTasks } from './task-steps.ts'
import { askForBriefs, askForDrafts, dropDrafts } from './asking.ts'
import { respond, type Act, type Answer, type Event, type PostponeCode } from './engine.ts'
import { lockEnrollments, writeChanges, type Change, type Enrollment } from './enrollment-store.ts'
import { isOver, type StopCode } from './enrollment.ts'
import { enrollmentFinished, enrollmentHeld, enrollmentPostponed, enrollmentStopped } from './events.ts'
import { whoGoesOn } from './no-answer.ts'
import { placeMails, type Placed, type Placing } from './placing.ts'
import { framesOf, situationsOf, type Blocked, type Seen } from './situations.ts'
import { shareCampaigns } from './store.ts'

export interface Conducted { changed: number; placed: number; states: Map<string, Answer['state']> }

/** Stops, within the transaction that holds the lead. Nothing is planned here. `intent`: of an answer; steps may have a path for it. */
export const stopWithin = (tx: Tx, ids: string[], code: StopCode, intent?: string): Promise<Conducted> => perform(tx, ids, { type: 'stop', code, ...(intent && { intent }) }, {})
/** The same with words of its own. */
export const stopBecause = (tx: Tx, ids: string[], code: StopCode, sentence: string): Promise<Conducted> => perform(tx, ids, { type: 'stop', code, sentence }, {})
/** Out of office (or what `why` says), within the transaction that holds the lead. */
export const postponeWithin = (tx: Tx, ids: string[], until: Date | null, why: { code?: PostponeCode; sentence?: string } = {}): Promise<Conducted> => perform(tx, ids, { type: 'postpone', until, ...why }, {})

/**
 * Any other event. `line`: also gives first mails their places (else only follow-ups, whose time is set by their wait).
 */
export async function conduct(tx: Tx, enrollments: { id: string; leadId: string; campaignId: string }[], event: Event, options: { line?: { horizon: Date } } = {}): Promise<Conducted> {
  if (!enrollments.length) return nothing()
  await shareCampaigns(tx, [...new Set(enrollments.map((e) => e.campaignId))])
  const leads = await findLeads(tx, [...new Set(enrollments.map((e) => e.leadId))])
  return perform(tx, enrollments.map((e) => e.id), event, { ...options, blocked: await blockedOf(tx, leads, enrollments.map((e) => e.leadId)), leads, plans: true })
}

const nothing = (): Conducted => ({ changed: 0, placed: 0, states: new Map() })

async function perform(tx: Tx, ids: string[], event: Event, o: { blocked?: Blocked; leads?: Lead[]; plans?: boolean; line?: { horizon: Date } }): Promise<Conducted> {
  if (!ids.length) return nothing()
  const rows = await lockEnrollments(tx, ids)
  const frames = await framesOf(tx, rows)
  const seen = await situationsOf(tx, frames, rows, o.blocked)
  const goOn = event.type === 'judged_anew' ? await whoGoesOn(tx, frames, rows, event.now) : undefined
  const answers = new Map(rows.flatMap((row) => {
    const s = seen.get(row.id), back = goOn?.get(row.id)
    return s ? [[row.id, respond(s.situation, event.type === 'judged_anew' ? forRow(event, row, back) : event, tx.now)] as const] : []
  }))
  const with_ = <K extends Act['do']>(kind: K) => rows.flatMap((row) =>
    (answers.get(row.id)?.acts ?? []).filter((a): a is Extract<Act, { do: K }> => a.do === kind).map((act) => ({ row, act, seen: seen.get(row.id)!, frame: frames.get(row.campaignId)! })))

  for (const [kind, change] of [['freeze', freezeMessages], ['cancel', cancelMessages]] as const)
    for (const group of Map.groupBy(with_(kind), ({ act }) => act.code).values())
      await change(tx, { ids: group.flatMap(({ seen: s, act }) => openIds(s, 'only' in act ? act.only : undefined)) }, { code: group[0]!.act.code, sentence: group[0]!.act.sentence })
  await askForBriefs(tx, with_('brief').map((x) => x.row))
  await askForDrafts(tx, with_('write'), o.leads)
  await dropDrafts(tx, with_('drop'))

  await noteSent(tx, [...seen.values()])

  const toPlace = !o.plans ? [] : [...with_('plan'), ...with_('move')].filter(({ act, row, frame }) => o.line || act.followUp || frame.sending.get(row.mailboxId ?? '')?.pace !== 'real')
  const places = await placeMails(tx, toPlace as Placing[], o.line?.horizon)
  const changes = rows.flatMap((row) => { const a = answers.get(row.id); return a ? [changeOf(tx, row, a, seen.get(row.id)!, places.get(row.id))] : [] })
  await writeChanges(tx, changes)
  await keepTasks(tx, rows.flatMap((row) => { const a = answers.get(row.id), frame = frames.get(row.campaignId)!; return a && a.task !== undefined && (hasTasks(frame.nodes) || row.reasonCode === 'task') ? [{ row, frame, task: a.task }] : [] }))
  await tell(tx, rows, changes)
  if (changes.length) await liveChanged(tx, 'campaigns')
  return { changed: changes.length, placed: [...places.values()].filter((p) => 'dueAt' in p).length, states: new Map(changes.map((c) => [c.id, c.state])) }
}

/** Another campaign than the one it answered hears of it only where it was the only answer: what it did there may have been another's doing. */
function forRow(event: Extract<Event, { type: 'judged_anew' }>, row: Enrollment, back: { until: Date | null } | undefined): Event {
  if (back) return { ...event, back }
  return event.campaignId && event.campaignId !== row.campaignId ? { type: 'look' } : event
}

/** A draft whose mail has left is history: writing keeps it as it was. */
async function noteSent(tx: Tx, seen: Seen[]): Promise<void> {
  for (const { mails, drafts } of seen)
    for (const mail of mails)
      if (mail.sentAt && (mail.state === 'accepted' || mail.state === 'unconfirmed'))
        for (const draft of drafts) if (draft.stepId === mail.stepId && draft.status === 'approved' && !draft.sentAt) await markDraftSent(tx, draft.id, mail.sentAt)
}

const open = ['planned', 'due', 'claimed', 'held']
const openIds = (s: Seen, only?: readonly string[]): string[] => s.mails.filter((m) => open.includes(m.state) && (!only || only.includes(m.stepId))).map((m) => m.id)

function changeOf(tx: Tx, row: Enrollment, a: Answer, s: Seen, place: Placed | undefined): Change {
  const placed = place && 'dueAt' in place ? place : undefined, refused = place && 'refused' in place ? place : undefined
  const sent = s.mails.filter((m) => m.state === 'accepted' || m.state === 'unconfirmed').toSorted((x, y) => (x.sentAt ?? x.dueAt).getTime() - (y.sentAt ?? y.dueAt).getTime()).at(-1)
  const waits = s.mails.find((m) => ['planned', 'due', 'claimed'].includes(m.state) && m.stepId === a.stepId)
  const queued = a.state === 'scheduled' || a.state === 'waiting'
  const wantsPlace = a.acts.some((act) => act.do === 'plan' || act.do === 'move')
  // Wanted a place and got none yet: in line, whatever the engine hoped for.
  const inLine = wantsPlace && !place
  return {
    id: row.id,
    state: refused ? 'held' : placed ? (placed.followUp ? 'waiting' : 'scheduled') : inLine ? 'ready' : a.state,
    reason: refused ? refused.refused : placed ? a.note : inLine ? (a.note ?? 'In line: gets a place in the queue as soon as there is room.') : a.reason,
    reasonCode: refused ? refused.code : placed ? a.note && 'passed_over' : inLine ? 'in_line' : a.reasonCode,
    stepNo: a.stepNo, resumeAt: a.resumeAt, skipped: a.skipped,
    pausedAt: a.state === 'paused' ? (row.state === 'paused' ? row.pausedAt : tx.now) : null,
    nextAt: placed ? placed.dueAt : queued && !inLine && !refused ? (waits?.dueAt ?? null) : null,
    endedAt: isOver(a.state) ? (row.endedAt ?? tx.now) : null,
    lastSentAt: sent ? (sent.sentAt ?? sent.dueAt) : row.lastSentAt,
    lastStepId: sent ? sent.stepId : row.lastStepId,
    stepId: a.stepId, course: a.course, wakeAt: isOver(a.state) ? null : a.wakeAt,
  }
}

async function tell(tx: Tx, rows: Enrollment[], changes: Change[]): Promise<void> {
  const before = new Map(rows.map((r) => [r.id, r]))
  const became = (state: string) => changes.filter((c) => c.state === state && (before.get(c.id)!.state !== state || before.get(c.id)!.reasonCode !== c.reasonCode))
  const who = (c: Change) => { const { leadId, campaignId } = before.get(c.id)!; return { enrollmentId: c.id, leadId, campaignId, ...(c.lastStepId && { stepId: c.lastStepId }) } }
  const why = (c: Change) => ({ code: c.reasonCode ?? c.state, sentence: c.reason ?? '' })
  await announceMany(tx, enrollmentStopped, became('stopped').map((c) => ({ ...who(c), ...why(c) })))
  await announceMany(tx, enrollmentFinished, became('finished').map((c) => ({ ...who(c), ...why(c) })))
  await announceMany(tx, enrollmentHeld, became('held').map((c) => ({ ...who(c), ...why(c) })))
  // Another day is told as well: a second note may name a later one.
  const waits = changes.filter((c) => { const was = before.get(c.id)!; return c.state === 'paused' && c.resumeAt && (was.state !== 'paused' || was.reasonCode !== c.reasonCode || was.resumeAt?.getTime() !== c.resumeAt.getTime()) })
  await announceMany(tx, enrollmentPostponed, waits.filter((c) => c.reasonCode !== 'by_hand').map((c) => ({ ...who(c), until: c.resumeAt!.toISOString(), ...why(c) })))
}

/** May they be written to? Holds the leads (FOR SHARE), and says it in the words of a stop. */
async function blockedOf(tx: Tx, leads: Lead[], leadIds: string[]): Promise<Blocked> {
  const obstacles = await lockContactable(tx, leads.map((l) => ({ leadId: l.id, address: l.email })))
  const reasons = [...obstacles.values()].some((o) => o?.code === 'lead_suppressed') ? await suppressionReasonsFor(tx, leads) : new Map<string, string>()
  const blocked = new Map(leads.map((lead) => {
    const obstacle = obstacles.get(lead.id)
    return [lead.id, obstacle ? { code: obstacle.code === 'lead_suppressed' ? stopCodeFor(reasons.get(lead.email)) : ('deleted' as StopCode), sentence: obstacle.sentence } : null]
  }))
  for (const id of leadIds) if (!blocked.has(id)) blocked.set(id, { code: 'deleted', sentence: 'The lead does not exist any more.' })
  return blocked
}

export const stopCodeFor = (reason: string | undefined): StopCode =>
  reason === 'opted_out' || reason === 'bounced' || reason === 'complained' ? reason : 'suppressed'
