// What is sold in a deal. The amount of a deal is the sum of its lines, unless somebody said another one.
import type { DealLineEdit, DealLineInput } from '#contract/deals'
import { findWorkspace } from '#accounts'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { aboutOf, onlyOwn, theDeal, todayIn } from './creating.ts'
import { converted, sumOfLines, type Deal } from './deal.ts'
import { dealUpdated } from './events.ts'
import { deleteLine, insertLine, lineById, linesOf, productById, rateRows, rewriteLine } from './product-store.ts'
import { lockDeal, setAmount } from './store.ts'

const mostLines = 200

export async function addLine(tx: Tx, dealId: string, input: DealLineInput): Promise<void> {
  const deal = await dealToChange(tx, dealId)
  if ((await linesOf(tx, dealId)).length >= mostLines) throw refuse('too_many_lines', `A deal takes ${mostLines} lines. Put some of them together.`)
  const product = input.productId ? await productById(tx, input.productId) : undefined
  if (input.productId && !product) throw refuse('no_such_product', 'This product does not exist any more. Choose another one.', { field: 'productId' })
  const name = input.name || product?.name
  if (!name) throw refuse('line_nameless', 'Choose a product, or give the line a name.', { field: 'name' })
  const rates = product && product.currency !== deal.currency ? await rateRows(tx) : []
  const day = todayIn((await findWorkspace(tx)).timeZone, tx.now)
  const inDealCurrency = (minor: number | null): number | null => {
    if (minor === null || !product) return minor
    const there = converted(minor, product.currency, deal.currency, day, rates)
    if (there === null) throw refuse('no_rate', `${product.name} is priced in ${product.currency}, the deal is in ${deal.currency}, and no rate between them is known. Enter one under Settings, Deals, or say the price.`, { field: 'priceMinor' })
    return there
  }
  const priceMinor = input.priceMinor ?? inDealCurrency(product?.priceMinor ?? null)
  if (priceMinor === null) throw refuse('line_priceless', 'Say what one of it costs.', { field: 'priceMinor' })
  const costMinor = input.costMinor !== undefined ? input.costMinor : product && (input.priceMinor === undefined || product.currency === deal.currency) ? inDealCurrency(product.costMinor) : null
  await insertLine(tx, dealId, { productId: product?.id ?? null, name, quantity: input.quantity ?? 1, priceMinor, costMinor, discount: input.discount ?? 0 })
  await counted(tx, deal, { line: name })
}

export async function editLine(tx: Tx, dealId: string, lineId: string, edit: DealLineEdit): Promise<void> {
  const deal = await dealToChange(tx, dealId)
  const before = await lineById(tx, dealId, lineId)
  if (!before) throw notFound('line')
  await rewriteLine(tx, lineId, {
    name: edit.name || before.name, quantity: edit.quantity ?? before.quantity, priceMinor: edit.priceMinor ?? before.priceMinor,
    costMinor: edit.costMinor === undefined ? before.costMinor : edit.costMinor, discount: edit.discount ?? before.discount,
  })
  await counted(tx, deal, { line: edit.name || before.name })
}

export async function removeLine(tx: Tx, dealId: string, lineId: string): Promise<void> {
  const deal = await dealToChange(tx, dealId)
  const before = await lineById(tx, dealId, lineId)
  if (!before) return
  await deleteLine(tx, dealId, lineId)
  await counted(tx, deal, { line: before.name })
}

/** The deal, held, for whoever may change it. */
export async function dealToChange(tx: Tx, dealId: string): Promise<Deal> {
  await theDeal(tx, dealId)
  const deal = (await lockDeal(tx, dealId))!
  onlyOwn(tx.actor, deal)
  return deal
}

/** The amount follows the lines unless somebody set it by hand; the last line taken out leaves it as it was. */
async function counted(tx: Tx, deal: Deal, after: Record<string, unknown>): Promise<void> {
  const lines = await linesOf(tx, deal.id)
  const sum = sumOfLines(lines)
  const amount = deal.amountByHand || !lines.length ? deal.amountMinor : sum
  await setAmount(tx, deal.id, amount)
  await announce(tx, dealUpdated, { ...aboutOf(deal), changed: ['lines', ...(amount === deal.amountMinor ? [] : ['amountMinor'])], before: { amountMinor: deal.amountMinor }, after: { ...after, amountMinor: amount } })
  await liveChanged(tx, 'deals')
}
