// What came through a form, as it came; what was rejected can be tried again.
import { listForms, listSubmissions, replaySubmission, type SubmissionView } from '#contract/forms'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { usePages, useSend } from '../app/call.ts'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { IconCheck } from '../ui/icons.ts'
import { EmptyState } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'

const outcomes: Record<SubmissionView['outcome'], { tone: Tone; words: string }> = { created: { tone: 'good', words: 'New lead' }, updated: { tone: 'info', words: 'Known, told more' }, known: { tone: 'neutral', words: 'Known' }, rejected: { tone: 'bad', words: 'Rejected' }, spam: { tone: 'neutral', words: 'A robot' } }

export function Submissions({ formId }: { formId: string }) {
  const came = usePages(listSubmissions, { params: { id: formId }, query: {} })
  const again = useSend(replaySubmission, { touches: [listSubmissions, listForms, '/leads'], onError: toastError, onDone: (s) => toast(s.outcome === 'rejected' ? `Still rejected: ${s.reason}` : 'It is a lead now.', { tone: s.outcome === 'rejected' ? 'bad' : 'good' }) })
  const columns: Column<SubmissionView>[] = [
    { key: 'at', title: 'When', width: '130px', cell: (s) => <When at={s.at} /> },
    { key: 'outcome', title: 'What came of it', width: 'minmax(150px, 1fr)', cell: (s) => <StatusBadge tone={outcomes[s.outcome].tone} plain why={s.reason}>{s.reason ?? outcomes[s.outcome].words}</StatusBadge> },
    { key: 'what', title: 'As it came', width: 'minmax(180px, 2fr)', wide: true, cell: (s) => <span className="o-muted">{Object.entries(s.payload).filter(([, v]) => v !== '').map(([k, v]) => `${k}: ${String(v)}`).join(' · ')}</span> },
    { key: 'do', title: '', width: '120px', cell: (s) => s.leadId ? <Link to="/leads/$leadId" params={{ leadId: s.leadId }}>Open</Link> : <Button size="compact-xs" variant="default" loading={again.isPending && again.variables.params.id === s.id} onClick={() => again.mutate({ params: { id: s.id } })}>Try again</Button> },
  ]
  return <DataTable fit="rows" label="What came" from={came} columns={columns} id={(s) => s.id} empty={<EmptyState icon={IconCheck} title="Nothing came yet">Each time the form is handed in, it is listed here.</EmptyState>} />
}
