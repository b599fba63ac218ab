// What was looked at, written down. Pictures are loaded in bursts, and each is answered only after its row is committed; so
// hits that come while one transaction is under way share the next (group commit): one commit for hundreds of rows.
import type { Ground } from '#platform/world'
import { announceMany, liveChanged } from '#platform/events'
import type { Actor, Tx } from '#platform/db'
import { linkClicked, messageOpened } from './events.ts'
import { walkMs, whyMachine } from './machines.ts'
import { insertHits, insertOpens, linkOf, trackedMail, unmaskClicks, workspacesOfMails, type TrackedMail } from './store.ts'

export interface Visit { messageId: string; method: string; userAgent: string | undefined; at: Date }

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

const tooEarly = 'It came before the mail was known to be delivered.'

async function recordOpens(ground: Ground, visits: Visit[], teller: { tell(workspaceId: string): void }): Promise<void> {
  const workspaces = await workspacesOfMails(ground, [...new Set(visits.map((v) => v.messageId))])
  const groups = Map.groupBy(visits.filter((v) => workspaces.has(v.messageId)), (v) => workspaces.get(v.messageId)!)
  for (const [workspaceId, ours] of groups) {
    const opened = await ground.world(workspaceId, actor).write((tx) => writeOpens(tx, ours))
    if (opened) teller.tell(workspaceId)
  }
}

async function writeOpens(tx: Tx, visits: Visit[]): Promise<boolean> {
  const opens = visits.map(({ messageId, method, userAgent, at }) => ({ messageId, at, userAgent, why: whyMachine({ kind: 'open', method, userAgent, at, acceptedAt: at }) }))
  const firsts = await insertOpens(tx, opens, tooEarly)
  await announceMany(tx, messageOpened, firsts.map(ofMail))
  return firsts.length > 0
}

/** Writes the click down and answers where the link leads; undefined when there is no such link. */
export async function recordClick(ground: Ground, linkNo: number, { messageId, method, userAgent, at }: Visit): Promise<string | undefined> {
  const workspaceId = (await workspacesOfMails(ground, [messageId])).get(messageId)
  if (!workspaceId || linkNo === 0) return undefined
  return ground.world(workspaceId, actor).write(async (tx) => {
    const mail = await trackedMail(tx, messageId)
    const since = new Date(at.getTime() - walkMs)
    const link = await linkOf(tx, messageId, linkNo, since)
    if (!mail || !link || !/^https?:/i.test(link.url)) return undefined
    let why = whyMachine({ kind: 'click', method, userAgent, at, acceptedAt: mail.accepted_at })
    if (why === null && link.others >= 2) {
      why = 'Three different links were followed within two seconds.'
      await unmaskClicks(tx, messageId, since, why)
    }
    await insertHits(tx, [{ messageId, kind: 'click', linkNo, at, userAgent: userAgent ?? null, why }])
    if (why === null && !link.clicked) {
      await announceMany(tx, linkClicked, [{ ...ofMail(mail), url: link.url }])
      await liveChanged(tx, 'numbers')
    }
    return link.url
  })
}

const ofMail = (mail: TrackedMail) => ({
  messageId: mail.id, mailboxId: mail.mailbox_id,
  ...(mail.lead_id && { leadId: mail.lead_id }), ...(mail.campaign_id && { campaignId: mail.campaign_id }), ...(mail.step_id && { stepId: mail.step_id }),
})

