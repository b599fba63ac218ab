// The meetings of a record, and one's booking link with the lead filled in.
import { linkForLead, listMeetings } from '#contract/meetings'
import { ActionIcon, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import css from '../tasks/tasks.module.css'
import { StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCalendarEvent, IconCopy, IconPlus } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import { toast } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import { MeetingForm } from './meeting-form.tsx'
import { statusOf } from './words.ts'

export function MeetingsOf({ about }: { about: { leadId: string } | { companyId: string } | { dealId: string } }) {
  const may = useMay(), leadId = 'leadId' in about ? about.leadId : undefined
  const [adding, setAdding] = useState(false)
  const meetings = usePages(listMeetings, { query: { ...about, when: 'all', limit: 10 } }, { enabled: may('meetings.read') })
  const link = useCall(linkForLead, { params: { id: leadId ?? '' } }, { enabled: Boolean(leadId) && may('meetings.read') }).data?.url
  if (!may('meetings.read')) return null
  const copy = () => void navigator.clipboard?.writeText(link ?? '').then(() => toast('Your booking link is copied, with this lead filled in.'), () => toast('The browser did not let it be copied.', { tone: 'bad' }))
  return (
    <Card title="Meetings" beside={may('meetings.write') && <ActionIcon aria-label="Book a meeting" onClick={() => setAdding(true)}><Icon of={IconPlus} /></ActionIcon>}>
      {!meetings.isPending && !meetings.items.length && <p className={css.why}>None yet.</p>}
      <ul className={css.list}>{meetings.items.map((m) => (
        <li key={m.id} className={css.row}>
          <Icon of={IconCalendarEvent} size={14} />
          <Link to="/meetings" search={{ open: m.id } as never}>{m.title}</Link>
          <small>{m.status === 'booked' ? <When at={m.startAt} /> : <StatusBadge tone={statusOf[m.status].tone} plain>{statusOf[m.status].words}</StatusBadge>}</small>
        </li>
      ))}</ul>
      {link && <div><Button size="xs" variant="subtle" leftSection={<Icon of={IconCopy} size={14} />} onClick={copy}>Copy your booking link</Button></div>}
      {adding && <MeetingForm first={about} onClose={() => setAdding(false)} />}
    </Card>
  )
}
