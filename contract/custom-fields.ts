// Fields of one's own: what a workspace wants to know of its leads, companies and deals beside what everybody knows of theirs.
import { z } from 'zod'
import { ById, Done, endpoint, Id, When } from './contract.ts'

/** What a record carries, by the field's key. Null and '' take a value away. */
export const CustomValues = z.record(z.string().min(1).max(80), z.union([z.string().max(4000), z.number(), z.boolean(), z.array(z.string().max(200)).max(100), z.null()]))
export type CustomValues = z.output<typeof CustomValues>

const Bound = z.union([z.number(), z.iso.date()])
/** What a list asks of a field of one's own: one of these values, words in it, a number or day between two, or whether it is filled. */
export const OwnCondition = z.strictObject({
  key: z.string().min(1).max(80), is: z.array(z.string().max(200)).min(1).max(50).optional(), contains: z.string().trim().min(1).max(200).optional(), from: Bound.optional(), to: Bound.optional(), has: z.boolean().optional(),
})
export type OwnCondition = z.output<typeof OwnCondition>
/** In an address: a JSON array of conditions, all of which hold. */
export const OwnInUrl = z.string().max(8000).transform((text, ctx) => {
  try {
    const read = z.array(OwnCondition).max(20).safeParse(JSON.parse(text))
    if (read.success) return read.data
  } catch { /* said below */ }
  ctx.addIssue({ code: 'custom', message: 'These conditions cannot be read.' })
  return z.NEVER
}).describe('Conditions on fields of one’s own, as JSON: [{"key":"Seats","from":10}]')

/** One field of one's own, for many records at once; null takes it away. */
export const SetOwnField = z.object({ do: z.literal('setCustom'), key: z.string().trim().min(1, 'Which field?').max(80), value: z.union([z.string().max(4000), z.number(), z.boolean(), z.null()]) })

export const fieldSubjects = ['lead', 'company', 'deal'] as const
export const FieldSubject = z.enum(fieldSubjects)
export type FieldSubject = z.output<typeof FieldSubject>

/** money: a number in the field's currency. date: YYYY-MM-DD. relation: the id of a record. Of the choices a record carries the words. */
export const fieldTypes = ['text', 'number', 'money', 'date', 'yesNo', 'select', 'multiSelect', 'relation', 'url'] as const
export const FieldType = z.enum(fieldTypes)
export type FieldType = z.output<typeof FieldType>

export const relationTargets = ['lead', 'company', 'member'] as const

const Choice = z.string().trim().min(1, 'A choice needs words.').max(80, 'At most 80 characters, please.')
const Settings = {
  choices: z.array(Choice).max(200, 'At most 200 choices, please.').default([]).describe('Of select and multiSelect, in their order'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is three capital letters like EUR.').nullable().default(null).describe('Of money'),
  target: z.enum(relationTargets).nullable().default(null).describe('Of relation: what it points to'),
  help: z.string().trim().max(300).nullable().default(null).describe('A sentence shown where the field is filled in'),
}
const Name = z.string().trim().min(1, 'A field needs a name.').max(80, 'At most 80 characters, please.').refine((v) => !/[\u0000-\u001f\u007f]/.test(v), 'A name is one line.')

/** `key`: what stands in `custom` of a record, in filters, imports and {{custom.…}} of mails; it never changes. `filled`: records with a value. */
export const FieldView = z
  .object({ id: Id, subject: FieldSubject, key: z.string(), name: z.string(), type: FieldType, choices: z.array(z.string()), currency: z.string().nullable(), target: z.enum(relationTargets).nullable(), help: z.string().nullable(), createdAt: When })
  .meta({ id: 'CustomField' })
export type FieldView = z.output<typeof FieldView>

export const listFields = endpoint('GET', '/custom-fields', { summary: 'Fields of one’s own, in their order', can: 'leads.read', returns: z.object({ items: z.array(FieldView) }) })
export const fieldUse = endpoint('GET', '/custom-fields/use', {
  summary: 'How many records have a value, by subject and key; keys that no field describes (from imports) among them', can: 'leads.read',
  returns: z.object({ items: z.array(z.object({ subject: FieldSubject, key: z.string(), records: z.number().int(), described: z.boolean() })) }) })
export const createField = endpoint('POST', '/custom-fields', {
  summary: 'Describe a field. `key` may be one that records carry already; values that do not fit are then named (409 values_do_not_fit) unless `drop` is true', can: 'workspace.manage', repeat: 'key',
  body: z.object({ subject: FieldSubject, key: z.string().min(1).max(80).optional(), name: Name, type: FieldType, ...Settings, drop: z.boolean().default(false) }), returns: FieldView })
export const changeField = endpoint('PATCH', '/custom-fields/:id', {
  summary: 'Rename a field, change its choices (a renamed choice is renamed in every record: `renamed` old → new; one that is gone is taken off)', can: 'workspace.manage', repeat: 'safe', params: ById,
  body: z.object({ name: Name.optional(), choices: Settings.choices.unwrap().optional(), renamed: z.record(z.string(), Choice).optional(), currency: Settings.currency.unwrap().optional(), help: Settings.help.unwrap().optional(), drop: z.boolean().default(false) }), returns: FieldView })
export const orderFields = endpoint('PUT', '/custom-fields/order', {
  summary: 'Put the fields of a subject in this order', can: 'workspace.manage', repeat: 'safe', body: z.object({ subject: FieldSubject, ids: z.array(Id).min(1).max(200) }), returns: z.object({ items: z.array(FieldView) }) })
export const removeField = endpoint('DELETE', '/custom-fields/:id', {
  summary: 'Remove a field; its values stay in the records’ history only when values=true takes them off the records', can: 'workspace.manage', repeat: 'safe', params: ById, query: z.object({ values: z.enum(['true', 'false']).default('false') }), returns: Done })
