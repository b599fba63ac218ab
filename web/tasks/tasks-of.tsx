// The open tasks of a lead, a company or a deal, with a way to note another.
import { listTasks } from '#contract/tasks'
import { ActionIcon } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { usePages } from '../app/call.ts'
import { useMay, useSession } from '../app/session.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCircle, IconPlus } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import { useTaskDoing } from './doing.ts'
import { TaskForm } from './task-form.tsx'
import css from './tasks.module.css'
import { dueWords } from './words.ts'

export function TasksOf({ about }: { about: { leadId: string } | { companyId: string } | { dealId: string } }) {
  const may = useMay(), doing = useTaskDoing()
  const { workspace: { timeZone: zone } } = useSession()
  const [adding, setAdding] = useState(false)
  const tasks = usePages(listTasks, { query: { ...about, list: 'open', limit: 20 } }, { enabled: may('tasks.read') })
  if (!may('tasks.read')) return null
  return (
    <Card title="Next steps" beside={may('tasks.write') && <ActionIcon aria-label="Note a task" onClick={() => setAdding(true)}><Icon of={IconPlus} /></ActionIcon>}>
      {!tasks.isPending && !tasks.items.length && <p className={css.why}>Nothing is planned. A next step keeps it from falling asleep.</p>}
      <ul className={css.list}>{tasks.items.map((t) => (
        <li key={t.id} className={css.row}>
          <button type="button" className={css.tick} aria-label={`Done: ${t.title}`} disabled={!may('tasks.write')} onClick={() => doing.done(t)}><Icon of={IconCircle} /></button>
          <Link to="/tasks" search={{ open: t.id } as never}>{t.title}</Link>
          <small className={t.late ? css.late : undefined}>{dueWords(t, zone)}</small>
        </li>
      ))}</ul>
      {adding && <TaskForm first={about} onClose={() => setAdding(false)} />}
    </Card>
  )
}
