// One's meetings and tasks as a calendar, behind an address that is a secret. Whoever has it sees what its owner sees; a new one ends it.
import { randomBytes } from 'node:crypto'
import { findWorkspace, members } from '#accounts'
import { may } from '#contract/roles'
import { tasksForCalendar } from '#tasks'
import type { Ground, World } from '#platform/world'
import { hashOf } from './calendly.ts'
import { calendar, type Entry } from './calendar.ts'
import { dropFeed, feedOf, meetingsFor, saveFeed, type ShownMeeting } from './store.ts'

const where = 'calendar_feeds.token'

export async function showFeed(world: World, userId: string): Promise<{ url: string | null; createdAt: string | null }> {
  const row = await world.read((tx) => feedOf(tx, userId))
  if (!row) return { url: null, createdAt: null }
  return { url: `${world.config.baseUrl}/calendar/${await world.secrets.open(world.workspaceId, where, userId, row.token)}.ics`, createdAt: row.createdAt.toISOString() }
}

export async function makeFeed(world: World, userId: string) {
  const token = randomBytes(32).toString('base64url')
  const sealed = await world.secrets.seal(world.workspaceId, where, userId, token)
  await world.write((tx) => saveFeed(tx, userId, { hash: hashOf(token), sealed }))
  return showFeed(world, userId)
}

export async function removeFeed(world: World, userId: string) {
  await world.write((tx) => dropFeed(tx, userId))
  return showFeed(world, userId)
}

/** Undefined: no such address, or its owner is not here any more. */
export async function readFeed(ground: Ground, asked: string): Promise<string | undefined> {
  const token = asked.replace(/\.ics$/, '')
  if (!/^[\w-]{40,60}$/.test(token)) return undefined
  const [found] = await ground.sweep<{ workspace_id: string; user_id: string }>('select workspace_id, user_id from calendar_feed_of($1)', [hashOf(token)])
  if (!found) return undefined
  const world = ground.world(found.workspace_id, { kind: 'system', name: 'calendar feed' })
  return world.read(async (tx) => {
    const person = (await members(tx)).find((m) => m.user_id === found.user_id)
    if (!person || person.disabled_at || !may(person.role, 'meetings.read')) return undefined
    const { name, timeZone } = await findWorkspace(tx)
    const base = world.config.baseUrl
    const entries = (await meetingsFor(tx, found.user_id)).map((m) => entryOf(m, base))
    for (const t of await tasksForCalendar(tx, found.user_id))
      entries.push({
        uid: `task-${t.id}@overture`, when: t.dueAt ? { start: t.dueAt, end: new Date(t.dueAt.getTime() + 30 * 60_000) } : { day: t.dueOn }, summary: t.title, url: `${base}/tasks?open=${t.id}`,
        ...(t.notes && { description: t.notes }), status: 'CONFIRMED', busy: false, sequence: Math.floor(t.updatedAt.getTime() / 1000) % 2_000_000_000, changedAt: t.updatedAt, remind: t.dueAt ? t.remindMinutes : null,
      })
    return calendar(`${person.name}, ${name}`, timeZone, entries)
  })
}

const entryOf = (m: ShownMeeting, base: string): Entry => ({
  uid: `meeting-${m.id}@overture`, when: { start: m.startAt, end: m.endAt }, summary: m.status === 'cancelled' ? `Cancelled: ${m.title}` : m.title, url: `${base}/meetings?open=${m.id}`,
  description: [m.leadName && `With ${m.leadName}${m.companyName ? `, ${m.companyName}` : ''}.`, !m.leadName && m.bookedName && `With ${m.bookedName}.`, m.notes].filter(Boolean).join('\n'), ...(m.place && { location: m.place }),
  status: m.status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED', busy: true, sequence: m.sequence, changedAt: m.updatedAt,
})
