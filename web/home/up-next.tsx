// What to do next, ranked over everything, each with why now and the one next step. What is done is struck through and leaves.
import { today, type Today } from '#contract/analytics'
import { finishTask, reopenTask, type TaskView } from '#contract/tasks'
import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { Icon, type IconType } from '../ui/icon.tsx'
import { IconBrandLinkedin, IconCalendarEvent, IconChecks, IconCircle, IconCircleCheck, IconFlame, IconMail, IconMessage, IconPhone, IconSquareCheck } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import { Bone, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import css from './home.module.css'

type Item = Today['items'][number]
const icons: Record<Item['kind'], IconType> = { reply: IconMessage, meeting: IconCalendarEvent, call: IconPhone, linkedin: IconBrandLinkedin, mail: IconMail, task: IconSquareCheck, hot_lead: IconFlame, approvals: IconChecks }

/** A path of the app as the router takes it. */
function placeOf(path: string) {
  const [to, search] = path.split('?')
  return { to: to!, search: Object.fromEntries(new URLSearchParams(search)) as never }
}

/** `ifAny`: nothing is shown where nothing is to be done. */
export function UpNext({ ifAny }: { ifAny?: boolean }) {
  const may = useMay(), navigate = useNavigate()
  const [whose, setWhose] = useLocalStorage<'me' | 'all'>({ key: 'overture.up-next', defaultValue: 'me', getInitialValueInEffect: false })
  const [all, setAll] = useState(false)
  const asked = useCall(today, { query: { owner: whose, limit: all ? 100 : 8 } })
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const touches = ['/tasks', '/numbers/today', '/numbers/home']
  const back = useSend(reopenTask, { touches, onError: toastError })
  const finish = useSend(finishTask, { touches, onError: (error, { params }) => { setGone((now) => new Set([...now].filter((id) => id !== params.id))); toastError(error) } })
  const done = (item: Item) => {
    const id = item.taskId!
    setGone((now) => new Set([...now, id]))
    finish.mutate({ params: { id }, body: {} }, { onSuccess: ({ sentence, task }: { sentence: string; task: TaskView }) => toast(sentence, task.state === 'done' ? { undo: () => { setGone((now) => new Set([...now].filter((x) => x !== id))); back.mutate({ params: { id } }) } } : {}) })
  }
  const first = asked.data?.items.find((i) => !i.taskId || !gone.has(i.taskId))
  useShortcuts([
    first && { keys: 'Enter', label: `First of the list: ${first.act.label.toLowerCase()}`, group: 'On this page', run: () => void navigate(placeOf(first.act.to)) },
    may('tasks.read') && { keys: 'f', label: 'Focus: one at a time', group: 'On this page', run: () => void navigate({ to: '/tasks', search: { focus: '1' } as never }) },
  ])
  if (ifAny && !asked.data?.items.length) return null
  return (
    <Card title="Up next" flush beside={<SegmentedControl size="xs" aria-label="Whose" value={whose} onChange={(v) => setWhose(v as 'me')} data={[{ value: 'me', label: 'Mine' }, { value: 'all', label: 'Everybody’s' }]} />}>
      <Loaded from={asked} bones={<div style={{ padding: 16, display: 'grid', gap: 12 }}><Bone h={36} /><Bone h={36} /><Bone h={36} /></div>}>
        {({ items, more }) => (
          <>
            {items.length === 0 && <div className={css.calm}><Icon of={IconCircleCheck} size={20} /><span>Nothing is to be done now. Answers, calls, tasks and drafts show up here by themselves.</span></div>}
            <ol className={css.next_list} aria-label="Up next">
              {items.map((item) => {
                const struck = item.taskId !== null && gone.has(item.taskId), plain = item.kind === 'task' || item.kind === 'mail'
                return (
                  <li key={item.key} className={css.next_item} data-kind={item.kind} data-gone={struck || undefined}>
                    {plain && item.taskId && may('tasks.write')
                      ? <Tooltip label="Done"><ActionIcon variant="subtle" size={32} radius={16} aria-label={`Done: ${item.title}`} disabled={struck} onClick={() => done(item)}><Icon of={struck ? IconCircleCheck : IconCircle} size={18} /></ActionIcon></Tooltip>
                      : <span className={css.need_icon}><Icon of={icons[item.kind]} size={18} /></span>}
                    <span className={css.need_words}><b>{item.title}</b><small className={item.late ? css.late : undefined}>{item.why}</small></span>
                    <Button size="xs" variant={item === first ? 'light' : 'default'} component={Link} {...placeOf(item.act.to)} aria-label={`${item.act.label}: ${item.title}`}>{item.act.label}</Button>
                  </li>
                )
              })}
            </ol>
            {(more > 0 || all) && <div className={css.next_more}><Button size="xs" variant="subtle" onClick={() => setAll(!all)}>{all ? 'Only the first' : `${counted(more, 'more thing')}`}</Button></div>}
          </>
        )}
      </Loaded>
    </Card>
  )
}
