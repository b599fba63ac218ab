// Waiting until nothing is under way any more.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from './mails.ts'

const open = ['planned', 'due', 'claimed', 'handed']

/** Whether it came to that in time: at least `mails` rows (asked anew each time where it is a question), and none of them is planned, due or under way. What waits for its time is hurried. */
export async function untilQuiet(scene: Stage, options: { mails: number | (() => Promise<number>); mostMs: number; say?(line: string): void }): Promise<boolean> {
  for (const end = Date.now() + options.mostMs; Date.now() < end; await sleep(500)) {
    await scene.hurry() // a campaign gives its follow-ups some minutes
    const mails = typeof options.mails === 'number' ? options.mails : await options.mails()
    if (isQuiet(await scene.states(), mails)) return true
  }
  options.say?.(`Not quiet: ${JSON.stringify(await scene.states())} ${await scene.whyWaiting()}`)
  return false
}

export const isQuiet = (states: Record<string, number>, mails = 0): boolean =>
  open.every((state) => !states[state]) && Object.values(states).reduce((sum, n) => sum + n, 0) >= mails

/** Nothing under way and nothing in doubt. */
export const isSettled = (states: Record<string, number>): boolean => isQuiet(states) && !states['unconfirmed']
