// What was typed becomes words; each must occur. Where nothing of a kind has them, words that are nearly the same count: of four
// letters and more, for shorter ones everything is alike.
import { hitKinds, type Hit } from '#contract/search'
import { threadPage } from '#inbox'
import type { Tx } from '#platform/db'
import { fold, likeText } from '#platform/folding'
import { campaignHits, companyHits, dealHits, leadHits, listHits, similarLeads } from './store.ts'

export async function find(tx: Tx, asked: { q: string; kinds?: string | undefined; limit: number }): Promise<Hit[]> {
  const kinds = asked.kinds ? asked.kinds.split(',') : [...hitKinds]
  const sought = wordsOf(asked.q)
  const looks: Record<string, () => Promise<Hit[]>> = {
    lead: () => leads(tx, sought, asked.limit),
    company: () => companies(tx, sought, asked.limit),
    deal: () => dealHits(tx, sought.patterns, asked.limit),
    campaign: () => campaignHits(tx, sought.patterns, asked.limit),
    list: () => listHits(tx, sought.patterns, asked.limit),
    thread: () => threads(tx, asked.q, asked.limit),
  }
  const hits: Hit[] = []
  for (const kind of hitKinds) if (kinds.includes(kind)) hits.push(...((await looks[kind]?.()) ?? []))
  return hits
}

export interface Sought { patterns: string[]; /** Long enough to be misspelt; empty when one of them is not. */ loose: string[] }

export function wordsOf(q: string): Sought {
  const words = fold(q).split(/\s+/).filter(Boolean).slice(0, 8)
  return { patterns: words.map((word) => `%${likeText(word)}%`), loose: words.every((word) => word.length >= 4 && !/[:"]/.test(word)) ? words : [] }
}

async function leads(tx: Tx, sought: Sought, limit: number): Promise<Hit[]> {
  const exact = await leadHits(tx, sought.patterns, limit)
  return exact.length || !sought.loose.length ? exact : similarLeads(tx, sought.loose, limit)
}

async function companies(tx: Tx, sought: Sought, limit: number): Promise<Hit[]> {
  const exact = await companyHits(tx, sought.patterns, [], limit)
  return exact.length || !sought.loose.length ? exact : companyHits(tx, [], sought.loose, limit)
}

async function threads(tx: Tx, q: string, limit: number): Promise<Hit[]> {
  if (q.length < 2) return []
  const { items } = await threadPage(tx, { search: q, status: 'all', limit })
  return items.map((t) => ({ kind: 'thread', id: t.id, label: t.subject || '(no subject)', detail: t.lead?.name ?? t.from.address, nearly: false }))
}
