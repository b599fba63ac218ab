// What every mail of this process needs and a Tx does not carry: the key of its identity, the address of our pages,
// and the rooms that dress mails (tracking). Kept per house, so that several may stand in one process.
import type { Tx } from '#platform/db'
import type { Secrets } from '#platform/secrets'
import type { Ground } from '#platform/world'

interface Letterhead { secrets: Pick<Secrets, 'mac'>; baseUrl: string }
const letterheads = new WeakMap<object, Letterhead>()

export function layOutLetterhead(ground: Ground): void {
  letterheads.set(ground.db.reactions, { secrets: ground.secrets, baseUrl: ground.config.baseUrl })
}

export function letterheadOf(tx: Tx): Letterhead {
  const found = letterheads.get(tx.reactions)
  if (!found) throw new Error('The sending room has not been started.')
  return found
}

/** A mail before it is rendered. */
export interface Undressed {
  messageId: string
  leadId: string | null
  campaignId: string | null
  origin: 'campaign' | 'reply' | 'test'
  bodyText: string
  /** Null: the mail is plain text. */
  html: string | null
  opens: boolean
  clicks: boolean
}
export type Dressing = (tx: Tx, mail: Undressed) => Promise<{ bodyText: string; html: string | null }>

const dressings = new Set<Dressing>()

/** Called by later rooms at start: tracking puts its pixel and links in. Offering the same function twice is once. */
export function offerDressing(fn: Dressing): void {
  dressings.add(fn)
}

export async function dress(tx: Tx, mail: Undressed): Promise<{ bodyText: string; html: string | null }> {
  let dressed = { bodyText: mail.bodyText, html: mail.html }
  for (const fn of dressings) dressed = await fn(tx, { ...mail, ...dressed })
  return dressed
}
