// What can be done with picked rows, where each is changed by itself: who could not be is named, and all of it can be taken back.
import type { ManyChanged } from '#contract/many'
import { Button, Menu, Modal } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import css from './many-bar.module.css'
import { toast } from './toast.tsx'
import { counted } from './values.tsx'

export interface Doing { label: string; choices?: { key: string; label: string; run: () => void }[]; run?: () => void; danger?: boolean }

export function ManyBar({ doing, busy }: { doing: Doing[]; busy: boolean }) {
  return (
    <div className={css.bar}>{doing.map((d) => (d.choices
      ? <Menu key={d.label} position="top-start"><Menu.Target><Button size="xs" variant="default" disabled={busy}>{d.label}</Button></Menu.Target><Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>{d.choices.map((c) => <Menu.Item key={c.key} onClick={c.run}>{c.label}</Menu.Item>)}</Menu.Dropdown></Menu>
      : <Button key={d.label} size="xs" loading={busy} {...(d.danger ? { variant: 'subtle', color: 'bad' } : { variant: 'default' })} onClick={d.run}>{d.label}</Button>))}</div>
  )
}

/** Says what was done; what failed stands in a list until it is closed. `noun`: ['deal', 'deals']. */
export function useManyResult(noun: readonly [string, string]): { tell: (done: ManyChanged, undo?: () => void) => void; failures: ReactNode } {
  const [failed, setFailed] = useState<ManyChanged['failed']>([])
  const tell = (done: ManyChanged, undo?: () => void) => {
    setFailed(done.failed)
    if (done.changed.length) toast(`${counted(done.changed.length, noun[0], noun[1])} changed.`, undo && { undo })
    else if (!done.failed.length) toast('Nothing was to be changed.', { tone: 'info' })
  }
  const failures = failed.length > 0 && (
    <Modal opened onClose={() => setFailed([])} title={`${counted(failed.length, noun[0], noun[1])} could not be changed`}>
      <ul className={css.failed}>{failed.map((f) => <li key={f.id}><b>{f.name}</b> {f.reason}</li>)}</ul>
    </Modal>
  )
  return { tell, failures }
}

/** What is put back together: those that had the same before. */
export const byBefore = (changed: ManyChanged['changed']): [string | null, string[]][] => [...Map.groupBy(changed, (c) => c.before)].map(([before, all]) => [before, all.map((c) => c.id)])
