// The questions about corrections.
import { sql, type Tx } from '#platform/db'

export const insertCorrection = (tx: Tx, c: { campaignId: string; stepId: string; subject: string; body: string; by: string }): Promise<{ id: string }> =>
  tx.one(sql`insert into corrections (workspace_id, campaign_id, step_id, subject, body, created_by, created_at) values (${tx.workspaceId}, ${c.campaignId}, ${c.stepId}, ${c.subject}, ${c.body}, ${c.by}, ${tx.now}) returning id`)

/** Held until commit, so that two processes do not write to the same leads. */
export const correctionById = (tx: Tx, id: string): Promise<{ campaignId: string; stepId: string; subject: string; body: string; createdAt: Date } | undefined> =>
  tx.maybe(sql`select campaign_id as "campaignId", step_id as "stepId", subject, body, created_at as "createdAt" from corrections where workspace_id = ${tx.workspaceId} and id = ${id} for update`)

export const withCorrection = async (tx: Tx, id: string): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select lead_id as id from correction_mails where workspace_id = ${tx.workspaceId} and correction_id = ${id}`)).map((r) => r.id)

export const noteCorrected = (tx: Tx, id: string, leadId: string, messageId: string | null, reason: string | null): Promise<number> =>
  tx.run(sql`insert into correction_mails (workspace_id, correction_id, lead_id, message_id, reason) values (${tx.workspaceId}, ${id}, ${leadId}, ${messageId}, ${reason}) on conflict do nothing`)

export const leadsIn = (tx: Tx, campaignId: string): Promise<{ leadId: string; over: boolean }[]> =>
  tx.many(sql`select lead_id as "leadId", ended_at is not null as over from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and state <> 'skipped'`)
