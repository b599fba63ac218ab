// Quotes: an offer on paper, made of the lines of a deal, numbered, with the day until which it holds.
import { z } from 'zod'
import { ById, endpoint, Id, When } from './contract.ts'
import { maybeText } from './deal-setup.ts'

const text = (most: number) => z.string().transform((v) => v.replaceAll('\u0000', '').trim()).pipe(z.string().max(most, `At most ${most} characters, please.`))
const TaxPercent = z.number('Please enter a number.').min(0, 'A tax lies between 0 and 100 %.').max(100, 'A tax lies between 0 and 100 %.')

export const QuoteSettings = z
  .object({
    sender: text(600).describe('Who offers: name and address, a line each'), terms: text(2000).describe('Stands under the sum'), prefix: text(20), taxName: text(30), taxPercent: TaxPercent,
    validDays: z.number().int().min(1, 'One day at least.').max(3650, 'At most ten years.'),
  })
  .meta({ id: 'QuoteSettings' })
export type QuoteSettings = z.output<typeof QuoteSettings>

export const QuoteView = z
  .object({
    id: Id, dealId: Id, number: z.string(), issuedOn: z.string(), validUntil: z.string(), expired: z.boolean(), currency: z.string(), netMinor: z.number().int(), taxMinor: z.number().int(), totalMinor: z.number().int(),
    lines: z.number().int(), by: z.string().nullable(), createdAt: When,
  })
  .meta({ id: 'Quote' })
export type QuoteView = z.output<typeof QuoteView>

export const QuoteInput = z
  .object({
    validUntil: z.string().trim().max(40).optional().describe('YYYY-MM-DD; else as the settings say'), taxPercent: TaxPercent.optional(),
    recipient: maybeText(600).describe('To whom, a line each; else the company and the person of the deal'), note: maybeText(2000),
  })
  .meta({ id: 'QuoteInput' })
export type QuoteInput = z.output<typeof QuoteInput>

export const listQuotes = endpoint('GET', '/deals/:id/quotes', { summary: 'Quotes of a deal, newest first', can: 'deals.read', params: ById, returns: z.object({ items: z.array(QuoteView) }) })
export const makeQuote = endpoint('POST', '/deals/:id/quotes', { summary: 'Make a quote of the lines of a deal; it is kept as a file on the deal', can: 'deals.write', repeat: 'key', params: ById, body: QuoteInput, returns: QuoteView })
export const readQuote = endpoint('GET', '/quotes/:id/pdf', { summary: 'A quote as PDF, to save', can: 'deals.read', params: ById, raw: true })
export const quoteSettings = endpoint('GET', '/quotes/settings', { summary: 'Who offers, the tax, and how long an offer holds', can: 'deals.read', returns: QuoteSettings })
export const saveQuoteSettings = endpoint('PUT', '/quotes/settings', { summary: 'Change what stands on every quote', can: 'pipelines.manage', repeat: 'safe', body: QuoteSettings, returns: QuoteSettings })
