// When to try again. Pure: the caller rolls the dice.
const minute = 60
const steps = [1, 5, 15, 60, 180, 360].map((m) => m * minute)
/** From the first attempt on; after that the mail has failed. */
export const giveUpAfterS = 48 * 60 * minute

/**
 * Seconds until the next attempt; `attempt` counts from 1, `random` is in [0, 1). What the server asked for is
 * honoured (and ten seconds more, for clocks differ); it is jitter on top, never below.
 */
export function waitAfter(attempt: number, asked: { afterS?: number; atLeastS?: number }, random: number): number {
  if (asked.afterS !== undefined) return Math.round(asked.afterS + 10 + random * Math.max(5, asked.afterS * 0.2))
  const step = Math.max(steps[Math.min(attempt, steps.length) - 1] as number, asked.atLeastS ?? 0)
  const spread = step * (0.8 + random * 0.4)
  return Math.round(asked.atLeastS === undefined ? spread : Math.max(asked.atLeastS, spread))
}

/** The pause between two mails of a mailbox, in milliseconds so that they never fall on whole seconds. */
export function gapMs(mailbox: { gap_min_s: number; gap_max_s: number }, random: number): number {
  const least = mailbox.gap_min_s * 1000
  return Math.round(least + random * Math.max(0, mailbox.gap_max_s * 1000 - least))
}
