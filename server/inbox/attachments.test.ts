// Files that came with a mail, and pictures that lie elsewhere: handed out only as something that cannot hurt, only to whom the mail is open.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { sql } from '#platform/db'
import { planMessage } from '#sending'
import { syncMailbox } from '#inbox'
import { cast } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house, type Api } from '#test/house'
import { fileName } from './mail.ts'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const asked: { url: string; headers: Record<string, unknown> }[] = []
const site = createServer((request, response) => {
  asked.push({ url: request.url!, headers: request.headers })
  if (request.url === '/logo.png') return void response.setHeader('content-type', 'image/png').setHeader('set-cookie', 'who=you').end(png)
  if (request.url === '/moved') return void response.writeHead(302, { location: '/logo.png' }).end()
  if (request.url === '/inside') return void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
  if (request.url === '/vector') return void response.setHeader('content-type', 'image/svg+xml').end('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')
  if (request.url === '/lie') return void response.setHeader('content-type', 'image/png').end('<script>x()</script>')
  response.setHeader('content-type', 'image/png').end(Buffer.concat([png, Buffer.alloc(3_000_000)]))
})
await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
const at = `http://127.0.0.1:${(site.address() as { port: number }).port}`

const h = await house({ now: '2026-03-02T09:00:00Z', config: { SSRF_ALLOW: at.slice(7) } })
after(async () => { await h.stop(); site.close() })
const { dana } = await cast(h)
const box = await fakeLetterbox(h, h.world, await h.userId('owner'))
const long = Buffer.from('x'.repeat(200_000))
let sam: Api, rep: Api, id: string, uid: number

before(async () => {
  sam = await h.api(); rep = await h.api('rep')
  const ours = await h.world.write(async (tx) => {
    const planned = await planMessage(tx, { leadId: dana.id, mailboxId: box.id, subject: 'Quotes', bodyText: 'Hello.', dueAt: tx.now, origin: 'campaign' })
    return tx.one<{ messageId: string }>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${planned.id} returning message_id as "messageId"`)
  })
  const part = (type: string, name: string, bytes: Buffer) => `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n`
  uid = box.drop(`From: Dana <dana@acme.example>\r\nTo: ${box.address}\r\nSubject: Re: Quotes\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nMessage-ID: <files@outside.example>\r\nIn-Reply-To: <${ours.messageId}>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n`
    + `--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Here they are.</p>${['/logo.png', '/moved', '/inside', '/vector', '/lie', '/large'].map((path) => `<img src="${at}${path}" alt="${path}">`).join('')}\r\n`
    + `${part('text/html', '../../page.html', Buffer.from('<script>x()</script>'))}${part('application/pdf', 'Plan.pdf', long)}--b--\r\n`)
  await syncMailbox(h.world, box.id, { force: true })
  id = (await h.world.read((tx) => tx.one<{ id: string }>(sql`select id from inbox_messages where message_id = 'files@outside.example'`))).id
})

test('a file is handed out byte for byte, as a download that nothing opens', async () => {
  const thread = await h.world.read((tx) => tx.one<{ id: string }>(sql`select thread_id as id from inbox_messages where id = ${id}`))
  const listed = (await sam('GET', `/inbox/threads/${thread.id}`)).body.mails.find((mail: { id: string }) => mail.id === id)
  assert.deepEqual(listed.attachments.map((a: { size: number }) => a.size), [20, 200_000])
  const plan = await sam('GET', `/inbox/messages/${id}/attachments/1`)
  assert.equal(plan.status, 200)
  assert.equal(String(plan.body), String(long))
  const page = await sam('GET', `/inbox/messages/${id}/attachments/0`)
  assert.equal(page.headers['content-type'], 'application/octet-stream')
  assert.equal(page.headers['x-content-type-options'], 'nosniff')
  assert.match(String(page.headers['content-disposition']), /^attachment; filename="_.._page.html"/)
  assert.match(String(page.headers['content-security-policy']), /sandbox/)
})

test('nothing is handed out to others, beyond the last, of a mail that is gone, or too large', async () => {
  assert.equal((await sam('GET', `/inbox/messages/${id}/attachments/2`)).status, 404)
  assert.equal((await sam('PUT', `/mailboxes/${box.id}/privacy`, { sharing: 'subject' })).status, 200)
  assert.equal((await rep('GET', `/inbox/messages/${id}/attachments/1`)).status, 404)
  await sam('PUT', `/mailboxes/${box.id}/privacy`, { sharing: 'full' })
  const inbox = box.folders.get('INBOX')!, mail = inbox.mails.find((one) => one.uid === uid)!
  const raw = mail.raw
  mail.raw = Buffer.concat([raw, Buffer.alloc(36_000_001)])
  assert.equal((await sam('GET', `/inbox/messages/${id}/attachments/1`)).status, 413)
  // Another mail under its number is not taken for it.
  mail.raw = Buffer.from(String(raw).replace('files@', 'other@'))
  assert.equal((await sam('GET', `/inbox/messages/${id}/attachments/1`)).status, 410)
  mail.raw = raw
  box.trouble = { ok: false, reason: 'unreachable', sentence: 'The letterbox does not answer.', why: null, mend: null, answer: null }
  const down = await sam('GET', `/inbox/messages/${id}/attachments/1`)
  assert.equal(down.status, 503)
  assert.match(down.body.error.message, /does not answer/)
  box.trouble = undefined
})

test('pictures are loaded only when asked for, inside the page, without anything of the reader', async () => {
  asked.length = 0
  const plain = await sam('GET', `/inbox/messages/${id}/html`)
  assert.match(String(plain.body), /6 pictures were not loaded/)
  assert.equal(asked.length, 0)
  const shown = await sam('GET', `/inbox/messages/${id}/html?pictures=once`)
  assert.equal(String(shown.body).split(`data:image/png;base64,${png.toString('base64')}`).length - 1, 2, 'the logo, and the one that moved')
  assert.match(String(shown.body), /4 pictures were not loaded/, 'an inside address, a drawing that runs, a lie and one too large')
  assert.equal(shown.headers['content-security-policy'], plain.headers['content-security-policy'])
  assert.doesNotMatch(String(shown.body), /127\.0\.0\.1|<svg|<script/)
  for (const one of asked) assert.deepEqual([one.headers['cookie'], one.headers['referer'], one.headers['authorization']], [undefined, undefined, undefined])
})

test('a name is only a name', () => {
  assert.deepEqual(['../../etc/passwd', 'C:\\x\\y.exe', 'invoice\u202Efdp.exe', '...', '\r\nSet-Cookie: a', ' .hidden'].map(fileName), ['_.._etc_passwd', 'C__x_y.exe', 'invoicefdp.exe', 'attachment', 'Set-Cookie_ a', 'hidden'])
})
