// Several texts for one step, and what may honestly be said of them.
//
// A lead's variant is drawn once, from the campaign's seed, the lead and the step, and written down: later changes of the
// weights move nobody. A winner is named by a Bayes factor of "these two differ" against "these two are the same", both with
// a Beta(1, 19) prior on the rate of answers (a mean of 5 in 100). Such a factor may be looked at after every single mail
// without being fooled more often than 1 in `needed` times (Ville's inequality), which a test of significance may not; and
// it stays true when the auto-shift sends more mails to the better one, because it does not ask how the mails were dealt.
import { chance } from './spread.ts'
import type { Step } from './campaign.ts'

export interface Arm { key: string; weight: number; intent: string; subject: string; body: string }
export interface Result { key: string; sent: number; replied: number }

/** Before this many mails of each variant nothing is said and nothing is shifted. */
export const leastSent = 50
/** The odds at which one is called better than another: 20 to 1. */
export const needed = 20
const prior = { a: 1, b: 19 }

export const armsOf = (step: Pick<Step, 'weight' | 'intent' | 'subject' | 'body' | 'variants'>): Arm[] => [
  { key: 'A', weight: step.weight, intent: step.intent, subject: step.subject, body: step.body },
  ...step.variants.filter((v) => !v.removed).map(({ key, weight, intent, subject, body }) => ({ key, weight, intent, subject, body })),
]

/** The letter for a new variant: never one that was used before. */
export const nextKey = (used: readonly string[]): string => String.fromCharCode(Math.max(65, ...used.map((k) => k.charCodeAt(0))) + 1)

/** By weight, the same answer for the same campaign, lead and step. */
export function drawn(arms: readonly Arm[], seed: string, leadId: string, stepId: string): string {
  const all = arms.reduce((sum, arm) => sum + Math.max(0, arm.weight), 0)
  if (all <= 0) return arms[0]!.key
  let left = chance(`${seed} ${leadId} ${stepId}`)() * all
  for (const arm of arms) if ((left -= Math.max(0, arm.weight)) < 0) return arm.key
  return arms.at(-1)!.key
}

/** Thompson sampling: one draw from what is known of each, the best draw wins. By weight until each has been tried enough. */
export function shifted(arms: readonly Arm[], results: readonly Result[], seed: string, leadId: string, stepId: string): string {
  const open = arms.filter((arm) => arm.weight > 0)
  const of = (key: string): Result => results.find((r) => r.key === key) ?? { key, sent: 0, replied: 0 }
  if (open.length < 2 || open.some((arm) => of(arm.key).sent < leastSent)) return drawn(arms, seed, leadId, stepId)
  const random = chance(`${seed} ${leadId} ${stepId} shift`)
  let best = open[0]!.key, most = -1
  for (const arm of open) {
    const { sent, replied } = of(arm.key)
    const draw = beta(prior.a + replied, prior.b + sent - replied, random)
    if (draw > most) { most = draw; best = arm.key }
  }
  return best
}

export interface Verdict {
  winner: string | null
  /** The odds that the leader differs from the runner-up, against that they are the same. */
  odds: number | null
  sentence: string
}

export function verdictOf(results: readonly Result[]): Verdict {
  if (results.length < 2) return { winner: null, odds: null, sentence: 'One text only; add a second to compare.' }
  const short = results.filter((r) => r.sent < leastSent)
  if (short.length) return { winner: null, odds: null, sentence: `No winner yet: at least ${leastSent} mails of each are needed, ${short.map((r) => `${r.key} has ${r.sent}`).join(', ')}.` }
  const [first, ...rest] = results.toSorted((x, y) => y.replied / y.sent - x.replied / x.sent)
  const odds = Math.min(...rest.map((other) => factor(first!, other)))
  if (odds >= needed) return { winner: first!.key, odds, sentence: `${first!.key} gets more answers: the odds are ${odds >= 1000 ? 'over 1,000' : Math.floor(odds)} to 1 that this is no chance.` }
  return { winner: null, odds, sentence: 'No winner yet: the difference may be chance.' }
}

function factor(x: Result, y: Result): number {
  const { a, b } = prior
  const different = logBeta(a + x.replied, b + x.sent - x.replied) + logBeta(a + y.replied, b + y.sent - y.replied) - 2 * logBeta(a, b)
  const same = logBeta(a + x.replied + y.replied, b + x.sent + y.sent - x.replied - y.replied) - logBeta(a, b)
  return Math.exp(different - same)
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** Lanczos, g = 7, n = 9: exact to about 15 digits. */
function logGamma(x: number): number {
  const c = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7]
  let sum = c[0]!
  for (let i = 1; i < 9; i++) sum += c[i]! / (x - 1 + i)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

function beta(a: number, b: number, random: () => number): number {
  const x = gamma(a, random), y = gamma(b, random)
  return x / (x + y)
}

/** Marsaglia and Tsang (2000), for a shape of 1 or more. */
function gamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3, c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
