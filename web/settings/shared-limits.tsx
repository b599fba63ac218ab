// Limits that several mailboxes share: of a sending domain, and of every domain that is written to.
import { listMailboxes, sendingLimits, setSendingLimit } from '#contract/mailboxes'
import { Button, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import css from '../campaigns/campaigns.module.css'
import { Section } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { formatNumber } from '../ui/values.tsx'

type Scope = 'sending_domain' | 'recipient_domain'

export function SharedLimits({ may }: { may: boolean }) {
  const limits = useCall(sendingLimits), mailboxes = useCall(listMailboxes)
  const set = useSend(setSendingLimit, { touches: [sendingLimits, listMailboxes, '/campaigns'], onDone: () => toast('Saved. Planned mails follow the new limits.'), onError: toastError })
  const [scope, setScope] = useState<Scope>('sending_domain'), [key, setKey] = useState<string | null>(null), [most, setMost] = useState<number | ''>('')
  const domains = [...new Set((mailboxes.data?.items ?? []).filter((m) => m.kind === 'smtp').map((m) => m.address.split('@')[1]!))].sort()
  const complete = Number(most) > 0 && (scope === 'recipient_domain' || key)
  return (
    <Section title="Limits over several mailboxes" says="Beside each mailbox’s own limit. What does not fit waits for room; nothing is lost.">
      <Loaded from={limits}>{({ items, recipientDomainDefault }) => (
        <div className={css.fields}>
          <ul className={css.out}>
            {items.filter((l) => l.scope !== 'campaign').map((l) => (
              <li key={l.scope + l.key}>
                {l.scope === 'sending_domain' ? `From all mailboxes of ${l.key}: ${formatNumber(l.most)} in 24 hours, ${formatNumber(l.used)} of them used` : `To each domain: ${formatNumber(l.most)} an hour`}
                {may && <> <Button size="compact-xs" variant="subtle" color="bad" aria-label={`Remove the limit of ${l.key === '*' ? 'each domain' : l.key}`} onClick={() => set.mutate({ body: { scope: l.scope, key: l.key, most: null } })}>Remove</Button></>}
              </li>
            ))}
            {!items.some((l) => l.scope === 'recipient_domain') && <li>To each domain: {formatNumber(recipientDomainDefault)} an hour, as usual</li>}
          </ul>
          {may && <>
            <div className={css.pair}>
              <Select label="For" allowDeselect={false} value={scope} onChange={(v) => v && setScope(v as Scope)} data={[{ value: 'sending_domain', label: 'A domain we send from' }, { value: 'recipient_domain', label: 'Each domain we write to' }]} />
              {scope === 'sending_domain' && <Select label="Domain" placeholder={domains.length ? 'Choose' : 'No mailbox yet'} value={key} onChange={setKey} data={domains} />}
              <NumberInput label={scope === 'sending_domain' ? 'Mails in 24 hours' : 'Mails an hour'} min={1} max={1_000_000} allowDecimal={false} value={most} onChange={(n) => setMost(Number(n) || '')} />
            </div>
            <div><Button variant="default" disabled={!complete} loading={set.isPending} onClick={() => { set.mutate({ body: { scope, key: scope === 'recipient_domain' ? '*' : key!, most: Number(most) } }); setMost('') }}>Set this limit</Button></div>
          </>}
        </div>
      )}</Loaded>
    </Section>
  )
}
