// How the boxes and states of mails are said, and what mends a hold.
import type { MessageState, OutboxBox, OutboxItem } from '#contract/sending'
import type { Tone } from '../ui/badge.tsx'

export const boxes: { value: OutboxBox; label: string; empty: string }[] = [
  { value: 'planned', label: 'Planned', empty: 'Nothing is planned. Launch a campaign, and its mails stand here with the moment at which each will leave.' },
  { value: 'due', label: 'Due', empty: 'Nothing waits for its turn.' },
  { value: 'now', label: 'Being sent', empty: 'Nothing is on its way at this moment.' },
  { value: 'doubt', label: 'May have been sent', empty: 'No mail is in doubt: of each one is known whether the server took it.' },
  { value: 'held', label: 'Held', empty: 'Nothing is held.' },
  { value: 'failed', label: 'Failed', empty: 'No mail has failed.' },
  { value: 'cancelled', label: 'Taken back', empty: 'No mail was taken back.' },
  { value: 'sent', label: 'Sent', empty: 'Nothing has been sent yet.' },
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
