// The bar under a table of deals while rows are picked.
import { listMembers } from '#contract/accounts'
import { bulkDeals } from '#contract/bulk'
import type { DealsAction } from '#contract/deals'
import { dealSettings, type PipelineView } from '#contract/deal-setup'
import { useCall, useSend } from '../app/call.ts'
import { useMay, useSession } from '../app/session.tsx'
import { useBulkAnswer } from '../records/many.ts'
import { SetOwnField } from '../records/set-own-field.tsx'
import { dayIn } from '../ui/clock.ts'
import { ManyBar, type Doing } from '../ui/many-bar.tsx'
import { counted } from '../ui/values.tsx'
import { lastDayOf, monthAfter, monthOf } from './month.ts'

interface Props { picked: ReadonlySet<string>; everything: boolean; onEverything: () => void; total: string; filter: Record<string, string>; pipeline: PipelineView; onDone: () => void }

export function DealsBar({ picked, everything, onEverything, total, filter, pipeline, onDone }: Props) {
  const may = useMay(), { workspace: { timeZone } } = useSession(), members = useCall(listMembers).data?.items ?? [], reasons = useCall(dealSettings).data?.lostReasons ?? []
  const send = useSend(bulkDeals, useBulkAnswer(['/deals', '/numbers', '/pipelines'], onDone))
  const act = (action: DealsAction) => send.mutate({ body: { whom: everything ? { matching: { ...filter, pipelineId: pipeline.id } as never } : { ids: [...picked] }, action } })
  const lost = pipeline.stages.find((s) => s.kind === 'lost')
  const doing: Doing[] = [
    { label: 'Stage', choices: pipeline.stages.filter((s) => s.kind !== 'lost').map((s) => ({ key: s.id, label: s.name, run: () => act({ do: 'move', stageId: s.id }) })) },
    ...(lost && reasons.length ? [{ label: 'Lost', choices: reasons.map((r) => ({ key: r.name, label: r.name, run: () => act({ do: 'move', stageId: lost.id, lostReason: r.name }) })) }] : []),
    { label: 'Owner', choices: [...members.map((m) => ({ key: m.userId, label: m.name, run: () => act({ do: 'setOwner', ownerId: m.userId }) })), { key: 'nobody', label: 'Nobody', run: () => act({ do: 'setOwner', ownerId: null }) }] },
    { label: 'Close date', choices: dates(dayIn(timeZone)).map(({ label, day }) => ({ key: label, label, run: () => act({ do: 'setCloseOn', closeOn: day }) })) },
    ...(may('deals.delete') ? [{ label: 'Delete', run: () => act({ do: 'delete' }), ask: { title: 'Move to the trash?', confirm: 'Move to the trash', says: `${everything ? `All ${total} deals` : counted(picked.size, 'deal')} ${!everything && picked.size === 1 ? 'goes' : 'go'} to the trash. For ten minutes this can be taken back.` } }] : []),
  ]
  return <ManyBar doing={doing} busy={send.isPending} everything={everything} onEverything={onEverything} total={total}><SetOwnField of="deal" onSet={(key, value) => act({ do: 'setCustom', key, value })} /></ManyBar>
}

/** What people mean when they put deals off together. */
function dates(today: string): { label: string; day: string | null }[] {
  const month = monthOf(today), no = Number(month.slice(5)), end = (later: number) => lastDayOf(monthAfter(month, later))
  return [{ label: 'End of this month', day: end(0) }, { label: 'End of next month', day: end(1) }, { label: 'End of this quarter', day: end(2 - ((no - 1) % 3)) }, { label: 'End of the year', day: end(12 - no) }, { label: 'None', day: null }]
}
