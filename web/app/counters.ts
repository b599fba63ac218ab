// The small counts of the rail: unread answers, drafts that wait for a look, mails that wait for a decision.
import { inboxCounts } from '#contract/inbox'
import { sendingStatus } from '#contract/sending'
import { countDrafts } from '#contract/writing'
import { useCall } from './call.ts'
import { useMay } from './session.tsx'

export interface Counters { unread: number; approvals: number; troubled: number }

export function useCounters(): Counters {
  const may = useMay()
  const inbox = useCall(inboxCounts, undefined, { enabled: may('inbox.read') })
  const drafts = useCall(countDrafts, undefined, { enabled: may('writing.read') })
  const sending = useCall(sendingStatus, undefined, { enabled: may('campaigns.read') })
  return { troubled: (sending.data?.inDoubt ?? 0) + (sending.data?.held ?? 0), unread: inbox.data?.unread ?? 0, approvals: drafts.data ? drafts.data.ready + drafts.data.needsReview + drafts.data.failed : 0 }
}
