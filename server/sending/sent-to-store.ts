// Whom we wrote to: asked when a mail comes back that names no Message-ID of ours.
import { sql, type Tx } from '#platform/db'
import { messageColumns } from './store.ts'
import type { Message, MessageState } from './message.ts'

/** Mails that have left for these addresses since then, the newest first; of one mailbox, or of any. */
export const sentTo = (tx: Tx, addresses: readonly string[], options: { mailboxId?: string; since: Date }): Promise<Message[]> =>
  tx.many<Message>(sql`
    select ${messageColumns} from messages m
     where m.workspace_id = ${tx.workspaceId} and m.to_address = any(${[...addresses]}::text[])
       and split_part(m.to_address, '@', 2) = any(${addresses.map((a) => a.split('@')[1] ?? '')}::text[]) and m.handed_at >= ${options.since}
       and (${options.mailboxId ?? null}::uuid is null or m.mailbox_id = ${options.mailboxId ?? null}::uuid)
     order by m.handed_at desc limit 50`)

/** The newest mail of a mailbox to each address at a domain (or one below it) since then. */
export const sentToDomain = (tx: Tx, domain: string, options: { mailboxId: string; since: Date }): Promise<Message[]> =>
  tx.many<Message>(sql`
    select distinct on (m.to_address) ${messageColumns} from messages m
     where m.workspace_id = ${tx.workspaceId} and m.mailbox_id = ${options.mailboxId} and m.handed_at >= ${options.since}
       and (split_part(m.to_address, '@', 2) = ${domain} or split_part(m.to_address, '@', 2) like ${`%.${domain}`})
     order by m.to_address, m.handed_at desc limit 50`)

/** `sentTo` for many addresses: the newest fifty to each, the newest first. */
export const sentToEach = (tx: Tx, addresses: readonly string[], options: { mailboxId: string; since: Date }): Promise<Message[]> =>
  tx.many<Message>(sql`
    select x.* from (
      select ${messageColumns}, row_number() over (partition by m.to_address order by m.handed_at desc) as nth from messages m
       where m.workspace_id = ${tx.workspaceId} and m.to_address = any(${[...addresses]}::text[])
         and split_part(m.to_address, '@', 2) = any(${addresses.map((a) => a.split('@')[1] ?? '')}::text[]) and m.handed_at >= ${options.since} and m.mailbox_id = ${options.mailboxId}) x
     where x.nth <= 50 order by x."handedAt" desc`)

/** `sentToDomain` for many domains; several of them may lie under one another. */
export const sentToDomains = (tx: Tx, domains: readonly string[], options: { mailboxId: string; since: Date }): Promise<Message[]> =>
  tx.many<Message>(sql`
    select distinct on (m.to_address) ${messageColumns} from messages m
     where m.workspace_id = ${tx.workspaceId} and m.mailbox_id = ${options.mailboxId} and m.handed_at >= ${options.since}
       and (split_part(m.to_address, '@', 2) = any(${[...domains]}::text[]) or (m.to_address like '%@%.%.%' and split_part(m.to_address, '@', 2) like any(${domains.map((d) => `%.${d}`)}::text[])))
     order by m.to_address, m.handed_at desc limit 5000`)

/** When the last mail left to each of these leads since then; none: it is not among them. */
export const lastMailsTo = (tx: Tx, leadIds: readonly string[], since: Date): Promise<{ leadId: string; at: Date }[]> =>
  tx.many(sql`select lead_id as "leadId", max(handed_at) as at from messages where workspace_id = ${tx.workspaceId} and lead_id = any(${[...leadIds]}::uuid[]) and handed_at >= ${since} group by 1`)

/**
 * First mails of a campaign that left, or are planned to leave, on a local date: what a number a day is counted by. The first is the
 * earliest of its enrollment; the letterbox may be looked into before it, for leads that come from another campaign. Asked at every
 * planning, so that only for the mails of that day, one by one, the earliest is looked up (messages_once).
 */
export const firstMailsOn = async (tx: Tx, campaignId: string, zone: string, day: string): Promise<number> =>
  (await tx.one<{ n: number }>(sql`
    select count(*) as n from messages m where m.workspace_id = ${tx.workspaceId} and m.campaign_id = ${campaignId} and m.enrollment_id is not null
       and m.state not in ('cancelled', 'failed') and (m.reason_code is null or m.state <> 'planned') and (coalesce(m.handed_at, m.due_at) at time zone ${zone})::date = ${day}::date
       and m.id = (select o.id from messages o where o.workspace_id = m.workspace_id and o.enrollment_id = m.enrollment_id
                      and o.state not in ('cancelled', 'failed') and (o.reason_code is null or o.state <> 'planned')
                    order by coalesce(o.handed_at, o.due_at), o.id limit 1)`)).n

export interface StepMail { id: string; leadId: string; mailboxId: string; state: MessageState; at: Date }
/** The mails of a step that left, may have left or are leaving at this moment, the newest first; each lead once. */
export const mailsOfStep = (tx: Tx, campaignId: string, stepId: string): Promise<StepMail[]> =>
  tx.many<StepMail>(sql`
    select distinct on (coalesce(handed_at, due_at), lead_id) id, lead_id as "leadId", mailbox_id as "mailboxId", state, coalesce(accepted_at, handed_at, due_at) as at from messages
     where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and step_id = ${stepId} and lead_id is not null and resent_as is null and state in ('claimed', 'handed', 'accepted', 'unconfirmed')
     order by coalesce(handed_at, due_at) desc, lead_id`)
