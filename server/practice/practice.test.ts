import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import nodemailer from 'nodemailer'
import PostalMime from 'postal-mime'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { routeFor, type FetchedMail } from '#mailboxes'
import { planMessage } from '#sending'
import { letTimePass } from './practice.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana } = await cast(h)
const api = await h.api()
const box = (await api('POST', '/practice/mailboxes', { pace: 'real', seed: 'story' })).body

const hours = (n: number) => h.clock.advance(n * 3_600_000)
async function connect() {
  const way = await (await routeFor(h.world, box.id)).smtp()
  assert.ok(way.ok)
  const { address, port, user, password } = way.settings
  return { address, port, user, password }
}
async function send(to: string, more: { inReplyTo?: string; from?: string; subject?: string; html?: string; password?: string } = {}): Promise<string> {
  const { address, port, user, password } = await connect()
  const mail = nodemailer.createTransport({ host: address, port, secure: false, ignoreTLS: true, auth: { user, pass: more.password ?? password } })
  const messageId = `${Math.random().toString(36).slice(2)}.1@practice.example`
  try {
    await mail.sendMail({
      from: { name: 'Sam Carter', address: more.from ?? box.address }, to, subject: more.subject ?? 'Three roles', text: 'Hi,\n\nthree new roles, congratulations.\n\nSam', messageId: `<${messageId}>`, ...(more.html && { html: more.html }),
      ...(more.inReplyTo && { inReplyTo: `<${more.inReplyTo}>`, references: `<${more.inReplyTo}>` }),
    })
    return messageId
  } finally { mail.close() }
}
async function inbox(fromUid = 1): Promise<FetchedMail[]> {
  const read = await (await routeFor(h.world, box.id)).read(async (letters) => {
    const mails: FetchedMail[] = []
    for await (const mail of letters.fetch('INBOX', fromUid, 100)) mails.push(mail)
    return mails
  })
  assert.ok(read.ok)
  return read.value
}
const from = async (mail: FetchedMail) => (await PostalMime.parse(mail.raw)).from?.address

test('a mailbox is made with one click and belongs to nobody outside', async () => {
  assert.match(box.address, /^sam@practice\.example$/)
  const second = (await api('POST', '/practice/mailboxes', {})).body
  assert.equal(second.address, 'sam2@practice.example')
  assert.equal(second.pace, 'minute')
})

test('a mail goes over real SMTP, leaves a copy in Sent, and its answer comes back when its time has come', async () => {
  const messageId = await send('ada+interested@orchard.example')
  const route = await routeFor(h.world, box.id)
  assert.equal(await route.findSent({ messageId }), 'found')
  assert.equal(await route.findSent({ messageId: 'never@practice.example' }), 'absent')
  assert.equal((await inbox()).length, 0, 'nobody answers in the same second')
  hours(30)
  const [mail] = await inbox()
  const parsed = await PostalMime.parse(mail!.raw)
  assert.equal(parsed.inReplyTo, `<${messageId}>`)
  assert.equal(parsed.from?.address, 'ada+interested@orchard.example')
  assert.equal(parsed.from?.name, 'Ada')
  assert.equal((await inbox(mail!.uid + 1)).length, 0)
})

test('answers keep the order of their arrival, whatever the order of the mails', async () => {
  const top = (await inbox()).at(-1)!.uid
  await send('slow+interested@orchard.example')
  await send('quick+out-of-office@orchard.example')
  h.clock.advance(60_000)
  const first = await inbox(top + 1)
  assert.deepEqual(await Promise.all(first.map(from)), ['quick+out-of-office@orchard.example'])
  hours(30)
  const rest = await inbox(first[0]!.uid + 1)
  assert.deepEqual(await Promise.all(rest.map(from)), ['slow+interested@orchard.example'], 'a reader who asks for what is new misses none')
})

test('an address that does not exist is refused at RCPT, another bounces later', async () => {
  await assert.rejects(send('nobody+hard-bounce@orchard.example'), (error: { responseCode?: number; response?: string }) => error.responseCode === 550 && /5\.1\.1/.test(error.response ?? ''))
  const top = (await inbox()).at(-1)!.uid
  const messageId = await send('gone+late-bounce@orchard.example')
  hours(4)
  const [report] = await inbox(top + 1)
  const text = report!.raw.toString()
  assert.match(text, /Content-Type: message\/delivery-status/)
  assert.ok(text.includes(messageId), 'the report carries the headers of our mail')
})

