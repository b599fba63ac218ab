// Fields of one's own: described by an admin, kept in each record's `custom`, checked wherever somebody writes one.
import { fieldSubjects, type FieldSubject, type FieldType, type FieldView } from '#contract/custom-fields'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { readValue, type CustomField, type Value } from './custom-field.ts'
import { dropFieldRow, fieldRows, insertField, keysInUse, lockField, placeFields, pointedTo, replaceValues, rewriteField, takeOffValues, valuesOf } from './custom-store.ts'

export const viewOfField = (f: CustomField): FieldView => ({ ...f, createdAt: f.createdAt.toISOString() })

/** What somebody wants to write into `custom`, in good form; a sentence at the field where it cannot be. What no field describes passes as it is. */
export async function goodCustom(tx: Tx, subject: FieldSubject, given: Record<string, unknown>): Promise<Record<string, unknown>> {
  const keys = Object.keys(given)
  if (!keys.length) return given
  const fields = new Map((await fieldRows(tx, subject)).map((f) => [f.key, f]))
  const told = keys.filter((key) => fields.has(key))
  if (!told.length) return given
  const next = { ...given }
  for (const key of told) {
    const read = readValue(fields.get(key)!, given[key])
    if (!read.ok) throw refuse('bad_value', read.sentence, { field: `custom.${key}` })
    next[key] = read.value
  }
  for (const key of told) {
    const field = fields.get(key)!, id = next[key]
    if (field.type === 'relation' && typeof id === 'string' && !(await pointedTo(tx, field.target ?? 'lead', [id])).length)
      throw refuse('bad_value', `${field.name}: this ${field.target ?? 'record'} does not exist, or you may not see it.`, { field: `custom.${key}` })
  }
  return next
}

/** Described fields of other types than text, for whoever brings many values at once. */
export const typedFields = async (tx: Tx, subject: FieldSubject): Promise<CustomField[]> => (await fieldRows(tx, subject)).filter((f) => f.type !== 'text')

export async function useOfFields(tx: Tx) {
  const described = new Set((await fieldRows(tx)).map((f) => `${f.subject}.${f.key}`))
  const items = []
  for (const subject of fieldSubjects) for (const { key, records } of await keysInUse(tx, subject)) items.push({ subject, key, records, described: described.has(`${subject}.${key}`) })
  return items
}

interface Described { subject: FieldSubject; key?: string | undefined; name: string; type: FieldType; choices: string[]; currency: string | null; target: CustomField['target']; help: string | null; drop: boolean }

/** What records carry under this key already takes the field's form; what does not fit is named, or dropped when so told. */
export async function createField(tx: Tx, { drop, ...asked }: Described): Promise<FieldView> {
  if ((await fieldRows(tx, asked.subject)).length >= 200) throw refuse('too_many_fields', 'A record may have 200 fields of your own. Remove one first.')
  const key = asked.key ?? asked.name
  const there = await valuesOf(tx, asked.subject, key)
  const chooses = asked.type === 'select' || asked.type === 'multiSelect'
  const choices = !chooses ? [] : distinct(asked.choices.length ? asked.choices : there.flatMap((v) => (Array.isArray(v.raw) ? v.raw : [String(v.raw)])).map((v) => v.trim().slice(0, 80)).filter(Boolean))
  if (chooses && !choices.length) throw refuse('no_choices', 'Say at least one choice.', { field: 'choices' })
  if (choices.length > 200) throw refuse('too_many_choices', `There would be ${choices.length} choices; at most 200 can be chosen from. Take text instead.`, { field: 'type' })
  if (asked.type === 'money' && !asked.currency) throw refuse('no_currency', 'Say the currency of the amounts, such as EUR.', { field: 'currency' })
  if (asked.type === 'relation' && !asked.target) throw refuse('no_target', 'Say what the field points to.', { field: 'target' })
  const field = await insertField(tx, { ...asked, key, choices, currency: asked.type === 'money' ? asked.currency : null, target: asked.type === 'relation' ? asked.target : null })
  if (!field) throw refuse('field_exists', `There is already a field called ${asked.name}${asked.key && asked.key !== asked.name ? `, or one for “${asked.key}”` : ''}.`, { status: 409, field: 'name' })
  await takeForm(tx, field, there, (raw) => raw, drop)
  await liveChanged(tx, 'leads')
  return viewOfField(field)
}

