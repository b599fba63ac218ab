// What all records have in common: what changed and where it came from, files, buying signals, tags.
import { z } from 'zod'
import { ById, Done, endpoint, Id, When } from './contract.ts'

export const changeSources = ['person', 'import', 'research', 'automation', 'merge', 'undo', 'api'] as const
const Who = z.object({ kind: z.enum(['user', 'system']), id: Id.nullable(), name: z.string() })

/** One field, once: `before` and `after` as the record carried them (null: nothing). `field` of one's own fields: custom.<key>. */
export const ChangeView = z
  .object({ id: z.number().int(), field: z.string(), before: z.unknown(), after: z.unknown(), at: When, by: Who, source: z.enum(changeSources), sourceId: Id.nullable(), why: z.string().nullable() })
  .meta({ id: 'FieldChange' })
export type ChangeView = z.output<typeof ChangeView>
const Changes = z.object({ items: z.array(ChangeView), next: z.number().int().nullable() })
const ChangesAsked = z.object({ field: z.string().max(100).optional(), before: z.coerce.number().int().min(1).optional().describe('`next` of the page before'), limit: z.coerce.number().int().min(1).max(200).default(50) })

/** Where each field's value came from: its newest change; a field that is missing has been so since the record was made. */
const Provenance = z.object({ made: z.object({ at: When, source: z.string().nullable(), importId: Id.nullable() }), fields: z.record(z.string(), ChangeView) })
const OneChange = z.object({ id: Id, changeId: z.coerce.number().int().min(1) })

export const leadHistory = endpoint('GET', '/leads/:id/history', { summary: 'What changed on a lead, newest first', can: 'leads.read', params: ById, query: ChangesAsked, returns: Changes })
export const companyHistory = endpoint('GET', '/companies/:id/history', { summary: 'What changed on a company, newest first', can: 'leads.read', params: ById, query: ChangesAsked, returns: Changes })
export const leadProvenance = endpoint('GET', '/leads/:id/provenance', { summary: 'Where each field of a lead came from', can: 'leads.read', params: ById, returns: Provenance })
export const companyProvenance = endpoint('GET', '/companies/:id/provenance', { summary: 'Where each field of a company came from', can: 'leads.read', params: ById, returns: Provenance })
export const putBackOnLead = endpoint('POST', '/leads/:id/history/:changeId/put-back', { summary: 'Give a field the value again that it had before this change', can: 'leads.write', repeat: 'safe', params: OneChange, returns: Done })
export const putBackOnCompany = endpoint('POST', '/companies/:id/history/:changeId/put-back', { summary: 'Give a field the value again that it had before this change', can: 'leads.write', repeat: 'safe', params: OneChange, returns: Done })

// ── Files ──

export const mostFileBytes = 25_000_000
export const FileView = z
  .object({ id: Id, name: z.string(), mediaType: z.string(), bytes: z.number().int(), by: z.string().nullable(), createdAt: When, deletedAt: When.nullable() })
  .meta({ id: 'RecordFile' })
export type FileView = z.output<typeof FileView>
const Files = z.object({ items: z.array(FileView) })
const Upload = { params: z.object({ id: Id, fileId: Id }), query: z.object({ name: z.string().min(1).max(500) }), returns: FileView, raw: true } as const

