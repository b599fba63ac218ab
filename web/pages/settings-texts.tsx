// What is at hand in the inbox: texts that one writes again and again, and the labels that threads bear.
import { dropSnippet, listLabels, listSnippets, listTeam, renameLabel, saveSnippet, undoThreadChanges, type SnippetView } from '#contract/inbox'
import { Button, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, newKey, touch, useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import css from '../settings/answers.module.css'
import { Settings } from '../settings/frame.tsx'
import { IconNote, IconTag } from '../ui/icons.ts'
import { Card, Section } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import { EmptyState, FormProblem, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'

export default function TextSettings() {
  const may = useMay()('inbox.write')
  const [open, setOpen] = useState<string>()
  return (
    <Settings action={may && <Button onClick={() => setOpen('new')}>New text</Button>}>
      <Section title="Texts at hand" says="Type ; and the first letters while you answer. They may say {{first_name}}, {{name}}, {{company}} and {{sender}}. The answer that lies ready is made of them, too.">
        {open === 'new' && <Card title="New text"><TextForm onDone={() => setOpen(undefined)} /></Card>}
        <Texts open={open} setOpen={setOpen} may={may} />
      </Section>
      <Section title="Labels" says="Press L on a thread to give it one. A label that no thread bears is gone by itself.">
        <Labels may={may} />
      </Section>
    </Settings>
  )
}

function Texts({ open, setOpen, may }: { open: string | undefined; setOpen: (id: string | undefined) => void; may: boolean }) {
  const asked = useCall(listSnippets)
  const save = useSend(saveSnippet, { touches: [listSnippets], onError: toastError })
  const drop = useSend(dropSnippet, { touches: [listSnippets], onError: toastError })
  const remove = (s: SnippetView) => drop.mutate({ params: { id: s.id } }, { onSuccess: () => toast(`;${s.shortcut} is removed.`, { undo: () => save.mutate({ body: { shortcut: s.shortcut, title: s.title, text: s.text } }) }) })
  return (
    <Loaded from={asked}>{({ items }) => items.length || open === 'new' ? <div>{items.map((s) => open === s.id ? <Card key={s.id} title={`;${s.shortcut}`}><TextForm text={s} onDone={() => setOpen(undefined)} /></Card> : (
      <div key={s.id} className={css.row}>
        <div><b>;{s.shortcut}</b> {s.title}<p>{s.text}</p></div>
        {may && <div className={css.does}><Button size="xs" variant="default" aria-label={`Change ;${s.shortcut}`} onClick={() => setOpen(s.id)}>Change</Button><Button size="xs" variant="subtle" color="bad" aria-label={`Remove ;${s.shortcut}`} onClick={() => remove(s)}>Remove</Button></div>}
      </div>
    ))}</div> : <EmptyState icon={IconNote} title="No texts yet">Prices, references, the way to a demo: what you have written three times belongs here.</EmptyState>}</Loaded>
  )
}

function TextForm({ text, onDone }: { text?: SnippetView; onDone: () => void }) {
  const form = useForm(saveSnippet, { shortcut: text?.shortcut ?? '', title: text?.title ?? '', text: text?.text ?? '' }, { touches: [listSnippets], onDone: () => { toast('Saved.'); onDone() } })
  return (
    <form className={css.console} onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <Pair>
        <TextInput label="Shortcut" leftSection=";" readOnly={Boolean(text)} data-autofocus {...form.text('shortcut')} />
        <TextInput label="Title" {...form.text('title')} />
      </Pair>
      <Textarea label="Text" autosize minRows={4} maxRows={14} {...form.text('text')} />
      <div className={css.does}>
        <Button type="submit" variant="default" loading={form.isSending}>Save</Button>
        <Button variant="subtle" onClick={onDone}>Leave it</Button>
      </div>
    </form>
  )
}

function Labels({ may }: { may: boolean }) {
  const asked = useCall(listLabels)
  const queries = useQueryClient()
  const [open, setOpen] = useState<string>(), [name, setName] = useState('')
  const undo = (id: string | null) => id ? { undo: () => void call(undoThreadChanges, { params: { id } }, { key: newKey() }).then(() => touch(queries, '/inbox')).catch(toastError) } : {}
  const rename = useSend(renameLabel, { touches: [listLabels, listTeam, '/inbox'], onError: toastError })
  const go = (from: string, to: string | null) => rename.mutate({ body: { from, to } }, { onSuccess: (r) => { setOpen(undefined); toast(r.changed ? `${to ? `${from} is ${to} now` : `${from} is taken off`}: ${counted(r.changed, 'thread')}.` : 'None of its threads is yours to change.', { ...undo(r.undo), tone: r.changed ? 'good' : 'info' }) } })
  return (
    <Loaded from={asked}>{({ items }) => items.length ? <div>{items.map((l) => (
      <div key={l.label} className={css.row}>
        {open === l.label ? (
          <form className={css.does} onSubmit={(e) => { e.preventDefault(); const to = name.trim(); if (to && to !== l.label) go(l.label, to); else setOpen(undefined) }}>
            <TextInput size="xs" aria-label={`Another name for ${l.label}`} data-autofocus autoFocus maxLength={40} value={name} onChange={(e) => setName(e.currentTarget.value)} />
            <Button size="xs" type="submit" variant="default" loading={rename.isPending}>Save</Button>
            <Button size="xs" variant="subtle" onClick={() => setOpen(undefined)}>Leave it</Button>
          </form>
        ) : <div><Link to="/inbox" search={{ label: l.label, status: 'all' } as never}><b>{l.label}</b></Link><p>{counted(l.threads, 'thread')}, {l.open} open</p></div>}
        {may && open !== l.label && <div className={css.does}><Button size="xs" variant="default" aria-label={`Rename ${l.label}`} onClick={() => { setOpen(l.label); setName(l.label) }}>Rename</Button><Button size="xs" variant="subtle" color="bad" aria-label={`Take off ${l.label}`} onClick={() => go(l.label, null)}>Take off</Button></div>}
      </div>
    ))}</div> : <EmptyState icon={IconTag} title="No labels yet">They are made where they are used: on a thread, with L.</EmptyState>}</Loaded>
  )
}
