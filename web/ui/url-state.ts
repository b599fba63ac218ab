// The state of a list lives in its address: filters, search, the open panel. A copied link shows the same view.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type UrlState = Record<string, string | undefined>

/**
 * `const [url, setUrl] = useUrlState()`; `setUrl({ open: id })` adds, `setUrl({ open: undefined })` takes away.
 * `without`: a key this part of the page does not show, so that it is not drawn anew when only that one changes.
 */
export function useUrlState(without?: string): readonly [UrlState, (change: UrlState, how?: { replace?: boolean }) => void] {
  const select = useCallback((all: UrlState) => (without ? Object.fromEntries(Object.entries(all).filter(([key]) => key !== without)) : all), [without])
  const search = useSearch({ strict: false, select: select as never, structuralSharing: true as never }) as UrlState
  const navigate = useNavigate()
  const set = useCallback((change: UrlState, { replace = false } = {}) =>
    void navigate({
      to: '.', replace, resetScroll: false,
      search: ((before: UrlState) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, v]) => v !== undefined && v !== ''))) as never,
    }), [navigate])
  return [search, set]
}
