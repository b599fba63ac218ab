// A button of the bulk bar that opens a short list and a field for a new name.
import { Button, Popover, TextInput } from '@mantine/core'
import { useState } from 'react'
import css from './leads.module.css'

/** Esc that closes a menu or popover of these children is not also the page's Esc (which lets go of the picked rows). */
export const ownEscape = (e: React.KeyboardEvent) => { if (e.key === 'Escape' && e.target instanceof Node && !e.currentTarget.contains(e.target)) e.preventDefault() }

interface Part { title?: string; choices: { key: string; label: string; run: () => void }[] }

/** `onNew`: what is done with a name that is typed. What is typed also narrows the lists. */
export function Choose({ label, parts, field, make, onNew }: { label: string; parts: Part[]; field: string; make: string; onNew: (name: string) => void }) {
  const [opened, setOpened] = useState(false), [name, setName] = useState('')
  const close = () => { setOpened(false); setName('') }
  const fits = (words: string) => words.toLowerCase().includes(name.trim().toLowerCase())
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={260} trapFocus returnFocus>
      <Popover.Target><Button size="xs" variant="default" onClick={() => setOpened(!opened)}>{label}</Button></Popover.Target>
      <Popover.Dropdown p={6} aria-label={label}>
        <form className={css.small_form} onSubmit={(e) => { e.preventDefault(); if (name.trim()) { onNew(name.trim()); close() } }}>
          <TextInput size="xs" style={{ flex: 1 }} aria-label={field} placeholder={field} maxLength={60} value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
          <Button size="xs" type="submit" variant="default" disabled={!name.trim()}>{make}</Button>
        </form>
        <div className={css.choices}>{parts.map((part, p) => {
          const fitting = part.choices.filter((c) => fits(c.label))
          return fitting.length > 0 && (
            <div key={part.title ?? p} role="group" aria-label={part.title ?? label}>
              {part.title && <div className={css.choices_title}>{part.title}</div>}
              {fitting.map((c) => <button key={c.key} type="button" className={css.choice} onClick={() => { c.run(); close() }}>{c.label}</button>)}
            </div>
          )
        })}</div>
      </Popover.Dropdown>
    </Popover>
  )
}
