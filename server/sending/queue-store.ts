// The questions of the queue: claim, gate, results, leases. Every write of a worker names its fence.
import { giveBackPlaces } from '#mailboxes'
import { sql, type Tx } from '#platform/db'
import type { Copy, LeftOut } from './copies.ts'
import type { Message, MessageState, Reason } from './message.ts'
import { messageColumns } from './store.ts'

// No index names the state, a lease or a fence (see `stage` in migration 0190): claiming and handing over write the row alone.
// What is asked for by its state names its stage, too, so that the index of that stage answers.

// ── Claiming ──

export interface ClaimingMailbox {
  id: string; address: string; status: string; pausedUntil: Date | null; gap_min_s: number; gap_max_s: number; nextSendAt: Date
  today: string; stopped: boolean
}

/**
 * A mailbox is claimed from by one at a time: this takes the turn, if nobody has it, and then waits for the row of the
 * mailbox's day. Whoever takes places or gives them back holds that row before anything else that is counted, and a claimer
 * before its mailbox: who gives back may need the mailbox later (to let it rest, to ask it again), and would wait for the
 * claimer who waits for them. (Before the first mail of a day there is no row, and nobody who could give a place of it back.)
 */
export const holdDay = (tx: Tx, id: string): Promise<unknown> =>
  tx.named('sending.hold_day', `
    with turn as materialized (select pg_try_advisory_xact_lock(hashtextextended($2::uuid::text, 31)) as mine)
    select from turn, mailbox_days d
     where turn.mine and d.workspace_id = $1 and d.mailbox_id = $2 and d.day = (select ($3::timestamptz at time zone w.time_zone)::date from workspaces w where w.id = $1)
       for update of d`, [tx.workspaceId, id, tx.now])

/** Held by whoever has the turn; undefined while another has it. */
export const lockMailbox = async (tx: Tx, id: string): Promise<ClaimingMailbox | undefined> =>
  (await tx.named<ClaimingMailbox>('sending.lock_mailbox', `
    select b.id, b.address, b.status, b.paused_until as "pausedUntil", b.gap_min_s, b.gap_max_s, b.next_send_at as "nextSendAt",
           ($3::timestamptz at time zone w.time_zone)::date as today, exists (select from sending_stops s where s.workspace_id = $1) as stopped
      from mailboxes b join workspaces w on w.id = b.workspace_id
     where b.workspace_id = $1 and b.id = $2 and pg_try_advisory_xact_lock(hashtextextended(b.id::text, 31)) for no key update of b skip locked`, [tx.workspaceId, id, tx.now]))[0]

export type Candidate = Pick<Message, 'id' | 'windowEnd' | 'needsLook' | 'lookedAt' | 'origin' | 'mailboxId' | 'leadId' | 'campaignId' | 'enrollmentId' | 'stepId' | 'stepNo' | 'tone' | 'toAddress'>

/** `byHand`: answers and tests, which do not wait for the campaign's pace. */
export const candidates = (tx: Tx, mailboxId: string, byHand: boolean, most: number): Promise<Candidate[]> =>
  tx.named<Candidate>(byHand ? 'sending.candidates_by_hand' : 'sending.candidates', `
    select id, window_end as "windowEnd", needs_look as "needsLook", looked_at as "lookedAt", origin, mailbox_id as "mailboxId", lead_id as "leadId",
           campaign_id as "campaignId", enrollment_id as "enrollmentId", step_id as "stepId", step_no as "stepNo", tone, to_address as "toAddress"
      from messages
     where workspace_id = $1 and mailbox_id = $2 and due_at <= $3 and stage = 'open'
       and ${byHand ? `state = 'due' and origin <> 'campaign'` : `reason_code is null and (not needs_look or looked_at is not null) and (state = 'due' or (state = 'planned' and not needs_look))`}
     order by due_at limit $4 for update skip locked`, [tx.workspaceId, mailboxId, tx.now, most])

export const demote = (tx: Tx, ids: readonly string[], why: Reason | null): Promise<number> =>
  tx.run(sql`
    update messages set state = 'planned', reason = ${why?.sentence ?? null}, reason_code = ${why?.code ?? null}, looked_at = null, lease_until = null, leased_by = null
     where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[])`)

