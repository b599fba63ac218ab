import { setupState, signIn, whoAmI } from '#contract/accounts'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { Entrance } from '../app/entrance.tsx'
import { useForm } from '../app/form.ts'
import { Redirect } from '../app/redirect.tsx'
import { safeBack } from '../app/session.tsx'
import { FormProblem } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'

export default function SignIn() {
  const [url] = useUrlState()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const setup = useCall(setupState)
  const form = useForm(signIn, { email: '', password: '' }, {
    onDone: (session) => {
      queries.removeQueries({ type: 'inactive' })
      queries.setQueryData([whoAmI.path, {}, {}], session)
      void navigate({ href: safeBack(url.back), replace: true })
    },
  })
  if (setup.data?.needed) return <Redirect to="/setup" />
  return (
    <Entrance title="Sign in" says="Good to see you." onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <TextInput label="E-mail" type="email" autoComplete="username" autoFocus required withAsterisk={false} size="md" {...form.text('email')} />
      <PasswordInput label="Password" autoComplete="current-password" required withAsterisk={false} size="md" {...form.text('password')} />
      <Button type="submit" size="md" loading={form.isSending}>Sign in</Button>
    </Entrance>
  )
}
