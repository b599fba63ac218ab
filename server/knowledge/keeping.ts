// Offers are kept here: written, changed, chosen, removed. One of them is always the default.
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { OfferChange, OfferInput } from '#contract/knowledge'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { notFound } from '#platform/refuse'
import { offerDeleted, offerSaved } from './events.ts'
import { withIds, type Offer, type OfferWords } from './offer.ts'
import { defaultOffer, findOffer, insertOffer, lockOffers, makeDefault, removeOffer, rewriteOffer } from './store.ts'

/** The one asked for, or the default; undefined where nothing was ever said about what we sell. */
export const offerFor = async (tx: Tx, offerId?: string | null): Promise<Offer | undefined> =>
  (offerId ? await findOffer(tx, offerId) : undefined) ?? await defaultOffer(tx)

export async function addOffer(tx: Tx, input: z.output<typeof OfferInput>): Promise<Offer> {
  const others = await lockOffers(tx)
  const { isDefault, ...given } = input
  const offer = await insertOffer(tx, words(given, { pains: [], proofs: [] }), !others.length)
  if (isDefault && others.length) await makeDefault(tx, offer.id)
  await announce(tx, offerSaved, { offerId: offer.id, name: offer.name, isNew: true })
  return (await findOffer(tx, offer.id))!
}

/** What is absent stays as it is. */
export async function changeOffer(tx: Tx, id: string, change: z.output<typeof OfferChange>): Promise<Offer> {
  await lockOffers(tx)
  const before = await findOffer(tx, id)
  if (!before) throw notFound('offer')
  const { isDefault, ...given } = change
  await rewriteOffer(tx, id, words({ ...before, ...given }, before))
  if (isDefault) await makeDefault(tx, id)
  await announce(tx, offerSaved, { offerId: id, name: given.name ?? before.name, isNew: false })
  return (await findOffer(tx, id))!
}

/** Campaigns that used it go on with the default. Twice is the same as once. */
export async function dropOffer(tx: Tx, id: string): Promise<boolean> {
  await lockOffers(tx)
  const offer = await findOffer(tx, id)
  if (!offer) return false
  await removeOffer(tx, id)
  const next = offer.isDefault ? await defaultOffer(tx) : undefined
  if (next) await makeDefault(tx, next.id)
  await announce(tx, offerDeleted, { offerId: id, name: offer.name })
  return true
}

type Given = Omit<OfferWords, 'pains' | 'proofs'> & { pains: { id?: string | undefined; text: string }[]; proofs: { id?: string | undefined; text: string; url?: string | undefined }[] }

const words = (o: Given, before: Pick<OfferWords, 'pains' | 'proofs'>): OfferWords => ({
  name: o.name, oneLiner: o.oneLiner, ask: o.ask, senderName: o.senderName, senderRole: o.senderRole, postalAddress: o.postalAddress, website: o.website, links: o.links,
  pains: withIds(o.pains, before.pains, randomUUID).map(({ id, text }) => ({ id, text })),
  proofs: withIds(o.proofs, before.proofs, randomUUID).map(({ id, text, url }) => ({ id, text, ...(url && { url }) })),
})