/** A mail taken up. What does not change while somebody has it in hand is carried along, so that gate and results need not ask for it. */
export interface Claim extends Candidate {
  fence: number; attempts: number; fromAddress: string; mime: string; datedAt: Date; worker: string; claimedAt: Date
  /** Handed over at an earlier attempt. */
  handedBefore: Date | null
  copies: Copy[] | null
}

/** Fence, lease and who has it, in one statement: committed before MAIL FROM. The row of the attempt is written when it has ended. */
export async function takeClaims(tx: Tx, mails: readonly Candidate[], to: { worker: string; leaseUntil: Date; day: string | null }): Promise<Claim[]> {
  const taken = await tx.named<Omit<Claim, keyof Candidate | 'datedAt' | 'worker' | 'claimedAt'> & { id: string; datedAt: Date | null }>('sending.claim', `
    with taken as (
      update messages set state = 'claimed', fence = fence + 1, attempts = attempts + 1, leased_by = $4, lease_until = $5, cap_day = $6::date, counted_at = $3,
             dated_at = case when handed_at is null then $3 else dated_at end, first_attempt_at = coalesce(first_attempt_at, $3), next_attempt_at = null, reason = null, reason_code = null
       where workspace_id = $1 and id = any($2)
      returning id, fence, attempts, from_address, dated_at, handed_at, copies),
    noted as (
      insert into claims (workspace_id, worker, message_ids, look_at) select $1, $4, array_agg(id), $5 from taken having count(*) > 0)
    select t.id, t.fence, t.attempts, t.copies, t.from_address as "fromAddress", b.mime, nullif(t.dated_at, $3) as "datedAt", t.handed_at as "handedBefore"
      from taken t join message_bytes b on b.workspace_id = $1 and b.message_id = t.id`, [tx.workspaceId, mails.map((m) => m.id), tx.now, to.worker, to.leaseUntil, to.day])
  const byId = new Map(taken.map((t) => [t.id, t]))
  return mails.flatMap((m) => {
    const t = byId.get(m.id)
    return t ? [{ ...m, ...t, datedAt: t.datedAt ?? tx.now, worker: to.worker, claimedAt: tx.now }] : []
  })
}

/** Held back by a limit over several mailboxes: its turn comes when there is room; the reason stays to be read. */
export const postpone = (tx: Tx, held: readonly { id: string; until: Date; sentence: string }[]): Promise<unknown> =>
  tx.named('sending.postpone', `
    update messages m set due_at = h.until, reason = h.sentence, reason_code = null from unnest($2::uuid[], $3::timestamptz[], $4::text[]) as h (id, until, sentence)
     where m.workspace_id = $1 and m.id = h.id`, [tx.workspaceId, held.map((h) => h.id), held.map((h) => h.until), held.map((h) => h.sentence)])

/** Those that a shared limit had put off. */
export const askPutOffAgain = (tx: Tx): Promise<number> =>
  tx.run(sql`update messages set due_at = ${tx.now}, reason = null where workspace_id = ${tx.workspaceId} and state in ('planned', 'due') and reason_code is null and reason is not null and due_at > ${tx.now}`)

/** Attempts that ended before anything left do not count: not against the limits, not in the day's number. */
export async function giveRoomBack(tx: Tx, places: readonly { id: string; mailboxId: string; day: string }[]): Promise<void> {
  if (!places.length) return
  await tx.named('sending.uncount_days', `
    with back as (select m, day, count(*)::int as n from unnest($2::uuid[], $3::date[]) as p (m, day) group by 1, 2),
    held as (select d.mailbox_id, d.day, back.n from mailbox_days d join back on d.workspace_id = $1 and d.mailbox_id = back.m and d.day = back.day order by 1, 2 for update of d)
    update mailbox_days d set sent = greatest(0, d.sent - held.n) from held where d.workspace_id = $1 and d.mailbox_id = held.mailbox_id and d.day = held.day`,
    [tx.workspaceId, places.map((p) => p.mailboxId), places.map((p) => p.day)])
  // The rows are held already by whoever gives them back.
  await giveBackPlaces(tx, await tx.named('sending.uncount', `
    with counted as (select id, counted_at from messages where workspace_id = $1 and id = any($2) and counted_at is not null)
    update messages m set counted_at = null from counted where m.workspace_id = $1 and m.id = counted.id
    returning m.mailbox_id as "mailboxId", counted.counted_at as "countedAt", case when m.origin = 'campaign' then m.campaign_id end as "campaignId",
              case when m.origin = 'campaign' then split_part(m.to_address, '@', 2) end as domain`, [tx.workspaceId, places.map((p) => p.id)]))
}

