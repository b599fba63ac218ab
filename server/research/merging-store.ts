// What merging asks of briefs and their facts.
import type { ResearchSubject } from '#contract/research'
import { sql, type Tx } from '#platform/db'

interface Known { id: string; subjectId: string; status: string }

export async function briefsOfTwo(tx: Tx, subject: ResearchSubject, winnerId: string, loserId: string): Promise<{ ours: Known | undefined; theirs: Known | undefined }> {
  const rows = await tx.many<Known>(sql`select id, subject_id as "subjectId", status from briefs where workspace_id = ${tx.workspaceId} and subject = ${subject} and subject_id in (${winnerId}, ${loserId}) order by id for update`)
  return { ours: rows.find((b) => b.subjectId === winnerId), theirs: rows.find((b) => b.subjectId === loserId) }
}

export const giveBrief = (tx: Tx, id: string, subjectId: string): Promise<number> => tx.run(sql`update briefs set subject_id = ${subjectId} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const setBriefStatus = (tx: Tx, id: string, status: string): Promise<number> => tx.run(sql`update briefs set status = ${status} where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Those that the other brief does not hold yet, or (going back) those that came; answers which. */
export const giveFacts = async (tx: Tx, { from, to, only }: { from: string; to: string; only?: string[] }): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`
    update facts f set brief_id = ${to} where f.workspace_id = ${tx.workspaceId} and f.brief_id = ${from}
       ${only ? sql`and f.id = any(${only}::uuid[])` : sql`and not exists (select from facts o where o.workspace_id = f.workspace_id and o.brief_id = ${to} and o.claim = f.claim and o.url = f.url)`}
    returning f.id::text as id`)).map((r) => r.id)
