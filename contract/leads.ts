// Leads: the people we write to. Lists, saved filters, bulk changes.
import { z } from 'zod'
import { CompanyView } from './companies.ts'
import { ById, Done, endpoint, Id, page, Paging, Was, When } from './contract.ts'
import { CustomValues } from './custom-fields.ts'
import { FilterInUrl, LeadFilter, LeadSort, LeadStatus } from './lead-filter.ts'
import { SuppressionReason, SuppressionView } from './suppressions.ts'

export { LeadFilter, LeadSort, LeadStatus, leadSorts, leadStatuses } from './lead-filter.ts'

/** A lead as a row of a list. `suppressed` says why nobody may write to it (null: one may). */
export const LeadRow = z
  .object({
    id: Id, email: z.string(), firstName: z.string().nullable(), lastName: z.string().nullable(), title: z.string().nullable(),
    companyId: Id.nullable(), companyName: z.string().nullable(), city: z.string().nullable(), country: z.string().nullable(),
    status: LeadStatus, tags: z.array(z.string()), ownerId: Id.nullable(), createdAt: When, lastActivityAt: When.nullable(),
    repliedAt: When.nullable(), suppressed: SuppressionReason.nullable(),
    /** Only with more=true: what a table may show beside the usual columns. */
    more: z.object({ phone: z.string().nullable(), linkedinUrl: z.string().nullable(), timeZone: z.string().nullable(), language: z.string().nullable(), source: z.string().nullable(), custom: z.record(z.string(), z.unknown()), updatedAt: When }).optional(),
  })
  .meta({ id: 'LeadRow' })
export type LeadRow = z.output<typeof LeadRow>

export const LeadView = LeadRow.omit({ more: true }).extend({
  phone: z.string().nullable(), linkedinUrl: z.string().nullable(), timeZone: z.string().nullable(), language: z.string().nullable(),
  custom: z.record(z.string(), z.unknown()), notes: z.string().nullable(), source: z.string().nullable(), importId: Id.nullable(),
  updatedAt: When, bouncedAt: When.nullable(), optedOutAt: When.nullable(), deletedAt: When.nullable(),
}).meta({ id: 'Lead' })
export type LeadView = z.output<typeof LeadView>

export const LeadAddresses = z.object({ addresses: z.array(z.string().min(3).max(320)).max(20).describe('Besides the main one: a mail from one of them is a mail from the lead') }).meta({ id: 'LeadAddresses' })

/** `filter`: the conditions of a segment, a list that fills itself; null for one that people fill. */
export const ListView = z.object({ id: Id, name: z.string(), leads: z.number().int(), filter: LeadFilter.nullable(), createdAt: When, filledAt: When.nullable() }).meta({ id: 'List' })
export type ListView = z.output<typeof ListView>

export const LeadPage = z
  .object({
    lead: LeadView, company: CompanyView.nullable(), lists: z.array(z.object({ id: Id, name: z.string() })),
    /** Every entry that stands in the way, the address itself or its domain or a parent of it. */
    suppressions: z.array(SuppressionView), mayBeContacted: z.boolean(), sentence: z.string().nullable(),
    mayChange: z.boolean().describe('By its owner; the role is asked apart'), mayDelete: z.boolean().describe('So too; a lead of nobody’s is deleted by those who change everybody’s'),
  })
  .meta({ id: 'LeadPage' })

// One line: a line break or another control character in a name would go on living in mails, so it becomes a blank.
const text = (most: number) => z.string().transform((v) => v.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()).pipe(z.string().max(most, `At most ${most} characters, please.`))
const maybe = (most: number) => text(most).nullable().transform((v) => (v ? v : null)).optional()
const Tags = z.array(text(60).refine((v) => v !== '', 'A tag needs a name.')).max(50)

const details = {
  firstName: maybe(100), lastName: maybe(100), title: maybe(200), phone: maybe(60), linkedinUrl: maybe(500),
  companyName: maybe(200), companyDomain: maybe(253), city: maybe(120), country: maybe(80), timeZone: maybe(64), language: maybe(20),
  notes: z.string().trim().max(20_000, 'At most 20,000 characters, please.').nullable().transform((v) => (v ? v : null)).optional(), tags: Tags.optional(), custom: CustomValues.optional(),
}
export const LeadInput = z
  .object({ email: z.string().min(1, 'Please enter an e-mail address.').max(1000), ...details, status: LeadStatus.optional(), listId: Id.optional() })
  .meta({ id: 'LeadInput' })
export type LeadInput = z.output<typeof LeadInput>

// Absent = leave as it is; null or '' = empty it.
export const LeadEdit = z
  .object({ email: z.string().max(1000).optional(), ...details, status: LeadStatus.optional(), ownerId: Id.nullable().optional(), was: Was })
  .meta({ id: 'LeadEdit' })
export type LeadEdit = z.output<typeof LeadEdit>

/** What the form shows before saving: is the address good, did you mean…, do we know this person already? */
export const LeadCheck = z
  .object({
    address: z.string().nullable(), problem: z.string().nullable(), suggestion: z.string().nullable(),
    duplicate: LeadRow.nullable(), lookAlikes: z.array(LeadRow), suppressed: SuppressionReason.nullable(),
  })
  .meta({ id: 'LeadCheck' })

