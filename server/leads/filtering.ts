// A filter of the contract becomes SQL. Fields and operators are looked up here; every value is bound; nothing a caller
// sends becomes text of a statement.
import type { Activity, CampaignStage, Condition, LeadFilter } from '#contract/lead-filter'
import { sql, type RawBuilder } from '#platform/db'
import { fold, likeText } from '#platform/folding'

type Piece = RawBuilder<unknown>
export interface About { workspaceId: string; now: Date }

/** The where-part of a filter over `leads l`. */
export function whereOf(filter: LeadFilter, about: About): Piece {
  if ('all' in filter) return together(filter.all.map((f) => whereOf(f, about)), sql` and `, sql`true`)
  if ('any' in filter) return together(filter.any.map((f) => whereOf(f, about)), sql` or `, sql`true`)
  if ('none' in filter) return filter.none.length ? sql`(${together(filter.none.map((f) => whereOf(f, about)), sql` or `, sql`false`)}) is not true` : sql`true`
  return condition(filter, about)
}

const together = (pieces: Piece[], by: Piece, empty: Piece): Piece => (pieces.length ? sql`(${sql.join(pieces, by)})` : empty)

// A function, for it is used before it stands; the tables of neighbours are asked because a filter over leads must be one statement.
function ofCompany(column: Piece): Piece { return sql`(select ${column} from companies c where c.workspace_id = l.workspace_id and c.id = l.company_id)` }

const texts: Record<string, Piece> = {
  email: sql`l.email`, emailDomain: sql`split_part(l.email, '@', 2)`, firstName: sql`l.first_name`, lastName: sql`l.last_name`, title: sql`l.title`,
  companyName: sql`l.company_name`, phone: sql`l.phone`, city: sql`l.city`, country: sql`l.country`, timeZone: sql`l.time_zone`,
  language: sql`l.language`, source: sql`l.source`, notes: sql`l.notes`,
  companyDomain: ofCompany(sql`c.domain`), companyIndustry: ofCompany(sql`c.industry`), companySize: ofCompany(sql`c.size`), companyCity: ofCompany(sql`c.city`), companyCountry: ofCompany(sql`c.country`),
}
const times: Record<string, Piece> = {
  createdAt: sql`l.created_at`, updatedAt: sql`l.updated_at`, lastActivityAt: sql`l.last_activity_at`,
  repliedAt: sql`l.replied_at`, bouncedAt: sql`l.bounced_at`, optedOutAt: sql`l.opted_out_at`,
}

function condition(c: Condition, about: About): Piece {
  if (c.field === 'custom') return custom(c, about.now)
  // Scores and address checks are told by rooms above; a filter over leads must be one statement.
  if (c.field === 'score') return sql`coalesce((select s.score from lead_scores s where s.workspace_id = ${about.workspaceId}::uuid and s.lead_id = l.id), 0) ${c.op === 'atLeast' ? sql`>=` : sql`<=`} ${c.value}`
  if (c.field === 'scoreClass') return negate(c.op === 'notIn', sql`exists (select 1 from lead_scores s where s.workspace_id = ${about.workspaceId}::uuid and s.lead_id = l.id and s.class = any(${c.value}))`)
  if (c.field === 'addressCheck') return negate(c.op === 'notIn', sql`exists (select 1 from address_checks a where a.workspace_id = ${about.workspaceId}::uuid and a.lead_id = l.id and a.address = l.email and a.verdict = any(${c.value}))`)
  if (c.field === 'status') return negate(c.op === 'notIn', sql`l.status = any(${c.value})`)
  if (c.field === 'tags') return tags(c)
  if (c.field === 'activity') return negate(c.op === 'didNot', did(c, about))
  if (c.field === 'campaignStage') return negate(c.op === 'notIn', stands(c, about))
  if (c.field in texts) return text(texts[c.field]!, c as TextCondition)
  if (c.field in times) return time(times[c.field]!, c as TimeCondition, about.now)
  if ('value' in c && typeof c.value === 'boolean') return negate(!c.value, yesNo(c.field, about))
  return belongs(c as BelongsCondition, about)
}

