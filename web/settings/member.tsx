import { changeMember, listMembers, type MemberView } from '#contract/accounts'
import { outranks, roles, type Role } from '#contract/roles'
import { ActionIcon, Menu, Select } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useSend } from '../app/call.ts'
import { useMay, useSession } from '../app/session.tsx'
import { initials } from '../app/top.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDots } from '../ui/icons.ts'
import { toast, toastError } from '../ui/toast.tsx'
import css from './frame.module.css'
import { roleWords } from './role-words.ts'

export function Member({ member: m }: { member: z.output<typeof MemberView> }) {
  const { role } = useSession()
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const change = useSend(changeMember, {
    touches: [listMembers],
    onDone: (now) => { setAsking(false); toast(now.disabledAt ? `${now.name} can no longer sign in here.` : `${now.name} is ${roleWords[now.role].label.toLowerCase()} now.`) },
    onError: (error) => { setAsking(false); toastError(error) },
  })
  const mine = may('team.manage') && !m.you && outranks(role, m.role)
  const params = { userId: m.userId }
  return (
    <div className={`${css.person} ${m.disabledAt ? css.off : ''}`}>
      <span className={css.face} aria-hidden="true">{initials(m.name)}</span>
      <div><span className="o-strong">{m.name}{m.you && <span className="o-muted"> (you)</span>}</span><small>{m.email.endsWith('@no-sign-in.invalid') ? 'Cannot sign in' : m.email}</small></div>
      {m.disabledAt ? <StatusBadge tone="neutral">Disabled</StatusBadge>
        : mine ? (
          <Select
            aria-label={`Role of ${m.name}`} w={128} allowDeselect={false} value={m.role} data={roles.filter((r) => outranks(role, r)).map((r) => ({ value: r, label: roleWords[r].label }))}
            onChange={(v) => v && v !== m.role && change.mutate({ params, body: { role: v as Role } })}
          />
        )
        : <span className="o-muted">{roleWords[m.role].label}</span>}
      {mine ? (
        <Menu>
          <Menu.Target><ActionIcon aria-label={`More for ${m.name}`}><Icon of={IconDots} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            {m.disabledAt ? <Menu.Item onClick={() => change.mutate({ params, body: { disabled: false } })}>Let in again</Menu.Item> : <Menu.Item color="bad" onClick={() => setAsking(true)}>Disable</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      ) : <span />}
      <ConfirmTyped opened={asking} onClose={() => setAsking(false)} title={`Disable ${m.name}?`} confirm="Disable" busy={change.isPending} onConfirm={() => change.mutate({ params, body: { disabled: true } })}>
        They are signed out at once and cannot come back. Their leads, campaigns and mailboxes stay, and you can let them in again.
      </ConfirmTyped>
    </div>
  )
}
