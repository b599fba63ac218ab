// Companies: who our leads work for. One per registrable domain; without a domain, one per name.
import { z } from 'zod'
import { CustomValues, OwnInUrl, SetOwnField } from './custom-fields.ts'
import { ById, Done, endpoint, Id, page, Paging, Was, When } from './contract.ts'

// One line: a line break or another control character in a name would go on living in mails, so it becomes a blank.
const text = (most: number) => z.string().transform((v) => v.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()).pipe(z.string().max(most, `At most ${most} characters, please.`))
const maybe = (most: number) => text(most).nullish().transform((v) => (v ? v : null))

export const CompanyView = z
  .object({
    id: Id, name: z.string(), domain: z.string().nullable(), website: z.string().nullable(), industry: z.string().nullable(),
    size: z.string().nullable(), city: z.string().nullable(), country: z.string().nullable(), description: z.string().nullable(),
    phone: z.string().nullable(), tags: z.array(z.string()), custom: z.record(z.string(), z.unknown()), ownerId: Id.nullable(), source: z.string().nullable(), createdAt: When, updatedAt: When, deletedAt: When.nullable(),
  })
  .meta({ id: 'Company' })
export type CompanyView = z.output<typeof CompanyView>

export const CompanyRow = CompanyView.extend({ leads: z.number().int() }).meta({ id: 'CompanyRow' })
export type CompanyRow = z.output<typeof CompanyRow>

export const CompanyPage = CompanyRow.extend({ mayChange: z.boolean().describe('By its owner; the role is asked apart') }).meta({ id: 'CompanyPage' })
export type CompanyPage = z.output<typeof CompanyPage>

const fields = {
  website: maybe(500), industry: maybe(120), size: maybe(60), city: maybe(120), country: maybe(80), description: maybe(4000),
}
export const CompanyInput = z
  .object({ name: text(200).refine((v) => v !== '', 'Please enter the company’s name.'), domain: maybe(253), ...fields })
  .meta({ id: 'CompanyInput' })
export type CompanyInput = z.output<typeof CompanyInput>

// Absent = leave as it is; null or '' = empty it.
const edit = (most: number) => text(most).nullable().transform((v) => (v ? v : null)).optional()
export const CompanyEdit = z
  .object({
    name: text(200).refine((v) => v !== '', 'A company needs a name.').optional(), domain: edit(253), website: edit(500), industry: edit(120),
    size: edit(60), city: edit(120), country: edit(80), description: edit(4000), phone: edit(60), ownerId: Id.nullable().optional(),
    tags: z.array(text(60).refine((v) => v !== '', 'A tag needs a name.')).max(50).optional(), custom: CustomValues.optional(), was: Was,
  })
  .meta({ id: 'CompanyEdit' })
export type CompanyEdit = z.output<typeof CompanyEdit>

export const CompanySort = z.enum(['-createdAt', 'createdAt', 'name', '-name'])

const one = (most: number) => z.string().trim().min(1).max(most).optional()
/** What narrows a list of companies. `people`: whether leads belong to it. */
export const CompanyFilter = z.object({
  search: z.string().trim().max(200).optional(), industry: one(120), country: one(80), tag: one(60), ownerId: z.union([Id, z.literal('me'), z.literal('none')]).optional(), people: z.enum(['some', 'none']).optional(), own: OwnInUrl.optional(),
})
export type CompanyFilter = z.output<typeof CompanyFilter>
const Choices = z.array(z.object({ value: z.string(), companies: z.number().int() }))
export const companyChoices = endpoint('GET', '/companies/choices', { summary: 'Industries, countries and tags that companies have, the most frequent first', can: 'leads.read', returns: z.object({ industries: Choices, countries: Choices, tags: Choices }) })

export const listCompanies = endpoint('GET', '/companies', {
  summary: 'List and search companies', can: 'leads.read',
  query: Paging.extend({ ...CompanyFilter.shape, sort: CompanySort.default('-createdAt') }), returns: page(CompanyRow) })
export const getCompany = endpoint('GET', '/companies/:id', { summary: 'One company', can: 'leads.read', params: ById, returns: CompanyPage })
export const createCompany = endpoint('POST', '/companies', {
  summary: 'Create a company; one with the same domain is returned instead', can: 'leads.write', repeat: 'key', body: CompanyInput, returns: CompanyView })
export const updateCompany = endpoint('PATCH', '/companies/:id', {
  summary: 'Change a company', can: 'leads.write', repeat: 'safe', params: ById, body: CompanyEdit, returns: CompanyView })
export const deleteCompany = endpoint('DELETE', '/companies/:id', { summary: 'Move a company to the trash, where it is kept for 30 days; its leads stay', can: 'leads.delete', repeat: 'safe', params: ById, returns: Done })
export const restoreCompany = endpoint('POST', '/companies/:id/restore', { summary: 'Take a company out of the trash', can: 'leads.write', repeat: 'safe', params: ById, returns: CompanyView })
export const listCompanyTrash = endpoint('GET', '/trash/companies', { summary: 'Companies in the trash', can: 'leads.read', query: Paging, returns: page(CompanyRow) })

const Tag = text(60).refine((v) => v !== '', 'A tag needs a name.')
export const CompaniesAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('setOwner'), ownerId: Id.nullable() }), z.object({ do: z.literal('addTag'), tag: Tag }), z.object({ do: z.literal('removeTag'), tag: Tag }), SetOwnField, z.object({ do: z.literal('delete') }),
])
export type CompaniesAction = z.output<typeof CompaniesAction>
