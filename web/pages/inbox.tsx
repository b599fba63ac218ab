// The inbox: what came back, from every mailbox, split by what it means, answered and put away by keyboard.
import { listCampaigns } from '#contract/campaigns'
import { inboxCounts, listTeam, type ThreadClass } from '#contract/inbox'
import { listMailboxes } from '#contract/mailboxes'
import { Button, Popover, Select, Stack } from '@mantine/core'
import { memo, useState } from 'react'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Board } from '../inbox/board.tsx'
import { countsLaid, useDoing } from '../inbox/doing.ts'
import css from '../inbox/inbox.module.css'
import { Tray } from '../inbox/tray.tsx'
import { MissingMails } from '../mailboxes/letterbox.tsx'
import { splits } from '../inbox/words.ts'
import { ChipRow, FilterChips, SearchField, SetChip } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconFilter } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted } from '../ui/values.tsx'

export default function Inbox() {
  const [url] = useUrlState('open')
  const tray = url.split === 'unmatched' || url.tab === 'unmatched'
  const split = splits.find((s) => s.value === url.split)
  return (
    <Page {...(!tray && { width: 'full' as const })}>
      <Head />
      <MissingMails />
      {tray ? <Tray /> : <Board classes={split?.classes} />}
    </Page>
  )
}

/** What waits, and in which part of it one looks. Drawn anew when that changes, not with every thread that is opened. */
function Head() {
  const [url, setUrl] = useUrlState('open')
  const counts = useCall(inboxCounts)
  const { laid } = useDoing()
  const over = countsLaid(laid)
  // While decisions are laid over what was read, the counts below them stay those from before: what is read meanwhile may have
  // some of them in it already, and they would be counted twice.
  const [c, setCounted] = useState(counts.data)
  if (c !== counts.data && (!laid.size || !c)) setCounted(counts.data)
  const tray = url.split === 'unmatched' || url.tab === 'unmatched'
  const open = (c?.open ?? 0) + over.open, unread = Math.max(0, (c?.unread ?? 0) + over.unread)
  const sum = (classes: ThreadClass[]) => Math.max(0, classes.reduce((n, k) => n + (c?.byClass[k]?.open ?? 0) + (over.byClass.get(k) ?? 0), 0))
  const says = c && [unread ? `${counted(unread, 'unread thread')} of ${open}.` : open ? `${counted(open, 'thread')}, all read.` : 'Nothing waits for an answer.', c.firstAnswerMinutes !== null && `First answers go out after ${inWords(c.firstAnswerMinutes)}.`].filter(Boolean).join(' ')
  return (
    <>
      <PageHeader title="Inbox" says={says} />
      <div className={css.filters}><Filters>
        {!tray && <SearchField value={url.search} onChange={(search) => setUrl({ search, open: undefined }, { replace: true })} label="Search mails" />}
        <FilterChips always label="Split" value={tray ? 'unmatched' : (url.split ?? 'all')} onChange={(s) => setUrl({ split: s === 'all' ? undefined : s, tab: undefined, open: undefined })} choices={[
          { value: 'all', label: 'All', count: c && open }, ...splits.map((s) => ({ value: s.value, label: s.label, count: c && sum(s.classes) })), { value: 'unmatched', label: 'Unmatched', count: c?.unmatched },
        ]} />
        {!tray && <ChipRow>
          <FilterChips label="State" value={url.status} onChange={(status) => setUrl({ status, open: undefined })} choices={[{ value: 'snoozed', label: 'Later', count: c?.snoozed }, { value: 'done', label: 'Done' }]} />
          <FilterChips label="Whose turn" value={url.turn} onChange={(turn) => setUrl({ turn, status: turn === 'theirs' ? 'all' : url.status === 'all' ? undefined : url.status, open: undefined })} choices={[{ value: 'ours', label: 'Needs reply', count: c?.needsReply }, { value: 'theirs', label: 'Awaiting reply', count: c?.awaitingReply }]} />
          <FilterChips label="Yours" value={url.assignee === 'me' ? 'me' : url.unread ? 'unread' : undefined} onChange={(v) => setUrl({ assignee: v === 'me' ? 'me' : undefined, unread: v === 'unread' ? 'true' : undefined, open: undefined })} choices={[{ value: 'unread', label: 'Unread' }, { value: 'me', label: 'Mine', count: c?.mine }]} />
          <More />
        </ChipRow>}
      </Filters></div>
    </>
  )
}

