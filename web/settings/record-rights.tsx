import { getRights, setRights, type RoleRights } from '#contract/accounts'
import { boundRoles, recordKinds, reaches, type Reach, type RecordKind } from '#contract/roles'
import { Select } from '@mantine/core'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Card } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import css from './record-rights.module.css'
import { roleWords } from './role-words.ts'

const kindWords: Record<RecordKind, string> = { leads: 'Leads and their mail', companies: 'Companies', deals: 'Deals', tasks: 'Tasks' }
const reachWords: Record<Reach, string> = { all: 'Everybody’s', team: 'The own team’s', own: 'The own' }
const width: Record<Reach, number> = { own: 0, team: 1, all: 2 }

/** Two choices a role and kind: whose records it sees, and whose it changes (never more than it sees). */
export function RecordRights() {
  const manage = useMay()('team.manage')
  const rights = useCall(getRights)
  const save = useSend(setRights, { touches: [getRights], onDone: () => toast('The rights are in force from now on.'), onError: toastError })
  const change = (now: RoleRights, next: Partial<RoleRights>) => {
    const it = { ...now, ...next }
    if (width[it.changes] > width[it.sees]) it.changes = it.sees
    save.mutate({ body: { rights: [it] } })
  }
  return (
    <Loaded from={rights}>{({ rights: all }) => (
      <Card flush>
        {recordKinds.map((kind) => (
          <table key={kind} className={css.rights}>
            <thead><tr><th scope="col">{kindWords[kind]}</th><th scope="col">Sees</th><th scope="col">Changes</th></tr></thead>
            <tbody>
              {boundRoles.map((role) => {
                const it = all.find((r) => r.role === role && r.kind === kind)!
                const choices = reaches.map((r) => ({ value: r, label: reachWords[r] }))
                return (
                  <tr key={role}>
                    <th scope="row">{roleWords[role].label}</th>
                    <td>{manage
                      ? <Select size="xs" aria-label={`What a ${role} sees of ${kind}`} allowDeselect={false} value={it.sees} data={choices} onChange={(v) => v && v !== it.sees && change(it, { sees: v as Reach })} />
                      : reachWords[it.sees]}</td>
                    <td>{role === 'viewer' ? <span className="o-muted">Nothing</span> : manage
                      ? <Select size="xs" aria-label={`What a ${role} changes of ${kind}`} allowDeselect={false} value={it.changes} data={choices.filter((c) => width[c.value] <= width[it.sees])} onChange={(v) => v && v !== it.changes && change(it, { changes: v as Reach })} />
                      : reachWords[it.changes]}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        ))}
      </Card>
    )}</Loaded>
  )
}
