// Two records side by side: which one stays, whose value in each field, and what the merge moves and stops, as a dry run says it.
import { getCompany } from '#contract/companies'
import { listFields } from '#contract/custom-fields'
import { mergeCompanies, mergeLeads, undoMerge, type Merged } from '#contract/duplicates'
import { getLead } from '#contract/leads'
import { Button, Radio } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call, newKey, touch, useCall, useSend } from '../app/call.ts'
import { useStatuses } from '../leads/statuses.tsx'
import { nameOf } from '../leads/words.ts'
import { useNames } from '../records/names.ts'
import css from '../records/merge.module.css'
import { wordOfField, wordOfValue } from '../records/words.ts'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Bone, ErrorState, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'

type Take = Record<string, 'winner' | 'loser'>

export default function MergePage() {
  const { of: kind, winner: first, loser: second } = useParams({ strict: false }) as { of: string; winner: string; loser: string }
  const of = kind === 'company' ? 'company' as const : 'lead' as const
  const [turned, setTurned] = useState(false), [take, setTake] = useState<Take>({})
  const [winnerId, loserId] = turned ? [second, first] : [first, second]
  const queries = useQueryClient(), navigate = useNavigate()
  const endpoint = of === 'lead' ? mergeLeads : mergeCompanies
  const names = [useName(of, winnerId), useName(of, loserId)] as const
  const fields = useCall(listFields).data?.items.filter((f) => f.subject === of) ?? []
  const statuses = useStatuses(), people = useNames()
  const said = (id: string) => statuses.all.find((s) => s.key === id)?.name ?? people(id)
  const tried = useQuery({ queryKey: ['merge', of, winnerId, loserId, take], queryFn: () => call(endpoint, { body: { winnerId, loserId, take, dryRun: true } }, { key: newKey() }), placeholderData: (before: Merged | undefined) => before, retry: false, gcTime: 0 })
  const all = of === 'lead' ? ['/leads', '/companies', '/campaigns', '/inbox', '/duplicates', '/merges', '/lists'] : ['/companies', '/leads', '/duplicates', '/merges']
  const back = useSend(undoMerge, { touches: all, onError: toastError, onDone: (done) => toast(['Two again.', ...done.says].join(' ')) })
  const merge = useSend(endpoint, { touches: all, onError: toastError, onDone: (r) => {
    toast(`${names[1]} is ${names[0]} now.`, { undo: () => r.mergeId && back.mutate({ params: { id: r.mergeId } }) })
    void touch(queries, ...all)
    void navigate({ to: of === 'lead' ? `/leads/${winnerId}` : `/companies/${winnerId}` })
  } })
  const turn = () => { setTurned(!turned); setTake((t) => Object.fromEntries(Object.entries(t).map(([f, w]) => [f, w === 'winner' ? 'loser' : 'winner']))) }
  const value = (field: string, v: unknown) => wordOfValue(v, fields.find((f) => `custom.${f.key}` === field), said)
  const rows = tried.data?.fields ?? [], differ = rows.filter((r) => r.differ), alike = rows.filter((r) => !r.differ)
  const chosen = (r: Merged['fields'][number]): string => take[r.field] ?? (JSON.stringify(r.merged) === JSON.stringify(r.winner) ? 'winner' : JSON.stringify(r.merged) === JSON.stringify(r.loser) ? 'loser' : 'both')
  return (
    <Page width="middle">
      <PageHeader title={of === 'lead' ? 'One person?' : 'One company?'} back={{ to: `/duplicates${of === 'company' ? '?of=company' : ''}`, label: 'Duplicates' }} says="Everything of the one goes to the other: mails, answers, lists, files, what happened. It can be taken back." />
      {tried.error && !tried.data ? <ErrorState error={tried.error} onRetry={() => void tried.refetch()} /> : !tried.data ? <Bone h={420} r={10} /> : <div className={css.whole}>
        {tried.data.warnings.map((w) => <Notice key={w} tone="warning">{w}</Notice>)}
        <Card>
          <div className={css.table} role="table" aria-label="Side by side">
            <div className={css.row} role="row"><span role="columnheader" className={css.field}><span className="o-hidden">Field</span></span>
              <span role="columnheader" className={css.head}><b>{names[0]}</b><span>stays</span></span><span role="columnheader" className={css.head}><b>{names[1]}</b><span>goes into it</span></span></div>
            {differ.map((r) => {
              const now = chosen(r), name = wordOfField(r.field, fields)
              return (
                <div key={r.field} className={css.row} role="row">
                  <span role="rowheader" className={css.field}>{name}{now === 'both' && <span className="o-muted"> both</span>}</span>
                  {(['winner', 'loser'] as const).map((side) => (
                    <span key={side} role="cell" className={css.cell} data-chosen={now === side || now === 'both'}>
                      <Radio name={r.field} size="xs" checked={now === side} onChange={() => setTake((t) => ({ ...t, [r.field]: side }))} aria-label={`${name}: ${value(r.field, r[side]) || 'empty'}`} label={value(r.field, r[side]) || <span className="o-muted">empty</span>} />
                    </span>
                  ))}
                </div>
              )
            })}
            {!differ.length && <p className={css.none}>They say the same of everything.</p>}
          </div>
          {alike.length > 0 && <p className={css.none}>The same in both: {alike.map((r) => wordOfField(r.field, fields).toLowerCase()).join(', ')}.</p>}
        </Card>
        <Card title="What goes over">{tried.data.moves.length ? <p className={css.moves}>{tried.data.moves.map((m) => `${counted(m.count, m.what.replace(/ies$/, 'y').replace(/([^s])s$/, '$1'), m.what)}`).join(', ')}.</p> : <p className={css.none}>Nothing hangs on {names[1]} yet.</p>}</Card>
        <div className={css.does}>
          <Button variant="subtle" onClick={turn}>Keep {names[1]} instead</Button>
          <Button loading={merge.isPending} onClick={() => merge.mutate({ body: { winnerId, loserId, take } })}>Merge the two</Button>
        </div>
      </div>}
    </Page>
  )
}

function useName(of: 'lead' | 'company', id: string): string {
  const lead = useCall(getLead, { params: { id } }, { enabled: of === 'lead' }), company = useCall(getCompany, { params: { id } }, { enabled: of === 'company' })
  return (of === 'lead' ? lead.data && nameOf(lead.data.lead) : company.data?.name) ?? '…'
}
