// C, then a letter: make something from anywhere.
import { Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Kbd } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { makeable } from './navigation.ts'
import css from './palette.module.css'
import { useMay } from './session.tsx'

export default function CreateMenu({ onClose, onHere }: { onClose: () => void; onHere: (what: NonNullable<(typeof makeable)[number]['here']>) => void }) {
  const may = useMay()
  const navigate = useNavigate()
  const list = useRef<HTMLDivElement>(null)
  const offered = makeable.filter((m) => may(m.can))
  const go = (m: (typeof makeable)[number]) => { if (m.here) return onHere(m.here); onClose(); void navigate({ to: m.to, search: m.search as never }) }
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const hit = offered.find((m) => m.key === e.key.toLowerCase())
      if (hit && !e.metaKey && !e.ctrlKey) { e.preventDefault(); go(hit) }
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
        e.preventDefault()
        const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
        const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
        buttons[(at + (e.key === 'ArrowDown' ? 1 : buttons.length - 1)) % buttons.length]?.focus()
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
  return (
    <Modal opened onClose={onClose} title="Create" size={360} yOffset="14vh" centered={false}>
      <div ref={list} className={css.list} style={{ padding: 0 }}>
        {offered.map((m, i) => (
          <button key={m.label} type="button" className={css.item} onClick={() => go(m)} {...(i === 0 && { 'data-autofocus': true })}>
            <Icon of={m.icon} /><span>{m.label}</span><Kbd keys={m.key} />
          </button>
        ))}
      </div>
    </Modal>
  )
}
