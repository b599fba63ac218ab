// How calls may turn out and what each outcome means for a campaign, and how much is done on LinkedIn.
import { setWorkSettings, workSettings, type Outcome, type WorkSettings } from '#contract/activities'
import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Settings } from '../settings/frame.tsx'
import { Lines } from '../settings/lines.tsx'
import { Section } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'

const effects: { value: Outcome['effect']; label: string }[] = [
  { value: 'go_on', label: 'The campaign goes on' }, { value: 'stop', label: 'Campaigns stop for the lead' }, { value: 'retry', label: 'Call again, then as the step says' },
  { value: 'failed', label: 'As the step says when it cannot be done' }, { value: 'never_call', label: 'Campaigns stop, and nobody calls again' },
]

export default function SettingsWork() {
  const settings = useCall(workSettings)
  return <Settings><Loaded from={settings}>{(now) => <Form key={JSON.stringify(now)} now={now} />}</Loaded></Settings>
}

/** What an outcome is called inside never changes, so that what was logged keeps its meaning. */
const keyFor = (label: string, taken: readonly string[]): string => {
  const plain = label.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 34) || 'outcome'
  for (let n = 1, key = plain; ; key = `${plain}_${++n}`) if (!taken.includes(key)) return key
}

function Form({ now }: { now: WorkSettings }) {
  const may = useMay(), manage = may('tasks.manage')
  const [outcomes, setOutcomes] = useState<Outcome[]>(now.outcomes), [weekly, setWeekly] = useState(now.linkedinWeekly)
  const save = useSend(setWorkSettings, { touches: [workSettings, '/tasks'], onError: toastError, onDone: () => toast('Saved.') })
  const changed = JSON.stringify({ outcomes, weekly }) !== JSON.stringify({ outcomes: now.outcomes, weekly: now.linkedinWeekly })
  const submit = () => {
    const keyed: Outcome[] = []
    for (const o of outcomes) keyed.push({ ...o, key: o.key || keyFor(o.label, [...outcomes.map((x) => x.key), ...keyed.map((x) => x.key)]) })
    save.mutate({ body: { outcomes: keyed, linkedinWeekly: weekly } })
  }
  return (
    <form onSubmit={(e) => { e.preventDefault(); submit() }} style={{ display: 'grid', gap: 24 }}>
      <Section title="How a call went" says="In this order they stand under a call, with the keys 1 to 9. Each says what becomes of the campaign that asked for it.">
        <Lines label="Outcome" add="Add an outcome" most={20} disabled={!manage} value={outcomes} onChange={setOutcomes} blank={{ key: '', label: '', effect: 'go_on' as const }} fields={(o, set) => (
          <Pair>
            <TextInput aria-label="Outcome" placeholder="Reached: send material" maxLength={60} disabled={!manage} value={o.label} onChange={(e) => set({ ...o, label: e.currentTarget.value })} required />
            <Select aria-label="What follows" allowDeselect={false} disabled={!manage} data={effects} value={o.effect} onChange={(effect) => set({ ...o, effect: (effect ?? 'go_on') as Outcome['effect'] })} />
          </Pair>
        )} />
      </Section>
      <Section title="LinkedIn" says="It is done by hand; Overture opens the profile, hands over the text and keeps count. Too much of it puts an account there at risk.">
        <NumberInput label="Steps one person does in seven days" min={0} max={1000} disabled={!manage} value={weekly} onChange={(n) => setWeekly(Number(n) || 0)} />
      </Section>
      {manage && <Group justify="flex-end"><Button type="submit" disabled={!changed || outcomes.some((o) => !o.label.trim())} loading={save.isPending}>Save</Button></Group>}
    </form>
  )
}
