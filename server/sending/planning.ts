// Putting a mail into the ledger: who, what and when are fixed here, with its Message-ID and its bytes. Whatever is
// tried later is this mail.
import { randomBytes } from 'node:crypto'
import { findLead, findLeads, nameOf, type Lead } from '#leads'
import { findMailbox, type Mailbox } from '#mailboxes'
import { liveChanged } from '#platform/events'
import { notify, type Tx } from '#platform/db'
import { notFound, refuse, Refusal } from '#platform/refuse'
import { addressOf, domainOf } from './address.ts'
import { messageIdFor, sendIdFor, unsubscribeUrl } from './identity.ts'
import { dress, letterheadOf } from './letterhead.ts'
import { inCopy, type Copy } from './copies.ts'
import type { Message, Origin } from './message.ts'
import { referencesAfter, renderMail } from './mime.ts'
import { findMessage, findMessages, findStepMessages, insertMessages, lockMessage, releaseRow, replaceMessages, rescheduleRow, rewriteMessage, settleRow, type NewMessage } from './store.ts'

export interface Plan {
  /** Null only for a test mail, which names its own `to`. With both, the mail goes to `to` and counts for the lead. */
  leadId?: string | null
  to?: { name: string; address: string }
  /** Who gets the same mail beside them: answers written by hand only */
  copies?: readonly Pick<Copy, 'kind' | 'address'>[] | null
  mailboxId: string
  campaignId?: string | null
  enrollmentId?: string | null
  stepId?: string | null
  stepNo?: number | null
  draftId?: string | null
  tone?: string | null
  /** Empty with `answers`: the subject of that mail with 'Re: '. */
  subject: string
  bodyText: string
  html?: string | null
  dueAt: Date
  /** Past this it is planned anew, never sent late. */
  windowEnd?: Date | null
  /** A follow-up: waits for release() after a look into the letterbox. */
  needsLook?: boolean
  /** Our earlier mail of the same thread. */
  answers?: string | null
  /** For an answer to a mail that is not ours: its Message-ID and its references, without brackets. */
  inReplyTo?: string | null
  references?: readonly string[]
  threadId?: string | null
  /** `notIn`: country codes of leads who are not tracked; `unknown` false: nor those whose country is not known. */
  track?: { opens: boolean; clicks: boolean; campaignName?: string; postalAddress?: string; notIn?: readonly string[]; unknown?: boolean }
  unsubscribeHeader?: boolean
  origin?: Origin
  /** A person has it tried again after it failed: with the words of now */
  anew?: boolean
}

/**
 * Plans a mail. Asking again for the same step of the same enrollment gives the mail that is there; one that was
 * cancelled before anything left comes back to life with the new content. One that was cancelled after a server had seen
 * it (and refused it, or else it could not have been cancelled) gives way to a new one of the next generation, for its own
 * bytes and their Message-ID are known outside; so does a failed one with `anew`, if its words are others now.
 */
export async function planMessage(tx: Tx, plan: Plan): Promise<{ id: string }> {
  const [planned] = await planMessages(tx, [plan])
  if (planned instanceof Refusal) throw planned
  return planned!
}

/** Many at once: what they have in common is looked up once, and the rows are written together. One that is refused keeps no other from its place. */
export async function planMessages(tx: Tx, plans: readonly Plan[]): Promise<({ id: string } | Refusal)[]> {
  const steps = plans.filter((p) => p.enrollmentId && p.stepId)
  const before = new Map((await findStepMessages(tx, steps.map((p) => p.enrollmentId!), steps.map((p) => p.stepId!))).map((m) => [`${m.enrollmentId} ${m.stepId}`, m]))
  const known = await lookUp(tx, plans)
  const fresh: NewMessage[] = [], replaced: [old: string, by: string][] = [], answers: ({ id: string } | Refusal)[] = []
  for (const plan of plans) {
    const old = before.get(`${plan.enrollmentId} ${plan.stepId}`)
    if (old && old.state !== 'cancelled' && !(old.state === 'failed' && plan.anew)) { answers.push({ id: old.id }); continue }
    const wasShown = old !== undefined && (old.state === 'failed' || old.handedAt !== null)
    try {
      if (old?.state === 'failed' && isAsItWas(old, plan, known)) {
        await resend(tx, old.id)
        await reschedule(tx, old.id, { dueAt: plan.dueAt, windowEnd: plan.windowEnd ?? null })
        answers.push({ id: old.id })
        continue
      }
      const row = await compose(tx, plan, known, !old || wasShown ? newId() : old.id, (old?.generation ?? 1) + (wasShown ? 1 : 0), true)
      if (!old || wasShown) fresh.push(row)
      else await rewriteMessage(tx, row)
      if (wasShown) replaced.push([old.id, row.id])
      answers.push({ id: row.id })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      answers.push(error)
    }
  }
  await insertMessages(tx, fresh)
  if (replaced.length) await replaceMessages(tx, replaced)
  if (plans.length) await wake(tx, new Date(Math.min(...plans.map((p) => p.dueAt.getTime()))))
  return answers
}

