// Signing in: slow for guessers, the same answer and the same time for known and unknown addresses.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionView } from '#contract/accounts'
import { announce } from '#platform/events'
import { refuse } from '#platform/refuse'
import { takeToken } from '#platform/rate-limit'
import type { Ground } from '#platform/world'
import { signedIn } from './events.ts'
import { passwordFits } from './password.ts'
import { describeSession, openSession } from './sessions.ts'
import { userByEmail, workspacesOf } from './store.ts'

const system = { kind: 'system', name: 'accounts' } as const

export async function signInWith(ground: Ground, request: FastifyRequest, reply: FastifyReply, who: { email: string; password: string }): Promise<SessionView> {
  const email = who.email.trim().toLowerCase()
  const byPlace = await takeToken(ground.db, `sign-in:ip:${request.ip}`, 20, 60)
  const byAccount = byPlace || (await takeToken(ground.db, `sign-in:account:${email}`, 5, 900))
  if (byAccount) {
    reply.header('retry-after', byAccount)
    throw refuse('too_many_tries', `Too many tries. Please wait ${byAccount < 90 ? `${byAccount} seconds` : `${Math.ceil(byAccount / 60)} minutes`}.`, { status: 429 })
  }
  const user = await ground.db.transaction(null, system, 'read', (tx) => userByEmail(tx, email))
  const fits = await passwordFits(who.password, user?.password_hash)
  if (!user || !fits || user.disabled_at) throw refuse('wrong_credentials', 'Address or password are not right.', { status: 401 })
  const [first] = await ground.db.transaction(null, system, 'read', (tx) => workspacesOf(tx, user.id))
  if (!first) throw refuse('no_workspace', 'Your account belongs to no workspace any more. Ask an admin for an invitation.', { status: 403 })
  await ground.db.pool.query('delete from rate_limits where key = $1', [`sign-in:account:${email}`])
  return ground.db.transaction(first.workspace_id, system, 'write', async (tx) => {
    await openSession(tx, ground, request, reply, user.id, first.workspace_id)
    await announce(tx, signedIn, { userId: user.id })
    return describeSession(tx, ground, user.id)
  })
}
