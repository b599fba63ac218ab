// Views: a list as somebody likes to see it (filter, sort, columns, density, grouping), private or shared.
import { z } from 'zod'
import { ById, Done, endpoint, Id, When } from './contract.ts'
import { LeadFilter } from './lead-filter.ts'

export const viewKinds = ['leads', 'companies', 'deals', 'tasks'] as const
export const ViewKind = z.enum(viewKinds)
export type ViewKind = z.output<typeof ViewKind>

/** A column as "name" or "name:220", its width in pixels. */
const Column = z.string().max(120).regex(/^[^,\u0000-\u001f]+$/, 'A column cannot be called so.')
/** Absent: as the page has it. `filter` is the page's own tree (for leads a LeadFilter), `sort` its own order ("-status,name"). */
export const ViewState = z
  .strictObject({
    filter: z.unknown().optional(), search: z.string().trim().max(200).optional(), sort: z.string().max(200).optional(), columns: z.array(Column).max(80).optional(),
    density: z.enum(['normal', 'comfortable']).optional(), group: z.string().max(120).optional(), layout: z.enum(['table', 'board', 'calendar']).optional(),
  })
  .refine((s) => JSON.stringify(s.filter ?? null).length <= 20_000, 'This filter is too large.')
  .meta({ id: 'ViewState' })
export type ViewState = z.output<typeof ViewState>

export const View = z
  .object({
    id: Id, of: ViewKind, name: z.string(), state: ViewState, shared: z.boolean(), mine: z.boolean(), mayChange: z.boolean(),
    favourite: z.boolean(), isDefault: z.boolean().describe('Opens by itself for whoever asks'), createdAt: When, updatedAt: When,
  })
  .meta({ id: 'View' })
export type View = z.output<typeof View>

const Name = z.string().trim().min(1, 'Please name the view.').max(120)
const fits = (v: { of: ViewKind; state: ViewState }) => v.of !== 'leads' || v.state.filter === undefined || LeadFilter.safeParse(v.state.filter).success

export const listViews = endpoint('GET', '/views', {
  summary: 'Your views of a kind of record, and the shared ones: favourites first', can: 'leads.read', query: z.object({ of: ViewKind }), returns: z.object({ items: z.array(View) }) })
export const createView = endpoint('POST', '/views', {
  summary: 'Save a view', can: 'leads.read', repeat: 'key',
  body: z.object({ of: ViewKind, name: Name, state: ViewState, shared: z.boolean().default(false) }).refine(fits, { message: 'This filter cannot be read.', path: ['state'] }), returns: View })
export const updateView = endpoint('PATCH', '/views/:id', {
  summary: 'Change a view: its maker, or an admin', can: 'leads.read', repeat: 'safe', params: ById, body: z.object({ name: Name.optional(), state: ViewState.optional(), shared: z.boolean().optional() }), returns: View })
export const deleteView = endpoint('DELETE', '/views/:id', { summary: 'Delete a view', can: 'leads.read', repeat: 'safe', params: ById, returns: Done })
export const markView = endpoint('PUT', '/views/:id/mark', {
  summary: 'For yourself: a favourite, or the view that opens by itself', can: 'leads.read', repeat: 'safe', params: ById,
  body: z.object({ favourite: z.boolean().optional(), isDefault: z.boolean().optional() }), returns: View })
