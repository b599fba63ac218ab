// A test mail. It asks neither the do-not-contact list nor pace nor limits, so it goes to nobody but ourselves, and from a mailbox
// that the person may use.
import { members } from '#accounts'
import { ownAddresses, usableMailbox } from '#mailboxes'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import { addressOf } from './address.ts'
import { planMessage } from './planning.ts'

/** `to`: the person's own address when left out. */
export async function planTestMail(tx: Tx, person: { email: string }, mail: { mailboxId: string; to?: string | undefined; subject: string; bodyText: string }): Promise<{ id: string }> {
  const { id: mailboxId } = await usableMailbox(tx, mail.mailboxId)
  const to = mail.to ?? person.email, address = addressOf(to)
  // What is no address at all is told so by whoever plans it.
  if (address && !(await isOurs(tx, address, person)))
    throw refuse('not_ours', `A test mail goes only to yourself, to a member of this workspace or to one of its mailboxes, and ${address} is none of them. Leave the recipient out to get it yourself; to write to somebody else, open them under Leads.`, { field: 'to' })
  return planMessage(tx, { mailboxId, to: { name: '', address: to }, subject: mail.subject, bodyText: mail.bodyText, dueAt: tx.now, origin: 'test', unsubscribeHeader: false })
}

async function isOurs(tx: Tx, address: string, person: { email: string }): Promise<boolean> {
  const people = (await members(tx)).filter((m) => m.disabled_at === null).map((m) => m.email)
  return [person.email, ...people, ...(await ownAddresses(tx))].some((one) => addressOf(one)?.toLowerCase() === address.toLowerCase())
}
