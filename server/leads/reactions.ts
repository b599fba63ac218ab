// What facts mean for leads: of companies, and of their own.
import { companiesMerged, companiesUnmerged, followsCompanies } from '#companies'
import { movedIn, tagChanged } from '#records'
import { later, within } from '#platform/events'
import { settlePair } from './duplicate-store.ts'
import { askForDuplicates } from './duplicates.ts'
import { followsLeads, leadsImported, leadSuppressed, meetingBooked } from './events.ts'
import { retag } from './rewriting.ts'
import { moveByRule } from './statuses.ts'
import { findLeads } from './store.ts'
import { dropInherited } from './suppression-store.ts'
import { inheritSilence, noteSilence, reactions as ofSilence } from './suppressing-companies.ts'

export const reactions = [
  ...ofSilence,
  within(meetingBooked, (tx, e) => moveByRule(tx, [e.leadId], 'meeting_booked')),
  within(leadSuppressed, async (tx, e) => { if (e.leadId && (e.reason === 'opted_out' || e.reason === 'complained')) await moveByRule(tx, [e.leadId], 'opted_out') }),
  ...followsLeads('events'), ...followsLeads('record_files', 'subject_id'), ...followsLeads('signals', 'subject_id'),
  // The people of a company that goes into another go with it; if nobody is to be written to at either, nobody is at the one.
  ...followsCompanies('leads'),
  within(companiesMerged, async (tx, e) => {
    if (await inheritSilence(tx, e.loserId, e.winnerId)) e.warn?.(`${e.loserName} is on the do-not-contact list; so will be ${e.winnerName}, with all its people.`)
    await noteSilence(tx, await findLeads(tx, await movedIn(tx, e.mergeId, 'leads.company_id')))
  }),
  within(companiesMerged, (tx, e) => settlePair(tx, 'company', e.winnerId, e.loserId, 'merged')),
  within(companiesUnmerged, (tx, e) => dropInherited(tx, e.winnerId)),
  later(leadsImported, (world) => world.write((tx) => askForDuplicates(tx))),
  within(tagChanged, (tx, e) => retag(tx, e.tag, e.to)),
]
