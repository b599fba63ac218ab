// The questions about the line: who gives a place back, who gets the next one.
import { sql, type Tx } from '#platform/db'

/**
 * A whole campaign stands still: everybody with a place in the queue gives it back. Who stands at a condition or a task has none and
 * goes on waiting for it; but a draft decides nothing, and while a campaign rests nothing is asked of a person. Where it goes on at
 * once, with other hours perhaps, conditions are to be looked at anew.
 */
export async function giveBackPlaces(tx: Tx, campaignId: string, reason: string, code: string): Promise<void> {
  const here = sql`workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId}`
  const goOn = code === 'campaign_draft' ? [] : code === 'campaign_paused' ? ['condition'] : ['condition', 'task']
  await tx.run(sql`update enrollments set state = 'ready', reason = ${reason}, reason_code = ${code}, next_at = null, updated_at = ${tx.now}
                    where ${here} and (state = 'scheduled' or (state = 'waiting' and coalesce(reason_code, '') <> all(${goOn}::text[])) or (state = 'ready' and (step_id is not null or ${code}::text <> 'in_line')))`)
  if (code === 'in_line') await tx.run(sql`update enrollments set wake_at = ${tx.now} where ${here} and state = 'waiting' and reason_code = 'condition'`)
}

/** More than so many are to be looked at now. */
export const moreWakeThan = async (tx: Tx, campaignId: string, many: number): Promise<boolean> =>
  (await tx.one<{ are: boolean }>(sql`select exists (select from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null and wake_at <= ${tx.now} offset ${many}::int) as are`)).are

export interface InLine { id: string; leadId: string; mailboxId: string | null; /** Its next mail is its first. */ first: boolean }
/**
 * Who is in line for a place: follow-ups first (by age); then first mails by priority and in the order they came, at most `firsts`
 * of them, and of one owner no more than may be under way. Two questions, so that each reads its index from the front. First mails
 * for which there is no place now are left out, or sixty of them in front would keep all others from theirs: those of `full`
 * mailboxes, those of kinds (line.ts) that found none, and those whose own day lies beyond `until`. `mayMoveTo`: the campaign's
 * mailboxes, where one of them has room. Who would be written to from none of these (isAstray) gets another one with a place, so that
 * it does not matter whether the old one can send or is full.
 */
export async function firstInLine(tx: Tx, campaignId: string, o: { stuckMailboxes: string[]; full: readonly string[]; without: readonly string[]; mayMoveTo: readonly string[] | null; until: Date; most: number; firsts: number | null; perOwner: number | null }): Promise<InLine[]> {
  const ready = sql`workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and state = 'ready'`
  const not = (mailboxIds: readonly string[]) => sql`(mailbox_id is null or mailbox_id <> all(${[...mailboxIds]}::uuid[]))`
  const followUps = await tx.many<InLine>(sql`select id, lead_id as "leadId", mailbox_id as "mailboxId", false as first from enrollments where ${ready} and ${not(o.stuckMailboxes)} and last_sent_at is not null order by last_sent_at, created_at, id limit ${o.most}`)
  const room = Math.min(o.most - followUps.length, o.firsts ?? o.most)
  if (room <= 0) return followUps
  const mayHavePlace = sql`(${not([...o.stuckMailboxes, ...o.full])}
    ${o.without.length ? sql`and coalesce(mailbox_id::text, '') || ' ' || coalesce(time_zone, '') || ' ' || coalesce(country, '') <> all(${[...o.without]}::text[])` : sql``})`
  const moves = o.mayMoveTo === null ? sql`` : sql`or (thread_after is null and mailbox_id <> all(${[...o.mayMoveTo]}::uuid[]) and (deputy_of is null or deputy_of <> all(${[...o.mayMoveTo]}::uuid[])))`
  const unwritten = sql`${ready} and last_sent_at is null and (resume_at is null or resume_at <= ${o.until}) and (${mayHavePlace} ${moves})`
  const firsts = o.perOwner === null
    ? await tx.many<InLine>(sql`select id, lead_id as "leadId", mailbox_id as "mailboxId", true as first from enrollments where ${unwritten} order by priority desc, created_at, id limit ${room}`)
    : await tx.many<InLine>(sql`
        select r.id, r."leadId", r."mailboxId", true as first from (
          select id, lead_id as "leadId", mailbox_id as "mailboxId", owner_id, priority, created_at, row_number() over (partition by owner_id order by priority desc, created_at, id) as place
            from enrollments where ${unwritten}) r
          left join (select owner_id, count(*) as n from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null
                        and (last_sent_at is not null or state in ('scheduled', 'waiting')) group by 1) active on active.owner_id is not distinct from r.owner_id
         where r.place <= ${o.perOwner} - coalesce(active.n, 0)
         order by r.priority desc, r.created_at, r.id limit ${room}`)
  return [...followUps, ...firsts]
}

/** Under way (written to, or with a place) of the lead's owner in a campaign. */
export const activeOfOwner = async (tx: Tx, campaignId: string, ownerId: string | null): Promise<number> =>
  (await tx.one<{ n: number }>(sql`select count(*) as n from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null
     and owner_id is not distinct from ${ownerId}::uuid and (last_sent_at is not null or state in ('scheduled', 'waiting'))`)).n

export const lineLength = async (tx: Tx, campaignId: string): Promise<{ first: number; followUps: number }> =>
  tx.one(sql`select count(*) filter (where last_sent_at is null) as first, count(*) filter (where last_sent_at is not null) as "followUps"
               from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and state = 'ready'`)

/** When the next mail is due from a mailbox for which the letterbox is looked into first. */
export const nextFollowUpAt = async (tx: Tx, mailboxId: string): Promise<Date | null> =>
  (await tx.one<{ at: Date | null }>(sql`
    select min(next_at) as at from enrollments where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and ended_at is null and state in ('scheduled', 'waiting')
       and next_at > ${tx.now} and (state = 'waiting' or last_sent_at is not null or came_from is not null)`)).at
