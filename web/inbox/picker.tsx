// One field, a short list: type, arrow, Enter. For "later", labels and colleagues, without leaving the keys.
import { Modal, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import css from './inbox.module.css'

export interface Option { key: string; label: string; hint?: string; run: () => void }

interface Props { title: string; placeholder: string; optionsFor: (typed: string) => Option[]; onClose: () => void; /** Stays open: several may be chosen. */ stays?: boolean; none: string }

export function Picker({ title, placeholder, optionsFor, onClose, stays, none }: Props) {
  const [typed, setTyped] = useState(''), [at, setAt] = useState(0)
  const list = useId()
  const options = optionsFor(typed).slice(0, 12)
  const here = Math.min(at, Math.max(0, options.length - 1))
  const run = (option: Option | undefined) => { if (!option) return; if (!stays) onClose(); setTyped(''); option.run() }
  return (
    <Modal opened onClose={onClose} title={title} size={380} lockScroll={false} transitionProps={{ duration: 0 }} withCloseButton>
      <TextInput
        data-autofocus role="combobox" aria-expanded aria-controls={list} aria-activedescendant={options[here] ? `${list}-${here}` : undefined} aria-label={title} placeholder={placeholder} value={typed} autoComplete="off"
        onChange={(e) => { setTyped(e.currentTarget.value); setAt(0) }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') { e.preventDefault(); setAt(Math.min(options.length - 1, here + 1)) }
          if (e.key === 'ArrowUp') { e.preventDefault(); setAt(Math.max(0, here - 1)) }
          if (e.key === 'Enter' && !e.nativeEvent.isComposing) { e.preventDefault(); run(options[here]) }
        }}
      />
      <ul className={css.options} id={list} role="listbox" aria-label={title}>
        {options.map((option, i) => (
          <li key={option.key} id={`${list}-${i}`} role="option" aria-selected={i === here} onPointerMove={() => setAt(i)} onClick={() => run(option)}>
            <span>{option.label}</span>{option.hint && <small>{option.hint}</small>}
          </li>
        ))}
      </ul>
      {!options.length && <p className={css.quiet}>{none}</p>}
    </Modal>
  )
}
