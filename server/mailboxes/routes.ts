import * as say from '#contract/mailboxes'
import { done } from '#contract/contract'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import { route, routeOut } from '#platform/route'
import type { Ground, World } from '#platform/world'
import { changeMailbox, createMailbox, editable, removeMailbox, usable, type Keeper } from './keeping.ts'
import { mayUse, viewOf, type Mailbox } from './mailbox.ts'
import { openPasswords, type Passwords } from './passwords.ts'
import { guessPreset } from './presets.ts'
import { mailboxesOf, sentTodayOf } from './store.ts'
import { recipientDomainPerHour } from './limits.ts'
import { brakesOn, liftBrakesOf } from './braking.ts'
import { setSharedLimit } from './places.ts'
import { checkDomain, mustHaveDomain, nameSelectors, senderDomains } from './domains.ts'
import { daysAhead } from './ramp.ts'
import { makeReconnectLink, readLink, tryLink } from './reconnecting.ts'
import { goalOf, setRamp } from './ramping.ts'
import { rampDaysOf } from './ramp-store.ts'
import { reputationOf } from './reputation.ts'
import { pauseMailbox, resumeMailbox } from './resting.ts'
import { sharedLimits, sharedUse, usedByMailbox } from './places-store.ts'
import { testConnection, type Tried } from './testing.ts'

const keeper = (ground: Ground): Keeper => ({ secrets: ground.secrets, allowed: ground.config.SSRF_ALLOW })

async function shown(tx: Tx, mailbox: Mailbox) {
  return (await allShown(tx, [mailbox]))[0]!
}

const domainView = (d: Awaited<ReturnType<typeof senderDomains>>[number]) => ({ domain: d.domain, mailboxes: d.mailboxes, selectors: d.selectors, learnt: d.learnt, checkedAt: d.checkedAt?.toISOString() ?? null, report: d.report })

async function ramp(tx: Tx, mailbox: Mailbox) {
  const goal = goalOf(mailbox), level = mailbox.rampLevel
  const days = (await rampDaysOf(tx, mailbox.id, 14)).toReversed()
  return { on: level !== null, level, step: mailbox.rampStep, goal, why: mailbox.rampWhy, days, ahead: level === null ? [] : daysAhead({ level, step: mailbox.rampStep, goal }).slice(1) }
}

async function allShown(tx: Tx, mailboxes: Mailbox[]) {
  const ids = mailboxes.map((m) => m.id)
  const [today, day, brakes] = [await sentTodayOf(tx, ids), await usedByMailbox(tx, ids), await brakesOn(tx, mailboxes)]
  return mailboxes.map((m) => viewOf(m, { today: today.get(m.id) ?? 0, day: day.get(m.id) ?? 0, brakes: brakes.get(m.id) ?? [] }, tx.actor))
}

