// What a call costs. List prices in US dollars per million tokens, read from the providers' published pages on the day below;
// a workspace may enter its own. Local servers cost nothing; an unknown model is counted dearly until somebody enters its price.
import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'

export const pricesOf = '2026-11-21'

export type Provider = 'google' | 'openai' | 'anthropic' | 'openai-compatible'
export interface Price { in: number; out: number; cached: number; /** Dollars per grounded search call. */ search: number }
export interface Usage { in: number; cached: number; out: number }
export const noUsage: Usage = { in: 0, cached: 0, out: 0 }

/** in, out, and from a day on: in, out. */
type Row = [model: string, input: number, output: number, after?: [day: string, input: number, output: number]]

const table: Record<Exclude<Provider, 'openai-compatible'>, { cachedShare: number; search: number; rows: Row[] }> = {
  google: {
    cachedShare: 0.1, search: 0.014,
    rows: [
      ['gemini-3.8-flash', 0.75, 3.75, ['2027-01-01', 1.5, 7.5]],
      ['gemini-4-hydrogen', 1.5, 7.5],
      ['gemini-4-argon', 2, 10, ['2026-12-01', 4, 20]],
      ['gemini-4-carbon', 2, 10, ['2026-12-01', 4, 20]],
      ['gemini-3.5-flash', 1.5, 9],
      ['gemini-3.1-flash-lite', 0.25, 1.5],
      ['gemini-3-flash', 0.5, 3],
      ['gemini-2.5-flash-lite', 0.1, 0.4],
      ['gemini-2.5-flash', 0.3, 2.5],
      ['gemini-2.5-pro', 1.25, 10],
    ],
  },
  openai: {
    cachedShare: 0.1, search: 0.01,
    rows: [
      ['gpt-6-luna', 0.1, 0.5],
      ['gpt-6.1-terra', 1, 5],
      ['gpt-6.1-sol', 2, 10],
      ['gpt-6-sol', 2, 10],
      ['gpt-6-astra', 10, 50],
      ['gpt-5.6-luna', 0.2, 1.2],
      ['gpt-5-mini', 0.25, 2],
      ['gpt-4.1', 2, 8],
      ['gpt-4o-mini', 0.15, 0.6],
    ],
  },
  anthropic: {
    cachedShare: 0.1, search: 0.01,
    rows: [
      ['claude-haiku-5-5', 0.1, 0.5],
      ['claude-sonnet-5-5', 2, 10],
      ['claude-opus-5-5', 4, 20],
      ['claude-haiku-4-5', 1, 5],
      ['claude-sonnet-4-6', 3, 15],
    ],
  },
}
const unknown: Price = { in: 3, out: 15, cached: 3, search: 0.035 }
const free: Price = { in: 0, out: 0, cached: 0, search: 0 }

export interface Priced { provider: Provider; model: string; baseUrl?: string | null; price?: { in: number; out: number } | null }

export function priceOf(of: Priced, day: string): Price & { known: boolean } {
  if (of.price) return { in: of.price.in, out: of.price.out, cached: of.price.in, search: of.provider === 'openai-compatible' ? 0 : table[of.provider].search, known: true }
  if (of.provider === 'openai-compatible') return isLocal(of.baseUrl ?? '') ? { ...free, known: true } : { ...unknown, known: false }
  const { rows, cachedShare, search } = table[of.provider]
  // The longest name that begins the model's id: 'gpt-4o-mini-2024-07-18' is a gpt-4o-mini.
  const row = rows.filter(([name]) => of.model === name || of.model.startsWith(`${name}-`)).toSorted((a, b) => b[0].length - a[0].length)[0]
  if (!row) return { ...unknown, known: false }
  const [, input, output, after] = row
  const [now, then] = after && day >= after[0] ? [after[1], after[2]] : [input, output]
  return { in: now, out: then, cached: now * cachedShare, search, known: true }
}

export const modelsOf = (provider: Provider, day: string): { id: string; priceIn: number; priceOut: number }[] =>
  provider === 'openai-compatible' ? [] : table[provider].rows.map(([id]) => { const price = priceOf({ provider, model: id }, day); return { id, priceIn: price.in, priceOut: price.out } })

export const costOf = (price: Price, usage: Usage, searches = 0): number =>
  (Math.max(0, usage.in - usage.cached) * price.in + usage.cached * price.cached + usage.out * price.out) / 1_000_000 + searches * price.search

/** Never fewer tokens than the text can have in practice: 3 bytes of UTF-8 each (English runs at about 4), and the frame around it. */
export const tokensAtMost = (...texts: string[]): number => texts.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / 3), 200)

function isLocal(baseUrl: string): boolean {
  try {
    const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '')
    return host === 'localhost' || (isIP(host) > 0 && !isPublicAddress(host)) || !host.includes('.') || /\.(local|internal|lan|home\.arpa)$/.test(host)
  } catch { return false }
}
