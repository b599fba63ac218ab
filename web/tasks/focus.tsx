// Focus: one task at a time, the most pressing first. Do it, log it, next; the keys say what they do.
import { listTasks } from '#contract/tasks'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { LaterPicker } from '../inbox/pickers.tsx'
import { Kbd } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowLeft, IconCircleCheck } from '../ui/icons.ts'
import { Meter } from '../ui/measures.tsx'
import { Bone, ErrorState, Late } from '../ui/states.tsx'
import { counted } from '../ui/values.tsx'
import { useTaskDoing } from './doing.ts'
import { TaskDo } from './task-do.tsx'
import { TaskFacts } from './task-facts.tsx'
import css from './tasks.module.css'
import { kinds } from './words.ts'

export function Focus({ owner, today, onClose }: { owner: string; today: string; onClose: () => void }) {
  const may = useMay()
  const open = usePages(listTasks, { query: { list: 'open', owner: owner as 'me', limit: 100 } })
  const due = open.items.filter((t) => t.dueOn !== null && t.dueOn <= today && !t.snoozedUntil)
  const [passed, setPassed] = useState<ReadonlySet<string>>(new Set()), [later, setLater] = useState(false), [before, setBefore] = useState(0)
  // Passed over ones come again at the end of the round. The one that is on the card stays there, whatever becomes more pressing:
  // somebody is on the phone with them, and the next key is about them.
  const [currentId, setCurrent] = useState<string>()
  const rest = due.filter((t) => !passed.has(t.id)), task = rest.find((t) => t.id === currentId) ?? rest[0]
  if (task?.id !== currentId) setCurrent(task?.id)
  if (due.length > before) setBefore(due.length)
  const pass = () => task && setPassed(new Set([...passed, task.id]))
  const doing = useTaskDoing()
  useShortcuts([
    { keys: 'Escape', label: 'Back to the list', group: 'Focus', run: onClose },
    task && may('tasks.write') && { keys: 's', label: 'Put off', group: 'Focus', run: () => setLater(true) },
    task && { keys: 'n', label: 'Next, without doing this', group: 'Focus', run: pass },
  ])
  if (open.error && !open.items.length) return <ErrorState error={open.error} onRetry={() => void open.refetch()} />
  if (open.isPending) return <Late><div className={css.focus}><Bone h={18} w={180} /><Bone h={280} r={12} /></div></Late>
  return (
    <div className={css.focus}>
      <div className={css.focus_head}>
        <Button variant="subtle" size="xs" leftSection={<Icon of={IconArrowLeft} size={14} />} onClick={onClose}>All tasks</Button>
        <div style={{ flex: 1 }}><Meter value={Math.max(0, before - due.length)} of={Math.max(1, before)} label="Done in this round" words={due.length ? `${counted(due.length, 'task')} to go` : 'All done'} tone="good" /></div>
      </div>
      {task ? (
        <article className={css.focus_card} key={task.id} aria-label={task.title}>
          <span className={css.focus_kind}><Icon of={kinds[task.kind].icon} /> {kinds[task.kind].words}</span>
          <h2>{task.title}</h2>
          <TaskFacts task={task} />
          {may('tasks.write') && <TaskDo task={task} doing={doing} large />}
          <div className={css.keys}>
            {may('tasks.write') && <Button variant="default" onClick={() => setLater(true)} rightSection={<Kbd keys="s" />}>Put off</Button>}
            <Button variant="subtle" onClick={pass} rightSection={<Kbd keys="n" />}>Next</Button>
          </div>
        </article>
      ) : (
        <div className={`${css.focus_card} ${css.all_done}`}>
          <Icon of={IconCircleCheck} size={28} />
          <b>{due.length ? 'That was the round.' : 'Nothing is due.'}</b>
          <span>{due.length ? `${counted(due.length, 'task')} you passed over ${due.length === 1 ? 'is' : 'are'} still open.` : 'What is due today and what is late shows up here, one at a time.'}</span>
          <div className={css.keys}>{due.length > 0 && <Button variant="default" onClick={() => setPassed(new Set())}>Go round again</Button>}<Button variant="default" onClick={onClose}>Back to the list</Button></div>
        </div>
      )}
      {later && task && <LaterPicker onClose={() => setLater(false)} onPick={(until) => { setLater(false); doing.snooze(task, until) }} />}
    </div>
  )
}
