// The answer: to whom, with whom, about what, and the mail it answers folded below. What was typed stays, even over a reload.
import { listSnippets, sayAnswering, type ReplyDraft, type SnippetView, type ThreadDetail } from '#contract/inbox'
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { call, newKey, useCall } from '../app/call.ts'
import { useSession } from '../app/session.tsx'
import { Kbd } from '../ui/badge.tsx'
import { formatWhen } from '../ui/values.tsx'
import { Sources } from './draft-card.tsx'
import css from './inbox.module.css'

export type Mode = 'reply' | 'all' | 'forward'
/** `cc` and `bcc`: as they are typed, addresses with commas or spaces between them. */
export interface Written { text: string; to: string; cc?: string; bcc?: string; subject: string; quote: boolean }

export const addressesIn = (typed: string | undefined): string[] => (typed ?? '').split(/[\s,;]+/).filter(Boolean)

/** What one has begun to write, per thread; to hand a mail on is another matter than to answer it. Kept by the browser's tab, so that a reload loses nothing. */
const kept = (id: string, mode: Mode): string => `overture.${mode === 'forward' ? 'forward' : 'reply'}.${id}`
export const begun = (id: string, mode: Mode): Written | undefined => { try { const text = sessionStorage.getItem(kept(id, mode)); return text ? (JSON.parse(text) as Written) : undefined } catch { return undefined } }
export const keep = (id: string, mode: Mode, written: Written | undefined) => { try { if (written?.text.trim()) sessionStorage.setItem(kept(id, mode), JSON.stringify(written)); else sessionStorage.removeItem(kept(id, mode)) } catch { /* storage is switched off */ } }

const answersTo = (subject: string) => (/^\s*re\s*:/i.test(subject) ? subject : `Re: ${subject}`)
export const lastIn = (thread: ThreadDetail) => thread.mails.findLast((m) => m.direction === 'in' && m.kind !== 'bounce')

export function firstWritten(thread: ThreadDetail, mode: Mode, text = ''): Written {
  const last = lastIn(thread)
  const subject = last?.subject || thread.subject
  if (mode === 'forward') return { text, to: '', subject: /^\s*fwd?\s*:/i.test(subject) ? subject : `Fwd: ${subject}`, quote: true }
  return { text, to: last?.replyTo || last?.from.address || thread.lead?.email || '', subject: answersTo(subject), quote: true, ...(mode === 'all' && { cc: thread.everybody.cc.join(', ') }) }
}

const gap = /\[(?:your answer|Ihre Antwort|votre réponse|su respuesta)\]/

