// Members who cannot sign in: people who sold before Overture was there, so that what they did has its owner. No password, and
// an address under .invalid (RFC 2606), to which no mail can go and which nobody can prove to own.
import { randomBytes } from 'node:crypto'
import type { Role } from '#contract/roles'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { memberChanged, teamChanged } from './events.ts'
import { insertMember, insertTeam, insertUserWithoutSignIn, memberRows, teamRows, unusedAmong, updateMember, userByEmail, dropMember, dropTeam } from './store.ts'

export const hasAccount = async (tx: Tx, email: string): Promise<boolean> => Boolean(await userByEmail(tx, email))

/** `email`: one that nobody has (see hasAccount), for an account is nobody's to hand out. */
export async function addMemberWithoutSignIn(tx: Tx, person: { name: string; email: string | null; role: Role; teamId: string | null }): Promise<string> {
  const { id } = await insertUserWithoutSignIn(tx, { name: person.name, email: person.email ?? `${randomBytes(8).toString('hex')}@no-sign-in.invalid` })
  await insertMember(tx, id, person.role)
  await updateMember(tx, id, person.role, null, person.teamId)
  await announce(tx, memberChanged, { userId: id, role: person.role, disabled: false, ...(person.teamId && { teamId: person.teamId }) })
  await liveChanged(tx, 'team')
  return id
}

export async function teamNamed(tx: Tx, name: string): Promise<{ id: string; made: boolean }> {
  const known = (await teamRows(tx)).find((t) => t.name.toLowerCase() === name.toLowerCase())
  if (known) return { id: known.id, made: false }
  const made = await insertTeam(tx, name)
  if (!made) throw new Error('The team was neither found nor made.')
  await announce(tx, teamChanged, { teamId: made.id, name, what: 'made' })
  return { id: made.id, made: true }
}

export async function placeInTeam(tx: Tx, userId: string, teamId: string | null): Promise<void> {
  const member = (await memberRows(tx)).find((m) => m.user_id === userId)
  if (member) await updateMember(tx, userId, member.role, member.disabled_at, teamId)
}

/** Those that own nothing and never signed in go, and of these teams those that are empty then. Answers how many people went. */
export async function removeUnusedMembers(tx: Tx, userIds: string[], teamIds: string[]): Promise<number> {
  const gone = await unusedAmong(tx, userIds)
  for (const { id } of gone) await dropMember(tx, id)
  const left = await memberRows(tx)
  for (const id of teamIds) if (!left.some((m) => m.team_id === id)) await dropTeam(tx, id)
  await liveChanged(tx, 'team')
  return gone.length
}
