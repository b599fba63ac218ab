// What replies want, and whom they name, as people are shown.
import type { Output } from '#contract/contract'
import type * as say from '#contract/inbox'
import { findLeadByAddress, findLead, leadsMatching, nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import type { World } from '#platform/world'
import { classOfIntent, sureFrom } from './intent.ts'
import { matrixSince, newestCorrections } from './intent-store.ts'
import { readMail } from './kind.ts'
import { predictorFor } from './learning.ts'
import type { Mail } from './mail.ts'
import { namedIn } from './referral.ts'
import { leadView, readableThread } from './showing.ts'
import { findInboxMessage } from './store.ts'

/** The whole way of a mail without headers: automatic answers and opt-outs first, then what a person wants. */
export async function judgedText(world: World, it: { text: string; subject: string }): Promise<Output<typeof say.testIntent>> {
  const mail: Mail = { messageId: null, inReplyTo: [], references: [], from: { name: '', address: '' }, replyTo: null, to: [], cc: [], subject: it.subject, date: null, headers: [], text: it.text, html: null, parts: [], size: it.text.length, problem: null }
  const reading = readMail(mail, world.clock.now(), await predictorFor(world))
  const judged = reading.judged ?? { intent: 'other' as const, confidence: 0, sentiment: 'neutral' as const, by: 'rules' as const, reason: reading.reason, others: [] }
  return { kind: reading.kind, kindReason: reading.reason, ...judged, class: reading.class, sure: judged.confidence >= sureFrom }
}

export async function intentMatrix(tx: Tx, days: number): Promise<Output<typeof say.intentMatrix>> {
  const rows = await matrixSince(tx, new Date(tx.now.getTime() - days * 86_400_000))
  const cells = new Map<string, { machine: (typeof rows)[number]['machine']; now: (typeof rows)[number]['now']; n: number }>()
  for (const { machine, now, n } of rows) {
    const key = `${machine} ${now}`
    cells.set(key, { machine, now, n: (cells.get(key)?.n ?? 0) + n })
  }
  const sum = (which: (r: (typeof rows)[number]) => boolean) => rows.filter(which).reduce((total, r) => total + r.n, 0)
  return {
    judged: sum(() => true), corrected: sum((r) => r.byPerson && r.machine !== r.now), cells: [...cells.values()].sort((a, b) => b.n - a.n),
    corrections: (await newestCorrections(tx, 50)).map((c) => ({ at: c.at.toISOString(), by: c.byUser, before: c.before, after: c.after, confidence: c.confidence, text: c.text.slice(0, 300) })),
  }
}

/** "Add Maria Lopez, referred by Ben", with a look whether she is here already. */
export async function referralCard(tx: Tx, id: string): Promise<Output<typeof say.referralOf>> {
  const mail = await findInboxMessage(tx, id)
  if (!mail?.threadId || (await readableThread(tx, mail.threadId)).level !== 'full') throw notFound('mail')
  const lead = mail.leadId ? await findLead(tx, mail.leadId) : undefined
  const referrer = mail.fromName || (lead ? nameOf(lead) : mail.fromAddress)
  const named = mail.kind === 'reply' && classOfIntent[mail.intent ?? 'other'] === 'referral' ? namedIn(mail.bodyText, { email: mail.fromAddress, name: mail.fromName }) : undefined
  if (!named) return { named: null, known: null, referrer, draft: null }
  const [firstName = '', ...rest] = named.name.includes('@') ? [] : named.name.split(/\s+/)
  const lastName = rest.join(' ')
  const byAddress = named.email ? await findLeadByAddress(tx, named.email) : undefined
  const [byName] = !byAddress && firstName && lastName && lead?.companyName
    ? await leadsMatching(tx, { all: [{ field: 'firstName', op: 'is', value: firstName }, { field: 'lastName', op: 'is', value: lastName }, { field: 'companyName', op: 'is', value: lead.companyName }] }, 1)
    : []
  const known = byAddress ?? (byName ? await findLead(tx, byName) : undefined)
  const greeting = firstName ? `Hello ${firstName},` : 'Hello,'
  return {
    named: { ...named, firstName, lastName }, known: known ? leadView(known) : null, referrer,
    draft: { subject: `${referrer.split(/\s+/)[0]} suggested that I write to you`, text: `${greeting}\n\nI wrote to ${referrer}${lead?.companyName ? ` at ${lead.companyName}` : ''}, who named you as the right person for this.\n\n` },
  }
}
