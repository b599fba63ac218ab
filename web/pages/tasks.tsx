// Tasks: what is late, what is for today, what comes, what is done. Focus shows them one at a time.
import { countTasks, listTasks, rescheduleTasks, type TaskList, type TaskView } from '#contract/tasks'
import { listTeam } from '#contract/inbox'
import { Button, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { call, newKey, touch, useCall, usePages, useSend } from '../app/call.ts'
import { finishTask } from '#contract/tasks'
import { useMay, useSession } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { useTaskDoing } from '../tasks/doing.ts'
import { Focus } from '../tasks/focus.tsx'
import { TaskForm } from '../tasks/task-form.tsx'
import { TaskPanel } from '../tasks/task-panel.tsx'
import css from '../tasks/tasks.module.css'
import { dueWords, kinds, nextMonday } from '../tasks/words.ts'
import { dayIn } from '../ui/clock.ts'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { ChipRow, FilterChips, SearchField, SetChip } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCircle, IconCircleCheck, IconFlag, IconPlayerPlay, IconRepeat, IconSquareCheck } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted, When } from '../ui/values.tsx'

const emptyWords: Record<TaskList, [title: string, text: string]> = {
  overdue: ['Nothing is late', 'What was not done on its day shows up here.'], today: ['Nothing is due today', 'Look at what comes, or note what you have in mind.'],
  upcoming: ['Nothing is planned', 'Tasks of the days to come, and those without a day.'], done: ['Nothing is done yet', 'Finished tasks stay here, with who did them and what came of it.'], open: ['No open tasks', 'A task is something to do for somebody by some day. Calls and LinkedIn steps of campaigns come here, too.'],
}

