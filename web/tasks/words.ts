// How tasks are called.
import type { Priority, TaskKind } from '#contract/tasks'
import type { TaskView } from '#contract/tasks'
import { dayIn, weekdayOf } from '../ui/clock.ts'
import type { IconType } from '../ui/icon.tsx'
import { IconBrandLinkedin, IconCalendarEvent, IconMail, IconPhone, IconSquareCheck } from '../ui/icons.ts'
import { formatDay, formatWhen } from '../ui/values.tsx'

export const kinds: Record<TaskKind, { words: string; icon: IconType }> = {
  todo: { words: 'To-do', icon: IconSquareCheck }, call: { words: 'Call', icon: IconPhone }, linkedin: { words: 'LinkedIn', icon: IconBrandLinkedin },
  mail: { words: 'Mail', icon: IconMail }, meeting_follow_up: { words: 'After a meeting', icon: IconCalendarEvent },
}
export const priorityWords: Record<Priority, string> = { low: 'Low', normal: 'Normal', high: 'High' }

export function nextMonday(zone: string): string {
  for (let days = 1; ; days++) {
    const day = dayIn(zone, days)
    if (weekdayOf(day) === 1) return day
  }
}

/** "Today, 14:30", "Tomorrow", "3 Dec" */
export function dueWords(t: Pick<TaskView, 'dueOn' | 'dueTime' | 'snoozedUntil'>, zone: string): string {
  if (t.snoozedUntil) return `Back ${formatWhen(t.snoozedUntil)}`
  if (!t.dueOn) return 'Some day'
  const day = t.dueOn === dayIn(zone) ? 'Today' : t.dueOn === dayIn(zone, 1) ? 'Tomorrow' : t.dueOn === dayIn(zone, -1) ? 'Yesterday' : formatDay(t.dueOn)
  return t.dueTime ? `${day}, ${t.dueTime}` : day
}

export const repeatChoices = [
  { value: '', label: 'Never' }, { value: 'FREQ=DAILY', label: 'Every day' }, { value: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', label: 'Every working day' }, { value: 'FREQ=WEEKLY', label: 'Every week' },
  { value: 'FREQ=WEEKLY;INTERVAL=2', label: 'Every second week' }, { value: 'FREQ=MONTHLY', label: 'Every month' }, { value: 'FREQ=MONTHLY;INTERVAL=3', label: 'Every quarter' }, { value: 'FREQ=YEARLY', label: 'Every year' },
]
export const remindChoices = [
  { value: '', label: 'None' }, { value: '0', label: 'At its time' }, { value: '10', label: '10 minutes before' }, { value: '30', label: '30 minutes before' }, { value: '60', label: 'An hour before' }, { value: '1440', label: 'A day before' },
]
