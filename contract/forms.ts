// Leads that come by themselves: through a page we host, and from programs that hand them over with a key. Everything that came
// is kept as it came, so that what was rejected can be tried again.
//
//   GET  /f/:key              the page of a form (no script needed);  POST the same address: hand it in
//   POST /api/v1/ingest       Authorization: Bearer <key of the form>, Idempotency-Key: <any text>; the body holds the fields
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging, When } from './contract.ts'

export const formFields = ['firstName', 'lastName', 'fullName', 'companyName', 'title', 'phone', 'city', 'country', 'notes'] as const
const line = (most: number) => z.string().transform((v) => v.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()).pipe(z.string().max(most, `At most ${most} characters, please.`))
/** `key`: a field of the lead, or 'custom:<name>'. The e-mail address is always asked for. */
export const FormField = z.object({ key: z.union([z.enum(formFields), z.string().regex(/^custom:[^\u0000-\u001f]{1,80}$/)]), label: line(80).refine((v) => v !== '', 'Each field needs a label.'), required: z.boolean().default(false) }).meta({ id: 'FormField' })
export type FormField = z.output<typeof FormField>

const settings = {
  name: line(80).refine((v) => v !== '', 'Please name the form.'), title: line(120), intro: z.string().trim().max(1000), thanks: z.string().trim().max(1000), consent: z.string().trim().max(500),
  fields: z.array(FormField).max(15).refine((all) => new Set(all.map((f) => f.key)).size === all.length, 'Two fields are the same.'),
  listId: Id.nullable(), tags: z.array(line(60).refine((v) => v !== '', 'A tag needs a name.')).max(20), ownerId: Id.nullable(), active: z.boolean(),
}
export const FormInput = z.object({
  ...settings, title: settings.title.default(''), intro: settings.intro.default(''), thanks: settings.thanks.default(''), consent: settings.consent.default(''), fields: settings.fields.default([]),
  listId: settings.listId.default(null), tags: settings.tags.default([]), ownerId: settings.ownerId.default(null), active: z.boolean().default(true) }).meta({ id: 'FormInput' })
export type FormInput = z.output<typeof FormInput>
export const FormEdit = z.object(settings).partial().meta({ id: 'FormEdit' })
export const FormView = z.object({ id: Id, ...settings, url: z.string(), createdAt: When, submissions: z.number().int(), rejected: z.number().int() }).meta({ id: 'Form' })
export type FormView = z.output<typeof FormView>

export const SubmissionView = z
  .object({
    id: Id, at: When, via: z.enum(['page', 'api']), outcome: z.enum(['created', 'updated', 'known', 'rejected', 'spam']), reason: z.string().nullable(), leadId: Id.nullable(),
    payload: z.record(z.string(), z.unknown()).describe('As it came'), utm: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Submission' })
export type SubmissionView = z.output<typeof SubmissionView>

export const listForms = endpoint('GET', '/forms', { summary: 'Forms', can: 'leads.read', returns: z.object({ items: z.array(FormView) }) })
export const createForm = endpoint('POST', '/forms', { summary: 'Make a form', can: 'workspace.manage', repeat: 'key', body: FormInput, returns: FormView })
export const updateForm = endpoint('PATCH', '/forms/:id', { summary: 'Change a form', can: 'workspace.manage', repeat: 'safe', params: ById, body: FormEdit, returns: FormView })
export const deleteForm = endpoint('DELETE', '/forms/:id', { summary: 'Delete a form and its log (its leads stay)', can: 'workspace.manage', repeat: 'safe', params: ById, returns: Done })
export const renewFormKey = endpoint('POST', '/forms/:id/key', { summary: 'A new key for programs; the old one ends at once. It is shown this once', can: 'workspace.manage', repeat: 'safe', params: ById, returns: z.object({ key: z.string() }) })
export const listSubmissions = endpoint('GET', '/forms/:id/submissions', {
  summary: 'What came, newest first', can: 'leads.import', params: ById, query: Paging.extend({ outcome: z.enum(['all', 'rejected']).default('all') }), returns: page(SubmissionView) })
export const replaySubmission = endpoint('POST', '/submissions/:id/replay', { summary: 'Try a rejected one again', can: 'leads.import', repeat: 'safe', params: ById, returns: SubmissionView })

const ByKey = z.object({ key: z.string().max(200) })
export const showForm = endpoint('GET', '/f/:key', { summary: 'The page of a form', can: 'public', raw: true, root: true, params: ByKey })
export const submitForm = endpoint('POST', '/f/:key', { summary: 'Hand the form in', can: 'public', raw: true, root: true, repeat: 'safe', params: ByKey })
export const ingest = endpoint('POST', '/ingest', {
  summary: 'A lead from a program. Authorization: Bearer <key of the form>; with the same Idempotency-Key the first answer comes again', can: 'public', repeat: 'key',
  body: z.record(z.string().max(120), z.unknown()), returns: z.object({ submissionId: Id, leadId: Id.nullable(), outcome: z.enum(['created', 'updated', 'known']) }) })
