// Done, not done after all, skipped. What comes of it (the next of a task that repeats, another try, a campaign that stops) is
// made in the same breath.
import { DateTime } from 'luxon'
import { findWorkspace } from '#accounts'
import type { Outcome } from '#contract/activities'
import type { TaskInput } from '#contract/tasks'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { refuse } from '#platform/refuse'
import { linkedinDone, settingsOf } from './activity-store.ts'
import { personReached, taskReopened, taskSettled } from './events.ts'
import { aboutOf, createTask, mustLock } from './keeping.ts'
import { roomAt } from './linkedin.ts'
import { heedOutcome, logActivity } from './logging.ts'
import { nextDay, parseRule } from './recurrence.ts'
import { insertTask, lockTask, removeTask, rewriteTask } from './store.ts'
import { dayIn, timesOf, today, wallTimeOf, type Task } from './task.ts'

export interface Finished { nextId: string | null; sentence: string }
export interface Said { outcome?: string | undefined; note?: string | undefined; followUp?: TaskInput | undefined; anyway?: boolean | undefined }

/** Tries of a call that no step of a campaign says otherwise of. */
const usualTries = 3

export async function finishTask(tx: Tx, id: string, said: Said): Promise<Finished> {
  const task = await mustLock(tx, id)
  if (task.kind === 'linkedin' && task.state === 'done' && (said.outcome === 'accepted' || said.outcome === 'replied')) return cameBack(tx, task, said.outcome)
  if (task.state === 'done') return { nextId: task.nextId, sentence: 'It was done already.' }
  if (task.state !== 'open') throw refuse('not_open', 'This task was skipped. Open it again first.', { status: 409 })
  const followUp = said.followUp ? await createTask(tx, { ...said.followUp, leadId: said.followUp.leadId ?? task.leadId, companyId: said.followUp.companyId ?? task.companyId, dealId: said.followUp.dealId ?? task.dealId }) : null
  const finished = task.kind === 'call' && said.outcome ? await called(tx, task, said) : task.kind === 'linkedin' ? await linked(tx, task, said) : await plainly(tx, { ...task, outcomeNote: said.note || null }, 'Done.')
  return { ...finished, nextId: followUp ?? finished.nextId }
}

export async function skipTask(tx: Tx, id: string): Promise<void> {
  const task = await mustLock(tx, id)
  if (task.state === 'skipped') return
  if (task.state !== 'open') throw refuse('not_open', 'This task is done already.', { status: 409 })
  await settle(tx, task, 'skipped')
}

/** The next one goes with it, unless somebody has touched that already. What a campaign waited for is a task of one's own from here on: the campaign has gone on. */
export async function reopenTask(tx: Tx, id: string): Promise<void> {
  const task = await mustLock(tx, id)
  if (task.state === 'open') return
  const { timeZone } = await findWorkspace(tx)
  const next = task.nextId ? await lockTask(tx, task.nextId) : undefined
  if (next?.state === 'open' && next.recurrence === task.recurrence && next.title === task.title) await removeTask(tx, next.id)
  const times = timesOf({ dueOn: task.dueOn, dueTime: task.dueAt ? wallTimeOf(task.dueAt, timeZone) : null, remindMinutes: task.remindMinutes, snoozedUntil: null }, timeZone)
  await rewriteTask(tx, { ...task, ...times, state: 'open', doneAt: null, doneBy: null, nextId: null, outcome: null, outcomeNote: null, ...(task.enrollmentId && { about: { ...task.about, own: true as const, endedAt: task.about.endedAt ?? (task.doneAt ?? tx.now).toISOString() } }) })
  await announce(tx, taskReopened, aboutOf({ ...task, enrollmentId: null, stepId: null }))
  await liveChanged(tx, 'tasks')
}

async function plainly(tx: Tx, task: Task, sentence: string): Promise<Finished> {
  const next = await settle(tx, task, 'done')
  return { nextId: next?.id ?? null, sentence: next ? `${sentence} It comes again on ${spokenDay(next.day)}.` : sentence }
}

/** A call is logged, and what was said on it counts. */
async function called(tx: Tx, before: Task, said: Said): Promise<Finished> {
  const { outcomes } = await settingsOf(tx)
  const outcome = outcomes.find((o) => o.key === said.outcome)
  if (!outcome) throw refuse('no_such_outcome', 'This outcome is not among those of the workspace.', { field: 'outcome' })
  const task = { ...before, outcome: outcome.key, outcomeNote: said.note || null, tries: before.tries + 1 }
  if (task.leadId || task.companyId || task.dealId)
    await logActivity(tx, { kind: 'call', direction: 'out', note: said.note ?? '', outcome: outcome.key, leadId: task.leadId, companyId: task.companyId, dealId: task.dealId }, { taskId: task.id, quiet: true })
  const finished = await after(tx, task, outcome)
  if (task.leadId) await heedOutcome(tx, task.leadId, outcome.effect, outcome.label, task.campaignId ?? undefined)
  return finished
}

async function after(tx: Tx, task: Task, outcome: Outcome): Promise<Finished> {
  const most = task.about.mostTries ?? usualTries
  switch (outcome.effect) {
    case 'retry': {
      if (task.tries >= most) return gaveUp(tx, task, `${outcome.label} after ${task.tries} ${task.tries === 1 ? 'try' : 'tries'}.`)
      const day = await tryAgain(tx, task)
      return { nextId: task.id, sentence: `${outcome.label}. It comes again on ${spokenDay(day)}: try ${task.tries + 1} of ${most}.` }
    }
    case 'failed': return gaveUp(tx, task, `${outcome.label}.`)
    case 'stop': return plainly(tx, task, task.leadId ? `${outcome.label}. Campaigns stop for this lead.` : `${outcome.label}.`)
    case 'never_call': return plainly(tx, task, `${outcome.label}. Campaigns stop, and nobody is asked to call again.`)
    case 'go_on': return plainly(tx, task, `${outcome.label}.${task.campaignId ? ' The campaign goes on.' : ''}`)
  }
}

