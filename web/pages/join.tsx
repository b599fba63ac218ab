import { acceptInvite, readInvite, whoAmI } from '#contract/accounts'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { Entrance } from '../app/entrance.tsx'
import { useForm } from '../app/form.ts'
import { PasswordStrength } from '../settings/password-strength.tsx'
import { Bone, FormProblem } from '../ui/states.tsx'

export default function Join() {
  const { token = '' } = useParams({ strict: false }) as { token?: string }
  const queries = useQueryClient()
  const navigate = useNavigate()
  const invite = useCall(readInvite, { params: { token } })
  const form = useForm(acceptInvite, { name: '', password: '' }, {
    params: { token },
    onDone: (session) => {
      queries.removeQueries({ type: 'inactive' })
      queries.setQueryData([whoAmI.path, {}, {}], session)
      void navigate({ to: '/', replace: true })
    },
  })
  if (invite.error) {
    return <Entrance title="This invitation does not open" says={<>{invite.error.message} Ask the person who invited you for a new link.</>}><Button component={Link} to="/sign-in" variant="default" size="md">Sign in instead</Button></Entrance>
  }
  if (!invite.data) return <Entrance title="Your invitation" says={<Bone w={220} />}>{null}</Entrance>
  return (
    <Entrance title={`Join ${invite.data.workspace}`} says={`You were invited as ${invite.data.role}.`} onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <TextInput label="E-mail" value={invite.data.email} readOnly autoComplete="username" size="md" />
      <TextInput label="Your name" autoComplete="name" autoFocus size="md" {...form.text('name')} />
      <div>
        <PasswordInput label="Password" autoComplete="new-password" size="md" {...form.text('password')} />
        <PasswordStrength password={form.values.password} error={form.wrong.password} />
      </div>
      <Button type="submit" size="md" loading={form.isSending}>Join</Button>
    </Entrance>
  )
}
