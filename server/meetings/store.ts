// The questions about meetings, booking links and feeds, one function each.
import { sql, type Tx } from '#platform/db'
import type { Meeting, NewMeeting } from './meeting.ts'

const columns = sql`m.id, m.title, m.start_at as "startAt", m.end_at as "endAt", m.time_zone as "timeZone", m.place, m.notes, m.status, m.reason, m.lead_id as "leadId", m.company_id as "companyId", m.deal_id as "dealId",
  m.owner_id as "ownerId", m.booked_name as "bookedName", m.booked_email as "bookedEmail", m.source, m.external_id as "externalId", m.sequence, m.created_by as "createdBy", m.created_at as "createdAt", m.updated_at as "updatedAt"`
export interface ShownMeeting extends Meeting { leadName: string | null; companyName: string | null; ownerName: string | null }
const shown = sql`${columns}, coalesce(nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), ''), l.email) as "leadName", c.name as "companyName", u.name as "ownerName"`
const withNames = sql`left join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id left join companies c on c.workspace_id = m.workspace_id and c.id = coalesce(m.company_id, l.company_id) left join users u on u.id = m.owner_id`

export const lockMeeting = (tx: Tx, id: string): Promise<Meeting | undefined> => tx.maybe(sql`select ${columns} from meetings m where m.workspace_id = ${tx.workspaceId} and m.id = ${id} for update`)
export const meetingById = (tx: Tx, id: string): Promise<Meeting | undefined> => tx.maybe(sql`select ${columns} from meetings m where m.workspace_id = ${tx.workspaceId} and m.id = ${id}`)
export const meetingOfSource = (tx: Tx, source: string, externalId: string): Promise<Meeting | undefined> =>
  tx.maybe(sql`select ${columns} from meetings m where m.workspace_id = ${tx.workspaceId} and m.source = ${source} and m.external_id = ${externalId} for update`)
export const shownMeeting = (tx: Tx, id: string): Promise<ShownMeeting | undefined> => tx.maybe(sql`select ${shown} from meetings m ${withNames} where m.workspace_id = ${tx.workspaceId} and m.id = ${id}`)

/** Undefined: this booking is known already. */
export const insertMeeting = async (tx: Tx, m: NewMeeting): Promise<string | undefined> =>
  (await tx.maybe<{ id: string }>(sql`
    insert into meetings (workspace_id, title, start_at, end_at, time_zone, place, notes, status, reason, lead_id, company_id, deal_id, owner_id, booked_name, booked_email, source, external_id, created_by, created_at, updated_at)
    values (${tx.workspaceId}, ${m.title}, ${m.startAt}, ${m.endAt}, ${m.timeZone}, ${m.place}, ${m.notes}, ${m.status}, ${m.reason}, ${m.leadId}, ${m.companyId}, ${m.dealId}, ${m.ownerId}, ${m.bookedName}, ${m.bookedEmail}, ${m.source}, ${m.externalId}, ${m.createdBy}, ${tx.now}, ${tx.now})
    on conflict (workspace_id, source, external_id) where external_id is not null do nothing returning id`))?.id

export const rewriteMeeting = (tx: Tx, m: Meeting): Promise<number> =>
  tx.run(sql`
    update meetings set title = ${m.title}, start_at = ${m.startAt}, end_at = ${m.endAt}, time_zone = ${m.timeZone}, place = ${m.place}, notes = ${m.notes}, status = ${m.status}, reason = ${m.reason}, lead_id = ${m.leadId},
           company_id = ${m.companyId}, deal_id = ${m.dealId}, owner_id = ${m.ownerId}, sequence = sequence + 1, updated_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${m.id}`)
export const removeMeeting = (tx: Tx, id: string): Promise<number> => tx.run(sql`delete from meetings where workspace_id = ${tx.workspaceId} and id = ${id}`)

export interface MeetingQuestion { when: 'coming' | 'past' | 'all'; owner: string | null; leadId?: string | undefined; companyId?: string | undefined; dealId?: string | undefined; unmatched: boolean; after: [string, string] | undefined; limit: number }
export const meetingPage = (tx: Tx, q: MeetingQuestion): Promise<ShownMeeting[]> => {
  const up = q.when === 'coming'
  return tx.many(sql`
    select ${shown} from meetings m ${withNames} where m.workspace_id = ${tx.workspaceId}
       ${q.when === 'coming' ? sql`and m.end_at > ${tx.now} and m.status = 'booked'` : q.when === 'past' ? sql`and (m.end_at <= ${tx.now} or m.status <> 'booked')` : sql``}
       ${q.owner ? sql`and m.owner_id = ${q.owner}::uuid` : sql``} ${q.leadId ? sql`and m.lead_id = ${q.leadId}::uuid` : sql``} ${q.dealId ? sql`and m.deal_id = ${q.dealId}::uuid` : sql``}
       ${q.companyId ? sql`and (m.company_id = ${q.companyId}::uuid or l.company_id = ${q.companyId}::uuid)` : sql``} ${q.unmatched ? sql`and m.lead_id is null and m.booked_email is not null` : sql``}
       ${q.after ? sql`and (date_trunc('milliseconds', m.start_at), m.id) ${up ? sql`>` : sql`<`} (${q.after[0]}::timestamptz, ${q.after[1]}::uuid)` : sql``}
     order by date_trunc('milliseconds', m.start_at) ${up ? sql`asc` : sql`desc`}, m.id ${up ? sql`asc` : sql`desc`} limit ${q.limit}`)
}

