// The outbox: everything that was planned, with the moment it leaves or the reason why it does not.
import { listCampaigns } from '#contract/campaigns'
import { listMailboxes } from '#contract/mailboxes'
import { listOutbox, outboxCounts, sendingStatus, type OutboxBox, type OutboxItem } from '#contract/sending'
import { Button, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { MailPanel, OutboxBulk } from '../outbox/mail-panel.tsx'
import css from '../outbox/outbox.module.css'
import { boxes } from '../outbox/words.ts'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { FilterChips, SearchField } from '../ui/filter-chips.tsx'
import { IconMailForward } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState, Notice } from '../ui/states.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useUrlState } from '../ui/url-state.ts'
import { counted, When } from '../ui/values.tsx'

const coming = (box: OutboxBox): boolean => box === 'planned' || box === 'due' || box === 'now'

/** Every mail of a box is in the same state, so no column says it. A phone has no room for the reason beside the name: it stands below. */
const columnsOf = (box: OutboxBox, narrow: boolean): Column<OutboxItem>[] => [
  { key: 'to', title: 'To', width: 'minmax(170px, 1fr)', cell: (m) => <span className={css.who}><span>{m.leadName ?? m.toAddress}</span><small>{m.subject || 'Subject not shared'}</small>{narrow && needsReason(box) && <small className={css.below}>{m.sentence}</small>}</span> },
  { key: 'why', title: 'Why', width: 'minmax(260px, 2.4fr)', wide: true, cell: (m) => <span className={`${css.why} o-muted`} title={m.sentence}>{m.sentence}</span> },
  { key: 'from', title: 'From', width: 'minmax(190px, 0.9fr)', wide: true, cell: (m) => <span className={css.why}>{m.fromAddress}</span> },
  { key: 'at', title: box === 'sent' ? 'Sent' : coming(box) ? 'Leaves' : box === 'doubt' || box === 'failed' ? 'Tried' : 'Planned', width: narrow ? '142px' : '148px', cell: (m) => <When at={box === 'sent' ? m.acceptedAt : coming(box) ? m.dueAt : (m.handedAt ?? m.plannedAt)} /> },
]
const needsReason = (box: OutboxBox): boolean => box !== 'sent' && box !== 'planned'

export default function Outbox() {
  const [url, setUrl] = useUrlState()
  const may = useMay(), narrow = useNarrow()
  const counts = useCall(outboxCounts), status = useCall(sendingStatus)
  const mailboxes = useCall(listMailboxes, undefined, { enabled: may('mailboxes.read') }), campaigns = useCall(listCampaigns, { query: { limit: 100 } })
  const [picked, setPicked] = useState<Set<string>>(new Set())
  const c = counts.data
  // What needs somebody is shown first. Once: a mail that is held later does not turn the list over under somebody's hands.
  const [first, setFirst] = useState<OutboxBox>(), needed: OutboxBox = c?.doubt ? 'doubt' : c?.held ? 'held' : 'planned'
  if (!first && counts.isFetched && !counts.isFetching) setFirst(needed)
  const box = (url.box ?? first ?? needed) as OutboxBox
  const mails = usePages(listOutbox, { query: { box, limit: 100, ...(url.search && { search: url.search }), ...(url.mailbox && { mailboxId: url.mailbox }), ...(url.campaign && { campaignId: url.campaign }) } })
  const filtered = Boolean(url.search || url.mailbox || url.campaign)
  const change = (next: Record<string, string | undefined>, how?: { replace?: boolean }) => { setPicked(new Set()); setUrl({ open: undefined, ...next }, how) }
  const canAct = may('campaigns.write') && ['planned', 'due', 'held', 'doubt', 'failed'].includes(box)
  return (
    <Page width="full">
      <PageHeader title="Outbox" says={c && sentenceOf(c)} />
      {status.data?.stopped && <Notice tone="warning">All sending was stopped by {status.data.stopped.by}. Nothing leaves until it is resumed.</Notice>}
      {c && c.overdue > 0 && !status.data?.stopped && <Notice action={<Button size="xs" variant="default" component={Link} to="/campaigns">Open campaigns</Button>}>{counted(c.overdue, 'mail is', 'mails are')} overdue. They are spread over the coming days, within the hours and limits of their mailboxes; nothing leaves in a burst.</Notice>}
      <Filters>
        <SearchField value={url.search} onChange={(search) => change({ search }, { replace: true })} label="Search mails" />
        <FilterChips always label="Box" value={box} onChange={(b) => change({ box: b })} choices={boxes.map((b) => ({ value: b.value, label: b.label, ...(c && b.counted !== false && { count: c[b.value] }) }))} />
        <Select aria-label="Mailbox" placeholder="Any mailbox" clearable size="xs" className={css.choose} data={(mailboxes.data?.items ?? []).map((m) => ({ value: m.id, label: m.address }))} value={url.mailbox ?? null} onChange={(v) => change({ mailbox: v ?? undefined })} />
        <Select aria-label="Campaign" placeholder="Any campaign" clearable size="xs" className={css.choose} data={(campaigns.data?.items ?? []).map((k) => ({ value: k.id, label: k.name }))} value={url.campaign ?? null} onChange={(v) => change({ campaign: v ?? undefined })} />
      </Filters>
      <DataTable
        label="Mails of the outbox" from={mails} columns={columnsOf(box, narrow)} tall={needsReason(box)} id={(m) => m.id} noun={['mail', 'mails']} comfortable onOpen={(m) => setUrl({ open: m.id })} openId={url.open}
        {...(canAct && { picked, onPick: setPicked, bulk: <OutboxBulk ids={[...picked].slice(0, 500)} box={box} onDone={() => setPicked(new Set())} /> })}
        empty={filtered
          ? <EmptyState icon={IconMailForward} title="No mail fits" action={<Button variant="default" onClick={() => change({ search: undefined, mailbox: undefined, campaign: undefined })}>Show all</Button>} />
          : <EmptyState icon={IconMailForward} title={boxes.find((b) => b.value === box)?.empty ?? 'Nothing here'}>{box === 'planned' && 'Launch a campaign, and its mails stand here with the moment at which each will leave.'}</EmptyState>}
      />
      {url.open && <MailPanel key={url.open} id={url.open} onClose={() => setUrl({ open: undefined })} />}
    </Page>
  )
}

function sentenceOf(c: { planned: number; due: number; held: number; doubt: number; sent: number; failed: number }): string {
  const wait = c.planned + c.due
  const trouble = [c.doubt && `${counted(c.doubt, 'mail')} may have been sent`, c.held && `${c.held} held`].filter(Boolean).join(', ')
  return `${wait ? counted(wait, 'mail waits', 'mails wait') : 'Nothing waits'}; ${counted(c.sent, 'mail')} sent${c.failed ? ` and ${c.failed} failed` : ''} in the last seven days.${trouble ? ` ${trouble}.` : ''}`
}