test('the server takes nothing that is not from a practice mailbox of this process', async () => {
  await assert.rejects(send('ada@orchard.example', { password: 'guessed' }), { responseCode: 535 })
  await assert.rejects(send('ada@orchard.example', { from: 'ceo@bank.test' }), { responseCode: 553 })
  const { address } = await connect()
  assert.equal(address, '127.0.0.1')
})

test('who is not a lead and not of an example domain stays silent', async () => {
  const waiting = async () => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from practice_mails where uid is null`))).n
  const before = await waiting()
  await send('someone+interested@gmail.com')
  assert.equal(await waiting(), before)
})

test('a prospect who gets an answer answers once more', async () => {
  const top = (await inbox()).at(-1)!.uid
  await send('talk+question@orchard.example')
  hours(31)
  const [asked] = await inbox(top + 1)
  const theirs = (await PostalMime.parse(asked!.raw)).messageId!.replace(/[<>]/g, '')
  await send('talk+question@orchard.example', { inReplyTo: theirs })
  hours(31)
  const [agreed, ...more] = await inbox(asked!.uid + 1)
  assert.equal(await from(agreed!), 'talk+question@orchard.example')
  assert.equal(more.length, 0)
})

test('waiting answers can be had now, and a faster pace brings them sooner', async () => {
  await send('later+not-now@orchard.example')
  const counts = async () => (await api('GET', '/practice')).body.mailboxes.find((one: { id: string }) => one.id === box.id)
  assert.equal((await counts()).waiting, 1)
  const before = Date.parse((await counts()).nextAnswerAt) - h.clock.now().getTime()
  const faster = await api('PATCH', `/practice/mailboxes/${box.id}`, { pace: 'minute' })
  assert.equal(faster.body.pace, 'minute')
  const now = Date.parse(faster.body.nextAnswerAt) - h.clock.now().getTime()
  assert.ok(now <= before / 1440 + 50 && now > before / 1440 - 5_000, `${before} → ${now}`) // less the time the two questions took
  const { body } = await api('POST', '/practice/deliver', {})
  assert.equal(body.delivered, 1)
  const mail = (await inbox()).at(-1)!
  assert.ok(Date.parse((await PostalMime.parse(mail.raw)).date!) <= h.clock.now().getTime(), 'a mail that is here was written before now')
  assert.equal((await counts()).waiting, 0)
})

test('a scanner follows every link and is known for one; a person clicks once, minutes later', async () => {
  await api('PATCH', `/practice/mailboxes/${box.id}`, { pace: 'real' })
  const visit = async (email: string) => {
    const messageId = await h.world.write(async (tx) => {
      const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${email}) returning id`)
      const { id } = await planMessage(tx, { leadId: lead.id, mailboxId: box.id, subject: 'Two links', bodyText: 'See https://firstmile.example/a and https://firstmile.example/b', dueAt: tx.now, track: { opens: true, clicks: true }, origin: 'campaign' })
      await tx.run(sql`update messages set state = 'accepted', accepted_at = ${tx.now}, handed_at = ${tx.now} where id = ${id}`)
      return id
    })
    const html = (await h.world.read((tx) => tx.one<{ mime: string }>(sql`select mime from message_bytes where message_id = ${messageId}`))).mime.replace(/=\r\n/g, '').replace(/=3D/g, '=')
    await send(email, { html })
    for (let i = 0; i < 50; i++) { hours(1); await letTimePass(h.world, box.id) }
    return h.world.read((tx) => tx.many<{ kind: string; machine: boolean }>(sql`select kind, machine from tracking_hits where message_id = ${messageId} order by at`))
  }
  const scanned = await visit('robot+scanner@orchard.example')
  assert.deepEqual(scanned.map((one) => one.kind).sort(), ['click', 'click', 'click', 'open'], 'the one that nobody can see, too')
  assert.ok(scanned.every((one) => one.machine))
  const read = await visit('mia+interested@orchard.example')
  assert.ok(read.some((one) => one.kind === 'open' && !one.machine), JSON.stringify(read))
  assert.ok(read.every((one) => !one.machine))
})

test('a lead of the user’s own answers under its own name', async () => {
  await h.world.write((tx) => tx.run(sql`update leads set email = 'dana+interested@acme.example' where id = ${dana.id}`))
  const top = (await inbox()).at(-1)!.uid
  await send('dana+interested@acme.example')
  hours(30)
  const mine = await inbox(top + 1)
  const parsed = await PostalMime.parse(mine.at(-1)!.raw)
  assert.equal(parsed.from?.name, 'Dana Okafor')
  assert.match(parsed.text ?? '', /Head of Sales, Acme GmbH/)
})
