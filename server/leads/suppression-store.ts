// The questions about suppression, one function each.
import type { SuppressionReason } from '#contract/suppressions'
import { sql, type Tx } from '#platform/db'
import { likeText } from './filtering.ts'

export interface Suppression {
  id: string
  kind: 'address' | 'domain'
  value: string
  reason: SuppressionReason
  source: string | null
  note: string | null
  createdBy: string | null
  createdAt: Date
}
export type NewSuppression = Pick<Suppression, 'kind' | 'value' | 'reason' | 'source' | 'note'>

const columns = sql`s.id, s.kind, s.value, s.reason, s.source, s.note, s.created_by as "createdBy", s.created_at as "createdAt"`

/** The leads these entries hit, held FOR UPDATE, each with the entries that hit it ('address:…', 'domain:…'). */
export async function lockLeadsHit(tx: Tx, entries: NewSuppression[], alsoHold: string | undefined): Promise<{ id: string; email: string; keys: string[] }[]> {
  const addresses = entries.filter((e) => e.kind === 'address').map((e) => e.value)
  const domains = entries.filter((e) => e.kind === 'domain').map((e) => e.value)
  // One domain can use the trigram index (through the function of the search); many sift all leads once.
  const [only] = domains
  const byDomain = domains.length === 1 ? sql`(l.id in (select matching_leads(${[`%${likeText(only!)} %`]}::text[])) and (l.email like ${`%@${likeText(only!)}`} or l.email like ${`%@%.${likeText(only!)}`}))`
    : sql`email_domains(l.email) && ${domains}::text[]`
  const leads = await tx.many<{ id: string; email: string }>(sql`
    select l.id, l.email from leads l
     where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null
       and (l.email = any(${addresses}::text[]) or l.id = ${alsoHold ?? null}::uuid ${only ? sql`or ${byDomain}` : sql``})
     order by l.id for update`)
  return leads.map((lead) => {
    const host = lead.email.slice(lead.email.indexOf('@') + 1)
    const hosts = host.split('.').map((_, i, all) => all.slice(i).join('.'))
    return { ...lead, keys: [`address:${lead.email}`, ...hosts.map((h) => `domain:${h}`)] }
  })
}

/** Answers what is new or has become graver: an opt-out or complaint outweighs a reason of our own. */
export const insertSuppressions = (tx: Tx, entries: NewSuppression[]): Promise<(NewSuppression & { isNew: boolean })[]> =>
  tx.many(sql`
    insert into suppressions as s (workspace_id, kind, value, reason, source, note, created_by, created_at)
    select ${tx.workspaceId}::uuid, kind, value, reason, source, note, ${tx.actor.name}, ${tx.now}::timestamptz
      from unnest(${entries.map((e) => e.kind)}::text[], ${entries.map((e) => e.value)}::text[], ${entries.map((e) => e.reason)}::text[],
                  ${entries.map((e) => e.source)}::text[], ${entries.map((e) => e.note)}::text[]) as t (kind, value, reason, source, note)
     order by kind, value
    on conflict (workspace_id, kind, value) do update set reason = excluded.reason, source = excluded.source
     where excluded.reason in ('opted_out', 'complained') and s.reason not in ('opted_out', 'complained')
    returning s.kind, s.value, s.reason, s.source, s.note, s.xmax = 0 as "isNew"`)

// People in copy need not be leads, so there may be no lead to hold between their order and a mail that is about to leave. Whoever
// writes the list shares this lock, and a mail with copies takes it alone: it sees their entry, or was decided before it.
const listLock = (tx: Tx) => sql`hashtextextended(${`suppressions:${tx.workspaceId}`}, 0)`
export const shareList = (tx: Tx): Promise<number> => tx.run(sql`select pg_advisory_xact_lock_shared(${listLock(tx)})`)
export const holdList = (tx: Tx): Promise<number> => tx.run(sql`select pg_advisory_xact_lock(${listLock(tx)})`)

export const removeSuppressionRow = (tx: Tx, id: string): Promise<{ kind: 'address' | 'domain'; value: string; reason: SuppressionReason } | undefined> =>
  tx.maybe(sql`delete from suppressions where workspace_id = ${tx.workspaceId} and id = ${id} returning kind, value, reason`)

export const markOptedOut = (tx: Tx, leadIds: string[]): Promise<number> =>
  tx.run(sql`update leads set opted_out_at = coalesce(opted_out_at, ${tx.now}), updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = any(${leadIds}::uuid[])`)

export const clearMarks = (tx: Tx, address: string): Promise<number> =>
  tx.run(sql`update leads set opted_out_at = null, bounced_at = null, updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and email = ${address} and (opted_out_at is not null or bounced_at is not null)`)

