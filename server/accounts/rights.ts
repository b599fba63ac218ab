// Record rights of the workspace's roles, and the teams they speak of. Owners and admins are never bound.
import type { RoleRights } from '#contract/accounts'
import { boundRoles, recordKinds, usualRights, type Reach, type Role } from '#contract/roles'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import type { Owners } from '#platform/rights'
import { rightsChanged, teamChanged } from './events.ts'
import { dropTeam, insertTeam, memberReach, rightsRows, saveRights, teamRow, teamRows, renameTeamRow, type RightsRow } from './store.ts'

/** Whose records this member sees and changes, by kind; kinds that are everybody's are left out. Undefined: not a member. */
export async function reachOf(tx: Tx, userId: string): Promise<{ role: Role; sees?: Owners; changes?: Owners } | undefined> {
  const member = await memberReach(tx, userId)
  if (!member) return undefined
  const { role, mates, rights } = member
  if (role === 'owner' || role === 'admin') return { role }
  const owners = (reach: Reach) => (reach === 'team' ? [...new Set([userId, ...mates])] : [userId])
  const by = (what: 'sees' | 'changes'): Owners => Object.fromEntries(recordKinds.flatMap((kind) => {
    const reach = (rights.find((r) => r.kind === kind) ?? usualRights(role))[what]
    return reach === 'all' ? [] : [[kind, owners(reach)]]
  }))
  const [sees, changes] = [by('sees'), by('changes')]
  return { role, ...(Object.keys(sees).length && { sees }), ...(Object.keys(changes).length && { changes }) }
}

/** All of them, those never touched as they usually are. */
export async function rightsOfRoles(tx: Tx): Promise<RoleRights[]> {
  const rows = await rightsRows(tx)
  return boundRoles.flatMap((role) => recordKinds.map((kind) => rows.find((r) => r.role === role && r.kind === kind) ?? { role, kind, ...usualRights(role) }))
}

export async function changeRights(tx: Tx, changes: RightsRow[]): Promise<RoleRights[]> {
  const wider = changes.find((c) => width(c.changes) > width(c.sees))
  if (wider) throw refuse('wider_than_seen', `A ${wider.role} cannot change ${wider.kind} that they do not see. Let them see as much as they change.`, { field: 'rights' })
  await saveRights(tx, changes)
  for (const change of changes) await announce(tx, rightsChanged, change)
  await liveChanged(tx, 'team')
  return rightsOfRoles(tx)
}
const width = (reach: Reach): number => ({ own: 0, team: 1, all: 2 })[reach]

export async function makeTeam(tx: Tx, name: string): Promise<{ id: string; name: string; members: number }> {
  const made = await insertTeam(tx, name)
  if (!made) throw refuse('team_exists', `There is a team called “${name}” already.`, { status: 409, field: 'name' })
  await announce(tx, teamChanged, { teamId: made.id, name, what: 'made' })
  await liveChanged(tx, 'team')
  return { ...made, members: 0 }
}

export async function renameTeam(tx: Tx, id: string, name: string): Promise<{ id: string; name: string; members: number }> {
  if ((await teamRows(tx)).some((t) => t.id !== id && t.name.toLowerCase() === name.toLowerCase())) throw refuse('team_exists', `There is a team called “${name}” already.`, { status: 409, field: 'name' })
  if (!(await renameTeamRow(tx, id, name))) throw notFound('team')
  await announce(tx, teamChanged, { teamId: id, name, what: 'renamed' })
  await liveChanged(tx, 'team')
  return (await teamRow(tx, id))!
}

/** Its people stay, in no team; whoever saw the team's records sees the own ones from now on. */
export async function deleteTeam(tx: Tx, id: string): Promise<void> {
  const team = await teamRow(tx, id)
  if (!team) throw notFound('team')
  await dropTeam(tx, id)
  await announce(tx, teamChanged, { teamId: id, name: team.name, what: 'deleted' })
  await liveChanged(tx, 'team')
}