async function gaveUp(tx: Tx, task: Task, sentence: string): Promise<Finished> {
  const next = await settle(tx, task, 'failed', sentence)
  return { nextId: next?.id ?? null, sentence: `${sentence}${task.campaignId ? ' The campaign goes on as its step says.' : ''}` }
}

/** On the next working day (or so many later), at the same time of the day. */
async function tryAgain(tx: Tx, task: Task): Promise<string> {
  const { timeZone } = await findWorkspace(tx)
  let day = DateTime.fromISO(today(tx.now, timeZone), { zone: 'UTC' })
  for (let left = task.about.everyDays ?? 1; left > 0; ) { day = day.plus({ days: 1 }); if (day.weekday <= 5) left-- }
  const dueOn = day.toISODate()!
  await rewriteTask(tx, { ...task, ...timesOf({ dueOn, dueTime: task.dueAt ? wallTimeOf(task.dueAt, timeZone) : null, remindMinutes: task.remindMinutes, snoozedUntil: null }, timeZone) })
  await liveChanged(tx, 'tasks')
  return dueOn
}

/** 'sent' when nothing is said. More than the week allows only when a person says so. */
async function linked(tx: Tx, before: Task, said: Said): Promise<Finished> {
  const outcome = said.outcome ?? 'sent'
  if (!linkedinOutcomes.includes(outcome)) throw refuse('no_such_outcome', 'A LinkedIn step was sent, accepted, answered, or cannot be done.', { field: 'outcome' })
  const task = { ...before, outcome, outcomeNote: said.note || null, tries: before.tries + 1 }
  if (outcome === 'cannot') return gaveUp(tx, task, 'It could not be done on LinkedIn.')
  const { linkedinWeekly: most } = await settingsOf(tx)
  const free = tx.actor.kind === 'user' ? roomAt(await linkedinDone(tx, tx.actor.userId, new Date(tx.now.getTime() - 7 * 86_400_000)), most) : null
  if ((free || most === 0) && !said.anyway)
    throw refuse('linkedin_cap', `You have done ${most} LinkedIn steps in seven days, which is the limit of this workspace; more puts your account there at risk.${free ? ` The next one has room on ${spokenDay(dayIn(free, (await findWorkspace(tx)).timeZone))}.` : ''}`, { status: 409 })
  if (task.leadId) await logActivity(tx, { kind: 'linkedin', direction: 'out', note: said.note ?? '', leadId: task.leadId, companyId: task.companyId, dealId: task.dealId }, { taskId: task.id })
  const finished = await plainly(tx, task, 'Done.')
  return outcome === 'replied' ? { ...finished, sentence: await replied(tx, task) } : finished
}
const linkedinOutcomes = ['sent', 'accepted', 'replied', 'cannot']

/** Days later they accepted, or answered. */
async function cameBack(tx: Tx, task: Task, outcome: 'accepted' | 'replied'): Promise<Finished> {
  await rewriteTask(tx, { ...task, outcome })
  if (outcome === 'replied') return { nextId: task.nextId, sentence: await replied(tx, task) }
  await liveChanged(tx, 'tasks')
  return { nextId: task.nextId, sentence: 'Noted that they accepted.' }
}

async function replied(tx: Tx, task: Task): Promise<string> {
  if (!task.leadId) return 'Noted that they answered.'
  await announce(tx, personReached, { leadId: task.leadId, via: 'linkedin', outcome: 'Answered on LinkedIn', refused: false, ...(task.campaignId && { campaignId: task.campaignId }) })
  return 'Noted that they answered. Campaigns stop for this lead.'
}

/** The state a task comes to its end in; a repeating one leaves its next behind. */
async function settle(tx: Tx, task: Task, how: 'done' | 'skipped' | 'failed', sentence?: string): Promise<{ id: string; day: string } | null> {
  const next = await makeNext(tx, task)
  const by = tx.actor.kind === 'user' ? tx.actor.userId : null
  await rewriteTask(tx, { ...task, state: how === 'skipped' ? 'skipped' : 'done', about: { ...task.about, failed: how === 'failed' ? (sentence ?? 'It could not be done.') : undefined }, doneAt: tx.now, doneBy: by, nextId: next?.id ?? null, snoozedUntil: null })
  await announce(tx, taskSettled, { ...aboutOf(task), how, ...(task.outcome && { outcome: task.outcome }), ...(sentence && { sentence }) })
  await liveChanged(tx, 'tasks')
  return next
}

async function makeNext(tx: Tx, task: Task): Promise<{ id: string; day: string } | null> {
  if (!task.recurrence || !task.dueOn) return null
  const { timeZone } = await findWorkspace(tx)
  const next = nextDay(parseRule(task.recurrence), task.dueOn, task.occurrence, today(tx.now, timeZone))
  if (!next) return null
  const times = timesOf({ dueOn: next.day, dueTime: task.dueAt ? wallTimeOf(task.dueAt, timeZone) : null, remindMinutes: task.remindMinutes, snoozedUntil: null }, timeZone)
  return { id: await insertTask(tx, { ...task, ...times, state: 'open', about: {}, occurrence: next.occurrence }), day: next.day }
}

const spokenDay = (day: string): string => DateTime.fromISO(day, { zone: 'UTC' }).setLocale('en-GB').toFormat('ccc d LLL')
