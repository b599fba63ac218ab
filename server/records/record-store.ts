// A record, whatever it is of: whether it is there for this actor, whose it is, what it is called.
import { sql, type Tx } from '#platform/db'
import type { Subject } from './record-tables.ts'

export interface RecordRow { id: string; name: string; ownerId: string | null; deletedAt: Date | null; source: string | null; importId: string | null; createdAt: Date }

export const recordRow = (tx: Tx, subject: Subject | 'deal', id: string): Promise<RecordRow | undefined> =>
  tx.maybe<RecordRow>(subject === 'lead'
    ? sql`select id, coalesce(nullif(concat_ws(' ', first_name, last_name), ''), email) as name, owner_id as "ownerId", deleted_at as "deletedAt", source, import_id as "importId", created_at as "createdAt" from leads where workspace_id = ${tx.workspaceId} and id = ${id}`
    : subject === 'deal'
    ? sql`select id, name, owner_id as "ownerId", deleted_at as "deletedAt", source, null::uuid as "importId", created_at as "createdAt" from deals where workspace_id = ${tx.workspaceId} and id = ${id}`
    : sql`select id, name, owner_id as "ownerId", deleted_at as "deletedAt", source, import_id as "importId", created_at as "createdAt" from companies where workspace_id = ${tx.workspaceId} and id = ${id}`)
