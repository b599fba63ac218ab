import { fact } from '#platform/events'
import type { SignalView } from '#contract/records'

export const fileAdded = fact<{ leadId?: string; companyId?: string; dealId?: string; fileId: string; name: string }>('file.added')
export const fileRemoved = fact<{ leadId?: string; companyId?: string; dealId?: string; fileId: string; name: string }>('file.removed')
/** Somebody saw a reason to write now. */
export const signalNoted = fact<{ leadId?: string; companyId?: string; dealId?: string; signalId: string; kind: SignalView['kind']; onDay: string; note: string | null }>('signal.noted')
/** Without `to`: it was taken off. */
export const tagChanged = fact<{ tag: string; to?: string; records: number }>('tag.changed')
