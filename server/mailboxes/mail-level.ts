// Who reads, and how much of a mailbox's mail they may see: decided in SQL (mail_level in the migrations), in every question that
// shows mail, so that no list, count or search can forget it. 'none': it is not there for them.
import { may } from '#contract/roles'
import { sql, type RawBuilder, type Tx } from '#platform/db'

export type Level = 'full' | 'subject' | 'metadata' | 'none'

/** Of a mailbox `b`; `broughtIn`: the people who were given or shown the thread. */
export function mailLevel(tx: Tx, broughtIn: RawBuilder<unknown>): RawBuilder<Level> {
  const { userId, manager } = readerOf(tx)
  return sql`mail_level(b.sharing, b.owner_id, ${broughtIn}, ${userId}::uuid, ${manager}::boolean)`
}

/** Of a mail `m` of ours: those of campaigns are open to all, those written by hand as their mailbox is. */
export function messageLevel(tx: Tx): RawBuilder<Level> {
  const { userId, manager } = readerOf(tx)
  return sql`message_level(m.workspace_id, m.mailbox_id, m.thread_id, m.origin, ${userId}::uuid, ${manager}::boolean)`
}

/** A person with a role, or the house itself. */
const readerOf = ({ actor }: Tx): { userId: string | null; manager: boolean } =>
  actor.kind === 'system' ? { userId: null, manager: true } : { userId: actor.userId, manager: may(actor.role, 'mailboxes.manage') }
