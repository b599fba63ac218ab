// The home page in numbers: what needs me and why now, today so far, one line a campaign.
import { DateTime } from 'luxon'
import { findWorkspace } from '#accounts'
import type { home } from '#contract/analytics'
import type { Output } from '#contract/contract'
import type { Tx } from '#platform/db'
import { defined, labels, rows, type WaitingNumber } from './numbers.ts'
import { countHappened } from './store.ts'
import { campaignCounts, countWaiting, hasWhat } from './waiting-store.ts'

/** In the order in which waiting costs most. `failed` is a record, not a task. */
const needs: readonly WaitingNumber[] = ['mailbox_troubles', 'unread', 'in_doubt', 'approvals', 'unmatched', 'held']

export async function homeOf(tx: Tx): Promise<Output<typeof home>> {
  const { timeZone } = await findWorkspace(tx)
  const day = DateTime.fromJSDate(tx.now, { zone: timeZone }).toISODate()!
  const numbers = ['sent', 'replied', 'positive', 'bounced'] as const
  const today = await countHappened(tx, numbers, 'mails', {}, { from: day, to: day, zone: timeZone })
  const waiting = new Map((await countWaiting(tx)).map((one) => [one.number, one]))
  const campaigns = await campaignCounts(tx)
  const { still_to_go, ...has } = await hasWhat(tx)
  const counted = (name: (typeof numbers)[number]) => ({ count: Number(today[name] ?? 0), rows: rows({ number: name, count: 'mails', from: day, to: day, on: 'happened' }) })
  const needsMe = needs.flatMap((name) => {
    const one = waiting.get(name)
    if (!one?.count) return []
    return [{ name, label: labels[name], why: whyNow(name, one.count, one.oldest, one.detail, tx.now), oldestAt: one.oldest?.toISOString() ?? null, count: one.count, rows: rows({ number: name }) }]
  })
  return {
    timeZone, needsMe, has,
    sentence: sentence(needsMe.reduce((sum, one) => sum + one.count, 0), counted('sent').count, still_to_go),
    today: { sent: counted('sent'), replied: counted('replied'), positive: counted('positive'), bounced: counted('bounced'), stillToGo: still_to_go },
    campaigns: campaigns.map((c) => {
      const of = (number: 'sent' | 'replied' | 'positive' | 'bounced') => ({ count: c[number], rows: rows({ number, count: 'leads', campaignId: c.id }) })
      return {
        id: c.id, name: c.name, status: c.status, leads: c.leads, waiting: c.waiting, nextAt: c.next_at?.toISOString() ?? null,
        approvals: { count: c.approvals, rows: rows({ number: 'approvals', campaignId: c.id }) },
        sent: of('sent'), replied: of('replied'), positive: of('positive'), bounced: of('bounced'),
      }
    }),
    definitions: defined([...needs, ...numbers]),
  }
}

function whyNow(name: WaitingNumber, count: number, oldest: Date | null, detail: string | null, now: Date): string {
  const since = oldest ? ago(oldest, now) : ''
  const these = (one: string, many: string) => (count === 1 ? one : `${count} ${many}`)
  switch (name) {
    case 'mailbox_troubles': return `${these('A mailbox', 'mailboxes')} cannot work: ${detail ?? 'see its page'}`
    case 'unread': return count === 1 ? `Somebody wrote ${since} and has no answer yet.` : `The first of them wrote ${since}.`
    case 'approvals': return `Nothing leaves before you approve; ${count === 1 ? 'it was written' : 'the oldest was written'} ${since}.`
    case 'in_doubt': return `Nobody can tell whether ${count === 1 ? 'it' : 'they'} arrived; ${count === 1 ? 'it was' : 'the oldest was'} handed over ${since}. Look into Sent, or say what you know.`
    case 'unmatched': return `${these('One mail fits', 'mails fit')} no lead; one of your leads may have written from another address.`
    default: return `${these('One mail waits', 'mails wait')}: ${detail ?? 'see the reason beside each'}`
  }
}

export function ago(then: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - then.getTime()) / 60_000))
  if (minutes < 60) return minutes <= 1 ? 'a minute ago' : `${minutes} minutes ago`
  const hours = Math.round(minutes / 60)
  if (hours < 48) return hours === 1 ? 'an hour ago' : `${hours} hours ago`
  return `${Math.round(hours / 24)} days ago`
}

function sentence(waiting: number, sent: number, toGo: number): string {
  const first = waiting === 0 ? 'Nothing waits for you.' : waiting === 1 ? 'One thing waits for you.' : `${waiting} things wait for you.`
  const mails = (n: number) => (n === 1 ? 'one mail' : `${n} mails`)
  if (!sent && !toGo) return first
  return `${first} Today ${sent ? `${mails(sent)} ${sent === 1 ? 'has' : 'have'} left` : 'nothing has left yet'}${toGo ? `, ${mails(toGo)} to go` : ''}.`
}
