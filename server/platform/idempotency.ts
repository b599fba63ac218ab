// Idempotency-Key: one effect, one stored answer. The key, the answer and the effect commit together; a twin that runs at
// the same time is told so (409), a changed body is refused (422), a repetition gets the stored answer and a header that says so.
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint } from '#contract/contract'
import { sql, type Tx } from './db.ts'
import { refuse } from './refuse.ts'
import type { World } from './world.ts'

interface Asked { key: string; route: string; userId: string; hash: Buffer }
type Session = { user: { id: string } } | undefined

function asked(endpoint: Endpoint, session: Session, request: FastifyRequest): Asked | undefined {
  const key = request.headers['idempotency-key']
  if (endpoint.method === 'GET' || endpoint.repeat !== 'key' || !session || typeof key !== 'string' || key === '') return undefined
  if (key.length > 255) throw refuse('invalid', 'An Idempotency-Key has at most 255 characters.', { field: 'Idempotency-Key' })
  const hash = createHash('sha256').update(JSON.stringify([request.params, request.query, request.body ?? null])).digest()
  return { key, route: `${endpoint.method} ${endpoint.path}`, userId: session.user.id, hash }
}

const inProgress = () => refuse('in_progress', 'The same request is being carried out at this moment.', { status: 409 })

/** For work inside one transaction: key, answer and effect commit together. */
export async function answerOnce(tx: Tx, endpoint: Endpoint, session: Session, request: FastifyRequest, reply: FastifyReply, act: () => Promise<unknown>): Promise<unknown> {
  const ask = asked(endpoint, session, request)
  if (!ask) return act()
  if (!(await lockKey(tx, ask))) throw inProgress()
  const stored = await storedAnswer(tx, ask)
  if (stored) return replay(stored, ask, reply)
  const body = await act()
  await store(tx, ask, reply.statusCode, body)
  return body
}

/** For work that goes out and may hold no transaction: the key is taken first, the answer stored after. A failure gives the key back. */
export async function answerOnceOutside(world: World, endpoint: Endpoint, session: Session, request: FastifyRequest, reply: FastifyReply, act: () => Promise<unknown>): Promise<unknown> {
  const ask = asked(endpoint, session, request)
  if (!ask) return act()
  const stored = await world.write(async (tx) => {
    if (!(await lockKey(tx, ask))) throw inProgress()
    const known = await storedAnswer(tx, ask)
    if (!known) await store(tx, ask, null, null)
    return known
  })
  if (stored) return replay(stored, ask, reply)
  try {
    const body = await act()
    await world.write((tx) => store(tx, ask, reply.statusCode, body))
    return body
  } catch (error) {
    await world.write((tx) => tx.run(sql`delete from idempotency where workspace_id = ${tx.workspaceId} and user_id = ${ask.userId} and route = ${ask.route} and key = ${ask.key}`))
    throw error
  }
}

interface Stored { request_hash: Buffer; status: number | null; body: unknown }

async function lockKey(tx: Tx, ask: Asked): Promise<boolean> {
  const [lock] = await tx.named<{ free: boolean }>('idempotency-lock', 'select pg_try_advisory_xact_lock(hashtextextended($1, 7)) free', [`${tx.workspaceId}|${ask.userId}|${ask.route}|${ask.key}`])
  return lock?.free ?? false
}

/** An answer of the last 24 hours; a key taken by work that never answered is free again after ten minutes. */
const storedAnswer = (tx: Tx, ask: Asked) => tx.maybe<Stored>(sql`
  select request_hash, status, body from idempotency
   where workspace_id = ${tx.workspaceId} and user_id = ${ask.userId} and route = ${ask.route} and key = ${ask.key}
     and created_at > now() - case when status is null then interval '10 minutes' else interval '24 hours' end`)

function replay(stored: Stored, ask: Asked, reply: FastifyReply): unknown {
  if (!stored.request_hash.equals(ask.hash)) throw refuse('key_reused', 'This Idempotency-Key was used for another request. Take a new key.')
  if (stored.status === null) throw inProgress()
  reply.code(stored.status).header('idempotent-replayed', 'true')
  return stored.body
}

const store = (tx: Tx, ask: Asked, status: number | null, body: unknown) => tx.run(sql`
  insert into idempotency (workspace_id, user_id, route, key, request_hash, status, body)
  values (${tx.workspaceId}, ${ask.userId}, ${ask.route}, ${ask.key}, ${ask.hash}, ${status}, ${JSON.stringify(body ?? null)}::json)
  on conflict (workspace_id, user_id, route, key) do update
     set request_hash = excluded.request_hash, status = excluded.status, body = excluded.body, created_at = now()`)
