// The conscience, read aloud: what must be true at the moment a body is about to leave. Asked inside the gate's
// transaction, with the lead and the mail held; each check answers null or why not, and what becomes of the mail then.
import type { Obstacle } from '#leads'
import { isHealthy } from './claiming.ts'
import type { Halt } from './halts.ts'
import { hasMissedWindow, isStale, type Reason } from './message.ts'
import type { Standing } from './queue-store.ts'

/** `cancel`: never. `freeze`: when its campaign gives it a new time. `wait`: due again when things are well. `look`: only after a new look. `replan`: its hours are over. `leave`: the row is not ours to touch. */
export type No = Reason & { then: 'cancel' | 'freeze' | 'wait' | 'look' | 'replan' | 'leave'; /** Who said so, where the code is in other words than ours. */ asked?: 'campaign' }
/** `obstacle` is about the lead, `halt` about its way through the campaign, `inCopy` about somebody who gets the same mail. */
export interface Question { standing: Standing | undefined; fence: number; obstacle: Obstacle | null; halt?: Halt | undefined; inCopy?: Obstacle | undefined; now: Date }
type Check = (q: Question & { standing: Standing }) => No | null

export const checks: readonly Check[] = [notCancelled, stillOurs, sendingIsOn, leadMayBeContacted, campaignGoesOn, copiesMayBeContacted, mailboxIsHealthy, underDailyLimit, withinSendingHours, lookedAtFreshly]

export function mayLeave(q: Question): No | null {
  const { standing } = q
  if (!standing) return { code: 'gone', sentence: 'The mail does not exist any more.', then: 'leave' }
  for (const check of checks) {
    const no = check({ ...q, standing })
    if (no) return no
  }
  return null
}

function notCancelled({ standing }: { standing: Standing }): No | null {
  return standing.state === 'claimed' ? null : { code: standing.state, sentence: `The mail is ${standing.state}.`, then: 'leave' }
}

function stillOurs({ standing, fence }: { standing: Standing; fence: number }): No | null {
  return standing.fence === fence ? null : { code: 'fenced', sentence: 'Another worker has taken this mail over.', then: 'leave' }
}

function sendingIsOn({ standing }: { standing: Standing }): No | null {
  return standing.stopped ? { code: 'sending_stopped', sentence: 'All sending of this workspace is stopped.', then: 'wait' } : null
}

function leadMayBeContacted({ obstacle }: Question): No | null {
  return obstacle ? { ...obstacle, then: 'cancel' } : null
}

/** It was stopped or paused while this mail was on the wire or held, where no stop could reach it. */
function campaignGoesOn({ halt }: Question): No | null {
  return halt ? { ...halt, asked: 'campaign' } : null
}

/** Nobody's silence is worth less for being in copy, and a mail that says who gets it cannot leave one of them out. */
function copiesMayBeContacted({ inCopy }: Question): No | null {
  return inCopy ? { code: 'copy_suppressed', sentence: `Somebody in copy may not be written to: ${inCopy.sentence} Take them out and send it again.`, then: 'cancel' } : null
}

function mailboxIsHealthy({ standing, now }: Question & { standing: Standing }): No | null {
  return isHealthy({ status: standing.mailboxStatus, pausedUntil: standing.pausedUntil }, now)
    ? null
    : { code: `mailbox_${standing.mailboxStatus}`, sentence: standing.mailboxReason ?? 'The mailbox cannot send at the moment.', then: 'wait' }
}

/** Its place in the day was taken when it was claimed; the limit may have been lowered since. */
function underDailyLimit({ standing }: { standing: Standing }): No | null {
  return standing.origin !== 'campaign' || standing.sent <= standing.dailyLimit
    ? null
    : { code: 'daily_limit', sentence: `The mailbox has sent its ${standing.dailyLimit} mails for today.`, then: 'wait' }
}

function withinSendingHours({ standing, now }: Question & { standing: Standing }): No | null {
  return hasMissedWindow(standing, now) ? { code: 'missed_window', sentence: 'Its sending hours are over.', then: 'replan' } : null
}

function lookedAtFreshly({ standing, now }: Question & { standing: Standing }): No | null {
  return isStale(standing, now) ? { code: 'look_too_old', sentence: 'The last look into the letterbox is more than a minute old.', then: 'look' } : null
}
