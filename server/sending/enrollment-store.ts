// What campaigns ask of the ledger: where do the mails of these enrollments stand, and how many has a campaign sent?
import { sql, type Tx } from '#platform/db'
import type { MessageState, Reason } from './message.ts'
import { matching, type Which } from './store.ts'

export interface LedgerMail {
  id: string; enrollmentId: string; stepId: string; generation: number; state: MessageState; reason: string | null; reasonCode: string | null
  dueAt: Date; /** When it was accepted or, in doubt, handed over. */ sentAt: Date | null; needsLook: boolean; mailboxId: string
}

/** For each enrollment and step its newest generation. */
export const mailsOfEnrollments = (tx: Tx, enrollmentIds: string[]): Promise<LedgerMail[]> =>
  tx.many<LedgerMail>(sql`
    select distinct on (m.enrollment_id, m.step_id) m.id, m.enrollment_id as "enrollmentId", m.step_id as "stepId", m.generation, m.state, m.reason,
           m.reason_code as "reasonCode", m.due_at as "dueAt", coalesce(m.accepted_at, m.handed_at) as "sentAt", m.needs_look as "needsLook", m.mailbox_id as "mailboxId"
      from messages m
     where m.workspace_id = ${tx.workspaceId} and m.enrollment_id = any(${enrollmentIds}::uuid[])
     order by m.enrollment_id, m.step_id, m.generation desc`)

/** Mails of campaigns by step and state; a mail that was sent again is counted once. */
export const countsOfCampaigns = (tx: Tx, campaignIds: string[]): Promise<{ campaignId: string; stepId: string; state: MessageState; n: number }[]> =>
  tx.many(sql`
    select m.campaign_id as "campaignId", m.step_id as "stepId", m.state, count(*) as n from messages m
     where m.workspace_id = ${tx.workspaceId} and m.campaign_id = any(${campaignIds}::uuid[]) and m.step_id is not null and m.resent_as is null
     group by 1, 2, 3`)

/** Follow-ups of a mailbox that are due and wait for a look into its letterbox, oldest first. */
export const followUpsDue = (tx: Tx, mailboxId: string, most: number): Promise<{ id: string; enrollmentId: string; campaignId: string; leadId: string }[]> =>
  tx.many(sql`
    select m.id, m.enrollment_id as "enrollmentId", m.campaign_id as "campaignId", m.lead_id as "leadId" from messages m
     where m.workspace_id = ${tx.workspaceId} and m.mailbox_id = ${mailboxId} and m.state = 'planned' and m.needs_look and m.due_at <= ${tx.now}
       and (m.reason_code is null or m.reason_code = 'look_too_old')
     order by m.due_at limit ${most}`)

export const freezeWhere = (tx: Tx, which: Which, why: Reason): Promise<{ mailboxId: string; capDay: string | null }[]> =>
  tx.many(sql`
    with hit as (
      select id, cap_day from messages m
       where m.workspace_id = ${tx.workspaceId} and ${matching(which)} and m.state in ('planned', 'due', 'claimed')
       order by id for update)
    update messages m set state = 'planned', reason = ${why.sentence}, reason_code = ${why.code}, looked_at = null, lease_until = null, leased_by = null, cap_day = null, next_attempt_at = null
      from hit where m.workspace_id = ${tx.workspaceId} and m.id = hit.id
    returning m.mailbox_id as "mailboxId", hit.cap_day as "capDay"`)