export const Which = { search: z.string().trim().max(200).optional(), filter: FilterInUrl.optional() }

export const listLeads = endpoint('GET', '/leads', {
  summary: 'List leads: search, filter (JSON), sort, page. `total` is capped at 1,001 and only there with count=true', can: 'leads.read',
  query: Paging.extend({ ...Which, sort: LeadSort, count: z.enum(['true', 'false']).default('false'), more: z.enum(['true', 'false']).default('false') }), returns: page(LeadRow) })
export const countLeads = endpoint('GET', '/leads/count', {
  summary: 'How many leads match (exact=true counts all, else it stops at 1,001)', can: 'leads.read',
  query: z.object({ ...Which, exact: z.enum(['true', 'false']).default('false') }), returns: z.object({ total: z.number().int(), totalIsCapped: z.boolean() }) })
export const leadChoices = endpoint('GET', '/leads/choices', {
  summary: 'What a filter can choose from: tags, countries and custom fields in use', can: 'leads.read',
  returns: z.object({ tags: z.array(z.string()), countries: z.array(z.string()), customFields: z.array(z.string()) }) })
export const getLead = endpoint('GET', '/leads/:id', { summary: 'One lead with company, lists and suppression', can: 'leads.read', params: ById, returns: LeadPage })
export const checkLead = endpoint('GET', '/leads/check', {
  summary: 'Before saving: is the address good, is there a duplicate?', can: 'leads.read',
  query: z.object({ email: z.string().max(1000), firstName: z.string().max(100).optional(), lastName: z.string().max(100).optional() }), returns: LeadCheck })
export const createLead = endpoint('POST', '/leads', {
  summary: 'Create a lead; refused (409 lead_exists, details.leadId) when the address is known', can: 'leads.write', repeat: 'key', body: LeadInput, returns: LeadView })
export const updateLead = endpoint('PATCH', '/leads/:id', { summary: 'Change a lead', can: 'leads.write', repeat: 'safe', params: ById, body: LeadEdit, returns: LeadView })
export const getLeadAddresses = endpoint('GET', '/leads/:id/addresses', { summary: 'Other addresses of a lead', can: 'leads.read', params: ById, returns: LeadAddresses })
export const setLeadAddresses = endpoint('PUT', '/leads/:id/addresses', { summary: 'Set them', can: 'leads.write', repeat: 'safe', params: ById, body: LeadAddresses, returns: LeadAddresses })
export const deleteLead = endpoint('DELETE', '/leads/:id', {
  summary: 'Move a lead to the trash; what was planned for it is cancelled', can: 'leads.write', repeat: 'safe', params: ById, returns: Done })
export const restoreLead = endpoint('POST', '/leads/:id/restore', { summary: 'Take a lead out of the trash', can: 'leads.write', repeat: 'safe', params: ById, returns: LeadView })
export const listTrash = endpoint('GET', '/trash/leads', { summary: 'Leads in the trash', can: 'leads.read', query: Paging, returns: page(LeadRow.extend({ deletedAt: When })) })
export const listLeadsOfCompany = endpoint('GET', '/companies/:id/leads', {
  summary: 'The leads of a company', can: 'leads.read', params: ById, query: Paging, returns: page(LeadRow) })

/** Whom: these ids, or everything that a search and filter match. */
export const Whom = z.union([
  z.strictObject({ ids: z.array(Id).min(1).max(5000) }),
  z.strictObject({ matching: z.strictObject({ search: z.string().trim().max(200).optional(), filter: LeadFilter.optional() }) }),
])
export const BulkAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('addToList'), listId: Id }),
  z.object({ do: z.literal('removeFromList'), listId: Id }),
  z.object({ do: z.literal('addTags'), tags: Tags.min(1) }),
  z.object({ do: z.literal('removeTags'), tags: Tags.min(1) }),
  z.object({ do: z.literal('setStatus'), status: LeadStatus }),
  z.object({ do: z.literal('setOwner'), ownerId: Id.nullable() }),
  z.object({ do: z.literal('setCustom'), key: text(80).refine((v) => v !== '', 'Which field?'), value: z.union([z.string().max(4000), z.number(), z.boolean(), z.null()]).describe('null or an empty text takes the field away') }),
  z.object({ do: z.literal('delete') }),
])
export type BulkAction = z.output<typeof BulkAction>

const ListName = z.string().trim().min(1, 'Please name the list.').max(120)
export const listLists = endpoint('GET', '/lists', { summary: 'Lists, and segments (lists that fill themselves)', can: 'leads.read', returns: z.object({ items: z.array(ListView) }) })
export const createList = endpoint('POST', '/lists', { summary: 'Create a list; with a filter, a segment', can: 'leads.write', repeat: 'key', body: z.object({ name: ListName, filter: LeadFilter.optional() }), returns: ListView })
export const renameList = endpoint('PATCH', '/lists/:id', { summary: 'Rename a list, or change the conditions of a segment; filter null makes it a list as it stands', can: 'leads.write', repeat: 'safe', params: ById, body: z.object({ name: ListName.optional(), filter: LeadFilter.nullable().optional() }), returns: ListView })
export const deleteList = endpoint('DELETE', '/lists/:id', { summary: 'Delete a list (its leads stay)', can: 'leads.write', repeat: 'safe', params: ById, returns: Done })
