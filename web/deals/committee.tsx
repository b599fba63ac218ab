// Who takes part, in which role, when they last answered; and a warning when the deal hangs on one person.
import { dealRoles, getDeal, removeDealPerson, setDealPerson, type DealRole, type DealView } from '#contract/deals'
import { ActionIcon, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconX } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import { Notice } from '../ui/states.tsx'
import { toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import css from './deal-page.module.css'
import { PersonField } from './fields.tsx'
import { influences, roleOf } from './words.ts'

export function Committee({ deal: d }: { deal: DealView }) {
  const touches = [getDeal, '/deals']
  const set = useSend(setDealPerson, { touches, onError: toastError }), drop = useSend(removeDealPerson, { touches, onError: toastError })
  const [added, setAdded] = useState(0)
  const may = useMay()('deals.write') && d.mayChange && !d.deletedAt
  const put = (leadId: string, role: DealRole | null, influence: number | null) => set.mutate({ params: { id: d.id, leadId }, body: { role, influence } })
  return (
    <Card title="People" beside={<Coverage of={d.coverage} />}>
      <div className={css.people}>
        {d.coverage.warning && <Notice tone="warning">{d.coverage.warning}</Notice>}
        {d.committee.map((p) => (
          <div key={p.leadId} className={css.person}>
            <div className={css.who}>
              <Link to="/leads/$leadId" params={{ leadId: p.leadId }}>{p.name}</Link>{p.title && <span className="o-muted"> {p.title}</span>}
              <div className={css.answered}>{p.lastAnswerAt ? <>Answered <When at={p.lastAnswerAt} ago /></> : p.lastMailAt ? 'Has not answered yet' : 'Not written to yet'}</div>
            </div>
            {may ? <div className={css.roles}>
              <Select size="xs" aria-label={`Role of ${p.name}`} placeholder="Role" clearable data={dealRoles.map((r) => ({ value: r, label: roleOf[r] }))} value={p.role} onChange={(role) => put(p.leadId, role as DealRole | null, p.influence)} />
              <Select size="xs" aria-label={`Influence of ${p.name}`} placeholder="Influence" clearable data={[1, 2, 3].map((n) => ({ value: String(n), label: influences[n]! }))} value={p.influence === null ? null : String(p.influence)} onChange={(n) => put(p.leadId, p.role, n === null ? null : Number(n))} />
              {p.leadId !== d.lead?.id && <ActionIcon size={28} aria-label={`${p.name} takes no part`} onClick={() => drop.mutate({ params: { id: d.id, leadId: p.leadId } })}><Icon of={IconX} size={14} /></ActionIcon>}
            </div> : <span className="o-muted">{p.role ? roleOf[p.role] : ''}</span>}
          </div>
        ))}
        {!d.committee.length && <p className={css.muted}>Nobody yet. Who decides, and who wants it?</p>}
        {may && <PersonField key={added} size="xs" label="Add somebody" value={null} onChange={(p) => { if (p) { put(p.id, null, null); setAdded(added + 1) } }} />}
      </div>
    </Card>
  )
}

/** Five roles as five strokes: which are known. */
function Coverage({ of }: { of: DealView['coverage'] }) {
  const words = `${of.filled.length} of ${dealRoles.length} roles known${of.missing.length ? `; missing: ${of.missing.map((r) => roleOf[r].toLowerCase()).join(', ')}` : ''}.`
  return <span className={css.coverage} role="img" aria-label={words} title={words}>{dealRoles.map((r) => <i key={r} data-filled={of.filled.includes(r)} />)}</span>
}
