// The board. A card goes elsewhere by dragging, by the keys (⇧ with an arrow), or by its menu; all three end in the same move.
import type { BoardView, DealCard } from '#contract/deals'
import type { PipelineView, StageView } from '#contract/deal-setup'
import { closestCenter, DndContext, DragOverlay, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors, type CollisionDetection, type DragMoveEvent, type DragEndEvent } from '@dnd-kit/core'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { arranged, neighbours, type Laid } from './arranging.ts'
import { CardFace, type CardField } from './card.tsx'
import { Column, useRest, type ColumnHandle } from './column.tsx'
import css from './deals.module.css'
import { EntryDialog } from './entry-dialog.tsx'
import { MoveDialog, type Way } from './move-dialog.tsx'
import { useMoving } from './moving.tsx'

interface Place { stageId: string; index: number }
interface Props { board: BoardView; pipeline: PipelineView; filter: Record<string, string>; shown: readonly CardField[]; onNew: (stageId: string) => void }

/** Under the pointer, cards before columns; where the pointer is over nothing, what is nearest. */
const under: CollisionDetection = (args) => {
  const hits = pointerWithin(args)
  const cards = hits.filter((h) => String(h.id).startsWith('card:'))
  return cards.length ? cards : hits.length ? hits : closestCenter(args)
}

export function Board({ board, pipeline, filter, shown, onNew }: Props) {
  const may = useMay()('deals.write')
  const mine = (deal: DealCard) => may && deal.mayChange
  const navigate = useNavigate()
  const moving = useMoving(pipeline.stages)
  const { move, say } = moving
  const lists = useRef(new Map<string, DealCard[]>()), handles = useRef(new Map<string, ColumnHandle>())
  const [currentId, setCurrent] = useState<string>(), [menuFor, setMenu] = useState<DealCard>(), [dragged, setDragged] = useState<DealCard>(), [target, setTarget] = useState<Place>()
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }))
  const stageOf = (id: string): StageView | undefined => pipeline.stages.find((s) => s.id === id)
  const firstId = board.columns.find((c) => c.cards.length)?.cards[0]?.id
  const current = currentId ?? firstId

  const find = useCallback((id: string | undefined): Place | undefined => {
    for (const [stageId, cards] of lists.current) { const index = cards.findIndex((c) => c.id === id); if (index >= 0) return { stageId, index } }
    return undefined
  }, [])
  const focus = useCallback((id: string) => {
    setCurrent(id)
    const at = find(id)
    if (at) handles.current.get(at.stageId)?.reveal(at.index)
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const card = document.querySelector<HTMLElement>(`[data-card="${id}"]`)
      card?.focus({ preventScroll: true })
      card?.closest('section')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }))
  }, [find])
  const put = useCallback((card: DealCard, place: Place) => {
    const cards = lists.current.get(place.stageId) ?? []
    move(card, place.stageId, neighbours(cards, place.index, card.id))
    const total = cards.filter((c) => c.id !== card.id).length + 1
    say(`${card.name}: ${stageOf(place.stageId)?.name}, place ${Math.min(place.index + 1, total)} of ${total}.`)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the names of stages change nothing about a move
  }, [move, say])

  // ── By the keys ──
  const walk = (dx: number, dy: number, carry: boolean) => {
    const at = find(current)
    if (!at) return firstId && focus(firstId)
    const order = board.columns.map((c) => c.stageId), cards = lists.current.get(at.stageId)!, card = cards[at.index]!
    if (carry) {
      if (!mine(card)) return say(`${card.name} belongs to a colleague.`)
      const stageId = order[order.indexOf(at.stageId) + dx]
      if (dx && stageId) put(card, { stageId, index: Math.min(at.index, lists.current.get(stageId)?.length ?? 0) })
      if (dy < 0 && at.index > 0) put(card, { stageId: at.stageId, index: at.index - 1 })
      if (dy > 0 && at.index < cards.length - 1) put(card, { stageId: at.stageId, index: at.index + 2 })
      return setTimeout(() => focus(card.id), 0)
    }
    if (dy) { const next = cards[at.index + dy]; return next && focus(next.id) }
    for (let i = order.indexOf(at.stageId) + dx; i >= 0 && i < order.length; i += dx) {
      const there = lists.current.get(order[i]!) ?? []
      if (there.length) return focus(there[Math.min(at.index, there.length - 1)]!.id)
    }
  }
  const here = () => { const at = find(current); return at && lists.current.get(at.stageId)?.[at.index] }
  const group = 'On this page'
  useShortcuts([
    { keys: 'j', label: 'Next card', group, run: () => walk(0, 1, false) }, { keys: 'k', label: 'Card before', group, run: () => walk(0, -1, false) },
    { keys: 'ArrowDown', label: 'Next card', group, quiet: true, run: () => walk(0, 1, false) }, { keys: 'ArrowUp', label: 'Card before', group, quiet: true, run: () => walk(0, -1, false) },
    { keys: 'ArrowRight', label: 'Next stage', group, run: () => walk(1, 0, false) }, { keys: 'ArrowLeft', label: 'Stage before', group, run: () => walk(-1, 0, false) },
    may && { keys: 'shift+ArrowRight', label: 'Move the card to the next stage', group, run: () => walk(1, 0, true) }, may && { keys: 'shift+ArrowLeft', label: 'Move the card to the stage before', group, run: () => walk(-1, 0, true) },
    may && { keys: 'shift+ArrowUp', label: 'Move the card up', group, run: () => walk(0, -1, true) }, may && { keys: 'shift+ArrowDown', label: 'Move the card down', group, run: () => walk(0, 1, true) },
    may && { keys: 'm', label: 'Move the card to…', group, run: () => { const card = here(); if (card && mine(card)) setMenu(card) } },
    { keys: 'o', label: 'Open the deal', group, run: () => { const card = here(); if (card) void navigate({ to: '/deals/$dealId', params: { dealId: card.id } }) } },
  ])

  // ── By dragging ──
  const aim = (e: DragMoveEvent | DragEndEvent): Place | undefined => {
    const over = e.over?.data.current as { deal?: DealCard; stageId?: string } | undefined, y = e.active.rect.current.translated
    if (!e.over || !over || !y) return undefined
    if (over.deal) {
      const at = find(over.deal.id)
      return at && { stageId: at.stageId, index: at.index + (y.top + y.height / 2 > e.over.rect.top + e.over.rect.height / 2 ? 1 : 0) }
    }
    // Over the ground of a column: above its first card, else behind its last.
    const cards = lists.current.get(over.stageId!) ?? []
    return { stageId: over.stageId!, index: cards.length && y.top < e.over.rect.top + 30 ? 0 : cards.length }
  }
  const drop = (e: DragEndEvent) => {
    const place = aim(e), card = dragged
    setDragged(undefined); setTarget(undefined)
    if (!place || !card) return
    const at = find(card.id)
    if (at && at.stageId === place.stageId && (place.index === at.index || place.index === at.index + 1)) return
    put(card, place)
    focus(card.id)
  }

  const onWay = (card: DealCard, way: Way) => {
    setMenu(undefined)
    const at = find(card.id), stageId = 'stageId' in way ? way.stageId : at?.stageId
    if (!at || !stageId) return
    const end = (lists.current.get(stageId) ?? []).length
    put(card, { stageId, index: 'stageId' in way || way.to === 'top' ? 0 : way.to === 'end' ? end : way.to === 'up' ? Math.max(0, at.index - 1) : Math.min(end, at.index + 2) })
    focus(card.id)
  }

  return (
    <>
      <DndContext
        sensors={sensors} collisionDetection={under} accessibility={{ screenReaderInstructions: { draggable: '' }, announcements: { onDragStart: () => undefined, onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => undefined } }}
        onDragStart={(e) => setDragged(e.active.data.current?.['deal'] as DealCard)} onDragCancel={() => { setDragged(undefined); setTarget(undefined) }} onDragEnd={drop}
        onDragMove={(e) => { const place = aim(e); setTarget((before) => (before?.stageId === place?.stageId && before?.index === place?.index ? before : place)) }}
      >
        <div className={css.board} role="group" aria-label={`${pipeline.name}, as a board`}>
          {board.columns.map((column) => {
            const stage = stageOf(column.stageId)
            return stage && (
              <LiveColumn
                key={column.stageId} stage={stage} column={column} filter={filter} laid={moving.laid} lists={lists.current} reportCurrency={board.reportCurrency} shown={shown} current={current} mine={mine}
                target={target?.stageId === column.stageId ? target.index : undefined} onMenu={setMenu} onFocus={setCurrent} onNew={may && stage.kind === 'open' ? () => onNew(stage.id) : undefined}
                handle={(h) => { if (h) handles.current.set(column.stageId, h); else handles.current.delete(column.stageId) }}
              />
            )
          })}
        </div>
        <DragOverlay dropAnimation={null}>{dragged && <CardFace deal={dragged} shown={shown} may flying />}</DragOverlay>
      </DndContext>
      <div className="o-hidden" aria-live="polite">{moving.spoken}</div>
      {menuFor && <MoveDialog deal={menuFor} stages={pipeline.stages} onClose={() => { setMenu(undefined); focus(menuFor.id) }} onWay={(way) => onWay(menuFor, way)} />}
      <EntryDialog moving={moving} />
    </>
  )
}

