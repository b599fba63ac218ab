// The questions about suppression, one function each.
import type { SuppressionKind, SuppressionReason } from '#contract/suppressions'
import { sql, type Tx } from '#platform/db'
import { hashOfAddress } from './address-hash.ts'
import { likeText } from '#platform/folding'

export interface Suppression {
  id: string
  kind: SuppressionKind
  /** Of a company: its name. */
  value: string
  companyId: string | null
  domains: string[]
  reason: SuppressionReason
  source: string | null
  note: string | null
  createdBy: string | null
  createdAt: Date
}
/** Of a company `value` is its id, and name and domains come with it. */
export type NewSuppression = Pick<Suppression, 'kind' | 'value' | 'reason' | 'source' | 'note'> & { label?: string; domains?: string[] }
export interface Somebody { email: string; companyId: string | null }

const columns = sql`s.id, s.kind, case when s.kind = 'company' then s.label else s.value end as value, case when s.kind = 'company' then s.value end as "companyId",
  case when s.kind = 'company' then array(select p.value from suppressions p where p.workspace_id = s.workspace_id and p.parent_id = s.id order by 1) else '{}' end as domains, s.reason, s.source, s.note, s.created_by as "createdBy", s.created_at as "createdAt"`

/** The leads these entries hit, held FOR UPDATE, each with the entries that may have hit it ('address:…', 'domain:…'). */
export async function lockLeadsHit(tx: Tx, entries: NewSuppression[], alsoHold: string | undefined): Promise<{ id: string; email: string; keys: string[] }[]> {
  const addresses = entries.filter((e) => e.kind === 'address').map((e) => e.value)
  const domains = entries.flatMap((e) => (e.kind === 'domain' ? [e.value] : (e.domains ?? [])))
  const companies = entries.filter((e) => e.kind === 'company').map((e) => e.value), hashes = entries.filter((e) => e.kind === 'hash').map((e) => e.value)
  // One domain can use the trigram index (through the function of the search); many sift all leads once.
  const [only] = domains
  const byDomain = domains.length === 1 ? sql`(l.id in (select matching_leads(${[`%${likeText(only!)} %`]}::text[])) and (l.email like ${`%@${likeText(only!)}`} or l.email like ${`%@%.${likeText(only!)}`}))`
    : sql`email_domains(l.email) && ${domains}::text[]`
  const leads = await tx.many<{ id: string; email: string; companyId: string | null }>(sql`
    select l.id, l.email, l.company_id as "companyId" from leads l
     where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null
       and (l.email = any(${addresses}::text[]) or l.id = ${alsoHold ?? null}::uuid ${only ? sql`or ${byDomain}` : sql``}
         ${companies.length ? sql`or l.company_id = any(${companies}::uuid[])` : sql``} ${hashes.length ? sql`or address_hash(l.email) = any(${hashes}::text[])` : sql``})
     order by l.id for update`)
  return leads.map((lead) => {
    const host = lead.email.slice(lead.email.indexOf('@') + 1)
    const hosts = host.split('.').map((_, i, all) => all.slice(i).join('.'))
    return { ...lead, keys: [`address:${lead.email}`, ...hosts.flatMap((h) => [`domain:${h}`, `company_domain:${h}`]), `company:${lead.companyId}`, ...(hashes.length ? [`hash:${hashOfAddress(lead.email)}`] : [])] }
  })
}

