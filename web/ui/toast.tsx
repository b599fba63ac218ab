// A sentence after an act, for 8 seconds, with the way back: toast('Moved to the trash.', { undo: () => … }).
// It waits while the pointer or the focus is on it; ⌘Z undoes the newest that can be undone.
import { ActionIcon, Button } from '@mantine/core'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { CallError } from '../app/call.ts'
import { useShortcuts } from '../app/shortcuts.ts'
import { Icon } from './icon.tsx'
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconX } from './icons.ts'
import css from './toast.module.css'

interface Toast { id: number; text: string; tone: 'good' | 'bad' | 'info'; undo?: (() => void) | undefined; action?: { label: string; run: () => void } | undefined }
let toasts: Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()
const change = (next: Toast[]) => { toasts = next; listeners.forEach((tell) => tell()) }
const shownMs = 8000

export function toast(text: string, { tone = 'good', undo, action }: { tone?: Toast['tone']; undo?: () => void; action?: { label: string; run: () => void } } = {}) {
  change([...toasts.slice(-2), { id: nextId++, text, tone, undo, action }])
}
/** For the onError of a write that has no form to show its refusal in. */
export const toastError = (error: unknown) => toast(error instanceof CallError ? error.message : 'That did not work. Nothing was changed.', { tone: 'bad' })
const dismiss = (id: number) => change(toasts.filter((t) => t.id !== id))

const icons = { good: IconCircleCheck, bad: IconAlertTriangle, info: IconInfoCircle }

export function Toasts() {
  const shown = useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => toasts)
  const undoable = shown.findLast((t) => t.undo)
  const undo = (t: Toast) => { dismiss(t.id); t.undo?.() }
  useShortcuts([undoable && { keys: 'mod+z', label: 'Undo', group: 'Everywhere', run: () => undo(undoable) }])
  return (
    <div className={css.stack} role="status" aria-live="polite">
      {shown.map((t) => <One key={t.id} toast={t} undo={() => undo(t)} />)}
    </div>
  )
}

function One({ toast: t, undo }: { toast: Toast; undo: () => void }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const wait = () => clearTimeout(timer.current)
  const go = () => { wait(); timer.current = setTimeout(() => dismiss(t.id), shownMs) }
  useEffect(() => { go(); return wait })
  return (
    <div className={css.toast} onPointerEnter={wait} onPointerLeave={go} onFocus={wait} onBlur={go}>
      <span className={css[t.tone]}><Icon of={icons[t.tone]} /></span>
      <span className={css.words}>{t.text}</span>
      {t.undo && <Button size="xs" variant="subtle" onClick={undo}>Undo</Button>}
      {t.action && <Button size="xs" variant="subtle" onClick={() => { dismiss(t.id); t.action?.run() }}>{t.action.label}</Button>}
      <ActionIcon size={26} aria-label="Dismiss" onClick={() => dismiss(t.id)}><Icon of={IconX} size={14} /></ActionIcon>
    </div>
  )
}
