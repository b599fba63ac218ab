// Which thread one looks at. The address follows the eye, and the eye a link; what one looks at is pinned, so that a new mail does
// not move it. On a phone a thread takes the place of the list: it gets an entry of its own in the history, so that the browser's
// Back leads to the list, and whoever closes it goes back over the same entry, so that none pile up.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useUrlState } from '../ui/url-state.ts'

/** The address follows when the keys rest: reading it anew costs more than drawing a thread. */
const tellAfterMs = 350

/** `onMove`: the eye goes elsewhere, by an act or by a link. It has to stay the same function. */
export function useLooking(narrow: boolean, onMove: () => void): readonly [currentId: string | undefined, open: (id: string | undefined) => void] {
  const [{ open: linked }, setUrl] = useUrlState()
  const [currentId, setCurrent] = useState(linked)
  const told = useRef(new Set([linked])), telling = useRef<ReturnType<typeof setTimeout>>(undefined)
  const onList = useRef(false), ownEntry = useRef(false)
  useLayoutEffect(() => { onList.current = narrow && !currentId })
  useEffect(() => () => clearTimeout(telling.current), [])
  useEffect(() => {
    const ours = told.current.has(linked)
    told.current = new Set([linked])
    if (!ours) { clearTimeout(telling.current); ownEntry.current = false; setCurrent(linked); onMove() }
  }, [linked, onMove])
  const open = useCallback((id: string | undefined) => {
    clearTimeout(telling.current)
    onMove()
    setCurrent(id)
    const tell = (replace: boolean) => { told.current.add(id); setUrl({ open: id }, { replace }) }
    if (id && onList.current) { onList.current = false; ownEntry.current = true; tell(false) }
    else if (!id && ownEntry.current) { ownEntry.current = false; told.current.add(id); history.back() }
    else telling.current = setTimeout(() => tell(true), tellAfterMs)
  }, [onMove, setUrl])
  return [currentId, open]
}
