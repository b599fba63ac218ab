// The order of cards as one sees it: what the server said, with the moves laid over it that it has not told of yet.
import type { BoardColumn, DealCard } from '#contract/deals'

export interface Laid { no: number; card: DealCard; stageId: string; above: string | null; below: string | null }

/** Cards of each column in order; a card that was moved here stands where it was dropped, whatever the server last said. */
export function arranged(columns: Pick<BoardColumn, 'stageId' | 'cards'>[], laid: readonly Laid[]): Map<string, DealCard[]> {
  const order = new Map(columns.map((c) => [c.stageId, [...c.cards]]))
  for (const move of laid) {
    for (const [stageId, cards] of order) if (cards.some((c) => c.id === move.card.id)) order.set(stageId, cards.filter((c) => c.id !== move.card.id))
    const cards = order.get(move.stageId)
    if (!cards) continue
    const above = move.above ? cards.findIndex((c) => c.id === move.above) : -1, below = move.below ? cards.findIndex((c) => c.id === move.below) : -1
    const at = above >= 0 ? above + 1 : below >= 0 ? below : move.above === null ? 0 : cards.length
    cards.splice(at, 0, { ...move.card, stageId: move.stageId })
  }
  return order
}

/** The neighbours of a place in a column, without the card that goes there. */
export function neighbours(cards: readonly Pick<DealCard, 'id'>[], index: number, movingId: string): { above: string | null; below: string | null } {
  const others = cards.filter((c) => c.id !== movingId)
  const own = cards.findIndex((c) => c.id === movingId)
  const at = Math.max(0, Math.min(others.length, own >= 0 && own < index ? index - 1 : index))
  return { above: others[at - 1]?.id ?? null, below: others[at]?.id ?? null }
}
export const neighboursOnTop = { above: null, below: null }
