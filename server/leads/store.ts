// The questions about leads, one function each.
import { sql, type RawBuilder, type Tx } from '#platform/db'
import { fold, likeText } from '#platform/folding'
import type { Lead, LeadFields } from './lead.ts'

export const leadColumns = sql`l.id, l.email, l.first_name as "firstName", l.last_name as "lastName", l.title, l.phone, l.linkedin_url as "linkedinUrl",
  l.company_id as "companyId", l.company_name as "companyName", l.city, l.country, l.time_zone as "timeZone", l.language, l.status, l.tags, l.custom, l.notes,
  l.source, l.owner_id as "ownerId", l.import_id as "importId", l.created_at as "createdAt", l.updated_at as "updatedAt",
  l.last_activity_at as "lastActivityAt", l.replied_at as "repliedAt", l.bounced_at as "bouncedAt", l.opted_out_at as "optedOutAt", l.deleted_at as "deletedAt"`

/** In the trash too; see `deletedAt`. */
export const findLead = (tx: Tx, id: string): Promise<Lead | undefined> =>
  tx.maybe<Lead>(sql`select ${leadColumns} from leads l where l.workspace_id = ${tx.workspaceId} and l.id = ${id}`)

/** Whoever has it, seen or not. */
export const addressIsTaken = async (tx: Tx, address: string): Promise<boolean> => (await tx.one<{ taken: boolean }>(sql`select address_is_taken(${address}) as taken`)).taken

export const findLeads = (tx: Tx, ids: string[]): Promise<Lead[]> =>
  tx.many<Lead>(sql`select ${leadColumns} from leads l where l.workspace_id = ${tx.workspaceId} and l.id = any(${ids}::uuid[])`)

/** The one who is not in the trash. `address` in any case. */
export const findLeadByAddress = (tx: Tx, address: string): Promise<Lead | undefined> =>
  tx.maybe<Lead>(sql`select ${leadColumns} from leads l where l.workspace_id = ${tx.workspaceId} and l.email = ${address.toLowerCase()} and l.deleted_at is null`)

/** The last person who changed this field by hand. */
export const lastEditOf = (tx: Tx, leadId: string, field: string): Promise<{ userId: string; at: Date } | undefined> =>
  tx.maybe(sql`select substr(actor, 6)::uuid as "userId", at from events
    where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and type = 'lead.updated' and actor like 'user:%' and payload -> 'changed' ? ${field.split('.')[0]} order by at desc, id desc limit 1`)

/** FOR UPDATE: whoever decides about a lead (a reply, an opt-out, its deletion) holds it until commit. */
export const lockLead = (tx: Tx, id: string): Promise<Lead | undefined> =>
  tx.maybe<Lead>(sql`select ${leadColumns} from leads l where l.workspace_id = ${tx.workspaceId} and l.id = ${id} for update`)

export const lockLeads = (tx: Tx, ids: string[]): Promise<Lead[]> =>
  tx.many<Lead>(sql`select ${leadColumns} from leads l where l.workspace_id = ${tx.workspaceId} and l.id = any(${ids}::uuid[]) order by l.id for update`)

/** Null when the address is taken. */
export const insertLead = (tx: Tx, l: LeadFields & { source: string | null; importId: string | null }): Promise<Lead | undefined> =>
  tx.maybe<Lead>(sql`
    insert into leads as l (workspace_id, email, first_name, last_name, title, phone, linkedin_url, company_id, company_name, city, country, time_zone,
                            language, status, tags, custom, notes, source, owner_id, import_id, created_at, updated_at)
    values (${tx.workspaceId}, ${l.email}, ${l.firstName}, ${l.lastName}, ${l.title}, ${l.phone}, ${l.linkedinUrl}, ${l.companyId}, ${l.companyName}, ${l.city}, ${l.country}, ${l.timeZone},
            ${l.language}, ${l.status}, ${l.tags}, ${JSON.stringify(l.custom)}, ${l.notes}, ${l.source}, ${l.ownerId}, ${l.importId}, ${tx.now}, ${tx.now})
    on conflict (workspace_id, email) where deleted_at is null do nothing returning ${leadColumns}`)

export const rewriteLead = (tx: Tx, id: string, l: LeadFields): Promise<Lead> =>
  tx.one<Lead>(sql`
    update leads l set email = ${l.email}, first_name = ${l.firstName}, last_name = ${l.lastName}, title = ${l.title}, phone = ${l.phone},
           linkedin_url = ${l.linkedinUrl}, company_id = ${l.companyId}, company_name = ${l.companyName}, city = ${l.city}, country = ${l.country},
           time_zone = ${l.timeZone}, language = ${l.language}, status = ${l.status}, tags = ${l.tags}, custom = ${JSON.stringify(l.custom)},
           notes = ${l.notes}, owner_id = ${l.ownerId}, updated_at = ${tx.now}
     where l.workspace_id = ${tx.workspaceId} and l.id = ${id} returning ${leadColumns}`)

