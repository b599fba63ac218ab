// Who may be the same: found by keys that are equal, and by names that are alike within one company. Every comparison is within a
// group that shares something; nothing is compared with everything.
import type { PairView } from '#contract/duplicates'
import { sql, type RawBuilder, type Tx } from '#platform/db'

export type PairSubject = 'lead' | 'company'
/** Groups larger than this share their key by habit (a head office's number), not because they are one. */
const mostAlike = 300

const leadPairs = (tx: Tx): RawBuilder<unknown> => sql`
  with l as materialized (
    select id, email, address_key(email) as ak, phone_key(phone) as pk, lower(linkedin_url) as li, company_id,
           nullif(name_key(coalesce(first_name, '') || coalesce(last_name, '')), '') as nk, last_name
      from leads where workspace_id = ${tx.workspaceId} and deleted_at is null),
  sized as materialized (select l.*, count(*) over (partition by company_id) as in_company, count(*) over (partition by pk) as with_phone, count(*) over (partition by nk) as with_name from l),
  aliases as (select a.lead_id as id, address_key(a.address) as ak from lead_addresses a where a.workspace_id = ${tx.workspaceId})
  select a.id as x, b.id as y, 'address' as why, 95 as score from sized a join sized b on b.ak = a.ak and b.id > a.id
  union all select a.id, b.id, 'alias', 95 from aliases a join sized b on b.ak = a.ak and b.id <> a.id join l on l.id = a.id
  union all select a.id, b.id, 'linkedin', 95 from sized a join sized b on b.li = a.li and b.id > a.id
  union all select a.id, b.id, 'phone', case when similarity(coalesce(a.nk, ''), coalesce(b.nk, '')) >= 0.5 then 88 else 55 end from sized a join sized b on b.pk = a.pk and b.id > a.id where a.with_phone <= 5
  union all select a.id, b.id, 'name_and_company', 90 from sized a join sized b on b.nk = a.nk and b.id > a.id and b.company_id = a.company_id where a.last_name is not null and a.with_name <= ${mostAlike}
  union all select a.id, b.id, 'like_name_and_company', 70 from sized a join sized b on b.company_id = a.company_id and b.id > a.id and b.nk <> a.nk and similarity(b.nk, a.nk) >= 0.6 where a.in_company <= ${mostAlike} and length(a.nk) > 5
  union all select a.id, b.id, 'name', 60 from sized a join sized b on b.nk = a.nk and b.id > a.id and b.company_id is distinct from a.company_id and (a.company_id is null or b.company_id is null) where a.last_name is not null and length(a.nk) > 7 and a.with_name <= 20`

const companyPairs = (tx: Tx): RawBuilder<unknown> => sql`
  with c as materialized (
    select id, company_key(name) as ck, domain, split_part(domain, '.', 1) as label, phone_key(phone) as pk, lower(substring(website from '^https?://(?:www[.])?([^/:?#]+)')) as site
      from companies where workspace_id = ${tx.workspaceId} and deleted_at is null),
  sized as materialized (select c.*, left(ck, 3) as begins, count(*) over (partition by left(ck, 3)) as alike, count(*) over (partition by pk) as with_phone from c)
  select a.id as x, b.id as y, 'company_name' as why, 88 as score from sized a join sized b on b.ck = a.ck and b.id > a.id
  union all select a.id, b.id, 'like_company_name', 65 from sized a join sized b on b.begins = a.begins and b.id > a.id and b.ck <> a.ck and similarity(b.ck, a.ck) >= 0.7 where a.alike <= ${mostAlike} and length(a.ck) > 4
  union all select a.id, b.id, 'domain', 75 from sized a join sized b on b.label = a.label and b.id > a.id and b.domain <> a.domain and similarity(b.ck, a.ck) >= 0.4 where length(a.label) > 3
  union all select a.id, b.id, 'website', 85 from sized a join sized b on b.domain = a.site and b.id <> a.id
  union all select a.id, b.id, 'phone', 72 from sized a join sized b on b.pk = a.pk and b.id > a.id where a.with_phone <= 3`

/** Notes what was found; what was open and is found no more goes. What somebody decided stays decided. */
export async function findPairs(tx: Tx, subject: PairSubject): Promise<number> {
  const found = await tx.run(sql`
    insert into duplicate_pairs as p (workspace_id, subject, a_id, b_id, score, reasons, found_at)
    select ${tx.workspaceId}::uuid, ${subject}, least(x, y), greatest(x, y), least(99, max(score) + 3 * (count(distinct why) - 1))::int, array_agg(distinct why order by why), ${tx.now}::timestamptz
      from (${subject === 'lead' ? leadPairs(tx) : companyPairs(tx)}) f group by least(x, y), greatest(x, y)
    on conflict (workspace_id, subject, a_id, b_id) do update set score = excluded.score, reasons = excluded.reasons, found_at = excluded.found_at where p.state = 'open'`)
  await tx.run(sql`delete from duplicate_pairs where workspace_id = ${tx.workspaceId} and subject = ${subject} and state = 'open' and found_at <> ${tx.now}`)
  return found
}

