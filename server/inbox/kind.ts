// What kind of mail is this? Asked in the order of certainty: reports that machines write about our mail, then machines that
// answer, then what people mean. Pure: the mail, the new text, the day it arrived.
import type { MailKind, ThreadClass } from '#contract/inbox'
import { readAutoReply, type AutoKind } from './auto-reply.ts'
import { readBounce, type Bounce } from './bounce.ts'
import { reasonSentence } from './bounce-reasons.ts'
import { readComplaint, type Complaint } from './complaint.ts'
import { certainly, type Judgement } from './intent.ts'
import { classShown, judgeReply, type Predict } from './judging.ts'
import { header, type Mail } from './mail.ts'
import { optOutIn } from './opt-out.ts'
import { newText, ownWords } from './reply-text.ts'
import { returnDate } from './return-date.ts'

export interface Reading {
  kind: MailKind
  /** How we know, in a sentence */
  reason: string
  class: ThreadClass
  /** The new text only */
  text: string
  bounce?: Bounce
  complaint?: Complaint
  auto?: AutoKind
  returnDate?: string | null
  /** What a person's mail wants; automatic answers and opt-outs are judged as such */
  judged?: Judgement
}

/** `predict`: the classifier as this workspace has taught it. */
export function readMail(mail: Mail, arrived: Date, predict?: Predict): Reading {
  const reading = readKind(mail, arrived, predict)
  return reading.judged ? reading : { ...reading, ...certainlyOf(reading) }
}

const certainlyOf = ({ kind, reason }: Reading): { judged?: Judgement } =>
  kind === 'opt_out' || kind === 'out_of_office' || kind === 'auto_reply' || kind === 'bounce' ? { judged: certainly(kind, reason) } : {}

function readKind(mail: Mail, arrived: Date, predict?: Predict): Reading {
  const reported = mail.text.slice(0, 4000).toWellFormed(), complaint = readComplaint(mail)
  if (complaint) return { kind: 'complaint', reason: `It is a complaint report (${complaint.feedback}).`, class: complaint.unwanted ? 'opt_out' : 'other', text: reported, complaint }
  const bounce = readBounce(mail)
  if (bounce) {
    const failed = bounce.recipients.filter((r) => r.action === 'failed' || r.action === 'delayed')
    const first = failed[0]
    // A receipt of delivery is a report as well, and no trouble.
    if (!first) return { kind: 'other', reason: 'It is a delivery report: the mail was delivered.', class: 'auto_reply', text: reported, bounce }
    if (failed.every((r) => r.action === 'delayed')) return { kind: 'bounce', reason: 'It is a delivery report: the mail is delayed, and the server is still trying.', class: 'bounce', text: reported, bounce }
    const code = [first.replyCode, first.status].filter(Boolean).join(' ')
    return { kind: 'bounce', reason: `It is a delivery report${code ? ` (${code})` : ''}: ${reasonSentence[first.reason]}`, class: 'bounce', text: reported, bounce }
  }
  const text = newText(mail.fresh?.trim() ? mail.fresh : mail.text)
  if (mail.parts.some((p) => p.type === 'message/disposition-notification')) return { kind: 'auto_reply', reason: 'It is a read receipt.', class: 'auto_reply', text, auto: 'receipt' }
  // What a mail program sends for the List-Unsubscribe button calls itself automatic, and still is a person's will.
  if (asksByButton(mail, text)) return { kind: 'opt_out', reason: `It asks for no more mails (its subject is “${mail.subject.slice(0, 60)}”).`, class: 'opt_out', text }
  const auto = readAutoReply(mail, text)
  if (auto) {
    const away = auto.kind === 'out_of_office'
    return { kind: away ? 'out_of_office' : 'auto_reply', reason: auto.reason, class: away ? 'out_of_office' : 'auto_reply', text, auto: auto.kind, returnDate: away ? returnDate(text, arrived, { subject: mail.subject, monthFirst: /\s-(?:0[4-9]|10)\d\d\b/.test(header(mail, 'date')) }) : null }
  }
  const own = ownWords(text)
  const phrase = optOutIn(own, mail.subject)
  if (phrase) return { kind: 'opt_out', reason: `It asks for no more mails (“${phrase}”).`, class: 'opt_out', text }
  const judged = judgeReply(own, predict)
  return { kind: 'reply', reason: 'A person wrote it: nothing in its headers, subject or text says otherwise.', class: classShown(judged, own), text, judged }
}

const asksByButton = (mail: Mail, text: string): boolean =>
  /^\s*(?:unsubscribe|opt[- ]?out)\b.{0,80}$/i.test(mail.subject) && (text.trim() === '' || /sent this (?:e-?mail|message) to unsubscribe|^\s*unsubscribe\s*$/i.test(text))