/** The leads, mailboxes and earlier mails that these plans speak of. */
interface Known { leads: Map<string, Lead>; mailboxes: Map<string, Mailbox>; earlier: Map<string, Message> }
async function lookUp(tx: Tx, plans: readonly Pick<Plan, 'leadId' | 'mailboxId' | 'answers'>[]): Promise<Known> {
  const some = (ids: (string | null | undefined)[]) => [...new Set(ids.filter((id) => id != null))]
  const known: Known = { leads: new Map(), mailboxes: new Map(), earlier: new Map() }
  const leadIds = some(plans.map((p) => p.leadId)), earlierIds = some(plans.map((p) => p.answers))
  if (leadIds.length) for (const lead of await findLeads(tx, leadIds)) known.leads.set(lead.id, lead)
  for (const id of some(plans.map((p) => p.mailboxId))) { const found = await findMailbox(tx, id); if (found) known.mailboxes.set(id, found) }
  if (earlierIds.length) for (const m of await findMessages(tx, earlierIds)) known.earlier.set(m.id, m)
  return known
}

/** Gives a waiting mail another time. False when it no longer waits. */
export async function reschedule(tx: Tx, id: string, at: { dueAt: Date; windowEnd?: Date | null }): Promise<boolean> {
  const moved = await rescheduleRow(tx, id, { dueAt: at.dueAt, windowEnd: at.windowEnd ?? null })
  await wake(tx, at.dueAt)
  return moved > 0
}

/** A follow-up was looked for in the letterbox at `lookedAt` and nothing speaks against it: it may be sent within a minute. */
export async function release(tx: Tx, id: string, lookedAt: Date): Promise<boolean> {
  const released = await releaseRow(tx, id, lookedAt)
  await notify(tx, 'sending', tx.workspaceId)
  return released > 0
}

/**
 * A person orders a mail sent again. One in doubt becomes a new mail of the next generation (the old one may have
 * arrived); a held or failed one, which certainly has not, is simply due again.
 */
export async function resend(tx: Tx, id: string): Promise<Message> {
  const old = await lockMessage(tx, id)
  if (!old) throw notFound('mail')
  if (old.resentAs) throw refuse('already_resent', 'This mail has been sent again already.')
  if (old.state === 'held' || old.state === 'failed') {
    await settleRow(tx, id, { state: old.needsLook ? 'planned' : 'due', reason: null, dueAt: tx.now, anyTime: true })
    await wake(tx, tx.now)
    return (await findMessage(tx, id)) as Message
  }
  if (old.state !== 'unconfirmed') throw refuse('not_in_doubt', 'Only a mail in doubt, a held or a failed one can be sent again.')
  const lead = old.leadId ? await findLead(tx, old.leadId) : undefined
  const elsewhere = lead?.email === old.toAddress ? {} : { to: { name: '', address: old.toAddress } }
  const plan: Plan = {
    ...old, ...elsewhere, track: { opens: false, clicks: false }, dueAt: tx.now, windowEnd: null, needsLook: false, references: old.refs, unsubscribeHeader: old.origin === 'campaign',
    ...(old.origin !== 'campaign' && { to: { name: '', address: old.toAddress } }),
  }
  const row = await compose(tx, plan, await lookUp(tx, [plan]), newId(), old.generation + 1, false)
  await insertMessages(tx, [row])
  await settleRow(tx, id, { state: 'unconfirmed', reason: { code: 'resent', sentence: `It was sent again by order of ${tx.actor.name}.` }, resentAs: row.id })
  await wake(tx, tx.now)
  return (await findMessage(tx, row.id)) as Message
}

