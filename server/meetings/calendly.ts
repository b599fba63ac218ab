// Calendly: with a personal access token we ask who it is and subscribe to their bookings, under an address and with a signing key
// that nobody else knows. Whatever Calendly says is a value with a sentence.
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { linkOf, saveConnection, dropConnection } from './store.ts'

export const place = { signing: 'booking_links.signing_key', token: 'booking_links.access_token' } as const
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

const Me = z.object({ resource: z.object({ uri: z.string(), current_organization: z.string(), scheduling_url: z.url({ protocol: /^https?$/ }) }) })
const Subscription = z.object({ resource: z.object({ uri: z.string() }) })

export async function connectCalendly(world: World, userId: string, token: string): Promise<void> {
  const me = Me.safeParse(await ask(world, token, 'GET', '/users/me'))
  if (!me.success) throw refuse('calendly_unreadable', 'Calendly answered in a way that is not understood. Try again later.', { status: 424 })
  await disconnectCalendly(world, userId)
  const secret = randomBytes(24).toString('base64url'), signingKey = randomBytes(32).toString('base64url')
  const { uri, current_organization: organization, scheduling_url: url } = me.data.resource
  const made = Subscription.safeParse(await ask(world, token, 'POST', '/webhook_subscriptions', {
    url: hookUrl(world, secret), events: ['invitee.created', 'invitee.canceled', 'invitee_no_show.created', 'invitee_no_show.deleted'], organization, user: uri, scope: 'user', signing_key: signingKey,
  }))
  if (!made.success) throw refuse('calendly_unreadable', 'Calendly answered in a way that is not understood. Try again later.', { status: 424 })
  const seal = (where: string, value: string) => world.secrets.seal(world.workspaceId, where, userId, value)
  const sealed = { signingKey: await seal(place.signing, signingKey), accessToken: await seal(place.token, token) }
  await world.write((tx) => saveConnection(tx, userId, { url, hookHash: hashOf(secret), ...sealed, account: uri, subscription: made.data.resource.uri }))
}

/** The subscription is taken back where Calendly lets us; here it ends in any case. */
export async function disconnectCalendly(world: World, userId: string): Promise<void> {
  const row = await world.read((tx) => linkOf(tx, userId))
  if (!row?.subscription || !row.accessToken) return
  await world.write((tx) => dropConnection(tx, userId))
  const token = await world.secrets.open(world.workspaceId, place.token, userId, row.accessToken)
  const path = /\/webhook_subscriptions\/[\w-]+$/.exec(row.subscription)?.[0]
  if (path) await ask(world, token, 'DELETE', path).catch((error: unknown) => world.log.info({ err: error }, 'Calendly could not be told that it need not call any more.'))
}

export const hookUrl = (world: World, secret: string): string => `${world.config.baseUrl}/hooks/calendly/${secret}`

async function ask(world: World, token: string, method: string, path: string, body?: object): Promise<unknown> {
  let answer: Response
  try {
    answer = await world.fetch.guarded(`${world.config.CALENDLY_URL.replace(/\/+$/, '')}${path}`, { method, headers: { authorization: `Bearer ${token}`, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) }, signal: AbortSignal.timeout(15_000), ...(body && { body: JSON.stringify(body) }) })
  } catch { throw refuse('calendly_unreachable', 'Calendly could not be reached from this server. Try again in a few minutes.', { status: 424 }) }
  const text = await answer.text()
  const said = (() => { try { return JSON.parse(text) as { message?: unknown; details?: { message?: unknown }[] } } catch { return undefined } })()
  if (answer.ok) return said
  if (answer.status === 401) throw refuse('calendly_token', 'Calendly does not know this token. Make a new one under Integrations, API and webhooks, and paste the whole of it.', { field: 'token' })
  if (answer.status === 403) throw refuse('calendly_plan', 'Calendly does not let this token make webhooks; they need a paid plan there. Your link works without them.', { field: 'token' })
  const detail = [said?.message, ...(said?.details ?? []).map((d) => d.message)].filter((x) => typeof x === 'string').join(' ').slice(0, 300)
  throw refuse('calendly_refused', `Calendly refused: ${detail || `it answered with ${answer.status}`}.${answer.status === 400 ? ` It has to reach this server at ${world.config.baseUrl}; BASE_URL sets that.` : ''}`, { status: answer.status >= 500 ? 424 : 422 })
}
