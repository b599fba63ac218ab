// The inbox: what came back, split by what it means, answered and put away by keyboard.
import { getThread, inboxCounts, listThreads, updateThread, type ThreadClass, type ThreadView } from '#contract/inbox'
import { getLead } from '#contract/leads'
import { addSuppressions } from '#contract/suppressions'
import { Button, Menu } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useCall, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import css from '../inbox/inbox.module.css'
import { LeadSide } from '../inbox/lead-side.tsx'
import { Mails, Reply } from '../inbox/thread.tsx'
import { Tray } from '../inbox/tray.tsx'
import { MissingMails } from '../mailboxes/letterbox.tsx'
import { classOf, keyedClasses, splits } from '../inbox/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { FilterChips, SearchField } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowLeft, IconCheck, IconClock, IconInbox } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { Bone, EmptyState, ErrorState, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted, When } from '../ui/values.tsx'

const later = (days: number) => { const at = new Date(Date.now() + days * 864e5); at.setHours(9, 0, 0, 0); return at.toISOString() }
const snoozes = [{ label: 'Tomorrow', days: 1 }, { label: 'In a week', days: 7 }, { label: 'In a month', days: 30 }, { label: 'In 3 months', days: 91 }]

export default function Inbox() {
  const [url, setUrl] = useUrlState()
  const counts = useCall(inboxCounts)
  const c = counts.data
  const tray = url.split === 'unmatched'
  const split = splits.find((s) => s.value === url.split)
  const sum = (classes: ThreadClass[]) => classes.reduce((n, k) => n + (c?.byClass[k]?.open ?? 0), 0)
  return (
    <Page {...(!tray && { width: 'full' as const })}>
      <PageHeader title="Inbox" says={c && (c.unread ? `${counted(c.unread, 'unread thread')} of ${c.open}.` : c.open ? `${counted(c.open, 'thread')}, all read.` : 'Nothing waits for an answer.')} />
      <MissingMails />
      <Filters>
        {!tray && <SearchField value={url.search} onChange={(search) => setUrl({ search, open: undefined }, { replace: true })} label="Search mails" />}
        <FilterChips always label="Split" value={url.split ?? 'all'} onChange={(s) => setUrl({ split: s === 'all' ? undefined : s, open: undefined })} choices={[
          { value: 'all', label: 'All', count: c?.open }, ...splits.map((s) => ({ value: s.value, label: s.label, count: c && sum(s.classes) })), { value: 'unmatched', label: 'Unmatched', count: c?.unmatched },
        ]} />
        {!tray && <FilterChips label="State" value={url.status} onChange={(status) => setUrl({ status, open: undefined })} choices={[{ value: 'done', label: 'Done' }, { value: 'snoozed', label: 'Later' }]} />}
      </Filters>
      {tray ? <Tray /> : <Board classes={split?.classes} />}
    </Page>
  )
}

