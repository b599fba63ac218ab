// One box for everything: leads, companies, campaigns, lists, deals and mails by what they are called. Accents do not matter, and when
// nothing is spelt so, what is spelt nearly so.
import { z } from 'zod'
import { endpoint, Id } from './contract.ts'

export const hitKinds = ['lead', 'company', 'deal', 'campaign', 'list', 'thread'] as const
export const Hit = z
  .object({ kind: z.enum(hitKinds), id: Id, label: z.string(), detail: z.string().nullable(), nearly: z.boolean().describe('Not spelt so, but nearly') })
  .meta({ id: 'SearchHit' })
export type Hit = z.output<typeof Hit>

export const search = endpoint('GET', '/search', {
  summary: 'Search everything by name; also inside mails (with the inbox’s own words such as from: and before:)', can: 'leads.read',
  query: z.object({ q: z.string().trim().min(1).max(200), kinds: z.string().max(100).optional().describe('Only these, with commas between them'), limit: z.coerce.number().int().min(1).max(20).default(5).describe('Of each kind') }),
  returns: z.object({ items: z.array(Hit) }) })
