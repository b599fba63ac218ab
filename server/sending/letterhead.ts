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
  fromAddress: string
  /** For the links of campaigns that want to be counted elsewhere. */
  campaignName: string | null
  /** The sender's, where the campaign names one. */
  postalAddress: string | null
  bodyText: string
  /** Null: the mail is plain text. */
  html: string | null
  opens: boolean
  clicks: boolean
  /** Country codes in which neither holds; `unknown` false: nor where it is not known in which country the lead is. */
  notIn: readonly string[]
  unknown: boolean
}
/** `base`: where the links of this mail lead, if not to our own address. */
export interface Dressed { bodyText: string; html: string | null; base?: string | undefined }
export type Dressing = (tx: Tx, mail: Undressed) => Promise<Dressed>

const dressings = new Set<Dressing>()

/** Called by later rooms at start: tracking puts its pixel and links in. Offering the same function twice is once. */
export function offerDressing(fn: Dressing): void {
  dressings.add(fn)
}

export async function dress(tx: Tx, mail: Undressed): Promise<Dressed> {
  let dressed: Dressed = { bodyText: mail.bodyText, html: mail.html }
  for (const fn of dressings) dressed = { ...dressed, ...(await fn(tx, { ...mail, bodyText: dressed.bodyText, html: dressed.html })) }
  return dressed
}
