// Whoever gets the same mail beside the one it is written to. Each of them passes the same walls: the address grammar when
// it is planned, the suppression list then and again at the gate. Pure but for the types.
import { refuse } from '#platform/refuse'
import type { Reply } from './reply.ts'

export interface Copy {
  kind: 'cc' | 'bcc'
  name: string
  address: string
  /** The server's own words, when it would not take this one */
  refused?: string
}

/** A recipient in copy that the server refused, while it took the mail for the others. */
export interface LeftOut { address: string; reply: Reply }

/** A mail to more than this is a mailing, and mailings are campaigns: one mail a person. */
export const mostCopies = 20
/** So often a server may say "later" of somebody in copy before the mail goes without them. */
const patientTries = 3

/** Each address once, in the order given; not the recipient again. `good` throws for what is no address. */
export function inCopy(asked: readonly { kind: 'cc' | 'bcc'; name?: string; address: string }[], to: string, good: (field: 'cc' | 'bcc', address: string) => string): Copy[] | null {
  const once = new Map<string, Copy>()
  for (const { kind, name = '', address } of [...asked.filter((c) => c.kind === 'cc'), ...asked.filter((c) => c.kind === 'bcc')]) {
    const copy = { kind, name: name.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim(), address: good(kind, address) }
    const key = copy.address.toLowerCase()
    if (key !== to.toLowerCase() && !once.has(key)) once.set(key, copy)
  }
  if (once.size > mostCopies) throw refuse('too_many_copies', `At most ${mostCopies} people can be in copy. For more, start a campaign.`, { field: 'cc' })
  return once.size ? [...once.values()] : null
}

/**
 * Somebody in copy who is only refused for now keeps the whole mail waiting, because it must not reach the others twice;
 * after a few tries it goes without them.
 */
export const waitsForCopies = (attempts: number): boolean => attempts <= patientTries