export const trashLeads = (tx: Tx, ids: string[]): Promise<{ id: string; email: string }[]> =>
  tx.many(sql`update leads set deleted_at = ${tx.now}, updated_at = ${tx.now}
               where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null returning id, email`)

export const untrashLead = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update leads set deleted_at = null, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** They wrote back; each lead once. */
export const noteReplies = (tx: Tx, replies: readonly { leadId: string; at: Date }[]): Promise<unknown> =>
  tx.many(sql`update leads l set replied_at = coalesce(replied_at, r.at), last_activity_at = greatest(last_activity_at, r.at), updated_at = ${tx.now}
               from unnest(${replies.map((r) => r.leadId)}::uuid[], ${replies.map((r) => r.at)}::timestamptz[]) as r (lead_id, at)
              where l.workspace_id = ${tx.workspaceId} and l.id = r.lead_id`)

/** A mail came back for good. */
export const noteBounce = (tx: Tx, leadId: string, at: Date): Promise<number> =>
  tx.run(sql`update leads set bounced_at = coalesce(bounced_at, ${at}), last_activity_at = greatest(last_activity_at, ${at}), updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and id = ${leadId}`)

/** A mail to them was accepted. */
export const noteContact = (tx: Tx, leadIds: string[], at: Date): Promise<number> =>
  tx.run(sql`update leads set last_activity_at = greatest(last_activity_at, ${at}) where workspace_id = ${tx.workspaceId} and id = any(${leadIds}::uuid[])`)

/** People of the same name at another address. */
export const lookAlikes = (tx: Tx, firstName: string, lastName: string, but: string | null): Promise<Lead[]> =>
  tx.many<Lead>(sql`
    select ${leadColumns} from leads l
     where l.workspace_id = ${tx.workspaceId} and l.email is distinct from ${but} and l.id in (select matching_leads(${[`${likeText(fold(`${firstName} ${lastName}`))} %`]}::text[]))
     limit 5`)

/** The leads an import made (all, or those without a time zone), in pages: begin without `after`, go on with the last id. */
export const importedLeads = async (tx: Tx, importId: string, after: string | undefined, most: number, which: 'all' | 'without time zone' = 'all'): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select id from leads where workspace_id = ${tx.workspaceId} and import_id = ${importId} and deleted_at is null
    ${which === 'all' ? sql`` : sql`and time_zone is null`} ${after ? sql`and id > ${after}::uuid` : sql``} order by id limit ${most}`)).map((row) => row.id)

export const choices = (tx: Tx): Promise<{ tags: string[]; countries: string[]; customFields: string[] }> =>
  tx.one(sql`select
    (select coalesce(array_agg(t order by t), '{}') from (select distinct t from leads, unnest(tags) t where workspace_id = ${tx.workspaceId} and tags <> '{}' and deleted_at is null limit 500) x) as tags,
    (select coalesce(array_agg(country order by country), '{}') from (select distinct country from leads where workspace_id = ${tx.workspaceId} and country is not null and deleted_at is null limit 300) x) as countries,
    (select coalesce(array_agg(k order by k), '{}') from (select distinct k from leads, jsonb_object_keys(custom) k where workspace_id = ${tx.workspaceId} and custom <> '{}' and deleted_at is null limit 300) x) as "customFields"`)

export const matchingIds = (tx: Tx, where: RawBuilder<unknown>, most: number): Promise<{ id: string }[]> =>
  tx.many(sql`select l.id from leads l where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null and ${where} order by l.created_at desc, l.id desc limit ${most}`)

/** At most `most`; the planner stops there. */
export const countUpTo = (tx: Tx, where: RawBuilder<unknown>, most: number): Promise<{ n: number }> =>
  tx.one(sql`select count(*) as n from (select 1 from leads l where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null and ${where} limit ${most}) capped`)

export const countAll = (tx: Tx, where: RawBuilder<unknown>): Promise<{ n: number }> =>
  tx.one(sql`select count(*) as n from leads l where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null and ${where}`)

/** Where none is known yet; what a person entered stays. */
export const fillTimeZone = (tx: Tx, zones: { leadId: string; timeZone: string }[]): Promise<number> =>
  tx.run(sql`
    update leads l set time_zone = z.time_zone, updated_at = ${tx.now} from unnest(${zones.map((z) => z.leadId)}::uuid[], ${zones.map((z) => z.timeZone)}::text[]) as z (id, time_zone)
     where l.workspace_id = ${tx.workspaceId} and l.id = z.id and l.time_zone is null`)
