// A task: what somebody is to do, for whom, by when. Rules that need nothing but values.
import { DateTime } from 'luxon'
import type { Priority, TaskKind } from '#contract/tasks'

export type TaskState = 'open' | 'done' | 'skipped' | 'withdrawn'

/** What a step of a campaign asks for. */
export interface StepAsk { what?: string; text?: string; act?: 'visit' | 'invite' | 'message'; mostTries?: number; everyDays?: number; /** Why it could not be done. */ failed?: string | undefined; /** Opened again when the campaign had gone on: a task of one's own, ended for the campaign at this moment. */ own?: true; endedAt?: string; /** Of what Overture asks for by itself (asking.ts): what for, and the day it was asked for. */ asks?: Asks; day?: string }

/** To catch up with somebody who was away; to find out who came after somebody who has left. */
export type Asks = 'return' | 'successor'

export interface Task {
  id: string
  kind: TaskKind
  title: string
  notes: string
  state: TaskState
  /** A day of the workspace's calendar, 'YYYY-MM-DD'; null: some day. */
  dueOn: string | null
  /** With a time of the day; null: all day. */
  dueAt: Date | null
  snoozedUntil: Date | null
  /** The day it shows on. */
  day: string | null
  remindMinutes: number | null
  remindAt: Date | null
  priority: number
  recurrence: string | null
  occurrence: number
  nextId: string | null
  ownerId: string | null
  leadId: string | null
  companyId: string | null
  dealId: string | null
  meetingId: string | null
  why: string | null
  campaignId: string | null
  enrollmentId: string | null
  stepId: string | null
  about: StepAsk
  tries: number
  outcome: string | null
  outcomeNote: string | null
  doneAt: Date | null
  doneBy: string | null
  createdBy: string | null
  createdAt: Date
}

export const priorities: readonly Priority[] = ['low', 'normal', 'high']
export const weightOf = (p: Priority): number => priorities.indexOf(p) + 1
export const priorityOf = (weight: number): Priority => priorities[weight - 1] ?? 'normal'

export const today = (now: Date, zone: string): string => DateTime.fromJSDate(now, { zone }).toISODate()!
export const dayIn = (at: Date, zone: string): string => today(at, zone)
export const wallTimeOf = (at: Date, zone: string): string => DateTime.fromJSDate(at, { zone }).toFormat('HH:mm')
/** A wall time that does not exist becomes the next that does; one that exists twice, its first. */
export const momentOf = (day: string, time: string, zone: string): Date => DateTime.fromISO(`${day}T${time}`, { zone }).toJSDate()

const allDayReminder = '09:00'

/** Everything that follows from a task's day, time, reminder and snooze. */
export function timesOf(t: { dueOn: string | null; dueTime: string | null; remindMinutes: number | null; snoozedUntil: Date | null }, zone: string): Pick<Task, 'dueOn' | 'dueAt' | 'snoozedUntil' | 'day' | 'remindAt'> {
  const dueAt = t.dueOn && t.dueTime ? momentOf(t.dueOn, t.dueTime, zone) : null
  const snoozedTo = t.snoozedUntil ? dayIn(t.snoozedUntil, zone) : null
  const day = snoozedTo && (!t.dueOn || snoozedTo > t.dueOn) ? snoozedTo : t.dueOn
  const from = dueAt ?? (t.dueOn ? momentOf(t.dueOn, allDayReminder, zone) : null)
  // What was put away comes back with a word, whether or not it had a reminder.
  const remindAt = t.snoozedUntil ?? (from && t.remindMinutes !== null ? new Date(from.getTime() - t.remindMinutes * 60_000) : null)
  return { dueOn: t.dueOn, dueAt, snoozedUntil: t.snoozedUntil, day, remindAt }
}

export const isLate = (t: Pick<Task, 'state' | 'dueOn' | 'dueAt'>, now: Date, zone: string): boolean =>
  t.state === 'open' && t.dueOn !== null && (t.dueAt ? t.dueAt < now : t.dueOn < today(now, zone))