export function Composer({ thread, mode, first, draft, onTyped, onSend, onClose, foot }: { thread: ThreadDetail; mode: Mode; first: Written; draft: ReplyDraft | undefined; onTyped: (it: Written) => void; onSend: (written: Written) => void; onClose: () => void; foot?: ReactNode }) {
  const [it, setIt] = useState(first)
  const [problem, setProblem] = useState<string>()
  const [copying, setCopying] = useState(mode === 'all' || Boolean(first.cc || first.bcc))
  const [all, setAll] = useState(false), [caret, setCaret] = useState(first.text.length)
  const field = useRef<HTMLTextAreaElement>(null)
  const snippets = useCall(listSnippets).data?.items ?? []
  const { user } = useSession()
  const set = (change: Partial<Written>) => setIt((now) => ({ ...now, ...change }))
  useEffect(() => { keep(thread.id, mode, it); onTyped(it) }, [thread.id, mode, it, onTyped])
  useAnswering(thread.id)

  const send = () => {
    const where = gap.exec(it.text)
    if (where) {
      field.current?.focus()
      field.current?.setSelectionRange(where.index, where.index + where[0].length)
      return setProblem('There is still a gap in it: only you know this answer.')
    }
    if (!it.text.trim()) return setProblem('Write something first.')
    if (!it.to.trim()) return setProblem('Say to whom.')
    const no = addressesIn(`${it.cc ?? ''} ${it.bcc ?? ''}`).find((one) => !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(one))
    if (no) return setProblem(`“${no}” is not an address.`)
    onSend(it)
  }
  const typed = /(?:^|\s);([\p{L}\p{N}_-]*)$/u.exec(it.text.slice(0, caret))?.[1]
  const offered = typed === undefined ? [] : snippets.filter((s) => s.shortcut.startsWith(typed.toLowerCase()) || (typed.length > 1 && s.title.toLowerCase().includes(typed.toLowerCase()))).slice(0, 6)
  const insert = (snippet: SnippetView) => {
    const end = caret
    const from = end - (typed?.length ?? 0) - 1
    const text = filled(snippet.text, { first_name: thread.lead?.name.split(' ')[0] ?? '', name: thread.lead?.name ?? '', company: thread.lead?.companyName ?? '', sender: user.name })
    set({ text: it.text.slice(0, from) + text + it.text.slice(end) })
    setCaret(from + text.length)
    requestAnimationFrame(() => field.current?.setSelectionRange(from + text.length, from + text.length))
  }
  const last = lastIn(thread), { cc: others, left } = thread.everybody
  const inCopy = new Set(addressesIn(it.cc).map((a) => a.toLowerCase()))
  const missing = mode === 'forward' ? [] : others.filter((a) => !inCopy.has(a))
  return (
    <form className={css.reply} aria-label="Answer" onSubmit={(e) => { e.preventDefault(); send() }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) { e.preventDefault(); send() }
        if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); onClose() }
      }}>
      <div className={css.heads}>
        <TextInput size="xs" label="To" value={it.to} readOnly={mode !== 'forward'} autoFocus={mode === 'forward'} onChange={(e) => set({ to: e.currentTarget.value })} {...(!copying && { rightSectionWidth: 84, rightSection: <Button size="compact-xs" variant="subtle" onClick={() => setCopying(true)}>Cc, Bcc</Button> })} />
        {copying && <>
          <TextInput size="xs" label="Cc" value={it.cc ?? ''} placeholder="Addresses, with commas" onChange={(e) => set({ cc: e.currentTarget.value })} />
          <TextInput size="xs" label="Bcc" value={it.bcc ?? ''} placeholder="Unseen by the others" onChange={(e) => set({ bcc: e.currentTarget.value })} />
        </>}
        <TextInput size="xs" label="Subject" value={it.subject} onChange={(e) => set({ subject: e.currentTarget.value })} />
      </div>
      <Textarea
        ref={field} autoFocus={mode !== 'forward'} autosize minRows={5} maxRows={9} aria-label={`Answer ${thread.lead?.name ?? thread.from.address}`} placeholder={`From ${thread.mailboxAddress}. Type ; for a text at hand.`} value={it.text}
        onChange={(e) => { setProblem(undefined); setCaret(e.currentTarget.selectionStart); set({ text: e.currentTarget.value }) }} onSelect={(e) => setCaret(e.currentTarget.selectionStart)}
        onKeyDown={(e) => { if (offered.length && (e.key === 'Tab' || (e.key === 'Enter' && !e.metaKey && !e.ctrlKey))) { e.preventDefault(); insert(offered[0]!) } }}
      />
      {offered.length > 0 && (
        <div className={css.offered} role="status">
          {offered.map((s, i) => <button key={s.id} type="button" onClick={() => { insert(s); field.current?.focus() }}><b>;{s.shortcut}</b> {s.title} {i === 0 && <Kbd keys="Tab" />}</button>)}
        </div>
      )}
      {missing.length > 0 && (
        <div className={css.quiet}>Also in their mail, and not in this answer: {missing.join(', ')}. <Button size="compact-xs" variant="subtle" onClick={() => { setCopying(true); set({ cc: [...addressesIn(it.cc), ...missing].join(', ') }) }}>Answer all</Button></div>
      )}
      {copying && left.length > 0 && <div className={css.quiet}>{left.map((one) => `Left out: ${one.address}. ${one.why}`).join(' ')}</div>}
      {draft && <Sources draft={draft} />}
      {last && (
        <div className={css.small}>
          <Checkbox size="xs" label={`Below it: the mail of ${formatWhen(last.at)}`} checked={it.quote} onChange={(e) => set({ quote: e.currentTarget.checked })} />
          {it.quote && <Button size="compact-xs" variant="subtle" onClick={() => setAll(!all)}>{all ? 'Fold' : '…'}</Button>}
        </div>
      )}
      {all && last && <div className={`${css.text} ${css.quote} ${css.clip}`}>{last.fullText}</div>}
      {problem && <div role="alert" className={css.problem}>{problem}</div>}
      <div className={`${css.reply_foot} ${css.stay}`}>
        <Button type="submit" rightSection={<Kbd keys="mod+Enter" />}>Send</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
        {foot}
      </div>
    </form>
  )
}

const filled = (text: string, values: Record<string, string>): string => text.replace(/\{\{\s*(\w+)\s*\}\}/g, (tag, name: string) => values[name] ?? tag)

/** Others see that somebody writes here, for as long as this is open. */
function useAnswering(threadId: string) {
  useEffect(() => {
    const say = (answering: boolean) => void call(sayAnswering, { params: { id: threadId }, body: { answering } }, { key: newKey() }).catch(() => undefined)
    say(true)
    const timer = setInterval(() => say(true), 30_000)
    return () => { clearInterval(timer); say(false) }
  }, [threadId])
}
