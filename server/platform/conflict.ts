// Two people edit one record. Whoever saves says what stood in the fields when the edit began; a field that somebody else has changed
// meanwhile is refused with both values, so that a person chooses. Other fields do not disturb one another.
import { refuse } from './refuse.ts'

export interface Clash { field: string; mine: unknown; theirs: unknown }

/** The first field whose present value is neither what it was nor what is now to be written. `custom` is compared key by key. */
export function clashOf(now: object, edit: object, was: Readonly<Record<string, unknown>> | undefined): Clash | undefined {
  const has = (o: object, key: string): unknown => (o as Record<string, unknown>)[key]
  for (const [field, began] of Object.entries(was ?? {})) {
    if (field === 'custom') {
      const inside = clashOf(Object(has(now, field)), Object(has(edit, field)), Object(began) as Record<string, unknown>)
      if (inside) return { ...inside, field: `custom.${inside.field}` }
    } else if (has(edit, field) !== undefined && !same(has(now, field), began) && !same(has(now, field), has(edit, field)))
      return { field, mine: has(edit, field), theirs: has(now, field) ?? null }
  }
  return undefined
}

/** `by`: the name of whoever changed it, where it is known. */
export const conflict = (clash: Clash, by: string | null, at: Date | null) =>
  refuse('edit_conflict', `${by ?? 'Somebody'} has changed this to ${said(clash.theirs)} while you were editing it; you wrote ${said(clash.mine)}. Nothing of yours is saved yet.`, {
    status: 409, field: clash.field, details: { ...clash, by, at: at && at.toISOString() },
  })

const said = (value: unknown): string => { const text = Array.isArray(value) ? value.join(', ') : plain(value); return text ? `“${text.slice(0, 200)}”` : 'nothing' }

// Nothing, '' and an absent value are one; tags have no order; numbers may come as text.
const same = (a: unknown, b: unknown): boolean => plain(a) === plain(b)
const plain = (v: unknown): string =>
  v === null || v === undefined || v === '' ? '' : Array.isArray(v) ? JSON.stringify(v.map(String).toSorted()) : typeof v === 'object' ? JSON.stringify(v) : String(v).trim()
