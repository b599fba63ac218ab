// What we sell, in the user's own words. Writers use these words whole; they never paraphrase them into something not said.

export interface Pain { id: string; text: string }
export interface Proof { id: string; text: string; url?: string }
export interface OfferLink { label: string; url: string }

export interface Offer {
  id: string
  name: string
  /** "We help X do Y". */
  oneLiner: string
  pains: Pain[]
  proofs: Proof[]
  /** The only links a mail may carry. */
  links: OfferLink[]
  ask: string
  senderName: string
  senderRole: string
  postalAddress: string
  website: string | null
  isDefault: boolean
  createdAt: Date
  updatedAt: Date
}

export type OfferWords = Omit<Offer, 'id' | 'isDefault' | 'createdAt' | 'updatedAt'>

/** What a good mail would still need, in the order in which it is missed. */
export function missingFrom(offer: OfferWords): string[] {
  return [
    !offer.oneLiner && 'Say in one sentence what you do and for whom.',
    !offer.pains.length && 'Name a pain that you take away; it is what ties their news to you.',
    !offer.proofs.length && 'Add a proof: a customer, a number, a result.',
    !offer.ask && 'Write the question that a mail should end with.',
    !offer.senderName && 'Say who writes: without a name there is no signature.',
    !offer.postalAddress && 'Add your postal address; many countries want it in every sales mail.',
  ].filter((sentence) => sentence !== false)
}

/** Ids stay with their text, so that a draft that stands on a proof still finds it after another one was added. */
export function withIds<T extends { id?: string | undefined; text: string }>(given: T[], before: { id: string; text: string }[], newId: () => string): (T & { id: string })[] {
  const taken = new Set<string>()
  return given.map((item) => {
    const known = before.find((b) => b.id === item.id) ?? before.find((b) => b.text === item.text)
    const id = known && !taken.has(known.id) ? known.id : newId()
    taken.add(id)
    return { ...item, id }
  })
}
