// The bar under a table of deals while rows are picked.
import { listMembers } from '#contract/accounts'
import { changeDeals, type DealsAction } from '#contract/deals'
import { dealSettings, type PipelineView } from '#contract/deal-setup'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { byBefore, ManyBar, useManyResult, type Doing } from '../ui/many-bar.tsx'
import { toastError } from '../ui/toast.tsx'

export function DealsBar({ picked, pipeline, onDone }: { picked: ReadonlySet<string>; pipeline: PipelineView; onDone: () => void }) {
  const may = useMay(), members = useCall(listMembers).data?.items ?? [], reasons = useCall(dealSettings).data?.lostReasons ?? []
  const touches = ['/deals', '/numbers', '/pipelines']
  const { tell, failures } = useManyResult(['deal', 'deals'])
  const back = useSend(changeDeals, { touches, onError: toastError, onDone: (done) => tell(done) })
  const send = useSend(changeDeals, { touches, onError: toastError, onDone: (done, { body: { action } }) => {
    tell(done, () => { for (const [before, ids] of byBefore(done.changed)) { const undo = undoOf(action, before); if (undo) back.mutate({ body: { ids, action: undo } }) } })
    onDone()
  } })
  const act = (action: DealsAction) => send.mutate({ body: { ids: [...picked], action } })
  const lost = pipeline.stages.find((s) => s.kind === 'lost')
  const doing: Doing[] = [
    { label: 'Stage', choices: pipeline.stages.filter((s) => s.kind !== 'lost').map((s) => ({ key: s.id, label: s.name, run: () => act({ do: 'move', stageId: s.id }) })) },
    ...(lost && reasons.length ? [{ label: 'Lost', choices: reasons.map((r) => ({ key: r.name, label: r.name, run: () => act({ do: 'move', stageId: lost.id, lostReason: r.name }) })) }] : []),
    { label: 'Owner', choices: [...members.map((m) => ({ key: m.userId, label: m.name, run: () => act({ do: 'setOwner', ownerId: m.userId }) })), { key: 'nobody', label: 'Nobody', run: () => act({ do: 'setOwner', ownerId: null }) }] },
    { label: 'Close date', choices: dates().map(({ label, day }) => ({ key: label, label, run: () => act({ do: 'setCloseOn', closeOn: day }) })) },
    ...(may('deals.delete') ? [{ label: 'Delete', danger: true, run: () => act({ do: 'delete' }) }] : []),
  ]
  return <><ManyBar doing={doing} busy={send.isPending} />{failures}</>
}

function undoOf(action: DealsAction, before: string | null): DealsAction | undefined {
  switch (action.do) {
    case 'setOwner': return { do: 'setOwner', ownerId: before }
    case 'setCloseOn': return { do: 'setCloseOn', closeOn: before }
    case 'move': return before === null ? undefined : { do: 'move', stageId: before }
    case 'delete': return { do: 'restore' }
    case 'restore': return { do: 'delete' }
  }
}

/** What people mean when they put deals off together. */
function dates(now = new Date()): { label: string; day: string | null }[] {
  const end = (months: number) => new Intl.DateTimeFormat('en-CA').format(new Date(now.getFullYear(), now.getMonth() + months, 0))
  return [{ label: 'End of this month', day: end(1) }, { label: 'End of next month', day: end(2) }, { label: 'End of this quarter', day: end(3 - (now.getMonth() % 3)) }, { label: 'End of the year', day: end(12 - now.getMonth()) }, { label: 'None', day: null }]
}