export const setNextSend = (tx: Tx, mailboxId: string, at: Date): Promise<number> =>
  tx.run(sql`update mailboxes set next_send_at = greatest(next_send_at, ${at}) where workspace_id = ${tx.workspaceId} and id = ${mailboxId}`)

// ── The gate ──

export interface Standing {
  id: string; state: MessageState; fence: number; windowEnd: Date | null; needsLook: boolean; lookedAt: Date | null; origin: 'campaign' | 'reply' | 'test'
  mailboxStatus: string; mailboxReason: string | null; pausedUntil: Date | null; sent: number; dailyLimit: number; stopped: boolean
  mailboxId: string; leadId: string | null; campaignId: string | null; enrollmentId: string | null; stepId: string | null; stepNo: number | null; tone: string | null; capDay: string | null
}

/** What of a mail may have changed since it was claimed. */
export interface HandedOver { id: string; windowEnd: Date | null; lookedAt: Date | null; needsLook: boolean; capDay: string | null }

/**
 * Marks and holds what is still claimed under the same fence. The caller reads the checklist over the answer and takes
 * back, in the same transaction, what may not leave (`putBack`): nobody sees it in between, and the common case costs one
 * statement. What was cancelled in this very moment is missing in the answer.
 */
export const handOver = (tx: Tx, claims: readonly Pick<Claim, 'id' | 'fence'>[], leaseUntil: Date): Promise<HandedOver[]> =>
  tx.named<HandedOver>('sending.hand_over', `
    update messages m set state = 'handed', handed_at = $4, lease_until = $5 from unnest($2::uuid[], $3::int[]) as c (id, fence)
     where m.workspace_id = $1 and m.id = c.id and m.fence = c.fence and m.state = 'claimed'
    returning m.id, m.window_end as "windowEnd", m.looked_at as "lookedAt", m.needs_look as "needsLook", m.cap_day as "capDay"`,
    [tx.workspaceId, claims.map((c) => c.id), claims.map((c) => c.fence), tx.now, leaseUntil])

/** How a mailbox stands on a day; `day` is null where nothing was counted lately. */
export interface MailboxNow { mailboxId: string; day: string | null; mailboxStatus: string; mailboxReason: string | null; pausedUntil: Date | null; sent: number; dailyLimit: number; stopped: boolean }

export const mailboxesNow = (tx: Tx, ids: readonly string[]): Promise<MailboxNow[]> =>
  tx.named<MailboxNow>('sending.mailboxes_now', `
    select b.id as "mailboxId", d.day, b.status as "mailboxStatus", b.status_reason as "mailboxReason", b.paused_until as "pausedUntil", b.daily_limit as "dailyLimit",
           coalesce(d.sent, 0) as sent, exists (select from sending_stops s where s.workspace_id = $1) as stopped
      from mailboxes b left join mailbox_days d on d.workspace_id = $1 and d.mailbox_id = b.id and d.day > ($3::timestamptz)::date - 3
     where b.workspace_id = $1 and b.id = any($2)`, [tx.workspaceId, [...ids], tx.now])

/** How things stand with mails that could not be handed over: why not. */
export const standingsOf = (tx: Tx, ids: readonly string[]): Promise<Standing[]> =>
  tx.named<Standing>('sending.standings_of', `
    select m.id, m.state, m.fence, m.window_end as "windowEnd", m.needs_look as "needsLook", m.looked_at as "lookedAt", m.origin, m.mailbox_id as "mailboxId", m.lead_id as "leadId",
           m.campaign_id as "campaignId", m.enrollment_id as "enrollmentId", m.step_id as "stepId", m.step_no as "stepNo", m.tone, m.cap_day as "capDay",
           b.status as "mailboxStatus", b.status_reason as "mailboxReason", b.paused_until as "pausedUntil", b.daily_limit as "dailyLimit",
           coalesce((select d.sent from mailbox_days d where d.workspace_id = $1 and d.mailbox_id = m.mailbox_id and d.day = m.cap_day), 0) as sent,
           exists (select from sending_stops s where s.workspace_id = $1) as stopped
      from messages m join mailboxes b on b.workspace_id = m.workspace_id and b.id = m.mailbox_id
     where m.workspace_id = $1 and m.id = any($2)`, [tx.workspaceId, [...ids]])

