// "Move to…": everything that dragging can do, as a list. Figures choose a stage, arrows walk, Enter goes.
import type { DealCard } from '#contract/deals'
import type { StageView } from '#contract/deal-setup'
import { Modal } from '@mantine/core'
import { useRef } from 'react'
import { Kbd } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCheck } from '../ui/icons.ts'
import css from './deals.module.css'

export type Way = { stageId: string } | { to: 'top' | 'up' | 'down' | 'end' }
const ways: { to: 'top' | 'up' | 'down' | 'end'; label: string }[] = [{ to: 'top', label: 'To the top of the stage' }, { to: 'up', label: 'One place up' }, { to: 'down', label: 'One place down' }, { to: 'end', label: 'To the end of what is read' }]

export function MoveDialog({ deal, stages, onClose, onWay }: { deal: DealCard; stages: StageView[]; onClose: () => void; onWay: (way: Way) => void }) {
  const list = useRef<HTMLDivElement>(null)
  const keys = (e: React.KeyboardEvent) => {
    const stage = /^[1-9]$/.test(e.key) ? stages[Number(e.key) - 1] : undefined
    if (stage && stage.id !== deal.stageId) { e.preventDefault(); return onWay({ stageId: stage.id }) }
    if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return
    e.preventDefault()
    const all = [...(list.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])], at = all.indexOf(document.activeElement as HTMLButtonElement)
    all[(at + (e.key === 'ArrowDown' ? 1 : all.length - 1)) % all.length]?.focus()
  }
  const next = stages.find((s) => s.position > (stages.find((one) => one.id === deal.stageId)?.position ?? 0)) ?? stages.find((s) => s.id !== deal.stageId)
  return (
    <Modal opened onClose={onClose} title={`Move ${deal.name}`} size={380}>
      <div ref={list} className={css.ways} onKeyDown={keys}>
        {stages.map((s, i) => (
          <button key={s.id} type="button" disabled={s.id === deal.stageId} className={css.way} onClick={() => onWay({ stageId: s.id })} {...(s.id === next?.id && { 'data-autofocus': true })}>
            <i className={css[s.kind]} /><span>{s.name}</span>{s.id === deal.stageId ? <small><Icon of={IconCheck} size={12} /> is here</small> : i < 9 && <Kbd keys={String(i + 1)} />}
          </button>
        ))}
        <hr />
        {ways.map((w) => <button key={w.to} type="button" className={css.way} onClick={() => onWay({ to: w.to })}><span>{w.label}</span></button>)}
      </div>
    </Modal>
  )
}
