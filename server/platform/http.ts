// The counter: Fastify, one handler per endpoint of the contract. Here stand the rules every request obeys:
// who may, what shape, how often, how it may be repeated, what headers go out, what an error looks like.
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import type { Endpoint } from '#contract/contract'
import { may } from '#contract/roles'
import type { Actor } from './db.ts'
import { DiskFull, fullDiskSentence, isDiskFull } from './disk.ts'
import { answerOnce, answerOnceOutside } from './idempotency.ts'
import { refuse, Refusal } from './refuse.ts'
import { takeToken } from './rate-limit.ts'
import type { Route, User } from './route.ts'
import { securityHeaders } from './security-headers.ts'
import { parseInput } from './parse-input.ts'
import type { Ground } from './world.ts'

export interface Session { user: User; workspaceId: string }
/** Finds the session a request carries; the accounts room provides it. */
export type Authenticate = (request: FastifyRequest) => Promise<Session | undefined>

export interface HttpOptions { ground: Ground; routes: Route[]; authenticate: Authenticate }

export async function createHttp({ ground, routes, authenticate }: HttpOptions): Promise<FastifyInstance> {
  const { config } = ground
  const app = Fastify({
    logger: false,
    trustProxy: config.TRUST_PROXY.length ? [...config.TRUST_PROXY] : false,
    bodyLimit: 1_000_000,
    requestTimeout: 0, // uploads may be long; headers and idle connections are limited below
    connectionTimeout: 0, keepAliveTimeout: 10_000,
    genReqId: () => randomUUID(),
    return503OnClosing: false, // who asks while we stop has come before a proxy knew of it: the database is here until the last answer
    forceCloseConnections: 'idle',
  })
  app.server.headersTimeout = 15_000
  await app.register(cookie)
  bodies(app)
  app.addHook('onRequest', async (request, reply) => { securityHeaders(config, request, reply) })
  app.setErrorHandler((error, request, reply) => answerError(ground, error, request, reply))
  for (const one of routes) addRoute(app, ground, one, authenticate)
  return app
}

declare module 'fastify' {
  interface FastifyContextConfig { keepsText?: boolean }
  interface FastifyRequest { bodyText?: string }
}

/** JSON for the API; forms and streams only reach the routes that read them. */
function bodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (request.routeOptions.config.keepsText) request.bodyText = text as string
    if (text === '') return done(null, undefined)
    try { done(null, JSON.parse(text as string, (key, value: unknown) => (key === '__proto__' ? undefined : value))) }
    catch { done(refuse('not_json', 'The body is not valid JSON.', { status: 400 }), undefined) }
  })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 8192 }, (_request, text, done) => done(null, text))
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
}

export const pathOf = (endpoint: Endpoint): string => (endpoint.root ? endpoint.path : `/api/v1${endpoint.path}`)

function addRoute(app: FastifyInstance, ground: Ground, one: Route, authenticate: Authenticate): void {
  const { endpoint } = one
  const writes = endpoint.method !== 'GET'
  app.route({
    method: endpoint.method,
    url: pathOf(endpoint),
    bodyLimit: one.kind === 'raw' ? (endpoint.bodyLimit ?? Number.MAX_SAFE_INTEGER) : (endpoint.bodyLimit ?? 1_000_000),
    config: { keepsText: endpoint.keepsText ?? false },
    ...(one.kind === 'raw' && endpoint.method === 'GET' && { exposeHeadRoute: true }),
    handler: async (request, reply) => {
      if (writes && !endpoint.root) sameSite(ground, request)
      if (writes && one.kind !== 'raw') onlyJson(request)
      const session = endpoint.can === 'public' ? undefined : await signedIn(authenticate, request, endpoint)
      if (writes && session) await slowDown(ground, reply, `writes:${session.user.sessionId}`, ground.config.WRITES_PER_MINUTE)
      else if (writes && !endpoint.root) await slowDown(ground, reply, `public:${request.ip}`, 60)
      return answer(ground, one, session, request, reply)
    },
  })
}

