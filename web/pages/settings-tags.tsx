// The tags that records bear: renamed, merged (by giving one the other's name) and taken off, everywhere at once.
import { listTags, removeTag, renameTag } from '#contract/records'
import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import css from '../settings/answers.module.css'
import { Settings } from '../settings/frame.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { SearchField } from '../ui/filter-chips.tsx'
import { IconTag } from '../ui/icons.ts'
import { Section } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'

const touches = [listTags, '/leads', '/companies', '/views', '/lists', '/tags']

export default function TagSettings() {
  const asked = useCall(listTags)
  const may = useMay()('leads.delete')
  const [search, setSearch] = useState<string>(), [open, setOpen] = useState<string>(), [name, setName] = useState(''), [leaving, setLeaving] = useState<string>()
  const done = (says: string) => { setOpen(undefined); setLeaving(undefined); toast(says) }
  const rename = useSend(renameTag, { touches, onError: toastError, onDone: (r, { body }) => done(`${body.from} is ${body.to} now: ${counted(r.changed, 'record')}.`) })
  const remove = useSend(removeTag, { touches, onError: toastError, onDone: (r, { body }) => done(`${body.tag} is off ${counted(r.changed, 'record')}.`) })
  return (
    <Settings>
      <Section title="Tags" says={may ? 'Give a tag the name of another one and the two become one. Saved filters follow.' : 'Managers rename and remove tags.'}>
        <Loaded from={asked}>{({ items }) => {
          if (!items.length) return <EmptyState icon={IconTag} title="No tags yet">They are made where they are used: on a lead, on a company, in an import.</EmptyState>
          const shown = items.filter((t) => !search || t.tag.toLowerCase().includes(search.toLowerCase()))
          const taken = items.find((t) => t.tag === name.trim() && t.tag !== open)
          return <>
            {items.length > 12 && <SearchField value={search} onChange={setSearch} label="Search tags" />}
            <div>{shown.map((t) => (
              <div key={t.tag} className={css.row}>
                {open === t.tag ? (
                  <form className={css.does} onSubmit={(e) => { e.preventDefault(); const to = name.trim(); if (to && to !== t.tag) rename.mutate({ body: { from: t.tag, to } }); else setOpen(undefined) }}>
                    <TextInput size="xs" aria-label={`Another name for ${t.tag}`} data-autofocus autoFocus maxLength={60} value={name} onChange={(e) => setName(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Escape') setOpen(undefined) }} />
                    <Button size="xs" type="submit" variant="default" loading={rename.isPending}>{taken ? `Merge into ${taken.tag}` : 'Save'}</Button>
                    <Button size="xs" variant="subtle" onClick={() => setOpen(undefined)}>Leave it</Button>
                  </form>
                ) : <div><Link to="/leads" search={{ filter: JSON.stringify({ all: [{ field: 'tags', op: 'hasAny', value: [t.tag] }] }) } as never}><b>{t.tag}</b></Link><p>{[t.leads > 0 && counted(t.leads, 'lead'), t.companies > 0 && counted(t.companies, 'company', 'companies')].filter(Boolean).join(', ')}</p></div>}
                {may && open !== t.tag && <div className={css.does}><Button size="xs" variant="default" aria-label={`Rename ${t.tag}`} onClick={() => { setOpen(t.tag); setName(t.tag) }}>Rename</Button><Button size="xs" variant="subtle" color="bad" aria-label={`Remove ${t.tag}`} onClick={() => setLeaving(t.tag)}>Remove</Button></div>}
              </div>
            ))}{!shown.length && <p className="o-muted">No tag is called that.</p>}</div>
          </>
        }}</Loaded>
      </Section>
      <ConfirmTyped opened={leaving !== undefined} onClose={() => setLeaving(undefined)} title={`Take ${leaving} off every record?`} confirm="Take it off" busy={remove.isPending} onConfirm={() => leaving && remove.mutate({ body: { tag: leaving } })}>The records stay. Each of them keeps in its history that it had the tag.</ConfirmTyped>
    </Settings>
  )
}
