// Mailboxes and recipients gathered for the choice in mailbox-choice.ts; and the choice made again, in the background, for those
// who came in before it was known where their mail is.
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import type { World } from '#platform/world'
import { findWorkspace } from '#accounts'
import { findLeads } from '#leads'
import { dayLimit, hostOfMailbox, learnRecipientHosts, mailboxesByIds, recipientHosts, type Mailbox } from '#mailboxes'
import { awayOn, type AwayOnDay } from './absence-store.ts'
import { rulesOf, type Campaign } from './campaign.ts'
import { chooser, deputyIn, seatsOf, type Box, type Recipient } from './mailbox-choice.ts'
import { assignMailbox, leadsPerMailbox, unwrittenAfter } from './enrollment-store.ts'
import { matchJob } from './queues.ts'
import { localDate } from './schedule.ts'
import { campaignById, lockCampaign, mailboxIdsOf } from './store.ts'

/** Preferring helps only where the mailboxes are with different providers. */
export const matches = (campaign: Pick<Campaign, 'rules' | 'stopCompany'>, mailboxes: readonly Mailbox[]): boolean => rulesOf(campaign).matchProvider && new Set(mailboxes.map(hostOfMailbox)).size > 1

export async function boxesOf(tx: Tx, mailboxes: readonly Mailbox[]): Promise<Box[]> {
  const leads = new Map(mailboxes.length ? (await leadsPerMailbox(tx, mailboxes.map((m) => m.id))).map((m) => [m.mailboxId, m.leads]) : [])
  return mailboxes.map((m) => ({ id: m.id, host: hostOfMailbox(m), perDay: dayLimit(m).most, leads: leads.get(m.id) ?? 0 }))
}

/** By lead; asked only where it is looked at. */
export async function recipientsOf(tx: Tx, campaign: Pick<Campaign, 'rules' | 'stopCompany'>, mailboxes: readonly Mailbox[], leads: () => Promise<readonly { id: string; email: string | null }[]>): Promise<Map<string, Recipient>> {
  if (!matches(campaign, mailboxes)) return new Map()
  const reachable = (await leads()).flatMap((l) => (l.email ? [{ id: l.id, email: l.email }] : []))
  const hosts = await recipientHosts(tx, reachable.map((l) => l.email))
  return new Map(reachable.map((l) => { const domain = l.email.slice(l.email.lastIndexOf('@') + 1).toLowerCase(); return [l.id, { domain, host: hosts.get(domain) ?? null }] }))
}

/** Whose person is away today, by the workspace's date. */
export async function awayToday(tx: Tx): Promise<{ away: AwayOnDay; timeZone: string }> {
  const { timeZone } = await findWorkspace(tx)
  return { away: await awayOn(tx, localDate(tx.now, timeZone)), timeZone }
}

/** In the background: the DNS is asked where their mail is, and who has not been written to is given a mailbox there. */
export async function matchSoon(tx: Tx, campaignId: string): Promise<void> {
  const campaign = await campaignById(tx, campaignId)
  if (campaign && matches(campaign, await mailboxesByIds(tx, await mailboxIdsOf(tx, campaignId)))) await enqueue(tx, matchJob, { campaignId })
}

const chunk = 200

/** Asked again after a kill it starts over; who is well placed stays. */
export async function matchAll(world: World, campaignId: string, signal: AbortSignal): Promise<void> {
  for (let after: string | null = null; !signal.aborted; ) {
    const some: { id: string; leadId: string }[] = await world.read((tx) => unwrittenAfter(tx, campaignId, after, chunk))
    if (!some.length) return
    await learnRecipientHosts(world, (await world.read((tx) => findLeads(tx, some.map((e) => e.leadId)))).flatMap((l) => l.email || []), signal)
    await world.write((tx) => matchSome(tx, campaignId, after, some.length))
    after = some.at(-1)!.id
  }
  throw new Error('Stopped on the way; it starts again after the restart.')
}

/** With the campaign held: nobody gets a place meanwhile from the mailbox they are about to leave. */
async function matchSome(tx: Tx, campaignId: string, after: string | null, most: number): Promise<void> {
  const campaign = await lockCampaign(tx, campaignId)
  if (!campaign) return
  // Nobody is given to who is away.
  const seats = seatsOf(await mailboxIdsOf(tx, campaignId), (await awayToday(tx)).away).filter((s) => s.awayUntil === null)
  const mailboxes = await mailboxesByIds(tx, seats.map((s) => s.mailboxId)), byId = new Map(mailboxes.map((m) => [m.id, m]))
  const some = await unwrittenAfter(tx, campaignId, after, most)
  const recipients = await recipientsOf(tx, campaign, mailboxes, () => findLeads(tx, some.map((e) => e.leadId)))
  const byOwner = rulesOf(campaign).sender === 'owner'
  const astray = some.filter((e) => {
    const host = recipients.get(e.leadId)?.host, box = e.mailboxId && byId.get(e.mailboxId)
    return host && host !== 'other' && box && hostOfMailbox(box) !== host && !(byOwner && (e.deputyOf !== null || (box.ownerId !== null && box.ownerId === e.ownerId)))
  })
  const boxes = await boxesOf(tx, mailboxes), leaving = Map.groupBy(astray, (e) => e.mailboxId)
  const choose = chooser(boxes.map((b) => ({ ...b, leads: b.leads - (leaving.get(b.id)?.length ?? 0) })), true)
  await assignMailbox(tx, astray.map((e) => { const choice = choose(recipients.get(e.leadId))!; return { id: e.id, ...choice, deputyOf: deputyIn(seats, choice.mailboxId) } }))
}