export const leadFiles = endpoint('GET', '/leads/:id/files', { summary: 'Files of a lead, and those of it in the trash', can: 'leads.read', params: ById, returns: Files })
export const companyFiles = endpoint('GET', '/companies/:id/files', { summary: 'Files of a company, and those of it in the trash', can: 'leads.read', params: ById, returns: Files })
export const dealFiles = endpoint('GET', '/deals/:id/files', { summary: 'Files of a deal, and those of it in the trash', can: 'deals.read', params: ById, returns: Files })
export const addDealFile = endpoint('PUT', '/deals/:id/files/:fileId', { summary: 'Put a file on a deal: the body is the file (25 MB at most), the id is yours to make', can: 'deals.write', repeat: 'safe', ...Upload })
export const addLeadFile = endpoint('PUT', '/leads/:id/files/:fileId', { summary: 'Put a file on a lead: the body is the file (25 MB at most), the id is yours to make', can: 'leads.write', repeat: 'safe', ...Upload })
export const addCompanyFile = endpoint('PUT', '/companies/:id/files/:fileId', { summary: 'Put a file on a company: the body is the file (25 MB at most), the id is yours to make', can: 'leads.write', repeat: 'safe', ...Upload })
export const readFile = endpoint('GET', '/files/:id', { summary: 'A file, to save', can: 'leads.read', params: ById, raw: true })
export const removeFile = endpoint('DELETE', '/files/:id', { summary: 'Move a file to the trash, where it is kept for 30 days', can: 'leads.write', repeat: 'safe', params: ById, returns: Done })
export const restoreFile = endpoint('POST', '/files/:id/restore', { summary: 'Take a file out of the trash', can: 'leads.write', repeat: 'safe', params: ById, returns: FileView })

// ── Buying signals ──

export const signalKinds = ['job_change', 'hiring', 'funding', 'expansion', 'product_launch', 'leadership_change', 'site_change', 'tool_change', 'dormant_deal', 'event', 'other'] as const
export const SignalView = z
  .object({ id: Id, kind: z.enum(signalKinds), onDay: z.iso.date(), note: z.string().nullable(), sourceUrl: z.string().nullable(), by: z.string().nullable(), createdAt: When })
  .meta({ id: 'Signal' })
export type SignalView = z.output<typeof SignalView>
const Signals = z.object({ items: z.array(SignalView) })
const SignalInput = z
  .object({
    kind: z.enum(signalKinds), onDay: z.iso.date('Please give the day as YYYY-MM-DD.'),
    note: z.string().trim().max(2000, 'At most 2,000 characters, please.').nullish().transform((v) => v || null),
    sourceUrl: z.string().trim().max(2000).nullish().transform((v) => v || null),
  })
  .meta({ id: 'SignalInput' })
export const leadSignals = endpoint('GET', '/leads/:id/signals', { summary: 'Buying signals of a lead and of its company, newest first', can: 'leads.read', params: ById, returns: Signals })
export const companySignals = endpoint('GET', '/companies/:id/signals', { summary: 'Buying signals of a company, newest first', can: 'leads.read', params: ById, returns: Signals })
export const addLeadSignal = endpoint('POST', '/leads/:id/signals', { summary: 'Note a buying signal of a lead', can: 'leads.write', repeat: 'key', params: ById, body: SignalInput, returns: SignalView })
export const addCompanySignal = endpoint('POST', '/companies/:id/signals', { summary: 'Note a buying signal of a company', can: 'leads.write', repeat: 'key', params: ById, body: SignalInput, returns: SignalView })
export const dropSignal = endpoint('DELETE', '/signals/:id', { summary: 'Take a signal off again', can: 'leads.write', repeat: 'safe', params: ById, returns: Done })

// ── Tags ──

const Tag = z.string().trim().min(1, 'A tag needs a name.').max(60, 'At most 60 characters, please.').refine((v) => !/[\u0000-\u001f\u007f]/.test(v), 'A tag is one line.')
export const TagView = z.object({ tag: z.string(), leads: z.number().int(), companies: z.number().int() }).meta({ id: 'Tag' })
export const listTags = endpoint('GET', '/tags', { summary: 'Tags in use, and by how many records', can: 'leads.read', returns: z.object({ items: z.array(TagView) }) })
export const renameTag = endpoint('POST', '/tags/rename', {
  summary: 'Give a tag another name everywhere; one that is there already takes it in (they are merged)', can: 'leads.delete', repeat: 'safe', body: z.object({ from: z.string().max(200), to: Tag }), returns: z.object({ changed: z.number().int() }) })
export const removeTag = endpoint('POST', '/tags/remove', { summary: 'Take a tag off every record', can: 'leads.delete', repeat: 'safe', body: z.object({ tag: z.string().max(200) }), returns: z.object({ changed: z.number().int() }) })
