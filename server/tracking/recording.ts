// What was looked at, written down. Pictures are loaded in bursts, and each is answered only after its row is committed; so
// hits that come while one transaction is under way share the next (group commit): one commit for hundreds of rows.
import type { Ground } from '#platform/world'
import { announceMany, liveChanged } from '#platform/events'
import type { Actor, Tx } from '#platform/db'
import { linkClicked, messageOpened } from './events.ts'
import { walkMs, whyMachine } from './machines.ts'
import { insertHits, linkOf, trackedMails, unmaskClicks, workspacesOfMails, type HitRow, type TrackedMail } from './store.ts'

export interface Visit { messageId: string; method: string; userAgent: string | undefined; at: Date }

const actor: Actor = { kind: 'system', name: 'tracking' }

/** More hits of one mail within a minute are answered and not written down: nobody looks that often. */
const mostPerMinute = 30
/** Rows of one transaction at most. */
const mostPerBatch = 1000

export interface Recorder { open(visit: Visit): Promise<void> }

export function createRecorder(ground: Ground): Recorder {
  let waiting: { visit: Visit; done: () => void; failed: (error: unknown) => void }[] = []
  let busy = false
  const crowd = createCrowd()

  const work = async () => {
    busy = true
    while (waiting.length) {
      const batch = waiting.splice(0, mostPerBatch)
      await recordOpens(ground, batch.map((one) => one.visit)).then(
        () => batch.forEach((one) => one.done()),
        (error) => batch.forEach((one) => one.failed(error)),
      )
    }
    busy = false
  }

  return {
    open(visit) {
      if (crowd.tooMany(visit.messageId, visit.at)) return Promise.resolve()
      return new Promise((done, failed) => {
        waiting.push({ visit, done, failed })
        if (!busy) void work()
      })
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

async function recordOpens(ground: Ground, visits: Visit[]): Promise<void> {
  const workspaces = await workspacesOfMails(ground, [...new Set(visits.map((v) => v.messageId))])
  const groups = Map.groupBy(visits.filter((v) => workspaces.has(v.messageId)), (v) => workspaces.get(v.messageId)!)
  for (const [workspaceId, ours] of groups) await ground.world(workspaceId, actor).write((tx) => writeOpens(tx, ours))
}

async function writeOpens(tx: Tx, visits: Visit[]): Promise<void> {
  const mails = new Map((await trackedMails(tx, [...new Set(visits.map((v) => v.messageId))])).map((mail) => [mail.id, mail]))
  const hits: HitRow[] = []
  const firsts = new Map<string, TrackedMail>()
  for (const { messageId, method, userAgent, at } of visits) {
    const mail = mails.get(messageId)
    if (!mail) continue
    const why = whyMachine({ kind: 'open', method, userAgent, at, acceptedAt: mail.accepted_at })
    hits.push({ messageId, kind: 'open', linkNo: null, at, userAgent: userAgent ?? null, why })
    if (why === null && !mail.opened) firsts.set(messageId, mail)
  }
  if (!hits.length) return
  await insertHits(tx, hits)
  if (!firsts.size) return
  await announceMany(tx, messageOpened, [...firsts.values()].map(ofMail))
  await liveChanged(tx, 'numbers')
}

/** Writes the click down and answers where the link leads; undefined when there is no such link. */
export async function recordClick(ground: Ground, linkNo: number, { messageId, method, userAgent, at }: Visit): Promise<string | undefined> {
  const workspaceId = (await workspacesOfMails(ground, [messageId])).get(messageId)
  if (!workspaceId || linkNo === 0) return undefined
  return ground.world(workspaceId, actor).write(async (tx) => {
    const [mail] = await trackedMails(tx, [messageId])
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

