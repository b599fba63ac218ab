// The questions about quotes.
import type { QuoteSettings } from '#contract/quotes'
import { sql, type Tx } from '#platform/db'
import type { QuoteContent } from './quote.ts'

export const settingsRow = (tx: Tx): Promise<QuoteSettings | undefined> =>
  tx.maybe<QuoteSettings>(sql`select sender, terms, prefix, tax_name as "taxName", tax_percent as "taxPercent", valid_days as "validDays" from quote_settings where workspace_id = ${tx.workspaceId}`)

export const putSettings = (tx: Tx, s: QuoteSettings): Promise<number> =>
  tx.run(sql`insert into quote_settings (workspace_id, sender, terms, prefix, tax_name, tax_percent, valid_days) values (${tx.workspaceId}, ${s.sender}, ${s.terms}, ${s.prefix}, ${s.taxName}, ${s.taxPercent}, ${s.validDays})
    on conflict (workspace_id) do update set sender = excluded.sender, terms = excluded.terms, prefix = excluded.prefix, tax_name = excluded.tax_name, tax_percent = excluded.tax_percent, valid_days = excluded.valid_days`)

export interface Quote { id: string; dealId: string; number: string; issuedOn: string; validUntil: string; currency: string; netMinor: number; taxMinor: number; totalMinor: number; content: QuoteContent; by: string | null; createdAt: Date }
const columns = sql`q.id, q.deal_id as "dealId", q.number, q.issued_on as "issuedOn", q.valid_until as "validUntil", q.currency, q.net_minor as "netMinor", q.tax_minor as "taxMinor", q.total_minor as "totalMinor", q.content,
  (select u.name from users u where u.id = q.created_by) as by, q.created_at as "createdAt"`

export const quotesOf = (tx: Tx, dealId: string): Promise<Quote[]> =>
  tx.many<Quote>(sql`select ${columns} from quotes q where q.workspace_id = ${tx.workspaceId} and q.deal_id = ${dealId} order by q.serial desc limit 200`)
export const quoteById = (tx: Tx, id: string): Promise<Quote | undefined> =>
  tx.maybe<Quote>(sql`select ${columns} from quotes q where q.workspace_id = ${tx.workspaceId} and q.id = ${id}`)

/** The next in the row, held until the transaction ends: two quotes made at one moment wait for each other. */
export async function nextSerial(tx: Tx): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`quotes:${tx.workspaceId}`}, 0))`)
  return (await tx.one<{ n: number }>(sql`select quotes_so_far() + 1 as n`)).n
}

export const insertQuote = (tx: Tx, q: { dealId: string; serial: number; content: QuoteContent }): Promise<{ id: string }> =>
  tx.one(sql`
    insert into quotes (workspace_id, deal_id, serial, number, issued_on, valid_until, currency, net_minor, tax_minor, total_minor, content, created_by, created_at)
    values (${tx.workspaceId}, ${q.dealId}, ${q.serial}, ${q.content.number}, ${q.content.issuedOn}, ${q.content.validUntil}, ${q.content.currency}, ${q.content.netMinor}, ${q.content.tax?.minor ?? 0}, ${q.content.totalMinor},
            ${JSON.stringify(q.content)}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now}) returning id`)
