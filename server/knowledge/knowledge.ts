// What we know of ourselves: offers with their one-liner, pains, proofs and allowed links, and who signs. The words are the
// user's; every writer takes them whole. One offer is the default.
export { offerDeleted, offerSaved } from './events.ts'
export { addOffer, changeOffer, dropOffer, offerFor } from './keeping.ts'
export { missingFrom, type Offer, type OfferLink, type Pain, type Proof } from './offer.ts'
