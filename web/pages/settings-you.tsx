import { changePassword, listSignIns, revokeSignIn } from '#contract/accounts'
import { setUndoPreference, undoPreference } from '#contract/sending'
import { Button, Group, PasswordInput, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay, useSession, useSignOut } from '../app/session.tsx'
import { deviceOf } from '../settings/device.ts'
import { Settings } from '../settings/frame.tsx'
import css from '../settings/frame.module.css'
import { PasswordStrength } from '../settings/password-strength.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDeviceDesktop } from '../ui/icons.ts'
import { Card, Section } from '../ui/page.tsx'
import { FormProblem, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'

export default function You() {
  const { user, role } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const signIns = useCall(listSignIns)
  const revoke = useSend(revokeSignIn, { touches: [listSignIns], onDone: () => toast('That sign-in has ended.'), onError: toastError })
  const signOut = useSignOut()
  return (
    <Settings>
      <Section title={user.name} says={<>{user.email}<br />{role.charAt(0).toUpperCase() + role.slice(1)} of this workspace</>}>
        <div><SegmentedControl aria-label="Appearance" value={colorScheme} onChange={(v) => setColorScheme(v as 'light')} data={[{ value: 'auto', label: 'As the system' }, { value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' }]} /></div>
      </Section>
      <UndoSend />
      <Section title="Password" says="Changing it ends every other sign-in."><Password /></Section>
      <Section title="Where you are signed in" says="End what you do not know, then change your password.">
        <Loaded from={signIns}>{({ items }) => (
          <Card flush>
            {items.map((s) => (
              <div key={s.id} className={css.person}>
                <Icon of={IconDeviceDesktop} size={20} />
                <div><span className="o-strong">{deviceOf(s.userAgent)}</span><small>{s.ip ?? 'Unknown address'}, seen <When at={s.lastSeenAt} ago /></small></div>
                {s.current ? <StatusBadge tone="good">This one</StatusBadge> : <Button size="xs" variant="default" loading={revoke.isPending && revoke.variables?.params.id === s.id} onClick={() => revoke.mutate({ params: { id: s.id } })}>End</Button>}
                <span />
              </div>
            ))}
          </Card>
        )}</Loaded>
        <div><Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate({})}>Sign out here</Button></div>
      </Section>
    </Settings>
  )
}

function UndoSend() {
  const may = useMay()
  const asked = useCall(undoPreference, undefined, { enabled: may('campaigns.read') })
  const save = useSend(setUndoPreference, { touches: [undoPreference], onDone: () => toast('Saved.'), onError: toastError })
  if (!may('campaigns.write')) return null
  return (
    <Section title="Undo send" says="Mails you write by hand wait this long on the server, so that you can take them back. Campaigns have a hold of their own.">
      <Loaded from={asked}>{({ undoS }) => (
        <div><SegmentedControl aria-label="Seconds to undo" value={String(undoS)} onChange={(v) => save.mutate({ body: { undoS: Number(v) as 10 } })} data={[{ value: '0', label: 'Off' }, ...[5, 10, 20, 30].map((n) => ({ value: String(n), label: `${n} s` }))]} /></div>
      )}</Loaded>
    </Section>
  )
}

function Password() {
  const form = useForm(changePassword, { current: '', next: '' }, { touches: [listSignIns], onDone: () => { form.setValues({ current: '', next: '' }); toast('Your password was changed. Other sign-ins have ended.') } })
  return (
    <form onSubmit={form.onSubmit} style={{ display: 'grid', gap: 16 }}>
      <FormProblem problem={form.problem} />
      <PasswordInput label="Password now" autoComplete="current-password" {...form.text('current')} />
      <div><PasswordInput label="New password" autoComplete="new-password" {...form.text('next')} /><PasswordStrength password={form.values.next} error={form.wrong.next} /></div>
      <Group justify="flex-end"><Button type="submit" disabled={!form.values.current || !form.values.next} loading={form.isSending}>Change password</Button></Group>
    </form>
  )
}
