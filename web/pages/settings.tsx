import { getWorkspace, updateWorkspace, whoAmI } from '#contract/accounts'
import { Button, Group, Select, Switch, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useStepsPutAway } from '../home/first-steps.tsx'
import { useCall } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { switchLetters, useLettersAreOn } from '../app/shortcuts.ts'
import { Settings } from '../settings/frame.tsx'
import { Section } from '../ui/page.tsx'
import { FormProblem, Loaded } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { formatWhen, zones } from '../ui/values.tsx'

const nowIn = (zone: string) => `There it is ${formatWhen(new Date(), zone)} now`

export default function WorkspaceSettings() {
  const asked = useCall(getWorkspace)
  const letters = useLettersAreOn()
  const [away, putAway] = useStepsPutAway()
  return (
    <Settings>
      <Loaded from={asked}>{(w) => <Name key={w.id} name={w.name} timeZone={w.timeZone} />}</Loaded>
      <Section title="Do not contact" says="Addresses and domains that get no mail, whatever happens.">
        <div><Button variant="default" component={Link} to="/suppression">Open the list</Button></div>
      </Section>
      <Section title="This browser" says="Kept here, for you alone.">
        <Switch label="Single letters are shortcuts" description="J and K move, C creates, G then L goes to leads. Press ? for all of them." checked={letters} onChange={(e) => switchLetters(e.currentTarget.checked)} />
        <Switch label="Show the first steps on Today" checked={!away} onChange={(e) => putAway(!e.currentTarget.checked)} />
      </Section>
    </Settings>
  )
}

function Name({ name, timeZone }: { name: string; timeZone: string }) {
  const may = useMay()
  const manage = may('workspace.manage')
  const form = useForm(updateWorkspace, { name, timeZone }, { touches: [getWorkspace, whoAmI, '/numbers'], onDone: () => toast('Saved.') })
  return (
    <Section title="Workspace" says={manage ? 'Its name stands in invitations; its time zone is that of every time shown, and says when a day begins in the numbers.' : 'Only admins change these.'}>
      <form onSubmit={form.onSubmit} style={{ display: 'grid', gap: 16 }}>
        <FormProblem problem={form.problem} />
        <TextInput label="Name" disabled={!manage} {...form.text('name')} />
        <Select label="Time zone" searchable allowDeselect={false} disabled={!manage} data={zones()} limit={60} value={form.values.timeZone} onChange={(v) => form.set('timeZone', v ?? 'UTC')} error={form.wrong.timeZone} description={nowIn(form.values.timeZone)} />
        {manage && <Group justify="flex-end"><Button type="submit" disabled={!form.changed} loading={form.isSending}>Save</Button></Group>}
      </form>
    </Section>
  )
}
