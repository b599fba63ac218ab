// A task, new or changed. The title is enough; everything else has a usual value.
import { listTeam } from '#contract/inbox'
import { createTask, updateTask, type TaskInput, type TaskKind, type TaskView } from '#contract/tasks'
import { Button, Group, Modal, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useSession } from '../app/session.tsx'
import { dayIn } from '../ui/clock.ts'
import { Pair } from '../ui/pair.tsx'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { afterColon } from '../ui/values.tsx'
import { PickLead } from './pick-lead.tsx'
import css from './tasks.module.css'
import { dueWords, kinds, nextMonday, priorityWords, remindChoices, repeatChoices } from './words.ts'

type First = Partial<Pick<TaskInput, 'title' | 'kind' | 'leadId' | 'companyId' | 'dealId' | 'dueOn'>>
interface Props { task?: TaskView | undefined; first?: First; onClose: () => void; onDone?: (task: TaskView) => void }

export function TaskForm({ task, ...props }: Props) {
  return <Modal opened onClose={props.onClose} title={task ? 'Change the task' : 'New task'} size={560}><Fields task={task} {...props} /></Modal>
}

function Fields({ task, first = {}, onClose, onDone }: Props) {
  const { user, workspace: { timeZone: zone } } = useSession()
  const people = useCall(listTeam).data?.people ?? []
  const start = task
    ? { title: task.title, kind: task.kind, notes: task.notes, dueOn: task.dueOn, dueTime: task.dueTime, remindMinutes: task.remindMinutes, priority: task.priority, recurrence: task.recurrence, ownerId: task.owner?.id ?? null, leadId: task.lead?.id ?? null }
    : { title: first.title ?? '', kind: first.kind ?? ('todo' as TaskKind), notes: '', dueOn: first.dueOn === undefined ? dayIn(zone) : first.dueOn, dueTime: null as string | null, remindMinutes: null as number | null, priority: 'normal' as const, recurrence: null as string | null, ownerId: user.id as string | null, leadId: first.leadId ?? null, ...(first.companyId && { companyId: first.companyId }), ...(first.dealId && { dealId: first.dealId }) }
  const form = useForm((task ? updateTask : createTask) as typeof createTask, start as TaskInput & Record<string, unknown>, {
    ...(task && { params: { id: task.id } }), touches: ['/tasks', '/numbers/today'],
    onDone: (saved) => { toast(task ? 'Saved.' : `Noted: ${afterColon(dueWords(saved, zone))}.`); onDone?.(saved); onClose() },
  })
  const { values: v } = form
  const [more, setMore] = useState(Boolean(task))
  const days = [{ label: 'Today', day: dayIn(zone) }, { label: 'Tomorrow', day: dayIn(zone, 1) }, { label: 'Monday', day: nextMonday(zone) }, { label: 'Some day', day: null }]
  return (
    <form onSubmit={form.onSubmit}>
      <Stack gap="sm">
        <FormProblem problem={form.problem} />
        <TextInput label="What is to be done" placeholder="Call Dana about the offer" maxLength={300} data-autofocus {...form.text('title')} />
        <SegmentedControl aria-label="Kind" size="xs" value={v.kind ?? 'todo'} onChange={(k) => form.set('kind', k as TaskKind)} data={Object.entries(kinds).map(([value, { words }]) => ({ value, label: words }))} />
        <div>
          <div className={css.day_chips} role="group" aria-label="Day">{days.map((d) => <button key={d.label} type="button" className={css.day_chip} aria-pressed={v.dueOn === d.day} onClick={() => { form.set('dueOn', d.day); if (!d.day) form.set('dueTime', null) }}>{d.label}</button>)}</div>
          <Pair>
            <TextInput type="date" label="Day" value={v.dueOn ?? ''} onChange={(e) => form.set('dueOn', e.currentTarget.value || null)} error={form.wrong['dueOn']} />
            <TextInput type="time" label="Time" description="Empty: all day" inputWrapperOrder={['label', 'input', 'description', 'error']} value={v.dueTime ?? ''} onChange={(e) => form.set('dueTime', e.currentTarget.value || null)} error={form.wrong['dueTime']} />
          </Pair>
        </div>
        <PickLead value={v.leadId ?? null} onChange={(id) => form.set('leadId', id)} error={form.wrong['leadId']} />
        {more ? <>
          <Pair>
            <Select label="For whom" data={people.map((p) => ({ value: p.id, label: p.id === user.id ? `${p.name} (you)` : p.name }))} value={v.ownerId ?? null} onChange={(id) => form.set('ownerId', id)} clearable placeholder="Nobody yet" error={form.wrong['ownerId']} />
            <Select label="Weight" allowDeselect={false} data={Object.entries(priorityWords).map(([value, label]) => ({ value, label }))} value={v.priority ?? 'normal'} onChange={(p) => form.set('priority', p as 'low')} />
          </Pair>
          <Pair>
            <Select label="Comes again" allowDeselect={false} data={withOwn(repeatChoices, v.recurrence, task?.repeats)} value={v.recurrence ?? ''} onChange={(r) => form.set('recurrence', r || null)} error={form.wrong['recurrence']} />
            <Select label="Reminder" allowDeselect={false} data={withOwn(remindChoices, v.remindMinutes === null || v.remindMinutes === undefined ? '' : String(v.remindMinutes), `${v.remindMinutes} minutes before`)} value={v.remindMinutes === null || v.remindMinutes === undefined ? '' : String(v.remindMinutes)} onChange={(m) => form.set('remindMinutes', m ? Number(m) : null)} />
          </Pair>
          <Textarea label="Notes" autosize minRows={2} maxRows={10} {...form.text('notes')} />
        </> : <div><Button variant="subtle" size="xs" onClick={() => setMore(true)}>Owner, weight, repetition, reminder, notes</Button></div>}
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={form.isSending}>{task ? 'Save' : 'Add task'}</Button></Group>
      </Stack>
    </form>
  )
}

const withOwn = (choices: { value: string; label: string }[], own: string | null | undefined, words: string | null | undefined) =>
  own && !choices.some((c) => c.value === own) ? [...choices, { value: own, label: words ?? own }] : choices
