// ? shows every key that does something on this page, and lets the single letters be switched off (WCAG 2.1.4).
import { Modal, Switch } from '@mantine/core'
import { Kbd } from '../ui/badge.tsx'
import css from './palette.module.css'
import { keyCaps, switchLetters, useLettersAreOn, useListedShortcuts } from './shortcuts.ts'

const order = ['On this page', 'Lists', 'Go to', 'Everywhere']

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const listed = useListedShortcuts()
  const on = useLettersAreOn()
  const seen = new Set<string>()
  const shown = listed.filter((s) => !s.quiet && s.keys !== '' && !seen.has(s.keys + s.label) && seen.add(s.keys + s.label))
  const groups = [...new Set([...order, ...shown.map((s) => s.group)])]
  return (
    <Modal opened onClose={onClose} title="Shortcuts" size={720}>
      <div className={css.sheet}>
        {groups.map((group) => {
          const keys = shown.filter((s) => s.group === group)
          if (!keys.length) return null
          return (
            <section key={group}>
              <h3>{group}</h3>
              <dl>{keys.map((s) => <div key={s.keys + s.label}><dt>{s.label}</dt><dd><Kbd keys={s.keys} /><span className="o-hidden">{keyCaps(s.keys).join(' ')}</span></dd></div>)}</dl>
            </section>
          )
        })}
      </div>
      <Switch mt="lg" label="Single letters and G sequences do something" description="Off: only keys with ⌘ or Ctrl, Enter and Esc work." checked={on} onChange={(e) => switchLetters(e.currentTarget.checked)} />
    </Modal>
  )
}
