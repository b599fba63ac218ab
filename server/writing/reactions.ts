// What writing hears. A lead in the trash has nothing to be approved.
import { within } from '#platform/events'
import { followsLeads, leadDeleted } from '#leads'
import { dropDraftsOfLead } from './requesting.ts'

export const reactions = [...followsLeads('drafts'), within(leadDeleted, (tx, e) => dropDraftsOfLead(tx, e.leadId))]