async function answer(ground: Ground, one: Route, session: Session | undefined, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { endpoint } = one
  const input = parseInput(endpoint, request)
  const common = { ...input, request, reply, ground, user: session?.user }
  const actor: Actor = session ? { kind: 'user', userId: session.user.id, role: session.user.role, name: session.user.name, ...(session.user.sees && { sees: session.user.sees }), ...(session.user.changes && { changes: session.user.changes }) } : { kind: 'system', name: 'public' }
  if (!endpoint.root) reply.header('cache-control', 'no-store')

  if (one.kind === 'raw') return one.handle({ ...common, world: session && ground.world(session.workspaceId, actor) } as never)
  if (one.kind === 'tx') {
    const access = endpoint.method === 'GET' ? 'read' : 'write'
    // Signing in and out goes on: who cannot come in cannot read.
    if (access === 'write' && session && endpoint.can !== 'signed-in' && ground.disk.short()) throw new DiskFull()
    const once = () => ground.db.transaction(session?.workspaceId ?? null, actor, access, (tx) =>
      answerOnce(tx, endpoint, session, request, reply, () => one.handle({ ...common, tx } as never)))
    return once().catch((error: unknown) => { if (!wasOvertaken(error)) throw error; return once() })
  }
  const world = session && ground.world(session.workspaceId, actor)
  const act = () => one.handle({ ...common, world } as never)
  return world ? answerOnceOutside(world, endpoint, session, request, reply, act) : act()
}

/**
 * Two did the same at one moment (gave one name, waited for each other), and this one came second: nothing of it is in. What its verb
 * had looked at has changed, so it is done again from the start, and sees what the first one did.
 */
const wasOvertaken = (error: unknown): boolean => ['23505', '40P01'].includes((error as { code?: string }).code ?? '')

async function signedIn(authenticate: Authenticate, request: FastifyRequest, endpoint: Endpoint): Promise<Session> {
  const session = await authenticate(request)
  if (!session) throw refuse('signed_out', 'Please sign in.', { status: 401 })
  const { can } = endpoint
  if (can !== 'signed-in' && can !== 'public' && !may(session.user.role, can))
    throw refuse('not_allowed', `Your role (${session.user.role}) may not do this. Ask an owner or admin of the workspace.`, { status: 403 })
  return session
}

/** Another site must not act in the name of a signed-in person. */
function sameSite(ground: Ground, request: FastifyRequest): void {
  const origin = request.headers.origin
  const site = request.headers['sec-fetch-site']
  const own = [new URL(ground.config.baseUrl).origin, `${request.protocol}://${request.headers.host}`]
  if ((origin !== undefined && !own.includes(origin)) || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    throw refuse('cross_site', 'This request came from another site and was not carried out.', { status: 403 })
}

function onlyJson(request: FastifyRequest): void {
  const type = request.headers['content-type']
  const empty = request.headers['content-length'] === '0' || (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined)
  if (!empty && !/^application\/json\b/i.test(type ?? '')) throw refuse('not_json', 'This address takes JSON (content-type: application/json).', { status: 415 })
}

async function slowDown(ground: Ground, reply: FastifyReply, key: string, perMinute: number): Promise<void> {
  const wait = await takeToken(ground.db, key, perMinute, 60)
  if (!wait) return
  reply.header('retry-after', wait).header('ratelimit-limit', perMinute).header('ratelimit-remaining', 0).header('ratelimit-reset', wait)
  throw refuse('too_many_requests', `That was a lot at once. Please wait ${wait} seconds.`, { status: 429 })
}

const databaseAway = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '08006', '08001', '53300'])

function answerError(ground: Ground, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code: rawCode, syscall, statusCode, validation } = error as { code?: string; syscall?: string; statusCode?: number; validation?: unknown }
  const send = (status: number, code: string, message: string, more: object = {}) =>
    reply.code(status).type('application/json').send({ error: { code, message, ...more, requestId: request.id } })
  if (error instanceof Refusal)
    return send(error.status, error.code, error.message, { ...(error.field && { field: error.field }), ...(error.details !== undefined && { details: error.details }) })
  if (rawCode === 'FST_ERR_CTP_BODY_TOO_LARGE') return send(413, 'too_large', 'The body is too large.')
  if (isDiskFull(error)) return send(507, 'disk_full', fullDiskSentence)
  // The wall held; a verb should have said so before. Who did what is in the log.
  if (rawCode === '42501' && /row-level security/.test(String(error))) {
    ground.log.warn({ err: error, requestId: request.id, route: request.routeOptions.url }, 'A wall of the database refused a write.')
    return send(403, 'not_yours', 'This would touch a record that you may not change. Ask whoever owns it, or a manager.')
  }
  if ((rawCode && databaseAway.has(rawCode)) || (rawCode === 'ENOENT' && syscall === 'connect') || /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/.test(String(error))) {
    reply.header('retry-after', '2')
    return send(503, 'database_away', 'The database does not answer at the moment. Please try again in a few seconds.')
  }
  if (statusCode && statusCode >= 400 && statusCode < 500 && !validation) return send(statusCode, 'bad_request', 'This request cannot be read.')
  ground.log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'A request failed.')
  return send(500, 'our_mistake', `Something went wrong on our side. If you report it, name this id: ${request.id}`)
}

