// The questions about fields of one's own and the values in them.
import type { FieldSubject } from '#contract/custom-fields'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { CustomField, Value } from './custom-field.ts'
import { tableOf } from './record-tables.ts'

const columns = sql`f.id, f.subject, f.key, f.name, f.type, f.choices, f.currency, f.target, f.help, f.created_at as "createdAt"`

export const fieldRows = (tx: Tx, subject?: FieldSubject): Promise<CustomField[]> =>
  tx.many<CustomField>(sql`select ${columns} from custom_fields f where f.workspace_id = ${tx.workspaceId} ${subject ? sql`and f.subject = ${subject}` : sql``} order by f.subject desc, f.position, f.created_at, f.id`)

export const lockField = (tx: Tx, id: string): Promise<CustomField | undefined> =>
  tx.maybe<CustomField>(sql`select ${columns} from custom_fields f where f.workspace_id = ${tx.workspaceId} and f.id = ${id} for update`)

/** Nothing where its key or name is taken. */
export const insertField = (tx: Tx, f: Omit<CustomField, 'id' | 'createdAt'>): Promise<CustomField | undefined> =>
  tx.maybe<CustomField>(sql`
    insert into custom_fields as f (workspace_id, subject, key, name, type, choices, currency, target, help, position, created_at)
    values (${tx.workspaceId}, ${f.subject}, ${f.key}, ${f.name}, ${f.type}, ${f.choices}::text[], ${f.currency}, ${f.target}, ${f.help},
            (select coalesce(max(position), 0) + 1 from custom_fields where workspace_id = ${tx.workspaceId} and subject = ${f.subject}), ${tx.now})
    on conflict do nothing returning ${columns}`)

export const rewriteField = (tx: Tx, f: CustomField): Promise<number> =>
  tx.run(sql`update custom_fields set name = ${f.name}, choices = ${f.choices}::text[], currency = ${f.currency}, help = ${f.help} where workspace_id = ${tx.workspaceId} and id = ${f.id}`)

export const placeFields = (tx: Tx, subject: FieldSubject, ids: string[]): Promise<number> =>
  tx.run(sql`update custom_fields f set position = t.at from unnest(${ids}::uuid[]) with ordinality as t (id, at) where f.workspace_id = ${tx.workspaceId} and f.subject = ${subject} and f.id = t.id`)

export const dropFieldRow = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from custom_fields where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const keysInUse = (tx: Tx, subject: FieldSubject): Promise<{ key: string; records: number }[]> =>
  tx.many(sql`select k as key, count(*) as records from ${tableOf(subject)} r, jsonb_object_keys(r.custom) k
               where r.workspace_id = ${tx.workspaceId} and r.custom <> '{}' and r.deleted_at is null group by k order by 2 desc, 1 limit 300`)

/** Each value once, in the trash too, for such a record may come back. */
export const valuesOf = (tx: Tx, subject: FieldSubject, key: string): Promise<{ raw: Value; records: number }[]> =>
  tx.many(sql`select r.custom -> ${key} as raw, count(*) as records from ${tableOf(subject)} r where r.workspace_id = ${tx.workspaceId} and r.custom ? ${key} group by 1`)

/** Each of these values becomes the other; null takes it off. Answers how many records changed. */
export const replaceValues = (tx: Tx, subject: FieldSubject, key: string, pairs: { from: unknown; to: unknown }[]): Promise<number> =>
  !pairs.length ? Promise.resolve(0) : tx.run(sql`
    update ${tableOf(subject)} r set custom = case when v."to" is null or v."to" = 'null'::jsonb then r.custom - ${key} else jsonb_set(r.custom, array[${key}]::text[], v."to") end, updated_at = ${tx.now}
      from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as v ("from" jsonb, "to" jsonb)
     where r.workspace_id = ${tx.workspaceId} and r.custom ? ${key} and r.custom -> ${key} = v."from"`)

export const takeOffValues = (tx: Tx, subject: FieldSubject, key: string): Promise<number> =>
  tx.run(sql`update ${tableOf(subject)} r set custom = r.custom - ${key}, updated_at = ${tx.now} where r.workspace_id = ${tx.workspaceId} and r.custom ? ${key}`)

const targets: Record<'lead' | 'company' | 'member', RawBuilder<unknown>> = {
  lead: sql`select l.id, coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.email) as name from leads l where l.deleted_at is null and l.workspace_id =`,
  company: sql`select l.id, l.name from companies l where l.deleted_at is null and l.workspace_id =`,
  member: sql`select u.id, u.name from members l join users u on u.id = l.user_id where l.disabled_at is null and l.workspace_id =`,
}
/** Those of these ids that point to something one may see, with its name. */
export const pointedTo = (tx: Tx, target: 'lead' | 'company' | 'member', ids: string[]): Promise<{ id: string; name: string }[]> =>
  tx.many(sql`select t.id, t.name from (${targets[target]} ${tx.workspaceId}) t where t.id = any(${ids}::uuid[])`)
