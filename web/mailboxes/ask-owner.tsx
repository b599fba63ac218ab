// A link for the person whose password is asked for: it opens without an account and works once.
import { makeReconnectLink, type MailboxView } from '#contract/mailboxes'
import { ActionIcon, Button, CopyButton, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSend } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconCheck, IconCopy } from '../ui/icons.ts'
import { Notice } from '../ui/states.tsx'
import { toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'

export function AskOwner({ mailbox }: { mailbox: MailboxView }) {
  const [made, setMade] = useState<{ link: string; expiresAt: string } | null>(null)
  const make = useSend(makeReconnectLink, { onDone: setMade, onError: toastError })
  if (!made) return <Button size="xs" variant="subtle" loading={make.isPending} onClick={() => make.mutate({ params: { id: mailbox.id } })}>Ask its owner by a link</Button>
  return (
    <div style={{ display: 'grid', gap: 8, width: '100%' }}>
      <Notice tone="good">Send this link to the owner of {mailbox.address}. It opens without an account, works once, until <When at={made.expiresAt} />, and is not shown again.</Notice>
      <TextInput readOnly aria-label="Link for a new password" value={made.link} onFocus={(e) => e.currentTarget.select()} rightSection={
        <CopyButton value={made.link}>{({ copied, copy }) => <ActionIcon aria-label={copied ? 'Copied' : 'Copy the link'} onClick={copy}><Icon of={copied ? IconCheck : IconCopy} /></ActionIcon>}</CopyButton>
      } />
    </div>
  )
}
