// What can be done with picked rows, or with everything that the filter finds.
import { Button, Menu } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { ConfirmTyped } from './confirm-typed.tsx'
import css from './many-bar.module.css'

/** `ask`: said before it is done. */
export interface Doing { label: string; choices?: { key: string; label: string; run: () => void }[]; run?: () => void; ask?: { title: string; confirm: string; says: string } }

interface Props { doing: Doing[]; busy: boolean; everything: boolean; onEverything: () => void; total: string; children?: ReactNode }

export function ManyBar({ doing, busy, everything, onEverything, total, children }: Props) {
  const [asking, setAsking] = useState<Doing>()
  return (
    <div className={css.bar}>
      <Everything of={total} meant={everything} onMean={onEverything} />
      {children}
      {doing.map((d) => (d.choices
        ? <Menu key={d.label} position="top-start"><Menu.Target><Button size="xs" variant="default" disabled={busy}>{d.label}</Button></Menu.Target><Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>{d.choices.map((c) => <Menu.Item key={c.key} onClick={c.run}>{c.label}</Menu.Item>)}</Menu.Dropdown></Menu>
        : <Button key={d.label} size="xs" loading={busy} {...(d.ask ? { variant: 'subtle', color: 'bad' } : { variant: 'default' })} onClick={d.ask ? () => setAsking(d) : d.run}>{d.label}</Button>))}
      {asking?.ask && <ConfirmTyped opened onClose={() => setAsking(undefined)} title={asking.ask.title} confirm={asking.ask.confirm} busy={busy} {...(everything && { type: 'delete' })} onConfirm={() => { setAsking(undefined); asking.run?.() }}>{asking.ask.says}</ConfirmTyped>}
    </div>
  )
}

/** Whether the picked rows are meant or all that the filter finds. `of`: how many that are, perhaps only "more than 1,000", or '' while nobody knows. */
export function Everything({ of, meant, onMean }: { of: string; meant: boolean; onMean: () => void }) {
  const roughly = of === '' ? '' : of.startsWith('more than') ? `, ${of}` : undefined
  if (meant) return <b>{roughly === undefined ? `All ${of} are meant` : `Everything that matches is meant${roughly}`}</b>
  return <Button size="xs" variant="transparent" px={0} mr={6} onClick={onMean}>{roughly === undefined ? `Select all ${of} matching` : `Select everything that matches${roughly}`}</Button>
}
