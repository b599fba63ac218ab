// One mail of the sample and what came of it: taken or refused, looked at, answered.
import { randomUUID } from 'node:crypto'
import { identityOf, parseMail, readMail } from '#inbox'
import { answer, type OurMail } from './answers.ts'
import { bytes, type Book, type Row } from './sample-book.ts'
import type { Enrolled, SampleDraft } from './sample-campaign.ts'
import { sampleSeed, whoIs, type SampleCampaign, type SampleRun, type SampleSend } from './sample-history.ts'
import { bodyOf, sampleOffer } from './sample-texts.ts'

export interface Posting { campaign: SampleCampaign; run: SampleRun; who: Enrolled; send: SampleSend; stepId: string; draft: SampleDraft; before: OurMail[] }

const refused = '550 5.1.1 Recipient address rejected: User unknown in local recipient table'

export async function putMail(book: Book, posting: Posting): Promise<void> {
  const { campaign, run, who, send, stepId, draft, before } = posting
  const id = randomUUID(), lead = book.leads.get(run.person.email)!, { ours, raw } = render(book, posting, id)
  const about = { messageId: id, mailboxId: book.ids.mailbox, origin: 'campaign', leadId: who.leadId, campaignId: who.campaignId, enrollmentId: who.enrollmentId, stepId, stepNo: send.step, tone: send.tone }
  const threadId = send.reactedAt ? randomUUID() : null, takenAt = send.refused ? null : send.at, reply = send.refused ? refused : '250 2.0.0 Ok'
  book.put('messages', {
    id, lead_id: who.leadId, mailbox_id: book.ids.mailbox, campaign_id: who.campaignId, enrollment_id: who.enrollmentId, step_id: stepId, step_no: send.step, draft_id: draft.id, tone: send.tone,
    thread_id: threadId, generation: 1, state: send.refused ? 'failed' : 'accepted', reason: send.refused ? refused : null, reason_code: send.refused ? 'hard_bounce' : null,
    due_at: send.at, planned_at: send.at, handed_at: takenAt, accepted_at: takenAt, needs_look: send.step > 1, looked_at: send.step > 1 ? send.at : null, to_address: run.person.email,
    from_address: ours.fromAddress, subject: ours.subject, body_text: ours.text, message_id: ours.messageId, in_reply_to: ours.references.at(-1) ?? null, refs: ours.references,
    fence: 1, attempts: 1, smtp_reply: reply, origin: 'campaign', unsubscribe_header: true, looks: 0, look_rounds: 0,
  })
  book.put('message_bytes', { message_id: id, mime: raw.toString() })
  book.put('attempts', { message_id: id, no: 1, worker: 'sample', started_at: send.at, ended_at: send.at, outcome: send.refused ? 'hard_bounce' : 'accepted', reply })
  if (send.refused) {
    book.happened('message.failed', send.at, { ...about, hard: true, code: 'hard_bounce', text: refused })
    return book.suppress(lead, 'bounced', send.at, 'bounce')
  }
  before.push(ours)
  Object.assign(lead, { status: 'contacted', last_activity_at: send.at })
  book.happened('message.sent', send.at, about)
  putCopy(book, 'Sent', ours.messageId, run.person.email, ours.subject, raw, send.at)
  if (campaign.tracked) putVisits(book, id, send, about)
  if (send.reaction && send.reactedAt && threadId) await putAnswer(book, posting, about, ours, { reaction: send.reaction, at: send.reactedAt, threadId })
}

function render(book: Book, { run, send, draft, before }: Posting, id: string): { ours: OurMail; raw: Buffer } {
  const { sender, address } = book.scene, text = bodyOf(draft.written), references = before.map((one) => one.messageId), first = before[0]
  const subject = first ? `Re: ${first.subject}` : draft.written.subject, messageId = `${id.replaceAll('-', '').slice(0, 26)}.1@practice.example`
  const headers = [
    `From: ${sender} <${address}>`, `To: ${run.person.firstName} ${run.person.lastName} <${run.person.email}>`, `Subject: ${subject}`, `Date: ${send.at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${messageId}>`, ...(references.length ? [`In-Reply-To: <${references.at(-1)}>`, `References: ${references.map((one) => `<${one}>`).join(' ')}`] : []),
    'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit',
  ].join('\r\n')
  const ours: OurMail = { messageId, references, fromName: sender, fromAddress: address, to: run.person.email, subject, text, at: send.at, headers }
  return { ours, raw: Buffer.from(`${headers}\r\n\r\n${text.replace(/\n/g, '\r\n')}\r\n`) }
}

