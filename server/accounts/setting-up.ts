// The first owner and the first workspace, protected by a one-time token that is printed at start.
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { refuse } from '#platform/refuse'
import type { Ground } from '#platform/world'
import { memberJoined } from './events.ts'
import { hashPassword, refuseWeakPassword } from './password.ts'
import { anyUser, dropInstanceValue, enterWorkspace, insertMember, insertUser, insertWorkspace, instanceValue, lockSetup, setInstanceValue } from './store.ts'
import { refuseUnknownZone } from './workspace.ts'

const hash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The token for the setup page, when this installation has no owner yet. A new one at each start; only its hash is stored. */
export async function setupToken(ground: Ground): Promise<string | undefined> {
  return ground.db.transaction(null, { kind: 'system', name: 'setup' }, 'write', async (tx) => {
    if (await anyUser(tx)) return undefined
    const token = ground.config.SETUP_TOKEN ?? randomBytes(16).toString('base64url')
    await setInstanceValue(tx, 'setup_token', hash(token))
    return token
  })
}

export const setupIsNeeded = async (tx: Tx): Promise<boolean> => !(await anyUser(tx))

export interface FirstOwner { token: string; name: string; email: string; password: string; workspace: string; timeZone: string }

/** `tx` sees no workspace yet: the new one is entered inside. Answers both ids. */
export async function makeFirstOwner(tx: Tx, first: FirstOwner): Promise<{ userId: string; workspaceId: string }> {
  await lockSetup(tx)
  const expected = await instanceValue<string>(tx, 'setup_token')
  if ((await anyUser(tx)) || !expected) throw refuse('set_up', 'This installation is set up already. Please sign in.', { status: 404 })
  if (!timingSafeEqual(Buffer.from(hash(first.token)), Buffer.from(expected)))
    throw refuse('wrong_token', 'This setup link is not the newest one. Take the link printed when Overture last started.', { status: 403, field: 'token' })
  refuseUnknownZone(first.timeZone)
  refuseWeakPassword(first.password, first)
  const passwordHash = await hashPassword(first.password)
  const { id: userId } = await insertUser(tx, { email: mailAddress(first.email), name: first.name, passwordHash })
  await dropInstanceValue(tx, 'setup_token')
  return { userId, workspaceId: await createWorkspace(tx, { name: first.workspace, timeZone: first.timeZone, ownerId: userId }) }
}

/** Makes a workspace and enters it: from here on `tx` writes into the new one. */
export async function createWorkspace(tx: Tx, workspace: { name: string; timeZone: string; ownerId: string }): Promise<string> {
  const workspaceId = randomUUID()
  const inside = await enterWorkspace(tx, workspaceId)
  await insertWorkspace(inside, workspace)
  await insertMember(inside, workspace.ownerId, 'owner')
  await announce(inside, memberJoined, { userId: workspace.ownerId, role: 'owner' })
  return workspaceId
}

export function mailAddress(text: string): string {
  const address = text.trim()
  if (!/^[^\s@<>()",;:\\[\]]+@[^\s@<>()",;:\\[\]]+\.[^\s@<>()",;:\\[\]]+$/.test(address)) throw refuse('bad_address', `“${address}” is not an e-mail address.`, { field: 'email' })
  return address
}
