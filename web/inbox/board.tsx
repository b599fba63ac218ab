// The board of the inbox: threads, the one that is open, and who wrote it. Every decision has a key and is visible at once.
import { getThread, listThreads, replyDraft, replyToThread, undoReply, type ThreadClass, type ThreadView } from '#contract/inbox'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { call, known, newKey, prefetch, useCall, usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { InterestedDialog } from '../deals/interested.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { Kbd } from '../ui/badge.tsx'
import { Bone, ErrorState, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { addressesIn, begun, firstWritten, keep, type Mode, type Written } from './composer.tsx'
import { nextStepOf, useDeciding } from './deciding.ts'
import { useDoing, withLaid, type Everywhere, type Shown } from './doing.ts'
import { useAnotherDraft } from './draft-card.tsx'
import { Foot } from './foot.tsx'
import css from './inbox.module.css'
import { LeadSide } from './lead-side.tsx'
import { useLooking } from './looking.ts'
import { ThreadBody, ThreadHead } from './open-thread.tsx'
import { Peek } from './peek.tsx'
import { AssignPicker, LabelPicker, LaterPicker } from './pickers.tsx'
import { ThreadList } from './thread-list.tsx'
import { classOf, keyedClasses } from './words.ts'
import { Zero } from './zero.tsx'

type Asking = 'later' | 'label' | 'deal' | 'assign' | 'ban' | 'peek' | null
/** `given`: the wording that was put in; what is typed over it is one's own. */
interface Writing { mode: Mode; first: Written; given?: string | undefined }

export function Board({ classes }: { classes: ThreadClass[] | undefined }) {
  const [url] = useUrlState('open')
  const narrow = useNarrow(), may = useMay(), queries = useQueryClient(), doing = useDoing()
  const write = may('inbox.write')
  const status = (url.status ?? 'open') as Shown['status'], turn = url.turn, searching = Boolean(url.search)
  const shown = useMemo<Shown>(() => ({ status, classes, turn }), [status, classes, turn])
  const filter = useMemo(() => ({
    status, ...(classes && { class: classes.join(',') }), ...(url.search && { search: url.search }), ...(url.unread && { unread: 'true' as const }), ...(url.turn && { turn: url.turn as 'ours' }),
    ...(url.campaignId && { campaignId: url.campaignId }), ...(url.mailboxId && { mailboxId: url.mailboxId }), ...(url.ownerId && { ownerId: url.ownerId }), ...(url.assignee && { assignee: url.assignee }), ...(url.label && { label: url.label }),
  }), [status, classes, url])
  const threads = usePages(listThreads, { query: { ...filter, limit: 100 } })
  const read = threads.items
  const rows = useMemo(() => withLaid(read, doing.laid, shown, searching), [read, doing.laid, shown, searching])
  const [writing, setWriting] = useState<Writing | null>(null), typed = useRef<Written>(undefined)
  const [currentId, open] = useLooking(narrow, useCallback(() => setWriting(null), []))
  const shownId = useDeferredValue(currentId)
  const [picked, setPickedOnly] = useState<ReadonlySet<string>>(new Set()), anchor = useRef<string>(undefined)
  // Not the picked rows alone but all that fit what the list asks for, loaded or not.
  const [whole, setWhole] = useState(false)
  const setPicked = useCallback((next: ReadonlySet<string> | ((before: ReadonlySet<string>) => ReadonlySet<string>)) => { setWhole(false); setPickedOnly(next) }, [])
  // What was picked in one list is not acted on from another, where nobody sees it.
  useEffect(() => setPicked((now) => (now.size ? new Set<string>() : now)), [filter, setPicked])
  const [asking, setAsking] = useState<Asking>(null), [side, setSide] = useState(true)
  const firstId = rows[0]?.id
  useEffect(() => { if (!narrow && !currentId && firstId) open(firstId) }, [narrow, currentId, firstId, open])

  const at = rows.findIndex((row) => row.id === currentId)
  const row = rows[at]
  const thread = useCall(getThread, { params: { id: shownId ?? '' } }, { enabled: Boolean(shownId), keep: false })
  const readyDraft = useCall(replyDraft, { params: { id: shownId ?? '' } }, { enabled: Boolean(shownId) && write, keep: false }).data?.draft ?? undefined
  const nextId = rows[at + 1]?.id, overNextId = rows[at + 2]?.id
  useEffect(() => {
    for (const id of [nextId, overNextId]) if (id) void prefetch(queries, getThread, { params: { id } })
    if (nextId && write) void prefetch(queries, replyDraft, { params: { id: nextId } })
  }, [queries, nextId, overNextId, write])
  // The body follows one frame behind the head. Keys are about the thread of the head, and so is an answer as soon as it is begun.
  const ahead = shownId === currentId || !currentId ? undefined : { params: { id: currentId } }
  const t = ahead ? known(queries, getThread, ahead) : thread.data, draft = ahead ? (known(queries, replyDraft, ahead)?.draft ?? undefined) : readyDraft
  const body = writing ? t : thread.data
  const now: ThreadView | undefined = row ?? (t ? { ...t, ...doing.laid.get(t.id)?.patch } : undefined)

  const chosen = picked.size ? rows.filter((r) => picked.has(r.id)) : now ? [now] : []
  /** The next thread that stays, when these go. */
  const goOn = (going: readonly ThreadView[]) => {
    const gone = new Set(going.map((r) => r.id))
    const next = rows.slice(at + 1).find((r) => !gone.has(r.id)) ?? rows.slice(0, Math.max(0, at)).findLast((r) => !gone.has(r.id))
    setPicked(new Set())
    open(narrow ? undefined : next?.id)
  }
  const everywhere = whole ? (filter as Everywhere) : undefined
  const { done, snooze, reopen, classify, interested, relabel, assign, silence, stopCampaigns } = useDeciding({ chosen, now, everywhere, classes, doing, goOn, open, ask: setAsking })

  const compose = (mode: Mode, text?: string) => {
    if (!t?.mayAnswer) return
    const kept = text === undefined ? begun(t.id, mode) : undefined
    setPicked(new Set())
    setWriting({ mode, given: text ?? draft?.text, first: kept ? { ...kept, ...(mode === 'all' && { cc: firstWritten(t, 'all').cc ?? '' }) } : firstWritten(t, mode, text ?? '') })
  }
  const [round, setRound] = useState(0)
  const put = (next: Writing) => { setRound((n) => n + 1); setWriting(next) }
  const take = () => {
    if (!t?.mayAnswer || !draft) return
    const { id } = t, mine = begun(id, 'reply')
    compose('reply', draft.text)
    if (mine && mine.text !== draft.text) toast('The draft stands in place of what you had begun.', { tone: 'info', undo: () => { open(id); put({ mode: 'reply', first: mine }) } })
  }
  const another = useAnotherDraft(currentId, (d) => {
    if (!writing) return
    const { mode, given } = writing, mine = typed.current ?? writing.first
    if (mode === 'forward' || (mine.text.trim() && mine.text !== given)) toast('Another wording lies ready; your own text was kept.', { tone: 'info' })
    else put({ mode, given: d.text, first: { ...mine, text: d.text } })
  })
  const nextDraft = () => { if (t && draft && !another.isPending) another.mutate({ params: { id: t.id }, body: { after: draft.variant } }) }
  const send = (written: Written) => {
    if (!t || !now) return
    const id = t.id, mode = writing!.mode, first = now
    const again = () => { keep(id, mode, written); open(id); setWriting({ mode, first: written }) }
    goOn([now])
    const cc = addressesIn(written.cc), bcc = addressesIn(written.bcc), copies = [...cc, ...bcc]
    doing.act(first, { status: 'done', unread: false, turn: 'theirs' }, `To ${written.to}${copies.length > 2 ? ` and ${copies.length} in copy` : copies.length ? `, in copy ${copies.join(' and ')}` : ''}: leaves in a few seconds.`, async () => {
      const to = written.to.trim(), own = firstWritten(t, 'reply').to
      const sent = await call(replyToThread, { params: { id }, body: { text: written.text, subject: written.subject, quote: written.quote, done: true, cc, bcc, ...(to !== own && { to }) } }, { key: newKey() })
      keep(id, mode, undefined)
      return async () => {
        const { undone } = await call(undoReply, { params: { id: sent.messageId } }, { key: newKey() })
        toast(undone ? 'Taken back. Nothing was sent.' : 'It had left already.', { tone: undone ? 'good' : 'info' })
      }
    }, { onUndo: again, onFail: again })
  }

  // What is looked at is read.
  const seen = useRef<string>(undefined)
  useEffect(() => {
    if (!t?.unread || t.level !== 'full' || !write || seen.current === t.id) return
    const looked = t
    const timer = setTimeout(() => { seen.current = looked.id; void call(getThread, { params: { id: looked.id } }).then((fresh) => fresh.unread && doing.change([looked], { unread: false }, '', { quiet: true })) }, 700)
    return () => clearTimeout(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each thread that is looked at
  }, [t?.id, t?.unread, write])

  const pick = useCallback((id: string, range: boolean) => {
    setPicked((before) => {
      const next = new Set(before), here = rows.findIndex((r) => r.id === id), from = rows.findIndex((r) => r.id === anchor.current)
      if (range && from >= 0) for (let i = Math.min(from, here); i <= Math.max(from, here); i++) next.add(rows[i]!.id)
      else if (!next.delete(id)) next.add(id)
      anchor.current = id
      return next
    })
  }, [rows, setPicked])
  const move = (by: number) => { const to = rows[Math.max(0, Math.min(rows.length - 1, at + by))]; if (to) open(to.id) }
  const free = !asking && !writing
  const can = Boolean(chosen.length && write && free && (whole || chosen.every((r) => r.level === 'full'))), each = can && !whole
  const key = (keys: string, label: string, run: (e: KeyboardEvent) => void, quiet = false) => ({ keys, label, group: 'Inbox', run, quiet })
  const offer = picked.size > 0 && picked.size === rows.length && threads.hasMore && !whole
  useShortcuts([
    free && offer && key('shift+a', 'Pick everything that fits, loaded or not', () => setWhole(true)),
    free && key('j', 'Next thread', () => move(1)), free && key('k', 'Thread before', () => move(-1)), free && key('ArrowDown', 'Next thread', () => move(1), true), free && key('ArrowUp', 'Thread before', () => move(-1), true),
    free && now ? key('o', 'Open', () => (narrow ? open(now.id) : document.getElementById('thread')?.focus())) : false, free && now ? key('Enter', 'Open', (e) => { const listed = (e.target as HTMLElement).closest<HTMLElement>('[data-list-row]'); if (listed) listed.click(); else document.getElementById('thread')?.focus() }, true) : false,
    free && now ? key('x', 'Pick', () => pick(now.id, false)) : false, free && now ? key('shift+x', 'Pick up to here', () => pick(now.id, true)) : false, free && key('mod+a', 'Pick everything loaded', () => setPicked(new Set(rows.map((r) => r.id)))),
    can && key('e', 'Done', done), can && key('h', 'Later', () => setAsking('later')), can && key('l', 'Label', () => setAsking('label')), can && key('m', 'Give to a colleague', () => setAsking('assign')),
    each && key('i', 'Interested: note the next step, make a deal', () => void interested()), each && key('u', 'Never write again', () => chosen.some((r) => r.lead) && setAsking('ban')), each && key('shift+s', 'Stop campaigns for this person', () => void stopCampaigns().catch(toastError)),
    can && t?.mayAnswer && key('r', 'Answer', () => compose('reply')), can && t?.mayAnswer && key('a', 'Answer all', () => compose('all')), can && t?.mayAnswer && key('f', 'Forward', () => compose('forward')),
    can && draft && key('mod+.', 'Take the answer that lies ready', take), write && draft && { ...key('mod+>', 'Another wording', nextDraft), anywhere: true }, write && draft && { ...key('mod+:', 'Another wording', nextDraft, true), anywhere: true },
    ...keyedClasses.map((k, i) => can && key(String(i + 1), classOf[k].words, () => classify(k))),
    free && key('z', 'Undo', () => { if (!doing.undoLast()) toast('There is nothing to take back.', { tone: 'info' }) }), free && key('mod+z', 'Undo', () => doing.undoLast(), true),
    free && now ? key(' ', 'Peek', () => setAsking('peek')) : false, key(']', 'Fold the panel of the lead', () => setSide(!side)),
    free && (picked.size ? key('Escape', 'Let go', () => setPicked(new Set())) : narrow && currentId ? key('Escape', 'Back to the list', () => open(undefined)) : false),
  ])

  const acts = useSteady({
    onBack: () => open(undefined), onRetry: () => void thread.refetch(), onDone: done, onReopen: reopen, onLater: () => setAsking('later'), onClass: classify, onTake: take, onAnother: nextDraft, onCompose: (mode: Mode) => compose(mode), onSend: send, onBan: () => setAsking('ban'),
    onTyped: (it: Written) => { typed.current = it }, onClose: () => { setWriting(null); (document.activeElement as HTMLElement | null)?.blur() },
  })

  if (threads.error && !read.length) return <ErrorState error={threads.error} onRetry={() => void threads.refetch()} />
  const nothing = !threads.isPending && !rows.length
  return (
    <div className={css.frame_board}>
      {whole
        ? <Notice action={<Button size="xs" variant="default" onClick={() => setPicked(new Set())}>Let go</Button>}>Everything that fits is picked, loaded or not: what you do now is done to all of it, at most 5,000 threads at once, and can be taken back for ten minutes.</Notice>
        : offer && <Notice action={<Button size="xs" variant="default" rightSection={<Kbd keys="shift+a" />} onClick={() => setWhole(true)}>Pick everything that fits</Button>}>The {picked.size} threads loaded so far are picked.</Notice>}
      {nothing && !thread.data ? <Zero searching={Boolean(url.search)} open={shown.status === 'open' && !classes && !url.turn} /> : (
        <div className={`${css.board} ${currentId ? css.open : css.closed} ${side ? '' : css.slim}`}>
          {threads.isPending ? <div className={css.list}><Bones /></div> : <ThreadList rows={rows} current={currentId} picked={picked} onOpen={open} onPick={pick} more={threads.more} hasMore={threads.hasMore} isFetching={threads.isFetching} />}
          <div className={css.thread} id="thread" tabIndex={-1}>
            {now && <ThreadHead row={now} thread={body} write={write} acts={acts} onBack={acts.onBack} onGo={open} />}
            {now && <ThreadBody thread={body} error={thread.error} onRetry={acts.onRetry} draft={writing ? draft : readyDraft} drafting={another.isPending} writing={writing} round={round} write={write} picking={picked.size > 0} onTake={acts.onTake} onAnother={acts.onAnother} onCompose={acts.onCompose} onTyped={acts.onTyped} onSend={acts.onSend} onClose={acts.onClose} />}
            <Foot picked={picked.size} whole={whole} writing={Boolean(writing)} draft={Boolean(draft)} can={can} mayAnswer={Boolean(t?.mayAnswer)} />
          </div>
          {thread.data && side && <LeadSide thread={thread.data} onSuppress={may('suppressions.add') && thread.data.lead && write ? acts.onBan : undefined} />}
        </div>
      )}
      {asking === 'later' && <LaterPicker asked={chosen.length === 1 && chosen[0]!.id === t?.id ? t.mails.findLast((m) => m.direction === 'in')?.namedDay : null} onPick={snooze} onClose={() => setAsking(null)} />}
      {asking === 'label' && <LabelPicker on={chosen} onPick={relabel} onClose={() => setAsking(null)} />}
      {asking === 'assign' && <AssignPicker onPick={assign} onClose={() => setAsking(null)} />}
      {asking === 'deal' && now?.lead && <InterestedDialog lead={now.lead} threadId={now.id} nextStep={nextStepOf(now)} onClose={() => setAsking(null)} />}
      {asking === 'peek' && now && <Peek row={now} thread={t} onClose={() => setAsking(null)} onMove={move} />}
      <ConfirmTyped opened={asking === 'ban'} onClose={() => setAsking(null)} enter title={chosen.length === 1 ? `Never write to ${chosen[0]?.lead?.name ?? 'them'} again?` : `Never write to these ${chosen.length} again?`} confirm="Never write again" onConfirm={() => { setAsking(null); silence() }}>
        {chosen.slice(0, 5).map((r) => r.lead?.email).filter(Boolean).join(', ')}{chosen.length > 5 && ` and ${chosen.length - 5} more`} {chosen.length === 1 ? 'goes' : 'go'} on the suppression list. Every campaign stops at once, and imports cannot bring the address back. Z does not take this back: only an administrator takes an address off that list.
      </ConfirmTyped>
    </div>
  )
}

/** Functions that stay the same from drawing to drawing and do what the newest ones do: what is given them need not be drawn anew. */
function useSteady<T extends Record<string, (...given: never[]) => void>>(newest: T): T {
  const latest = useRef(newest)
  useLayoutEffect(() => { latest.current = newest })
  const [steady] = useState(() => Object.fromEntries(Object.keys(newest).map((name) => [name, (...given: never[]) => latest.current[name]!(...given)])) as T)
  return steady
}

const Bones = () => <div aria-hidden style={{ display: 'grid', gap: 24, padding: 20 }}>{Array.from({ length: 6 }, (_, i) => <Bone key={i} h={44} />)}</div>
