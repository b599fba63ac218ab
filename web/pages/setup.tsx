import { setUp, setupState, whoAmI } from '#contract/accounts'
import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { Entrance } from '../app/entrance.tsx'
import { useForm } from '../app/form.ts'
import { PasswordStrength } from '../settings/password-strength.tsx'
import { FormProblem, Notice } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { placeOf } from '../ui/values.tsx'

const here = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

export default function Setup() {
  const [url] = useUrlState()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const setup = useCall(setupState)
  const form = useForm(setUp, { token: url.token ?? '', name: '', email: '', password: '', workspace: '', timeZone: here }, {
    onDone: (session) => {
      queries.removeQueries({ type: 'inactive' })
      queries.setQueryData([whoAmI.path, {}, {}], session)
      void navigate({ to: '/', replace: true })
    },
  })
  if (setup.data && !setup.data.needed) {
    return <Entrance title="Overture is set up" says="This installation has its owner already."><Button component={Link} to="/sign-in" size="md">Sign in</Button></Entrance>
  }
  return (
    <Entrance title="Set up Overture" says="Four things now, everything else later." onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      {!url.token && (
        <>
          <Notice>The server printed a link with a one-time token when it started. Open that link, or paste the token here.</Notice>
          <TextInput label="Setup token" autoComplete="off" spellCheck={false} size="md" {...form.text('token')} />
        </>
      )}
      {url.token && form.wrong.token && <Notice tone="bad">{form.wrong.token}</Notice>}
      <TextInput label="Your name" autoComplete="name" autoFocus size="md" {...form.text('name')} />
      <TextInput label="E-mail" type="email" autoComplete="username" size="md" {...form.text('email')} />
      <div>
        <PasswordInput label="Password" autoComplete="new-password" size="md" {...form.text('password')} />
        <PasswordStrength password={form.values.password} error={form.wrong.password} />
      </div>
      <TextInput label="Workspace" description="Usually the name of your company or team" autoComplete="organization" size="md" {...form.text('workspace')} />
      <Button type="submit" size="md" loading={form.isSending}>Create the workspace</Button>
      <div className="o-muted" style={{ fontSize: 12.5 }}>Times are shown for {placeOf(here)}, as your browser says. You can change that under Settings.{form.wrong.timeZone && ` ${form.wrong.timeZone}`}</div>
      <Anchor component={Link} to="/sign-in" size="sm" c="dimmed">I have an account</Anchor>
    </Entrance>
  )
}
