// The filter of the address as groups: inside a group "or", between the groups "and". Filters that another program made may be
// deeper; those stay whole and are shown as one.
import { LeadFilter } from '#contract/leads'
import type { Condition } from '#contract/lead-filter'

export type Groups = Condition[][]
/** `whole`: why it cannot be taken apart; the groups are empty then. */
export interface Read { groups: Groups; whole?: 'deep' | 'unreadable' }

export function groupsOf(text: string | undefined): Read {
  if (!text) return { groups: [] }
  const read = LeadFilter.safeParse(json(text))
  if (!read.success) return { groups: [], whole: 'unreadable' }
  const filter = read.data
  const groups: Groups = []
  for (const node of 'all' in filter ? filter.all : [filter]) {
    if ('field' in node) groups.push([node])
    else if ('any' in node && node.any.length && node.any.every((c) => 'field' in c)) groups.push(node.any)
    else return { groups: [], whole: 'deep' }
  }
  return { groups }
}

export function textOf(groups: Groups): string | undefined {
  const full = groups.filter((g) => g.length)
  return full.length ? JSON.stringify({ all: full.map((g) => (g.length === 1 ? g[0] : { any: g })) }) : undefined
}

/** The groups with one condition added, changed (`at` in its group) or, without a condition, taken away. */
export function changed(groups: Groups, group: number, at: number, condition: Condition | undefined): Groups {
  const next = groups.map((g) => [...g])
  while (next.length <= group) next.push([])
  next[group]?.splice(at, 1, ...(condition ? [condition] : []))
  return next.filter((g) => g.length)
}

const json = (text: string): unknown => { try { return JSON.parse(text) } catch { return undefined } }
