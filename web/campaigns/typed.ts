// What is typed in the form of a step and not saved yet. It outlives the form: Esc and other steps close that, a refusal leaves it
// open, and it goes on where it was. Only saving and Cancel forget.
import { useRef, useState, type KeyboardEvent } from 'react'

/** What the editor hands to the form of one step. */
export interface StepForm {
  /** What was typed before, where there is something. */
  typed: () => unknown
  /** undefined: nothing to keep any more. */
  keep: (typed: unknown) => void
  /** It is being saved. */
  busy: boolean
  onCancel: () => void
  /** Closes it; what was typed stays. */
  onLeave: () => void
}

/** Of all steps, each under the name it has on the page. */
export function useTyped() {
  const all = useRef(new Map<string, unknown>())
  // Drawn anew when one comes or goes, not with every letter.
  const [whose, setWhose] = useState<ReadonlySet<string>>(new Set())
  const keep = (step: string, typed: unknown) => {
    const had = all.current.has(step)
    if (typed === undefined) all.current.delete(step)
    else all.current.set(step, typed)
    if (had !== all.current.has(step)) setWhose(new Set(all.current.keys()))
  }
  return { whose, of: (step: string): unknown => all.current.get(step), keep }
}

/** useState for such a form. What stands there as it is saved is nothing to keep. */
export function useTyping<T>({ typed, keep }: StepForm, saved: T): [T, (now: T) => void] {
  const [now, setNow] = useState<T>(() => (typed() as T | undefined) ?? saved)
  const [first] = useState(() => JSON.stringify(saved))
  return [now, (next) => { setNow(next); keep(JSON.stringify(next) === first ? undefined : next) }]
}

/** Esc leaves the form. In a list that is open it closes the list alone, which hears the same key. */
export const leavesOnEsc = ({ onLeave }: StepForm) => (e: KeyboardEvent) => {
  if (e.key !== 'Escape') return
  e.stopPropagation()
  if (!(e.target as Element).closest('[aria-expanded=true]')) onLeave()
}