// A field of one's own. Files brought numbers and days as text before they were described: they count, too, where they read as one.
function custom(c: Extract<Condition, { field: 'custom' }>, now: Date): Piece {
  const raw = sql`(l.custom -> ${c.key}::text)`, words = sql`(l.custom ->> ${c.key}::text)`
  const among = (values: string[]) => sql`coalesce(lower(${words}) = any(${values.map((v) => v.toLowerCase())}::text[]) or (jsonb_typeof(${raw}) = 'array' and ${raw} ?| ${values}::text[]), false)`
  const number = sql`case when jsonb_typeof(${raw}) = 'number' or ${words} ~ '^-?[0-9]{1,15}([.][0-9]{1,10})?$' then ${words}::numeric end`
  const day = sql`case when ${words} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' then left(${words}, 10) end`
  const dayAt = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)
  switch (c.op) {
    case 'is': return among([c.value])
    case 'isNot': return negate(true, among([c.value]))
    case 'in': return among(c.value)
    case 'notIn': return negate(true, among(c.value))
    case 'equals': return sql`${number} = ${c.value}::numeric`
    case 'greaterThan': return sql`${number} > ${c.value}::numeric`
    case 'lessThan': return sql`${number} < ${c.value}::numeric`
    case 'atLeast': return sql`${number} >= ${c.value}::numeric`
    case 'atMost': return sql`${number} <= ${c.value}::numeric`
    case 'before': return sql`${day} < ${c.value}::text`
    case 'after': return sql`${day} > ${c.value}::text`
    case 'withinDays': return sql`${day} between ${dayAt(-c.value)}::text and ${dayAt(0)}::text`
    case 'olderThanDays': return sql`${day} < ${dayAt(-c.value)}::text`
    case 'inNextDays': return sql`${day} between ${dayAt(0)}::text and ${dayAt(c.value)}::text`
    default: return text(words, c)
  }
}

type TextCondition = { op: string; value?: string | string[] }
function text(field: Piece, c: TextCondition): Piece {
  if (c.op === 'isEmpty') return sql`coalesce(${field}, '') = ''`
  if (c.op === 'isNotEmpty') return sql`coalesce(${field}, '') <> ''`
  const folded = sql`lower(coalesce(${field}, ''))`
  if (Array.isArray(c.value)) return negate(c.op === 'notIn', sql`${folded} = any(${c.value.map((v) => v.toLowerCase())})`)
  const value = (c.value ?? '').toLowerCase()
  const like = (pattern: string) => sql`${folded} like ${pattern}`
  switch (c.op) {
    case 'is': return sql`${folded} = ${value}`
    case 'isNot': return sql`${folded} <> ${value}`
    case 'startsWith': return like(`${likeText(value)}%`)
    case 'endsWith': return like(`%${likeText(value)}`)
    case 'notContains': return negate(true, like(`%${likeText(value)}%`))
    default: return like(`%${likeText(value)}%`)
  }
}

type TimeCondition = { op: string; value?: string | number }
function time(field: Piece, c: TimeCondition, now: Date): Piece {
  switch (c.op) {
    case 'isEmpty': return sql`${field} is null`
    case 'isNotEmpty': return sql`${field} is not null`
    case 'before': return sql`${field} < ${String(c.value)}::timestamptz`
    case 'after': return sql`${field} > ${String(c.value)}::timestamptz`
    default: {
      const since = new Date(now.getTime() - Number(c.value) * 86_400_000)
      return c.op === 'withinDays' ? sql`${field} >= ${since}` : sql`${field} < ${since}`
    }
  }
}

function tags(c: Extract<Condition, { field: 'tags' }>): Piece {
  switch (c.op) {
    case 'isEmpty': return sql`l.tags = '{}'`
    case 'isNotEmpty': return sql`l.tags <> '{}'`
    case 'hasAll': return sql`(l.tags <> '{}' and l.tags @> ${c.value}::text[])`
    case 'hasAny': return sql`(l.tags <> '{}' and l.tags && ${c.value}::text[])`
    case 'hasNone': return sql`not l.tags && ${c.value}::text[]`
  }
}

// Membership of campaigns is asked here although that room is built above: a filter over leads must be one statement.
const inCampaign = (about: About, which: Piece): Piece =>
  sql`exists (select 1 from enrollments e where e.workspace_id = ${about.workspaceId}::uuid and e.lead_id = l.id ${which})`

type BelongsCondition = { field: 'list' | 'campaign' | 'import' | 'company' | 'owner'; op: string; value?: string[] }
function belongs(c: BelongsCondition, about: About): Piece {
  const no = c.op === 'notIn' || c.op === 'isEmpty'
  const chosen = (field: Piece) => (c.value ? sql`coalesce(${field} = any(${c.value}::uuid[]), false)` : sql`${field} is not null`)
  switch (c.field) {
    case 'company': return negate(no, chosen(sql`l.company_id`))
    case 'owner': return negate(no, chosen(sql`l.owner_id`))
    case 'import': return negate(no, chosen(sql`l.import_id`))
    case 'campaign': return negate(no, inCampaign(about, sql`and e.campaign_id = any(${c.value ?? []}::uuid[])`))
    case 'list': return negate(no, sql`exists (select 1 from list_members m where m.workspace_id = ${about.workspaceId}::uuid and m.lead_id = l.id
      ${c.value ? sql`and m.list_id = any(${c.value}::uuid[])` : sql``})`)
  }
}