type Live = Omit<React.ComponentProps<typeof Column>, 'cards' | 'hasMore' | 'onMore' | 'may'> & { filter: Record<string, string>; laid: readonly Laid[]; lists: Map<string, DealCard[]>; mine: (deal: DealCard) => boolean }
/** A column with what was read beyond its first cards, and with the moves laid over it. */
function LiveColumn({ filter, laid, lists, mine, column, ...rest }: Live) {
  const [wanted, setWanted] = useState(false)
  const beyond = useRest(column, filter, wanted)
  const cards = useMemo(() => {
    const known = new Set(column.cards.map((c) => c.id))
    return arranged([{ stageId: column.stageId, cards: [...column.cards, ...beyond.items.filter((c) => !known.has(c.id))] }], laid).get(column.stageId) ?? []
  }, [column, beyond.items, laid])
  useEffect(() => { lists.set(column.stageId, cards); return () => { lists.delete(column.stageId) } }, [lists, column.stageId, cards])
  const { more } = beyond
  const onMore = useCallback(() => { if (wanted) more(); else setWanted(true) }, [wanted, more])
  const gone = column.cards.length + beyond.items.length - cards.length
  return <Column {...rest} column={gone ? { ...column, count: column.count - gone } : column} cards={cards} may={mine} hasMore={beyond.hasMore} onMore={onMore} />
}