/** Answers what is new or has become graver: an opt-out or complaint outweighs a reason of our own, and what somebody asked for outweighs what came along with a merge or a change of the address. */
export const insertSuppressions = (tx: Tx, entries: NewSuppression[]): Promise<(NewSuppression & { isNew: boolean })[]> =>
  tx.many(sql`
    insert into suppressions as s (workspace_id, kind, value, label, reason, source, note, created_by, created_at)
    select ${tx.workspaceId}::uuid, kind, value, label, reason, source, note, ${tx.actor.name}, ${tx.now}::timestamptz
      from unnest(${entries.map((e) => e.kind)}::text[], ${entries.map((e) => e.value)}::text[], ${entries.map((e) => e.reason)}::text[],
                  ${entries.map((e) => e.source)}::text[], ${entries.map((e) => e.note)}::text[], ${entries.map((e) => e.label ?? null)}::text[]) as t (kind, value, reason, source, note, label)
     order by kind, value
    on conflict (workspace_id, kind, value, parent_id) do update set source = case when excluded.source = 'edit' then s.source else excluded.source end,
           reason = case when s.reason in ('opted_out', 'complained') and excluded.reason not in ('opted_out', 'complained') then s.reason else excluded.reason end,
           created_at = case when s.source in ('merge', 'edit') then excluded.created_at else s.created_at end, note = case when s.source = 'edit' then excluded.note else s.note end
     where (excluded.reason in ('opted_out', 'complained') and s.reason not in ('opted_out', 'complained'))
        or (s.source in ('merge', 'edit') and coalesce(excluded.source, '') not in ('merge', 'edit'))
    returning s.kind, s.value, s.reason, s.source, s.note, s.xmax = 0 as "isNew"`)

/** An entry against a company that only a merge made. */
export const dropInherited = (tx: Tx, companyId: string): Promise<number> =>
  tx.run(sql`delete from suppressions where workspace_id = ${tx.workspaceId} and kind = 'company' and value = ${companyId} and source = 'merge'`)

/** The domains of companies on the list; answers those that are new. */
export const insertDomainsOf = (tx: Tx, companies: NewSuppression[]): Promise<{ companyId: string; domain: string }[]> =>
  tx.many(sql`
    insert into suppressions (workspace_id, kind, value, label, reason, source, parent_id, created_by, created_at)
    select s.workspace_id, 'company_domain', d.domain, s.label, s.reason, s.source, s.id, ${tx.actor.name}, ${tx.now}::timestamptz
      from unnest(${companies.flatMap((c) => (c.domains ?? []).map(() => c.value))}::text[], ${companies.flatMap((c) => c.domains ?? [])}::text[]) as d (company_id, domain)
      join suppressions s on s.workspace_id = ${tx.workspaceId} and s.kind = 'company' and s.value = d.company_id
    on conflict do nothing
    returning (select p.value from suppressions p where p.workspace_id = suppressions.workspace_id and p.id = suppressions.parent_id) as "companyId", value as domain`)

/** Their name of today, and for their domains the reason of their entry. */
export const nameCompanies = (tx: Tx, companies: NewSuppression[]): Promise<number> =>
  tx.run(sql`update suppressions s set label = c.label, reason = p.reason
               from unnest(${companies.map((c) => c.value)}::text[], ${companies.map((c) => c.label ?? '')}::text[]) as c (value, label)
               join suppressions p on p.workspace_id = ${tx.workspaceId} and p.kind = 'company' and p.value = c.value
              where s.workspace_id = ${tx.workspaceId} and p.id in (s.id, s.parent_id) and (s.label is distinct from c.label or s.reason <> p.reason)`)

export const companyEntry = (tx: Tx, companyId: string) =>
  tx.maybe<{ reason: SuppressionReason; source: string | null; note: string | null }>(sql`
    select reason, source, note from suppressions where workspace_id = ${tx.workspaceId} and kind = 'company' and value = ${companyId}`)

// People in copy need not be leads, so there may be no lead to hold between their order and a mail that is about to leave. Whoever
// writes the list shares this lock, and a mail with copies takes it alone: it sees their entry, or was decided before it.
const listLock = (tx: Tx) => sql`hashtextextended(${`suppressions:${tx.workspaceId}`}, 0)`
export const shareList = (tx: Tx): Promise<number> => tx.run(sql`select pg_advisory_xact_lock_shared(${listLock(tx)})`)
export const holdList = (tx: Tx): Promise<number> => tx.run(sql`select pg_advisory_xact_lock(${listLock(tx)})`)

/** `domains`: those of a company, which go with its entry. */
export const removeSuppressionRow = (tx: Tx, id: string): Promise<{ kind: SuppressionKind; value: string; label: string | null; reason: SuppressionReason; domains: string[] } | undefined> =>
  tx.maybe(sql`
    delete from suppressions s where s.workspace_id = ${tx.workspaceId} and s.id = ${id} and s.parent_id is null
    returning s.kind, s.value, s.label, s.reason, array(select p.value from suppressions p where p.workspace_id = s.workspace_id and p.parent_id = s.id) as domains`)