/** Holds the leads, each named once. True: all are there, and nobody's address or domain is suppressed. */
export const holdContactable = async (tx: Tx, leadIds: string[], addresses: string[]): Promise<boolean> =>
  (await tx.named<{ clear: boolean }>('leads.hold_contactable', `select hold_contactable($1, $2, $3) as clear`,
    [tx.workspaceId, leadIds, [...new Set(addresses.flatMap((address) => [address, ...hostsOf(address)]))]]))[0]!.clear

/** Who and why, if `holdContactable` said no. */
export const askContactable = (tx: Tx, leadIds: string[], addresses: string[]) =>
  tx.named<{ leadId: string; found: boolean; deleted: boolean; kind: string | null; value: string | null; reason: SuppressionReason | null }>('leads.contactable',
    `select lead_id as "leadId", found, deleted, kind, value, reason from lock_contactable($1, $2, $3)`, [tx.workspaceId, leadIds, addresses])

/** For each address the reason that stands in its way, if any. No locks: for showing. */
export async function reasonsFor(tx: Tx, addresses: string[]): Promise<Map<string, SuppressionReason>> {
  if (!addresses.length) return new Map()
  return reasonsAmong(addresses, await tx.named<Hit>('leads.reasons',
    `select kind, value, reason from suppressions where workspace_id = $1 and kind in ('address', 'domain') and value = any($2)`,
    [tx.workspaceId, [...new Set(addresses.flatMap((address) => [address, ...hostsOf(address)]))]]))
}

export interface Hit { kind: string; value: string; reason: SuppressionReason }

/** An address's own entry goes before its domain's, the nearer domain before the farther. */
export function reasonsAmong(addresses: string[], hits: Hit[]): Map<string, SuppressionReason> {
  const found = new Map<string, SuppressionReason>()
  if (!hits.length) return found
  const byKey = new Map(hits.map((hit) => [`${hit.kind}:${hit.value}`, hit.reason]))
  for (const address of addresses) {
    const reason = byKey.get(`address:${address}`) ?? hostsOf(address).map((h) => byKey.get(`domain:${h}`)).find(Boolean)
    if (reason) found.set(address, reason)
  }
  return found
}

/** "kind value reason" a line, as newest_leads writes it. */
export const readHits = (lines: string | null | undefined): Hit[] =>
  (lines ?? '').split('\n').filter(Boolean).map((line) => { const [kind, value, reason] = line.split(' '); return { kind: kind!, value: value!, reason: reason as SuppressionReason } })

/** Every entry in the way of one address. */
export const suppressionsOf = (tx: Tx, address: string): Promise<Suppression[]> =>
  tx.many<Suppression>(sql`select ${columns} from suppressions s where s.workspace_id = ${tx.workspaceId}
    and ((s.kind = 'address' and s.value = ${address}) or (s.kind = 'domain' and s.value = any(${hostsOf(address)}::text[]))) order by s.kind, s.created_at`)

export interface SuppressionQuestion { search?: string | undefined; kind?: string | undefined; reason?: string | undefined }

export const suppressionPage = (tx: Tx, q: SuppressionQuestion, after: [string, string] | undefined, limit: number): Promise<Suppression[]> =>
  tx.many<Suppression>(sql`
    select ${columns} from suppressions s
     where s.workspace_id = ${tx.workspaceId} ${asked(q)}
       ${after ? sql`and (s.created_at, s.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by s.created_at desc, s.id desc limit ${limit}`)

export const suppressionCount = (tx: Tx, q: SuppressionQuestion, most: number): Promise<{ n: number }> =>
  tx.one(sql`select count(*) as n from (select 1 from suppressions s where s.workspace_id = ${tx.workspaceId} ${asked(q)} limit ${most}) capped`)

const asked = (q: SuppressionQuestion) => sql`
  ${q.search ? sql`and s.value like ${`%${likeText(q.search.toLowerCase())}%`}` : sql``}
  ${q.kind ? sql`and s.kind = ${q.kind}` : sql``} ${q.reason ? sql`and s.reason = ${q.reason}` : sql``}`

/** 'dana@mail.acme.com' → ['mail.acme.com', 'acme.com']. */
const hostsOf = (address: string): string[] => {
  const labels = address.slice(address.indexOf('@') + 1).split('.')
  return labels.map((_, i) => labels.slice(i).join('.')).slice(0, Math.max(1, labels.length - 1))
}

/** Fresh statistics after many entries at once; see the migration. */
export const freshStatistics = (tx: Tx): Promise<unknown> => tx.run(sql`select analyze_people(false)`)
