// The post office of one process: finds mailboxes that could send, gives each its turn, renews the leases of what is in
// hand. Several processes may run one each; rows, fences and SKIP LOCKED keep them apart.
import { tookPlacesSince } from '#mailboxes'
import type { Ground } from '#platform/world'
import { openDesk, type Desk } from './desk.ts'
import { KeptConnections } from './kept-connections.ts'
import { runLane, type InHand } from './lane.ts'
import { renewLeases } from './queue-store.ts'
import type { Patience } from './smtp.ts'

/** A mailbox whose turn brought nothing is not asked again for this long, unless something was planned. */
const quietMs = 5_000
/** Without anything to do it looks at least this often; a turn that comes sooner is not slept through. */
const restMs = 1000
/**
 * Where others hold all connections a server allows, it is tried after five seconds, then later and later, up to `mostCrowdedMs`;
 * and not at all while the others are at work there, which the places they have taken lately show: a server that keeps hearing
 * from us after "too many" may shut us out.
 */
const mostCrowdedMs = 300_000, atWorkMs = 60_000, lookAgainMs = 15_000
/** After a server has said "too many", one connection more is tried after ten minutes, and when that was in vain after twice as long, up to an hour. */
const recoverMs = 600_000, mostRecoverMs = 3_600_000, oneBurstMs = 60_000

export interface PostOffice {
  /** Starts a turn for every ready mailbox that has none; answers how many were started. */
  tick(): Promise<number>
  /** Resolves when a turn ends. */
  turnOver(): Promise<void>
  readonly busy: boolean
  renew(): Promise<void>
  wakeUp(): void
  /** Finishes what is under way, at most `ms`; then cuts the lines. */
  close(ms: number): Promise<void>
}

export function openPostOffice(ground: Ground, stopping: AbortSignal, times?: Patience): PostOffice {
  const { config, clock } = ground
  const desks = new Map<string, Desk>()
  const lanes = new Map<string, Promise<void>>()
  const inHand = new Map<string, InHand>()
  const quiet = new Map<string, number>()
  const fewer = new Map<string, { most: number; since: number; recoverMs: number }>()
  const crowded = new Map<string, { until: number; times: number }>()
  const kept = new KeptConnections(times)
  let sent = 0

  const deskOf = (workspaceId: string): Desk => {
    let desk = desks.get(workspaceId)
    if (!desk) desks.set(workspaceId, (desk = openDesk(ground, ground.world(workspaceId, { kind: 'system', name: 'sending' }))))
    return desk
  }
  const share = (mailboxId: string): number => {
    const limit = fewer.get(mailboxId)
    const fair = Math.max(1, Math.floor(config.SENDING_CONNECTIONS / Math.max(1, lanes.size)))
    return limit ? Math.min(fair, limit.most + Math.floor((performance.now() - limit.since) / limit.recoverMs)) : fair
  }
  const tooMany = (mailboxId: string, most: number): void => {
    const now = performance.now(), before = fewer.get(mailboxId)
    // Several connections that are refused within the same moments are one finding.
    const inVain = before !== undefined && now - before.since > oneBurstMs
    fewer.set(mailboxId, { most: Math.max(1, Math.min(most, share(mailboxId))), since: now, recoverMs: !before ? recoverMs : inVain ? Math.min(mostRecoverMs, before.recoverMs * 2) : before.recoverMs })
  }
  /** Whether this process leaves a mailbox to others for now. */
  const leaves = async (workspaceId: string, mailboxId: string): Promise<boolean> => {
    const full = crowded.get(mailboxId)
    if (!full) return false
    if (full.until > performance.now()) return true
    const since = new Date(clock.now().getTime() - atWorkMs)
    if (!(await ground.world(workspaceId, { kind: 'system', name: 'sending' }).read((tx) => tookPlacesSince(tx, mailboxId, since)))) return false
    full.until = performance.now() + lookAgainMs * (0.5 + Math.random())
    return true
  }
  const turn = async (workspaceId: string, mailboxId: string): Promise<void> => {
    const world = ground.world(workspaceId, { kind: 'system', name: 'sending' })
    try {
      const n = await runLane(world, mailboxId, {
        desk: deskOf(workspaceId), kept, worker: ground.processId, leaseS: config.SENDING_LEASE_S, stopping, inHand,
        allowance: () => share(mailboxId),
        crowded: () => {
          const times = (crowded.get(mailboxId)?.times ?? 0) + 1
          crowded.set(mailboxId, { times, until: performance.now() + Math.min(mostCrowdedMs, quietMs * 2 ** (times - 1)) })
        },
        fewer: (most) => tooMany(mailboxId, most),
      })
      sent += n
      if ((crowded.get(mailboxId)?.until ?? 0) < performance.now()) crowded.delete(mailboxId)
      if (!n) quiet.set(mailboxId, performance.now() + quietMs)
    } catch (error) {
      ground.log.error({ err: error, mailboxId }, 'A mailbox could not be served.')
      quiet.set(mailboxId, performance.now() + quietMs)
    }
  }

  return {
    get busy() { return lanes.size > 0 },
    async tick() {
      kept.closeIdle()
      const free = config.SENDING_CONNECTIONS - lanes.size
      if (free <= 0 || stopping.aborted) return 0
      for (const [mailboxId, until] of quiet) if (until < performance.now()) quiet.delete(mailboxId)
      const ready = await ground.sweep<{ workspace_id: string; mailbox_id: string }>('select workspace_id, mailbox_id from sending_mailboxes_ready($1, $2)', [clock.now(), free + lanes.size + quiet.size])
      let started = 0
      for (const { workspace_id: workspaceId, mailbox_id: mailboxId } of ready) {
        if (lanes.has(mailboxId) || quiet.has(mailboxId) || started >= free || (await leaves(workspaceId, mailboxId))) continue
        started++
        lanes.set(mailboxId, turn(workspaceId, mailboxId).finally(() => lanes.delete(mailboxId)))
      }
      return started
    },
    turnOver: async () => { if (lanes.size) await Promise.race(lanes.values()) },
    async renew() {
      const until = new Date(clock.now().getTime() + config.SENDING_LEASE_S * 1000)
      const goodUntil = performance.now() + config.SENDING_LEASE_S * 1000
      for (const workspaceId of new Set([...inHand.values()].map((h) => h.workspaceId))) {
        const ours = [...inHand.values()].filter((h) => h.workspaceId === workspaceId)
        const renewed = new Set((await ground.world(workspaceId).write((tx) => renewLeases(tx, ours.map((h) => h.claim.id), ground.processId, until))).map((r) => r.id))
        for (const h of ours) if (renewed.has(h.claim.id)) h.goodUntil = goodUntil
      }
    },
    wakeUp: () => quiet.clear(),
    async close(ms) {
      const over = new AbortController()
      const done = Promise.all(lanes.values())
      await Promise.race([done, clock.sleep(ms, over.signal)])
      kept.closeAll()
      await Promise.race([done, clock.sleep(2000, over.signal)])
      over.abort() // no timer stays behind and keeps the process alive
      ground.log.debug({ sent }, 'The post office is closed.')
    },
  }
}

