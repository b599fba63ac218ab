// Moving a deal: shown at once, then told to the server. What a stage still wants is asked for in a form; a refusal puts the card
// back and says why.
import { dealBoard, moveDeal, MissingOnEntry, type DealCard } from '#contract/deals'
import type { StageView } from '#contract/deal-setup'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call, CallError, newKey, touch } from '../app/call.ts'
import { toast, toastError } from '../ui/toast.tsx'
import type { Laid } from './arranging.ts'
import { formatMoney } from './words.ts'
import type { Input } from '#contract/contract'

type Body = Input<typeof moveDeal>['body']
/** A stage that wants more before the deal may enter. */
export interface Wanting { card: DealCard; stage: StageView; missing: string[]; body: Body; says?: string }

export function useMoving(stages: StageView[]) {
  const queries = useQueryClient()
  const [laid, setLaid] = useState<Laid[]>([])
  const [wanting, setWanting] = useState<Wanting>()
  const [spoken, say] = useState('')
  const no = useRef(1)
  const back = useRef<(card: DealCard, stage: StageView, body: Body) => void>(undefined)

  const send = useCallback(async (card: DealCard, stage: StageView, body: Body): Promise<boolean> => {
    const mine = no.current++
    setLaid((all) => [...all.filter((l) => l.card.id !== card.id), { no: mine, card, stageId: stage.id, above: body.above ?? null, below: body.below ?? null }])
    const lift = () => setLaid((all) => all.filter((l) => l.no !== mine))
    try {
      const moved = await call(moveDeal, { params: { id: card.id }, body }, { key: newKey() })
      setWanting((asked) => (asked?.card.id === card.id ? undefined : asked))
      void touch(queries, '/deals', '/numbers').then(lift)
      if (card.stageId !== stage.id) {
        const from = stages.find((s) => s.id === card.stageId)
        const undo = () => back.current?.(moved, from!, { stageId: from!.id, above: null, ...(card.lostReason && { lostReason: card.lostReason }) })
        const worth = moved.amountMinor === null ? '' : `, ${formatMoney(moved.amountMinor, moved.currency)}`
        toast(stage.kind === 'won' ? `Won: ${card.name}${worth}.` : stage.kind === 'lost' ? `${card.name} is lost${moved.lostReason ? `: ${moved.lostReason}` : ''}.` : `${card.name} is in ${stage.name}.`, from ? { undo } : {})
      }
      return true
    } catch (error) {
      lift()
      const refusal = error instanceof CallError ? error : undefined
      if (refusal && ['fields_missing', 'lost_reason_needed'].includes(refusal.code)) {
        const { missing } = MissingOnEntry.catch({ missing: [] }).parse(refusal.details)
        setWanting({ card, stage, missing: [...missing, ...(refusal.code === 'lost_reason_needed' ? ['lostReason'] : [])], body, says: refusal.message })
      } else toastError(error)
      if (refusal?.code === 'stage_gone') void touch(queries, '/pipelines', dealBoard)
      return false
    }
  }, [queries, stages])
  useEffect(() => { back.current = (card, stage, body) => void send(card, stage, body) }, [send])

  /** `above`, `below`: the neighbours of the new place; both null is the top. */
  const move = useCallback((card: DealCard, stageId: string, place: { above: string | null; below: string | null }) => {
    const stage = stages.find((s) => s.id === stageId)
    if (!stage) return
    const body: Body = { stageId, above: place.above, below: place.below }
    if (stage.kind === 'lost' && card.stageId !== stageId && !card.lostReason) setWanting({ card, stage, missing: ['lostReason'], body })
    else void send(card, stage, body)
  }, [send, stages])

  return { laid, move, send, wanting, ask: setWanting, leave: () => setWanting(undefined), spoken, say }
}
