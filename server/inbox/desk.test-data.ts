// The desk at which the stories of this room are told: mails of ours that have left, letters that come back, and what is known of both.
import assert from 'node:assert/strict'
import { sql } from '#platform/db'
import { planMessage } from '#sending'
import { syncMailbox } from '#inbox'
import type { Person } from '#test/cast'
import type { FakeLetterbox } from '#test/fakes/letterbox'
import type { House } from '#test/house'

export interface Sent { id: string; messageId: string; subject: string }

/** `box`: the letterbox that is meant where none is named. */
export function desk(h: House, box: FakeLetterbox) {
  let ids = 0

  /** A mail of ours that has left, without the post office. */
  async function sent(to: Person, subject: string, from: FakeLetterbox = box): Promise<Sent> {
    return h.world.write(async (tx) => {
      const { id } = await planMessage(tx, { leadId: to.id, mailboxId: from.id, subject, bodyText: 'Hello, a question.', dueAt: tx.now, origin: 'campaign' })
      return tx.one<Sent>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${id} returning id, message_id as "messageId", subject`)
    })
  }

  const letter = (from: string, about: { subject?: string; answers?: Sent; text?: string; id?: string; headers?: string; to?: string } = {}): string => `From: ${from}
To: ${about.to ?? box.address}
Subject: ${about.subject ?? (about.answers ? `Re: ${about.answers.subject}` : 'Hello')}
Date: Mon, 2 Mar 2026 10:00:00 +0100
Message-ID: <${about.id ?? `mail-${++ids}@outside.example`}>
${about.answers ? `In-Reply-To: <${about.answers.messageId}>\nReferences: <${about.answers.messageId}>\n` : ''}${about.headers ? `${about.headers}\n` : ''}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

${about.text ?? 'Sounds interesting, tell me more.'}
`

  const facts = (type: string, lead?: Person) => h.world.read((tx) => tx.many<{ payload: Record<string, any> }>(sql`
  select payload from events where type = ${type} and (${lead?.id ?? null}::uuid is null or lead_id = ${lead?.id ?? null}::uuid) order by id`))
  const rows = (where = sql`true`) => h.world.read((tx) => tx.many<Record<string, any>>(sql`select * from inbox_messages where ${where} order by synced_at, id`))
  const sync = async (b = box) => {
    const done = await syncMailbox(h.world, b.id)
    assert.equal(done.ok, true, JSON.stringify(done))
  }

  function report(mail: Sent, to: string, status: string, diagnostic: string): string {
    return `From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: ${box.address}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 2 Mar 2026 10:00:00 +0100
Message-ID: <dsn-${++ids}@mx.example>
Return-Path: <>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mx.example. Your message could not be delivered.

<${to}>: ${diagnostic} (in reply to RCPT TO command)

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ${to}
Action: failed
Status: ${status}
Diagnostic-Code: smtp; ${diagnostic}

--b
Content-Type: text/rfc822-headers

From: ${box.address}
To: ${to}
Subject: ${mail.subject}
Message-ID: <${mail.messageId}>

--b--
`
  }

  function arf(mail: Sent): string {
    return `From: feedback@provider.example
To: ${box.address}
Subject: complaint
Message-ID: <arf-${++ids}@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1

--b
Content-Type: message/rfc822

From: ${box.address}
Message-ID: <${mail.messageId}>
Subject: ${mail.subject}

Hello
--b--
`
  }

  return { sent, letter, facts, rows, sync, report, arf }
}
