// How a list looks, between its address and a saved view: filter, search, sort, columns, density, grouping, layout.
import type { ViewKind, ViewState } from '#contract/views'
import type { TableLayout } from '../ui/table-columns.ts'
import type { UrlState } from '../ui/url-state.ts'

const keys = ['filter', 'search', 'sort', 'columns', 'density', 'group', 'layout'] as const

/** As what a list opens where nobody says: it is not written down. */
type Layout = NonNullable<ViewState['layout']>
const usual: Partial<Record<ViewKind, Layout>> = { deals: 'board' }
const layouts: readonly string[] = ['table', 'board', 'calendar']

/** What the address says. A filter that cannot be read is left to the server to refuse. */
export function lookOf(url: UrlState, of: ViewKind): ViewState {
  const { filter, search, sort, columns, density, group, layout } = url
  const read = filter === undefined ? undefined : json(filter)
  return {
    ...(read !== undefined && { filter: read }), ...(search && { search }), ...(sort && { sort }), ...(columns && { columns: columns.split(',') }),
    ...(density === 'comfortable' && { density }), ...(group && { group }), ...(layout && layouts.includes(layout) && layout !== (usual[of] ?? 'table') && { layout: layout as Layout }),
  }
}

/** The address of a look; what it does not say is taken out of the address. */
export function addressOf(state: ViewState): UrlState {
  return {
    filter: state.filter === undefined ? undefined : JSON.stringify(state.filter), search: state.search, sort: state.sort, columns: state.columns?.join(','),
    density: state.density === 'comfortable' ? state.density : undefined, group: state.group, layout: state.layout,
  }
}

export const noLook: UrlState = Object.fromEntries(keys.map((key) => [key, undefined]))
/** The database gives objects back with their keys in another order. */
export const sameLook = (a: ViewState, b: ViewState): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (v: unknown): unknown =>
  Array.isArray(v) ? v.map(sorted) : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).filter(([, x]) => x !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([k, x]) => [k, sorted(x)])) : v

/** What DataTable and TableMenu want of the address. */
export const layoutOf = (url: UrlState, setUrl: (change: UrlState, how?: { replace?: boolean }) => void): TableLayout => ({
  columns: url.columns?.split(','), onColumns: (columns) => setUrl({ columns: columns?.join(',') }, { replace: true }),
})

const json = (text: string): unknown => { try { return JSON.parse(text) } catch { return undefined } }