/** The background loop: woken by NOTIFY, by a turn that ends, and by the clock. */
export async function dispatch(ground: Ground, signal: AbortSignal): Promise<void> {
  const office = openPostOffice(ground, signal)
  let wake = () => undefined as void
  const off = ground.onNotify('sending', () => { office.wakeUp(); wake() })
  const closed = new AbortController()
  const renewing = renewInTime(ground, office, closed.signal)
  try {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => { wake = resolve })
      // The database is away for a moment: conversations under way go on, and it is asked again.
      const started = await office.tick().catch((error: unknown) => { ground.log.warn({ reason: (error as Error).message }, 'The queue could not be looked into.'); return 0 })
      const waits = [woken, ground.clock.sleep(started ? 20 : await untilNextTurn(ground), signal)]
      await Promise.race(office.busy ? [...waits, office.turnOver()] : waits)
    }
  } finally {
    off()
    await office.close(30_000)
    closed.abort()
    await renewing
  }
}

async function untilNextTurn(ground: Ground): Promise<number> {
  const now = ground.clock.now()
  const [row] = await ground.sweep<{ at: Date | null }>('select sending_next_turn($1, $2) as at', [now, new Date(now.getTime() + restMs)]).catch(() => [])
  return row?.at ? Math.max(1, Math.min(restMs, row.at.getTime() - now.getTime())) : restMs
}

/** As long as the post office has mails in hand, closing included. */
async function renewInTime(ground: Ground, office: PostOffice, closed: AbortSignal): Promise<void> {
  while (!closed.aborted) {
    await ground.clock.sleep((ground.config.SENDING_LEASE_S * 1000) / 4, closed)
    if (!closed.aborted) await office.renew().catch((error: unknown) => ground.log.warn({ err: error }, 'Leases could not be renewed.'))
  }
}

/** Sends everything that is due now and waits until it is done: for tests and tools. */
export async function sendWhatIsDue(ground: Ground, times?: Patience): Promise<void> {
  const office = openPostOffice(ground, ground.stopping, times)
  while ((await office.tick()) || office.busy) await office.turnOver()
  await office.close(0)
}
