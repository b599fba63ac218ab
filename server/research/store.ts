import { sql, type Tx } from '#platform/db'
import type { ResearchSubject } from '#contract/research'
import { claimForMs, freshForMs, retryFailedAfterMs, type Brief, type BriefStatus, type Method } from './brief.ts'
import type { Fact, FoundFact } from './fact.ts'

const ago = (tx: Tx, ms: number): Date => new Date(tx.now.getTime() - ms)

/** Puts companies in the queue whose brief is missing, old, failed a while ago, or to be made again. Answers the briefs that need a job. */
export const queueCompanies = (tx: Tx, ids: string[], refresh: boolean): Promise<{ id: string; subjectId: string }[]> =>
  tx.many(sql`
    insert into briefs as b (workspace_id, subject, subject_id, status, requested_at, refresh)
    select ${tx.workspaceId}, 'company', c.id, 'waiting', ${tx.now}, ${refresh} from companies c where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids}::uuid[]) order by c.id
    on conflict (workspace_id, subject, subject_id) do update set status = 'waiting', requested_at = excluded.requested_at, refresh = excluded.refresh, started_at = null
     where (b.status in ('ready', 'nothing_found') and (${refresh} or b.researched_at is null or b.researched_at < ${ago(tx, freshForMs)}))
        or (b.status = 'failed' and (${refresh} or b.researched_at is null or b.researched_at < ${ago(tx, retryFailedAfterMs)}))
        or (b.status = 'running' and b.started_at < ${ago(tx, claimForMs)})
        or (b.status = 'waiting' and b.requested_at < ${ago(tx, retryFailedAfterMs)})
    returning id, subject_id as "subjectId"`)

/** A lead's brief follows its company's; without a company, its own notes are all there is. Answers those that are at an end. */
export const queueLeads = (tx: Tx, ids: string[]): Promise<{ leadId: string; companyId: string | null; status: BriefStatus }[]> =>
  tx.many(sql`
    insert into briefs as b (workspace_id, subject, subject_id, status, problem, requested_at, researched_at)
    select ${tx.workspaceId}, 'lead', l.id, coalesce(c.status, 'nothing_found'),
           case when l.company_id is null then 'No company is known for this lead, so there is no website to read.' end, ${tx.now}, c.researched_at
      from leads l left join briefs c on c.workspace_id = l.workspace_id and c.subject = 'company' and c.subject_id = l.company_id
     where l.workspace_id = ${tx.workspaceId} and l.id = any(${ids}::uuid[]) and l.deleted_at is null order by l.id
    on conflict (workspace_id, subject, subject_id) do update
       set requested_at = excluded.requested_at, researched_at = coalesce(excluded.researched_at, b.researched_at), problem = excluded.problem,
           status = case when b.notes is not null and excluded.status in ('nothing_found', 'failed') then 'ready' else excluded.status end
    returning subject_id as "leadId", status, (select company_id from leads where workspace_id = b.workspace_id and id = b.subject_id) as "companyId"`)

/** Leads who were waiting for this company come to the same end. */
export const settleWaitingLeads = (tx: Tx, companyId: string, status: BriefStatus, problem: string | null): Promise<{ leadId: string; found: boolean }[]> =>
  tx.many(sql`
    update briefs b set status = case when b.notes is not null then 'ready' else ${status} end, problem = ${problem}, researched_at = ${tx.now}
      from leads l
     where b.workspace_id = ${tx.workspaceId} and b.subject = 'lead' and b.status in ('waiting', 'running')
       and l.workspace_id = b.workspace_id and l.id = b.subject_id and l.company_id = ${companyId}
    returning b.subject_id as "leadId", b.status = 'ready' as found`)

/** Ours alone until we are done, or for ten minutes. `again`: the job's earlier try died with the claim in its hand. */
export const claimBrief = (tx: Tx, id: string, again: boolean): Promise<{ companyId: string; refresh: boolean } | undefined> =>
  tx.maybe(sql`
    update briefs set status = 'running', started_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${id} and subject = 'company'
       and (status = 'waiting' or (status = 'running' and (${again} or started_at < ${ago(tx, claimForMs)})))
    returning subject_id as "companyId", refresh`)

