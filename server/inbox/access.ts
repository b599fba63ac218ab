// Who reads: a person with a role, or the house itself. What they may see of a mailbox's mail is decided in SQL (mail_level),
// in every question that shows mail, so that no list, count or search can forget it.
import { may } from '#contract/roles'
import type { MailLevel } from '#contract/inbox'
import { sql, type RawBuilder, type Tx } from '#platform/db'

/** 'full' | 'subject' | 'metadata' | 'none' for a thread `t` of a mailbox `b`. */
export function levelOf(tx: Tx): RawBuilder<MailLevel | 'none'> {
  const { userId, manager } = readerOf(tx)
  return sql`mail_level(b.sharing, b.owner_id, t.brought_in, ${userId}::uuid, ${manager}::boolean)`
}

/** The same for mail that belongs to no thread yet. */
export function levelOfLoose(tx: Tx): RawBuilder<MailLevel | 'none'> {
  const { userId, manager } = readerOf(tx)
  return sql`mail_level(b.sharing, b.owner_id, null, ${userId}::uuid, ${manager}::boolean)`
}

const readerOf = ({ actor }: Tx): { userId: string | null; manager: boolean } =>
  actor.kind === 'system' ? { userId: null, manager: true } : { userId: actor.userId, manager: may(actor.role, 'mailboxes.manage') }
