// A launch waits a moment (LAUNCH_HOLD_S, a minute) before its first mail, in which it can be taken back.
import type { Frame } from './situations.ts'

/** In practice nobody has to be afraid of a launch: five seconds are enough. */
const practiceHoldSeconds = 5

export const isPractice = (frame: Pick<Frame, 'chosen' | 'sending'>): boolean =>
  frame.chosen.length > 0 && frame.chosen.every((id) => frame.sending.get(id)!.pace !== 'real')

export const holdFor = (frame: Pick<Frame, 'chosen' | 'sending'>, holdSeconds: number): number =>
  isPractice(frame) ? Math.min(holdSeconds, practiceHoldSeconds) : holdSeconds
