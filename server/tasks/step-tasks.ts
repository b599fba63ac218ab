// Tasks that steps of campaigns ask for. One for each lead and step: asked for again it is the same one.
import type { TaskKind } from '#contract/tasks'
import { findWorkspace } from '#accounts'
import type { Tx } from '#platform/db'
import { announceMany, liveChanged } from '#platform/events'
import { seeingAll } from '#platform/rights'
import { DateTime } from 'luxon'
import { linkedinLoad, settingsOf, whoRefusesCalls } from './activity-store.ts'
import { taskCreated, taskSettled } from './events.ts'
import { aboutOf } from './keeping.ts'
import { weeksAhead } from './linkedin.ts'
import { insertTask, rewriteTask, stepTasks, tasksOfEnrollments, withdrawOf, type NewTask } from './store.ts'
import { timesOf, today, type StepAsk, type Task } from './task.ts'

export interface StepTask {
  campaignId: string; stepId: string; kind: TaskKind; title: string; why: string; about: StepAsk
  leadId: string; companyId: string | null; ownerId: string | null
  /** It had failed, and is to be tried once more. */
  again: boolean
  /** What is to be sent or said, made when the task is. */
  textFor: () => Promise<string | undefined>
}

/** What each of these is to have open now; whatever else of them is open is withdrawn. With the leads held. */
export const keepStepTasks = (tx: Tx, wanted: { enrollmentId: string; want: StepTask | null }[]): Promise<void> => seeingAll(tx, async () => {
  if (!wanted.length) return
  const known = Map.groupBy(await tasksOfEnrollments(tx, wanted.map((w) => w.enrollmentId)), (t) => t.enrollmentId!)
  const silent = await whoRefusesCalls(tx, wanted.flatMap(({ want }) => (want?.kind === 'call' ? [want.leadId] : [])))
  const { timeZone } = await findWorkspace(tx)
  const now = timesOf({ dueOn: today(tx.now, timeZone), dueTime: null, remindMinutes: null, snoozedUntil: null }, timeZone)
  const made: Task[] = [], refused: Task[] = []
  let changed = 0
  for (const { enrollmentId, want } of wanted) {
    const mine = known.get(enrollmentId) ?? []
    for (const t of mine) if (t.state === 'open' && !t.about.own && t.stepId !== want?.stepId) { await rewriteTask(tx, { ...t, state: 'withdrawn', snoozedUntil: null }); changed++ }
    if (!want) continue
    const there = mine.find((t) => t.stepId === want.stepId)
    const skips = want.kind === 'call' && silent.has(want.leadId)
    if (there) {
      if (there.state === 'withdrawn' || (want.again && there.state !== 'open' && !there.about.own))
        { await rewriteTask(tx, { ...there, ...now, state: 'open', tries: want.again ? 0 : there.tries, about: { ...there.about, ...want.about, failed: undefined }, doneAt: null, doneBy: null, outcome: null }); changed++ }
      continue
    }
    const text = await want.textFor(), weeks = want.kind === 'linkedin' && want.ownerId ? await weeksOf(tx, want.ownerId) : 0
    const task: NewTask = {
      ...(weeks ? timesOf({ dueOn: inWeeks(now.dueOn!, weeks), dueTime: null, remindMinutes: null, snoozedUntil: null }, timeZone) : now), kind: want.kind, title: want.title, notes: want.about.what && want.kind !== 'todo' ? want.about.what : '', state: skips ? 'skipped' : 'open', remindMinutes: null, priority: 2, recurrence: null, occurrence: 1,
      ownerId: want.ownerId, leadId: want.leadId, companyId: want.companyId, dealId: null, meetingId: null, why: want.why, campaignId: want.campaignId, enrollmentId, stepId: want.stepId, about: { ...want.about, ...(text && { text }) }, createdBy: null,
    }
    const id = await insertTask(tx, task)
    ;(skips ? refused : made).push({ ...task, id } as Task)
    changed++
  }
  await announceMany(tx, taskCreated, made.map((t) => ({ ...aboutOf(t), ...(t.why && { why: t.why }) })))
  // Who asked not to be called is passed over; the campaign hears it as it hears of anything that was skipped.
  await announceMany(tx, taskSettled, refused.map((t) => ({ ...aboutOf(t), how: 'skipped' as const, sentence: 'Asked not to be called.' })))
  if (changed) await liveChanged(tx, 'tasks')
})

/** More than the week allows is asked for in the weeks after. */
async function weeksOf(tx: Tx, ownerId: string): Promise<number> {
  const { linkedinWeekly } = await settingsOf(tx), { done, open } = await linkedinLoad(tx, ownerId, new Date(tx.now.getTime() - 7 * 86_400_000))
  return weeksAhead(done, open, linkedinWeekly)
}
const inWeeks = (day: string, weeks: number): string => DateTime.fromISO(day, { zone: 'UTC' }).plus({ weeks }).toISODate()!

/** By enrollment and step: what came to an end, how, and when (milliseconds since 1970). */
export const stepTasksEnded = (tx: Tx, enrollmentIds: string[]): Promise<Map<string, Map<string, { how: 'settled' | 'failed'; at: number; why?: string }>>> => seeingAll(tx, async () => {
  const found = new Map<string, Map<string, { how: 'settled' | 'failed'; at: number; why?: string }>>()
  for (const t of await stepTasks(tx, enrollmentIds)) {
    const mine = found.get(t.enrollmentId) ?? new Map()
    mine.set(t.stepId, { how: t.failed ? 'failed' : 'settled', at: t.at.getTime(), ...(t.failed && { why: t.failed }) })
    found.set(t.enrollmentId, mine)
  }
  return found
})

/** The campaign rests or is over: nobody is asked to do anything for it. Answers how many. */
export const withdrawStepTasks = (tx: Tx, campaignId: string): Promise<number> => seeingAll(tx, async () => {
  const n = await withdrawOf(tx, campaignId)
  if (n) await liveChanged(tx, 'tasks')
  return n
})
