// A mail reaches the practice world: a copy in Sent, and whatever its recipient is going to do about it, all in the one
// transaction that ends before the server says 250. Nothing of it ever leaves the process.
import PostalMime from 'postal-mime'
import { findLeadByAddress, nameOf } from '#leads'
import type { Mailbox } from '#mailboxes'
import { notify, type Tx } from '#platform/db'
import type { World } from '#platform/world'
import { answer, type OurMail, type Prospect } from './answers.ts'
import { chanceOf } from './chance.ts'
import { personOf, reactionOf, speedOf, type Person } from './people.ts'
import { insertAnswer, insertSent, insertVisits, talkWith } from './store.ts'

export const seedOf = (mailbox: Pick<Mailbox, 'practice'>): string => (typeof mailbox.practice['seed'] === 'string' ? mailbox.practice['seed'] : 'practice')

/** Is this address refused at RCPT? The lead's language does not matter for that. */
export const isRefused = (mailbox: Mailbox, address: string): boolean => personOf(seedOf(mailbox), address).kind === 'hard_bounce'

export async function receive(world: World, mailbox: Mailbox, recipients: string[], raw: Buffer): Promise<void> {
  const parsed = await PostalMime.parse(raw)
  const links = trackedLinks(`${parsed.text ?? ''}\n${parsed.html ?? ''}`, world.config.baseUrl)
  await world.write(async (tx) => {
    for (const to of recipients) await receiveFor(tx, mailbox, to.toLowerCase(), raw, parsed, links)
    await notify(tx, 'practice', tx.workspaceId)
  })
}

type Parsed = Awaited<ReturnType<typeof PostalMime.parse>>

async function receiveFor(tx: Tx, mailbox: Mailbox, address: string, raw: Buffer, parsed: Parsed, links: string[]): Promise<void> {
  const lead = await findLeadByAddress(tx, address)
  const inReplyTo = bare(parsed.inReplyTo)
  const talk = await talkWith(tx, mailbox.id, address, inReplyTo)
  const ours = mailOf(parsed, raw, mailbox, address, tx.now)
  await insertSent(tx, { mailboxId: mailbox.id, messageId: ours.messageId, address, subject: ours.subject, raw })

  const seed = seedOf(mailbox)
  const person = personOf(seed, address, lead?.language)
  const speed = mailbox.practice['answersAtOnce'] === true ? Infinity : speedOf(mailbox.practice['pace'] as string | undefined)
  const waitMs = person.waitsMs / speed
  await insertVisits(tx, mailbox.id, visitsOf(person, seed, ours, links, tx.now, waitMs))

  const reaction = reactionOf(person, talk.ours + 1, talk.in_talk, talk.theirs)
  if (reaction === 'nothing' || !couldAnswer(address, Boolean(lead))) return
  const arrivesAt = new Date(tx.now.getTime() + waitMs)
  const prospect: Prospect = { address, name: lead ? nameOf(lead) : nameFrom(address), title: lead?.title ?? null, company: lead?.companyName ?? null }
  const written = await answer(seed, person, reaction, prospect, ours, arrivesAt)
  await insertAnswer(tx, { mailboxId: mailbox.id, messageId: written.messageId, address, subject: ours.subject, raw: written.raw, arrivesAt })
}

/** Leads, and the addresses that exist only in examples. Anybody else gets the copy in Sent and stays silent. */
const couldAnswer = (address: string, isLead: boolean): boolean => isLead || /\.(example|test|invalid)$/.test(address)

function mailOf(parsed: Parsed, raw: Buffer, mailbox: Mailbox, to: string, at: Date): OurMail {
  const head = raw.subarray(0, Math.max(0, raw.indexOf('\r\n\r\n'))).toString('utf8')
  return {
    messageId: bare(parsed.messageId) ?? '', references: (parsed.references ?? '').split(/\s+/).map(bare).filter((id): id is string => Boolean(id)),
    fromName: parsed.from?.name || mailbox.fromName || mailbox.address, fromAddress: mailbox.address, to, subject: parsed.subject ?? '', text: parsed.text ?? '', at, headers: head,
  }
}

const bare = (id: string | undefined): string | null => /<([^<>\s]+)>/.exec(id ?? '')?.[1] ?? null

const nameFrom = (address: string): string =>
  (address.split('@')[0] ?? '').replace(/\+.*/, '').split(/[._-]+/).filter(Boolean).map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(' ') || address

/** Our own tracking addresses in the mail, each once; the way out is nobody's to follow by itself. */
function trackedLinks(text: string, baseUrl: string): string[] {
  const start = baseUrl.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return [...new Set([...text.replace(/&amp;/g, '&').matchAll(new RegExp(`${start}/t/[oc]/[A-Za-z0-9_-]+`, 'g'))].map((found) => found[0]))]
}

const scanner = 'Mozilla/5.0 (compatible; Barracuda Sentinel (EE))'
const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
]
/** People need this long before a click of theirs is believed (see tracking). */
const atLeastMs = 12_000

function visitsOf(person: Person, seed: string, ours: OurMail, links: string[], now: Date, waitMs: number): { url: string; userAgent: string; dueAt: Date }[] {
  if (person.kind === 'late_bounce') return []
  if (person.kind === 'scanner') return links.map((url, i) => ({ url, userAgent: scanner, dueAt: new Date(now.getTime() + waitMs + i * 150) }))
  const chance = chanceOf('visits', seed, ours.messageId)
  const userAgent = chance.pick(browsers)
  const reads = Math.max(atLeastMs, waitMs * 0.8)
  const opens = person.opens ? links.filter((url) => url.includes('/t/o/')) : []
  const clicks = person.clicks ? links.filter((url) => url.includes('/t/c/')).slice(0, 1) : []
  return [...opens, ...clicks].map((url, i) => ({ url, userAgent, dueAt: new Date(now.getTime() + reads + i * 4_000) }))
}
