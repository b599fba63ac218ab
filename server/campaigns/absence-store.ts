// The questions about who is away.
import { sql, type Tx } from '#platform/db'

export interface Away { id: string; mailboxId: string; fromDay: string; toDay: string; way: 'pause' | 'delegate' | 'reassign'; toMailboxId: string | null; endedAt: Date | null }
const columns = sql`a.id, a.mailbox_id as "mailboxId", a.from_day as "fromDay", a.to_day as "toDay", a.way, a.to_mailbox_id as "toMailboxId", a.ended_at as "endedAt"`

export const insertAbsence = (tx: Tx, a: Omit<Away, 'id' | 'endedAt'>): Promise<Away> =>
  tx.one<Away>(sql`insert into absences as a (workspace_id, mailbox_id, from_day, to_day, way, to_mailbox_id, created_by, created_at)
                   values (${tx.workspaceId}, ${a.mailboxId}, ${a.fromDay}, ${a.toDay}, ${a.way}, ${a.toMailboxId}, ${tx.actor.name}, ${tx.now}) returning ${columns}`)
export const absenceById = (tx: Tx, id: string): Promise<Away | undefined> => tx.maybe<Away>(sql`select ${columns} from absences a where a.workspace_id = ${tx.workspaceId} and a.id = ${id} for update`)
export const absences = (tx: Tx): Promise<Away[]> => tx.many<Away>(sql`select ${columns} from absences a where a.workspace_id = ${tx.workspaceId} order by a.ended_at is not null, a.from_day desc, a.id limit 50`)
export const endedAbsence = (tx: Tx, id: string): Promise<number> => tx.run(sql`update absences set ended_at = coalesce(ended_at, ${tx.now}) where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Whose person is away on a date (the workspace's), by mailbox; of several absences the newest counts. A deputy whose mailbox was removed is none. */
export type AwayOnDay = ReadonlyMap<string, Pick<Away, 'mailboxId' | 'toDay' | 'way' | 'toMailboxId'>>
export const awayOn = async (tx: Tx, day: string): Promise<AwayOnDay> =>
  new Map((await tx.many<Pick<Away, 'mailboxId' | 'toDay' | 'way' | 'toMailboxId'>>(sql`
    select distinct on (a.mailbox_id) a.mailbox_id as "mailboxId", a.to_day as "toDay", a.way, b.id as "toMailboxId"
      from absences a left join mailboxes b on b.workspace_id = a.workspace_id and b.id = a.to_mailbox_id and b.deleted_at is null
     where a.workspace_id = ${tx.workspaceId} and a.ended_at is null and ${day}::date between a.from_day and a.to_day
     order by a.mailbox_id, a.created_at desc, a.id desc`)).map((a) => [a.mailboxId, a] as const))

export const pausedForAbsence = (tx: Tx, mailboxId: string, most: number): Promise<{ id: string; leadId: string; campaignId: string }[]> =>
  tx.many(sql`select id, lead_id as "leadId", campaign_id as "campaignId" from enrollments where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and state = 'paused' and reason_code = 'sender_away' order by id limit ${most}`)
