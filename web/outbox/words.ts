// How the boxes and states of mails are said, and what mends a hold.
import type { MessageState, OutboxBox, OutboxItem } from '#contract/sending'
import type { Tone } from '../ui/badge.tsx'

export const boxes: { value: OutboxBox; label: string; empty: string; /** Not where the list holds all of them and the count a week's. */ counted?: false }[] = [
  { value: 'planned', label: 'Planned', empty: 'Nothing is planned' },
  { value: 'due', label: 'Due', empty: 'Nothing waits for its turn' },
  { value: 'now', label: 'Being sent', empty: 'Nothing is on its way at this moment' },
  { value: 'doubt', label: 'May have been sent', empty: 'No mail is in doubt' },
  { value: 'held', label: 'Held', empty: 'Nothing is held' },
  { value: 'failed', label: 'Failed', empty: 'No mail has failed', counted: false },
  { value: 'cancelled', label: 'Taken back', empty: 'No mail was taken back', counted: false },
  { value: 'sent', label: 'Sent', empty: 'Nothing has been sent yet', counted: false },
]

export const stateOf: Record<MessageState, { tone: Tone; label: string }> = {
  planned: { tone: 'info', label: 'Planned' }, due: { tone: 'accent', label: 'Due' }, claimed: { tone: 'accent', label: 'Being sent' }, handed: { tone: 'accent', label: 'Being sent' },
  accepted: { tone: 'good', label: 'Sent' }, unconfirmed: { tone: 'warning', label: 'May have been sent' }, held: { tone: 'bad', label: 'Held' }, failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'neutral', label: 'Taken back' },
}

/** Where the cause of a hold is mended. */
export function mendOf(m: Pick<OutboxItem, 'state' | 'reasonCode' | 'mailboxId' | 'campaignId'>): { label: string; to: string } | null {
  if (m.reasonCode === 'mailbox_needs_reconnect') return { label: 'Connect the mailbox again', to: `/mailboxes?open=${m.mailboxId}` }
  if (m.reasonCode?.startsWith('mailbox_') || m.reasonCode === 'look_failed') return { label: 'Open the mailbox', to: `/mailboxes?open=${m.mailboxId}` }
  if (m.reasonCode === 'campaign_paused' && m.campaignId) return { label: 'Open the campaign', to: `/campaigns/${m.campaignId}` }
  return null
}
