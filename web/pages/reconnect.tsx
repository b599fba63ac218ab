// Where the owner of a mailbox types its new password, without an account here.
import { readReconnectLink, reconnectByLink, type TestReport } from '#contract/mailboxes'
import { Button, PasswordInput } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { Entrance } from '../app/entrance.tsx'
import { useForm } from '../app/form.ts'
import { Report, Testing } from '../mailboxes/test-report.tsx'
import { Bone, FormProblem } from '../ui/states.tsx'
import { When } from '../ui/values.tsx'

export default function ReconnectByLink() {
  const { token = '' } = useParams({ strict: false }) as { token?: string }
  const [report, setReport] = useState<TestReport | null>(null)
  const link = useCall(readReconnectLink, { params: { token } }, { enabled: !report?.ok })
  const form = useForm(reconnectByLink, { password: '' }, { params: { token }, onDone: setReport })
  const at = link.data
  if (report?.ok) return <Entrance title="Connected again" says={<>{at ? <b>{at.address}</b> : 'The mailbox'} sends and is read as before, and what waited leaves at its usual pace. You can close this page.</>}>{null}</Entrance>
  if (link.error) return <Entrance title="This link does not open" says={link.error.message}>{null}</Entrance>
  if (!at) return <Entrance title="A new password" says={<Bone w={220} />}>{null}</Entrance>
  return (
    <Entrance title={`Connect ${at.address}`} says={<>Type its new password; what waits for it leaves after that. {at.help} This link works once, until <When at={at.expiresAt} />.</>} onSubmit={(e) => { setReport(null); form.onSubmit(e) }}>
      <FormProblem problem={form.problem} />
      <PasswordInput
        label={at.passwordLabel} autoComplete="off" autoFocus size="md" {...form.text('password')}
        description={`Tried at ${at.smtpHost === at.imapHost ? at.smtpHost : `${at.smtpHost} and ${at.imapHost}`} and sent nowhere else. It is kept encrypted, and nobody here can read it.`}
      />
      <Button type="submit" size="md" loading={form.isSending} disabled={!form.values.password}>Try it and connect</Button>
      {form.isSending ? <Testing /> : report && <Report report={report} />}
    </Entrance>
  )
}
