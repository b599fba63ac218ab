// Practice mailboxes: made with one click, with a seed (who lives in this world) and a pace (how fast its days pass).
import type { createPracticeMailbox, changePracticeMailbox, PracticeMailboxView, PracticePace } from '#contract/practice'
import type { Parsed } from '#contract/contract'
import type { z } from 'zod'
import { addMailbox, lockMailbox, mailboxesOf, ownAddresses, saveMailbox, type Mailbox } from '#mailboxes'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound } from '#platform/refuse'
import { speedOf } from './people.ts'
import { seedOf } from './receiving.ts'
import { countBoxes, delayAnswers, type BoxCounts } from './store.ts'
import { plain } from './sample-people.ts'

type View = z.output<typeof PracticeMailboxView>

/** A day's worth of mails in a day, an hour or a minute: limits and pauses shrink with the time. */
const rhythm: Record<PracticePace, { dailyLimit: number; gapMinS: number; gapMaxS: number }> = {
  real: { dailyLimit: 40, gapMinS: 60, gapMaxS: 180 },
  hour: { dailyLimit: 1000, gapMinS: 2, gapMaxS: 6 },
  minute: { dailyLimit: 2000, gapMinS: 0, gapMaxS: 0 },
}

export async function createPractice(tx: Tx, wish: Parsed<typeof createPracticeMailbox>['body']): Promise<View> {
  const user = tx.actor.kind === 'user' ? tx.actor : undefined
  const fromName = wish.fromName || user?.name || 'Practice'
  const mailbox = await addMailbox(tx, {
    kind: 'practice', address: await freeAddress(tx, fromName), fromName, ownerId: user?.userId ?? null, keepsSent: true, ...rhythm[wish.pace],
    practice: { seed: wish.seed ?? 'practice', pace: wish.pace, answersAtOnce: wish.answersAtOnce },
  })
  return viewOf(mailbox, undefined)
}

export async function changePractice(tx: Tx, id: string, wish: Parsed<typeof changePracticeMailbox>['body']): Promise<View> {
  const mailbox = await lockMailbox(tx, id)
  if (!mailbox || mailbox.kind !== 'practice') throw notFound('practice mailbox')
  const before = paceIn(mailbox)
  const { pace = before } = wish
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
  const changed: Mailbox = { ...mailbox, ...(pace !== before && rhythm[pace]), practice: { ...mailbox.practice, ...given } }
  await saveMailbox(tx, changed)
  if (changed.practice['answersAtOnce'] === true) await delayAnswers(tx, id, 0)
  else if (pace !== before) await delayAnswers(tx, id, speedOf(before) / speedOf(pace))
  await liveChanged(tx, 'mailboxes')
  return viewOf(changed, (await countBoxes(tx)).find((one) => one.mailbox_id === id))
}

export async function practiceMailboxes(tx: Tx): Promise<View[]> {
  const counts = new Map((await countBoxes(tx)).map((one) => [one.mailbox_id, one]))
  return (await mailboxesOf(tx)).filter((one) => one.kind === 'practice').map((one) => viewOf(one, counts.get(one.id)))
}

const paceIn = (mailbox: Mailbox): PracticePace => (mailbox.practice['pace'] === 'hour' || mailbox.practice['pace'] === 'minute' ? mailbox.practice['pace'] : 'real')

/** sam@practice.example, sam2@practice.example … */
export async function freeAddress(tx: Tx, name: string): Promise<string> {
  const taken = new Set(await ownAddresses(tx))
  const stem = plain(name.split(' ')[0] ?? '') || 'practice'
  for (let no = 1; ; no++) {
    const address = `${stem}${no === 1 ? '' : no}@practice.example`
    if (!taken.has(address)) return address
  }
}

const viewOf = (mailbox: Mailbox, counts: BoxCounts | undefined): View => ({
  id: mailbox.id, address: mailbox.address, fromName: mailbox.fromName, seed: seedOf(mailbox), pace: paceIn(mailbox),
  answersAtOnce: mailbox.practice['answersAtOnce'] === true,
  sent: counts?.sent ?? 0, arrived: counts?.arrived ?? 0, waiting: counts?.waiting ?? 0, nextAnswerAt: counts?.next_at?.toISOString() ?? null,
})
