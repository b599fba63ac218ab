// Deals: what may be sold to whom, on which stage, for how much, by when. Pipelines, products, currencies and the people who
// decide stand behind this door. See docs/deals.md.
export { convertLead } from './converting.ts'
export { createDeal } from './creating.ts'
export { editDeal } from './editing.ts'
export { moveDeal } from './moving.ts'
export { dealById as findDeal } from './store.ts'
export { pipelines } from './pipelines.ts'
export { ranks } from './rank.ts'
export { spokenMoney } from './deal.ts'
export { reportCurrencyOf } from './product-store.ts'
export { dealCreated, dealDeleted, dealLost, dealMoved, dealRestored, dealStayed, dealUpdated, dealWon } from './events.ts'