// ── Where people are booked ──

export interface BookingLinkRow { userId: string; url: string; signingKey: string | null; accessToken: string | null; account: string | null; subscription: string | null; connectedAt: Date | null; heardAt: Date | null }
const linkColumns = sql`user_id as "userId", url, signing_key as "signingKey", access_token as "accessToken", account, subscription, connected_at as "connectedAt", heard_at as "heardAt"`
export const linkOf = (tx: Tx, userId: string): Promise<BookingLinkRow | undefined> => tx.maybe(sql`select ${linkColumns} from booking_links where workspace_id = ${tx.workspaceId} and user_id = ${userId}`)
export const saveLink = (tx: Tx, userId: string, url: string): Promise<number> =>
  tx.run(sql`insert into booking_links (workspace_id, user_id, url) values (${tx.workspaceId}, ${userId}, ${url}) on conflict (workspace_id, user_id) do update set url = excluded.url`)
export const dropLink = (tx: Tx, userId: string): Promise<number> => tx.run(sql`delete from booking_links where workspace_id = ${tx.workspaceId} and user_id = ${userId} and hook_hash is null`)
export const saveConnection = (tx: Tx, userId: string, c: { url: string; hookHash: Buffer; signingKey: string; accessToken: string; account: string; subscription: string }): Promise<number> =>
  tx.run(sql`
    insert into booking_links (workspace_id, user_id, url, hook_hash, signing_key, access_token, account, subscription, connected_at)
    values (${tx.workspaceId}, ${userId}, ${c.url}, ${c.hookHash}, ${c.signingKey}, ${c.accessToken}, ${c.account}, ${c.subscription}, ${tx.now})
    on conflict (workspace_id, user_id) do update set url = excluded.url, hook_hash = excluded.hook_hash, signing_key = excluded.signing_key, access_token = excluded.access_token, account = excluded.account,
      subscription = excluded.subscription, connected_at = excluded.connected_at, heard_at = null`)
export const dropConnection = (tx: Tx, userId: string): Promise<number> =>
  tx.run(sql`update booking_links set hook_hash = null, signing_key = null, access_token = null, account = null, subscription = null, connected_at = null, heard_at = null where workspace_id = ${tx.workspaceId} and user_id = ${userId}`)
export const markHeard = (tx: Tx, userId: string): Promise<number> => tx.run(sql`update booking_links set heard_at = ${tx.now} where workspace_id = ${tx.workspaceId} and user_id = ${userId}`)

/** False: heard before. What is too old to be accepted anyway is forgotten. */
export const hearOnce = async (tx: Tx, digest: Buffer): Promise<boolean> => {
  await tx.run(sql`delete from heard_hooks where workspace_id = ${tx.workspaceId} and at < ${tx.now}::timestamptz - interval '1 hour'`)
  return (await tx.run(sql`insert into heard_hooks (workspace_id, digest, at) values (${tx.workspaceId}, ${digest}, ${tx.now}) on conflict do nothing`)) > 0
}

// ── Feeds ──

export const feedOf = (tx: Tx, userId: string): Promise<{ token: string; createdAt: Date } | undefined> =>
  tx.maybe(sql`select token, created_at as "createdAt" from calendar_feeds where workspace_id = ${tx.workspaceId} and user_id = ${userId}`)
export const saveFeed = (tx: Tx, userId: string, token: { hash: Buffer; sealed: string }): Promise<number> =>
  tx.run(sql`insert into calendar_feeds (workspace_id, user_id, token_hash, token, created_at) values (${tx.workspaceId}, ${userId}, ${token.hash}, ${token.sealed}, ${tx.now})
    on conflict (workspace_id, user_id) do update set token_hash = excluded.token_hash, token = excluded.token, created_at = excluded.created_at`)
export const dropFeed = (tx: Tx, userId: string): Promise<number> => tx.run(sql`delete from calendar_feeds where workspace_id = ${tx.workspaceId} and user_id = ${userId}`)

export const meetingsFor = (tx: Tx, userId: string): Promise<ShownMeeting[]> =>
  tx.many(sql`select ${shown} from meetings m ${withNames} where m.workspace_id = ${tx.workspaceId} and m.owner_id = ${userId}::uuid and m.end_at > ${tx.now}::timestamptz - interval '90 days' order by m.start_at limit 2000`)
