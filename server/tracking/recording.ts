// What was looked at, written down. Pictures are loaded in bursts, and each is answered only after its row is committed; so
// hits that come while one transaction is under way share the next (group commit): one commit for hundreds of rows.
import type { Ground } from '#platform/world'
import { liveChanged } from '#platform/events'
import { inOneBreath, type Actor, type Tx } from '#platform/db'
import { confirmByEvidence } from '#sending'
import { trapNo } from './token.ts'
import { machineIn, settledAfterMs, tooEarly, trapMs, trapped, walked, walkMs, type Machine } from './machines.ts'
import { networkOf } from './networks.ts'
import { insertHits, insertOpens, linkOf, oneAtATime, trackedMail, trappedSince, unmask, workspacesOfMails } from './store.ts'
import { tellOpened } from './telling.ts'

/** `practised`: of the practice world, whose scanners say what they are: there is nothing to wait for. */
export interface Visit { messageId: string; method: string; userAgent: string | undefined; at: Date; ip?: string | undefined; purpose?: string | undefined; practised?: true }

const actor: Actor = { kind: 'system', name: 'tracking' }

/** More hits of one mail within a minute are answered and not written down: nobody looks that often. */
const mostPerMinute = 30
/** Rows of one transaction at most. */
const mostPerBatch = 1000
/** Transactions under way at once: while one waits for the disk, the next are on their way. */
const lanes = 3

export interface Recorder { open(visit: Visit): Promise<void> }

export function createRecorder(ground: Ground): Recorder {
  let waiting: { visit: Visit; done: () => void; failed: (error: unknown) => void }[] = []
  let busy = 0
  const crowd = createCrowd()
  const teller = createTeller(ground)

  const work = async () => {
    busy++
    // Those who asked in the same turn of the event loop go together.
    await new Promise(setImmediate)
    while (waiting.length) {
      const batch = waiting.splice(0, mostPerBatch)
      await recordOpens(ground, batch.map((one) => one.visit), teller).then(
        () => batch.forEach((one) => one.done()),
        (error) => batch.forEach((one) => one.failed(error)),
      )
    }
    busy--
  }

  return {
    open(visit) {
      if (crowd.tooMany(visit.messageId, visit.at)) return Promise.resolve()
      return new Promise((done, failed) => {
        waiting.push({ visit, done, failed })
        if (busy < lanes) void work()
      })
    },
  }
}

/** Browsers hear of new opens once a second, not once a batch. */
function createTeller(ground: Ground) {
  const soon = new Set<string>()
  return {
    tell(workspaceId: string): void {
      if (soon.has(workspaceId)) return
      soon.add(workspaceId)
      setTimeout(() => {
        soon.delete(workspaceId)
        if (!ground.stopping.aborted) ground.world(workspaceId, actor).write((tx) => liveChanged(tx, 'numbers')).catch((error: unknown) => ground.log.debug({ err: error }, 'Browsers could not be told of opens.'))
      }, 1000).unref()
    },
  }
}

/** How often each mail was asked for in this minute. A bound on noise; kept in the process because nothing depends on it. */
function createCrowd() {
  let minute = 0
  let seen = new Map<string, number>()
  return {
    tooMany(messageId: string, at: Date): boolean {
      const now = Math.floor(at.getTime() / 60_000)
      if (now !== minute) { minute = now; seen = new Map() }
      const times = (seen.get(messageId) ?? 0) + 1
      if (seen.size < 100_000 || times > 1) seen.set(messageId, times)
      return times > mostPerMinute
    },
  }
}

async function recordOpens(ground: Ground, visits: Visit[], teller: { tell(workspaceId: string): void }): Promise<void> {
  const workspaces = await workspacesOfMails(ground, [...new Set(visits.map((v) => v.messageId))])
  const groups = Map.groupBy(visits.filter((v) => workspaces.has(v.messageId)), (v) => workspaces.get(v.messageId)!)
  for (const [workspaceId, ours] of groups) {
    const opened = await ground.world(workspaceId, actor).write((tx) => writeOpens(tx, ours))
    if (opened) teller.tell(workspaceId)
  }
}

async function writeOpens(tx: Tx, visits: Visit[]): Promise<boolean> {
  const opens = visits.map((v) => ({ messageId: v.messageId, at: v.at, userAgent: v.userAgent, machine: machineIn({ ...v, kind: 'open', acceptedAt: v.at }), network: networkOf(v.ip), tellAt: settledAt(v) }))
  const firsts = await insertOpens(tx, opens, { signal: 'too_early', why: tooEarly }, trapped)
  await tellOpened(tx, firsts.filter((mail) => !mail.waits))
  return firsts.length > 0
}

/** Writes the click down and answers where the link leads; undefined when there is no such link, null for the trap. */
export async function recordClick(ground: Ground, linkNo: number, visit: Visit): Promise<string | null | undefined> {
  const { messageId, userAgent, at } = visit
  const workspaceId = (await workspacesOfMails(ground, [messageId])).get(messageId)
  if (!workspaceId || linkNo === 0) return undefined
  const world = ground.world(workspaceId, actor)
  let inDoubt = false
  const to = await world.write(async (tx) => {
    const since = new Date(at.getTime() - walkMs)
    // A scanner may follow all links at once; each of its hits has to see the others.
    const [, mail, link] = await inOneBreath([oneAtATime(tx, messageId), trackedMail(tx, messageId), linkOf(tx, messageId, linkNo, since)])
    if (!mail || !link) return undefined
    inDoubt = mail.doubtfulSince !== null
    const write = (machine: Machine | null) => insertHits(tx, [{
      messageId, kind: 'click', linkNo, at, userAgent: userAgent ?? null, machine, network: networkOf(visit.ip), tellAt: machine || link.told ? null : settledAt(visit),
    }])
    if (linkNo === trapNo) {
      await unmask(tx, messageId, new Date(at.getTime() - trapMs), trapped)
      await write(trapped)
      await liveChanged(tx, 'numbers')
      return null
    }
    if (!/^https?:/i.test(link.url)) return undefined
    let machine = machineIn({ ...visit, kind: 'click', acceptedAt: mail.accepted_at ?? mail.doubtfulSince })
    if (!machine && (await trappedSince(tx, messageId, new Date(at.getTime() - trapMs)))) machine = trapped
    if (!machine && link.others >= 2) {
      machine = walked
      await unmask(tx, messageId, since, walked)
    }
    await write(machine)
    // The numbers show it at once, and lose it again should it be unmasked; the fact waits (see telling.ts).
    if (!machine && !link.told) await liveChanged(tx, 'numbers')
    return link.url
  })
  // Whoever followed it, a scanner even, had the mail: it arrived.
  if (inDoubt) await world.write((tx) => confirmByEvidence(tx, messageId)).catch((error: unknown) => ground.log.warn({ err: error, messageId }, 'A mail in doubt could not be called sent after a click.'))
  return to
}

const settledAt = (visit: Visit): Date => new Date(visit.at.getTime() + (visit.practised ? 0 : settledAfterMs))
