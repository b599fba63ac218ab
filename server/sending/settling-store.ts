// The questions of settling: leases that are over, doubts and their looks, holds.
import { sql, type Tx } from '#platform/db'
import type { Message, Reason } from './message.ts'
import { messageColumns } from './store.ts'

export type Lost = Message & { fence: number; wasHanded: boolean; capDay: string | null; worker: string | null; claimedAt: Date | null }

/** Claimed: due again. Handed: in doubt. Only rows whose lease is over and that nobody is deciding about at this moment. */
export const takeOverLost = (tx: Tx, ids: readonly string[], why: Reason, firstLook: Date): Promise<Lost[]> =>
  tx.many<Lost>(sql`
    with lost as (
      select id, state, cap_day, leased_by, counted_at from messages m
       where m.workspace_id = ${tx.workspaceId} and m.id = any(${[...ids]}::uuid[]) and m.state in ('claimed', 'handed') and m.lease_until < ${tx.now}
       order by id for update skip locked)
    update messages m set
           state = case when lost.state = 'handed' then 'unconfirmed' when m.needs_look then 'planned' else 'due' end,
           reason = case when lost.state = 'handed' then ${why.sentence} end, reason_code = case when lost.state = 'handed' then ${why.code} end,
           next_attempt_at = case when lost.state = 'handed' then ${firstLook}::timestamptz end,
           looks = 0, last_look_at = null, lease_until = null, leased_by = null, cap_day = case when lost.state = 'handed' then m.cap_day end
      from lost where m.workspace_id = ${tx.workspaceId} and m.id = lost.id
    returning ${messageColumns}, m.fence, lost.state = 'handed' as "wasHanded", lost.cap_day as "capDay", lost.leased_by as worker, lost.counted_at as "claimedAt"`)

export const endLostAttempts = (tx: Tx, lost: readonly Lost[]): Promise<number> =>
  tx.run(sql`
    insert into attempts (workspace_id, message_id, no, worker, started_at, ended_at, outcome)
    select ${tx.workspaceId}, t.id, t.no, coalesce(t.worker, ''), coalesce(t.started, ${tx.now}), ${tx.now}, t.outcome
      from unnest(${lost.map((m) => m.id)}::uuid[], ${lost.map((m) => m.fence)}::int[], ${lost.map((m) => m.worker)}::text[], ${lost.map((m) => m.claimedAt)}::timestamptz[], ${lost.map((m) => (m.wasHanded ? 'unconfirmed' : 'lease_over'))}::text[])
        as t (id, no, worker, started, outcome)
    on conflict (workspace_id, message_id, no) do update set ended_at = excluded.ended_at, outcome = excluded.outcome where attempts.ended_at is null`)

/** Claims of which no mail is under way any more are forgotten; the others are looked at when the next lease may be over. */
export const sortClaims = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`
    with open as (
      select c.id, max(m.lease_until) as until
        from claims c cross join lateral unnest(c.message_ids) i (id)
        join messages m on m.workspace_id = c.workspace_id and m.id = i.id and m.stage = 'open' and m.state in ('claimed', 'handed')
       where c.workspace_id = ${tx.workspaceId} and c.id = any(${[...ids]}::uuid[]) group by c.id),
    later as (update claims c set look_at = greatest(open.until, ${tx.now}) from open where c.workspace_id = ${tx.workspaceId} and c.id = open.id)
    delete from claims c where c.workspace_id = ${tx.workspaceId} and c.id = any(${[...ids]}::uuid[]) and not exists (select from open where open.id = c.id)`)

export type Doubt = Message & { firstLookAt: Date | null }

/** `looks` counts looks in a row that found nothing; `last_look_at` is when that row began; `look_rounds` all looks since the doubt arose. */
export const takeDoubt = (tx: Tx, id: string, again: Date): Promise<Doubt | undefined> =>
  tx.maybe<Doubt>(sql`
    update messages m set next_attempt_at = ${again}, look_rounds = m.look_rounds + 1
      from (select id from messages where workspace_id = ${tx.workspaceId} and id = ${id} and state = 'unconfirmed' and resent_as is null and next_attempt_at <= ${tx.now} for update skip locked) it
     where m.workspace_id = ${tx.workspaceId} and m.id = it.id
    returning ${messageColumns}, m.last_look_at as "firstLookAt"`)

/** The same at once, for a person who asks; nothing while somebody decides about this mail. */
export const takeDoubtNow = (tx: Tx, id: string): Promise<Doubt | undefined> =>
  tx.maybe<Doubt>(sql`
    update messages m set look_rounds = m.look_rounds + 1
      from (select id from messages where workspace_id = ${tx.workspaceId} and id = ${id} and state = 'unconfirmed' and resent_as is null for update skip locked) it
     where m.workspace_id = ${tx.workspaceId} and m.id = it.id
    returning ${messageColumns}, m.last_look_at as "firstLookAt"`)

export const noteLook = (tx: Tx, id: string, to: { looks: number; firstLookAt: Date | null; nextLookAt: Date | null }): Promise<number> =>
  tx.run(sql`
    update messages set looks = ${to.looks}, last_look_at = ${to.firstLookAt}, next_attempt_at = ${to.nextLookAt}
     where workspace_id = ${tx.workspaceId} and id = ${id} and state = 'unconfirmed'`)

/** Its place in a day, which it holds no longer. */
export const leavePlace = (tx: Tx, id: string): Promise<{ id: string; mailboxId: string; day: string }[]> =>
  tx.many<{ id: string; mailboxId: string; day: string }>(sql`
    update messages m set cap_day = null
      from (select id, cap_day from messages where workspace_id = ${tx.workspaceId} and id = ${id} and cap_day is not null) had
     where m.workspace_id = ${tx.workspaceId} and m.id = had.id
    returning m.id, m.mailbox_id as "mailboxId", had.cap_day as day`)

/** What its mailbox had held. Answers by hand do not wait for its pace when they are claimed, so a row of them gets its moments here. */
export const resumeHeld = (tx: Tx, mailboxId: string): Promise<number> =>
  tx.run(sql`
    update messages m set state = case when m.needs_look then 'planned' else 'due' end, reason = null, reason_code = null,
           due_at = case when m.origin = 'campaign' then m.due_at else greatest(m.due_at, ${tx.now}::timestamptz + waiting.place * waiting.gap) end
      from (select h.id, row_number() over (partition by h.origin = 'campaign' order by h.due_at, h.id) - 1 as place, make_interval(secs => b.gap_max_s) as gap
              from messages h join mailboxes b on b.workspace_id = h.workspace_id and b.id = h.mailbox_id
             where h.workspace_id = ${tx.workspaceId} and h.mailbox_id = ${mailboxId} and h.stage = 'held' and h.state = 'held' and h.reason_code like 'mailbox_%') waiting
     where m.workspace_id = ${tx.workspaceId} and m.id = waiting.id`)
