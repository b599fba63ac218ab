// The story over real Postfix and Dovecot: login over STARTTLS, a recipient refused at RCPT, a delivery report that comes back
// later, a reply found one second before the follow-up is due, and a letterbox that is made anew.
import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import tls from 'node:tls'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { postOnce } from '#campaigns'
import { syncMailbox } from '#inbox'
import { findMailbox, routeFor } from '#mailboxes'
import { sql } from '#platform/db'
import { planMessage, sendWhatIsDue } from '#sending'
import { approvePassing } from '#writing'
import { certificate } from '#test/fakes/certificate'
import { missingMailServers, startMailServers } from '#test/fakes/mail-servers'
import { house } from '#test/house'

const skip = missingMailServers()

if (skip) test('over real Postfix and Dovecot', { skip }, () => undefined)
else await stories()

async function stories(): Promise<void> {
  const servers = await startMailServers()
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate])
  const sink = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], disableReverseLookup: true,
    onRcptTo(address, _session, done) {
      done(address.address.startsWith('dead') ? Object.assign(new Error('5.1.1 no such user'), { responseCode: 550 }) : null)
    },
    onData(stream, _session, done) { stream.resume().on('end', () => done()) },
  })
  await new Promise<void>((resolve) => sink.listen(servers.sink, '127.0.0.1', () => resolve()))
  after(async () => {
    await h.stop()
    sink.close()
    await servers.stop()
  })
  const h = await house({ now: '2026-03-02T09:00:00Z', config: { SSRF_ALLOW: `localhost:${servers.smtp},localhost:${servers.imap},localhost:1`, LAUNCH_HOLD_S: '0' } })
  const settings = () => ({ smtp: { host: 'localhost', port: servers.smtp, security: 'starttls', user: '' }, imap: { host: 'localhost', port: servers.imap, security: 'starttls', user: '' } })
  const lead = (email: string) => h.world.write((tx) => tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name, last_name) values (${tx.workspaceId}, ${email}, 'Dana', 'Okafor') returning id`))
  const mails = (id: string) => h.world.read((tx) => tx.many<Record<string, any>>(sql`select id, state, reason, reason_code, message_id, smtp_reply, step_no, due_at, needs_look from messages where lead_id = ${id} order by planned_at, step_no`))
  const facts = (type: string, leadId: string) => h.world.read((tx) => tx.many<{ payload: Record<string, any> }>(sql`select payload from events where type = ${type} and lead_id = ${leadId} order by id`))
  const suppressed = async (value: string) => (await h.world.read((tx) => tx.many(sql`select 1 from suppressions where value = ${value}`))).length > 0

  /** What lies in a folder of anybody's letterbox. */
  async function look<T>(user: string, fn: (client: ImapFlow) => Promise<T>, folder = 'INBOX'): Promise<T> {
    const client = new ImapFlow({ host: '127.0.0.1', port: servers.imap, secure: false, auth: { user, pass: 'test' }, logger: false, tls: { rejectUnauthorized: false } })
    await client.connect()
    try {
      await client.mailboxOpen(folder)
      return await fn(client)
    } finally {
      await client.logout()
    }
  }
  const count = (user: string, folder?: string) => look(user, async (client) => (client.mailbox ? client.mailbox.exists : 0), folder)
  const arrives = async (user: string, n: number, folder?: string): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      if ((await count(user, folder)) >= n) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`${user} got no mail.`)
  }
  const writeTo = async (from: string, mail: object): Promise<void> => {
    const transport = createTransport({ host: '127.0.0.1', port: servers.smtp, requireTLS: true, auth: { user: from, pass: 'test' }, tls: { rejectUnauthorized: false } })
    await transport.sendMail({ from, ...mail })
    transport.close()
  }

  const made = await (await h.api())('POST', '/mailboxes', { address: 'rep@sender.test', fromName: 'Sam Carter', password: 'test', gapMinS: 0, gapMaxS: 0, ...settings() })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const mailboxId = made.body.id as string

  test('the connection test walks every step, and names the one that fails', async () => {
    const api = await h.api()
    const good = (await api('POST', `/mailboxes/${mailboxId}/test`)).body
    assert.equal(good.ok, true, JSON.stringify(good))
    assert.deepEqual(good.steps.map((s: any) => [s.id, s.outcome]).filter(([, outcome]: string[]) => outcome !== 'ok'), [])
    assert.deepEqual(good.folders, { inbox: 'INBOX', sent: 'Sent', junk: 'Junk' })
    const tried = async (change: object) => (await api('POST', '/mailbox-tests', { address: 'rep@sender.test', password: 'test', ...settings(), ...change })).body
    const failed = (report: any) => report.steps.filter((s: any) => s.outcome === 'failed').map((s: any) => s.id)
    const wrong = await tried({ password: 'wrong' })
    assert.deepEqual(failed(wrong), ['smtp.login', 'imap.login'])
    assert.match(wrong.steps.find((s: any) => s.id === 'smtp.login').sentence, /refused the user name or password/)
    assert.ok(wrong.steps.every((s: any) => s.outcome !== 'failed' || (s.why && s.mend)))
    assert.deepEqual(failed(await tried({ smtp: { ...settings().smtp, port: 1 } })), ['smtp.connect'])
    assert.deepEqual(failed(await tried({ smtp: { ...settings().smtp, host: '127.0.0.1' } })), ['smtp.lookup'], 'only what the operator lists may be reached on the inner network')
    assert.deepEqual(failed(await tried({ imap: { ...settings().imap, security: 'tls' } })), ['imap.tls'])
    assert.deepEqual(failed(await tried({ address: 'somebody@elsewhere.test', smtp: { ...settings().smtp, user: 'rep@sender.test' }, imap: { ...settings().imap, user: 'rep@sender.test' } })), [])
  })

  test('a mail leaves over STARTTLS and login; its copy is put into Sent once, and found there', async () => {
    const { id: leadId } = await lead('dana@prospect.test')
    await h.world.write((tx) => planMessage(tx, { leadId, mailboxId, subject: 'Grüße aus Berlin', bodyText: 'A short hello.', dueAt: tx.now, origin: 'reply' }))
    await sendWhatIsDue(h.ground)
    const [mail] = await mails(leadId)
    assert.equal(mail!['state'], 'accepted', mail!['reason'])
    await arrives('dana@prospect.test', 1)
    const route = await routeFor(h.world, mailboxId)
    const query = { messageId: mail!['message_id'] as string, to: 'dana@prospect.test', subject: 'Grüße aus Berlin', around: new Date() }
    assert.equal(await route.findSent(query), 'absent')
    const raw = Buffer.from(`From: rep@sender.test\r\nTo: dana@prospect.test\r\nSubject: x\r\nMessage-ID: <${query.messageId}>\r\n\r\nA short hello.\r\n`)
    assert.equal(await route.appendSent(raw, query), 'appended')
    assert.equal((await h.world.read((tx) => findMailbox(tx, mailboxId)))!.keepsSent, false, 'this server keeps none by itself')
    const again = await routeFor(h.world, mailboxId)
    assert.equal(await again.appendSent(raw, query), 'there')
    assert.equal(await again.findSent(query), 'found')
    assert.equal(await count('rep@sender.test', 'Sent'), 1)
  })

  test('an address that is refused at RCPT is silenced at once', async () => {
    const { id: leadId } = await lead('missing@prospect.test')
    await h.world.write((tx) => planMessage(tx, { leadId, mailboxId, subject: 'Hello', bodyText: 'A short hello.', dueAt: tx.now, origin: 'reply' }))
    await sendWhatIsDue(h.ground)
    const [mail] = await mails(leadId)
    assert.equal(mail!['state'], 'failed')
    assert.equal(await suppressed('missing@prospect.test'), true)
    assert.equal((await facts('message.failed', leadId))[0]!.payload['hard'], true)
  })

  test('a delivery report that comes back later silences the address and is no reply', async () => {
    const { id: leadId } = await lead('dead@remote.test')
    await h.world.write((tx) => planMessage(tx, { leadId, mailboxId, subject: 'Hello out there', bodyText: 'A short hello.', dueAt: tx.now, origin: 'reply' }))
    await sendWhatIsDue(h.ground)
    assert.equal((await mails(leadId))[0]!['state'], 'accepted', 'our own server took it')
    await arrives('rep@sender.test', 1)
    const report = await look('rep@sender.test', async (client) => String((await client.fetchOne('*', { source: true }) as { source: Buffer }).source))
    assert.match(report, new RegExp(`^Original-Envelope-Id: ${(await mails(leadId))[0]!['id']}\\s*$`, 'mi'), 'it names the mail by our id')
    assert.match(report, /^Original-Recipient: rfc822;\s*dead@remote\.test\s*$/mi)
    const synced = await syncMailbox(h.world, mailboxId)
    assert.equal(synced.ok, true, JSON.stringify(synced))
    const [bounce] = await facts('bounce.received', leadId)
    assert.deepEqual([bounce!.payload['hard'], bounce!.payload['status'], bounce!.payload['address']], [true, '5.1.1', 'dead@remote.test'])
    assert.equal(await suppressed('dead@remote.test'), true)
    assert.equal((await facts('reply.received', leadId)).length, 0)
  })

  test('a reply one second before the follow-up is due stops it, and nobody else’s', async () => {
    const { id: leadId } = await lead('mo@prospect.test')
    const { id: silentId } = await lead('nora@prospect.test')
    const api = await h.api()
    const mail = (no: number) => ({ kind: 'email', mode: 'template', subject: no === 1 ? 'A question about your team' : '', body: `Hello {{first_name|there}},\n\nthis is mail ${no} of a short talk about how your team works today. May I ask who looks after it?\n\nSam Carter` })
    const made = await api('POST', '/campaigns', { name: 'Real servers', mailboxIds: [mailboxId], steps: [mail(1), { kind: 'wait', waitAmount: 1, waitUnit: 'hours' }, mail(2)] })
    assert.equal(made.status, 200, JSON.stringify(made.body))
    await api('POST', `/campaigns/${made.body.id}/enrollments`, { leadIds: [leadId, silentId] })
    await h.runLater()
    await h.world.write(async (tx) => {
      await tx.run(sql`update drafts set checks = '[]', status = 'ready' where campaign_id = ${made.body.id} and status = 'needs_review'`)
      await approvePassing(tx, made.body.id)
    })
    await h.runLater()
    const launched = await api('POST', `/campaigns/${made.body.id}/launch`, { acceptAmber: true })
    assert.equal(launched.status, 200, JSON.stringify(launched.body))
    await h.runLater()
    const latest = async () => new Date(Math.max(...[...(await mails(leadId)), ...(await mails(silentId))].map((m) => Number(m['due_at']))))
    h.clock.set(await latest())
    await sendWhatIsDue(h.ground)
    await h.runLater()
    await arrives('mo@prospect.test', 1)
    await arrives('nora@prospect.test', 1)
    const [first, followUp] = await mails(leadId)
    assert.equal(first!['state'], 'accepted', JSON.stringify(first))
    assert.deepEqual([followUp!['state'], followUp!['needs_look']], ['planned', true])
    h.clock.set(new Date(followUp!['due_at'].getTime() - 1000))
    const before = await count('rep@sender.test')
    await writeTo('mo@prospect.test', { to: 'rep@sender.test', subject: 'Re: A question about your team', inReplyTo: `<${first!['message_id']}>`, references: `<${first!['message_id']}>`, text: 'That would be me. What is it about?' })
    await arrives('rep@sender.test', before + 1)
    h.clock.advance(1000)
    assert.equal(await postOnce(h.ground), 1, 'the letterbox is looked into before the follow-up')
    await sendWhatIsDue(h.ground)
    await h.runLater()
    assert.equal((await mails(leadId))[1]!['state'], 'cancelled')
    assert.equal(await count('mo@prospect.test'), 1, 'nothing more has arrived')
    h.clock.set(new Date((await latest()).getTime() + 10_000))
    await postOnce(h.ground)
    await sendWhatIsDue(h.ground)
    await h.runLater()
    await arrives('nora@prospect.test', 2)
    const ends = Object.fromEntries((await api('GET', `/campaigns/${made.body.id}/enrollments`)).body.items.map((e: any) => [e.email, [e.state, e.reasonCode]]))
    assert.deepEqual(ends, { 'mo@prospect.test': ['stopped', 'replied'], 'nora@prospect.test': ['finished', 'all_sent'] })
  })

  test('a letterbox that is made anew brings nothing twice, and a mail of 25 MB does not stop the look', async () => {
    const { id: leadId } = await lead('ines@prospect.test')
    await h.world.write((tx) => planMessage(tx, { leadId, mailboxId, subject: 'Large', bodyText: 'A short hello.', dueAt: tx.now, origin: 'reply' }))
    await sendWhatIsDue(h.ground)
    const [mail] = await mails(leadId)
    const before = await count('rep@sender.test')
    await writeTo('ines@prospect.test', { to: 'rep@sender.test', subject: 'Re: Large', inReplyTo: `<${mail!['message_id']}>`, text: 'See the file.', attachments: [{ filename: 'plan.pdf', content: Buffer.alloc(18_000_000, 1) }] })
    for (let i = 0; i < 60; i++) await look('rep@sender.test', (client) => client.append('INBOX', `From: news${i}@prospect.test\r\nTo: rep@sender.test\r\nSubject: News ${i}\r\nMessage-ID: <news-${i}@prospect.test>\r\n\r\nNumber ${i}\r\n`))
    await arrives('rep@sender.test', before + 61)
    assert.equal((await syncMailbox(h.world, mailboxId)).ok, true)
    const [large] = await h.world.read((tx) => tx.many<Record<string, any>>(sql`select problem, body_text, size from inbox_messages where lead_id = ${leadId}`))
    assert.match(large!['problem'], /\d+ MB; only its first megabyte/)
    assert.equal(large!['body_text'], 'See the file.')
    const totals = () => h.world.read((tx) => tx.one<{ mails: number; replies: number }>(sql`select (select count(*) from inbox_messages) as mails, (select count(*) from events where type = 'reply.received') as replies`))
    const stored = await totals()
    const maildir = join(servers.folder, 'mail/sender.test/rep/Maildir')
    for (const file of readdirSync(maildir)) if (/^dovecot(-uid|\.index)/.test(file)) rmSync(join(maildir, file), { recursive: true })
    const validity = await look('rep@sender.test', async (client) => (client.mailbox ? Number(client.mailbox.uidValidity) : 0))
    const again = await syncMailbox(h.world, mailboxId)
    assert.equal(again.ok, true, JSON.stringify(again))
    assert.deepEqual(await totals(), stored)
    const [place] = await h.world.read((tx) => tx.many<{ uid_validity: number }>(sql`select uid_validity from mailbox_folders where folder = 'INBOX'`))
    assert.equal(place!.uid_validity, validity)
  })

}