/**
 * A mail that was to be handed over in this transaction and may not leave goes back. `handedBefore`: when it was handed over
 * at an earlier attempt, which may have shown its bytes to a server.
 */
export const putBack = (tx: Tx, { id, fence }: Pick<Standing, 'id' | 'fence'>, handedBefore: Date | null, to: { state: MessageState; reason: Reason | null; dueAt?: Date }): Promise<number> =>
  tx.run(sql`
    update messages set state = ${to.state}, reason = ${to.reason?.sentence ?? null}, reason_code = ${to.reason?.code ?? null}, due_at = coalesce(${to.dueAt ?? null}::timestamptz, due_at),
           handed_at = ${handedBefore}, lease_until = null, leased_by = null, cap_day = null, looked_at = case when ${to.state} = 'planned' then null else looked_at end
     where workspace_id = ${tx.workspaceId} and id = ${id} and fence = ${fence} and state = 'handed'`)

// ── Results ──

export interface Ended { id: string; fence: number; reply: string | null; wireMessageId: string | null; left?: readonly LeftOut[] | undefined }
export type Took = Pick<Message, 'id' | 'mailboxId' | 'leadId' | 'campaignId' | 'enrollmentId' | 'stepId' | 'stepNo' | 'tone' | 'origin'> & { wasInDoubt: boolean }

/** `noted`: what becomes of the attempts, `answer`: what is asked of the rows taken. */
const accepting = (from: 'handed' | 'unconfirmed', noted: string, answer: string): string => `
    with ok as (
      update messages m set state = 'accepted', accepted_at = $6, smtp_reply = e.reply, wire_message_id = coalesce(e.wire, m.wire_message_id),
             lease_until = null, next_attempt_at = null, reason = null, reason_code = null
        from unnest($2::uuid[], $3::int[], $4::text[], $5::text[]) as e (id, fence, reply, wire)
       where m.workspace_id = $1 and m.id = e.id and m.fence = e.fence and m.state = '${from}'
      returning m.id, m.mailbox_id, m.lead_id, m.campaign_id, m.enrollment_id, m.step_id, m.step_no, m.tone, m.origin, m.fence, m.smtp_reply),
    ${noted}forgiven as (
      update mailboxes b set refusals_in_a_row = 0
       where b.workspace_id = $1 and b.id in (select mailbox_id from ok) and b.refusals_in_a_row > 0)
    select ${answer} from ok`
const endings = (tx: Tx, all: readonly Ended[]): unknown[] => [tx.workspaceId, all.map((e) => e.id), all.map((e) => e.fence), all.map((e) => e.reply), all.map((e) => e.wireMessageId), tx.now]

/**
 * All mails a server has just taken, in one statement; `from` says what they were before. A fence that has moved on is
 * not touched. Rows handed over belong to one worker alone, so no lock order has to be kept. Their mailboxes are no
 * longer refused for policy. The attempt that was accepted is in the mail's own row (see `attemptsOf`), unless it was
 * written down before.
 */
export const acceptAll = (tx: Tx, from: 'handed' | 'unconfirmed', all: readonly Ended[]): Promise<Omit<Took, 'wasInDoubt'>[]> =>
  tx.named(`sending.accept_${from}`, accepting(from, `
    noted as (
      update attempts a set ended_at = $6, outcome = 'accepted', reply = ok.smtp_reply from ok
       where a.workspace_id = $1 and a.message_id = ok.id and a.no = ok.fence),
    `, `
    id, mailbox_id as "mailboxId", lead_id as "leadId", campaign_id as "campaignId", enrollment_id as "enrollmentId", step_id as "stepId", step_no as "stepNo", tone, origin`), endings(tx, all))

/** The same where nothing has come in between: no attempt is written down, the mail's own row tells of it. */
export const acceptExpected = async (tx: Tx, all: readonly Ended[]): Promise<number> =>
  (await tx.named('sending.accept_expected', accepting('handed', '', 'id'), endings(tx, all))).length

