// The questions behind privacy: what a mailbox shares, and who is never stored.
import type { Sharing } from '#contract/inbox'
import { sql, type Tx } from '#platform/db'

export const sharingOf = async (tx: Tx, mailboxId: string): Promise<Sharing> =>
  (await tx.one<{ sharing: Sharing }>(sql`select sharing from mailboxes where workspace_id = ${tx.workspaceId} and id = ${mailboxId}`)).sharing
export const writeSharing = (tx: Tx, mailboxId: string, sharing: Sharing): Promise<number> =>
  tx.run(sql`update mailboxes set sharing = ${sharing} where workspace_id = ${tx.workspaceId} and id = ${mailboxId}`)

interface BlockRow { id: string; kind: 'address' | 'domain'; value: string; createdAt: Date }
const columns = sql`id, kind, value, created_at as "createdAt"`
export const blockRows = (tx: Tx): Promise<BlockRow[]> => tx.many(sql`select ${columns} from mail_blocks where workspace_id = ${tx.workspaceId} order by kind, value limit 1000`)
export const insertBlock = (tx: Tx, kind: BlockRow['kind'], value: string): Promise<BlockRow> =>
  tx.one(sql`
    insert into mail_blocks (workspace_id, kind, value, created_by, created_at) values (${tx.workspaceId}, ${kind}, ${value}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now})
    on conflict (workspace_id, kind, value) do update set value = excluded.value returning ${columns}`)
export const deleteBlock = (tx: Tx, id: string): Promise<number> => tx.run(sql`delete from mail_blocks where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Which of them: a blocked domain blocks what lies below it. */
export const blockedAmong = async (tx: Tx, addresses: readonly string[]): Promise<Set<string>> =>
  new Set((await tx.many<{ address: string }>(sql`
    select distinct a.address from unnest(${[...addresses]}::text[], ${addresses.map((a) => a.slice(a.lastIndexOf('@') + 1))}::text[]) as a (address, domain)
      join mail_blocks b on b.workspace_id = ${tx.workspaceId} and ((b.kind = 'address' and b.value = a.address) or (b.kind = 'domain' and (b.value = a.domain or a.domain like '%.' || b.value)))`)).map((row) => row.address))
