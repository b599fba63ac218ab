import { createOffer, deleteOffer, getOffer, listOffers, offerFromWebsite, updateOffer, type OfferView } from '#contract/knowledge'
import { notFound } from '#platform/refuse'
import { route, routeOut } from '#platform/route'
import { addOffer, changeOffer, dropOffer } from './keeping.ts'
import { missingFrom, type Offer } from './offer.ts'
import { findOffer, offersAfter } from './store.ts'
import { suggestOffer } from './suggesting.ts'

export const routes = [
  route(listOffers, async ({ tx, query }) => {
    const found = await offersAfter(tx, query.cursor, query.limit + 1)
    const items = found.slice(0, query.limit)
    return { items: items.map(view), next: found.length > query.limit ? items.at(-1)!.id : null }
  }),
  route(getOffer, async ({ tx, params }) => {
    const offer = await findOffer(tx, params.id)
    if (!offer) throw notFound('offer')
    return view(offer)
  }),
  route(createOffer, async ({ tx, body }) => view(await addOffer(tx, body))),
  route(updateOffer, async ({ tx, params, body }) => view(await changeOffer(tx, params.id, body))),
  route(deleteOffer, async ({ tx, params }) => ({ deleted: await dropOffer(tx, params.id) })),
  routeOut(offerFromWebsite, ({ world, body }) => suggestOffer(world, body.website)),
]

const view = ({ createdAt, updatedAt, ...offer }: Offer): OfferView =>
  ({ ...offer, missing: missingFrom(offer), createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() })