function Board({ classes }: { classes: ThreadClass[] | undefined }) {
  const [url, setUrl] = useUrlState()
  const narrow = useNarrow()
  const may = useMay()
  const write = may('inbox.write')
  const status = (url.status ?? 'open') as 'open'
  const threads = usePages(listThreads, { query: { status, ...(classes && { class: classes.join(',') }), ...(url.search && { search: url.search }), limit: 100 } })
  const rows = threads.items
  const currentId = url.open ?? (narrow ? undefined : rows[0]?.id)
  const at = rows.findIndex((r) => r.id === currentId)
  const thread = useCall(getThread, { params: { id: currentId ?? '' } }, { enabled: Boolean(currentId), keep: false })
  useCall(getThread, { params: { id: rows[at + 1]?.id ?? '' } }, { enabled: Boolean(rows[at + 1]) })
  const [answering, setAnswering] = useState(false), [banning, setBanning] = useState(false)
  const touches = [listThreads, inboxCounts, getThread, '/home']
  const change = useSend(updateThread, { touches, onError: toastError })
  const open = (id: string | undefined) => { setAnswering(false); setUrl({ open: id }) }
  const goOn = () => open((rows[at + 1] ?? rows[at - 1])?.id)
  const t = thread.data
  const put = (what: Parameters<typeof change.mutate>[0]['body'], says: string, undo: Parameters<typeof change.mutate>[0]['body']) => {
    if (!t) return
    const id = t.id
    goOn()
    change.mutate({ params: { id }, body: what }, { onSuccess: () => toast(says, { undo: () => { change.mutate({ params: { id }, body: undo }); setUrl({ open: id }) } }) })
  }
  const done = () => put({ status: 'done', unread: false }, 'Done.', { status: 'open' })
  const snooze = (days: number) => put({ status: 'snoozed', snoozedUntil: later(days), unread: false }, 'It comes back by itself.', { status: 'open', snoozedUntil: null })
  const classify = (k: ThreadClass) => t && change.mutate({ params: { id: t.id }, body: { class: k } }, { onSuccess: () => toast(`${classOf[k].words}.`) })
  const ban = useSend(addSuppressions, { touches: [getLead, '/suppressions', '/campaigns', '/leads', ...touches], onError: toastError, onDone: () => { setBanning(false); toast(`Nobody writes to ${t?.lead?.email ?? 'this address'} again.`); goOn() } })

  // What is looked at is read.
  const seen = useRef<string>(undefined)
  useEffect(() => {
    if (!t?.unread || !write || seen.current === t.id) return
    seen.current = t.id
    const timer = setTimeout(() => change.mutate({ params: { id: t.id }, body: { unread: false } }), 600)
    return () => clearTimeout(timer)
  }, [t?.id, t?.unread, write, change])

  const can = Boolean(t && write && !answering)
  useShortcuts([
    { keys: 'j', label: 'Next thread', group: 'Inbox', run: () => open(rows[Math.min(rows.length - 1, at + 1)]?.id) },
    { keys: 'k', label: 'Thread before', group: 'Inbox', run: () => open(rows[Math.max(0, at - 1)]?.id) },
    can && { keys: 'e', label: 'Done', group: 'Inbox', run: done },
    can && { keys: 'r', label: 'Answer', group: 'Inbox', run: (e) => { e.preventDefault(); setAnswering(true) } },
    can && { keys: 'h', label: 'Come back in a week', group: 'Inbox', run: () => snooze(7) },
    can && { keys: 'u', label: 'Never write again', group: 'Inbox', run: () => t?.lead && setBanning(true) },
    ...keyedClasses.map((k, i) => can && { keys: String(i + 1), label: classOf[k].words, group: 'Inbox', run: () => classify(k) }),
    narrow && currentId ? { keys: 'Escape', label: 'Back to the list', group: 'Inbox', run: () => open(undefined) } : undefined,
  ])

  if (threads.error && !rows.length) return <ErrorState error={threads.error} onRetry={() => void threads.refetch()} />
  if (!threads.isPending && !rows.length && !url.open) return <EmptyState icon={IconInbox} title={url.search ? 'No mail fits' : status === 'open' ? 'Nothing waits' : 'Nothing here'}>{url.search ? 'No thread holds these words.' : 'Answers, bounces and out-of-office notes appear here as soon as a mailbox receives them.'}</EmptyState>
  return (
    <div className={`${css.board} ${currentId ? css.open : css.closed}`}>
      <List rows={rows} current={currentId} onOpen={open} more={threads.more} hasMore={threads.hasMore} />
      <div className={css.thread}>
        <Loaded from={thread} bones={<div style={{ padding: 20, display: 'grid', gap: 12 }}><Bone w="60%" h={18} /><Bone h={160} /></div>}>
          {(now) => (
            <>
              <div className={css.bar}>
                <Button className={css.back} variant="subtle" size="xs" leftSection={<Icon of={IconArrowLeft} size={14} />} onClick={() => open(undefined)}>Inbox</Button>
                <h2>{now.subject || 'No subject'}</h2>
                {write && <>
                  <Menu position="bottom-end">
                    <Menu.Target><Button size="xs" variant="default"><StatusBadge tone={classOf[now.class].tone} plain>{classOf[now.class].words}</StatusBadge></Button></Menu.Target>
                    <Menu.Dropdown>{(Object.keys(classOf) as ThreadClass[]).map((k) => <Menu.Item key={k} onClick={() => classify(k)}>{classOf[k].words}</Menu.Item>)}</Menu.Dropdown>
                  </Menu>
                  <Menu position="bottom-end">
                    <Menu.Target><Button size="xs" variant="default" leftSection={<Icon of={IconClock} size={14} />}>Later</Button></Menu.Target>
                    <Menu.Dropdown>{snoozes.map((s) => <Menu.Item key={s.days} onClick={() => snooze(s.days)}>{s.label}</Menu.Item>)}</Menu.Dropdown>
                  </Menu>
                  {now.status === 'open'
                    ? <Button size="xs" variant="default" leftSection={<Icon of={IconCheck} size={14} />} onClick={done}>Done</Button>
                    : <Button size="xs" variant="default" onClick={() => change.mutate({ params: { id: now.id }, body: { status: 'open', snoozedUntil: null } })}>Reopen</Button>}
                </>}
              </div>
              <Mails thread={now} />
              {write && <Reply key={now.id} thread={now} open={answering} onOpen={setAnswering} onSent={() => undefined} />}
            </>
          )}
        </Loaded>
      </div>
      {t && <LeadSide thread={t} onSuppress={may('suppressions.add') && t.lead ? () => setBanning(true) : undefined} />}
      {t?.lead && <ConfirmTyped opened={banning} onClose={() => setBanning(false)} title={`Never write to ${t.lead.name} again?`} confirm="Never write again" busy={ban.isPending} onConfirm={() => ban.mutate({ body: { text: t.lead!.email, reason: 'opted_out', note: 'From the inbox' } })}>
        {t.lead.email} goes on the suppression list. Every campaign stops for this lead at once, and imports cannot bring the address back.
      </ConfirmTyped>}
    </div>
  )
}

function List({ rows, current, onOpen, more, hasMore }: { rows: ThreadView[]; current: string | undefined; onOpen: (id: string) => void; more: () => void; hasMore: boolean }) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => { list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' }) }, [current])
  return (
    <div className={css.list} ref={list} role="list" aria-label="Threads" onScroll={(e) => { const el = e.currentTarget; if (hasMore && el.scrollHeight - el.scrollTop - el.clientHeight < 400) more() }}>
      {rows.map((r) => (
        <div role="listitem" key={r.id}>
          <button type="button" className={`${css.row} ${r.unread ? css.unread : ''}`} aria-current={r.id === current} onClick={() => onOpen(r.id)}>
            <span className={css.top}><span>{r.lead?.name ?? (r.from.name || r.from.address)}</span><span className={css.time}><When at={r.lastAt} /></span></span>
            <span className={css.subject}>{r.subject || 'No subject'}</span>
            <span className={css.snippet}>{r.snippet}</span>
            <span><StatusBadge tone={classOf[r.class].tone} plain>{classOf[r.class].words}</StatusBadge>{r.unread && <span className="o-hidden">Unread</span>}</span>
          </button>
        </div>
      ))}
    </div>
  )
}
