// Filters as chips: a choice among few (FilterChips), or a set condition that can be taken away (SetChip).
import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useShortcuts } from '../app/shortcuts.ts'
import css from './filter-chips.module.css'
import { Icon } from './icon.tsx'
import { IconSearch, IconX } from './icons.ts'
import { formatNumber } from './values.tsx'

export interface Choice { value: string; label: string; count?: number | undefined }

/** One of several; the chosen one again means none (unless `always`). */
export function FilterChips({ label, choices, value, onChange, always }: { label: string; choices: Choice[]; value: string | undefined; onChange: (value: string | undefined) => void; always?: boolean }) {
  const group = useRef<HTMLDivElement>(null)
  // Where they are pushed sideways, the chosen one is brought into sight.
  useEffect(() => {
    const it = group.current, chosen = it?.querySelector<HTMLElement>('[aria-pressed=true]')
    if (it && chosen && it.scrollWidth > it.clientWidth) it.scrollLeft = chosen.offsetLeft - it.offsetLeft - (it.clientWidth - chosen.offsetWidth) / 2
  }, [value])
  return (
    <div ref={group} className={css.chips} role="group" aria-label={label}>
      {choices.map((c) => (
        <button key={c.value} type="button" className={css.chip} aria-pressed={c.value === (value ?? '')} onClick={() => onChange(c.value === value && !always ? undefined : c.value || undefined)}>
          {c.label}{c.count !== undefined && <small>{formatNumber(c.count)}</small>}
        </button>
      ))}
    </div>
  )
}

/** Several groups of chips that share a line: on a phone they are one row to be pushed sideways. */
export const ChipRow = ({ children }: { children: ReactNode }) => <div className={css.row}>{children}</div>

export function SetChip({ children, onRemove, label }: { children: ReactNode; onRemove: () => void; label: string }) {
  return <span className={`${css.chip} ${css.set}`}>{children}<button type="button" aria-label={`Take away: ${label}`} onClick={onRemove}><Icon of={IconX} size={12} /></button></span>
}

/** A search field that asks when typing pauses; `/` goes to it. */
export function SearchField({ value, onChange, label = 'Search' }: { value: string | undefined; onChange: (value: string | undefined) => void; label?: string }) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value ?? '')
  const said = useRef(value ?? '')
  const tell = useDebouncedCallback((v: string) => { said.current = v; onChange(v || undefined) }, 120)
  useEffect(() => { if ((value ?? '') !== said.current) { said.current = value ?? ''; setTyped(value ?? '') } }, [value])
  useShortcuts([{ keys: '/', label: 'Search in this list', group: 'Lists', run: () => field.current?.focus() }])
  const change = (v: string) => { setTyped(v); tell(v) }
  return (
    <TextInput
      ref={field} type="search" aria-label={label} placeholder={label} value={typed} w={{ base: '100%', xs: 240 }} leftSection={<Icon of={IconSearch} size={14} />}
      rightSection={typed ? <CloseButton size="xs" aria-label="Empty the search" onClick={() => change('')} /> : undefined}
      onChange={(e) => change(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Escape') { if (typed) change(''); e.currentTarget.blur() } }}
    />
  )
}