export const endBrief = (tx: Tx, id: string, end: { status: BriefStatus; method: Method | null; summary: string | null; problem: string | null; pages: { url: string; title: string }[] }): Promise<number> =>
  tx.run(sql`
    update briefs set status = ${end.status}, method = ${end.method}, summary = ${end.summary}, problem = ${end.problem}, pages = ${JSON.stringify(end.pages)}::jsonb,
           researched_at = ${tx.now}, started_at = null, refresh = false
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

type BriefRow = Omit<Brief, 'facts'>
const briefColumns = sql`b.id, b.subject, b.subject_id as "subjectId", b.status, b.method, b.summary, b.problem, b.requested_at as "requestedAt", b.researched_at as "researchedAt"`
const factColumns = sql`f.id, f.kind, f.claim, f.quote, f.url, f.source, f.dated, f.fetched_at as "fetchedAt", f.confidence, f.excluded_at as "excludedAt"`

export async function findBrief(tx: Tx, subject: ResearchSubject, subjectId: string): Promise<Brief | null> {
  const row = await tx.maybe<BriefRow>(sql`select ${briefColumns} from briefs b where b.workspace_id = ${tx.workspaceId} and b.subject = ${subject} and b.subject_id = ${subjectId}`)
  return row ? { ...row, facts: await factsOf(tx, row.id) } : null
}

export const factsOf = (tx: Tx, briefId: string): Promise<Fact[]> =>
  tx.many<Fact>(sql`
    select ${factColumns} from facts f where f.workspace_id = ${tx.workspaceId} and f.brief_id = ${briefId}
     order by f.excluded_at is not null, f.source = 'note' desc, f.kind in ('description', 'location', 'size'), f.dated desc nulls last, f.confidence desc, f.id`)

/** What was found this time takes the place of what was found before; notes stay, and what a person called wrong stays wrong. */
export async function replaceFound(tx: Tx, briefId: string, found: FoundFact[]): Promise<void> {
  const wrong = await tx.many<{ kind: string; quote: string; at: Date }>(sql`
    select kind, quote, excluded_at as at from facts where workspace_id = ${tx.workspaceId} and brief_id = ${briefId} and source <> 'note' and excluded_at is not null`)
  await tx.run(sql`delete from facts where workspace_id = ${tx.workspaceId} and brief_id = ${briefId} and source <> 'note'`)
  const said = (kind: string, quote: string) => wrong.find((w) => w.kind === kind && w.quote === quote)?.at ?? null
  await addFacts(tx, briefId, found.map((f) => ({ ...f, excludedAt: said(f.kind, f.quote) })))
}

export async function addFacts(tx: Tx, briefId: string, facts: (FoundFact & { excludedAt?: Date | null })[]): Promise<void> {
  for (const f of facts)
    await tx.run(sql`
      insert into facts (workspace_id, brief_id, kind, claim, quote, url, source, dated, confidence, fetched_at, excluded_at)
      values (${tx.workspaceId}, ${briefId}, ${f.kind}, ${f.claim}, ${f.quote}, ${f.url}, ${f.source}, ${f.dated}, ${f.confidence}, ${tx.now}, ${f.excludedAt ?? null})`)
}

/** The brief that takes a colleague's notes; made ready if it was not there or had found nothing. A company not yet read keeps waiting. */
export const noteOnBrief = (tx: Tx, subject: ResearchSubject, subjectId: string, text: string): Promise<{ id: string }> =>
  tx.one(sql`
    insert into briefs as b (workspace_id, subject, subject_id, status, method, requested_at, notes, researched_at)
    values (${tx.workspaceId}, ${subject}, ${subjectId}, 'ready', 'notes', ${tx.now}, ${text}, ${subject === 'lead' ? tx.now : null})
    on conflict (workspace_id, subject, subject_id) do update
       set notes = right(concat_ws(E'\n', b.notes, excluded.notes), 50000), status = case when b.status in ('nothing_found', 'failed') then 'ready' else b.status end,
           method = coalesce(b.method, 'notes')
    returning id`)

export const summarise = (tx: Tx, briefId: string, summary: string | null): Promise<number> =>
  tx.run(sql`update briefs set summary = ${summary} where workspace_id = ${tx.workspaceId} and id = ${briefId}`)

export const judgeFact = (tx: Tx, id: string, excluded: boolean): Promise<(Fact & { subject: ResearchSubject; subjectId: string }) | undefined> =>
  tx.maybe(sql`
    update facts f set excluded_at = ${excluded ? tx.now : null} from briefs b
     where f.workspace_id = ${tx.workspaceId} and f.id = ${id} and b.workspace_id = f.workspace_id and b.id = f.brief_id
    returning ${factColumns}, b.subject, b.subject_id as "subjectId"`)

export const countByStatus = (tx: Tx): Promise<{ status: BriefStatus; n: number }[]> =>
  tx.many(sql`select status, count(*) as n from briefs where workspace_id = ${tx.workspaceId} and subject = 'company' group by status`)

/** Reads the leads' table: who of these has no time zone, and what could tell it. */
export const leadsWithoutZone = (tx: Tx, ids: string[]): Promise<{ id: string; city: string | null; country: string | null; phone: string | null; email: string; companyCity: string | null; companyCountry: string | null; website: string | null }[]> =>
  tx.many(sql`
    select l.id, l.city, l.country, l.phone, l.email, c.city as "companyCity", c.country as "companyCountry", coalesce(c.website, c.domain) as website
      from leads l left join companies c on c.workspace_id = l.workspace_id and c.id = l.company_id
     where l.workspace_id = ${tx.workspaceId} and l.id = any(${ids}::uuid[]) and l.time_zone is null and l.deleted_at is null`)

export const companyOfLeads = (tx: Tx, leadIds: string[]): Promise<{ companyId: string }[]> =>
  tx.many(sql`select distinct company_id as "companyId" from leads where workspace_id = ${tx.workspaceId} and id = any(${leadIds}::uuid[]) and company_id is not null and deleted_at is null`)
