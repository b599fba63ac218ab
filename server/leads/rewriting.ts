// A status or a tag has another name: filters that name it follow, those of segments and those of views.
import { rewriteFilters } from '#views'
import type { Tx } from '#platform/db'
import { filtersNaming, rewriteFilter } from './status-store.ts'

/** A tag that is gone finds nobody, as before; its filters stay. */
export async function retag(tx: Tx, tag: string, to: string | undefined): Promise<void> {
  if (to === undefined) return
  for (const segment of await filtersNaming(tx, tag)) await rewriteFilter(tx, segment.id, replaced(segment.filter, 'tags', tag, to))
  await rewriteFilters(tx, 'leads', tag, (filter) => replaced(filter, 'tags', tag, to))
}

/** In every condition about this field, at any depth. */
export function replaced(filter: unknown, field: 'status' | 'tags', word: string, heir: string): unknown {
  if (Array.isArray(filter)) return filter.map((f) => replaced(f, field, word, heir))
  if (!filter || typeof filter !== 'object') return filter
  const node = filter as Record<string, unknown>
  if (node['field'] === field && Array.isArray(node['value'])) return { ...node, value: [...new Set((node['value'] as unknown[]).map((v) => (v === word ? heir : v)))] }
  return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, Array.isArray(inner) && ['all', 'any', 'none'].includes(name) ? replaced(inner, field, word, heir) : inner]))
}
