// Is every mail of a letterbox here? The number, the reason, and which folders are read.
import { chooseFolders, compareMailbox, inboxHealth, mailboxHealth, type LetterboxDetail, type LetterboxHealth } from '#contract/inbox'
import type { MailboxView } from '#contract/mailboxes'
import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useCall, useSend } from '../app/call.ts'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted, formatNumber, When } from '../ui/values.tsx'
import css from './mailboxes.module.css'

const stateOf: Record<LetterboxHealth['status'], { tone: Tone; words: string }> = {
  good: { tone: 'good', words: 'Nothing is missing' }, missing: { tone: 'warning', words: 'Mails are missing' }, unsure: { tone: 'warning', words: 'Not certain' }, not_yet: { tone: 'neutral', words: 'Not compared yet' },
}
const roleOf: Record<LetterboxDetail['folders'][number]['role'], string> = { inbox: 'Inbox', sent: 'Sent', junk: 'Spam', archive: 'Archive', all: 'All mail', trash: 'Trash', other: '' }

/** The section of a mailbox's panel. */
export function LetterboxPart({ mailbox, mine }: { mailbox: MailboxView; mine: boolean }) {
  const params = { id: mailbox.id }
  const health = useCall(mailboxHealth, { params })
  const [folders, setFolders] = useState(false)
  const touches = [mailboxHealth, inboxHealth]
  const compare = useSend(compareMailbox, { touches, onDone: () => toast('Comparing the letterbox with what is here.', { tone: 'info' }), onError: toastError })
  const choose = useSend(chooseFolders, { touches, onError: toastError })
  const it = health.data
  if (!it) return null
  const state = stateOf[it.status]
  return (
    <section className={css.part}>
      <h3>Is everything here?</h3>
      <dl className={css.facts}>
        <dt>State</dt><dd><StatusBadge tone={state.tone}>{state.words}</StatusBadge></dd>
        {it.inMailbox !== null && <><dt>In the letterbox</dt><dd><span className="o-num">{formatNumber(it.inMailbox)}</span> since it was connected, <span className="o-num">{formatNumber(it.inApp ?? 0)}</span> of them here</dd></>}
        <dt>Missing</dt><dd>{it.missing === 0 ? 'None' : <span className="o-num">{formatNumber(it.missing)}</span>}{it.healed > 0 && <span className="o-muted">; the last comparison found {counted(it.healed, 'mail')} and fetched {it.healed === 1 ? 'it' : 'them'}</span>}</dd>
        <dt>Compared</dt><dd><When at={it.comparedAt} ago empty="not yet" />{mine && <> <Button size="xs" variant="subtle" loading={compare.isPending} onClick={() => compare.mutate({ params })}>Compare now</Button></>}</dd>
        {mailbox.kind !== 'practice' && <><dt>New mails</dt><dd>{it.listeningSince ? <>are told at once since <When at={it.listeningSince} /></> : 'are looked for every minute'}</dd></>}
      </dl>
      {it.status !== 'good' && it.status !== 'not_yet' && <div style={{ marginTop: 12 }}><Notice tone="warning">{it.sentence}</Notice></div>}
      {it.mails.length > 0 && (
        <ul className={css.missing} aria-label="Missing mails">
          {it.mails.slice(0, 10).map((m) => <li key={`${m.folder} ${m.uid}`}><span className="o-strong">{m.folder}, number <span className="o-num">{m.uid}</span></span><span>{m.sentence}</span><small>missing since <When at={m.since} />{m.messageId && <>, {m.messageId}</>}</small></li>)}
          {it.mails.length > 10 && <li>and {counted(it.missing - 10, 'more')}</li>}
        </ul>
      )}
      {mine && it.folders.length > 1 && <>
        <Button size="xs" variant="subtle" mt={10} ml={-8} aria-expanded={folders} onClick={() => setFolders(!folders)}>{folders ? 'Hide the folders' : `Folders: ${it.folders.filter((f) => f.read).length} of ${it.folders.length} are read`}</Button>
        {folders && <div className={css.folders}>{it.folders.map((f) => (
          <Checkbox key={f.path} size="sm" label={<>{f.path}{roleOf[f.role] && f.path.toLowerCase() !== roleOf[f.role].toLowerCase() && <span className="o-muted"> {roleOf[f.role]}</span>}</>} checked={f.read} disabled={f.role === 'inbox' || choose.isPending}
            onChange={(e) => choose.mutate({ params, body: { folders: [{ path: f.path, read: e.currentTarget.checked }] } })} />
        ))}</div>}
      </>}
    </section>
  )
}

/** One sentence above the inbox: said while a mail is missing, or while it cannot be told. */
export function MissingMails() {
  const { data } = useCall(inboxHealth)
  if (!data || data.status === 'good' || data.status === 'not_yet') return null
  const hit = data.mailboxes.filter((m) => m.status !== 'good' && m.status !== 'not_yet')
  return (
    <div className={css.above}><Notice tone="warning" action={<Button size="xs" variant="default" component={Link} to={`/mailboxes?open=${hit[0]!.mailboxId}` as '/mailboxes'}>Show it</Button>}>
      {data.missing > 0
        ? <><span className="o-num o-strong">{formatNumber(data.missing)}</span> {data.missing === 1 ? 'mail is' : 'mails are'} missing here: {data.missing === 1 ? 'it lies' : 'they lie'} in {hit.length === 1 ? hit[0]!.mailboxAddress : counted(hit.length, 'letterbox', 'letterboxes')}. {data.missing === 1 ? 'It is' : 'They are'} being fetched.</>
        : <>Whether every mail is here cannot be told for {hit.length === 1 ? hit[0]!.mailboxAddress : counted(hit.length, 'letterbox', 'letterboxes')}. {hit[0]!.sentence}</>}
    </Notice></div>
  )
}
