// How much of a thread somebody may see, in the words of this room's tables.
import type { MailLevel } from '#contract/inbox'
import { mailLevel } from '#mailboxes'
import { sql, type RawBuilder, type Tx } from '#platform/db'

/** For a thread `t` of a mailbox `b`. */
export const levelOf = (tx: Tx): RawBuilder<MailLevel | 'none'> => mailLevel(tx, sql`t.brought_in`)

/** The same for mail that belongs to no thread yet. */
export const levelOfLoose = (tx: Tx): RawBuilder<MailLevel | 'none'> => mailLevel(tx, sql`null`)
