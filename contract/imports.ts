// Imports: a CSV file, a workbook, pasted cells or a Google Sheet becomes leads, in the open: detected, mapped, previewed, run,
// and undone if wanted.
//
//   PUT /imports/:id/file  (the browser chooses the id, so that a repeated upload is the same upload)
//     → status 'ready' with format, columns and a guessed mapping
// POST /imports/:id/sheet   the same from a public Google Sheet, by its link
//   PATCH /imports/:id     correct them
//   POST /imports/:id/preview   what would happen, counted over the file
//   POST /imports/:id/start     → 'running' → 'finished' | 'cancelled' | 'failed'; live topic 'imports'
//   GET /imports/:id/errors.csv   the failed rows with a column `error`; can be uploaded again
import { z } from 'zod'
import { ById, endpoint, Id, page, Paging, When } from './contract.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export const delimiters = [',', ';', '\t', '|'] as const
export const ImportFormat = z
  .object({
    encoding: z.enum(encodings), delimiter: z.enum(delimiters), quote: z.enum(['"', "'", '']), hasHeader: z.boolean(),
    /** The row the header stands in (or, without a header, the first row of data), counted from 1; what is above is passed over. */
    headerRow: z.number().int().min(1).max(100),
    /** Of a workbook: the sheet that is read. */
    sheet: z.string().max(100).optional(),
    /** Which comes first in its dates; without it, told by the dates themselves. */
    dates: z.enum(['dmy', 'mdy', 'ymd']).optional(),
  })
  .meta({ id: 'ImportFormat' })
export type ImportFormat = z.output<typeof ImportFormat>

export const leadTargets = [
  'email', 'firstName', 'lastName', 'fullName', 'title', 'companyName', 'companyDomain', 'phone', 'linkedinUrl', 'city', 'country', 'timeZone', 'language', 'status', 'notes', 'tags', 'industry', 'companySize',
] as const
export const importRecords = ['lead', 'company', 'product', 'deal', 'member'] as const
/** What a column is for: a field of the lead, '<kind>:<field>' for other records, 'custom:<name>' ('<kind>:custom:<name>') for a field of one’s own, or 'ignore'. */
export const ImportTarget = z.union([z.enum(leadTargets), z.literal('ignore'), z.string().regex(/^custom:[^\u0000-\u001f]{1,80}$/), z.string().regex(/^(?:company|product|deal|member):[a-zA-Z]{1,40}$/), z.string().regex(/^(?:company|deal):custom:[^\u0000-\u001f]{1,80}$/)])
export type ImportTarget = z.output<typeof ImportTarget>

export const ImportColumn = z
  .object({
    index: z.number().int(), name: z.string(), samples: z.array(z.string()),
    guess: z.object({ target: z.string(), confidence: z.number().min(0).max(1) }),
  })
  .meta({ id: 'ImportColumn' })

export const ImportStatus = z.enum(['uploaded', 'ready', 'running', 'finished', 'cancelled', 'failed', 'undoing', 'undone'])
export const ImportPolicy = z.enum(['skip', 'fill_empty', 'overwrite'])

const n = z.number().int()
export const ImportTotals = z
  .object({ rows: n, created: n, updated: n, unchanged: n, skipped: n, failed: n, blank: n })
  .meta({ id: 'ImportTotals' })
export type ImportTotals = z.output<typeof ImportTotals>

/** Mended cells: row (as a spreadsheet counts) → column index → what it should say. */
const Fixes = z.record(z.string().regex(/^\d{1,9}$/), z.record(z.string().regex(/^\d{1,3}$/), z.string().max(4000, 'At most 4,000 characters, please.')))

export const ImportView = z
  .object({
    id: Id, fileName: z.string(), bytes: n, status: ImportStatus, error: z.string().nullable(),
    /** The sheets of a workbook (empty for a CSV), and what a person should know of how it was read, in sentences. */
    sheets: z.array(z.string()), notes: z.array(z.string()),
    /** What the rows are, and what their columns may become (empty for leads). */
    record: z.enum(importRecords), targets: z.array(z.object({ key: z.string(), label: z.string() })),
    /** Companies that rows speak of and that are not known are made; else such rows fail. */
    createMissing: z.boolean(),
    format: ImportFormat, columns: z.array(ImportColumn), mapping: z.record(z.string(), z.string()),
    policy: ImportPolicy, listId: Id.nullable(), listName: z.string().nullable(), importSuppressed: z.boolean(), tags: z.array(z.string()), fixes: Fixes,
    /** Rows in the file without the header, as counted while it was received. */
    rows: n, position: n, totals: ImportTotals,
    /** Rows a second and seconds to go, while it runs. */
    rate: z.number().nullable(), secondsLeft: z.number().nullable(),
    undo: z.object({ possible: z.boolean(), until: When.nullable(), removed: n, restored: n, kept: n }).nullable(),
    createdBy: Id.nullable(), createdAt: When, startedAt: When.nullable(), finishedAt: When.nullable(),
  })
  .meta({ id: 'Import' })
