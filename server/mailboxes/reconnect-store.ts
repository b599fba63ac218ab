import { sql, type Tx } from '#platform/db'

/** A new link is the only one. */
export const endLinks = (tx: Tx, mailboxId: string) => tx.run(sql`delete from reconnect_links where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and used_at is null`)

export const insertLink = (tx: Tx, link: { hash: Buffer; mailboxId: string; createdBy: string; expiresAt: Date }) => tx.run(sql`
  insert into reconnect_links (workspace_id, token_hash, mailbox_id, created_at, created_by, expires_at)
  values (${tx.workspaceId}, ${link.hash}, ${link.mailboxId}, ${tx.now}, ${link.createdBy}, ${link.expiresAt})`)

export const findLink = (tx: Tx, hash: Buffer) => tx.maybe<{ mailboxId: string; expiresAt: Date; usedAt: Date | null }>(sql`
  select mailbox_id as "mailboxId", expires_at as "expiresAt", used_at as "usedAt" from reconnect_links where workspace_id = ${tx.workspaceId} and token_hash = ${hash}`)

/** False: it was tried too often. */
export const countTry = async (tx: Tx, hash: Buffer, most: number): Promise<boolean> =>
  (await tx.run(sql`update reconnect_links set tries = tries + 1 where workspace_id = ${tx.workspaceId} and token_hash = ${hash} and tries < ${most}`)) === 1

/** False: somebody else was faster, or it has ended. */
export const useLink = async (tx: Tx, hash: Buffer): Promise<boolean> =>
  (await tx.run(sql`update reconnect_links set used_at = ${tx.now} where workspace_id = ${tx.workspaceId} and token_hash = ${hash} and used_at is null and expires_at > ${tx.now}`)) === 1
