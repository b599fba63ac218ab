// One thread: every mail both ways, quotes and signatures folded, formatted mails in a frame that can do nothing.
import { correctIntent, getThread, intentMatrix, listThreads, mailAttachment, messageHtml, ReplyIntent, undoReply, type ThreadDetail, type ThreadMail } from '#contract/inbox'
import { Button, Menu } from '@mantine/core'
import { memo, useEffect, useRef, useState } from 'react'
import { urlOf, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconPaperclip } from '../ui/icons.ts'
import { formatBytes, formatDay, When } from '../ui/values.tsx'
import css from './inbox.module.css'
import { classOf, intentWords } from './words.ts'

export const Mails = memo(function Mails({ thread }: { thread: ThreadDetail }) {
  const end = useRef<HTMLDivElement>(null)
  const may = useMay()('inbox.write') && thread.level === 'full'
  useEffect(() => { end.current?.parentElement?.scrollTo({ top: end.current.offsetTop }) }, [thread.id, thread.mails.length])
  return (
    <div className={css.mails} tabIndex={0} role="region" aria-label="Mails of this thread">
      {thread.level !== 'full' && <Notice>{thread.level === 'subject' ? 'The owner of this mailbox shares who writes, when and the subject.' : 'The owner of this mailbox shares who writes and when.'} Texts are not open to you.</Notice>}
      {thread.mails.map((mail) => <Mail key={mail.id} mail={mail} may={may} />)}
      <div ref={end} />
    </div>
  )
})

/** True until the moment has passed. */
function useStillBefore(at: string | null): boolean {
  const end = at ? new Date(at).getTime() : 0
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (end <= Date.now()) return
    const timer = setTimeout(() => setNow(Date.now()), end - Date.now() + 50)
    return () => clearTimeout(timer)
  }, [end])
  return end > now
}

const leaving: Record<string, string> = { planned: 'Leaves in a moment', due: 'Leaves in a moment', claimed: 'Leaving now', handed: 'Leaving now', accepted: 'Sent', unconfirmed: 'May have been sent', held: 'Held', failed: 'Not sent', cancelled: 'Taken back' }

function Mail({ mail, may }: { mail: ThreadMail; may: boolean }) {
  const [all, setAll] = useState(false), [html, setHtml] = useState(false), [pictures, setPictures] = useState(false)
  const out = mail.direction === 'out'
  const undo = useSend(undoReply, { touches: [getThread, listThreads], onError: toastError, onDone: (r) => toast(r.undone ? 'Taken back.' : 'It had left already.', { tone: r.undone ? 'good' : 'info' }) })
  const mayUndo = useStillBefore(mail.undoUntil)
  return (
    <article className={`${css.mail} ${out ? css.out : ''}`}>
      <div className={css.mail_head}>
        <span><b>{out ? 'You' : mail.from.name || mail.from.address}</b> <span className={css.quote}>{out ? `to ${mail.to.join(', ')}${mail.cc.length ? `, in copy ${mail.cc.join(', ')}` : ''}${mail.bcc.length ? `, unseen ${mail.bcc.join(', ')}` : ''}` : mail.from.address}</span></span>
        <span className={css.time}><When at={mail.at} /></span>
      </div>
      <div className={css.text}>{mail.text || (!all && <span className={css.quote}>No text of its own.</span>)}</div>
      {all && <div className={`${css.text} ${css.quote}`}>{mail.fullText}</div>}
      {html && <iframe className={css.frame} title="The mail as it was formatted" sandbox="" src={urlOf(messageHtml, { params: { id: mail.id }, query: pictures ? { pictures: 'once' } : {} })} />}
      <div className={css.small}>
        {mail.class && !out && <StatusBadge tone={classOf[mail.class].tone} plain why={mail.kindReason}>{classOf[mail.class].words}</StatusBadge>}
        {!out && (mail.kind === 'reply' ? <Wanted mail={mail} may={may} /> : mail.intent && <span title={mail.intentReason ?? undefined}>{intentWords[mail.intent]}</span>)}
        {mail.returnDate && <span>Back on {formatDay(mail.returnDate)}</span>}
        {mail.namedDay && <span>Asks again from {formatDay(mail.namedDay)}</span>}
        {out && mail.state && <span>{leaving[mail.state] ?? mail.state}{mail.stateReason ? `: ${mail.stateReason}` : ''}</span>}
        {mayUndo && <Button size="xs" variant="subtle" loading={undo.isPending} onClick={() => undo.mutate({ params: { id: mail.id } })}>Take it back</Button>}
        {mail.problem && <StatusBadge tone="warning" plain>{mail.problem}</StatusBadge>}
        {mail.fullText.trim() !== mail.text.trim() && <Button size="xs" variant="subtle" onClick={() => setAll(!all)}>{all ? 'Fold the quotes' : 'Show quotes'}</Button>}
        {mail.hasHtml && <Button size="xs" variant="subtle" onClick={() => { setHtml(!html); setPictures(false) }}>{html ? 'Only text' : 'As formatted'}</Button>}
        {html && mail.mayHavePictures && !pictures && <Button size="xs" variant="subtle" title="They are fetched by this server, without anything of yours. Their sender may see that somebody looked." onClick={() => setPictures(true)}>Show pictures once</Button>}
        {mail.attachments.map((a, i) => <a key={i} className={css.attachment} href={urlOf(mailAttachment, { params: { id: mail.id, n: i } })} download={a.name} title="Fetched from the mailbox. Open it only if you trust who sent it."><Icon of={IconPaperclip} size={12} />{a.name} <span className="o-num">{formatBytes(a.size)}</span></a>)}
      </div>
    </article>
  )
}

/** What it wants, why we think so, and the way to say otherwise. */
function Wanted({ mail, may }: { mail: ThreadMail; may: boolean }) {
  const correct = useSend(correctIntent, { touches: [getThread, listThreads, intentMatrix, '/inbox/counts'], onError: toastError, onDone: () => toast('Noted. Answers like it are read this way from now on.') })
  const unsure = mail.confidence !== null && mail.confidence < 0.56
  const words = mail.intent ? `${intentWords[mail.intent]}${unsure ? ', unsure' : ''}` : may ? 'Say what it wants' : ''
  if (!may) return <span title={mail.intentReason ?? undefined}>{words}</span>
  return (
    <Menu position="bottom-start">
      <Menu.Target><Button size="compact-xs" variant="subtle" title={mail.intentReason ?? undefined} loading={correct.isPending} aria-label={mail.intent ? `It wants: ${words}. Say otherwise` : words}>{words}</Button></Menu.Target>
      <Menu.Dropdown>
        {mail.intentReason && <Menu.Label maw={320}>{mail.intentReason}</Menu.Label>}
        {ReplyIntent.options.map((intent) => <Menu.Item key={intent} disabled={intent === mail.intent && mail.confidence === 1} onClick={() => correct.mutate({ params: { id: mail.id }, body: { intent } })}>{intentWords[intent]}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  )
}