/** `signs`: the text is a person's or a draft's, and gets the signature; what is sent once more has it already. */
async function compose(tx: Tx, plan: Plan, known: Known, id: string, generation: number, signs: boolean): Promise<NewMessage> {
  const { secrets, baseUrl } = letterheadOf(tx)
  const origin = plan.origin ?? 'campaign'
  const to = recipient(plan, known), mailbox = known.mailboxes.get(plan.mailboxId)
  if (!mailbox) throw notFound('mailbox')
  const copies = inCopy(plan.copies ?? [], to.address, goodAddress)
  const from = { name: plain('from_name', mailbox.fromName), address: goodAddress('from', mailbox.address) }
  const thread = threadBefore(plan, known)
  const subject = plain('subject', plan.subject.trim() || thread.subject)
  if (!subject) throw refuse('no_subject', 'The mail has no subject.', { field: 'subject' })
  if (!plan.bodyText.trim()) throw refuse('no_text', 'The mail has no text.', { field: 'bodyText' })
  const written = signs ? signed(plan.bodyText, mailbox) : plan.bodyText
  const messageId = messageIdFor(secrets, id, generation, domainOf(from.address))
  const { base, ...dressed } = await dress(tx, {
    messageId: id, leadId: plan.leadId ?? null, campaignId: plan.campaignId ?? null, origin, fromAddress: from.address, campaignName: plan.track?.campaignName ?? null, postalAddress: plan.track?.postalAddress || null, bodyText: written, html: plan.html ?? null,
    opens: plan.track?.opens ?? false, clicks: plan.track?.clicks ?? false, notIn: plan.track?.notIn ?? [], unknown: plan.track?.unknown ?? true,
  })
  const unsubscribe = plan.unsubscribeHeader ?? origin === 'campaign'
  const mime = renderMail({
    from, to, cc: copies?.filter((c) => c.kind === 'cc') ?? [], replyTo: mailbox.replyTo ? goodAddress('replyTo', mailbox.replyTo) : null, subject, ...dressed,
    messageId, sendId: sendIdFor(id, generation), inReplyTo: thread.inReplyTo, references: thread.refs,
    unsubscribeUrl: unsubscribe ? unsubscribeUrl(secrets, base ?? baseUrl, id) : null,
  })
  return {
    id, generation, origin, mime, subject, messageId, bodyText: written, toAddress: to.address, fromAddress: from.address, unsubscribeHeader: unsubscribe, copies,
    leadId: plan.leadId ?? null, mailboxId: plan.mailboxId, campaignId: plan.campaignId ?? null, enrollmentId: plan.enrollmentId ?? null, stepId: plan.stepId ?? null,
    stepNo: plan.stepNo ?? null, draftId: plan.draftId ?? null, tone: plan.tone ?? null, threadId: plan.threadId ?? thread.threadId,
    // A mail written by hand is due at once and goes before the campaign's.
    state: origin !== 'campaign' ? 'due' : 'planned',
    dueAt: plan.dueAt, windowEnd: plan.windowEnd ?? null, needsLook: plan.needsLook ?? false, inReplyTo: thread.inReplyTo, refs: thread.refs,
  }
}

const signed = (text: string, mailbox: Pick<Mailbox, 'signature'>): string => (mailbox.signature.trim() ? `${text.trimEnd()}\n\n${mailbox.signature.trim()}` : text)

/** The same words to the same person from the same mailbox. */
function isAsItWas(old: Message, plan: Plan, known: Known): boolean {
  const mailbox = known.mailboxes.get(plan.mailboxId)
  return mailbox !== undefined && old.mailboxId === plan.mailboxId && old.bodyText === signed(plan.bodyText, mailbox)
    && old.subject === (plain('subject', plan.subject.trim()) || threadBefore(plan, known).subject) && old.toAddress === recipient(plan, known).address
}

function recipient(plan: Plan, known: Known): { name: string; address: string } {
  if (!plan.leadId) {
    if (!plan.to) throw new Error('A mail without a lead must name its recipient.')
    return { name: plain('to', plan.to.name), address: goodAddress('to', plan.to.address) }
  }
  const lead = known.leads.get(plan.leadId)
  if (!lead || lead.deletedAt) throw notFound('lead')
  // An answer goes to whoever wrote, who may not be the lead: a colleague, a second address.
  if (plan.to) return { name: plan.to.name.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim(), address: goodAddress('to', plan.to.address) }
  const name = lead.firstName || lead.lastName ? nameOf(lead) : ''
  // A lead's name came out of somebody's file: what does not belong into a name is dropped, not refused.
  return { name: name.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim(), address: goodAddress('to', lead.email) }
}

function threadBefore(plan: Plan, known: Known): { inReplyTo: string | null; refs: string[]; subject: string; threadId: string | null } {
  const earlier = plan.answers ? known.earlier.get(plan.answers) : undefined
  if (!earlier) return { inReplyTo: plan.inReplyTo ?? null, refs: [...(plan.references ?? (plan.inReplyTo ? [plan.inReplyTo] : []))], subject: '', threadId: null }
  const ids = [earlier.messageId, ...(earlier.wireMessageId ? [earlier.wireMessageId] : [])]
  return { inReplyTo: ids.at(-1) as string, refs: referencesAfter({ refs: earlier.refs, ids }), subject: `Re: ${earlier.subject.replace(/^(re:\s*)+/i, '')}`, threadId: earlier.threadId }
}

function goodAddress(field: string, text: string): string {
  const address = addressOf(text)
  if (!address) throw refuse('bad_address', `“${text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 80)}” is not an address that mail can be sent to.`, { field })
  return address
}

function plain(field: string, text: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) throw refuse('control_character', 'Line breaks and control characters cannot stand here.', { field })
  return text.trim()
}

async function wake(tx: Tx, dueAt: Date): Promise<void> {
  if (dueAt.getTime() <= tx.now.getTime() + 1000) await notify(tx, 'sending', tx.workspaceId)
  await liveChanged(tx, 'campaigns')
}

/** A UUID of version 7: sorted by time, so that the newest rows lie together. */
function newId(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
