// Brakes: what speaks against a sender is noted, and where there is too much of it among its last mails, the mailbox, all
// mailboxes of its domain, or the campaign rests. After a brake is lifted, counting begins anew.
import { may } from '#contract/roles'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { refuse } from '#platform/refuse'
import { brakeRules, brakeSentence, coolDownHours, mustBrake, type FaultKind } from './brake.ts'
import { brakeOn, brakesOf, insertBrake, insertFault, lastSends, liftRow, type Brake, type BrakeScope, type NewFault } from './brake-store.ts'
import { brakeApplied, brakeLifted } from './events.ts'
import { saidUntil } from './limits.ts'
import { goesOnByItself, type Mailbox } from './mailbox.ts'
import { domainOf } from './provider.ts'
import { restUnderBrake } from './resting.ts'
import { findMailbox, mailboxByAddress, mailboxesOf } from './store.ts'

/** In the transaction that learns of it. Practice mailboxes are for making mistakes: nothing is noted of them. */
export async function noteFault(tx: Tx, fault: NewFault): Promise<void> {
  const wrote = await findMailbox(tx, fault.mailboxId)
  // An address that was removed and is connected again is the same sender.
  const mailbox = wrote?.deletedAt ? ((await mailboxByAddress(tx, wrote.address)) ?? wrote) : wrote
  if (!mailbox || mailbox.kind === 'practice' || !(await insertFault(tx, { ...fault, mailboxId: mailbox.id })) || fault.kind === 'policy') return
  await brakeIfNeeded(tx, fault.kind, 'mailbox', mailbox.id, mailbox.address)
  await brakeIfNeeded(tx, fault.kind, 'sending_domain', domainOf(mailbox.address), domainOf(mailbox.address))
  if (fault.campaignId) await brakeIfNeeded(tx, fault.kind, 'campaign', fault.campaignId, '')
}

async function brakeIfNeeded(tx: Tx, kind: FaultKind, scope: BrakeScope, key: string, name: string): Promise<void> {
  const last = await lastSends(tx, kind, scope, key, brakeRules[kind].last)
  // A domain with one mailbox has that mailbox's brake.
  if (!mustBrake(kind, last) || (scope === 'sending_domain' && last.mailboxes < 2)) return
  const coolUntil = new Date(tx.now.getTime() + coolDownHours * 3_600_000)
  const sentence = brakeSentence(scope, name, kind, last, saidUntil(coolUntil, tx.now, last.timeZone))
  const fresh = (await insertBrake(tx, { scope, key, kind, faults: last.faults, sent: last.tried, coolUntil, sentence })) > 0
  // Also where it is on already: whatever sends all the same, or will after its pause, rests with the next fault at the latest.
  const held = scope === 'campaign' ? [] : (await mailboxesOf(tx)).filter((m) => (scope === 'mailbox' ? m.id === key : domainOf(m.address) === key && m.kind !== 'practice'))
  for (const m of held.toSorted((a, b) => (a.id < b.id ? -1 : 1))) if (goesOnByItself(m)) await restUnderBrake(tx, m.id)
  if (!fresh) return
  await announce(tx, brakeApplied, { scope, key, kind, faults: last.faults, sent: last.tried, sentence, ...(scope === 'mailbox' && { mailboxId: key }), ...(scope === 'campaign' && { campaignId: key }) })
}

/** The brakes that hold a mailbox: its own and its domain's. */
export const brakesOn = async (tx: Tx, mailboxes: readonly Pick<Mailbox, 'id' | 'address' | 'kind'>[]): Promise<Map<string, Brake[]>> => {
  const all = await brakesOf(tx)
  return new Map(mailboxes.map((m) => [m.id, all.filter((b) => (b.scope === 'mailbox' && b.key === m.id) || (b.scope === 'sending_domain' && m.kind !== 'practice' && b.key === domainOf(m.address)))]))
}

/** Before a mailbox is resumed. Refused while it cools down, but for managers. */
export async function liftBrakesOf(tx: Tx, mailbox: Pick<Mailbox, 'id' | 'address' | 'kind'>): Promise<void> {
  if (mailbox.kind === 'practice') return
  await liftBrake(tx, 'mailbox', mailbox.id)
  await liftBrake(tx, 'sending_domain', domainOf(mailbox.address))
}

export async function liftBrake(tx: Tx, scope: BrakeScope, key: string): Promise<void> {
  const brake = await brakeOn(tx, scope, key)
  if (!brake) return
  if (brake.coolUntil > tx.now && tx.actor.kind === 'user' && !may(tx.actor.role, 'mailboxes.manage'))
    throw refuse('cooling_down', `${brake.sentence} Ask a manager if it cannot wait.`, { status: 409 })
  await liftRow(tx, brake.id)
  await announce(tx, brakeLifted, { scope, key, early: brake.coolUntil > tx.now, ...(scope === 'mailbox' && { mailboxId: key }), ...(scope === 'campaign' && { campaignId: key }) })
}