export default function Tasks() {
  const [url, setUrl] = useUrlState()
  const { user, workspace: { timeZone: zone } } = useSession()
  const may = useMay(), write = may('tasks.write'), queries = useQueryClient()
  const list = (url.list ?? 'open') as TaskList, owner = url.owner ?? 'me'
  const filter = { owner: owner as 'me', ...(url.kind && { kind: url.kind as 'call' }), ...(url.search && { search: url.search }), ...(url.campaignId && { campaignId: url.campaignId }) }
  const tasks = usePages(listTasks, { query: { list, ...filter, limit: 100 } })
  const counts = useCall(countTasks, { query: filter }).data
  const people = useCall(listTeam).data?.people ?? []
  const [picked, setPicked] = useState<Set<string>>(new Set())
  // What was picked in one list is not done or given away from another, where nobody sees it.
  const under = JSON.stringify([list, filter]), [pickedUnder, setPickedUnder] = useState(under)
  if (pickedUnder !== under) { setPickedUnder(under); setPicked(new Set()) }
  const doing = useTaskDoing()
  const reschedule = useSend(rescheduleTasks, { touches: ['/tasks', '/numbers/today'], onError: toastError, onDone: ({ changed }) => { setPicked(new Set()); toast(`${counted(changed, 'task')} changed.`) } })
  const move = (to: { dueOn?: string | null; days?: number; ownerId?: string | null; priority?: 'high' }) => reschedule.mutate({ body: { ids: [...picked], ...to } })
  const finishAll = async () => {
    const ids = [...picked]
    let done = 0
    for (const id of ids) try { await call(finishTask, { params: { id }, body: {} }, { key: newKey() }); done++ } catch (error) { toastError(error) }
    setPicked(new Set())
    await touch(queries, '/tasks', '/numbers/today')
    toast(`${counted(done, 'task')} done.`)
  }
  const columns = useMemo<Column<TaskView>[]>(() => [
    { key: 'title', title: 'Task', width: 'minmax(168px, 2fr)', cell: (t) => (
      <span className={css.what}>
        <button type="button" className={css.tick} disabled={!write || t.state !== 'open'} aria-label={t.state === 'open' ? `Done: ${t.title}` : 'Done'} onClick={() => doing.done(t)}><Icon of={t.state === 'open' ? IconCircle : IconCircleCheck} /></button>
        <Icon of={kinds[t.kind].icon} size={14} />
        <span className={t.state === 'open' ? undefined : css.gone}>{t.title}</span>
        {t.priority === 'high' && t.state === 'open' && <span className={css.high} title="High weight"><Icon of={IconFlag} size={13} /></span>}
        {t.repeats && <span title={t.repeats}><Icon of={IconRepeat} size={13} /></span>}
      </span>
    ) },
    { key: 'due', title: list === 'done' ? 'Done' : 'Due', width: '150px', cell: (t) => (t.doneAt ? <When at={t.doneAt} /> : <span className={t.late ? css.late : undefined}>{dueWords(t, zone)}</span>) },
    { key: 'lead', title: 'Who', width: 'minmax(150px, 1fr)', wide: true, cell: (t) => (t.lead ? <Link to="/leads/$leadId" params={{ leadId: t.lead.id }}>{t.lead.name}</Link> : t.company ? <Link to="/companies/$companyId" params={{ companyId: t.company.id }}>{t.company.name}</Link> : <span className="o-muted">–</span>) },
    { key: 'company', title: 'Company', width: 'minmax(120px, 0.8fr)', wide: true, cell: (t) => t.lead?.companyName ?? <span className="o-muted">–</span> },
    { key: 'owner', title: 'For', width: '140px', wide: true, cell: (t) => t.owner?.name ?? <span className="o-muted">Nobody yet</span> },
  ], [list, zone, write, doing])
  const focus = () => setUrl({ focus: '1', open: undefined })
  useShortcuts([
    write && { keys: 'n', label: 'New task', group: 'On this page', run: () => setUrl({ new: 'task' }) },
    { keys: 'f', label: 'Focus: one at a time', group: 'On this page', run: focus },
  ])
  const due = (counts?.overdue ?? 0) + (counts?.today ?? 0)

  if (url.focus) return <Page><PageHeader title="Focus" /><Focus owner={owner} today={dayIn(zone)} onClose={() => setUrl({ focus: undefined })} /></Page>
  const [title, text] = emptyWords[list]
  const narrowed = Boolean(url.kind || url.search || url.campaignId || owner !== 'me')
  return (
    <Page width="full">
      <PageHeader title="Tasks" says={counts && (due ? `${counted(due, 'task')} to do today${counts.overdue ? `, ${counts.overdue} of them late` : ''}.` : 'Nothing is due today.')}
        action={<>{due > 0 && <Button variant="default" leftSection={<Icon of={IconPlayerPlay} size={14} />} onClick={focus}>Focus</Button>}{write && <Button onClick={() => setUrl({ new: 'task' })}>New task</Button>}</>} />
      <Filters>
        <SearchField value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} />
        <ChipRow>
          <FilterChips always label="Which tasks" value={list} onChange={(v) => setUrl({ list: v === 'open' ? undefined : v, open: undefined })}
            choices={[{ value: 'open', label: 'All open' }, { value: 'overdue', label: 'Late', count: counts?.overdue }, { value: 'today', label: 'Today', count: counts?.today }, { value: 'upcoming', label: 'Coming', count: counts?.upcoming }, { value: 'done', label: 'Done' }]} />
          <FilterChips label="Kind" value={url.kind} onChange={(kind) => setUrl({ kind })} choices={Object.entries(kinds).map(([value, { words }]) => ({ value, label: words }))} />
        </ChipRow>
        {url.campaignId && <SetChip label="Of one campaign" onRemove={() => setUrl({ campaignId: undefined })}>Of one campaign</SetChip>}
        <Menu position="bottom-end">
          <Menu.Target><Button size="xs" variant="default">{owner === 'me' ? 'Mine' : owner === 'all' ? 'Everybody’s' : owner === 'nobody' ? 'Nobody’s' : (people.find((p) => p.id === owner)?.name ?? 'Somebody’s')}</Button></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setUrl({ owner: undefined })}>Mine</Menu.Item>
            <Menu.Item onClick={() => setUrl({ owner: 'all' })}>Everybody’s</Menu.Item>
            <Menu.Item onClick={() => setUrl({ owner: 'nobody' })}>Nobody’s</Menu.Item>
            {people.filter((p) => p.id !== user.id).map((p) => <Menu.Item key={p.id} onClick={() => setUrl({ owner: p.id })}>{p.name}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
      </Filters>
      <DataTable label="Tasks" from={tasks} columns={columns} id={(t) => t.id} noun={['task', 'tasks']} onOpen={(t) => setUrl({ open: t.id })} openId={url.open}
        {...(write && list !== 'done' && { picked, onPick: setPicked })}
        bulk={<>
          <Button size="xs" onClick={() => void finishAll()}>Done</Button>
          <Button size="xs" variant="default" onClick={() => move({ dueOn: dayIn(zone) })}>Today</Button>
          <Button size="xs" variant="default" onClick={() => move({ dueOn: dayIn(zone, 1) })}>Tomorrow</Button>
          <Button size="xs" variant="default" onClick={() => move({ dueOn: nextMonday(zone) })}>Monday</Button>
          <Button size="xs" variant="default" onClick={() => move({ days: 7 })}>A week later</Button>
          <Menu position="top-end"><Menu.Target><Button size="xs" variant="default">Give to</Button></Menu.Target>
            <Menu.Dropdown>{people.map((p) => <Menu.Item key={p.id} onClick={() => move({ ownerId: p.id })}>{p.name}</Menu.Item>)}<Menu.Item onClick={() => move({ ownerId: null })}>Nobody</Menu.Item></Menu.Dropdown></Menu>
        </>}
        empty={narrowed ? <EmptyState icon={IconSquareCheck} title="Nothing fits" action={<Button variant="default" onClick={() => setUrl({ kind: undefined, search: undefined, owner: undefined, campaignId: undefined })}>Show all of mine</Button>}>No task fits what you asked for.</EmptyState>
          : <EmptyState icon={IconSquareCheck} title={title} action={write && list !== 'done' && <Button onClick={() => setUrl({ new: 'task' })}>New task</Button>}>{text}</EmptyState>} />
      {url.open && <TaskPanel key={url.open} id={url.open} onClose={() => setUrl({ open: undefined })} />}
      {url.new === 'task' && write && <TaskForm onClose={() => setUrl({ new: undefined })} />}
    </Page>
  )
}
