// Invitations by link: one use, seven days, only the hash is stored. Reading one (scanners do) uses nothing up.
import { createHash, randomBytes } from 'node:crypto'
import { outranks, type Role } from '#contract/roles'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { memberInvited, memberJoined } from './events.ts'
import { hashPassword, passwordFits, refuseWeakPassword } from './password.ts'
import { mailAddress } from './setting-up.ts'
import { enterWorkspace, findInvite, insertInvite, insertMember, insertUser, inviteHere, inviteRow, markInviteRevoked, markInviteUsed, userByEmail, workspaceRow, type InviteRow } from './store.ts'

const sevenDays = 7 * 24 * 3600_000
const hash = (token: string): Buffer => createHash('sha256').update(token).digest()

export async function invite(tx: Tx, me: { id: string; role: Role }, who: { email: string; role: Role }): Promise<InviteRow & { token: string }> {
  if (who.role === 'owner') throw refuse('not_allowed', 'Invite as admin first; an owner can then make them an owner.', { field: 'role' })
  if (!outranks(me.role, who.role)) throw refuse('not_allowed', 'Nobody grants a role above their own.', { status: 403 })
  const token = randomBytes(24).toString('base64url')
  const row = await insertInvite(tx, { tokenHash: hash(token), email: mailAddress(who.email), role: who.role, createdBy: me.id, expiresAt: new Date(tx.now.getTime() + sevenDays) })
  await announce(tx, memberInvited, { email: row.email, role: row.role })
  return { ...row, token }
}

export async function revokeInvitation(tx: Tx, id: string): Promise<void> {
  if (!(await inviteRow(tx, id))) throw notFound('invitation')
  await markInviteRevoked(tx, id)
}

export const stateOf = (row: InviteRow, now: Date): 'open' | 'used' | 'expired' | 'revoked' =>
  row.revoked_at ? 'revoked' : row.used_at ? 'used' : row.expires_at < now ? 'expired' : 'open'

/** Enters the workspace of the invitation: from here on `tx` sees it. */
export async function openInvitation(tx: Tx, token: string): Promise<{ tx: Tx; invite: InviteRow; workspace: string }> {
  const found = await findInvite(tx, hash(token))
  const gone = refuse('invite_gone', 'This invitation does not exist, was used, or has expired. Ask for a new one.', { status: 404 })
  if (!found) throw gone
  const inside = await enterWorkspace(tx, found.workspace_id)
  const invitation = await inviteHere(inside, found.id)
  if (!invitation || stateOf(invitation, tx.now) !== 'open') throw gone
  return { tx: inside, invite: invitation, workspace: (await workspaceRow(inside)).name }
}

/** A known user joins with the password they have; a new one chooses it here. */
export async function join(outside: Tx, token: string, person: { name: string; password: string }): Promise<{ userId: string; workspaceId: string; tx: Tx }> {
  const { tx, invite: invitation } = await openInvitation(outside, token)
  await inviteRow(tx, invitation.id) // locks it: two clicks, one member
  const known = await userByEmail(tx, invitation.email)
  if (known && !(await passwordFits(person.password, known.password_hash)))
    throw refuse('wrong_password', 'You have an account with this address already. Enter its password to join.', { field: 'password', status: 401 })
  let userId = known?.id
  if (!userId) {
    refuseWeakPassword(person.password, { email: invitation.email, name: person.name })
    userId = (await insertUser(tx, { email: invitation.email, name: person.name, passwordHash: await hashPassword(person.password) })).id
  }
  await insertMember(tx, userId, invitation.role)
  await markInviteUsed(tx, invitation.id)
  await announce(tx, memberJoined, { userId, role: invitation.role })
  return { userId, workspaceId: tx.workspaceId, tx }
}
