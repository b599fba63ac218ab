// Forms: where leads come in by themselves, what they ask, and what came.
import { createForm, deleteForm, listForms, renewFormKey, updateForm, type FormView } from '#contract/forms'
import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { FormFieldsEditor, type Draft } from '../forms/form-fields-editor.tsx'
import css from '../forms/forms.module.css'
import { Submissions } from '../forms/submissions.tsx'
import { Settings } from '../settings/frame.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { IconFileImport } from '../ui/icons.ts'
import { Section } from '../ui/page.tsx'
import { EmptyState, FormProblem, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted } from '../ui/values.tsx'

const blank: Draft = { name: '', title: '', intro: '', thanks: '', consent: '', fields: [{ key: 'fullName', label: 'Name', required: true }, { key: 'companyName', label: 'Company', required: false }], listId: null, tags: [] }

export default function FormSettings() {
  const all = useCall(listForms)
  const may = useMay()('workspace.manage')
  const [url, setUrl] = useUrlState()
  const make = useSend(createForm, { touches: [listForms], onDone: (f) => { setUrl({ new: undefined, open: f.id }); toast('The form is there. Give its address to whoever shall fill it in.') } })
  return (
    <Settings action={may && url.new !== 'form' && <Button onClick={() => setUrl({ new: 'form', open: undefined })}>New form</Button>}>
      {url.new === 'form' && <Section title="New form" says="The e-mail address is always asked for."><FormProblem problem={make.error} /><FormFieldsEditor from={blank} busy={make.isPending} save="Make the form" onSave={(body) => make.mutate({ body })} onCancel={() => setUrl({ new: undefined })} /></Section>}
      <Loaded from={all}>{({ items }) => items.length === 0 && url.new !== 'form'
        ? <EmptyState icon={IconFileImport} title="No forms yet" action={may && <Button onClick={() => setUrl({ new: 'form' })}>Make a form</Button>}>A page where people leave their address, or a key with which a program hands leads over.</EmptyState>
        : <>{items.map((f) => <One key={f.id} form={f} may={may} open={url.open === f.id} onOpen={(open) => setUrl({ open: open ? f.id : undefined }, { replace: true })} />)}</>}
      </Loaded>
    </Settings>
  )
}

function One({ form: f, may, open, onOpen }: { form: FormView; may: boolean; open: boolean; onOpen: (open: boolean) => void }) {
  const mayRead = useMay()('leads.import')
  const [editing, setEditing] = useState(false), [deleting, setDeleting] = useState(false), [key, setKey] = useState<string>()
  const touches = [listForms]
  const change = useSend(updateForm, { touches, onError: toastError, onDone: () => { setEditing(false); toast('Saved.') } })
  const remove = useSend(deleteForm, { touches, onError: toastError, onDone: () => { setDeleting(false); toast('The form is gone; its leads stay.') } })
  const renew = useSend(renewFormKey, { onError: toastError, onDone: (answer) => setKey(answer.key) })
  return (
    <Section title={f.name} says={<><StatusBadge tone={f.active ? 'good' : 'neutral'}>{f.active ? 'Open' : 'Switched off'}</StatusBadge> {counted(f.submissions, 'time handed in', 'times handed in')}{f.rejected > 0 && `, ${f.rejected} rejected`}</>}>
      <div className={css.stack}>
        <p className={css.address}><a href={f.url} target="_blank" rel="noreferrer">{f.url}</a></p>
        {key && <Notice tone="info">The key for programs, shown this once: <code className={css.key}>{key}</code> Send it as “Authorization: Bearer …” to POST /api/v1/ingest.</Notice>}
        <div className={css.actions}>
          {may && <Switch label="Open" checked={f.active} onChange={(e) => change.mutate({ params: { id: f.id }, body: { active: e.currentTarget.checked } })} />}
          {may && <Button size="xs" variant="default" onClick={() => setEditing(!editing)}>{editing ? 'Close' : 'Change'}</Button>}
          {may && <Button size="xs" variant="default" loading={renew.isPending} onClick={() => renew.mutate({ params: { id: f.id } })}>New key for programs</Button>}
          {mayRead && <Button size="xs" variant="default" aria-expanded={open} onClick={() => onOpen(!open)}>{open ? 'Hide what came' : 'See what came'}</Button>}
          {may && <Button size="xs" variant="subtle" color="bad" onClick={() => setDeleting(true)}>Delete</Button>}
        </div>
        {editing && <FormFieldsEditor from={f} busy={change.isPending} save="Save" onSave={(body) => change.mutate({ params: { id: f.id }, body })} onCancel={() => setEditing(false)} />}
        {open && mayRead && <Submissions formId={f.id} />}
      </div>
      <ConfirmTyped opened={deleting} onClose={() => setDeleting(false)} title={`Delete “${f.name}”?`} confirm="Delete" busy={remove.isPending} onConfirm={() => remove.mutate({ params: { id: f.id } })}>Its page and key end at once, and what came through it is forgotten. The leads stay.</ConfirmTyped>
    </Section>
  )
}
