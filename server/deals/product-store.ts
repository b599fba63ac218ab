// The questions about products, the lines of deals, currencies and their rates.
import { sql, type Tx } from '#platform/db'
import type { Rate } from './deal.ts'

export interface Product { id: string; name: string; code: string | null; category: string | null; description: string | null; priceMinor: number; costMinor: number | null; currency: string; active: boolean; createdAt: Date }
const product = sql`p.id, p.name, p.code, p.category, p.description, p.price_minor as "priceMinor", p.cost_minor as "costMinor", p.currency, p.active, p.created_at as "createdAt"`

export const productRows = (tx: Tx, q: { active?: boolean | undefined; search?: string | undefined }) => tx.many<Product>(sql`
  select ${product} from products p where p.workspace_id = ${tx.workspaceId} ${q.active === undefined ? sql`` : sql`and p.active = ${q.active}`}
     ${q.search ? sql`and lower(p.name || ' ' || coalesce(p.code, '') || ' ' || coalesce(p.category, '')) like ${`%${q.search.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`}` : sql``}
   order by p.category is null, lower(p.category), lower(p.name), p.id`)
export const productById = (tx: Tx, id: string) => tx.maybe<Product>(sql`select ${product} from products p where p.workspace_id = ${tx.workspaceId} and p.id = ${id}`)
export const lockProduct = (tx: Tx, id: string) => tx.maybe<Product>(sql`select ${product} from products p where p.workspace_id = ${tx.workspaceId} and p.id = ${id} for update`)
export const productNamed = (tx: Tx, name: string) => tx.maybe<Product>(sql`select ${product} from products p where p.workspace_id = ${tx.workspaceId} and lower(p.name) = lower(${name})`)
type Fields = Omit<Product, 'id' | 'createdAt'>
/** Null when somebody was quicker with the same name. */
export const insertProduct = (tx: Tx, p: Fields) => tx.maybe<{ id: string }>(sql`
  insert into products (workspace_id, name, code, category, description, price_minor, cost_minor, currency, active, created_at, updated_at)
  values (${tx.workspaceId}, ${p.name}, ${p.code}, ${p.category}, ${p.description}, ${p.priceMinor}, ${p.costMinor}, ${p.currency}, ${p.active}, ${tx.now}, ${tx.now}) on conflict do nothing returning id`)
export const rewriteProduct = (tx: Tx, id: string, p: Fields) => tx.run(sql`
  update products set name = ${p.name}, code = ${p.code}, category = ${p.category}, description = ${p.description}, price_minor = ${p.priceMinor}, cost_minor = ${p.costMinor},
         currency = ${p.currency}, active = ${p.active}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const deleteProductRow = (tx: Tx, id: string) => tx.run(sql`delete from products where workspace_id = ${tx.workspaceId} and id = ${id}`)

export interface Line { id: string; productId: string | null; name: string; quantity: number; priceMinor: number; costMinor: number | null; discount: number }
const lineColumns = sql`l.id, l.product_id as "productId", l.name, l.quantity, l.price_minor as "priceMinor", l.cost_minor as "costMinor", l.discount`
export const linesOf = (tx: Tx, dealId: string) => tx.many<Line>(sql`select ${lineColumns} from deal_lines l where l.workspace_id = ${tx.workspaceId} and l.deal_id = ${dealId} order by l.position, l.id`)
export const lineById = (tx: Tx, dealId: string, id: string) => tx.maybe<Line>(sql`select ${lineColumns} from deal_lines l where l.workspace_id = ${tx.workspaceId} and l.deal_id = ${dealId} and l.id = ${id}`)
export const insertLine = (tx: Tx, dealId: string, l: Omit<Line, 'id'>) => tx.run(sql`
  insert into deal_lines (workspace_id, deal_id, product_id, name, quantity, price_minor, cost_minor, discount, position)
  select ${tx.workspaceId}, ${dealId}, ${l.productId}, ${l.name}, ${l.quantity}, ${l.priceMinor}, ${l.costMinor}, ${l.discount}, coalesce(max(position), -1) + 1
    from deal_lines where workspace_id = ${tx.workspaceId} and deal_id = ${dealId}`)
export const rewriteLine = (tx: Tx, id: string, l: Omit<Line, 'id' | 'productId'>) => tx.run(sql`
  update deal_lines set name = ${l.name}, quantity = ${l.quantity}, price_minor = ${l.priceMinor}, cost_minor = ${l.costMinor}, discount = ${l.discount} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const deleteLine = (tx: Tx, dealId: string, id: string) => tx.run(sql`delete from deal_lines where workspace_id = ${tx.workspaceId} and deal_id = ${dealId} and id = ${id}`)

export const reportCurrencyOf = async (tx: Tx): Promise<string> =>
  (await tx.maybe<{ c: string }>(sql`select report_currency as c from deal_settings where workspace_id = ${tx.workspaceId}`))?.c ?? 'EUR'
export const setReportCurrency = (tx: Tx, currency: string) => tx.run(sql`
  insert into deal_settings (workspace_id, report_currency) values (${tx.workspaceId}, ${currency}) on conflict (workspace_id) do update set report_currency = excluded.report_currency`)
export const rateRows = (tx: Tx) => tx.many<Rate & { id: string }>(sql`
  select id, currency, into_currency as into, valid_from as "validFrom", rate from currency_rates where workspace_id = ${tx.workspaceId} order by currency, into_currency, valid_from desc`)
export const putRate = (tx: Tx, r: Rate) => tx.run(sql`
  insert into currency_rates (workspace_id, currency, into_currency, valid_from, rate) values (${tx.workspaceId}, ${r.currency}, ${r.into}, ${r.validFrom}, ${r.rate})
  on conflict (workspace_id, currency, into_currency, valid_from) do update set rate = excluded.rate`)
export const deleteRateRow = (tx: Tx, id: string) => tx.run(sql`delete from currency_rates where workspace_id = ${tx.workspaceId} and id = ${id}`)
/** Of deals and products. */
export const currenciesInUse = (tx: Tx) => tx.many<{ currency: string }>(sql`
  select currency from deals where workspace_id = ${tx.workspaceId} and deleted_at is null union select currency from products where workspace_id = ${tx.workspaceId} order by 1`)
