// Whose mail might this be? For the tray: leads with a score and the reason, the likeliest first. Nothing is assigned by a guess.
import { domainOf } from './mail.ts'
import { isFreeMail } from '#companies'
import { findLead, findLeadByAddress, leadsMatching, nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { sentTo, sentToDomain, type Message } from '#sending'
import { bareSubject } from './subject.ts'

export interface Suggestion { leadId: string; why: string; score: number }
export interface Loose { fromAddress: string; fromName: string; subject: string; text: string; receivedAt: Date }

const rememberDays = 180
const mostShown = 5

export async function suggestionsFor(tx: Tx, mailboxId: string, mail: Loose): Promise<Suggestion[]> {
  const since = new Date(mail.receivedAt.getTime() - rememberDays * 86_400_000)
  const found = new Map<string, Suggestion>()
  const suggest = (leadId: string | null, score: number, why: string) => {
    if (leadId && (found.get(leadId)?.score ?? 0) < score) found.set(leadId, { leadId, score, why })
  }
  const same = (m: Message): boolean => bareSubject(m.subject) !== '' && bareSubject(m.subject) === bareSubject(mail.subject)

  // A mail of ours that was passed on names whom we wrote to.
  const quoted = addressesIn(mail.text).filter((a) => a !== mail.fromAddress)
  for (const m of quoted.length ? await sentTo(tx, quoted, { mailboxId, since }) : [])
    suggest(m.leadId, same(m) ? 0.95 : 0.85, same(m) ? `Our mail to ${m.toAddress} was passed on: it is quoted, and the subject is ours.` : `It quotes ${m.toAddress}, to whom we wrote.`)

  const domain = domainOf(mail.fromAddress)
  if (domain.includes('.') && !isFreeMail(domain))
    for (const m of await sentToDomain(tx, domain, { mailboxId, since })) {
      const alias = likeness(mail.fromAddress, m.toAddress) >= 0.75
      suggest(m.leadId, same(m) ? (alias ? 0.95 : 0.9) : alias ? 0.8 : 0.55,
        same(m) ? 'Same company, and the subject of our mail.' : alias ? `It looks like another address of ${m.toAddress}.` : 'We wrote to this company: perhaps a colleague.')
    }

  // Another address of the same person, somewhere else.
  const [first, ...rest] = mail.fromName.trim().split(/\s+/)
  const last = rest.at(-1)
  if (first && last && mail.fromName.length <= 80) {
    for (const id of await leadsMatching(tx, { all: [{ field: 'firstName', op: 'is', value: first }, { field: 'lastName', op: 'is', value: last }] }, 5)) {
      const lead = await findLead(tx, id)
      const written = lead ? await sentTo(tx, [lead.email], { mailboxId, since }) : []
      if (lead) suggest(id, written.some(same) ? 0.92 : written.length ? 0.75 : 0.4, written.length ? `The same name as ${nameOf(lead)}, to whom we wrote${written.some(same) ? ' under this subject' : ''}.` : `The same name as ${nameOf(lead)}.`)
    }
  }
  const plain = await findLeadByAddress(tx, mail.fromAddress.replace(/\+[^@]*@/, '@'))
  if (plain) suggest(plain.id, 0.97, `It is the address of ${nameOf(plain)}.`)
  return [...found.values()].sort((a, b) => b.score - a.score).slice(0, mostShown)
}

const addressesIn = (text: string): string[] => [...new Set((text.slice(0, 20_000).match(/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,190}\.\p{L}{2,24}/gu) ?? []).map((a) => a.toLowerCase()))].slice(0, 30)

/** How alike the parts before the @ are, 0…1: the same letters in any order of parts ("d.okafor", "okafor.dana"). Pure. */
export function likeness(a: string, b: string): number {
  const parts = (address: string) => (address.split('@')[0] ?? '').toLowerCase().replace(/\+.*/, '').split(/[._\-\d]+/).filter(Boolean)
  const [x, y] = [parts(a), parts(b)]
  if (!x.length || !y.length) return 0
  const meets = (p: string) => y.some((q) => p === q || (p.length === 1 && q.startsWith(p)) || (q.length === 1 && p.startsWith(q)) || (p.length > 3 && q.endsWith(p)) || (q.length > 3 && p.endsWith(q)))
  return x.filter(meets).length / Math.max(x.length, y.length)
}
