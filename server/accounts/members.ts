// Members: roles, and the way out. Nobody grants a role above their own; the last owner cannot leave.
import { outranks, type Role } from '#contract/roles'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { memberChanged } from './events.ts'
import { dropSessionsHere, lockMembers, memberRows, teamRow, updateMember, type MemberRow } from './store.ts'

export async function changeMemberOf(tx: Tx, me: { id: string; role: Role }, userId: string, change: { role?: Role | undefined; disabled?: boolean | undefined; teamId?: string | null | undefined }): Promise<MemberRow> {
  await lockMembers(tx)
  const all = await memberRows(tx)
  const member = all.find((m) => m.user_id === userId)
  if (!member) throw notFound('member')
  const role = change.role ?? member.role
  const disabled = change.disabled ?? member.disabled_at !== null
  const teamId = change.teamId === undefined ? member.team_id : change.teamId
  if (teamId && !(await teamRow(tx, teamId))) throw refuse('no_such_team', 'This team does not exist any more. Choose another.', { field: 'teamId' })
  if (!outranks(me.role, member.role) || !outranks(me.role, role)) throw refuse('not_allowed', `Only an owner may change or make an owner; your role is ${me.role}.`, { status: 403 })
  const owners = all.filter((m) => m.role === 'owner' && m.disabled_at === null)
  if (owners.length === 1 && owners[0]!.user_id === userId && (role !== 'owner' || disabled))
    throw refuse('last_owner', 'A workspace needs an owner. Make somebody else an owner first.')
  await updateMember(tx, userId, role, disabled ? (member.disabled_at ?? tx.now) : null, teamId)
  // A new role starts with a new session: the old one ends here.
  if (disabled || role !== member.role) if (userId !== me.id) await dropSessionsHere(tx, userId)
  await announce(tx, memberChanged, { userId, role, disabled, ...(teamId !== member.team_id && { teamId }) })
  await liveChanged(tx, 'team')
  return { ...member, role, team_id: teamId, disabled_at: disabled ? (member.disabled_at ?? tx.now) : null }
}

export async function memberName(tx: Tx, userId: string): Promise<string | undefined> {
  return (await memberRows(tx)).find((m) => m.user_id === userId)?.name
}
