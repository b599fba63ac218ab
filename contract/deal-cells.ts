// What a deal holds several of, as one cell of a table: a line each. Written by the export, read by the import.
import { dealRoles, type DealRole } from './deals.ts'

export interface CellPerson { email: string; role: string | null; influence: number | null }
export interface CellLine { name: string; quantity: number; priceMinor: number; costMinor: number | null; discount: number }

/** 'dana@acme.example (champion, influence 3)' */
export function personInCell({ email, role, influence }: CellPerson): string {
  const more = [role?.replaceAll('_', ' '), influence === null ? null : `influence ${influence}`].filter((word) => word)
  return more.length ? `${email} (${more.join(', ')})` : email
}

/** '2 x GTX Pro | price 550.00 | discount 10% | cost 200.00', in the currency of the deal with `digits` decimals. */
export function lineInCell({ name, quantity, priceMinor, costMinor, discount }: CellLine, digits: number): string {
  const money = (minor: number) => (minor / 10 ** digits).toFixed(digits)
  return `${quantity} x ${name} | price ${money(priceMinor)}${discount ? ` | discount ${discount}%` : ''}${costMinor === null ? '' : ` | cost ${money(costMinor)}`}`
}

type Read<T> = { ok: true; value: T } | { ok: false; sentence: string }

export function readPerson(text: string): Read<{ email: string; role: DealRole | null; influence: number | null }> {
  const [, email, more = ''] = /^\s*([^\s(]+@[^\s(]+)\s*(?:\(([^)]*)\))?\s*$/.exec(text) ?? []
  if (!email) return { ok: false, sentence: `“${text.trim().slice(0, 80)}” is not a person. Write it like dana@acme.com (champion, influence 3).` }
  let role: DealRole | null = null, influence: number | null = null
  for (const word of more.split(',').map((w) => w.trim().toLowerCase()).filter((w) => w)) {
    const found = dealRoles.find((r) => r === word.replaceAll(' ', '_')), weight = /^influence ([1-3])$/.exec(word)?.[1]
    if (found) role = found
    else if (weight) influence = Number(weight)
    else return { ok: false, sentence: `“${word.slice(0, 40)}” is not a part in a deal. There are ${dealRoles.map((r) => r.replaceAll('_', ' ')).join(', ')}, and influence 1 to 3.` }
  }
  return { ok: true, value: { email, role, influence } }
}

export function readLine(text: string, digits: number): Read<CellLine> {
  // The last ' | price' counts: a name may hold anything.
  const [, quantity, name, price, discount, cost] = /^\s*(\d+(?:\.\d{1,3})?) x (.*) \| price (\d+(?:\.\d+)?)(?: \| discount (\d+(?:\.\d{1,2})?)%)?(?: \| cost (\d+(?:\.\d+)?))?\s*$/.exec(text) ?? []
  const no = (why: string): Read<CellLine> => ({ ok: false, sentence: `“${text.trim().slice(0, 80)}” ${why}` })
  if (!quantity || !name?.trim() || !price) return no('is not a line of a deal. Write it like 2 x GTX Pro | price 550.00 | discount 10% | cost 200.00.')
  const minor = (amount: string) => Math.round(Number(amount) * 10 ** digits)
  const line = { name: name.trim().slice(0, 200), quantity: Number(quantity), priceMinor: minor(price), costMinor: cost === undefined ? null : minor(cost), discount: Number(discount ?? 0) }
  if (!line.quantity || line.discount > 100 || line.priceMinor > 1e13 || (line.costMinor ?? 0) > 1e13 || line.quantity > 1e9) return no('holds a number that is no quantity, price or discount.')
  return { ok: true, value: line }
}
