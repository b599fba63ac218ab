// Places: a mail may leave only after it has taken one, in the transaction that claims it. The mailbox is held by that
// transaction, so its own count cannot be passed by two at once; limits over several mailboxes have a lock each, taken only
// where such a limit is set. A claim asks once for its mailbox, and once more when a shared limit could bite.
import { isFreeMail } from '#companies'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { limitsChanged } from './events.ts'
import { dayMs, hourMs, minuteMs, recipientDomainPerHour, roomLeft, saidUntil, whyMailboxWaits, whySharedWaits, dayLimit, type SharedScope } from './limits.ts'
import { domainOf, providerOf } from './provider.ts'
import { insertPlaces, lockShared, mailboxFreeAt, noCampaign, removePlaces, forgetLimited, saveLimitedUntil, saveSharedLimit, sharedFreeAt, sharedUse, usedOf, type Place, type Used } from './places-store.ts'

export interface Room { mailboxId: string; campaign: number; byHand: number; used: Used; by: ReturnType<typeof roomLeft>['by'] }
/** `origin`: an answer names the campaign it came out of, and is none of its mails. */
export interface Wanting { id: string; campaignId: string | null; toAddress: string; origin: 'campaign' | 'reply' | 'test' }
/** Not now, because of a limit over several mailboxes: when again, and why. */
export interface HeldBack { id: string; until: Date; sentence: string }

/** How many mails may leave from this mailbox now. The caller holds the mailbox. */
export async function roomFor(tx: Tx, mailboxId: string): Promise<Room> {
  const used = await usedOf(tx, mailboxId)
  if (!used) throw new Error('There is no such mailbox.')
  return { mailboxId, used, ...roomLeft(used, used) }
}

/** When it has room again, and why not before. Null: it has room now. */
export async function whenRoom(tx: Tx, { mailboxId, used, by }: Pick<Room, 'mailboxId' | 'used' | 'by'>): Promise<{ until: Date; sentence: string } | null> {
  const provider = providerOf(used)
  const most = by === 'minute' ? provider.perMinute! : by === 'provider' ? provider.perDay! : dayLimit(used).most
  const until = await mailboxFreeAt(tx, mailboxId, most, by === 'minute' ? minuteMs : dayMs)
  return until && { until, sentence: whyMailboxWaits(used.address, by, most, provider, saidUntil(until, tx.now, used.timeZone)) }
}

/** No campaign mail before then: nobody asks this mailbox until it has room, or its limit is changed. */
export async function waitForRoom(tx: Tx, room: Room): Promise<void> {
  const wait = await whenRoom(tx, room)
  await saveLimitedUntil(tx, room.mailboxId, wait?.until ?? null)
}

/** Which of these may go as far as campaigns and domains are concerned, in their order; and until when the others wait. */
export async function mayGo(tx: Tx, room: Room, wanting: readonly Wanting[]): Promise<{ go: string[]; held: HeldBack[] }> {
  const everybody = wanting.map((w) => ({ ...w, limits: limitsOn(room.used, w) }))
  const limited = new Map(everybody.flatMap((w) => w.limits).map((l) => [`${l.scope} ${l.key}`, l]))
  if (!limited.size) return { go: wanting.map((w) => w.id), held: [] }
  await lockShared(tx, [...limited.keys()])
  const keys = (scope: SharedScope) => [...limited.values()].filter((l) => l.scope === scope).map((l) => l.key)
  const taken = new Map((await sharedUse(tx, { campaigns: keys('campaign'), sendingDomains: keys('sending_domain'), recipientDomains: keys('recipient_domain') })).map((u) => [`${u.scope} ${u.key}`, u.n]))
  const free = new Map<string, Date | null>()
  const go: string[] = [], held: HeldBack[] = []
  for (const w of everybody) {
    const full = w.limits.find((l) => (taken.get(`${l.scope} ${l.key}`) ?? 0) >= l.most)
    if (!full) {
      for (const l of w.limits) taken.set(`${l.scope} ${l.key}`, (taken.get(`${l.scope} ${l.key}`) ?? 0) + 1)
      go.push(w.id)
      continue
    }
    const name = `${full.scope} ${full.key}`
    if (!free.has(name)) free.set(name, await sharedFreeAt(tx, full.scope, full.key, full.most, windowOf(full.scope)))
    // Filled by this very claim: when is known only after it; soon enough to ask again.
    const until = free.get(name) ?? new Date(tx.now.getTime() + minuteMs)
    held.push({ id: w.id, until, sentence: whySharedWaits(full.scope, full.key, full.most, saidUntil(until, tx.now, room.used.timeZone)) })
  }
  return { go, held }
}

/** `day`: the workspace's date, for the pages. */
export async function takePlaces(tx: Tx, room: Room, day: string, all: readonly Wanting[]): Promise<void> {
  const counted = recipientLimit(room.used) !== null
  await insertPlaces(tx, room.mailboxId, day, all.map((w) => (isOfCampaign(w) && w.campaignId) || noCampaign), counted ? all.filter(isOfCampaign).map((w) => domainOf(w.toAddress)) : null)
}

/** Attempts that ended before anything left do not count. Of a mail by hand a place names no campaign, as it was taken. */
export async function giveBackPlaces(tx: Tx, places: readonly Place[]): Promise<void> {
  if (places.length) await removePlaces(tx, places)
}

/** Null: no limit. What waits at a limit that was raised is asked again at once. */
export async function setSharedLimit(tx: Tx, scope: SharedScope, key: string, most: number | null): Promise<void> {
  await saveSharedLimit(tx, scope, scope === 'sending_domain' ? key.toLowerCase() : key, most)
  await forgetLimited(tx)
  await announce(tx, limitsChanged, { scope, key, most })
  await liveChanged(tx, 'mailboxes')
}

const windowOf = (scope: SharedScope): number => (scope === 'recipient_domain' ? hourMs : dayMs)

/** Answers and tests take no place of a campaign's and wait for no shared limit: a person wrote to one person. */
const isOfCampaign = (w: Wanting): boolean => w.origin === 'campaign'

function limitsOn(used: Used, w: Wanting): { scope: SharedScope; key: string; most: number }[] {
  if (!isOfCampaign(w) || !w.campaignId || used.kind === 'practice') return []
  const sender = domainOf(used.address), recipient = domainOf(w.toAddress), perDomain = recipientLimit(used)
  return [
    ...used.shared.filter((l) => (l.scope === 'campaign' && l.key === w.campaignId) || (l.scope === 'sending_domain' && l.key === sender)),
    ...(perDomain !== null && !isFreeMail(recipient) ? [{ scope: 'recipient_domain' as const, key: recipient, most: perDomain }] : []),
  ]
}

/** A mailbox without any pause between its mails is a relay of one's own: for it only what was set by hand holds. */
function recipientLimit(used: Used): number | null {
  if (used.kind === 'practice') return null
  return used.shared.find((l) => l.scope === 'recipient_domain')?.most ?? (used.gapMaxS > 0 ? recipientDomainPerHour : null)
}
