// What to do next, in one list over everything: answers that wait, calls, tasks, meetings, people who show interest, drafts to approve.
// Each says why now, and the one thing to do. The order is a sum of plain reasons, so that it can be told and tested.
import type { Today } from '#contract/analytics'

export type TodayKind = Today['items'][number]['kind']

/** What is known of a thing that could be done. Times are instants. */
export interface Candidate {
  kind: TodayKind
  key: string
  title: string
  /** Of an answer: what it says. */
  class?: string
  /** Since when it waits. */
  since: Date | null
  /** When it begins or is due; null: some time today. */
  at: Date | null
  /** Whole days past its day. */
  daysLate: number
  /** 1 to 3; 3 is high. */
  priority: number
  /** How many of its kind are in it (drafts), or how often it happened (visits). */
  count: number
}

const hour = 3_600_000
const ofAnswer: Record<string, number> = { interested: 100, question: 92, referral: 84, not_now: 58, other: 62, not_interested: 30 }
const ofKind: Record<TodayKind, number> = { reply: 62, meeting: 64, call: 60, linkedin: 44, task: 46, mail: 48, hot_lead: 54, approvals: 50 }

/**
 * The higher, the sooner. What a kind weighs; answers by what they say, and more with every hour they wait (up to twelve), less from
 * the fourth day on, when whoever writes now or is to be called now goes first; what has
 * a time rises as that comes near and stands above all when it is there; what is late rises by the day, slowly, so that a heap of
 * old tasks does not bury a person who is asking something now.
 */
export function weightOf(c: Candidate, now: Date): number {
  const base = c.kind === 'reply' ? (ofAnswer[c.class ?? 'other'] ?? 62) : ofKind[c.kind]
  const hours = c.kind === 'reply' && c.since ? Math.max(0, (now.getTime() - c.since.getTime()) / hour) : 0
  const waited = Math.min(12, hours) - Math.min(30, Math.max(0, (hours / 24 - 3) * 3))
  const heavy = c.kind === 'reply' || c.kind === 'approvals' || c.kind === 'hot_lead' || c.kind === 'meeting' ? 0 : (c.priority - 2) * 14
  const late = Math.min(9, c.daysLate * 3)
  const many = c.kind === 'approvals' ? Math.min(8, c.count / 5) : c.kind === 'hot_lead' ? Math.min(12, (c.count - 1) * 4) : 0
  return base + waited + heavy + late + many + nearness(c, now)
}

function nearness(c: Candidate, now: Date): number {
  if (!c.at || c.kind === 'reply') return 0
  const hours = (c.at.getTime() - now.getTime()) / hour
  if (hours < 0) return c.kind === 'meeting' ? 0 : 22
  if (hours <= 0.25) return 60
  if (hours <= 1) return 34
  if (hours <= 3) return 12
  return -8 // its hour is not there yet
}

/** The order of the day; what weighs the same goes by what has waited longest. */
export function ranked<C extends Candidate>(candidates: readonly C[], now: Date): C[] {
  const weighed = candidates.map((c) => ({ c, w: weightOf(c, now), since: (c.since ?? c.at)?.getTime() ?? Infinity }))
  return weighed.sort((a, b) => b.w - a.w || a.since - b.since || (a.c.key < b.c.key ? -1 : 1)).map(({ c }) => c)
}
