import { changeMember, createTeam, deleteTeam, listMembers, listTeams, renameTeam } from '#contract/accounts'
import { ActionIcon, Button, Group, Menu, MultiSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDots } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import { FormProblem, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import css from './teams.module.css'

/** Who works with whom: record rights can let a team's people see each other's records. */
export function Teams() {
  const manage = useMay()('team.manage')
  const teams = useCall(listTeams)
  const members = useCall(listMembers)
  return (
    <Loaded from={teams}>{({ items }) => (
      <>
        {items.length === 0 && <div className="o-muted">There is no team yet.{manage && ' Make one when people should see each other’s records and not everybody’s.'}</div>}
        {items.length > 0 && <Card flush>{items.map((team) => <Team key={team.id} team={team} people={members.data?.items.filter((m) => !m.disabledAt) ?? []} manage={manage} />)}</Card>}
        {manage && <NewTeam />}
      </>
    )}</Loaded>
  )
}

interface Person { userId: string; name: string; teamId: string | null }

function Team({ team, people, manage }: { team: { id: string; name: string }; people: Person[]; manage: boolean }) {
  const [asking, setAsking] = useState(false)
  const [naming, setNaming] = useState<string | null>(null)
  const touches = [listTeams, listMembers]
  const move = useSend(changeMember, { touches, onError: toastError })
  const rename = useSend(renameTeam, { touches, onDone: () => setNaming(null), onError: toastError })
  const drop = useSend(deleteTeam, { touches, onDone: () => toast(`The team ${team.name} is gone; its people stay.`), onError: toastError })
  const mine = people.filter((p) => p.teamId === team.id).map((p) => p.userId)
  const put = (next: string[]) => {
    for (const userId of next.filter((id) => !mine.includes(id))) move.mutate({ params: { userId }, body: { teamId: team.id } })
    for (const userId of mine.filter((id) => !next.includes(id))) move.mutate({ params: { userId }, body: { teamId: null } })
  }
  return (
    <div className={css.team}>
      {naming === null ? <span className="o-strong">{team.name}</span> : (
        <TextInput
          size="xs" autoFocus aria-label={`Name of the team ${team.name}`} value={naming} onChange={(e) => setNaming(e.currentTarget.value)} onBlur={() => setNaming(null)}
          onKeyDown={(e) => { if (e.key === 'Enter' && naming.trim()) rename.mutate({ params: { id: team.id }, body: { name: naming } }); if (e.key === 'Escape') setNaming(null) }}
        />
      )}
      {manage
        ? <MultiSelect size="xs" aria-label={`People of ${team.name}`} placeholder={mine.length ? '' : 'Nobody yet'} searchable value={mine} data={people.map((p) => ({ value: p.userId, label: p.name }))} onChange={put} />
        : <span className="o-muted">{people.filter((p) => p.teamId === team.id).map((p) => p.name).join(', ') || 'Nobody yet'}</span>}
      {manage && (
        <Menu>
          <Menu.Target><ActionIcon aria-label={`More for ${team.name}`}><Icon of={IconDots} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setNaming(team.name)}>Rename</Menu.Item>
            <Menu.Item color="bad" onClick={() => setAsking(true)}>Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <ConfirmTyped opened={asking} onClose={() => setAsking(false)} title={`Delete the team ${team.name}?`} confirm="Delete" busy={drop.isPending} onConfirm={() => drop.mutate({ params: { id: team.id } })}>
        Its people stay. Whoever saw the team’s records sees the own ones from then on.
      </ConfirmTyped>
    </div>
  )
}

function NewTeam() {
  const form = useForm(createTeam, { name: '' }, { touches: [listTeams], onDone: () => form.set('name', '') })
  return (
    <form onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <Group gap="xs" mt={8} align="flex-start">
        <TextInput size="xs" aria-label="Name of a new team" placeholder="Name of a new team" {...form.text('name')} />
        <Button size="xs" variant="default" type="submit" loading={form.isSending}>Make the team</Button>
      </Group>
    </form>
  )
}
