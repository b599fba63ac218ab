// Leads: the people we write to, and the suppression list that stands before every mail. Built on by everything that
// conducts, sends or listens: they find, hold (`lockLead`) and mark leads here, and ask `lockContactable` at the gate.
export type { Lead, Obstacle } from './lead.ts'
export { nameOf } from './lead.ts'
export type { LeadNews } from './creating.ts'
export { createLead, upsertLead } from './creating.ts'
export { deleteLeads } from './editing.ts'
export { parseAddress, suggestAddress } from './address.ts'
export { fillTimeZone, findLead, findLeadByAddress, findLeads, importedLeads, lockLead, lockLeads, markBounced, markContacted, markReplied } from './store.ts'
export { lockContactable, mayBeContacted, suppress, unsuppress, whyNotContactable, type Suppressing } from './suppressing.ts'
export { reasonsFor as suppressionReasonsFor } from './suppression-store.ts'
export { countMatching, leadsMatching, leadsMatchingAmong, membersOf } from './matching.ts'
export { listNamed, theList } from './lists.ts'
export { leadCreated, leadDeleted, leadRestored, leadsChanged, leadsImported, leadSuppressed, leadUpdated, suppressionRemoved } from './events.ts'