function putCopy(book: Book, folder: 'INBOX' | 'Sent', messageId: string, address: string, subject: string, raw: Buffer, at: Date): void {
  book.put('practice_mails', { mailbox_id: book.ids.mailbox, folder, uid: ++book.uids[folder], message_id: messageId, address, subject, raw: bytes(raw), arrives_at: at, created_at: at })
}

function putVisits(book: Book, messageId: string, send: SampleSend, about: Row): void {
  const link = sampleOffer.links[0].url, now = book.scene.now
  book.put('tracked_links', { message_id: messageId, no: 0, url: 'pixel' })
  if (send.step === 1) book.put('tracked_links', { message_id: messageId, no: 1, url: link })
  const hit = (kind: 'open' | 'click', at: Date, why: string | null) => book.put('tracking_hits', {
    id: randomUUID(), message_id: messageId, kind, link_no: kind === 'click' ? 1 : null, at, machine: why !== null, why,
    user_agent: why ? 'Barracuda Sentinel (EE)' : 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0',
  })
  if (send.scanned) hit('open', send.scanned, "Barracuda's scanner looked at it.")
  if (send.opened && send.opened <= now) { hit('open', send.opened, null); book.happened('message.opened', send.opened, about) }
  if (send.step === 1 && send.clicked && send.clicked <= now) { hit('click', send.clicked, null); book.happened('link.clicked', send.clicked, { ...about, url: link }) }
}

interface Reacted { reaction: NonNullable<SampleSend['reaction']>; at: Date; threadId: string }

/** Read by the inbox's own reader, so that a second look into the letterbox finds nothing new. */
async function putAnswer(book: Book, { run, who, stepId }: Posting, about: Row, ours: OurMail, { reaction, at, threadId }: Reacted): Promise<void> {
  const { person } = run, name = `${person.firstName} ${person.lastName}`, id = randomUUID()
  const written = await answer(sampleSeed, whoIs(person), reaction, { address: person.email, name, title: person.title, company: person.company.name }, ours, at)
  const mail = await parseMail(written.raw), read = readMail(mail, at)
  const fresh = book.scene.now.getTime() - at.getTime() < 3 * 86_400_000, promising = ['interested', 'question', 'referral'].includes(read.class)
  book.put('threads', {
    id: threadId, mailbox_id: book.ids.mailbox, lead_id: who.leadId, campaign_id: who.campaignId, subject: written.subject, class: read.class, class_by: 'rules',
    status: fresh || promising ? 'open' : 'done', unread: fresh && read.kind === 'reply', last_at: at, snippet: read.text.replace(/\s+/g, ' ').slice(0, 140),
  })
  putCopy(book, 'INBOX', written.messageId, person.email, written.subject, written.raw, at)
  book.put('inbox_messages', {
    id, mailbox_id: book.ids.mailbox, thread_id: threadId, folder: 'INBOX', uid: book.uids.INBOX, message_id: written.messageId, identity: identityOf(mail, written.raw),
    in_reply_to: ours.messageId, refs: [...ours.references, ours.messageId], from_address: mail.from.address, from_name: mail.from.name, to_addresses: [ours.fromAddress], subject: written.subject,
    body_text: read.text, full_text: written.text, kind: read.kind, kind_reason: read.reason, class: read.class, return_date: read.returnDate ?? null, received_at: at, synced_at: at,
    lead_id: who.leadId, answers: about['messageId'], campaign_id: who.campaignId, match_reason: 'It names our mail in its headers.', size: written.raw.length, attachments: [], outgoing: false,
    intent: read.judged?.intent ?? null, intent_first: read.judged?.intent ?? null, sentiment: read.judged?.sentiment ?? null, confidence: read.judged?.confidence ?? null, intent_by: read.judged?.by ?? null, intent_reason: read.judged?.reason ?? null,
  })
  const news = { ...who, inboxMessageId: id, threadId, mailboxId: book.ids.mailbox, messageId: about['messageId'], stepId }
  const lead = book.leads.get(person.email)!
  lead['last_activity_at'] = at
  if (reaction === 'late_bounce') {
    book.happened('bounce.received', at, { ...news, address: person.email, hard: true, verdict: 'hard', reason: 'unknown_user', status: '5.1.1', text: 'User unknown' })
    return book.suppress(lead, 'bounced', at, 'bounce')
  }
  if (reaction === 'out_of_office') return book.happened('auto_reply.received', at, { ...news, kind: 'out_of_office', ...(read.returnDate && { returnDate: read.returnDate }) })
  if (reaction === 'stop') {
    book.happened('opt_out.received', at, { ...news, via: 'reply', phrase: written.said })
    return book.suppress(lead, 'opted_out', at, 'reply')
  }
  Object.assign(lead, { status: 'replied', replied_at: at })
  book.happened('reply.received', at, { ...news, class: read.class, from: person.email })
}
