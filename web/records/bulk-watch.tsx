// Changes to many records that take their time, on whatever page one is: how far they are, cancel, and for ten minutes the way back.
import { cancelBulkChange, listBulkChanges, listBulkFailures, undoBulkChange, type BulkChangeView } from '#contract/bulk'
import { ActionIcon, Button, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useCall, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconX } from '../ui/icons.ts'
import { ProgressBar } from '../ui/measures.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted, formatNumber } from '../ui/values.tsx'
import css from './bulk.module.css'
import { doneWords, doingWords, nounOf, placeOf, undoneWords } from './bulk-words.ts'
import { useStatuses } from '../leads/statuses.tsx'

export function BulkWatch() {
  const may = useMay()
  const asked = useCall(listBulkChanges, undefined, { enabled: may('leads.write'), keep: true })
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  const [failures, setFailures] = useState<BulkChangeView>()
  const all = asked.data?.items ?? []
  useEndings(all)
  const shown = all.filter((b) => !dismissed.has(b.id) && (b.status === 'running' || b.status === 'undoing' || b.failed > 0 || (b.inBackground && b.undoUntil)))
  return (
    <>
      {shown.length > 0 && (
        <div className={css.watch} role="region" aria-label="Changes to many records">
          {shown.slice(0, 3).map((b) => <One key={b.id} bulk={b} onFailures={() => setFailures(b)} onDismiss={() => setDismissed(new Set([...dismissed, b.id]))} />)}
        </div>
      )}
      {failures && <Failures bulk={failures} onClose={() => setFailures(undefined)} />}
    </>
  )
}

const touches = [listBulkChanges, '/bulk-changes', '/leads', '/lists', '/companies', '/deals', '/pipelines', '/numbers']

function One({ bulk: b, onFailures, onDismiss }: { bulk: BulkChangeView; onFailures: () => void; onDismiss: () => void }) {
  const statuses = useStatuses(), { nameOf } = statuses
  const cancel = useSend(cancelBulkChange, { touches, onError: toastError })
  // Few are taken back when the answer comes; the end of many is said by useEndings.
  const undo = useSend(undoBulkChange, { touches, onError: toastError, onDone: (done) => { if (done.status === 'undone') toast(undoneWords(done)) } })
  const runs = b.status === 'running' || b.status === 'undoing'
  const left = b.status === 'running' && b.perSecond ? Math.ceil((b.matched - b.done) / b.perSecond) : undefined
  return (
    <div className={css.one}>
      {runs
        ? <div className={css.grow}><ProgressBar label={b.status === 'undoing' ? 'Taking it back' : doingWords(b, statuses.nameOf)} done={b.status === 'undoing' ? b.restored + b.kept : b.done} total={b.status === 'undoing' ? b.changed : b.matched} more={b.status === 'running' && b.perSecond ? `${formatNumber(b.perSecond)} a second${left && left > 2 ? `, ${left} s left` : ''}` : undefined} /></div>
        : <span className={css.grow}>{b.status === 'cancelled' && 'Cancelled. '}{b.status === 'failed' && 'Stopped by trouble on our side. '}{b.status === 'undone' ? undoneWords(b) : doneWords(b, nameOf)}{b.failed > 0 && <> <button type="button" className={css.link} onClick={onFailures}>{counted(b.failed, ...nounOf(b))} could not be changed</button></>}</span>}
      {b.status === 'running' && <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ params: { id: b.id } })}>Cancel</Button>}
      {b.undoUntil && <Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate({ params: { id: b.id } })}>Undo</Button>}
      {!runs && <ActionIcon size={26} aria-label="Dismiss" onClick={onDismiss}><Icon of={IconX} size={14} /></ActionIcon>}
    </div>
  )
}

/** Says the end of what was seen running here. */
function useEndings(all: BulkChangeView[]) {
  const { nameOf } = useStatuses()
  const seen = useRef(new Map<string, BulkChangeView['status']>())
  useEffect(() => {
    for (const b of all) {
      const before = seen.current.get(b.id)
      if (before === 'running' && b.status === 'finished' && !b.failed) toast(doneWords(b, nameOf))
      if (before === 'undoing' && b.status === 'undone') toast(undoneWords(b))
      seen.current.set(b.id, b.status)
    }
  }, [all, nameOf])
}

function Failures({ bulk, onClose }: { bulk: BulkChangeView; onClose: () => void }) {
  const failures = usePages(listBulkFailures, { params: { id: bulk.id }, query: { limit: 100 } })
  return (
    <Modal opened onClose={onClose} size="xl" title={`${counted(bulk.failed, ...nounOf(bulk))} could not be changed`}>
      <DataTable label={`${nounOf(bulk)[1]} that could not be changed`} fit="rows" tall comfortable from={failures} id={(f) => f.id} empty={null} columns={[
        { key: 'name', title: 'Name', width: 'minmax(160px, 1fr)', cell: (f) => <Link to={`${placeOf[bulk.of]}/${f.id}`}>{f.name}</Link> },
        { key: 'reason', title: 'Why', width: 'minmax(220px, 2fr)', cell: (f) => <span className={css.reason}>{f.reason}</span> },
      ]} />
    </Modal>
  )
}
