// Keys. A page says what its keys do while it is open; one listener hears them; the sheet (?) lists them.
// Single letters never fire in a field, in a dialog that did not ask for them, or while a word is being composed.
// Enter and Space are first of all those of the control that has the focus.
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'

export interface Shortcut {
  /** '': no key of its own, only in the palette. Else 'j', 'shift+x', 'mod+k' (⌘ on a Mac, Ctrl elsewhere), 'g l' (one after the other), '?', 'Escape', 'Enter'. */
  keys: string
  label: string
  group: string
  run: (e: KeyboardEvent) => void
  /** Fires in fields as well (palette, send). */
  anywhere?: boolean
  /** Not in the sheet, because another line of it says the same. */
  quiet?: boolean
}

const store = 'overture.shortcuts'
const open = new Map<symbol, Shortcut>()
const listeners = new Set<() => void>()
let listed: Shortcut[] = []
const changed = () => {
  listed = [...open.values()]
  listeners.forEach((tell) => tell())
}

/** Live from the moment the component is on screen, for as long as it is; a later one with the same keys goes first. */
export function useShortcuts(shortcuts: (Shortcut | false | undefined)[]) {
  const latest = useRef(shortcuts)
  useLayoutEffect(() => { latest.current = shortcuts })
  const shape = shortcuts.map((s) => (s ? `${s.keys}${s.label}` : '')).join('|')
  useLayoutEffect(() => {
    const ids = latest.current.flatMap((s, i) => {
      if (!s) return []
      const id = Symbol(s.keys)
      open.set(id, { ...s, run: (e) => { const now = latest.current[i]; if (now) now.run(e) } })
      return [id]
    })
    changed()
    return () => {
      ids.forEach((id) => open.delete(id))
      changed()
    }
  }, [shape])
}

export const useListedShortcuts = () => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => listed)

export const lettersAreOn = () => { try { return localStorage.getItem(store) !== 'off' } catch { return true } }
export const switchLetters = (on: boolean) => { try { localStorage.setItem(store, on ? 'on' : 'off') } catch { /* storage is switched off */ } changed() }
export const useLettersAreOn = () => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, lettersAreOn)

let lead = ''
let leadTimer: ReturnType<typeof setTimeout> | undefined

export function listen(): () => void {
  const onKey = (e: KeyboardEvent) => {
    if (e.defaultPrevented || e.isComposing || e.key === 'Process' || e.altKey) return
    const typing = isField(e.target)
    const pressed = name(e)
    const plain = !pressed.includes('mod+') && pressed !== 'Escape'
    const inDialog = document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null
    const itsOwn = (pressed === 'Enter' || pressed === ' ') && isControl(e.target)
    const sequence = lead && plain ? `${lead} ${pressed}` : ''
    const candidates = [...open.values()].reverse().filter((s) => {
      if (typing && !s.anywhere) return false
      if (inDialog && !s.anywhere) return false
      if (itsOwn && !s.anywhere) return false
      if (plain && !s.anywhere && s.keys.length === 1 && /[a-z]/i.test(s.keys) && !lettersAreOn()) return false
      if (s.keys.includes(' ') && !lettersAreOn()) return false
      return s.keys !== '' && (s.keys === pressed || s.keys === sequence)
    })
    const hit = (sequence && candidates.find((s) => s.keys === sequence)) || candidates.find((s) => s.keys === pressed)
    clearTimeout(leadTimer)
    lead = ''
    if (hit) {
      e.preventDefault()
      hit.run(e)
    } else if (!typing && !inDialog && plain && [...open.values()].some((s) => s.keys.startsWith(`${pressed} `))) {
      lead = pressed
      leadTimer = setTimeout(() => { lead = '' }, 1200)
    }
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

function name(e: KeyboardEvent): string {
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key
  // '?' already says that Shift was held; for letters it has to be said.
  const shift = e.shiftKey && (key.length > 1 || /[a-z]/.test(key))
  return `${e.metaKey || e.ctrlKey ? 'mod+' : ''}${shift ? 'shift+' : ''}${key}`
}

export const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !(target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type))

/** What Enter or Space does something with by itself. The rows of a list, marked `data-list-row`, leave both to their page. */
const isControl = (target: EventTarget | null) =>
  target instanceof Element && target.closest('a[href], button, input, summary, [role=button], [role=tab]') !== null && !target.closest('[data-list-row]')

const mac = () => /mac|iphone|ipad/i.test(navigator.userAgent)
/** 'mod+k' as people read it: ['⌘', 'K'] or ['Ctrl', 'K']. */
export function keyCaps(keys: string): string[] {
  return keys.split(/[+ ]/).map((k) => (k === 'mod' ? (mac() ? '⌘' : 'Ctrl') : k === 'shift' ? '⇧' : k === 'Escape' ? 'Esc' : k === 'Enter' ? '↵' : k === 'ArrowDown' ? '↓' : k === 'ArrowUp' ? '↑' : k.length === 1 ? k.toUpperCase() : k))
}
