// Details open at the right, over the list and with their own address, so that the list is never lost. Esc closes; the
// focus goes back to where it was.
import { ActionIcon } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { isField, useShortcuts } from '../app/shortcuts.ts'
import { Icon } from './icon.tsx'
import { IconX } from './icons.ts'
import css from './side-panel.module.css'

interface Props { title: ReactNode; label: string; says?: ReactNode; actions?: ReactNode; foot?: ReactNode; children: ReactNode; onClose: () => void; width?: number }

export function SidePanel({ title, label, says, actions, foot, children, onClose, width = 560 }: Props) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement instanceof HTMLElement ? document.activeElement : null
    panel.current?.focus({ preventScroll: true })
    return () => { if (before?.isConnected && !before.matches('body')) before.focus({ preventScroll: true }) }
  }, [])
  useShortcuts([{ keys: 'Escape', label: 'Close the panel', group: 'Everywhere', run: onClose }])
  return (
    <aside
      ref={panel} tabIndex={-1}
      // The first Esc leaves a field (and closes its list), the next one closes the panel.
      onKeyDown={(e) => { if (e.key === 'Escape' && isField(e.target)) { e.preventDefault(); panel.current?.focus({ preventScroll: true }) } }}
      className={css.panel} style={{ '--panel': `${width}px` } as React.CSSProperties} aria-label={label}
    >
      <div className={css.head}>
        <div className={css.words}><h2 className={css.title}>{title}</h2>{says && <div className={css.says}>{says}</div>}</div>
        {actions}
        <ActionIcon aria-label="Close (Esc)" onClick={onClose}><Icon of={IconX} /></ActionIcon>
      </div>
      <div className={css.body}>{children}</div>
      {foot && <div className={css.foot}>{foot}</div>}
    </aside>
  )
}
