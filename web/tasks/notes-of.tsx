// Notes of a record, pinned ones first, and the way to log what was done elsewhere.
import { deleteActivity, listActivities, updateActivity, type ActivityView } from '#contract/activities'
import { ActionIcon, Button, Menu } from '@mantine/core'
import { useState } from 'react'
import { usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { Icon } from '../ui/icon.tsx'
import { IconDots, IconPlus } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import { LogForm } from './log-form.tsx'
import css from './tasks.module.css'

export function NotesOf({ about }: { about: { leadId: string } | { companyId: string } | { dealId: string } }) {
  const may = useMay(), write = may('tasks.write')
  const [logging, setLogging] = useState(false)
  const notes = usePages(listActivities, { query: { ...about, kind: 'note', limit: 10 } }, { enabled: may('tasks.read') })
  useShortcuts([write && { keys: 'l', label: 'Log a call, mail, meeting or note', group: 'On this page', run: () => setLogging(true) }])
  if (!may('tasks.read')) return null
  return (
    <Card title="Notes" beside={write && <ActionIcon aria-label="Log a call, mail, meeting or note" onClick={() => setLogging(true)}><Icon of={IconPlus} /></ActionIcon>}>
      {!notes.isPending && !notes.items.length && <p className={css.why}>Nothing is noted. L logs a call, a mail, a meeting or a note.</p>}
      <ul className={css.list}>{notes.items.map((n) => <Note key={n.id} note={n} write={write} />)}</ul>
      {notes.hasMore && <Button size="xs" variant="default" onClick={notes.more}>Show older</Button>}
      {logging && <LogForm about={about} onClose={() => setLogging(false)} />}
    </Card>
  )
}

function Note({ note: n, write }: { note: ActivityView; write: boolean }) {
  const touches = ['/activities', '/leads', '/companies']
  const change = useSend(updateActivity, { touches, onError: toastError })
  const remove = useSend(deleteActivity, { touches, onError: toastError, onDone: () => toast('Removed.') })
  return (
    <li className={css.note}>
      <p>{n.note}</p>
      <div className={css.note_foot}><span>{n.pinned && 'Pinned · '}{n.by}, <When at={n.at} /></span>
        {write && <Menu position="bottom-end"><Menu.Target><ActionIcon size={24} variant="subtle" aria-label="More about this note"><Icon of={IconDots} size={14} /></ActionIcon></Menu.Target>
          <Menu.Dropdown><Menu.Item onClick={() => change.mutate({ params: { id: n.id }, body: { pinned: !n.pinned } })}>{n.pinned ? 'Take the pin off' : 'Pin to the top'}</Menu.Item><Menu.Item color="bad" onClick={() => remove.mutate({ params: { id: n.id } })}>Remove</Menu.Item></Menu.Dropdown></Menu>}
      </div>
    </li>
  )
}
