import { fact } from '#platform/events'

export const mailboxAdded = fact<{ mailboxId: string; address: string; kind: string }>('mailbox.added')
export const mailboxChanged = fact<{ mailboxId: string; changed: string[] }>('mailbox.changed')
/** It sends no more, for good: what waits for it has to be cancelled or given to another. */
export const mailboxRemoved = fact<{ mailboxId: string; address: string }>('mailbox.removed')
export const mailboxPaused = fact<{ mailboxId: string; status: 'paused' | 'needs_reconnect' | 'error'; reason: string; until: string | null }>('mailbox.paused')
export const mailboxResumed = fact<{ mailboxId: string }>('mailbox.resumed')
/** Too much went wrong among the last mails: the mailbox, its domain's mailboxes or the campaign rest. Campaigns hear it and pause. */
export const brakeApplied = fact<{ scope: 'mailbox' | 'sending_domain' | 'campaign'; key: string; kind: 'hard_bounce' | 'complaint'; faults: number; sent: number; sentence: string; mailboxId?: string; campaignId?: string }>('brake.applied')
export const brakeLifted = fact<{ scope: string; key: string; early: boolean; mailboxId?: string; campaignId?: string }>('brake.lifted')
/** A limit over several mailboxes was set, changed or taken away. */
export const limitsChanged = fact<{ scope: string; key: string; most: number | null }>('sending_limit.changed')
/** Its letterbox has not been readable for some time. Said once, until it can be read again. */
export const letterboxBroken = fact<{ mailboxId: string; sentence: string }>('mailbox.letterbox_broken')
