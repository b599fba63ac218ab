// Time passes in the practice world: answers whose moment has come get their place in the letterbox, and people look at mails
// and follow links. Whoever opens a letterbox lets its time pass first, so nothing depends on the background loop being awake.
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import type { Ground, World } from '#platform/world'
import { syncSoon } from '#mailboxes'
import { visitInside } from '#tracking'
import { arrive, moveAnswer, takeVisits, waitingAnswers } from './store.ts'

/** Answers how many mails arrived. */
export async function letTimePass(world: World, mailboxId: string): Promise<number> {
  await makeVisits(world, mailboxId, false)
  return world.write((tx) => arriveAndWake(tx, mailboxId))
}

/** Everything on its way comes now: visits first, then the answers in the order in which they would have come. */
export async function deliverNow(world: World, mailboxId: string): Promise<number> {
  await makeVisits(world, mailboxId, true)
  return world.write(async (tx) => {
    for (const mail of await waitingAnswers(tx, mailboxId))
      if (mail.arrives_at > tx.now) await moveAnswer(tx, mail.id, tx.now, dated(mail.raw, tx.now))
    return arriveAndWake(tx, mailboxId)
  })
}

async function arriveAndWake(tx: Tx, mailboxId: string): Promise<number> {
  const arrived = await arrive(tx, mailboxId)
  if (arrived) {
    await syncSoon(tx, mailboxId)
    await liveChanged(tx, 'mailboxes')
  }
  return arrived
}

async function makeVisits(world: World, mailboxId: string, all: boolean): Promise<void> {
  const visits = await world.write((tx) => takeVisits(tx, mailboxId, all))
  for (const visit of visits.sort((a, b) => a.due_at.getTime() - b.due_at.getTime()))
    await visitInside(world.ground, visit.url, { userAgent: visit.user_agent, at: visit.due_at > world.clock.now() ? world.clock.now() : visit.due_at })
}

/** The same mail with another Date, for one that comes sooner than it was going to. */
export const dated = (raw: Buffer, at: Date): Buffer => Buffer.from(raw.toString('latin1').replace(/^Date: .*$/m, `Date: ${at.toUTCString().replace('GMT', '+0000')}`), 'latin1')

const longestNap = 5_000

/** Until stopped: wakes when something is due or something new was put on its way. */
export async function keepTime(ground: Ground, signal: AbortSignal): Promise<void> {
  let wake = () => {}
  const off = ground.onNotify('practice', () => wake())
  try {
    while (!signal.aborted) {
      const due = await ground.sweep<{ workspace_id: string; mailbox_id: string }>('select workspace_id, mailbox_id from practice_due($1, 100)', [ground.clock.now()])
      for (const { workspace_id, mailbox_id } of due) if (!signal.aborted) await letTimePass(ground.world(workspace_id, { kind: 'system', name: 'practice' }), mailbox_id)
      if (due.length) continue
      const [next] = await ground.sweep<{ at: Date | null }>('select practice_next() as at', [])
      const nap = Math.min(longestNap, Math.max(50, next?.at ? next.at.getTime() - ground.clock.now().getTime() : longestNap))
      const awake = new AbortController()
      wake = () => awake.abort()
      await ground.clock.sleep(nap, AbortSignal.any([signal, awake.signal]))
    }
  } finally { off() }
}
