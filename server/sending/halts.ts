// What the campaign of a mail says at the last moment. A mail comes back into the queue on many ways (a second try, a doubt that
// is settled, a mailbox that works again), and its campaign may have stopped for this lead while it was on one of them: nobody
// who stops a campaign can reach a mail that is on the wire. So it is asked at the gate, where there is only one way out.
import type { Tx } from '#platform/db'
import type { Reason } from './message.ts'

/** `cancel`: it never leaves. `freeze`: it waits until its campaign gives it a new time. */
export interface Halt extends Reason { then: 'cancel' | 'freeze' }
/** Of these enrollments, those whose mails must not leave now. */
export type AskHalts = (tx: Tx, enrollmentIds: readonly string[]) => Promise<Map<string, Halt>>

let ask: AskHalts = async () => new Map()
/** Called by campaigns at start. */
export const offerHalts = (fn: AskHalts): void => { ask = fn }

export const haltsOf = async (tx: Tx, enrollmentIds: readonly (string | null)[]): Promise<Map<string, Halt>> => {
  const ids = [...new Set(enrollmentIds.filter((id) => id !== null))]
  return ids.length ? ask(tx, ids) : new Map()
}
