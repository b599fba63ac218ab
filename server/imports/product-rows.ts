// Products from a file, known by their name however it is written.
import { changeProduct, createProduct, productRows, reportCurrency, removeUnusedProducts, setProductBack } from '#deals'
import { minorDigits } from '#contract/deal-setup'
import { failed, skipped, type Planned, type RecordKind } from './record.ts'
import { folded, match } from './record-matching.ts'
import { forgetRecords, noteRecords, recordsOf } from './record-store.ts'
import { readAmount } from './record-values.ts'

interface Product { name: string; code: string | null; category: string | null; description: string | null; priceMinor: number; costMinor: number | null; currency: string; id?: string; change?: object }

export const products: RecordKind<Product> = {
  name: 'product', can: 'pipelines.manage',
  targets: [
    { key: 'product:name', label: 'Name', words: 'product, product name, name, item, produkt, produit, producto, artikel' },
    { key: 'product:code', label: 'Code', words: 'code, sku, product code, article number, artikelnummer' },
    { key: 'product:category', label: 'Category', words: 'category, series, product line, family, group, kategorie, catégorie' },
    { key: 'product:price', label: 'Price', words: 'price, sales price, list price, unit price, preis, prix, precio' },
    { key: 'product:cost', label: 'Cost', words: 'cost, unit cost, purchase price, kosten, coût' },
    { key: 'product:currency', label: 'Currency', words: 'currency, währung, devise, moneda' },
    { key: 'product:description', label: 'Description', words: 'description, notes, beschreibung' },
  ],
  problem: (mapped) => (!mapped.has('product:name') ? 'Choose the column that holds the product’s name.' : mapped.has('product:price') ? null : 'Choose the column that holds the price.'),

  async plan(tx, i, rows) {
    const known = await productRows(tx, {}), usual = await reportCurrency(tx), first = new Map<string, number>()
    return rows.map((row): Planned<Product> => {
      const name = row.get('product:name'), priceText = row.get('product:price'), costText = row.get('product:cost')
      if (!name) return failed(row, 'product:name', 'no_name', 'This row names no product.')
      if (name.length > 200) return failed(row, 'product:name', 'too_long', 'The name is longer than 200 characters.')
      const before = first.get(folded(name))
      if (before) return skipped(row, 'duplicate_in_file', `Row ${before} of this file is the same product.`)
      first.set(folded(name), row.row)
      const price = priceText === null ? null : readAmount(priceText), cost = costText === null ? null : readAmount(costText)
      if (!price) return failed(row, 'product:price', 'no_price', 'This product has no price.')
      if (!price.ok) return failed(row, 'product:price', 'bad_amount', price.sentence)
      if (cost && !cost.ok) return failed(row, 'product:cost', 'bad_amount', cost.sentence)
      if (price.amount < 0 || (cost?.ok && cost.amount < 0)) return failed(row, 'product:price', 'bad_amount', 'A price cannot be below zero.')
      const currency = (row.get('product:currency') ?? price.currency ?? usual).toUpperCase()
      if (!Intl.supportedValuesOf('currency').includes(currency)) return failed(row, 'product:currency', 'bad_currency', `“${currency.slice(0, 20)}” is not a currency like EUR or USD.`)
      const minor = (amount: number) => Math.round(amount * 10 ** minorDigits(currency))
      const value: Product = { name, code: row.get('product:code'), category: row.get('product:category'), description: row.get('product:description'), priceMinor: minor(price.amount), costMinor: cost?.ok ? minor(cost.amount) : null, currency }
      const found = match(name, known).found
      if (!found) return { row, outcome: 'new', code: null, reason: null, column: null, value }
      if (i.policy === 'skip') return skipped(row, 'known', `${found.name} is known; known products are left as they are.`)
      const change = Object.fromEntries((['code', 'category', 'description', 'costMinor', ...(i.policy === 'overwrite' ? ['priceMinor', 'currency'] as const : [])] as const).filter((f) => value[f] !== null && value[f] !== found[f] && (i.policy === 'overwrite' || found[f] === null)).map((f) => [f, value[f]]))
      return Object.keys(change).length ? { row, outcome: 'updated', code: null, reason: null, column: null, value: { ...value, id: found.id, change } } : { row, outcome: 'unchanged', code: null, reason: null, column: null }
    })
  },

  async land(tx, i, planned) {
    const notes: Parameters<typeof noteRecords>[2] = []
    for (const { row, outcome, value } of planned) {
      if (outcome === 'updated') notes.push({ row: row.row, kind: 'product', id: value!.id!, made: false, before: await changeProduct(tx, value!.id!, value!.change!), externalId: null })
      else { const { id: _, change: _c, ...input } = value!; notes.push({ row: row.row, kind: 'product', id: (await createProduct(tx, input)).id, made: true, before: null, externalId: null }) }
    }
    await noteRecords(tx, i.id, notes)
  },

  async undo(tx, importId) {
    const notes = await recordsOf(tx, importId), made = notes.filter((n) => n.made).map((n) => n.id)
    let restored = 0
    for (const n of notes) if (!n.made && n.before && (await setProductBack(tx, n.id, n.before))) restored++
    const removed = await removeUnusedProducts(tx, made)
    await forgetRecords(tx, importId)
    return { removed, restored, kept: made.length - removed }
  },
}
