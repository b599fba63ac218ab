// The state of a list lives in its address: filters, search, the open panel. A copied link shows the same view.
import { useNavigate, useSearch } from '@tanstack/react-router'

export type UrlState = Record<string, string | undefined>

/** `const [url, setUrl] = useUrlState()`; `setUrl({ open: id })` adds, `setUrl({ open: undefined })` takes away. */
export function useUrlState(): readonly [UrlState, (change: UrlState, how?: { replace?: boolean }) => void] {
  const search = useSearch({ strict: false }) as UrlState
  const navigate = useNavigate()
  const set = (change: UrlState, { replace = false } = {}) =>
    void navigate({
      to: '.', replace, resetScroll: false,
      search: ((before: UrlState) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, v]) => v !== undefined && v !== ''))) as never,
    })
  return [search, set]
}
