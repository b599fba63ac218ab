// What is known of a lead's address: whether mail will arrive, why, and when that was looked at.
import { checkAddress, getAddressCheck, type AddressVerdict } from '#contract/addresses'
import { Button } from '@mantine/core'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { Card } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import css from './addresses.module.css'

export const verdictOf: Record<AddressVerdict, { tone: Tone; words: string }> = { good: { tone: 'good', words: 'Good' }, risky: { tone: 'warning', words: 'Risky' }, bad: { tone: 'bad', words: 'Will bounce' }, unknown: { tone: 'neutral', words: 'Not known' } }

export function AddressPart({ id }: { id: string }) {
  const may = useMay()('leads.write')
  const found = useCall(getAddressCheck, { params: { id } })
  const check = useSend(checkAddress, { touches: [getAddressCheck, '/address-checks'], onError: toastError })
  const verdict = found.data?.check?.verdict
  return (
    <Card title="Address" beside={verdict && <StatusBadge tone={verdictOf[verdict].tone}>{verdictOf[verdict].words}</StatusBadge>}>
      <Loaded from={found}>{({ check: c }) => (
        <div className={css.stack}>
          {c ? <ul className={css.findings}>{c.findings.map((f) => <li key={f.code}><StatusBadge tone={verdictOf[f.verdict].tone} plain>{f.sentence}</StatusBadge></li>)}</ul> : <p className="o-muted">Not checked yet.</p>}
          <div className={css.foot}>{c && <span className="o-muted">Looked at <When at={c.checkedAt} /></span>}{may && <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate({ params: { id } })}>{c ? 'Check again' : 'Check now'}</Button>}</div>
        </div>
      )}</Loaded>
    </Card>
  )
}
