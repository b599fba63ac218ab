// One meeting beside the list: where and with whom, and how it went.
import { getMeeting, settleMeeting, type MeetingStatus } from '#contract/meetings'
import { Button, Textarea } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay, useSession } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import css from '../tasks/tasks.module.css'
import { Kbd, StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconExternalLink } from '../ui/icons.ts'
import { SidePanel } from '../ui/side-panel.tsx'
import { Bone, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { formatSpan, sameClock } from '../ui/values.tsx'
import { MeetingForm } from './meeting-form.tsx'
import { linkIn, statusOf } from './words.ts'

const said: Partial<Record<MeetingStatus, string>> = { held: 'Noted in the story of the lead.', no_show: 'Noted. A task to find another time is there.', cancelled: 'Cancelled. A task to find another time is there; no campaign starts again.', booked: 'Booked again.' }

export function MeetingPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const asked = useCall(getMeeting, { params: { id } }, { keep: false })
  const may = useMay(), write = may('meetings.write')
  const { workspace: { timeZone: home } } = useSession()
  const [note, setNote] = useState(''), [editing, setEditing] = useState(false), [openedAt] = useState(() => Date.now())
  const settle = useSend(settleMeeting, { touches: ['/meetings', '/tasks', '/leads', '/activities', '/numbers/today'], onError: toastError, onDone: (m) => { setNote(''); toast(said[m.status] ?? 'Saved.') } })
  const m = asked.data, begun = m ? Date.parse(m.startAt) <= openedAt : false, link = m ? linkIn(m.place) : null
  const say = (status: MeetingStatus) => settle.mutate({ params: { id }, body: { status, ...(note.trim() && { note: note.trim() }) } })
  useShortcuts([
    write && { keys: 'e', label: 'Change', group: 'This meeting', run: () => setEditing(true) },
    write && m?.status === 'booked' && begun && { keys: 'h', label: 'It took place', group: 'This meeting', run: () => say('held') },
    Boolean(link) && { keys: 'p', label: 'Open the link', group: 'This meeting', run: () => void window.open(link ?? undefined, '_blank', 'noopener,noreferrer') },
  ])
  return (
    <SidePanel
      label={m ? m.title : 'Meeting'} title={m ? <>{m.title} <StatusBadge tone={statusOf[m.status].tone}>{statusOf[m.status].words}</StatusBadge></> : ' '} onClose={onClose} width={520}
      foot={m && write && (
        <div className={css.keys}>
          {m.status === 'booked' && begun && <><Button size="xs" loading={settle.isPending} onClick={() => say('held')} rightSection={<Kbd keys="h" />}>It took place</Button><Button size="xs" variant="default" onClick={() => say('no_show')}>They did not come</Button></>}
          {m.status === 'booked' && <Button size="xs" variant="default" onClick={() => say('cancelled')}>Cancel it</Button>}
          {m.status !== 'booked' && <Button size="xs" variant="default" onClick={() => say('booked')}>Not so: it is booked</Button>}
          <Button size="xs" variant="default" onClick={() => setEditing(true)} rightSection={<Kbd keys="e" />}>Change</Button>
        </div>
      )}
    >
      <Loaded from={asked} bones={<div className={css.stack}><Bone h={120} /><Bone h={80} r={10} /></div>}>
        {(one) => (
          <div className={css.stack}>
            {!one.lead && one.bookedBy && <Notice tone="warning" action={write && <Button size="xs" variant="default" onClick={() => setEditing(true)}>Say whose it is</Button>}>{one.bookedBy.name || one.bookedBy.email} booked it from {one.bookedBy.email}, and no lead has this address.</Notice>}
            <dl className={css.facts}>
              <dt>When</dt><dd>{formatSpan(one.startAt, one.endAt, home)}{!sameClock(one.timeZone, home, new Date(one.startAt)) && <><br /><span className="o-muted">{formatSpan(one.startAt, one.endAt, one.timeZone)}</span></>}</dd>
              {one.lead && <><dt>With</dt><dd><Link to="/leads/$leadId" params={{ leadId: one.lead.id }}>{one.lead.name}</Link>{one.company && <span className="o-muted">, {one.company.name}</span>}</dd></>}
              {one.place && <><dt>Where</dt><dd>{linkIn(one.place) ? <a href={linkIn(one.place) ?? undefined} target="_blank" rel="noreferrer noopener">{one.place} <Icon of={IconExternalLink} size={13} /></a> : one.place}</dd></>}
              <dt>Of</dt><dd>{one.owner?.name ?? 'Nobody yet'}{one.source === 'calendly' && <span className="o-muted">, booked through Calendly</span>}</dd>
              {one.reason && <><dt>Why</dt><dd>{one.reason}</dd></>}
            </dl>
            {one.notes && <p className={css.notes}>{one.notes}</p>}
            {write && one.status === 'booked' && <Textarea label={begun ? 'What was said' : 'Why it is cancelled'} autosize minRows={2} maxRows={8} value={note} onChange={(e) => setNote(e.currentTarget.value)} />}
          </div>
        )}
      </Loaded>
      {editing && m && <MeetingForm meeting={m} onClose={() => setEditing(false)} />}
    </SidePanel>
  )
}