/** Campaign, mailbox, colleague, label: one at a time is rare, so they wait behind one button. */
const More = memo(function More() {
  const [url, setUrl] = useUrlState('open')
  const may = useMay()
  const campaigns = useCall(listCampaigns, { query: { limit: 100 } }, { enabled: may('campaigns.read') }).data?.items ?? []
  const mailboxes = useCall(listMailboxes, undefined, { enabled: may('mailboxes.read') }).data?.items ?? []
  const team = useCall(listTeam).data
  const people = team?.people ?? []
  const set = (key: string) => (value: string | null) => setUrl({ [key]: value ?? undefined, open: undefined })
  const chips: [key: string, words: string | undefined][] = [
    ['campaignId', campaigns.find((one) => one.id === url.campaignId)?.name], ['mailboxId', mailboxes.find((one) => one.id === url.mailboxId)?.address],
    ['ownerId', url.ownerId && `Mailboxes of ${people.find((one) => one.id === url.ownerId)?.name ?? 'a colleague'}`], ['label', url.label],
    ['assignee', url.assignee && url.assignee !== 'me' ? (url.assignee === 'nobody' ? 'Given to nobody' : `With ${people.find((one) => one.id === url.assignee)?.name ?? 'a colleague'}`) : undefined],
  ]
  return (
    <>
      <Popover position="bottom-start" width={280} trapFocus>
        <Popover.Target><Button size="xs" variant="default" leftSection={<Icon of={IconFilter} size={14} />}>Filter</Button></Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            <Select size="xs" clearable searchable label="Campaign" comboboxProps={{ withinPortal: false }} value={url.campaignId ?? null} onChange={set('campaignId')} data={campaigns.map((one) => ({ value: one.id, label: one.name }))} />
            <Select size="xs" clearable searchable label="Mailbox" comboboxProps={{ withinPortal: false }} value={url.mailboxId ?? null} onChange={set('mailboxId')} data={mailboxes.map((one) => ({ value: one.id, label: one.address }))} />
            <Select size="xs" clearable searchable label="Owner of the mailbox" comboboxProps={{ withinPortal: false }} value={url.ownerId ?? null} onChange={set('ownerId')} data={people.map((one) => ({ value: one.id, label: one.name }))} />
            <Select size="xs" clearable searchable label="Given to" comboboxProps={{ withinPortal: false }} value={url.assignee ?? null} onChange={set('assignee')} data={[{ value: 'me', label: 'Me' }, { value: 'nobody', label: 'Nobody' }, ...people.map((one) => ({ value: one.id, label: one.name }))]} />
            <Select size="xs" clearable searchable label="Label" comboboxProps={{ withinPortal: false }} value={url.label ?? null} onChange={set('label')} data={team?.labels ?? []} />
            <div className={css.quiet}>The search knows from: to: subject: in: is:unread has:attachment label: before:2026-03-01 after:2026-02.</div>
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {chips.map(([key, words]) => words && <SetChip key={key} label={words} onRemove={() => setUrl({ [key]: undefined, open: undefined })}>{words}</SetChip>)}
    </>
  )
})

const inWords = (minutes: number): string => (minutes < 90 ? counted(Math.max(1, Math.round(minutes)), 'minute') : minutes < 48 * 60 ? counted(Math.round(minutes / 60), 'hour') : counted(Math.round(minutes / 1440), 'day'))
