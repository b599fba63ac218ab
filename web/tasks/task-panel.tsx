// One task beside the list: what there is to know, and what can be done with it.
import { deleteTask, getTask } from '#contract/tasks'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { LaterPicker } from '../inbox/pickers.tsx'
import { Kbd } from '../ui/badge.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Bone, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useTaskDoing } from './doing.ts'
import { TaskDo } from './task-do.tsx'
import { TaskFacts } from './task-facts.tsx'
import { TaskForm } from './task-form.tsx'
import css from './tasks.module.css'
import { kinds } from './words.ts'

export function TaskPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const asked = useCall(getTask, { params: { id } }, { keep: false })
  const may = useMay()
  const [editing, setEditing] = useState(false), [later, setLater] = useState(false)
  const doing = useTaskDoing(onClose)
  const remove = useSend(deleteTask, { touches: ['/tasks', '/numbers/today'], onError: toastError, onDone: () => { toast('Removed.'); onClose() } })
  const t = asked.data, write = may('tasks.write'), open = t?.state === 'open'
  useShortcuts([
    write && open && { keys: 's', label: 'Put off', group: 'This task', run: () => setLater(true) },
    write && { keys: 'e', label: 'Change', group: 'This task', run: () => setEditing(true) },
  ])
  return (
    <SidePanel
      label={t ? t.title : 'Task'} title={t ? t.title : ' '} says={t && kinds[t.kind].words} onClose={onClose} width={520}
      foot={t && write && (
        <div className={css.keys}>
          {open
            ? <Button size="xs" variant="default" onClick={() => setLater(true)} rightSection={<Kbd keys="s" />}>Put off</Button>
            : <Button size="xs" variant="default" onClick={() => doing.reopen(t)}>Open again</Button>}
          <Button size="xs" variant="default" onClick={() => setEditing(true)} rightSection={<Kbd keys="e" />}>Change</Button>
          {open && <Button size="xs" variant="subtle" onClick={() => doing.skip(t)}>Skip</Button>}
          {!(t.campaignId && open) && <Button size="xs" variant="subtle" color="bad" loading={remove.isPending} onClick={() => remove.mutate({ params: { id } })}>Remove</Button>}
        </div>
      )}
    >
      <Loaded from={asked} bones={<div className={css.stack}><Bone h={120} /><Bone h={80} r={10} /></div>}>
        {(task) => <div className={css.stack}><TaskFacts task={task} />{write && (task.state === 'open' || (task.kind === 'linkedin' && task.state === 'done')) && <TaskDo task={task} doing={doing} />}</div>}
      </Loaded>
      {editing && t && <TaskForm task={t} onClose={() => setEditing(false)} />}
      {later && t && <LaterPicker onClose={() => setLater(false)} onPick={(until) => { setLater(false); doing.snooze(t, until) }} />}
    </SidePanel>
  )
}