export const markOptedOut = (tx: Tx, leadIds: string[]): Promise<number> =>
  tx.run(sql`update leads set opted_out_at = coalesce(opted_out_at, ${tx.now}), updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = any(${leadIds}::uuid[])`)

export const clearMarks = (tx: Tx, kind: 'address' | 'hash', value: string): Promise<number> =>
  tx.run(sql`update leads set opted_out_at = null, bounced_at = null, updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and ${kind === 'hash' ? sql`address_hash(email)` : sql`email`} = ${value} and (opted_out_at is not null or bounced_at is not null)`)

/** The opt-outs of people at a company or at domains that are off the list, of whom no other entry speaks and who asked for nothing under another address. */
export const clearOptOutsOf = (tx: Tx, companyId: string | null, domains: string[]): Promise<number> =>
  tx.run(sql`
    update leads l set opted_out_at = null, updated_at = ${tx.now}
     where l.workspace_id = ${tx.workspaceId} and l.opted_out_at is not null
       and (l.company_id = ${companyId}::uuid or email_domains(l.email) && ${domains}::text[])
       and not exists (select from suppressions s where s.workspace_id = l.workspace_id
         and (s.kind = 'address' and s.value = l.email or s.kind = 'hash' and s.value = address_hash(l.email) or s.kind = 'company' and s.value = l.company_id::text
           or s.kind in ('domain', 'company_domain') and s.value = any(email_domains(l.email))))
       and not exists (
         select from (select lower(m.to_address) as address from messages m where m.workspace_id = l.workspace_id and m.lead_id = l.id and m.origin = 'campaign'
                      union all select a.address from lead_addresses a where a.workspace_id = l.workspace_id and a.lead_id = l.id) theirs
           join suppressions s on s.workspace_id = l.workspace_id and s.reason in ('opted_out', 'complained')
            and (s.kind = 'address' and s.value = theirs.address or s.kind = 'hash' and s.value = address_hash(theirs.address)))`)

/** Holds the leads, each named once. True: all are there, and nobody's address or domain is suppressed. */
export const holdContactable = async (tx: Tx, leadIds: string[], addresses: string[]): Promise<boolean> =>
  (await tx.named<{ clear: boolean }>('leads.hold_contactable', `select hold_contactable($1, $2, $3) as clear`,
    [tx.workspaceId, leadIds, wordsOf(addresses)]))[0]!.clear

/** Who and why, if `holdContactable` said no. */
export const askContactable = (tx: Tx, leadIds: string[], addresses: string[]) =>
  tx.named<{ leadId: string; found: boolean; deleted: boolean; kind: string | null; value: string | null; reason: SuppressionReason | null }>('leads.contactable',
    `select lead_id as "leadId", found, deleted, kind, value, reason from lock_contactable($1, $2, $3)`, [tx.workspaceId, leadIds, addresses])

/** For each of them, by address, the reason that stands in the way, if any. No locks: for showing. */
export async function reasonsFor(tx: Tx, people: Somebody[]): Promise<Map<string, SuppressionReason>> {
  if (!people.length) return new Map()
  return reasonsAmong(people, await tx.named<Hit>('leads.reasons',
    `select kind, value, reason from suppressions where workspace_id = $1 and kind in ('address', 'domain', 'company', 'company_domain', 'hash') and value = any($2)`,
    [tx.workspaceId, [...wordsOf(people.map((p) => p.email)), ...new Set(people.flatMap((p) => p.companyId ?? []))]]))
}

export interface Hit { kind: string; value: string; reason: SuppressionReason }

