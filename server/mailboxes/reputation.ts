// How a mailbox and its domain stand with those they write to: the last mails against the brakes, and day by day.
import type { Output } from '#contract/contract'
import type { mailboxReputation } from '#contract/mailboxes'
import type { Tx } from '#platform/db'
import { brakeRules, signOf, type FaultKind } from './brake.ts'
import { faultDays, lastSends } from './brake-store.ts'
import type { Mailbox } from './mailbox.ts'
import { domainOf } from './provider.ts'
import { mailboxesOf } from './store.ts'

const kinds: FaultKind[] = ['hard_bounce', 'complaint']

export async function reputationOf(tx: Tx, mailbox: Mailbox): Promise<Output<typeof mailboxReputation>> {
  const domain = domainOf(mailbox.address)
  const colleagues = (await mailboxesOf(tx)).filter((m) => m.kind !== 'practice' && domainOf(m.address) === domain).length
  const of = async (scope: 'mailbox' | 'sending_domain', key: string, name: string) => {
    const signs = []
    for (const kind of kinds) signs.push(signOf(kind, await lastSends(tx, kind, scope, key, brakeRules[kind].last)))
    return { scope, name, signs, days: await faultDays(tx, scope, key) }
  }
  const scopes = [await of('mailbox', mailbox.id, mailbox.address)]
  if (colleagues > 1) scopes.push(await of('sending_domain', domain, domain))
  return { scopes }
}
