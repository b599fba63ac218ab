// What the DNS says of a sender's domain: a light each, in words, with records to copy.
import { checkSenderDomain, listSenderDomains, setSelectors, type SenderDomainView } from '#contract/mailboxes'
import { ActionIcon, Button, CopyButton, Group, TextInput, Tooltip } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCheck, IconCopy } from '../ui/icons.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import css from './mailboxes.module.css'

const tones: Record<'green' | 'amber' | 'red' | 'grey', { tone: Tone; label: string }> = {
  green: { tone: 'good', label: 'In order' }, amber: { tone: 'warning', label: 'Could be better' }, red: { tone: 'bad', label: 'To mend' }, grey: { tone: 'neutral', label: 'Not known' },
}
const titles = { spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC', mx: 'MX', tracking: 'Links' }

export function DomainPart({ address, mine }: { address: string; mine: boolean }) {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const all = useCall(listSenderDomains)
  const it = all.data?.items.find((d) => d.domain === domain)
  const check = useSend(checkSenderDomain, { touches: [listSenderDomains, '/campaigns'], onError: toastError, onDone: (d) => toast(d.report?.summary ?? 'Looked at.', { tone: 'info' }) })
  if (!it) return null
  return (
    <section className={css.part}>
      <Group justify="space-between" mb={8}>
        <h3 style={{ margin: 0 }}>Domain {domain}</h3>
        {mine && <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate({ params: { domain } })}>Check now</Button>}
      </Group>
      {it.report ? <p>{it.report.summary} <span className="o-muted">Looked at <When at={it.checkedAt} ago />, again each week.</span></p> : <p className="o-muted">Not looked at yet.</p>}
      {it.report && <ul className={css.dns}>{it.report.findings.map((f) => <Finding key={f.id} finding={f} />)}</ul>}
      {mine && it.report?.reachable && <Selectors domain={it} />}
    </section>
  )
}

function Finding({ finding: f }: { finding: NonNullable<SenderDomainView['report']>['findings'][number] }) {
  const { tone, label } = tones[f.colour]
  return (
    <li>
      <div className={css.dnsHead}><b>{titles[f.id]}</b><StatusBadge tone={tone}>{label}</StatusBadge></div>
      <p>{f.sentence} {f.mend && <span className="o-muted">{f.mend}</span>}</p>
      {f.records.map((r) => (
        <div key={r.name + r.value} className={css.record}>
          <div><small>{r.type} at {r.name}</small><code>{r.value}</code>{r.note && <small>{r.note}</small>}</div>
          <CopyButton value={r.value}>{({ copied, copy }) => <Tooltip label={copied ? 'Copied' : 'Copy the value'}><ActionIcon variant="default" aria-label={`Copy the ${r.type} record for ${r.name}`} onClick={copy}><Icon of={copied ? IconCheck : IconCopy} size={14} /></ActionIcon></Tooltip>}</CopyButton>
        </div>
      ))}
    </li>
  )
}

function Selectors({ domain }: { domain: SenderDomainView }) {
  const [text, setText] = useState(domain.selectors.join(', '))
  const save = useSend(setSelectors, { touches: [listSenderDomains], onError: toastError, onDone: () => toast('Saved. It is looked at within a minute.') })
  const selectors = text.split(/[\s,]+/).filter(Boolean)
  return (
    <form onSubmit={(e) => { e.preventDefault(); save.mutate({ params: { domain: domain.domain }, body: { selectors } }) }}>
      <Group align="flex-end" gap="xs" mt={12}>
        <TextInput flex={1} label="DKIM selectors" description={`Where your provider keeps its key, if it was not found.${domain.learnt.length ? ` Seen in your own mails: ${domain.learnt.join(', ')}.` : ''}`} placeholder="s2026" value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <Button type="submit" variant="light" loading={save.isPending} disabled={selectors.join() === domain.selectors.join()}>Save</Button>
      </Group>
    </form>
  )
}
