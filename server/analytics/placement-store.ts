// Mails from our mailboxes, found by others of ours.
import { sql, type Tx } from '#platform/db'

/** By the mailbox that found them. Folders as they were when the mail was first seen; the practice world has no junk and does not count. */
export const foundByOurs = (tx: Tx, q: { mailboxId: string | undefined; domain: string | undefined; since: Date }): Promise<{ mailboxId: string; inbox: number; junk: number }[]> =>
  tx.many(sql`
    select i.mailbox_id as "mailboxId", count(*) filter (where f.role is distinct from 'junk')::int as inbox, count(*) filter (where f.role = 'junk')::int as junk
      from inbox_messages i
      join mailboxes s on s.workspace_id = i.workspace_id and s.address = lower(i.from_address) and s.id <> i.mailbox_id and s.kind <> 'practice'
      left join mailbox_folders f on f.workspace_id = i.workspace_id and f.mailbox_id = i.mailbox_id and f.folder = i.folder
     where i.workspace_id = ${tx.workspaceId} and not i.outgoing and i.received_at > ${q.since} and coalesce(f.role, 'inbox') not in ('sent', 'trash')
       and (${q.mailboxId ?? null}::uuid is null or s.id = ${q.mailboxId ?? null}::uuid)
       and (${q.domain ?? null}::text is null or split_part(s.address, '@', 2) = ${q.domain ?? null})
     group by 1`)
