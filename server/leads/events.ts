import { fact, type Fact, type Reaction } from '#platform/events'
import { rowsFollow, type MergeFact } from '#records'
import type { SuppressionKind, SuppressionReason } from '#contract/suppressions'

export const leadCreated = fact<{ leadId: string; companyId?: string; source: string | null }>('lead.created')
export const leadUpdated = fact<{ leadId: string; companyId?: string; changed: string[] }>('lead.updated')
/** Moved to the trash: what was planned for it must not happen. */
export const leadDeleted = fact<{ leadId: string; email: string }>('lead.deleted')
export const leadRestored = fact<{ leadId: string }>('lead.restored')
/** Once a lead that the entry hits; without a leadId when it hits nobody yet. */
export const leadSuppressed = fact<{ leadId?: string; address: string; reason: SuppressionReason; via: SuppressionKind }>('lead.suppressed')
export const suppressionRemoved = fact<{ kind: SuppressionKind; value: string; reason: SuppressionReason }>('suppression.removed')
/** `cause`: 'person', or the trigger of the rule that moved the lead by itself; then `why` says it in a sentence. */
export const leadStatusChanged = fact<{ leadId: string; companyId?: string; from: string; to: string; fromName: string; toName: string; cause: string; why?: string }>('lead.status_changed')
/** A status is gone; whoever named it in rules of its own goes on with the successor. */
export const statusRemoved = fact<{ key: string; name: string; successor: string; leads: number }>('lead_status.removed')
/** Many leads were changed at once by hand; said once a chunk, not once a lead: `changedInChunk` tells which. */
export const leadsChanged = fact<{ action: string; count: number; bulkId: string; chunk: number; undone?: boolean }>('leads.changed')
/**
 * An import has ended (finished, or was cancelled with rows in): said once, by the imports room, not once a lead. Whoever
 * reacts to lead.created reacts to this too, and goes through `importedLeads`. `count`: new leads.
 */
export const leadsImported = fact<{ importId: string; count: number; updated: number; listId?: string }>('leads.imported')
/** A lead took a meeting, wherever it was booked. Announced by whoever learns of it; campaigns stop writing. */
export const meetingBooked = fact<{ leadId: string; at?: string; campaignId?: string; companyId?: string; dealId?: string; meetingId?: string; title?: string; ownerId?: string }>('meeting.booked')

/** Two leads are one now (`leadId`, the winner), or two again. `warn`: for reactions in the same transaction, to tell whoever merges, or takes it back, what follows. */
export interface LeadMerge extends MergeFact { leadId: string; winnerName: string; loserName: string; mergedAt: string; warn?: (sentence: string) => void }
export const leadsMerged = fact<LeadMerge>('lead.merged')
export const leadsUnmerged = fact<LeadMerge>('lead.unmerged')
/** For rooms above: rows of this table that name a lead go with it. */
export const followsLeads = (table: string, column = 'lead_id'): Reaction[] => rowsFollow(leadsMerged as Fact<MergeFact>, leadsUnmerged as Fact<MergeFact>, table, column)