/** `renamed`: choices that get other words, in every record; those that are gone are taken off when so told. */
export async function changeField(tx: Tx, id: string, { renamed = {}, drop, ...change }: { name?: string | undefined; choices?: string[] | undefined; renamed?: Record<string, string> | undefined; currency?: string | null | undefined; help?: string | null | undefined; drop: boolean }): Promise<FieldView> {
  const before = await lockField(tx, id)
  if (!before) throw notFound('field')
  const twin = (await fieldRows(tx, before.subject)).find((f) => f.id !== id && f.name.toLowerCase() === change.name?.toLowerCase())
  if (twin) throw refuse('field_exists', `There is already a field called ${twin.name}.`, { status: 409, field: 'name' })
  const chooses = before.type === 'select' || before.type === 'multiSelect'
  const choices = chooses ? distinct((change.choices ?? before.choices).map((c) => (change.choices ? c : (renamed[c] ?? c)))) : []
  if (chooses && !choices.length) throw refuse('no_choices', 'Say at least one choice.', { field: 'choices' })
  const next: CustomField = { ...before, name: change.name ?? before.name, choices, currency: before.type === 'money' ? (change.currency ?? before.currency) : null, help: change.help === undefined ? before.help : change.help }
  await rewriteField(tx, next)
  if (chooses && (change.choices || Object.keys(renamed).length)) {
    const word = (raw: unknown): unknown => (typeof raw === 'string' ? (Object.hasOwn(renamed, raw) ? renamed[raw] : raw) : raw)
    await takeForm(tx, next, await valuesOf(tx, before.subject, before.key), (raw) => (Array.isArray(raw) ? raw.map(word) : word(raw)), drop)
  }
  await liveChanged(tx, 'leads')
  return viewOfField(next)
}

export async function orderFields(tx: Tx, subject: FieldSubject, ids: string[]): Promise<FieldView[]> {
  await placeFields(tx, subject, ids)
  await liveChanged(tx, 'leads')
  return (await fieldRows(tx)).map(viewOfField)
}

/** The description goes; what records carry stays with them unless `values` says otherwise. */
export async function removeField(tx: Tx, id: string, values: boolean): Promise<void> {
  const field = await lockField(tx, id)
  if (!field) return
  await dropFieldRow(tx, id)
  if (values) await takeOffValues(tx, field.subject, field.key)
  await liveChanged(tx, 'leads')
}

async function takeForm(tx: Tx, field: CustomField, there: { raw: Value; records: number }[], say: (raw: unknown) => unknown, drop: boolean): Promise<void> {
  const pairs: { from: unknown; to: unknown }[] = [], wrong: { raw: Value; records: number }[] = []
  for (const { raw, records } of there) {
    const read = readValue(field, keepKnown(field, say(raw), drop))
    if (!read.ok) wrong.push({ raw, records })
    const to = read.ok ? read.value : null
    if (JSON.stringify(to) !== JSON.stringify(raw)) pairs.push({ from: raw, to })
  }
  if (wrong.length && !drop) {
    const records = wrong.reduce((n, w) => n + w.records, 0)
    const named = wrong.toSorted((a, b) => b.records - a.records).slice(0, 5).map((w) => `“${String(w.raw).slice(0, 40)}”`).join(', ')
    throw refuse('values_do_not_fit', `${records} ${records === 1 ? 'record has a value' : 'records have values'} that would not fit: ${named}${wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''}. Change them first, or have them taken off.`, { status: 409, details: { records, values: wrong.slice(0, 50).map((w) => String(w.raw)) } })
  }
  await replaceValues(tx, field.subject, field.key, pairs)
}

/** Of several choices only those that are gone are dropped. */
const keepKnown = (field: CustomField, value: unknown, drop: boolean): unknown => (drop && field.type === 'multiSelect' && Array.isArray(value) ? value.filter((v) => field.choices.includes(String(v))) : value)
const distinct = (words: string[]): string[] => [...new Map(words.map((w) => [w.toLowerCase(), w])).values()]
