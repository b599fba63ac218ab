// A note that was taken for an answer, an answer that was taken for a note: what a person sees in a mail it is from then on, with all
// that follows. An answer stops the campaign in the same breath; whom a note had stopped goes on (campaigns hear `thread.classified`).
import type { MailKind, ThreadClass } from '#contract/inbox'
import { lockLead } from '#leads'
import type { Tx } from '#platform/db'
import { findMessage } from '#sending'
import { hasLeft } from './auto-reply.ts'
import { actOn, type CameIn } from './effects.ts'
import { saveKind } from './intent-store.ts'
import { returnDate } from './return-date.ts'
import { mailsOfThread, type InboxMessage } from './store.ts'

type Note = 'out_of_office' | 'auto_reply'
export const isNote = (it: MailKind | ThreadClass): it is Note => it === 'out_of_office' || it === 'auto_reply'
const isAnswer = (it: ThreadClass): boolean => !isNote(it) && it !== 'bounce' && it !== 'opt_out'

/** The thread is of another class than it was; it is about its newest mail of a person or a note. With its lead held. */
export async function readAnew(tx: Tx, thread: { id: string; leadId: string | null }, before: ThreadClass, to: ThreadClass): Promise<void> {
  // Between two kinds of answers nothing changes of what the mail is, and from "no more mails" there is no way back here.
  const turned = (isNote(before) && isAnswer(to)) || (isAnswer(before) && isNote(to))
  if (!thread.leadId || !turned) return
  const mail = (await mailsOfThread(tx, thread.id)).findLast((m) => !m.outgoing && (m.kind === 'reply' || m.kind === 'opt_out' || isNote(m.kind)))
  if (mail && isNote(mail.kind) && !isNote(to)) await becomeAnswer(tx, mail, to)
  if (mail?.kind === 'reply' && isNote(to)) await becomeNote(tx, mail, to)
}

/** It counts as if it had been read as a person's when it came. */
export async function becomeAnswer(tx: Tx, mail: InboxMessage, to: ThreadClass): Promise<void> {
  const lead = mail.leadId ? await lockLead(tx, mail.leadId) : undefined
  if (!lead || !mail.threadId) return
  const reason = `${tx.actor.name} says that a person wrote it.`
  await saveKind(tx, mail.id, mail.threadId, { kind: 'reply', reason, class: to, auto: null, returnDate: mail.returnDate })
  const message = mail.answers ? await findMessage(tx, mail.answers) : undefined
  await actOn(tx, cameIn(lead, mail, mail.threadId, message, { kind: 'reply', reason, class: to, text: mail.bodyText }))
}

/** As it would have come in, read as it is now. */
const cameIn = (lead: CameIn['lead'], mail: InboxMessage, threadId: string, message: CameIn['match']['message'], reading: CameIn['reading']): CameIn => ({
  lead, match: { leadId: lead.id, message, campaignId: mail.campaignId ?? message?.campaignId ?? null, threadId, reason: mail.matchReason ?? reading.reason },
  reading, mail: { from: { name: mail.fromName, address: mail.fromAddress } }, row: mail, inboxMessageId: mail.id, threadId,
})

/** Whoever has left has left: then the campaign stops for that, and does not go on. */
async function becomeNote(tx: Tx, mail: InboxMessage, to: Note): Promise<void> {
  const away = to === 'out_of_office', left = !away && hasLeft(mail.bodyText), lead = left && mail.leadId ? await lockLead(tx, mail.leadId) : undefined
  const reason = `${tx.actor.name} says that it is ${away ? 'a note of absence' : 'an automatic answer'}.`, auto = away ? 'out_of_office' : left ? 'left_company' : 'automatic'
  await saveKind(tx, mail.id, mail.threadId, {
    kind: to, reason, class: to, auto,
    returnDate: away ? (mail.returnDate ?? returnDate(mail.bodyText, mail.receivedAt)) : mail.returnDate,
  })
  if (lead && mail.threadId) await actOn(tx, cameIn(lead, mail, mail.threadId, mail.answers ? await findMessage(tx, mail.answers) : undefined, { kind: to, reason, class: to, auto, text: mail.bodyText }))
}