export type ImportView = z.output<typeof ImportView>

export const ImportRowView = z
  .object({
    /** As a spreadsheet counts: the header is row 1. */
    row: n, outcome: z.enum(['new', 'updated', 'unchanged', 'skipped', 'failed']), reason: z.string().nullable(), code: z.string().nullable(),
    /** The column at fault, where one is. */
    column: n.nullable(), leadId: Id.nullable(), cells: z.array(z.string()).nullable(),
  })
  .meta({ id: 'ImportRow' })
export type ImportRowView = z.output<typeof ImportRowView>

export const ImportPreview = z
  .object({
    /** How many rows were looked at: all of them up to 200,000. */
    checked: n, complete: z.boolean(),
    counts: z.object({ new: n, update: n, unchanged: n, skip: n, fail: n, duplicatesInFile: n, suppressed: n, blank: n }),
    /** Of the problems: errors first, then what is left out; some of each kind before many of one. */
    first: z.array(ImportRowView), problems: z.array(ImportRowView), problemCount: n,
    /** How many of each kind, errors first, the most frequent first. */
    problemKinds: z.array(z.object({ outcome: z.enum(['new', 'updated', 'unchanged', 'skipped', 'failed']), code: z.string(), count: n })),
  })
  .meta({ id: 'ImportPreview' })
export type ImportPreview = z.output<typeof ImportPreview>

export const uploadImport = endpoint('PUT', '/imports/:id/file', {
  summary: 'Upload a CSV, TSV or Excel (.xlsx) file as the raw request body (text/csv or application/octet-stream); answers an Import', can: 'leads.import', repeat: 'safe', raw: true,
  params: ById, query: z.object({ fileName: z.string().trim().min(1).max(255) }), returns: ImportView })
export const importSheet = endpoint('POST', '/imports/:id/sheet', {
  summary: 'Read a public Google Sheet by its link', can: 'leads.import', repeat: 'safe', params: ById, body: z.object({ url: z.string().trim().min(1, 'Please paste the link of the sheet.').max(2000) }), returns: ImportView })
export const listImports = endpoint('GET', '/imports', { summary: 'Imports, newest first', can: 'leads.read', query: Paging, returns: page(ImportView) })
export const getImport = endpoint('GET', '/imports/:id', { summary: 'One import with its progress', can: 'leads.read', params: ById, returns: ImportView })

export const ImportEdit = z
  .object({
    format: ImportFormat.partial().optional(),
    /** What the rows are; the columns are guessed anew. */
    record: z.enum(importRecords).optional(), createMissing: z.boolean().optional(),
    /** Column index → target; columns left out stay as they are. */
    mapping: z.record(z.string().regex(/^\d{1,3}$/), ImportTarget).optional(),
    policy: ImportPolicy.optional(), listId: Id.nullable().optional(),
    /** Put the leads on a new list of this name (or the one that has it). */
    listName: z.string().trim().max(120).nullable().optional(),
    /** Import suppressed addresses as leads too (they still get no mail). */
    importSuppressed: z.boolean().optional(),
    /** Cells to mend, beside those mended before; null puts the file's own words back. */
    fixes: Fixes.nullable().optional(),
    tags: z.array(z.string().trim().min(1).max(60)).max(20).optional(),
  })
  .meta({ id: 'ImportEdit' })
export type ImportEdit = z.output<typeof ImportEdit>
export const updateImport = endpoint('PATCH', '/imports/:id', {
  summary: 'Correct format, mapping, duplicate policy, target list (before it starts)', can: 'leads.import', repeat: 'safe', params: ById, body: ImportEdit, returns: ImportView })
export const previewImport = endpoint('POST', '/imports/:id/preview', {
  summary: 'What would happen: counts, the first 50 rows, and the rows with problems (up to 500, errors first)', can: 'leads.import', repeat: 'safe', params: ById, returns: ImportPreview })
export const startImport = endpoint('POST', '/imports/:id/start', { summary: 'Start it; twice is once', can: 'leads.import', repeat: 'safe', params: ById, returns: ImportView })
export const cancelImport = endpoint('POST', '/imports/:id/cancel', {
  summary: 'Stop within 2 seconds; what is in stays (undo removes it)', can: 'leads.import', repeat: 'safe', params: ById, returns: ImportView })
export const undoImport = endpoint('POST', '/imports/:id/undo', {
  summary: 'Remove what it created and nobody used, restore what it changed (for 7 days)', can: 'leads.import', repeat: 'safe', params: ById, returns: ImportView })
export const listImportRows = endpoint('GET', '/imports/:id/rows', {
  summary: 'Rows that did not simply become a new lead, and why', can: 'leads.read', params: ById,
  query: Paging.extend({ outcome: z.enum(['updated', 'skipped', 'failed']).default('failed') }), returns: page(ImportRowView) })
export const errorFile = endpoint('GET', '/imports/:id/errors.csv', { summary: 'The failed rows as CSV: the original columns and `error`', can: 'leads.read', params: ById, raw: true })
