// What changed, field by field, and where today's values came from; any value can be put back.
import { listFields } from '#contract/custom-fields'
import { companyHistory, companyProvenance, leadHistory, leadProvenance, putBackOnCompany, putBackOnLead, type ChangeView } from '#contract/records'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { call, useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import css from './records.module.css'
import { sourceWords, wordOfField, wordOfValue } from './words.ts'

/** `names`: what ids in values are called (statuses, colleagues). `locked`: of a record in the trash nothing is changed. */
export function HistoryPart({ of, id, names, locked }: { of: 'lead' | 'company'; id: string; names?: (id: string) => string | undefined; locked?: boolean }) {
  const may = useMay()('leads.write') && !locked
  const own = useCall(listFields).data?.items.filter((f) => f.subject === of) ?? []
  const came = useCall(of === 'lead' ? leadProvenance : companyProvenance, { params: { id } })
  const first = useCall(of === 'lead' ? leadHistory : companyHistory, { params: { id }, query: { limit: 50 } })
  const [older, setOlder] = useState<{ items: ChangeView[]; next: number | null }>()
  const touches = of === 'lead' ? [leadHistory, leadProvenance, '/leads'] : [companyHistory, companyProvenance, '/companies']
  const back = useSend(of === 'lead' ? putBackOnLead : putBackOnCompany, { touches, onError: toastError, onDone: () => { setOlder(undefined); toast('Put back.') } })
  const value = (c: ChangeView, which: 'before' | 'after') => wordOfValue(c[which], own.find((f) => `custom.${f.key}` === c.field), names)
  const more = (before: number) => void call(of === 'lead' ? leadHistory : companyHistory, { params: { id }, query: { before, limit: 50 } })
    .then((page) => setOlder((known) => ({ items: [...(known?.items ?? []), ...page.items], next: page.next })), toastError)
  return (
    <Loaded from={first}>{(page) => {
      const items = [...page.items, ...(older?.items ?? [])], next = older ? older.next : page.next
      const newest = came.data?.fields ?? {}
      return (
        <div className={css.part}>
          {came.data && <p className={css.made}>Added <When at={came.data.made.at} />{came.data.made.source && ` · ${came.data.made.source}`}. What is not listed here has been so since then.</p>}
          {!items.length ? <p className={css.none}>Nothing has changed yet.</p> : (
            <ol className={css.changes}>{items.map((c) => {
              const now = newest[c.field]?.id === c.id
              const before = value(c, 'before'), after = value(c, 'after')
              return (
                <li key={c.id} className={css.change}>
                  <div className={css.what}><b>{wordOfField(c.field, own)}</b> {before ? <><del>{before}</del> <span className="o-muted">→</span> </> : ''}{after ? <ins data-now={now}>{after}</ins> : <span className="o-muted">empty</span>}</div>
                  <div className={css.who}>{c.by.name}, {sourceWords[c.source]}{c.why && ` · ${c.why}`} · <When at={c.at} /></div>
                  {may && <Button className={css.back} size="compact-xs" variant="subtle" aria-label={`Put back ${wordOfField(c.field, own)}: ${before || 'empty'}`} loading={back.isPending && back.variables?.params.changeId === c.id} onClick={() => back.mutate({ params: { id, changeId: c.id } })}>Put back</Button>}
                </li>
              )
            })}</ol>
          )}
          {next !== null && <Button variant="default" size="xs" onClick={() => more(next)}>Show older</Button>}
        </div>
      )
    }}</Loaded>
  )
}
