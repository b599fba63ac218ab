// Reasons to write now, as a colleague saw them.
import { addCompanySignal, addLeadSignal, companySignals, dropSignal, leadSignals, signalKinds, type SignalView } from '#contract/records'
import { ActionIcon, Button, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { SourceChip, StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconX } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import { FormProblem, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { formatDay } from '../ui/values.tsx'
import css from './records.module.css'
import { signalWords } from './words.ts'

export function Signals({ of, id, locked }: { of: 'lead' | 'company'; id: string; locked?: boolean }) {
  const may = useMay()('leads.write') && !locked
  const list = of === 'lead' ? leadSignals : companySignals
  const asked = useCall(list, { params: { id } })
  const [adding, setAdding] = useState(false)
  const drop = useSend(dropSignal, { touches: [list, '/leads', '/companies'], onError: toastError, onDone: () => toast('The signal is gone.') })
  return (
    <Card title="Buying signals" beside={may && <Button size="compact-xs" variant="subtle" onClick={() => setAdding(true)}>Note one</Button>}>
      <Loaded from={asked}>{({ items }) => items.length ? (
        <ul className={css.signals}>{items.map((s) => (
          <li key={s.id}>
            <div className={css.signal}><StatusBadge tone="accent" plain>{signalWords[s.kind]}</StatusBadge><span className={css.who}>{formatDay(s.onDay)}{s.by && `, ${s.by}`}</span>
              {may && <ActionIcon variant="subtle" size={24} aria-label={`Take off: ${signalWords[s.kind]}, ${formatDay(s.onDay)}`} onClick={() => drop.mutate({ params: { id: s.id } })}><Icon of={IconX} size={14} /></ActionIcon>}</div>
            {s.note && <p>{s.note}</p>}
            {s.sourceUrl && <SourceChip url={s.sourceUrl} />}
          </li>
        ))}</ul>
      ) : <p className={css.none}>None noted: a new job, funding, a launch, anything that makes today the day to write.</p>}</Loaded>
      {adding && <NewSignal of={of} id={id} onClose={() => setAdding(false)} />}
    </Card>
  )
}

function NewSignal({ of, id, onClose }: { of: 'lead' | 'company'; id: string; onClose: () => void }) {
  const [today] = useState(() => new Date().toISOString().slice(0, 10))
  const form = useForm(of === 'lead' ? addLeadSignal : addCompanySignal, { kind: 'job_change' as SignalView['kind'], onDay: today, note: '', sourceUrl: '' }, { params: { id }, touches: [leadSignals, companySignals, '/leads', '/companies'], onDone: () => { toast('Noted.'); onClose() } })
  return (
    <Modal opened onClose={onClose} title="Note a buying signal">
      <form onSubmit={form.onSubmit}>
        <Stack gap="md">
          <FormProblem problem={form.problem} />
          <Select data-autofocus label="What happened" allowDeselect={false} data={signalKinds.map((value) => ({ value, label: signalWords[value] }))} value={form.values.kind} onChange={(v) => v && form.set('kind', v as SignalView['kind'])} error={form.wrong['kind']} />
          <TextInput type="date" label="When" {...form.text('onDay')} />
          <Textarea label="Note" autosize minRows={3} maxLength={2000} {...form.text('note')} />
          <TextInput label="Where you saw it" placeholder="https://…" {...form.text('sourceUrl')} />
          <div className={css.does}><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={form.isSending}>Note it</Button></div>
        </Stack>
      </form>
    </Modal>
  )
}
