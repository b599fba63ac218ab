// A meeting, new or changed: what, with whom, when by whose clock, and where.
import { bookMeeting, updateMeeting, type MeetingView } from '#contract/meetings'
import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSend, type CallError } from '../app/call.ts'
import { useSession } from '../app/session.tsx'
import { PickLead } from '../tasks/pick-lead.tsx'
import { Pair } from '../ui/pair.tsx'
import { FormProblem, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { zones } from '../ui/values.tsx'
import { dayIn, dayOf, instantOf, timeOf } from '../ui/clock.ts'

const lengths = ['15', '30', '45', '60', '90', '120']

interface Props { meeting?: MeetingView | undefined; first?: { leadId?: string; companyId?: string; dealId?: string }; onClose: () => void }

export function MeetingForm({ meeting, first = {}, onClose }: Props) {
  const { workspace: { timeZone: home } } = useSession()
  const [title, setTitle] = useState(meeting?.title ?? ''), [zone, setZone] = useState(meeting?.timeZone ?? home)
  const [day, setDay] = useState(meeting ? dayOf(meeting.startAt, meeting.timeZone) : dayIn(home, 1)), [time, setTime] = useState(meeting ? timeOf(meeting.startAt, meeting.timeZone) : '10:00')
  const [minutes, setMinutes] = useState(meeting ? String(Math.round((Date.parse(meeting.endAt) - Date.parse(meeting.startAt)) / 60_000)) : '30')
  const [place, setPlace] = useState(meeting?.place ?? ''), [notes, setNotes] = useState(meeting?.notes ?? ''), [leadId, setLead] = useState<string | null>(meeting?.lead?.id ?? first.leadId ?? null)
  const [problem, setProblem] = useState<CallError | null>(null)
  const touches = ['/meetings', '/tasks', '/leads', '/campaigns', '/numbers/today', '/companies']
  const book = useSend(bookMeeting, { touches, onError: setProblem, onDone: () => { toast(leadId ? 'Booked. Campaigns stop for this lead.' : 'Booked.'); onClose() } })
  const change = useSend(updateMeeting, { touches, onError: setProblem, onDone: () => { toast('Saved.'); onClose() } })
  const startAt = instantOf(day, time, zone)
  const submit = () => {
    if (!startAt || !title.trim()) return
    setProblem(null)
    const body = { title, startAt, endAt: new Date(Date.parse(startAt) + Number(minutes) * 60_000).toISOString(), timeZone: zone, place, notes, leadId }
    if (meeting) change.mutate({ params: { id: meeting.id }, body })
    else book.mutate({ body: { ...body, ...(first.companyId && { companyId: first.companyId }), ...(first.dealId && { dealId: first.dealId }) } })
  }
  return (
    <Modal opened onClose={onClose} title={meeting ? 'Change the meeting' : 'New meeting'} size={540}>
      <form onSubmit={(e) => { e.preventDefault(); submit() }}>
        <Stack gap="sm">
          <FormProblem problem={problem} />
          <TextInput label="What it is" placeholder="A first talk" maxLength={300} value={title} onChange={(e) => setTitle(e.currentTarget.value)} required withAsterisk={false} data-autofocus />
          <PickLead label="With whom" value={leadId} onChange={setLead} />
          <Pair>
            <TextInput type="date" label="Day" value={day} onChange={(e) => setDay(e.currentTarget.value)} required withAsterisk={false} />
            <TextInput type="time" label="Begins" value={time} onChange={(e) => setTime(e.currentTarget.value)} required withAsterisk={false} />
          </Pair>
          <Pair>
            <Select label="Minutes" allowDeselect={false} data={lengths.includes(minutes) ? lengths : [...lengths, minutes]} value={minutes} onChange={(m) => setMinutes(m ?? '30')} />
            <Select label="By the clock of" searchable allowDeselect={false} limit={60} data={zones()} value={zone} onChange={(z) => setZone(z ?? home)} />
          </Pair>
          <TextInput label="Where" placeholder="An address, a room, or a link" maxLength={1000} value={place} onChange={(e) => setPlace(e.currentTarget.value)} />
          <Textarea label="Notes" autosize minRows={2} maxRows={8} value={notes} onChange={(e) => setNotes(e.currentTarget.value)} />
          {!meeting && leadId && <Notice>Every campaign of this lead stops when it is booked.</Notice>}
          <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={book.isPending || change.isPending} disabled={!startAt}>{meeting ? 'Save' : 'Book'}</Button></Group>
        </Stack>
      </form>
    </Modal>
  )
}
