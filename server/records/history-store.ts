// The questions about what changed. The changes are written by the tables' own triggers (see the migration).
import { sql, type Tx } from '#platform/db'
import type { About } from './record.ts'

export interface Change { id: number; field: string; before: unknown; after: unknown; at: Date; actor: string; userId: string | null; userName: string | null; source: string; sourceId: string | null; why: string | null }

const columns = sql`c.id, c.field, c.before, c.after, c.at, c.actor, u.id as "userId", u.name as "userName", c.source, c.source_id as "sourceId", c.why`
const named = sql`left join users u on c.actor like 'user:%' and u.id::text = substr(c.actor, 6)`

export const changesOf = (tx: Tx, { subject, id }: About, q: { field?: string | undefined; before?: number | undefined; limit: number }): Promise<Change[]> =>
  tx.many<Change>(sql`select ${columns} from field_changes c ${named}
    where c.workspace_id = ${tx.workspaceId} and c.subject_id = ${id} and c.subject = ${subject}
      ${q.field ? sql`and c.field = ${q.field}` : sql``} ${q.before ? sql`and c.id < ${q.before}` : sql``} order by c.id desc limit ${q.limit}`)

export const newestChanges = (tx: Tx, { subject, id }: About): Promise<Change[]> =>
  tx.many<Change>(sql`select distinct on (c.field) ${columns} from field_changes c ${named}
    where c.workspace_id = ${tx.workspaceId} and c.subject_id = ${id} and c.subject = ${subject} order by c.field, c.id desc`)

export const changeById = (tx: Tx, { subject, id }: About, changeId: number): Promise<Change | undefined> =>
  tx.maybe<Change>(sql`select ${columns} from field_changes c ${named} where c.workspace_id = ${tx.workspaceId} and c.subject_id = ${id} and c.subject = ${subject} and c.id = ${changeId}`)

/** Of a record that is gone for good. */
export const forgetChanges = (tx: Tx, { subject, id }: About): Promise<number> =>
  tx.run(sql`delete from field_changes where workspace_id = ${tx.workspaceId} and subject_id = ${id} and subject = ${subject}`)
