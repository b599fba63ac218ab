// The slow ramp of a new mailbox, or of one that was silent for long: a few mails a day, then a few more each day that went
// well, half after one that did not. Pure. Practice of the field, no standard: 5 to 10 a day first, 2 to 5 more each day.

export const rampStart = 8, rampStep = 3, leastLevel = 5
/** After so many days without a mail providers have forgotten it. */
export const silentDays = 14
/** Of a day's mails; above it the next day has half. */
export const tooManyBounces = 0.02

export interface Day { sent: number; hardBounces: number; policyRefusals: number }
export interface Level { level: number | null; why: string }

/** The level of the day after `day`. `goal`: what holds without a ramp; reached, the ramp is over (null). */
export function nextLevel(now: { level: number; step: number; goal: number }, day: Day): Level {
  if (day.policyRefusals > 0) return half(now, `${counted(day.policyRefusals, 'mail was', 'mails were')} refused for policy reasons`)
  if (day.hardBounces > 0 && day.hardBounces > tooManyBounces * (day.sent + day.hardBounces)) return half(now, `${day.hardBounces} of ${day.sent + day.hardBounces} mails bounced for good`)
  if (!day.sent) return { level: now.level, why: 'Nothing was sent the day before; the level stays.' }
  const level = now.level + now.step
  return level >= now.goal ? { level: null, why: `It has reached its limit of ${now.goal} a day.` } : { level, why: `${counted(day.sent, 'mail', 'mails')} went well the day before: ${now.step} more.` }
}

/** Does a mailbox that sends without a ramp need one again? Null: no. */
export function afterSilence(lastSentAt: Date | null, now: Date, goal: number): Level | null {
  if (!lastSentAt || now.getTime() - lastSentAt.getTime() < silentDays * 86_400_000 || goal <= rampStart) return null
  const days = Math.floor((now.getTime() - lastSentAt.getTime()) / 86_400_000)
  return { level: rampStart, why: `Nothing was sent for ${days} days: it starts slowly again.` }
}

/** The days ahead if all goes well, for the small bars; at most `most`. */
export function daysAhead(now: { level: number; step: number; goal: number }, most = 14): number[] {
  const days = [now.level]
  while (days.length < most && days.at(-1)! < now.goal) days.push(Math.min(now.goal, days.at(-1)! + now.step))
  return days
}

function half(now: { level: number }, why: string): Level {
  const level = Math.min(now.level, Math.max(leastLevel, Math.floor(now.level / 2)))
  return { level, why: `${why} the day before: ${level < now.level ? 'half of it today' : 'the level stays at the lowest'}.` }
}

const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
