// The questions about forms and what came through them.
import type { FormInput, SubmissionView } from '#contract/forms'
import { sql, type Tx } from '#platform/db'
import type { Form } from './form.ts'

const columns = sql`f.id, f.name, f.title, f.intro, f.thanks, f.consent, f.fields, f.list_id as "listId", f.tags, f.owner_id as "ownerId", f.active, f.key_hash as "keyHash", f.created_at as "createdAt",
  (select count(*) from form_submissions s where s.workspace_id = f.workspace_id and s.form_id = f.id and s.outcome <> 'spam') as submissions,
  (select count(*) from form_submissions s where s.workspace_id = f.workspace_id and s.form_id = f.id and s.outcome = 'rejected') as rejected`

export const forms = (tx: Tx): Promise<Form[]> => tx.many<Form>(sql`select ${columns} from forms f where f.workspace_id = ${tx.workspaceId} order by lower(f.name), f.id`)
export const findForm = (tx: Tx, id: string): Promise<Form | undefined> => tx.maybe<Form>(sql`select ${columns} from forms f where f.workspace_id = ${tx.workspaceId} and f.id = ${id}`)

export const insertForm = (tx: Tx, f: FormInput): Promise<{ id: string }> =>
  tx.one(sql`insert into forms (workspace_id, name, title, intro, thanks, consent, fields, list_id, tags, owner_id, active, created_at)
    values (${tx.workspaceId}, ${f.name}, ${f.title}, ${f.intro}, ${f.thanks}, ${f.consent}, ${JSON.stringify(f.fields)}, ${f.listId}, ${f.tags}::text[], ${f.ownerId}, ${f.active}, ${tx.now}) returning id`)
export const rewriteForm = (tx: Tx, f: Form): Promise<number> =>
  tx.run(sql`update forms set name = ${f.name}, title = ${f.title}, intro = ${f.intro}, thanks = ${f.thanks}, consent = ${f.consent}, fields = ${JSON.stringify(f.fields)}, list_id = ${f.listId}, tags = ${f.tags}::text[], owner_id = ${f.ownerId}, active = ${f.active}
    where workspace_id = ${tx.workspaceId} and id = ${f.id}`)
export const setKeyHash = (tx: Tx, id: string, hash: string): Promise<number> => tx.run(sql`update forms set key_hash = ${hash} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const dropForm = (tx: Tx, id: string): Promise<number> => tx.run(sql`delete from forms where workspace_id = ${tx.workspaceId} and id = ${id}`)

export interface Submission { id: string; formId: string; at: Date; via: 'page' | 'api'; payload: Record<string, unknown>; utm: Record<string, string>; outcome: SubmissionView['outcome'] | 'waiting'; reason: string | null; leadId: string | null }
const submission = sql`s.id, s.form_id as "formId", s.at, s.via, s.payload, s.utm, s.outcome, s.reason, s.lead_id as "leadId"`

/** Null when the same key came a moment before. */
export const insertSubmission = async (tx: Tx, s: { formId: string; via: string; payload: object; utm: object; idempotencyKey: string | null }): Promise<string | undefined> =>
  (await tx.maybe<{ id: string }>(sql`insert into form_submissions (workspace_id, form_id, at, via, payload, utm, idempotency_key, outcome)
    values (${tx.workspaceId}, ${s.formId}, ${tx.now}, ${s.via}, ${JSON.stringify(s.payload)}, ${JSON.stringify(s.utm)}, ${s.idempotencyKey}, 'waiting') on conflict do nothing returning id`))?.id
export const submissionByKey = (tx: Tx, formId: string, key: string): Promise<Submission | undefined> =>
  tx.maybe<Submission>(sql`select ${submission} from form_submissions s where s.workspace_id = ${tx.workspaceId} and s.form_id = ${formId} and s.idempotency_key = ${key}`)
export const lockSubmission = (tx: Tx, id: string): Promise<Submission | undefined> =>
  tx.maybe<Submission>(sql`select ${submission} from form_submissions s where s.workspace_id = ${tx.workspaceId} and s.id = ${id} for update`)
export const saveOutcome = (tx: Tx, id: string, o: { outcome: string; reason: string | null; leadId: string | null }): Promise<number> =>
  tx.run(sql`update form_submissions set outcome = ${o.outcome}, reason = ${o.reason}, lead_id = ${o.leadId} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const submissionPage = (tx: Tx, formId: string, q: { rejected: boolean; after: [string, string] | undefined; limit: number }): Promise<Submission[]> =>
  tx.many<Submission>(sql`select ${submission} from form_submissions s where s.workspace_id = ${tx.workspaceId} and s.form_id = ${formId} ${q.rejected ? sql`and s.outcome in ('rejected', 'spam')` : sql``}
    ${q.after ? sql`and (s.at, s.id) < (${q.after[0]}::timestamptz, ${q.after[1]}::uuid)` : sql``} order by s.at desc, s.id desc limit ${q.limit}`)
