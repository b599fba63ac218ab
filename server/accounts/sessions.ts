// Sessions: 256 random bits in an HttpOnly cookie, only their hash in the database; idle 12 hours, 30 days at most.
import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionView } from '#contract/accounts'
import { permissionsOf } from '#contract/roles'
import type { Config } from '#platform/config'
import type { Tx } from '#platform/db'
import type { Authenticate, Session } from '#platform/http'
import { refuse } from '#platform/refuse'
import type { Ground } from '#platform/world'
import { reachOf } from './rights.ts'
import { anySampleRow, dropSession, insertSession, memberRole, sessionRow, touchSession, userById, workspaceRow, workspacesOf } from './store.ts'

const idle = 12 * 3600_000
const longest = 30 * 24 * 3600_000
/** How long a process believes what it read of a session; a disabled member is out within this time. */
const remembered = 2_000
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
export const shortIdOf = (idHash: Buffer): string => idHash.toString('hex').slice(0, 24)
const cookieName = (config: Config): string => (config.baseUrl.startsWith('https:') ? '__Host-sid' : 'sid')

export function sessionHash(config: Config, request: FastifyRequest): Buffer | undefined {
  const secret = request.cookies[cookieName(config)]
  return secret ? hashOf(secret) : undefined
}

export async function openSession(tx: Tx, ground: Ground, request: FastifyRequest, reply: FastifyReply, userId: string, workspaceId: string): Promise<void> {
  refuseOpenWire(ground.config, request)
  const before = sessionHash(ground.config, request)
  if (before) await dropSession(tx, before)
  const secret = randomBytes(32).toString('base64url')
  await insertSession(tx, { idHash: hashOf(secret), userId, workspaceId, expiresAt: new Date(tx.now.getTime() + longest), ip: request.ip, userAgent: request.headers['user-agent']?.slice(0, 300) ?? null })
  reply.setCookie(cookieName(ground.config), secret, { path: '/', httpOnly: true, sameSite: 'lax', secure: ground.config.baseUrl.startsWith('https:'), maxAge: longest / 1000 })
}

export async function closeSession(tx: Tx, ground: Ground, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const hash = sessionHash(ground.config, request)
  if (hash) { await dropSession(tx, hash); tx.afterCommit(() => forget(hash)) }
  reply.clearCookie(cookieName(ground.config), { path: '/' })
}

/** Over plain http a session is only safe on this very machine. */
function refuseOpenWire(config: Config, request: FastifyRequest): void {
  if (config.baseUrl.startsWith('https:') || config.ALLOW_INSECURE_HTTP || loopback.test(request.headers.host ?? '')) return
  throw refuse('insecure', 'Over plain http your password could be read on the way. Serve Overture by https (BASE_URL), or set ALLOW_INSECURE_HTTP=1 if you know the network.', { status: 403 })
}

const known = new Map<string, { until: number; session: Session }>()
const forget = (hash: Buffer) => known.delete(hash.toString('base64'))
export const forgetSessions = (): void => known.clear()

export function authenticator(ground: Ground): Authenticate {
  return async (request) => {
    const hash = sessionHash(ground.config, request)
    if (!hash) return undefined
    const key = hash.toString('base64')
    const hit = known.get(key)
    if (hit && hit.until > performance.now()) return hit.session
    const session = await readSession(ground, hash)
    if (known.size > 5000) known.clear()
    if (session) known.set(key, { until: performance.now() + remembered, session })
    else known.delete(key)
    return session
  }
}

async function readSession(ground: Ground, hash: Buffer): Promise<Session | undefined> {
  const system = { kind: 'system', name: 'accounts' } as const
  const row = await ground.db.transaction(null, system, 'write', async (tx) => {
    const found = await sessionRow(tx, hash, new Date(tx.now.getTime() - idle))
    if (found && tx.now.getTime() - found.last_seen_at.getTime() > 60_000) await touchSession(tx, hash)
    return found
  })
  if (!row) return undefined
  const member = await ground.db.transaction(row.workspace_id, system, 'read', (tx) => reachOf(tx, row.user_id))
  if (!member) return undefined
  return { workspaceId: row.workspace_id, user: { id: row.user_id, name: row.name, email: row.email, ...member, sessionId: shortIdOf(hash) } }
}

/** What the web app needs to know of the person who is signed in. `tx` is in the session's workspace. */
export async function describeSession(tx: Tx, ground: Ground, userId: string): Promise<SessionView> {
  const [user, workspace, member, all, sample] = [await userById(tx, userId), await workspaceRow(tx), await memberRole(tx, userId), await workspacesOf(tx, userId), await anySampleRow(tx)]
  if (!member) throw refuse('not_allowed', 'You are not a member of this workspace.', { status: 403 })
  return {
    user: { id: user.id, name: user.name, email: user.email },
    workspace: { id: workspace.id, name: workspace.name, timeZone: workspace.time_zone, hasSampleData: sample },
    role: member.role,
    permissions: [...permissionsOf(member.role)],
    workspaces: all.map((w) => ({ id: w.workspace_id, name: w.name, role: w.role })),
    version: ground.config.version,
  }
}
