// What we sell, with price and cost; and what currencies are worth.
import { findWorkspace } from '#accounts'
import type { DealSettingsView, ProductEdit, ProductInput, ProductView } from '#contract/deal-setup'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { converted, goodCurrency, goodDay } from './deal.ts'
import { todayIn } from './creating.ts'
import { lostReasonRows, rewriteLostReasons } from './pipeline-store.ts'
import * as rows from './product-store.ts'

export const productView = (p: rows.Product): ProductView => ({ ...p, createdAt: p.createdAt.toISOString() })

export async function createProduct(tx: Tx, input: ProductInput): Promise<ProductView> {
  const made = await rows.insertProduct(tx, {
    name: input.name, code: input.code ?? null, category: input.category ?? null, description: input.description ?? null, priceMinor: input.priceMinor, costMinor: input.costMinor ?? null,
    currency: goodCurrency(input.currency), active: input.active ?? true,
  })
  if (!made) throw sameName(input.name)
  await liveChanged(tx, 'deals')
  return productView((await rows.productById(tx, made.id))!)
}

export async function editProduct(tx: Tx, id: string, edit: ProductEdit): Promise<ProductView> {
  const before = await rows.productById(tx, id)
  if (!before) throw notFound('product')
  const twin = edit.name ? await rows.productNamed(tx, edit.name) : undefined
  if (twin && twin.id !== id) throw sameName(edit.name!)
  const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined)) as Partial<rows.Product>
  await rows.rewriteProduct(tx, id, { ...before, ...given, currency: edit.currency === undefined ? before.currency : goodCurrency(edit.currency) })
  await liveChanged(tx, 'deals')
  return productView((await rows.productById(tx, id))!)
}
const sameName = (name: string) => refuse('product_exists', `There is a product called ${name} already.`, { status: 409, field: 'name' })

export async function removeProduct(tx: Tx, id: string): Promise<void> {
  await rows.deleteProductRow(tx, id)
  await liveChanged(tx, 'deals')
}

export async function showSettings(tx: Tx): Promise<DealSettingsView> {
  const reportCurrency = await rows.reportCurrencyOf(tx), rates = await rows.rateRows(tx)
  const used = (await rows.currenciesInUse(tx)).map((c) => c.currency)
  const day = todayIn((await findWorkspace(tx)).timeZone, tx.now)
  return {
    reportCurrency, rates, lostReasons: await lostReasonRows(tx), currencies: [...new Set([reportCurrency, ...used, ...rates.flatMap((r) => [r.currency, r.into])])],
    missingRates: used.filter((c) => converted(1, c, reportCurrency, day, rates) === null),
  }
}

export async function changeSettings(tx: Tx, change: { reportCurrency?: string | undefined; lostReasons?: string[] | undefined }): Promise<DealSettingsView> {
  if (change.reportCurrency !== undefined) await rows.setReportCurrency(tx, goodCurrency(change.reportCurrency, 'reportCurrency'))
  if (change.lostReasons) {
    const names = change.lostReasons.map((name) => name.toLowerCase())
    const twice = change.lostReasons.find((name, i) => names.indexOf(name.toLowerCase()) !== i)
    if (twice) throw refuse('reason_twice', `“${twice}” is in the list twice.`, { field: 'lostReasons' })
    await rewriteLostReasons(tx, change.lostReasons)
  }
  await liveChanged(tx, 'deals')
  return showSettings(tx)
}

export async function setRate(tx: Tx, rate: { currency: string; into?: string | undefined; validFrom: string; rate: number }): Promise<DealSettingsView> {
  const currency = goodCurrency(rate.currency), into = goodCurrency(rate.into ?? (await rows.reportCurrencyOf(tx)), 'into')
  if (currency === into) throw refuse('rate_to_itself', `One ${currency} is one ${currency}. Choose another currency.`, { field: 'currency' })
  await rows.putRate(tx, { currency, into, validFrom: goodDay(rate.validFrom, 'validFrom', 'The day of the rate'), rate: rate.rate })
  await liveChanged(tx, 'deals')
  return showSettings(tx)
}

export async function removeRate(tx: Tx, id: string): Promise<DealSettingsView> {
  await rows.deleteRateRow(tx, id)
  await liveChanged(tx, 'deals')
  return showSettings(tx)
}
