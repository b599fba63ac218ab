// A filter as a tree that can be edited: groups in groups, each with its word. Pure.
import type { Condition, LeadFilter } from '#contract/lead-filter'

export type Word = 'all' | 'any' | 'none'
export interface Group { word: Word; parts: (Condition | Group)[] }
/** From the outermost group inwards: which part of each. */
export type Path = readonly number[]

export function treeOf(filter: LeadFilter): Group {
  if ('field' in filter) return { word: 'all', parts: [filter] }
  const word: Word = 'all' in filter ? 'all' : 'any' in filter ? 'any' : 'none'
  const parts = (filter as Record<Word, LeadFilter[]>)[word]
  return { word, parts: parts.map((p) => ('field' in p ? p : treeOf(p))) }
}

/** Empty groups are left out; what is left of nothing is everybody. */
export function filterOfTree(group: Group): LeadFilter {
  const parts = group.parts.flatMap((p): LeadFilter[] => ('field' in p ? [p] : p.parts.length ? [filterOfTree(p)] : []))
  return { [group.word]: parts } as LeadFilter
}

export const depthOfTree = (group: Group): number => 1 + Math.max(0, ...group.parts.map((p) => ('field' in p ? 1 : depthOfTree(p))))
export const isGroup = (part: Condition | Group): part is Group => 'word' in part

/** The tree with what stands at `path` replaced, or taken away; a path one past the end adds. */
export function replaced(group: Group, path: Path, part: Condition | Group | undefined): Group {
  const [at, ...rest] = path
  if (at === undefined) return part && isGroup(part) ? part : group
  const parts = [...group.parts]
  const here = parts[at]
  if (rest.length && here && isGroup(here)) parts[at] = replaced(here, rest, part)
  else if (part) parts.splice(at, here ? 1 : 0, part)
  else parts.splice(at, 1)
  return { ...group, parts }
}
