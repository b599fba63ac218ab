// How much may leave, and why not more. Pure. The counting is in places.ts.
import type { Mailbox } from './mailbox.ts'
import { providerOf, type Provider } from './provider.ts'

export type Limited = Pick<Mailbox, 'kind' | 'address' | 'preset' | 'smtp' | 'dailyLimit' | 'rampLevel'>
/** What holds a mailbox back: its own limit, its ramp, its provider. */
export interface Limit { most: number; by: 'own' | 'ramp' | 'provider' }

export const dayMs = 86_400_000, hourMs = 3_600_000, minuteMs = 60_000
/** To one recipient domain within an hour, where nothing else is set and the mailbox keeps pauses between its mails. */
export const recipientDomainPerHour = 30

/** Campaign mails within any 24 hours: the lowest of what its owner set, its ramp and its provider allow. */
export function dayLimit(mailbox: Limited): Limit {
  const provider = providerOf(mailbox)
  const own: Limit = { most: mailbox.dailyLimit, by: 'own' }
  const ramp: Limit | null = mailbox.rampLevel !== null && mailbox.kind !== 'practice' ? { most: mailbox.rampLevel, by: 'ramp' } : null
  const theirs: Limit | null = provider.perDay === null ? null : { most: provider.perDay, by: 'provider' }
  return [own, ramp, theirs].reduce<Limit>((least, one) => (one && one.most < least.most ? one : least), own)
}

/** Answers and tests, too, are bound by what the provider allows; a person's answer does not wait for a campaign's limit. */
export function roomLeft(mailbox: Limited, used: { day: number; minute: number }): { campaign: number; byHand: number; by: Limit['by'] | 'minute' } {
  const provider = providerOf(mailbox), limit = dayLimit(mailbox)
  const byDay = limit.most - used.day
  const byProvider = (provider.perDay ?? Infinity) - used.day, byMinute = (provider.perMinute ?? Infinity) - used.minute
  return {
    campaign: Math.max(0, Math.min(byDay, byMinute)), byHand: Math.max(0, Math.min(byProvider, byMinute)),
    by: byDay <= 0 ? limit.by : byMinute <= 0 ? 'minute' : limit.by,
  }
}

/** Why a mailbox waits, in one sentence with its end. `at`: as said in the workspace's time zone. */
export function whyMailboxWaits(address: string, by: Limit['by'] | 'minute', most: number, provider: Provider, at: string): string {
  switch (by) {
    case 'own': return `${address} has sent the ${mails(most)} it may send within 24 hours; the next one may leave ${at}.`
    case 'ramp': return `${address} is still being warmed up slowly and has sent its ${mails(most)} of the last 24 hours; the next one may leave ${at}.`
    case 'provider': return `${provider.name} takes at most ${mails(most)} from one mailbox within 24 hours; ${address} has sent them, and the next one may leave ${at}.`
    case 'minute': return `${provider.name} takes at most ${most} mails a minute from one mailbox; the next one from ${address} may leave ${at}.`
  }
}

export type SharedScope = 'campaign' | 'sending_domain' | 'recipient_domain'

export function whySharedWaits(scope: SharedScope, key: string, most: number, at: string): string {
  switch (scope) {
    case 'campaign': return `The campaign has sent the ${mails(most)} it may send within 24 hours; this one may leave ${at}.`
    case 'sending_domain': return `All mailboxes of ${key} together have sent the ${mails(most)} they may send within 24 hours; this one may leave ${at}.`
    case 'recipient_domain': return `${mails(most)} went to ${key} within an hour, and more would look like a flood; this one may leave ${at}.`
  }
}

/** '14:05', 'on 3 Mar at 14:05': rounded up to the minute, where the workspace is. */
export function saidUntil(until: Date, now: Date, timeZone: string): string {
  const whole = new Date(Math.ceil(until.getTime() / minuteMs) * minuteMs)
  const day = (d: Date) => new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' }).format(d)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(whole)
  return day(whole) === day(now) ? `at ${time}` : `on ${day(whole)} at ${time}`
}

const mails = (n: number): string => (n === 1 ? 'one mail' : `${n.toLocaleString('en')} mails`)
