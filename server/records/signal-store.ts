// Buying signals and tags: the questions.
import type { SignalView } from '#contract/records'
import { sql, type Tx } from '#platform/db'
import type { About } from './record.ts'
import { tableOf, type Subject } from './record-tables.ts'

export interface Signal { id: string; subject: About['subject']; subjectId: string; kind: SignalView['kind']; onDay: string; note: string | null; sourceUrl: string | null; by: string | null; createdAt: Date }
const columns = sql`s.id, s.subject, s.subject_id as "subjectId", s.kind, s.on_day as "onDay", s.note, s.source_url as "sourceUrl", (select u.name from users u where u.id = s.created_by) as by, s.created_at as "createdAt"`

/** Of a lead with those of its company. */
export const signalsOf = (tx: Tx, { subject, id }: About): Promise<Signal[]> =>
  tx.many<Signal>(sql`select ${columns} from signals s where s.workspace_id = ${tx.workspaceId} and (s.subject_id = ${id}
      ${subject === 'lead' ? sql`or s.subject_id = (select l.company_id from leads l where l.workspace_id = ${tx.workspaceId} and l.id = ${id})` : sql``})
    order by s.on_day desc, s.id desc limit 200`)

export const signalById = (tx: Tx, id: string): Promise<Signal | undefined> =>
  tx.maybe<Signal>(sql`select ${columns} from signals s where s.workspace_id = ${tx.workspaceId} and s.id = ${id}`)

export const insertSignal = (tx: Tx, { subject, id }: About, s: Pick<Signal, 'kind' | 'onDay' | 'note' | 'sourceUrl'>): Promise<Signal> =>
  tx.one<Signal>(sql`insert into signals as s (workspace_id, subject, subject_id, kind, on_day, note, source_url, created_by, created_at)
    values (${tx.workspaceId}, ${subject}, ${id}, ${s.kind}, ${s.onDay}::date, ${s.note}, ${s.sourceUrl}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now}) returning ${columns}`)

export const dropSignalRow = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from signals where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const dropSignalsOf = (tx: Tx, { subject, id }: About): Promise<number> =>
  tx.run(sql`delete from signals where workspace_id = ${tx.workspaceId} and subject_id = ${id} and subject = ${subject}`)

// ── Tags ──

export const tagCounts = (tx: Tx, subject: Subject): Promise<{ tag: string; n: number }[]> =>
  tx.many(sql`select t as tag, count(*) as n from ${tableOf(subject)} r, unnest(r.tags) t where r.workspace_id = ${tx.workspaceId} and r.tags <> '{}' and r.deleted_at is null group by t order by lower(t) limit 2000`)

/** Everywhere, in the trash too; where a record bears both, one is left, at the first's place. `to` null: taken off. */
export const replaceTag = (tx: Tx, subject: Subject, from: string, to: string | null): Promise<number> =>
  tx.run(sql`
    update ${tableOf(subject)} r set updated_at = ${tx.now}, tags = array(
             select n.t from (select case when u.t = ${from} then ${to}::text else u.t end as t, min(u.at) as at from unnest(r.tags) with ordinality u (t, at) group by 1) n where n.t is not null order by n.at)
     where r.workspace_id = ${tx.workspaceId} and ${from} = any(r.tags)`)