export const noteLook = (tx: Tx): Promise<number> =>
  tx.run(sql`insert into duplicate_looks (workspace_id, looked_at) values (${tx.workspaceId}, ${tx.now}) on conflict (workspace_id) do update set looked_at = excluded.looked_at`)
export const lastLook = async (tx: Tx): Promise<Date | null> =>
  (await tx.maybe<{ at: Date }>(sql`select looked_at as at from duplicate_looks where workspace_id = ${tx.workspaceId}`))?.at ?? null

export interface Pair { id: string; subject: PairSubject; score: number; reasons: PairView['reasons']; state: PairView['state']; a: PairView['a']; b: PairView['b'] }
const side = (subject: PairSubject, alias: string): RawBuilder<unknown> => {
  const r = sql.raw(alias)
  return subject === 'lead'
    ? sql`jsonb_build_object('id', ${r}.id, 'name', coalesce(nullif(concat_ws(' ', ${r}.first_name, ${r}.last_name), ''), ${r}.email), 'says', ${r}.email, 'company', ${r}.company_name, 'createdAt', ${r}.created_at)`
    : sql`jsonb_build_object('id', ${r}.id, 'name', ${r}.name, 'says', coalesce(${r}.domain, ''), 'company', nullif(concat_ws(', ', ${r}.city, ${r}.country), ''), 'createdAt', ${r}.created_at)`
}
/** Only where both are there for whoever asks. */
export const pairs = (tx: Tx, q: { subject: PairSubject; state?: string; recordId?: string; id?: string; after?: [number, string] | undefined; limit: number }): Promise<Pair[]> => {
  const table = sql.raw(q.subject === 'lead' ? 'leads' : 'companies')
  return tx.many<Pair>(sql`
    select p.id, p.subject, p.score, p.reasons, p.state, ${side(q.subject, 'ra')} as a, ${side(q.subject, 'rb')} as b
      from duplicate_pairs p join ${table} ra on ra.workspace_id = p.workspace_id and ra.id = p.a_id and ra.deleted_at is null join ${table} rb on rb.workspace_id = p.workspace_id and rb.id = p.b_id and rb.deleted_at is null
     where p.workspace_id = ${tx.workspaceId} and p.subject = ${q.subject} ${q.state ? sql`and p.state = ${q.state}` : sql``} ${q.id ? sql`and p.id = ${q.id}` : sql``}
       ${q.recordId ? sql`and (p.a_id = ${q.recordId} or p.b_id = ${q.recordId})` : sql``} ${q.after ? sql`and (-p.score, p.id) > (${-q.after[0]}::int, ${q.after[1]}::uuid)` : sql``}
     order by p.score desc, p.id limit ${q.limit}`)
}

export const countOpen = (tx: Tx): Promise<{ leads: number; companies: number }> =>
  tx.one(sql`select (select count(*) from duplicate_pairs p join leads a on a.workspace_id = p.workspace_id and a.id = p.a_id and a.deleted_at is null join leads b on b.workspace_id = p.workspace_id and b.id = p.b_id and b.deleted_at is null
                      where p.workspace_id = ${tx.workspaceId} and p.subject = 'lead' and p.state = 'open') as leads,
                    (select count(*) from duplicate_pairs p join companies a on a.workspace_id = p.workspace_id and a.id = p.a_id and a.deleted_at is null join companies b on b.workspace_id = p.workspace_id and b.id = p.b_id and b.deleted_at is null
                      where p.workspace_id = ${tx.workspaceId} and p.subject = 'company' and p.state = 'open') as companies`)

export const decidePair = (tx: Tx, id: string, state: 'open' | 'dismissed'): Promise<number> =>
  tx.run(sql`update duplicate_pairs set state = ${state}, decided_by = ${tx.actor.kind === 'user' ? tx.actor.userId : null}, decided_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id} and state <> 'merged'`)

/** A pair that was merged, or taken apart again: then it is up to people. */
export const settlePair = (tx: Tx, subject: PairSubject, one: string, other: string, state: 'merged' | 'open'): Promise<number> =>
  tx.run(sql`update duplicate_pairs set state = ${state}, decided_by = ${tx.actor.kind === 'user' ? tx.actor.userId : null}, decided_at = ${tx.now}
    where workspace_id = ${tx.workspaceId} and subject = ${subject} and a_id = least(${one}::uuid, ${other}::uuid) and b_id = greatest(${one}::uuid, ${other}::uuid)`)
