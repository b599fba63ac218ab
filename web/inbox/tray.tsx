// Mails for which no lead was found. Nothing is dropped: each waits here until somebody says whose it is.
import { assignUnmatched, dismissUnmatched, inboxCounts, listThreads, listUnmatched } from '#contract/inbox'
import { listLeads } from '#contract/leads'
import { Button, Group, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useCall, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { IconInbox } from '../ui/icons.ts'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import css from './inbox.module.css'

export function Tray() {
  const mails = usePages(listUnmatched)
  const may = useMay()('inbox.write')
  const touches = [listUnmatched, inboxCounts, listThreads]
  const assign = useSend(assignUnmatched, { touches, onError: toastError, onDone: () => toast('Filed. The campaign of this lead has stopped if it was an answer.') })
  const dismiss = useSend(dismissUnmatched, { touches, onError: toastError, onDone: () => toast('Put aside. The mail stays stored.') })
  if (mails.error && !mails.items.length) return <ErrorState error={mails.error} onRetry={() => void mails.refetch()} />
  if (!mails.isPending && !mails.items.length) return <EmptyState icon={IconInbox} title="Every mail has found its lead">What comes from an unknown address, such as a colleague or an alias, waits here with suggestions.</EmptyState>
  return (
    <div className={css.tray}>
      {mails.items.map((m) => (
        <article key={m.id} className={css.tray_card}>
          <div className={css.mail_head}><span><b>{m.from.name || m.from.address}</b> <span className={css.quote}>{m.from.address} to {m.mailboxAddress}</span></span><span className={css.time}><When at={m.receivedAt} /></span></div>
          <b>{m.subject}</b>
          <div className={`${css.text} ${css.clip}`}>{m.text}</div>
          <div className={css.small}>{m.kindReason} {m.problem}</div>
          {may && (
            <Group gap="xs">
              {m.suggestions.map((s) => <Button key={s.lead.id} size="xs" variant="default" title={s.why} onClick={() => assign.mutate({ params: { id: m.id }, body: { leadId: s.lead.id } })}>{s.lead.name}: {s.why}</Button>)}
              <FindLead onFound={(leadId) => assign.mutate({ params: { id: m.id }, body: { leadId } })} />
              <Button size="xs" variant="subtle" onClick={() => dismiss.mutate({ params: { id: m.id } })}>About no lead</Button>
            </Group>
          )}
        </article>
      ))}
      {mails.hasMore && <Button variant="default" onClick={mails.more}>Show more</Button>}
    </div>
  )
}

function FindLead({ onFound }: { onFound: (leadId: string) => void }) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 200)
  const found = useCall(listLeads, { query: { search, limit: 8 } }, { enabled: search.length > 1 })
  return <Select size="xs" w={220} searchable aria-label="Find the lead" placeholder="Find the lead" value={null} onSearchChange={setTyped} filter={({ options }) => options} nothingFoundMessage={search.length > 1 ? 'Nobody found' : 'Type a name'}
    data={(found.data?.items ?? []).map((l) => ({ value: l.id, label: `${[l.firstName, l.lastName].filter(Boolean).join(' ') || l.email}, ${l.companyName ?? l.email}` }))} onChange={(v) => v && onFound(v)} />
}
