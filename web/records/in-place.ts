// A text changed in place: click or Enter to edit, Enter saves, Esc takes back. What was typed is shown from the moment it is sent; when it
// is refused, or nobody answers, it stays with the reason below it until it is mended or taken back.
import type { QueryClient } from '@tanstack/react-query'
import { useState, type KeyboardEvent } from 'react'
import { touch, type CallError } from '../app/call.ts'

/** What went wrong; nothing once it is saved and what shows it was read again. */
export const outcomeOf = (sent: Promise<unknown>, queries: QueryClient, ...touched: string[]): Promise<string | undefined> =>
  sent.then(() => touch(queries, ...touched)).then(() => undefined, (error: CallError) => error.message)

/** `long`: Enter is a new line, with Ctrl or ⌘ it saves. `typed`: what is not saved yet. `field` goes into the input. */
export function useInPlace(value: string, onSave: ((text: string) => Promise<string | undefined>) | undefined, long = false) {
  const [typed, setTyped] = useState<string>(), [open, setOpen] = useState(false), [wrong, setWrong] = useState<string>()
  const leave = () => { setOpen(false); setTyped(undefined); setWrong(undefined) }
  const done = () => {
    if (typed === undefined || typed === value) return leave()
    setOpen(false)
    void onSave?.(typed).then((says) => {
      setWrong(says)
      // What was typed on meanwhile is another text.
      if (says === undefined) setTyped((now) => (now === typed ? undefined : now))
    })
  }
  const keys = (e: KeyboardEvent) => {
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); leave() }
    if (e.key === 'Enter' && !e.nativeEvent.isComposing && (!long || e.metaKey || e.ctrlKey)) { e.preventDefault(); done() }
  }
  return { open, typed, wrong, begin: () => setOpen(true), field: { size: 'xs', autoFocus: true, value: typed ?? value, onBlur: done, onKeyDown: keys, onChange: (e: { currentTarget: { value: string } }) => setTyped(e.currentTarget.value) } as const }
}
