// The words for our numbers: what each counts. The same text stands beside the number on the page.
import type { NumberName, RowsFilter } from '#contract/analytics'
import { minimum } from './wilson.ts'

export type MailNumber = Extract<NumberName, 'tried' | 'sent' | 'delivered' | 'bounced' | 'opened' | 'clicked' | 'replied' | 'positive' | 'opted_out' | 'complained' | 'auto_replied' | 'unconfirmed' | 'watched' | 'linked'>
export type WaitingNumber = Exclude<NumberName, MailNumber>

export const mailNumbers = ['tried', 'sent', 'delivered', 'bounced', 'opened', 'clicked', 'replied', 'positive', 'opted_out', 'complained', 'auto_replied', 'unconfirmed', 'watched', 'linked'] as const satisfies readonly MailNumber[]
export const isMailNumber = (name: NumberName): name is MailNumber => (mailNumbers as readonly string[]).includes(name)

/** What people answer when a talk begins. */
export const positiveClasses = ['interested', 'question', 'referral'] as const

export const definitions: Record<NumberName, string> = {
  tried: 'Mails of campaigns that were handed to a mail server: those it took (sent) and those it refused for their address. Every mail tried was delivered or bounced, so by mails the two add up to it; somebody with one mail that arrived and one that came back is among both.',
  sent: 'Mails of campaigns that a mail server took, and those that may have been taken (unconfirmed). Answers written by hand and test mails are not in it.',
  delivered: 'Sent and not bounced; a mail that was answered has arrived, whatever report came back. Its share is of the mails tried. Whether a mail lies in the inbox or in junk nobody can see.',
  bounced: 'Came back as undeliverable, or was refused for its address while being handed over. Warnings of a delay do not count. Its share is of the mails tried.',
  opened: 'Delivered mails whose picture was loaded, or whose link was followed, by what looks like a person. Its share is of the delivered mails that carry the picture; many people never load pictures, so it is less than the truth, and some scanners look like people.',
  clicked: 'Delivered mails with a link followed by what looks like a person. Its share is of the delivered mails with tracked links. Scanners that we recognise are left out.',
  replied: 'Mails answered by a person, a request to stop included. Automatic answers and bounces do not count. Its share is of the mails delivered. An answer without a thread belongs to the latest mail before it.',
  positive: 'Answered with interest, a question, or the name of a colleague. A class that you correct counts as corrected. Its share is of the mails delivered.',
  opted_out: 'Asked to stop, by the link, by the button of the mail program or in words, or reported the mail as spam. Its share is of the mails delivered.',
  complained: 'Reported as spam, as far as the recipient’s provider tells us: some do (feedback loops), Google tells nobody of single mails. Its share is of the mails delivered.',
  auto_replied: 'Answered by a program: out of office and the like.',
  unconfirmed: 'May have been sent: the connection ended before the server answered. Counted as sent, never sent again on a guess.',
  watched: 'Delivered mails that carry the picture by which an opening is seen.',
  linked: 'Delivered mails with links whose following is seen.',
  approvals: 'Drafts that wait for a person: ready, in need of a look, or not written because of a problem.',
  unread: 'Open threads with something unread in them.',
  unmatched: 'Mails for which no lead was found.',
  mailbox_troubles: 'Mailboxes that cannot send or cannot be read until somebody acts.',
  in_doubt: 'Mails that may have been sent and wait for somebody to say so. Those that were sent again are not in it.',
  held: 'Mails that wait for a person or a mailbox before they can leave.',
  failed: 'Mails that could not be delivered and were given up, other than bounces.',
}

export const labels: Record<NumberName, string> = {
  tried: 'Tried', sent: 'Sent', delivered: 'Delivered', bounced: 'Bounced', opened: 'Opened', clicked: 'Clicked', replied: 'Replied', positive: 'Positive replies',
  opted_out: 'Opted out', complained: 'Reported as spam', auto_replied: 'Automatic answers', unconfirmed: 'Unconfirmed', watched: 'With a picture', linked: 'With tracked links', approvals: 'Drafts to approve', unread: 'Unread replies',
  unmatched: 'Mails without a lead', mailbox_troubles: 'Mailboxes in trouble', in_doubt: 'Mails that may have been sent', held: 'Mails held back', failed: 'Mails given up',
}

export const defined = (names: readonly NumberName[]) => [
  ...names.map((name) => ({ name: name as string, text: definitions[name] })),
  { name: 'interval', text: 'The range in which the true share lies in 95 of 100 such cases (Wilson score interval).' },
  { name: 'too few to tell', text: `Fewer than ${minimum}: the share would swing with every single mail.` },
]

/** "37 of 901 people answered, 4.1 %." */
export function funnelSentence(count: 'leads' | 'mails', replied: number, delivered: number): string {
  const noun = count === 'leads' ? (delivered === 1 ? 'person' : 'people') : delivered === 1 ? 'mail' : 'mails'
  if (delivered === 0) return 'Nothing has been delivered yet.'
  const verb = count === 'leads' ? 'answered' : replied === 1 ? 'was answered' : 'were answered'
  const share = delivered < minimum ? 'too few to tell what that means' : `${((100 * replied) / delivered).toFixed(1)} %`
  return `${replied} of ${delivered} ${noun} ${verb}, ${share}.`
}

/** Leaves out what is undefined, so that the filter can be put into a URL as it is. */
export const rows = (filter: RowsFilter): RowsFilter => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as RowsFilter
