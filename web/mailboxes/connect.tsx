// Connecting a mailbox: the address says the provider, the provider says the servers; then a test that names each step.
import { createMailbox, listMailboxes, mailboxPresets, testSettings, type MailboxInput, type TestReport } from '#contract/mailboxes'
import { Anchor, Button, Collapse, Group, Modal, NumberInput, PasswordInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay, useSession } from '../app/session.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconFlask } from '../ui/icons.ts'
import { FormProblem, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { Pair } from '../ui/pair.tsx'
import { HostFields, type Host } from './hosts.tsx'
import { NewPractice } from './new-practice.tsx'
import { Report, Testing } from './test-report.tsx'

export function ConnectMailbox({ opened, onClose, onConnected }: { opened: boolean; onClose: () => void; onConnected: (id: string) => void }) {
  const [practice, setPractice] = useState(false)
  const may = useMay()
  const close = () => { setPractice(false); onClose() }
  return (
    <Modal opened={opened} onClose={close} title={practice ? 'Practice mailbox' : 'Connect a mailbox'} size={600}>
      {practice ? <NewPractice onBack={() => setPractice(false)} onMade={(id) => { setPractice(false); onConnected(id) }} /> : (
        <>
          {may('practice.manage') && (
            <Notice action={<Button size="xs" variant="default" leftSection={<Icon of={IconFlask} size={14} />} onClick={() => setPractice(true)}>Take a practice mailbox</Button>}>
              No mailbox at hand? A practice mailbox writes to simulated people who answer, and can never send outside.
            </Notice>
          )}
          <Form onClose={close} onConnected={onConnected} />
        </>
      )}
    </Modal>
  )
}

const noHost = (port: number): Host => ({ host: '', port, security: 'tls', user: '' })

function Form({ onClose, onConnected }: { onClose: () => void; onConnected: (id: string) => void }) {
  const { user } = useSession()
  const [address, setAddress] = useState('')
  const [asked] = useDebouncedValue(address.trim(), 250)
  const complete = /^[^@\s]+@[^@\s]+\.[^@\s]{2,}$/.test(asked)
  const presets = useCall(mailboxPresets, { query: { address: complete ? asked : undefined } })
  const [chosen, setChosen] = useState<string | null>(null)
  const preset = presets.data?.presets.find((p) => p.id === (chosen ?? (complete ? presets.data.guessed : '')))
  // The provider's servers, until somebody changes them; another provider brings its own again.
  const given = { preset: preset?.id, smtp: preset?.smtp ?? noHost(465), imap: preset?.imap ?? noHost(993), detail: !preset?.smtp || !preset?.imap }
  const [own, setOwn] = useState(given)
  const hosts = own.preset === given.preset ? own : given
  const { smtp, imap, detail } = hosts
  const change = (what: { smtp?: Host; imap?: Host; detail?: boolean }) => setOwn({ ...hosts, ...what } as typeof given)
  const [fromName, setFromName] = useState(user.name)
  const [password, setPassword] = useState('')
  const [dailyLimit, setDailyLimit] = useState(40)
  const [ramp, setRamp] = useState(true)
  const [report, setReport] = useState<TestReport | null>(null)
  const foot = useRef<HTMLDivElement>(null)
  useEffect(() => { if (report) foot.current?.scrollIntoView({ block: 'nearest' }) }, [report])

  const create = useSend(createMailbox, { touches: [listMailboxes, '/numbers'], onDone: (made) => { toast(`${made.address} is connected.`); onConnected(made.id) } })
  const test = useSend(testSettings, { onDone: (found) => { setReport(found); if (found.ok && found.steps.every((s) => s.outcome !== 'warning')) save() } })
  const input: MailboxInput = { address: address.trim(), preset: preset?.id ?? null, smtp: { ...smtp, user: smtp.user ?? '' }, imap: { ...imap, user: imap.user ?? '' }, password, fromName, signature: '', dailyLimit, gapMinS: 60, gapMaxS: 180, ramp }
  const save = () => create.mutate({ body: input })
  const tryIt = () => { setReport(null); create.reset(); test.mutate({ body: { address: input.address, smtp: input.smtp, imap: input.imap, password } }) }
  const busy = test.isPending || create.isPending
  const problem = create.error ?? test.error

  return (
    <form onSubmit={(e) => { e.preventDefault(); tryIt() }} style={{ marginTop: 16 }}>
      <Stack>
        <Pair>
          <TextInput data-autofocus label="E-mail address" type="email" autoComplete="off" value={address} onChange={(e) => { setAddress(e.currentTarget.value); setChosen(null) }} />
          <TextInput label="Sender name" value={fromName} onChange={(e) => setFromName(e.currentTarget.value)} />
        </Pair>
        {(complete || chosen) && (
          <>
            <Select label="Provider" allowDeselect={false} data={(presets.data?.presets ?? []).map((p) => ({ value: p.id, label: p.name }))} value={preset?.id ?? null} onChange={setChosen} />
            {preset?.help && <Notice>{preset.help}</Notice>}
            <PasswordInput label={preset?.passwordLabel ?? 'Password'} autoComplete="new-password" value={password} onChange={(e) => setPassword(e.currentTarget.value)} description="Kept encrypted; nobody can read it again, you included." />
            <Collapse expanded={detail}>
              <Stack><HostFields label="Sending server (SMTP)" value={smtp} onChange={(smtp) => change({ smtp })} /><HostFields label="Reading server (IMAP)" value={imap} onChange={(imap) => change({ imap })} /></Stack>
            </Collapse>
            {!detail && <Anchor component="button" type="button" size="sm" onClick={() => change({ detail: true })} ta="left">Servers: {smtp.host || 'not known'}, {imap.host || 'not known'}. Change</Anchor>}
            <NumberInput label="Mails a day, at most" min={1} max={10_000} allowDecimal={false} value={dailyLimit} onChange={(v) => setDailyLimit(Number(v) || 1)}
              description={preset?.dailyCeiling ? `${preset.name} stops at about ${preset.dailyCeiling} a day; staying far below keeps your reputation.` : 'New mailboxes do well with 20 to 40.'} />
          </>
        )}
        {(complete || chosen) && <Switch label="Warm it up slowly" description={`8 mails on the first day, 3 more each day that goes well, up to ${dailyLimit}. Leave it on unless this mailbox has sent campaigns before.`} checked={ramp} onChange={(e) => setRamp(e.currentTarget.checked)} />}
        <div ref={foot}>{test.isPending ? <Testing /> : report && <Report report={report} />}</div>
        <FormProblem problem={problem} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          {report?.ok && !create.isPending && <Button variant="default" onClick={save}>Connect with these warnings</Button>}
          <Button type="submit" disabled={!complete || !password || !smtp.host || !imap.host} loading={busy}>{report ? 'Test again' : 'Test and connect'}</Button>
        </Group>
      </Stack>
    </form>
  )
}
