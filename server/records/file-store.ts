// The questions about files of records.
import { sql, type Tx } from '#platform/db'
import type { About } from './record.ts'

export interface RecordFile { id: string; subject: About['subject']; subjectId: string; name: string; mediaType: string; bytes: number; sha256: string; storageKey: string; by: string | null; createdAt: Date; deletedAt: Date | null }

const columns = sql`f.id, f.subject, f.subject_id as "subjectId", f.name, f.media_type as "mediaType", f.bytes, f.sha256, f.storage_key as "storageKey",
  (select u.name from users u where u.id = f.uploaded_by) as by, f.created_at as "createdAt", f.deleted_at as "deletedAt"`

export const filesOf = (tx: Tx, { subject, id }: About): Promise<RecordFile[]> =>
  tx.many<RecordFile>(sql`select ${columns} from record_files f where f.workspace_id = ${tx.workspaceId} and f.subject_id = ${id} and f.subject = ${subject} order by f.created_at desc, f.id desc limit 500`)

export const fileById = (tx: Tx, id: string): Promise<RecordFile | undefined> =>
  tx.maybe<RecordFile>(sql`select ${columns} from record_files f where f.workspace_id = ${tx.workspaceId} and f.id = ${id}`)

/** Nothing where the id is taken. */
export const insertFile = (tx: Tx, f: Pick<RecordFile, 'id' | 'subject' | 'subjectId' | 'name' | 'mediaType' | 'bytes' | 'sha256' | 'storageKey'>): Promise<RecordFile | undefined> =>
  tx.maybe<RecordFile>(sql`
    insert into record_files as f (workspace_id, id, subject, subject_id, name, media_type, bytes, sha256, storage_key, uploaded_by, created_at)
    values (${tx.workspaceId}, ${f.id}, ${f.subject}, ${f.subjectId}, ${f.name}, ${f.mediaType}, ${f.bytes}, ${f.sha256}, ${f.storageKey}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now})
    on conflict do nothing returning ${columns}`)

export const markFile = (tx: Tx, id: string, deletedAt: Date | null): Promise<number> =>
  tx.run(sql`update record_files set deleted_at = ${deletedAt} where workspace_id = ${tx.workspaceId} and id = ${id} and (deleted_at is null) <> ${deletedAt === null}`)

export const filesGoneSince = (tx: Tx, before: Date, most: number): Promise<{ id: string; storageKey: string }[]> =>
  tx.many(sql`select id, storage_key as "storageKey" from record_files where workspace_id = ${tx.workspaceId} and deleted_at < ${before} order by deleted_at limit ${most}`)

export const dropFiles = (tx: Tx, ids: string[]): Promise<number> =>
  tx.run(sql`delete from record_files where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)

/** Of a record that is gone for good: they follow with the next emptying. */
export const trashFilesOf = (tx: Tx, { subject, id }: About): Promise<number> =>
  tx.run(sql`update record_files set deleted_at = '-infinity' where workspace_id = ${tx.workspaceId} and subject_id = ${id} and subject = ${subject}`)
