// How states are said, and what colour they have.
import type { CampaignStatus, EnrollmentState, Finding, WaitUnit } from '#contract/campaigns'
import type { Tone } from '../ui/badge.tsx'

export const statusOf: Record<CampaignStatus, { tone: Tone; words: string }> = {
  draft: { tone: 'neutral', words: 'Draft' }, active: { tone: 'good', words: 'Active' }, paused: { tone: 'warning', words: 'Paused' },
  completed: { tone: 'info', words: 'Completed' }, archived: { tone: 'neutral', words: 'Archived' },
}
export const stateOf: Record<EnrollmentState, { tone: Tone; words: string }> = {
  preparing: { tone: 'info', words: 'Being prepared' }, waiting_approval: { tone: 'warning', words: 'Waits for approval' }, ready: { tone: 'accent', words: 'Ready' },
  scheduled: { tone: 'good', words: 'Planned' }, waiting: { tone: 'good', words: 'Waits for the next step' }, paused: { tone: 'warning', words: 'Paused' }, held: { tone: 'bad', words: 'Held' },
  finished: { tone: 'neutral', words: 'Finished' }, stopped: { tone: 'neutral', words: 'Stopped' }, skipped: { tone: 'neutral', words: 'Left out' },
}
export const severityOf: Record<Finding['severity'], { tone: Tone; words: string }> = {
  stops: { tone: 'bad', words: 'Stops it' }, slows: { tone: 'warning', words: 'Slows it' }, waits: { tone: 'info', words: 'Waits' }, fine: { tone: 'good', words: 'Fine' },
}
const units: Record<WaitUnit, [string, string]> = { minutes: ['minute', 'minutes'], hours: ['hour', 'hours'], days: ['day', 'days'], business_days: ['business day', 'business days'] }
export const unitWords = (unit: WaitUnit, amount: number): string => units[unit][amount === 1 ? 0 : 1]
export const waitWords = (amount: number, unit: WaitUnit): string => `Wait ${amount} ${unitWords(unit, amount)}`
export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
export function daysWords(days: number[]): string {
  const sorted = days.toSorted((a, b) => a - b)
  if (sorted.length === 7) return 'every day'
  const run = sorted.length > 2 && sorted.every((d, i) => d === sorted[0]! + i)
  return run ? `${weekdays[sorted[0]! - 1]} to ${weekdays[sorted.at(-1)! - 1]}` : sorted.map((d) => weekdays[d - 1]).join(', ')
}
