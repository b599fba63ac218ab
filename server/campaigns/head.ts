// One sentence that says what happens next.
import type { CampaignStatus, Counters } from '#contract/campaigns'
import type { Forecast } from './forecast.ts'
import { localDate, spokenClock, spokenDay, spokenTime } from './schedule.ts'

interface About { status: CampaignStatus; counters: Counters; next: { at: Date; zone: string; now: Date } | null; finish: Forecast | null; pauseReason: string | null }

export function headSentence({ status, counters: c, next, finish, pauseReason }: About): string {
  switch (status) {
    case 'archived': return `Archived. ${c.sent} ${c.sent === 1 ? 'mail' : 'mails'} sent, ${c.replied} answered.`
    case 'completed': return `Completed: every lead has a final state; ${c.replied} of ${c.total} answered.`
    case 'paused': return `Paused${pauseReason ? ` (${pauseReason.replace(/\.$/, '')})` : ''}. Nobody gets a mail until you resume.`
    case 'draft': return draft(c)
    case 'active': return next ? running(c, next, finish) : waiting(c)
  }
}

function draft(c: Counters): string {
  if (!c.total) return 'A draft. Add leads, and research and writing start.'
  const busy = c.preparing ? `${c.preparing} being researched and written; ` : ''
  return `A draft with ${c.total} ${c.total === 1 ? 'lead' : 'leads'}: ${busy}${c.waitingApproval} waiting for approval, ${c.ready} ready. Nothing is sent before the launch.`
}

function running(c: Counters, next: { at: Date; zone: string; now: Date }, finish: Forecast | null): string {
  const most = Math.max(0, ...(finish?.perDay.map((d) => d.total) ?? []))
  const today = localDate(next.at, next.zone) === localDate(next.now, next.zone)
  const parts = [today ? `Next mail at ${spokenClock(next.at, next.zone)}` : `Next mail on ${spokenTime(next.at, next.zone)}`]
  if (most > 1) parts.push(`up to ${most} a day`)
  if (finish?.finishDay) parts.push(`done on ${spokenDay(finish.finishDay)}`)
  return `${parts.join('; ')}.${c.waitingApproval ? ` ${c.waitingApproval} still ${c.waitingApproval === 1 ? 'waits' : 'wait'} for approval.` : ''}`
}

function waiting(c: Counters): string {
  if (!c.total) return 'Running, with nobody in it yet.'
  if (c.ready) return `${c.ready} in line for a place in the queue.`
  if (c.waitingApproval) return `No mail is planned: ${c.waitingApproval} ${c.waitingApproval === 1 ? 'waits' : 'wait'} for your approval.`
  if (c.preparing) return `No mail is planned yet: ${c.preparing} being researched and written.`
  if (c.held) return `No mail is planned: ${c.held} ${c.held === 1 ? 'needs' : 'need'} a decision.`
  if (c.waiting) return `No mail is planned: ${c.waiting} ${c.waiting === 1 ? 'waits' : 'wait'} for a person to do something, or for a condition.`
  return 'No mail is planned: everybody who is left is paused.'
}
