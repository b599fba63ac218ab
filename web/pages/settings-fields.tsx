// Fields of one's own for leads, companies and deals: described once, filled in on the records, by imports, and asked for in filters.
import { changeField, createField, fieldSubjects, fieldTypes, fieldUse, listFields, orderFields, relationTargets, removeField, type FieldSubject, type FieldType, type FieldView } from '#contract/custom-fields'
import { ActionIcon, Button, Checkbox, Modal, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallError, useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Settings } from '../settings/frame.tsx'
import css from '../settings/statuses.module.css'
import { StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowDown, IconArrowUp, IconList } from '../ui/icons.ts'
import { Section } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import { Bone, EmptyState, FormProblem, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'

const typeWords: Record<FieldType, string> = { text: 'Text', number: 'Number', money: 'Money', date: 'Day', yesNo: 'Yes or no', select: 'One choice', multiSelect: 'Several choices', relation: 'Another record', url: 'Web address' }
const targetWords: Record<(typeof relationTargets)[number], string> = { lead: 'A lead', company: 'A company', member: 'A colleague' }
const subjectWords: Record<FieldSubject, string> = { lead: 'Leads', company: 'Companies', deal: 'Deals' }
const touches = [listFields, fieldUse, '/leads', '/companies', '/deals', '/custom-fields']

export default function FieldSettings() {
  const asked = useCall(listFields), use = useCall(fieldUse)
  const may = useMay()('workspace.manage')
  const [open, setOpen] = useState<{ subject: FieldSubject; field?: FieldView; loose?: string }>()
  const [leaving, setLeaving] = useState<FieldView>()
  return (
    <Settings action={may && <Button onClick={() => setOpen({ subject: 'lead' })}>New field</Button>}>
      <Loaded from={asked} bones={<Stack><Bone h={240} r={10} /><Bone h={200} r={10} /></Stack>}>{({ items }) => fieldSubjects.map((subject) => {
        const own = items.filter((f) => f.subject === subject), used = (use.data?.items ?? []).filter((u) => u.subject === subject)
        const loose = used.filter((u) => !u.described)
        return (
          <Section key={subject} title={subjectWords[subject]} says={subject === 'lead' ? 'On every lead, in filters, in imports, and in mails as {{lead.custom.…}}.' : subject === 'company' ? 'On every company.' : 'On every deal, and in its file.'}>
            {own.length ? <Rows fields={own} used={used} may={may} onChange={(field) => setOpen({ subject, field })} onRemove={setLeaving} />
              : <EmptyState icon={IconList} title="No fields yet" action={may && <Button variant="default" onClick={() => setOpen({ subject })}>New field</Button>}>What you want to know of {subject === 'lead' ? 'people' : subject === 'company' ? 'companies' : 'deals'} and nobody else asks: contract end, seats, the tools they use.</EmptyState>}
            {loose.length > 0 && <Notice>
              Came with imports and are plain text until you describe them:{' '}
              {loose.slice(0, 20).map((u, i) => <span key={u.key}>{i > 0 && ', '}{may ? <button type="button" className={css.inline} onClick={() => setOpen({ subject, loose: u.key })}>{u.key}</button> : u.key} ({u.records})</span>)}.
            </Notice>}
          </Section>
        )
      })}</Loaded>
      {open && <FieldForm key={`${open.subject}${open.field?.id ?? open.loose ?? ''}`} {...open} onClose={() => setOpen(undefined)} />}
      {leaving && <Remove field={leaving} records={use.data?.items.find((u) => u.subject === leaving.subject && u.key === leaving.key)?.records ?? 0} onClose={() => setLeaving(undefined)} />}
    </Settings>
  )
}

function Rows({ fields, used, may, onChange, onRemove }: { fields: FieldView[]; used: { key: string; records: number }[]; may: boolean; onChange: (f: FieldView) => void; onRemove: (f: FieldView) => void }) {
  const order = useSend(orderFields, { touches: [listFields], onError: toastError })
  const shift = (at: number, by: number) => {
    const ids = fields.map((f) => f.id)
    ids.splice(at + by, 0, ...ids.splice(at, 1))
    order.mutate({ body: { subject: fields[0]!.subject, ids } })
  }
  return (
    <ul className={css.list}>{fields.map((f, i) => (
      <li key={f.id} className={css.row}>
        <span className={css.name}>{f.name}</span>
        <StatusBadge tone="neutral" plain>{typeWords[f.type]}{f.currency && `, ${f.currency}`}{f.target && `: ${targetWords[f.target].toLowerCase()}`}</StatusBadge>
        <span className={css.says}>{[f.choices.length > 0 && f.choices.slice(0, 4).join(', ') + (f.choices.length > 4 ? ` and ${f.choices.length - 4} more` : ''), counted(used.find((u) => u.key === f.key)?.records ?? 0, 'record')].filter(Boolean).join(' · ')}</span>
        {may && <span className={css.does}>
          <ActionIcon variant="subtle" aria-label={`Move ${f.name} up`} disabled={i === 0 || order.isPending} onClick={() => shift(i, -1)}><Icon of={IconArrowUp} /></ActionIcon>
          <ActionIcon variant="subtle" aria-label={`Move ${f.name} down`} disabled={i === fields.length - 1 || order.isPending} onClick={() => shift(i, 1)}><Icon of={IconArrowDown} /></ActionIcon>
          <Button size="xs" variant="default" aria-label={`Change ${f.name}`} onClick={() => onChange(f)}>Change</Button>
          <Button size="xs" variant="subtle" color="bad" aria-label={`Remove ${f.name}`} onClick={() => onRemove(f)}>Remove</Button>
        </span>}
      </li>
    ))}</ul>
  )
}

function FieldForm({ subject: first, field, onClose, loose }: { subject: FieldSubject; field?: FieldView; onClose: () => void; loose?: string }) {
  const [subject, setSubject] = useState(first), [name, setName] = useState(field?.name ?? loose ?? ''), [type, setType] = useState<FieldType>(field?.type ?? 'text')
  const [choices, setChoices] = useState(field?.choices ?? []), [currency, setCurrency] = useState(field?.currency ?? 'EUR'), [target, setTarget] = useState(field?.target ?? 'company'), [help, setHelp] = useState(field?.help ?? ''), [drop, setDrop] = useState(false)
  const [problem, setProblem] = useState<CallError | null>(null)
  const options = { touches, onError: setProblem, onDone: () => { toast('Saved.'); onClose() } }
  const create = useSend(createField, options), change = useSend(changeField, options)
  const chooses = type === 'select' || type === 'multiSelect'
  const wrong = (f: string) => (problem?.field === f ? problem.message : undefined)
  const save = () => {
    setProblem(null)
    if (field) change.mutate({ params: { id: field.id }, body: { name, help: help || null, drop, ...(chooses && { choices, renamed: renamedIn(field.choices, choices) }), ...(type === 'money' && { currency }) } })
    else create.mutate({ body: { subject, name, type, help: help || null, drop, ...(loose && { key: loose }), ...(chooses && { choices }), ...(type === 'money' && { currency }), ...(type === 'relation' && { target }) } })
  }
  return (
    <Modal opened onClose={onClose} title={field ? field.name : loose ? `Describe ${loose}` : 'New field'}>
      <form onSubmit={(e) => { e.preventDefault(); save() }}>
        <Stack gap="md">
          {problem && !['name', 'choices', 'currency', 'target', 'type'].includes(problem.field ?? '') && problem.code !== 'values_do_not_fit' && <FormProblem problem={problem} />}
          <TextInput data-autofocus label="Name" required maxLength={80} value={name} onChange={(e) => setName(e.currentTarget.value)} error={wrong('name')} />
          {!field && <Pair>
            <Select label="Of" allowDeselect={false} disabled={Boolean(loose)} data={fieldSubjects.map((value) => ({ value, label: subjectWords[value] }))} value={subject} onChange={(v) => v && setSubject(v as FieldSubject)} />
            <Select label="Holds" allowDeselect={false} data={fieldTypes.map((value) => ({ value, label: typeWords[value] }))} value={type} onChange={(v) => v && setType(v as FieldType)} error={wrong('type')} />
          </Pair>}
          {chooses && <TagsInput label="Choices" description={loose ? 'Enter after each. Left empty, they are what the records say now.' : 'Enter after each, in the order they are offered.'} value={choices} onChange={setChoices} maxTags={200} acceptValueOnBlur error={wrong('choices')} />}
          {type === 'money' && <TextInput label="Currency" maxLength={3} value={currency} onChange={(e) => setCurrency(e.currentTarget.value.toUpperCase())} error={wrong('currency')} />}
          {type === 'relation' && !field && <Select label="Points to" allowDeselect={false} data={relationTargets.map((value) => ({ value, label: targetWords[value] }))} value={target} onChange={(v) => v && setTarget(v as 'lead')} error={wrong('target')} />}
          <TextInput label="A word of help" description="Stands beside the field." maxLength={300} value={help} onChange={(e) => setHelp(e.currentTarget.value)} />
          {problem?.code === 'values_do_not_fit' && <Notice tone="warning">{problem.message} <Checkbox mt="xs" label="Take them off these records; their history keeps them" checked={drop} onChange={(e) => setDrop(e.currentTarget.checked)} /></Notice>}
          <div className={css.does} style={{ justifyContent: 'flex-end' }}><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" disabled={!name.trim()} loading={create.isPending || change.isPending}>Save</Button></div>
        </Stack>
      </form>
    </Modal>
  )
}

/** One choice out and one in at the same time is another name for it; more than one cannot be told apart. */
function renamedIn(before: string[], now: string[]): Record<string, string> {
  const out = before.filter((c) => !now.includes(c)), fresh = now.filter((c) => !before.includes(c))
  return out.length === 1 && fresh.length === 1 ? { [out[0]!]: fresh[0]! } : {}
}

function Remove({ field, records, onClose }: { field: FieldView; records: number; onClose: () => void }) {
  const [values, setValues] = useState(false)
  const remove = useSend(removeField, { touches, onError: toastError, onDone: () => { toast(`${field.name} is gone.`); onClose() } })
  return (
    <Modal opened onClose={onClose} title={`Remove ${field.name}?`}>
      <form onSubmit={(e) => { e.preventDefault(); remove.mutate({ params: { id: field.id }, query: { values: values ? 'true' : 'false' } }) }}>
        <Stack gap="md">
          <div>The field is no longer described. {records ? `${counted(records, 'record carries', 'records carry')} a value in it; they keep it as plain text unless you say otherwise.` : 'No record carries a value in it.'}</div>
          {records > 0 && <Checkbox label="Take the values off the records; their history keeps them" checked={values} onChange={(e) => setValues(e.currentTarget.checked)} />}
          <div className={css.does} style={{ justifyContent: 'flex-end' }}><Button variant="default" data-autofocus onClick={onClose}>Cancel</Button><Button type="submit" color="bad" loading={remove.isPending}>Remove it</Button></div>
        </Stack>
      </form>
    </Modal>
  )
}
