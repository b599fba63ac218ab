// A tooltip for what stands in a table hundreds of times: it is made when the pointer rests on it, and taken away afterwards.
import { Tooltip } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'

/** How long a pointer rests before anything says what it is. */
export const restMs = 350

/** `as`: draws what the hint belongs to, with these on it. */
export function Hint<E extends HTMLElement>({ says, as }: { says: () => ReactNode; as: (on: { ref: React.RefObject<E | null>; onPointerEnter: (e: React.PointerEvent) => void; onPointerLeave: () => void }) => ReactNode }) {
  const target = useRef<E>(null), timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [open, setOpen] = useState(false)
  useEffect(() => () => clearTimeout(timer.current), [])
  const enter = (e: React.PointerEvent) => { if (e.pointerType !== 'touch') timer.current = setTimeout(() => setOpen(true), restMs) }
  const leave = () => { clearTimeout(timer.current); setOpen(false) }
  return <>{as({ ref: target, onPointerEnter: enter, onPointerLeave: leave })}{open && <Tooltip opened target={target} label={says()} />}</>
}
