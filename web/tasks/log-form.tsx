// What was done elsewhere, written down in two seconds: a call, a mail, a meeting, a note.
import { logActivity, workSettings, type ActivityKind } from '#contract/activities'
import { Button, Group, Modal, NumberInput, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useSession } from '../app/session.tsx'
import { instantOf } from '../ui/clock.ts'
import { FormProblem } from '../ui/states.tsx'
import { Pair } from '../ui/pair.tsx'
import { toast } from '../ui/toast.tsx'
import { ownZone, placeOf, sameClock } from '../ui/values.tsx'
import type { CallError } from '../app/call.ts'
import { PickLead } from './pick-lead.tsx'

const kinds: { value: ActivityKind; label: string }[] = [{ value: 'note', label: 'Note' }, { value: 'call', label: 'Call' }, { value: 'mail', label: 'Mail' }, { value: 'meeting', label: 'Meeting' }]

export function LogForm({ about, kind: first = 'note', onClose }: { about: { leadId?: string; companyId?: string; dealId?: string }; kind?: ActivityKind; onClose: () => void }) {
  const [kind, setKind] = useState<ActivityKind>(first), [note, setNote] = useState(''), [outcome, setOutcome] = useState<string | null>(null), [minutes, setMinutes] = useState<number | string>(''), [messageId, setMessageId] = useState('')
  const [direction, setDirection] = useState<'out' | 'in'>('out'), [at, setAt] = useState(''), [leadId, setLead] = useState<string | null>(about.leadId ?? null)
  const { workspace: { timeZone: zone } } = useSession()
  const outcomes = useCall(workSettings).data?.outcomes ?? []
  const [problem, setProblem] = useState<CallError | null>(null)
  const log = useSend(logActivity, { touches: ['/activities', '/tasks', '/leads', '/companies', '/campaigns', '/numbers/today'], onError: setProblem, onDone: ({ sentence, merged }) => { toast(sentence, { tone: merged ? 'info' : 'good' }); onClose() } })
  const whom = { ...about, ...(leadId && { leadId }) }
  const submit = () => log.mutate({ body: { kind, note, direction: kind === 'note' ? 'out' : direction, ...whom, ...(at && { at: instantOf(at.slice(0, 10), at.slice(11, 16), zone) ?? at }), ...(kind === 'call' && outcome && { outcome }), ...(minutes !== '' && (kind === 'call' || kind === 'meeting') && { minutes: Number(minutes) }), ...(kind === 'mail' && messageId && { messageId }) } })
  return (
    <Modal opened onClose={onClose} title="Log" size={520}>
      <form onSubmit={(e) => { e.preventDefault(); submit() }} onKeyDown={(e) => { if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) { e.preventDefault(); submit() } }}>
        <Stack gap="sm">
          <FormProblem problem={problem} />
          <SegmentedControl aria-label="What" value={kind} onChange={(k) => setKind(k as ActivityKind)} data={kinds} />
          {!about.companyId && !about.dealId && <PickLead label="With whom" value={leadId} onChange={setLead} />}
          <Textarea label={kind === 'note' ? 'Note' : 'What was said'} autosize minRows={3} maxRows={14} value={note} onChange={(e) => setNote(e.currentTarget.value)} data-autofocus />
          {kind !== 'note' && <Pair>
            <TextInput type="datetime-local" label="When" description={`Empty: now${sameClock(zone, ownZone) ? '' : `. By the clock of ${placeOf(zone)}`}`} inputWrapperOrder={['label', 'input', 'description', 'error']} value={at} onChange={(e) => setAt(e.currentTarget.value)} />
            {kind === 'call' || kind === 'meeting' ? <NumberInput label="Minutes" min={0} max={1440} value={minutes} onChange={setMinutes} /> : <TextInput label="Message-ID" description="With it the same mail is logged once" inputWrapperOrder={['label', 'input', 'description', 'error']} value={messageId} onChange={(e) => setMessageId(e.currentTarget.value)} />}
          </Pair>}
          {(kind === 'call' || kind === 'mail') && <SegmentedControl size="xs" aria-label="Who began" value={direction} onChange={(d) => setDirection(d as 'out')} data={[{ value: 'out', label: kind === 'call' ? 'We called' : 'We wrote' }, { value: 'in', label: kind === 'call' ? 'They called' : 'They wrote' }]} />}
          {kind === 'call' && <Select label="How it went" clearable placeholder="Not said" data={outcomes.map((o) => ({ value: o.key, label: o.label }))} value={outcome} onChange={setOutcome} />}
          <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={log.isPending} disabled={!whom.leadId && !whom.companyId && !whom.dealId}>Log</Button></Group>
        </Stack>
      </form>
    </Modal>
  )
}
