// What a form says and asks.
import { formFields, type FormField, type FormView } from '#contract/forms'
import { leadChoices, listLists } from '#contract/leads'
import { Button, Checkbox, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import css from './forms.module.css'

export type Draft = Pick<FormView, 'name' | 'title' | 'intro' | 'thanks' | 'consent' | 'fields' | 'listId' | 'tags'>
const words: Record<(typeof formFields)[number], string> = { firstName: 'First name', lastName: 'Last name', fullName: 'Full name', companyName: 'Company', title: 'Position', phone: 'Phone', city: 'City', country: 'Country', notes: 'A longer text' }

export function FormFieldsEditor({ from, busy, save, onSave, onCancel }: { from: Draft; busy: boolean; save: string; onSave: (draft: Draft) => void; onCancel: () => void }) {
  const [d, setDraft] = useState<Draft>({ name: from.name, title: from.title, intro: from.intro, thanks: from.thanks, consent: from.consent, fields: from.fields, listId: from.listId, tags: from.tags })
  const lists = useCall(listLists), known = useCall(leadChoices)
  const set = (change: Partial<Draft>) => setDraft({ ...d, ...change })
  const field = (i: number, change: Partial<FormField>) => set({ fields: d.fields.map((f, n) => (n === i ? { ...f, ...change } : f)) })
  const choices = [...formFields.map((value) => ({ value: value as string, label: words[value] })), ...[...new Set([...(known.data?.customFields ?? []), ...d.fields.filter((f) => f.key.startsWith('custom:')).map((f) => f.key.slice(7))])].map((name) => ({ value: `custom:${name}`, label: `Own field: ${name}` }))]
  const free = choices.find((c) => !d.fields.some((f) => f.key === c.value))
  return (
    <form className={css.stack} onSubmit={(e) => { e.preventDefault(); onSave(d) }}>
      <div className={css.pair}>
        <TextInput label="Name, for you" required maxLength={80} value={d.name} onChange={(e) => set({ name: e.currentTarget.value })} />
        <TextInput label="Title of the page" maxLength={120} placeholder={d.name} value={d.title} onChange={(e) => set({ title: e.currentTarget.value })} />
      </div>
      <Textarea label="What stands above the fields" autosize minRows={2} maxLength={1000} value={d.intro} onChange={(e) => set({ intro: e.currentTarget.value })} />
      <fieldset className={css.fields}>
        <legend>Fields after the e-mail address</legend>
        {d.fields.map((f, i) => (
          <div key={f.key} className={css.field}>
            <Select label="Becomes" size="xs" allowDeselect={false} data={choices.map((c) => ({ ...c, disabled: c.value !== f.key && d.fields.some((x) => x.key === c.value) }))} value={f.key} onChange={(v) => v && field(i, { key: v as FormField['key'] })} />
            <TextInput label="Label" size="xs" maxLength={80} value={f.label} onChange={(e) => field(i, { label: e.currentTarget.value })} />
            <Checkbox label="Required" checked={f.required} onChange={(e) => field(i, { required: e.currentTarget.checked })} />
            <Button size="xs" variant="subtle" color="bad" aria-label={`Remove ${f.label}`} onClick={() => set({ fields: d.fields.filter((_, n) => n !== i) })}>Remove</Button>
          </div>
        ))}
        {free && d.fields.length < 15 && <div><Button size="xs" variant="default" onClick={() => set({ fields: [...d.fields, { key: free.value as FormField['key'], label: free.label.replace('Own field: ', ''), required: false }] })}>Add a field</Button></div>}
      </fieldset>
      <Textarea label="What people agree to" description="Stands above the button." autosize minRows={1} maxLength={500} value={d.consent} onChange={(e) => set({ consent: e.currentTarget.value })} />
      <TextInput label="Thanks" placeholder="It has arrived. You will hear from us." maxLength={1000} value={d.thanks} onChange={(e) => set({ thanks: e.currentTarget.value })} />
      <div className={css.pair}>
        <Select label="Put them on the list" clearable placeholder="No list" data={(lists.data?.items ?? []).map((l) => ({ value: l.id, label: l.name }))} value={d.listId} onChange={(listId) => set({ listId })} />
        <TagsInput label="Tag them" styles={{ input: { height: 'auto' } }} data={known.data?.tags ?? []} maxTags={20} value={d.tags} onChange={(tags) => set({ tags })} />
      </div>
      <div className={css.actions}><Button type="submit" loading={busy} disabled={!d.name.trim()}>{save}</Button><Button variant="default" onClick={onCancel}>Cancel</Button></div>
    </form>
  )
}
