// Doing it: a call with its script and how it went, a step on LinkedIn with its text, or a plain tick. By mouse or by keys.
import { callScript, linkedinWeek, workSettings, type CallScript } from '#contract/activities'
import type { TaskView } from '#contract/tasks'
import { Button, Collapse, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useShortcuts } from '../app/shortcuts.ts'
import { inviteMost } from '../campaigns/ask-form.tsx'
import { Kbd, SourceChip } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconBrandLinkedin, IconCopy, IconPhone } from '../ui/icons.ts'
import { Bone, Late, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import type { useTaskDoing } from './doing.ts'
import { telOf } from './task-facts.tsx'
import css from './tasks.module.css'

type Doing = ReturnType<typeof useTaskDoing>

export function TaskDo({ task, doing, large }: { task: TaskView; doing: Doing; large?: boolean }) {
  if (task.kind === 'call') return <DoCall key={task.id} task={task} doing={doing} large={large} />
  if (task.kind === 'linkedin') return <DoLinkedin key={task.id} task={task} doing={doing} />
  return <Plain task={task} doing={doing} />
}

function Plain({ task, doing }: { task: TaskView; doing: Doing }) {
  useShortcuts([{ keys: 'd', label: 'Done', group: 'This task', run: () => doing.done(task) }])
  return (
    <>
      {task.text && <p className={css.notes}>{task.text}</p>}
      <div><Button loading={doing.busy} onClick={() => doing.done(task)} rightSection={<Kbd keys="d" />}>Done</Button></div>
    </>
  )
}

function DoCall({ task, doing, large }: { task: TaskView; doing: Doing; large?: boolean | undefined }) {
  const [note, setNote] = useState(''), [script, setScript] = useState(Boolean(large))
  const outcomes = useCall(workSettings).data?.outcomes ?? []
  const asked = useCall(callScript, { params: { id: task.lead?.id ?? '' } }, { enabled: task.lead !== null })
  const phone = task.lead?.phone, refused = asked.data?.doNotCall
  const say = (outcome: string) => doing.done(task, { outcome, ...(note.trim() && { note: note.trim() }) })
  useShortcuts([
    Boolean(phone && !refused) && { keys: 'p', label: 'Call the number', group: 'This task', run: () => location.assign(telOf(phone ?? '')) },
    task.lead !== null && { keys: 't', label: 'Show or hide the script', group: 'This task', run: () => setScript(!script) },
    ...outcomes.slice(0, 9).map((o, i) => ({ keys: String(i + 1), label: o.label, group: 'This task', run: () => say(o.key) })),
  ])
  return (
    <div className={css.stack}>
      {refused && <Notice tone="warning">{refused}</Notice>}
      <div className={css.keys}>
        {phone ? <Button component="a" href={telOf(phone)} variant={refused ? 'default' : 'filled'} leftSection={<Icon of={IconPhone} />} rightSection={<Kbd keys="p" />}>{phone}</Button> : <span className={css.why}>No number is known; it can be written on the lead.</span>}
        {task.lead && <Button variant="subtle" size="xs" aria-expanded={script} onClick={() => setScript(!script)} rightSection={<Kbd keys="t" />}>{script ? 'Hide the script' : 'What to say'}</Button>}
      </div>
      {task.lead && <Collapse expanded={script}>{asked.data ? <Script of={asked.data} /> : <Late><Bone h={140} r={8} /></Late>}</Collapse>}
      <Textarea label="Note" placeholder="What was said" autosize minRows={2} maxRows={8} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
      <div className={css.outcomes} role="group" aria-label="How it went">
        {outcomes.map((o, i) => <Button key={o.key} size="xs" variant="default" disabled={doing.busy} onClick={() => say(o.key)} rightSection={i < 9 ? <Kbd keys={String(i + 1)} /> : undefined}>{o.label}</Button>)}
      </div>
    </div>
  )
}

function Script({ of: s }: { of: CallScript }) {
  const claim = (c: CallScript['claims'][number]) => <li key={c.text}>{c.text} <SourceChip url={c.source.url} label={c.source.label} quote={c.source.quote} date={c.source.date} /></li>
  return (
    <div className={css.script}>
      <p>{s.opening}</p>
      {s.claims.length > 0 && <><h3>About them</h3><ul>{s.claims.map(claim)}</ul></>}
      {s.questions.length > 0 && <><h3>To ask</h3><ul>{s.questions.map((q) => <li key={q}>{q}</li>)}</ul></>}
      {s.offer.length > 0 && <><h3>About us</h3><ul>{s.offer.map(claim)}</ul></>}
      <p>{s.close}</p>
    </div>
  )
}

function DoLinkedin({ task, doing }: { task: TaskView; doing: Doing }) {
  const week = useCall(linkedinWeek).data
  const [text, setText] = useState(task.text ?? '')
  const url = task.lead?.linkedinUrl, act = task.linkedinAct ?? (text ? 'message' : 'visit'), long = act === 'invite' && text.length > inviteMost
  const full = week !== undefined && week.done >= week.most, done = task.state === 'done'
  const open = () => void window.open(url ?? undefined, '_blank', 'noopener,noreferrer')
  const copy = () => void navigator.clipboard?.writeText(text).then(() => toast('Copied. Paste it on LinkedIn.'), () => toast('The browser did not let it be copied. Mark the text and copy it by hand.', { tone: 'bad' }))
  const say = (outcome: string) => doing.done(task, { outcome, ...(full && { anyway: true }) })
  useShortcuts([
    Boolean(url) && { keys: 'p', label: 'Open the profile', group: 'This task', run: open },
    Boolean(text && !done) && { keys: 'y', label: 'Copy the text', group: 'This task', run: copy },
    !done && { keys: 'd', label: 'Done', group: 'This task', run: () => say('sent') },
    { keys: 'a', label: 'They accepted', group: 'This task', run: () => say('accepted') },
    { keys: 'r', label: 'They answered', group: 'This task', run: () => say('replied') },
  ])
  return (
    <div className={css.stack}>
      {full && !done && <Notice tone="warning">You have done {week.done} LinkedIn steps in seven days; {week.most} is the limit here, for more puts your account there at risk.{week.roomAt && <> There is room again <When at={week.roomAt} />.</>}</Notice>}
      <div className={css.keys}>
        {url ? <Button component="a" href={url} target="_blank" rel="noreferrer noopener" leftSection={<Icon of={IconBrandLinkedin} />} rightSection={<Kbd keys="p" />}>Open the profile</Button> : <span className={css.why}>No profile is known; it can be written on the lead.</span>}
        {week && <span className={css.why}>{week.done} of {week.most} this week</span>}
      </div>
      {act !== 'visit' && !done && <>
        <Textarea label="Text" description={`${text.length} characters${act === 'invite' ? ` of ${inviteMost}` : ''}`} error={long ? `LinkedIn takes ${inviteMost} characters with an invitation.` : undefined} inputWrapperOrder={['label', 'input', 'description', 'error']} autosize minRows={3} maxRows={12} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <div><Button size="xs" variant="default" leftSection={<Icon of={IconCopy} size={14} />} disabled={!text || long} onClick={copy} rightSection={<Kbd keys="y" />}>Copy the text</Button></div>
      </>}
      <div className={css.outcomes} role="group" aria-label="How it went">
        {!done && <Button size="xs" variant={full ? 'default' : 'filled'} disabled={doing.busy} onClick={() => say('sent')} rightSection={<Kbd keys="d" />}>{act === 'visit' ? 'Visited' : 'Sent'}</Button>}
        <Button size="xs" variant="default" disabled={doing.busy || task.outcome === 'accepted'} onClick={() => say('accepted')} rightSection={<Kbd keys="a" />}>They accepted</Button>
        <Button size="xs" variant="default" disabled={doing.busy || task.outcome === 'replied'} onClick={() => say('replied')} rightSection={<Kbd keys="r" />}>They answered</Button>
        {!done && <Button size="xs" variant="subtle" disabled={doing.busy} onClick={() => say('cannot')}>Cannot be done</Button>}
      </div>
    </div>
  )
}
