// While it runs, and what came of it: counts, the rows that did not simply become leads, the file to mend, and the way back.
import { cancelImport, errorFile, getImport, listImportRows, startImport, undoImport, type ImportRowView, type ImportView } from '#contract/imports'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { urlOf, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { IconCheck } from '../ui/icons.ts'
import { ProgressBar } from '../ui/measures.tsx'
import { Card, Filters } from '../ui/page.tsx'
import { EmptyState, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted, formatNumber, formatWhen, Num } from '../ui/values.tsx'
import css from './imports.module.css'
import { recordWords, timeLeft } from './words.ts'

const placeOf: Record<Exclude<ImportView['record'], 'lead'>, string> = { company: '/companies', product: '/settings/deals', deal: '/deals', member: '/settings/team' }

export function Running({ import: i }: { import: ImportView }) {
  const may = useMay()('leads.import')
  const cancel = useSend(cancelImport, { touches: [getImport], onError: toastError, onDone: () => toast('Stopping. What is in stays until you undo it.', { tone: 'info' }) })
  const more = [i.rate ? `${formatNumber(Math.round(i.rate))} rows a second` : '', i.secondsLeft !== null ? timeLeft(Math.ceil(i.secondsLeft)) : ''].filter(Boolean).join(', ')
  return (
    <Card>
      <div className={css.stack}>
        <ProgressBar label={i.status === 'undoing' ? 'Undoing' : 'Importing'} done={i.position} total={i.rows} more={more} />
        <p className={css.muted}>You can leave this page; it goes on, even when the server starts anew.</p>
        {may && i.status === 'running' && <div><Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ params: { id: i.id } })}>Cancel</Button></div>}
      </div>
    </Card>
  )
}

const columns: Column<ImportRowView>[] = [
  { key: 'row', title: 'Row', width: '80px', number: true, cell: (r) => <Num of={r.row} /> },
  { key: 'reason', title: 'Why', width: 'minmax(220px, 1fr)', cell: (r) => r.reason },
  { key: 'cells', title: 'The row', width: 'minmax(220px, 2fr)', wide: true, cell: (r) => <span className="o-muted">{r.cells?.filter(Boolean).join(' · ')}</span> },
  { key: 'lead', title: 'Lead', width: '90px', wide: true, cell: (r) => r.leadId ? <Link to="/leads/$leadId" params={{ leadId: r.leadId }}>Open</Link> : '' },
]
type Outcome = 'failed' | 'skipped' | 'updated'

export function Result({ import: i }: { import: ImportView }) {
  const may = useMay()('leads.import')
  const [url, setUrl] = useUrlState()
  const [asking, setAsking] = useState(false)
  const t = i.totals
  const outcome = (url.rows ?? (t.failed ? 'failed' : t.skipped ? 'skipped' : 'updated')) as Outcome
  const rows = usePages(listImportRows, { params: { id: i.id }, query: { outcome } })
  const undo = useSend(undoImport, { touches: [getImport, '/imports', '/leads', '/companies'], onError: toastError, onDone: () => { setAsking(false); toast('Being undone.', { tone: 'info' }) } })
  const goOn = useSend(startImport, { touches: [getImport, '/imports'], onError: toastError })
  const filter = JSON.stringify({ all: [{ field: 'import', op: 'in', value: [i.id] }] })
  return (
    <div className={css.stack}>
      {i.error && <Notice tone="bad" action={may && i.status === 'failed' && <Button size="xs" variant="default" loading={goOn.isPending} onClick={() => goOn.mutate({ params: { id: i.id } })}>Go on from row {formatNumber(i.position + 1)}</Button>}>{i.error}</Notice>}
      {i.status === 'cancelled' && <Notice>Cancelled after {formatNumber(i.position)} of {counted(i.rows, 'row')}. What was in by then has stayed.</Notice>}
      {i.status === 'undone' && i.undo && <Notice>{counted(i.undo.removed, i.record === 'lead' ? 'lead' : 'record')} removed, {formatNumber(i.undo.restored)} set back, {formatNumber(i.undo.kept)} kept because they are in use.</Notice>}
      <Card flush><div className={css.tiles}>
        {([['Rows', t.rows], ['Created', t.created], ['Updated', t.updated], ['Unchanged', t.unchanged], ['Left out', t.skipped], ['Errors', t.failed]] as const).map(([label, value]) => <div key={label} className={css.tile}><b><Num of={value} /></b><span>{label}</span></div>)}
      </div></Card>
      <div className={css.actions}>
        {t.created + t.updated > 0 && i.status !== 'undone' && (i.record === 'lead' ? <Button component={Link} to="/leads" search={{ filter } as never}>See the leads</Button> : <Button component={Link} to={placeOf[i.record]}>See the {recordWords[i.record].many}</Button>)}
        {t.failed > 0 && <Button component="a" variant="default" href={urlOf(errorFile, { params: { id: i.id } })} download>Download the {counted(t.failed, 'row')} with errors</Button>}
        <Button component={Link} to="/imports" search={{ new: 'import' } as never} variant="default">Import another file</Button>
        {may && i.undo?.possible && <Button variant="subtle" color="bad" onClick={() => setAsking(true)}>Undo this import</Button>}
      </div>
      <Filters><FilterChips always label="Rows" value={outcome} onChange={(v) => setUrl({ rows: v })} choices={[{ value: 'failed', label: 'Errors', count: t.failed }, { value: 'skipped', label: 'Left out', count: t.skipped }, { value: 'updated', label: 'Updated', count: t.updated }]} /></Filters>
      <DataTable fit="rows" label="Rows" from={rows} columns={columns} id={(r) => String(r.row)} empty={<EmptyState icon={IconCheck} title="None">No row of the file is in this group.</EmptyState>} />
      <ConfirmTyped opened={asking} onClose={() => setAsking(false)} title="Undo this import?" confirm="Undo" busy={undo.isPending} onConfirm={() => undo.mutate({ params: { id: i.id } })}>
        What it created is removed unless it is in use by now; what it changed gets back what it had. {i.undo?.until && `Possible until ${formatWhen(i.undo.until)}.`}
      </ConfirmTyped>
    </div>
  )
}
