import { listMailboxes, mailboxPresets, type MailboxView } from '#contract/mailboxes'
import { sendingStatus } from '#contract/sending'
import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StopAll } from '../app/stop-all.tsx'
import { ConnectMailbox } from '../mailboxes/connect.tsx'
import css from '../mailboxes/mailboxes.module.css'
import { NewPractice } from '../mailboxes/new-practice.tsx'
import { MailboxPanel } from '../mailboxes/panel.tsx'
import { states } from '../mailboxes/states.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconAt, IconFlask } from '../ui/icons.ts'
import { Meter } from '../ui/measures.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted, When } from '../ui/values.tsx'

const columnsOf = (nameOf: (preset: string) => string): Column<MailboxView>[] => [
  { key: 'address', title: 'Mailbox', width: 'minmax(164px, 1.6fr)', cell: (m) => <span className={css.addr} title={m.address}><span className="o-clip">{m.address}</span><small>{m.fromName || 'No sender name'}</small></span> },
  { key: 'state', title: 'State', width: 'minmax(110px, 190px)', cell: (m) => <StatusBadge tone={states[m.status].tone} why={m.statusReason}>{states[m.status].label}</StatusBadge> },
  { key: 'kind', title: 'Kind', width: '150px', wide: true, cell: (m) => (m.kind === 'practice' ? <StatusBadge tone="info" plain>Practice</StatusBadge> : (m.preset ? nameOf(m.preset) : 'SMTP, IMAP')) },
  { key: 'today', title: 'Last 24 hours', width: 'minmax(160px, 220px)', wide: true, cell: (m) => <Meter value={m.sent24h} of={m.limit.most} label={`Sent within 24 hours from ${m.address}`} /> },
  { key: 'health', title: 'Health', width: '150px', wide: true, cell: (m) => <Health mailbox={m} /> },
  { key: 'read', title: 'Letterbox read', width: '150px', wide: true, cell: (m) => (m.syncError ? <StatusBadge tone="warning" plain why={m.syncError}>Not readable</StatusBadge> : <When at={m.lastSyncAt} ago empty="not yet" />) },
]

function Health({ mailbox: m }: { mailbox: MailboxView }) {
  if (m.kind === 'practice') return <span className="o-muted">Practice</span>
  if (m.brakes.length) return <StatusBadge tone="bad" plain why={m.brakes[0]!.sentence}>Rests</StatusBadge>
  if (m.ramp) return <StatusBadge tone="info" plain why={m.ramp.why}>{`Warming up, ${m.ramp.level}`}</StatusBadge>
  return <StatusBadge tone="good" plain>Good</StatusBadge>
}

export default function Mailboxes() {
  const [url, setUrl] = useUrlState()
  const may = useMay()
  const asked = useCall(listMailboxes)
  const presets = useCall(mailboxPresets)
  const columns = columnsOf((preset) => presets.data?.presets.find((p) => p.id === preset)?.name ?? preset)
  const [practising, setPractising] = useState(false)
  const open = asked.data?.items.find((m) => m.id === url.open)
  const connect = () => setUrl({ new: 'mailbox' })
  const troubled = asked.data?.items.filter((m) => m.status === 'needs_reconnect' || m.status === 'error') ?? []
  const room = asked.data?.items.reduce((n, m) => n + m.roomToday, 0) ?? 0
  const who = troubled.length === 1 ? troubled[0]?.address : `${troubled.length} mailboxes`
  const { data: sending } = useCall(sendingStatus)
  const sentence = sending?.stopped ? 'All sending is stopped.' : troubled.length ? `${who} cannot send; what was planned from there is held.` : asked.data?.items.length ? `Room for ${counted(room, 'more mail', 'more mails')} now.` : undefined
  return (
    <Page width="full">
      <PageHeader
        title="Mailboxes"
        says={sentence}
        action={<>
          {may('sending.stop') && !sending?.stopped && <Button variant="subtle" color="bad" onClick={() => setUrl({ new: 'stop' })}>Stop all sending</Button>}
          {may('practice.manage') && <Button variant="default" leftSection={<Icon of={IconFlask} />} onClick={() => setPractising(true)}>Practice mailbox</Button>}
          {may('mailboxes.connect') && <Button onClick={connect}>Connect a mailbox</Button>}
        </>}
      />
      <DataTable
        label="Mailboxes" comfortable columns={columns} id={(m) => m.id} openId={url.open} onOpen={(m) => setUrl({ open: m.id })}
        from={{ items: asked.data?.items ?? [], isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
        empty={(
          <EmptyState
            icon={IconAt} title="No mailbox is connected" action={may('mailboxes.connect') && <Button onClick={connect}>Connect a mailbox</Button>}
            second={may('practice.manage') && <Button variant="default" onClick={() => setPractising(true)}>Try a practice mailbox</Button>}
          >
            Mails leave from your own mailbox, at a human pace, and answers are read from it. Practice mailboxes never send outside.
          </EmptyState>
        )}
      />
      <StopAll opened={url.new === 'stop'} onClose={() => setUrl({ new: undefined })} />
      <ConnectMailbox opened={url.new === 'mailbox'} onClose={() => setUrl({ new: undefined })} onConnected={(id) => setUrl({ new: undefined, open: id })} />
      <Modal opened={practising} onClose={() => setPractising(false)} title="Practice mailbox" size={600}><NewPractice onMade={(id) => { setPractising(false); setUrl({ open: id }) }} /></Modal>
      {open && <MailboxPanel mailbox={open} onClose={() => setUrl({ open: undefined })} />}
      {url.open && asked.data && !open && <ErrorState error={null} title="That mailbox is not here any more" />}
    </Page>
  )
}
