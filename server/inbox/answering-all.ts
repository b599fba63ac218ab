// Answer all: who else stands in the mail, who of them gets the answer, and who is left out and why. A person sees both lists
// before anything leaves. Never written to by this: our own mailboxes (they would answer themselves), addresses whose mail
// somebody here wants kept out, whoever asked for silence, and addresses behind which nobody reads.
import { members } from '#accounts'
import { silenceOf } from '#leads'
import { ownAddresses } from '#mailboxes'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import { plainAddress } from './mail.ts'
import { blockedAmong } from './privacy-store.ts'
import type { InboxMessage } from './store.ts'

export interface Everybody { cc: string[]; left: { address: string; why: string }[] }
export interface InCopy { kind: 'cc' | 'bcc'; address: string }

/** Of the mail that is answered: all it went to, but for the mailbox it came into and the one the answer goes to anyway. */
export async function everybodyIn(tx: Tx, mailbox: string, mail: Pick<InboxMessage, 'toAddresses' | 'fromAddress' | 'replyTo'>): Promise<Everybody> {
  const to = plainAddress(mail.replyTo || mail.fromAddress)
  const others = [...new Set([...mail.toAddresses, mail.fromAddress].map(plainAddress))].filter((address) => address && address !== to && address !== mailbox)
  const why = await whyNot(tx, others)
  return { cc: others.filter((address) => !why.has(address)), left: others.flatMap((address) => (why.has(address) ? [{ address, why: why.get(address)! }] : [])) }
}

/** What a person put into Cc and Bcc, or a refusal that names the first who may not get it. */
export async function mayBeInCopy(tx: Tx, asked: { cc: readonly string[]; bcc: readonly string[] }): Promise<InCopy[]> {
  const copies = (['cc', 'bcc'] as const).flatMap((kind) => asked[kind].map((text) => ({ kind, text, address: plainAddress(text) })))
  const broken = copies.find((c) => !c.address)
  if (broken) throw refuse('bad_address', `“${broken.text.slice(0, 80)}” is not an address that mail can be sent to.`, { field: broken.kind })
  const why = await whyNot(tx, copies.map((c) => c.address))
  const no = copies.find((c) => why.has(c.address))
  if (no) throw refuse('not_in_copy', `${no.address} cannot be in copy. ${why.get(no.address)!}`, { field: no.kind, status: 409 })
  return copies.map(({ kind, address }) => ({ kind, address }))
}

async function whyNot(tx: Tx, addresses: readonly string[]): Promise<Map<string, string>> {
  const why = new Map<string, string>()
  if (!addresses.length) return why
  const own = new Set((await ownAddresses(tx)).map((address) => address.toLowerCase()))
  const me = tx.actor.kind === 'user' ? (await members(tx)).find((m) => tx.actor.kind === 'user' && m.user_id === tx.actor.userId)?.email.toLowerCase() : undefined
  const silent = await silenceOf(tx, [...addresses])
  for (const address of new Set(addresses)) {
    const reason = own.has(address) ? 'It is a mailbox of this workspace.'
      : address === me ? 'It is your own address.'
      : silent.get(address)?.sentence
      ?? ((await blockedAmong(tx, [address])).has(address) ? 'Mail with this address is kept out of Overture.' : robot.test(address) ? 'Nobody reads mail that is sent there.' : undefined)
    if (reason) why.set(address, reason)
  }
  return why
}

const robot = /^(?:no-?_?reply|do-?_?not-?_?reply|mailer-daemon|postmaster|bounces?)(?:[+._-][^@]*)?@/i
