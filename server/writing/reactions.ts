// What writing hears. A lead in the trash has nothing to be approved.
import { within } from '#platform/events'
import { leadDeleted } from '#leads'
import { dropDraftsOfLead } from './requesting.ts'

export const reactions = [within(leadDeleted, (tx, e) => dropDraftsOfLead(tx, e.leadId))]