export const routes = [
  route(say.listMailboxes, async ({ tx }) => {
    const mine = (await mailboxesOf(tx)).filter((mailbox) => mayUse(tx.actor, mailbox))
    return { items: await allShown(tx, mine) }
  }),
  route(say.mailboxPresets, async ({ query }) => guessPreset(query.address ?? '')),
  route(say.getMailbox, async ({ tx, params }) => shown(tx, await usable(tx, params.id))),
  route(say.createMailbox, async ({ tx, ground, body }) => shown(tx, await createMailbox(tx, keeper(ground), body))),
  route(say.updateMailbox, async ({ tx, ground, params, body }) => shown(tx, await changeMailbox(tx, keeper(ground), params.id, body))),
  route(say.deleteMailbox, async ({ tx, params }) => {
    await removeMailbox(tx, params.id)
    return done
  }),
  route(say.pauseMailboxRoute, async ({ tx, params, body }) => {
    await editable(tx, params.id)
    await pauseMailbox(tx, params.id, { reason: body.reason ?? (tx.actor.kind === 'user' ? `${tx.actor.name} paused it.` : 'It was paused.'), until: body.until ? new Date(body.until) : null })
    return shown(tx, await usable(tx, params.id))
  }),
  route(say.resumeMailboxRoute, async ({ tx, params }) => {
    const mailbox = await editable(tx, params.id)
    await liftBrakesOf(tx, mailbox)
    await resumeMailbox(tx, params.id)
    return shown(tx, await usable(tx, params.id))
  }),
  route(say.mailboxReputation, async ({ tx, params }) => reputationOf(tx, await usable(tx, params.id))),
  route(say.mailboxRamp, async ({ tx, params }) => ramp(tx, await usable(tx, params.id))),
  route(say.setMailboxRamp, async ({ tx, params, body }) => {
    const mailbox = await editable(tx, params.id)
    if (mailbox.kind === 'practice') throw refuse('practice', 'A practice mailbox needs no warming up.', { status: 409 })
    await setRamp(tx, mailbox, body)
    return ramp(tx, await usable(tx, params.id))
  }),
  route(say.listSenderDomains, async ({ tx }) => ({ items: (await senderDomains(tx)).map(domainView) })),
  routeOut(say.checkSenderDomain, async ({ world, params }) => {
    await world.read((tx) => mustHaveDomain(tx, params.domain))
    await checkDomain(world, params.domain)
    return world.read(async (tx) => domainView((await senderDomains(tx)).find((d) => d.domain === params.domain)!))
  }),
  route(say.setSelectors, async ({ tx, params, body }) => {
    await nameSelectors(tx, params.domain, body.selectors)
    return done
  }),
  route(say.sendingLimits, async ({ tx }) => {
    const limits = await sharedLimits(tx)
    const keys = (scope: string) => limits.filter((l) => l.scope === scope).map((l) => l.key)
    const used = await sharedUse(tx, { campaigns: keys('campaign'), sendingDomains: keys('sending_domain'), recipientDomains: [] })
    return { items: limits.map((l) => ({ ...l, used: used.find((u) => u.scope === l.scope && u.key === l.key)?.n ?? 0 })), recipientDomainDefault: recipientDomainPerHour }
  }),
  route(say.setSendingLimit, async ({ tx, body }) => {
    const { scope, key, most } = body
    if (scope === 'campaign' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)) throw refuse('bad_key', 'Name the campaign by its id.', { field: 'key' })
    if (scope === 'recipient_domain' && key !== '*') throw refuse('bad_key', 'The limit for recipient domains holds for each of them: its key is *.', { field: 'key' })
    await setSharedLimit(tx, scope, key.toLowerCase(), most)
    return done
  }),
  route(say.makeReconnectLink, ({ tx, ground, params }) => makeReconnectLink(tx, ground, params.id)),
  routeOut(say.readReconnectLink, ({ ground, request, params }) => readLink(ground, request, params.token)),
  routeOut(say.reconnectByLink, ({ ground, request, params, body }) => tryLink(ground, request, params.token, body)),
  routeOut(say.testSettings, async ({ world, body }) => testConnection(await tried(world, body), world.config.SSRF_ALLOW)),
  routeOut(say.testMailbox, async ({ world, params }) => {
    const mailbox = await world.read((tx) => usable(tx, params.id))
    const stored = mailbox.smtp && mailbox.imap && (await openPasswords(world, mailbox))
    if (!stored) throw refuse('nothing_to_test', mailbox.kind === 'practice' ? 'A practice mailbox needs no connection test.' : 'This mailbox has no password stored. Type it again.')
    return testConnection({ address: mailbox.address, smtp: mailbox.smtp!, imap: mailbox.imap!, preset: mailbox.preset, ...stored }, world.config.SSRF_ALLOW)
  }),
]

/** A stored password is used only for the very servers it is stored for. */
async function tried(world: World, body: { mailboxId?: string | null | undefined; address: string; smtp: Tried['smtp']; imap: Tried['imap']; password?: string | null | undefined; imapPassword?: string | null | undefined }): Promise<Tried> {
  let stored: Passwords | undefined
  if (body.mailboxId && !body.password) {
    const mailbox = await world.read((tx) => usable(tx, body.mailboxId!))
    const same = (side: 'smtp' | 'imap') => mailbox[side] !== null && (['host', 'port', 'security', 'user'] as const).every((key) => mailbox[side]![key] === body[side][key])
    if (!same('smtp') || !same('imap')) throw refuse('password_again', 'Type the password again: it is only ever sent to the servers it was typed in for.', { field: 'password' })
    stored = await openPasswords(world, mailbox)
  }
  const smtpPassword = body.password ?? stored?.smtpPassword
  if (!smtpPassword) throw refuse('no_password', 'Type the password.', { field: 'password' })
  return { address: body.address, smtp: body.smtp, imap: body.imap, smtpPassword, imapPassword: body.imapPassword ?? (body.password ? body.password : (stored?.imapPassword ?? smtpPassword)) }
}
