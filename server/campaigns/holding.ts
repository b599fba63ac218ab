// A launch waits a minute before its first mail, in which it can be taken back.
import type { Frame } from './situations.ts'

const holdSeconds = 60
/** In practice nobody has to be afraid of a launch. */
const practiceHoldSeconds = 5

export const holdFor = (frame: Pick<Frame, 'chosen' | 'sending'>): number =>
  frame.chosen.length > 0 && frame.chosen.every((id) => frame.sending.get(id)!.pace !== 'real') ? practiceHoldSeconds : holdSeconds