/** An address's own entry goes before its hash, that before its domain's (the nearer before the farther), that before its company's. */
export function reasonsAmong(people: Somebody[], hits: Hit[]): Map<string, SuppressionReason> {
  const found = new Map<string, SuppressionReason>()
  if (!hits.length) return found
  const byKey = new Map(hits.map((hit) => [`${hit.kind}:${hit.value}`, hit.reason]))
  const hashed = hits.some((hit) => hit.kind === 'hash')
  for (const { email, companyId } of people) {
    const reason = byKey.get(`address:${email}`) ?? (hashed ? byKey.get(`hash:${hashOfAddress(email)}`) : undefined)
      ?? hostsOf(email).map((h) => byKey.get(`domain:${h}`) ?? byKey.get(`company_domain:${h}`)).find(Boolean) ?? byKey.get(`company:${companyId}`)
    if (reason) found.set(email, reason)
  }
  return found
}

/** "kind value reason" a line, as newest_leads writes it. */
export const readHits = (lines: string | null | undefined): Hit[] =>
  (lines ?? '').split('\n').filter(Boolean).map((line) => { const [kind, value, reason] = line.split(' '); return { kind: kind!, value: value!, reason: reason as SuppressionReason } })

/** Every entry in the way of one person; a company's by itself, whether it stands there with the lead or with its domain. */
export const suppressionsOf = (tx: Tx, { email, companyId }: Somebody): Promise<Suppression[]> =>
  tx.many<Suppression>(sql`select ${columns} from suppressions s where s.workspace_id = ${tx.workspaceId} and s.parent_id is null
    and ((s.kind = 'address' and s.value = ${email}) or (s.kind = 'hash' and s.value = ${hashOfAddress(email)}) or (s.kind = 'domain' and s.value = any(${hostsOf(email)}::text[]))
      or (s.kind = 'company' and (s.value = ${companyId} or s.id in (select p.parent_id from suppressions p where p.workspace_id = ${tx.workspaceId} and p.kind = 'company_domain' and p.value = any(${hostsOf(email)}::text[])))))
    order by s.kind, s.created_at`)

export interface SuppressionQuestion { search?: string | undefined; kind?: string | undefined; reason?: string | undefined; companyId?: string | undefined }

export const suppressionPage = (tx: Tx, q: SuppressionQuestion, after: [string, string] | undefined, limit: number): Promise<Suppression[]> =>
  tx.many<Suppression>(sql`
    select ${columns} from suppressions s
     where s.workspace_id = ${tx.workspaceId} and s.parent_id is null ${asked(q)}
       ${after ? sql`and (s.created_at, s.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by s.created_at desc, s.id desc limit ${limit}`)

export const suppressionCount = (tx: Tx, q: SuppressionQuestion, most: number): Promise<{ n: number }> =>
  tx.one(sql`select count(*) as n from (select 1 from suppressions s where s.workspace_id = ${tx.workspaceId} and s.parent_id is null ${asked(q)} limit ${most}) capped`)

const asked = (q: SuppressionQuestion) => sql`
  ${q.search ? sql`and ((s.kind <> 'company' and s.value like ${`%${likeText(q.search.toLowerCase())}%`}) or lower(s.label) like ${`%${likeText(q.search.toLowerCase())}%`}
      or (s.kind = 'hash' and s.value = ${hashOfAddress(q.search.trim().toLowerCase())})
      or s.id in (select p.parent_id from suppressions p where p.workspace_id = s.workspace_id and p.kind = 'company_domain' and p.value like ${`%${likeText(q.search.toLowerCase())}%`}))` : sql``}
  ${q.companyId ? sql`and s.kind = 'company' and s.value = ${q.companyId}` : sql``}
  ${q.kind ? sql`and s.kind = ${q.kind}` : sql``} ${q.reason ? sql`and s.reason = ${q.reason}` : sql``}`

/** What an entry may say of these addresses: themselves, their hashes, the domains they lie in. */
const wordsOf = (addresses: string[]): string[] => [...new Set(addresses.flatMap((address) => [address, hashOfAddress(address), ...hostsOf(address)]))]

/** 'dana@mail.acme.com' → ['mail.acme.com', 'acme.com']. */
const hostsOf = (address: string): string[] => {
  const labels = address.slice(address.indexOf('@') + 1).split('.')
  return labels.map((_, i) => labels.slice(i).join('.')).slice(0, Math.max(1, labels.length - 1))
}

/** Fresh statistics after many entries at once; see the migration. */
export const freshStatistics = (tx: Tx): Promise<unknown> => tx.run(sql`select analyze_people(false)`)