const factOf: Record<Activity, string[]> = {
  sent: ['message.sent'], opened: ['message.opened'], clicked: ['link.clicked'], replied: ['reply.received'], interested: ['lead.interested'], auto_replied: ['auto_reply.received'],
  bounced: ['bounce.received'], unsubscribed: ['lead.unsubscribed', 'opt_out.received'], met: ['meeting.booked'],
}
// The set of all who did it, made once and then looked up, instead of a probe for each lead.
function did(c: Extract<Condition, { field: 'activity' }>, about: About): Piece {
  const since = c.withinDays === undefined ? undefined : new Date(about.now.getTime() - c.withinDays * 86_400_000)
  return sql`l.id in (select e.lead_id from events e where e.workspace_id = ${about.workspaceId}::uuid and e.lead_id is not null and e.type = any(${factOf[c.what]}::text[])
    ${since ? sql`and e.at >= ${since}` : sql``} ${c.campaign ? sql`and e.campaign_id = ${c.campaign}::uuid` : sql``} ${(c.times ?? 1) > 1 ? sql`group by e.lead_id having count(*) >= ${c.times}` : sql``})`
}

/** A meeting that was booked after the answer is the reason then, and it is an answer still. */
const answered = sql`(e.reason_code is not distinct from 'replied' or e.course ? 'answered')`
const stageOf: Record<CampaignStage, Piece> = {
  under_way: sql`e.state in ('preparing', 'ready', 'scheduled', 'waiting')`, waits_for_us: sql`e.state in ('waiting_approval', 'paused', 'held')`, finished: sql`e.state = 'finished'`,
  replied: sql`e.state = 'stopped' and ${answered}`, stopped: sql`e.state = 'stopped' and not ${answered}`, skipped: sql`e.state = 'skipped'`,
}
const stands = (c: Extract<Condition, { field: 'campaignStage' }>, about: About): Piece =>
  sql`l.id in (select e.lead_id from enrollments e where e.workspace_id = ${about.workspaceId}::uuid and (${sql.join(c.value.map((v) => stageOf[v]), sql` or `)}) ${c.campaign ? sql`and e.campaign_id = ${c.campaign}::uuid` : sql``})`

function yesNo(field: string, about: About): Piece {
  switch (field) {
    case 'hasReplied': return sql`l.replied_at is not null`
    case 'bounced': return sql`l.bounced_at is not null`
    case 'optedOut': return sql`l.opted_out_at is not null`
    case 'hasCompany': return sql`l.company_id is not null`
    case 'inCampaign': return inCampaign(about, sql``)
    default: return suppressed(about)
  }
}

// Hashed lookups for each row (address; domain and its parents; company; the address's hash only where the list holds hashes) instead of a probe into the index: the whole of
// 100,000 leads is sifted in well under a second.
const suppressed = (about: About): Piece => sql`(
  l.email in (select s.value from suppressions s where s.workspace_id = ${about.workspaceId}::uuid and s.kind = 'address')
  or exists (select 1 from unnest(email_domains(l.email)) d
              where d in (select s.value from suppressions s where s.workspace_id = ${about.workspaceId}::uuid and s.kind in ('domain', 'company_domain')))
  or coalesce(l.company_id::text in (select s.value from suppressions s where s.workspace_id = ${about.workspaceId}::uuid and s.kind = 'company'), false)
  or (exists (select from suppressions s where s.workspace_id = ${about.workspaceId}::uuid and s.kind = 'hash')
      and address_hash(l.email) in (select s.value from suppressions s where s.workspace_id = ${about.workspaceId}::uuid and s.kind = 'hash')))`

const negate = (no: boolean, piece: Piece): Piece => (no ? sql`not (${piece})` : piece)

/** Each word of what was typed must occur somewhere in name, address, company or title; as patterns for LIKE. */
export const patternsOf = (search: string | undefined): string[] =>
  fold(search ?? '').split(/\s+/).filter(Boolean).slice(0, 8).map((word) => `%${likeText(word)}%`)

// Through a function, for LIKE may not use an index behind the wall; see the migrations. It answers where the rows lie in the very
// snapshot of the statement; the planner must not ask it beforehand, hence the select around it.
export function searchWhere(search: string | undefined): Piece {
  const patterns = patternsOf(search)
  return patterns.length ? sql`l.ctid = any((select matching_places(${patterns}::text[]))::tid[])` : sql`true`
}
