// One kept connection per letterbox that listens (IDLE), so that an answer is here seconds after it came. Which process holds it
// is a row with a lease. Listening is only for speed: every letterbox is looked into once a minute all the same, so a connection
// that silently died costs a minute and never a mail.
import { claimWatch, dropWatch, holdWatch, routeFor, syncSoon } from '#mailboxes'
import { liveChanged } from '#platform/events'
import type { Ground, World } from '#platform/world'

/** Many providers count connections per address they come from. */
const mostPerHost = 15
const mostInAll = 300
const pauseMs = 5000
const renewMs = 30_000
/**
 * A server must allow half an hour (RFC 2177). But a line that has silently died costs every answer up to a minute until it is
 * found out, and one short question on an open line costs less than the look every minute, which opens a line of its own.
 */
const aliveEveryMs = 30_000
const firstRestS = 5
const longestRestS = 600

export async function keepListening(ground: Ground, signal: AbortSignal): Promise<void> {
  const open = new Map<string, { host: string; done: Promise<void> }>()
  const failures = new Map<string, number>()
  while (!signal.aborted) {
    const free = await ground.sweep<{ workspace_id: string; mailbox_id: string; host: string | null }>('select workspace_id, mailbox_id, host from mailboxes_to_watch($1, $2)', [ground.clock.now(), 100])
    for (const { workspace_id, mailbox_id, host } of free) {
      const name = host ?? ''
      if (open.has(mailbox_id) || open.size >= mostInAll || [...open.values()].filter((o) => o.host === name).length >= mostPerHost) continue
      const world = ground.world(workspace_id, { kind: 'system', name: 'inbox' })
      const done = listen(world, mailbox_id, failures, signal)
        .catch((error: unknown) => ground.log.warn({ err: error, mailboxId: mailbox_id }, 'A letterbox could not be listened to.'))
        .finally(() => open.delete(mailbox_id))
      open.set(mailbox_id, { host: name, done })
    }
    await ground.clock.sleep(pauseMs, signal)
  }
  await Promise.all([...open.values()].map((o) => o.done))
}

/** Until the connection ends, the mailbox changes or the process stops. */
export async function listen(world: World, mailboxId: string, failures: Map<string, number>, stopping: AbortSignal, aliveMs = aliveEveryMs): Promise<void> {
  const by = `${world.ground.processId}:${crypto.randomUUID()}`
  if (!(await world.write((tx) => claimWatch(tx, mailboxId, by)))) return
  const route = await routeFor(world, mailboxId)
  const halt = new AbortController()
  const signal = AbortSignal.any([halt.signal, stopping])
  let isOpen = false
  const renew = setInterval(() => {
    world.write((tx) => holdWatch(tx, mailboxId, by, isOpen)).then((held) => { if (!held) halt.abort() }, () => halt.abort())
  }, renewMs)
  const began = world.clock.now().getTime()
  try {
    if (!route.watch) return
    await route.watch(() => void world.write((tx) => syncSoon(tx, mailboxId)).catch(() => undefined), {
      signal, aliveEveryMs: aliveMs,
      opened() {
        isOpen = true
        world.write(async (tx) => { await holdWatch(tx, mailboxId, by, true); await liveChanged(tx, 'mailboxes') }).catch(() => undefined)
      },
    })
  } finally {
    clearInterval(renew)
    const lasted = isOpen && world.clock.now().getTime() - began > 60_000
    const failed = lasted || stopping.aborted ? 0 : (failures.get(mailboxId) ?? 0) + 1
    failures.set(mailboxId, failed)
    await world.write((tx) => dropWatch(tx, mailboxId, by, stopping.aborted ? 0 : route.watch ? restS(failed, Math.random()) : longestRestS)).catch(() => undefined)
  }
}

/** Pure: doubling from five seconds to ten minutes, spread by a third, so that many never come back at once. `chance` in [0, 1). */
export const restS = (failures: number, chance: number): number => Math.round(Math.min(longestRestS, firstRestS * 2 ** Math.min(failures, 10)) * (0.67 + 0.66 * chance))