/** Who in copy did not get it, in the server's words. */
export const noteLeftOut = (tx: Tx, id: string, left: readonly { address: string; words: string }[]): Promise<number> =>
  tx.run(sql`
    update messages m set copies = (
        select jsonb_agg(case when l.words is null then c.copy else c.copy || jsonb_build_object('refused', l.words) end order by c.place)
          from jsonb_array_elements(m.copies) with ordinality as c (copy, place)
          left join unnest(${left.map((l) => l.address)}::text[], ${left.map((l) => l.words)}::text[]) as l (address, words) on l.address = c.copy->>'address')
     where m.workspace_id = ${tx.workspaceId} and m.id = ${id} and m.copies is not null`)

export const countRefusal = (tx: Tx, mailboxId: string): Promise<{ inARow: number }> =>
  tx.one(sql`update mailboxes set refusals_in_a_row = refusals_in_a_row + 1 where workspace_id = ${tx.workspaceId} and id = ${mailboxId} returning refusals_in_a_row as "inARow"`)

/** The row of an attempt whose end is known, if the fence still is ours. */
export const lockByFence = (tx: Tx, id: string, fence: number): Promise<(Message & { capDay: string | null; firstAttemptAt: Date }) | undefined> =>
  tx.maybe(sql`
    select ${messageColumns}, m.cap_day as "capDay", m.first_attempt_at as "firstAttemptAt" from messages m
     where m.workspace_id = ${tx.workspaceId} and m.id = ${id} and m.fence = ${fence} and m.state in ('claimed', 'handed', 'unconfirmed') for update`)

export interface Settled { state: MessageState; reason: Reason | null; dueAt?: Date; nextAttemptAt?: Date | null; smtpReply: string | null; keepDay: boolean; notAnAttempt?: boolean }

export const settleAttempt = (tx: Tx, id: string, to: Settled): Promise<number> =>
  tx.run(sql`
    update messages set state = ${to.state}, reason = ${to.reason?.sentence ?? null}, reason_code = ${to.reason?.code ?? null}, due_at = coalesce(${to.dueAt ?? null}::timestamptz, due_at),
           next_attempt_at = ${to.nextAttemptAt ?? null}, smtp_reply = coalesce(${to.smtpReply}, smtp_reply), lease_until = null, leased_by = null,
           cap_day = case when ${to.keepDay} then cap_day end, attempts = attempts - ${to.notAnAttempt ? 1 : 0}, looks = case when ${to.state} = 'unconfirmed' then 0 else looks end,
           last_look_at = case when ${to.state} = 'unconfirmed' then null else last_look_at end
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** What had been taken up, and by whom. */
export type Attempted = Pick<Claim, 'id' | 'fence' | 'worker' | 'claimedAt'>

export const endAttempt = (tx: Tx, { id, fence, worker, claimedAt }: Attempted, outcome: string, reply: string | null): Promise<number> =>
  tx.run(sql`
    insert into attempts (workspace_id, message_id, no, worker, started_at, ended_at, outcome, reply)
    values (${tx.workspaceId}, ${id}, ${fence}, ${worker}, ${claimedAt}, ${tx.now}, ${outcome}, ${reply})
    on conflict (workspace_id, message_id, no) do update set ended_at = excluded.ended_at, outcome = excluded.outcome, reply = excluded.reply`)

/** How often in the last week this lead's mailbox was full. */
export const fullBounces = (tx: Tx, leadId: string): Promise<{ n: number }> =>
  tx.one(sql`
    select count(*) as n from attempts a join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id
     where a.workspace_id = ${tx.workspaceId} and m.lead_id = ${leadId} and a.outcome = 'mailbox_full' and a.ended_at > ${tx.now}::timestamptz - interval '7 days'`)

export const renewLeases = (tx: Tx, ids: readonly string[], worker: string, until: Date): Promise<{ id: string }[]> =>
  tx.named('sending.renew', `
    update messages m set lease_until = $4 where workspace_id = $1 and id = any($2) and leased_by = $3 and m.state in ('claimed', 'handed') returning id`,
    [tx.workspaceId, [...ids], worker, until])
