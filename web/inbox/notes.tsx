// Notes that only colleagues see. @ mentions somebody, who is told and may then read the thread. One that is begun stays with its
// thread, as an answer does; whoever shows another thread gives this a key of its own.
import { addNote, dropNote, getThread, listTeam, type ThreadDetail } from '#contract/inbox'
import { Button, Textarea } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay, useSession } from '../app/session.tsx'
import { toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import css from './inbox.module.css'

const kept = (id: string): string => `overture.note.${id}`
const begun = (id: string): string => { try { return sessionStorage.getItem(kept(id)) ?? '' } catch { return '' } }
const keep = (id: string, text: string) => { try { if (text.trim()) sessionStorage.setItem(kept(id), text); else sessionStorage.removeItem(kept(id)) } catch { /* storage is switched off */ } }

export function Notes({ thread }: { thread: ThreadDetail }) {
  const may = useMay()('inbox.write')
  const { user } = useSession()
  const people = useCall(listTeam).data?.people.filter((p) => p.id !== user.id) ?? []
  const [text, setText] = useState(() => begun(thread.id))
  useEffect(() => keep(thread.id, text), [thread.id, text])
  // The eye may have gone on before the answer came; then only what is kept has to go.
  const add = useSend(addNote, { touches: [getThread], onError: toastError, onDone: (_, { params, body }) => {
    if (begun(params.id) === body.text) keep(params.id, '')
    setText((now) => (now === body.text ? '' : now))
  } })
  const drop = useSend(dropNote, { touches: [getThread], onError: toastError })
  const typed = /(?:^|\s)@([\p{L}\p{N} ]{0,20})$/u.exec(text)?.[1]
  const offered = typed === undefined ? [] : people.filter((p) => p.name.toLowerCase().startsWith(typed.toLowerCase())).slice(0, 5)
  const take = (name: string) => setText(`${text.slice(0, text.length - (typed?.length ?? 0))}${name} `)
  const go = () => { if (text.trim()) add.mutate({ params: { id: thread.id }, body: { text, mentions: people.filter((p) => text.includes(`@${p.name}`)).map((p) => p.id) } }) }
  return (
    <div className={css.stack}>
      <h3>Notes</h3>
      {thread.notes.map((n) => (
        <div key={n.id} className={css.note}>
          <div className={css.mail_head}><b>{n.author.name}</b><span className={css.time}><When at={n.at} /></span></div>
          <div className={css.note_text}>{n.text}</div>
          {n.mine && <Button size="compact-xs" variant="subtle" onClick={() => drop.mutate({ params: { id: n.id } })}>Remove</Button>}
        </div>
      ))}
      {may && (
        <>
          <Textarea size="xs" autosize minRows={1} maxRows={6} aria-label="Write a note" placeholder="For colleagues only. @ asks somebody." value={text} onChange={(e) => setText(e.currentTarget.value)}
            onKeyDown={(e) => {
              if (offered.length && (e.key === 'Tab' || (e.key === 'Enter' && !e.metaKey && !e.ctrlKey))) { e.preventDefault(); take(offered[0]!.name) }
              else if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) { e.preventDefault(); go() }
              else if (e.key === 'Escape') e.currentTarget.blur()
            }} />
          {offered.length > 0 && <div className={css.offered}>{offered.map((p) => <button key={p.id} type="button" onClick={() => take(p.name)}>@{p.name}</button>)}</div>}
          {text.trim() && <div><Button size="xs" variant="default" loading={add.isPending} onClick={go}>Add the note</Button></div>}
        </>
      )}
    </div>
  )
}
