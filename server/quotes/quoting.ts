// Making a quote: what stands on it is fixed with its number in one transaction; then it is drawn, and the paper kept on the deal. Should
// the drawing be cut off, the quote is there all the same, and is drawn again from what is written down whenever somebody asks.
import { Readable } from 'node:stream'
import { findWorkspace, members } from '#accounts'
import { findCompany } from '#companies'
import type { QuoteInput, QuoteSettings, QuoteView } from '#contract/quotes'
import { dealToChange, goodDay, linesOf, spokenMoney, theDeal, todayIn } from '#deals'
import { findLead, nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { receiveFile } from '#records'
import { draw } from './drawing.ts'
import { quoteMade } from './events.ts'
import { daysLater, numberOf, reckoned, type QuoteContent } from './quote.ts'
import { insertQuote, nextSerial, putSettings, quoteById, quotesOf, settingsRow, type Quote } from './store.ts'

const usual: QuoteSettings = { sender: '', terms: '', prefix: 'Q-', taxName: 'VAT', taxPercent: 0, validDays: 30 }
export const settings = async (tx: Tx): Promise<QuoteSettings> => (await settingsRow(tx)) ?? usual

export async function changeSettings(tx: Tx, next: QuoteSettings): Promise<QuoteSettings> {
  await putSettings(tx, next)
  await liveChanged(tx, 'deals')
  return next
}

export async function quotesFor(tx: Tx, dealId: string): Promise<QuoteView[]> {
  await theDeal(tx, dealId, { trash: true })
  const day = await todayHere(tx)
  return (await quotesOf(tx, dealId)).map((q) => viewOf(q, day))
}

export async function makeQuote(world: World, dealId: string, input: QuoteInput): Promise<QuoteView> {
  const quote = await world.write((tx) => writeDown(tx, dealId, input))
  await receiveFile(world, { subject: 'deal', id: dealId }, quote.id, fileNameOf(quote), Readable.from([await draw(quote.content)]))
  return viewOf(quote, quote.issuedOn)
}

export async function paperOf(world: World, id: string): Promise<{ name: string; bytes: Buffer }> {
  const quote = await world.read((tx) => quoteById(tx, id))
  if (!quote) throw notFound('quote')
  return { name: fileNameOf(quote), bytes: await draw(quote.content) }
}

async function writeDown(tx: Tx, dealId: string, input: QuoteInput): Promise<Quote> {
  const deal = await dealToChange(tx, dealId), lines = await linesOf(tx, dealId), { sender, terms, prefix, taxName, taxPercent, validDays } = await settings(tx)
  if (deal.deletedAt) throw notFound('deal')
  if (!lines.length) throw refuse('no_lines', `“${deal.name}” has no products yet. Put in what you offer, then make the quote.`)
  if (!sender) throw refuse('no_sender', 'Say first who offers: name and address, under Settings, Deals.', { details: { settings: '/settings/deals' } })
  const issuedOn = await todayHere(tx), validUntil = input.validUntil ? goodDay(input.validUntil, 'validUntil', 'The day') : daysLater(issuedOn, validDays)
  if (validUntil < issuedOn) throw refuse('over_already', 'The day until which the offer holds is past. Choose a later one.', { field: 'validUntil' })
  const share = input.taxPercent ?? taxPercent, sums = reckoned(lines, share), recipient = input.recipient ?? (await recipientOf(tx, deal)), seller = await sellerOf(tx, deal.ownerId)
  // From here on whoever makes a quote, too, waits for this one: nothing else is asked before it is written down.
  const serial = await nextSerial(tx)
  const content: QuoteContent = {
    number: numberOf(prefix, serial, issuedOn), issuedOn, validUntil, about: deal.name, sender, recipient, note: input.note ?? '', terms, seller,
    currency: deal.currency, lines: sums.lines, netMinor: sums.netMinor, tax: share ? { name: taxName || 'Tax', percent: share, minor: sums.taxMinor } : null, totalMinor: sums.totalMinor,
  }
  const { id } = await insertQuote(tx, { dealId, serial, content })
  await announce(tx, quoteMade, { dealId, ...(deal.leadId && { leadId: deal.leadId }), ...(deal.companyId && { companyId: deal.companyId }), name: deal.name, quoteId: id, number: content.number, total: spokenMoney(content.totalMinor, content.currency), validUntil })
  await liveChanged(tx, 'deals')
  return (await quoteById(tx, id))!
}

async function recipientOf(tx: Tx, deal: { companyId: string | null; leadId: string | null }): Promise<string> {
  const company = deal.companyId ? await findCompany(tx, deal.companyId) : undefined, lead = deal.leadId ? await findLead(tx, deal.leadId) : undefined
  return [company?.name, lead && !lead.deletedAt ? nameOf(lead) : null, company ? [company.city, company.country].filter((p) => p).join(', ') : null].filter((line) => line).join('\n')
}

const sellerOf = async (tx: Tx, ownerId: string | null): Promise<string | null> => (ownerId && (await members(tx)).find((m) => m.user_id === ownerId)?.name) || null
const todayHere = async (tx: Tx): Promise<string> => todayIn((await findWorkspace(tx)).timeZone, tx.now)
const fileNameOf = (q: Quote): string => `Quote ${q.number}.pdf`

const viewOf = ({ content, createdAt, ...q }: Quote, day: string): QuoteView => ({ ...q, expired: q.validUntil < day, lines: content.lines.length, createdAt: createdAt.toISOString() })
