// What is a column for? Guessed from its name and from what stands in it; a person corrects it.
import { leadTargets } from '#contract/imports'
import { plain, wordIn, wordOf } from './column-words.ts'
import type { RecordKind } from './record.ts'

export interface Column { index: number; name: string; samples: string[]; guess: { target: string; confidence: number } }
/** Column index → target. */
export type Mapping = Record<string, string>

const samplesShown = 3

/** Columns with up to three different values to show, and a guess for each; no two columns get the same field. */
export function describeColumns(header: string[], rows: string[][]): Column[] {
  const columns = header.map((raw, index) => {
    const name = columnName(raw, index)
    const values = rows.map((row) => (row[index] ?? '').trim()).filter(Boolean)
    return { index, name, samples: [...new Set(values)].slice(0, samplesShown).map((v) => v.slice(0, 200)), guess: guessTarget(raw, values) }
  })
  const taken = new Set<string>()
  for (const column of columns.toSorted((a, b) => b.guess.confidence - a.guess.confidence || a.index - b.index)) {
    const { target } = column.guess
    if (target === 'ignore') continue
    if (taken.has(target)) column.guess = another(column, taken)
    taken.add(column.guess.target)
  }
  // A column "Name" beside "Last name" holds first names.
  const has = (target: string) => columns.find((c) => c.guess.target === target)
  const full = has('fullName')
  if (full && has('lastName') && !has('firstName')) full.guess = { target: 'firstName', confidence: 0.7 }
  else if (full && has('firstName') && has('lastName')) full.guess = { target: 'ignore', confidence: 0.6 }
  return columns
}

export const mappingFrom = (columns: Column[]): Mapping => Object.fromEntries(columns.map((c) => [String(c.index), c.guess.target]))

/** For other records than leads: each column what its name says, no two the same. */
export function mappingByWords(columns: Column[], { targets, own }: Pick<RecordKind, 'targets' | 'own'>): Mapping {
  const word = new Map(targets.toReversed().flatMap((t) => t.words.split(',').map((w): [string, string] => [plain(w), t.key])))
  const taken = new Set<string>()
  return Object.fromEntries(columns.map((c) => {
    const named = own && /^own field: *(.{1,80})$/i.exec(c.name)?.[1]
    const target = named ? `${own}:custom:${named}` : (word.get(plain(c.name)) ?? 'ignore')
    if (target === 'ignore' || taken.has(target)) return [String(c.index), 'ignore']
    taken.add(target)
    return [String(c.index), target]
  }))
}

/** Null, or a sentence that says why this mapping cannot be used. `other`: a kind of record that is no lead. */
export function mappingProblem(mapping: Mapping, columns: Column[], other?: Pick<RecordKind, 'name' | 'problem'>): string | null {
  const used = new Map<string, number>()
  for (const [index, target] of Object.entries(mapping)) {
    if (target === 'ignore') continue
    const before = used.get(target)
    if (before !== undefined) return `“${nameAt(columns, before)}” and “${nameAt(columns, Number(index))}” are both mapped to ${label(target)}. Choose one, and another field for the other.`
    used.set(target, Number(index))
  }
  const stray = [...used.keys()].find((target) => (other ? !target.startsWith(`${other.name}:`) : /^(?:company|product|deal|member):/.test(target)))
  if (stray) return `“${nameAt(columns, used.get(stray)!)}” is mapped to a field that these rows do not have. Choose another one, or leave it out.`
  if (other) return other.problem(new Set(used.keys()))
  if (!used.has('email')) return 'Choose the column that holds the e-mail address.'
  if (used.has('fullName') && (used.has('firstName') || used.has('lastName'))) return 'Choose either one column for the full name or columns for first and last name.'
  return null
}

const nameAt = (columns: Column[], index: number): string => columns[index]?.name ?? `Column ${index + 1}`
const label = (target: string): string => target.replace(/^[a-z]+:/, '').replace(/^custom:/, '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

function guessTarget(name: string, values: string[]): { target: string; confidence: number } {
  const own = /^own field: *(.{1,80})$/i.exec(name)?.[1]
  if (own) return { target: `custom:${own}`, confidence: 1 }
  const shape = shapeOf(values)
  const exact = wordOf(name)
  if (exact === 'email' && values.length && shape !== 'email' && shape !== undefined) return { target: shape, confidence: 0.6 }
  if (exact) return { target: exact, confidence: exact === shape ? 1 : 0.95 }
  const inside = wordIn(name)
  if (shape === 'email' || shape === 'linkedinUrl') return { target: shape, confidence: inside === shape ? 0.97 : 0.9 }
  if (inside) return { target: inside, confidence: 0.75 }
  if (shape) return { target: shape, confidence: 0.6 }
  return another({ name: columnName(name, -1), samples: values }, new Set())
}

/** Nothing we know: a field of the user's own, where there is a name for it and something in it. */
function another(column: Pick<Column, 'name' | 'samples'>, taken: Set<string>): { target: string; confidence: number } {
  const target = `custom:${column.name.slice(0, 80)}`
  const usable = column.samples.length > 0 && !/^Column \d+$/.test(column.name) && !/^(?:__proto__|constructor|prototype)$/i.test(column.name) && !taken.has(target)
  return usable ? { target, confidence: 0.3 } : { target: 'ignore', confidence: 0.3 }
}

// Six of ten values must look like it.
function shapeOf(values: string[]): (typeof leadTargets)[number] | undefined {
  const most = (pattern: RegExp) => values.length > 0 && values.filter((v) => pattern.test(v)).length >= values.length * 0.6
  if (most(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)) return 'email'
  if (most(/linkedin\.com\//i)) return 'linkedinUrl'
  if (most(/^(?:https?:\/\/)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:\/\S*)?$/i)) return 'companyDomain'
  if (most(/^(?:\+|00|\(?0)[\d ()./-]{6,}$/)) return 'phone'
  return undefined
}

const columnName = (raw: string, index: number): string => raw.replace(/[\u0000-\u001f\u007f\ufeff]+/g, ' ').trim().slice(0, 200) || `Column ${index + 1}`
