// The connection test against servers that misbehave: each failure is told at its step, with why and how to mend it.
import assert from 'node:assert/strict'
import net from 'node:net'
import { after, test } from 'node:test'
import tls from 'node:tls'
import { certificate, key } from '#test/fakes/certificate'
import { vetHost } from './mail-hosts.ts'
import type { HostSettings } from './mailbox.ts'
import { testConnection } from './testing.ts'
import { loginRefused } from './troubles.ts'

const open: net.Server[] = []
after(() => { for (const server of open) server.close() })

function listen(server: net.Server): Promise<number> {
  open.push(server)
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)))
}
/** Speaks a fixed line to each command it knows. */
const talking = (greeting: string, answers: [RegExp, string][]) => (socket: net.Socket): void => {
  socket.write(greeting)
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => {
    for (const line of String(bytes).split('\r\n').filter(Boolean)) {
      const said = answers.find(([command]) => command.test(line))?.[1]
      if (said) socket.write(said.replace('TAG', line.split(' ')[0]!))
    }
  })
}
const smtpWithoutTls = talking('220 mail.test ESMTP\r\n', [[/^EHLO/, '250-mail.test\r\n250 AUTH PLAIN LOGIN\r\n'], [/^AUTH/, '235 fine\r\n']])
const silent = (): void => undefined

async function report(sides: { smtp: number; imap: number; smtpSecurity?: HostSettings['security']; imapSecurity?: HostSettings['security'] }, patience = 400) {
  const allowed = [`127.0.0.1:${sides.smtp}`, `127.0.0.1:${sides.imap}`]
  const done = await testConnection({
    address: 'sam@acme-sales.example', smtpPassword: 'x', imapPassword: 'x',
    smtp: { host: '127.0.0.1', port: sides.smtp, security: sides.smtpSecurity ?? 'starttls', user: '' }, imap: { host: '127.0.0.1', port: sides.imap, security: sides.imapSecurity ?? 'tls', user: '' },
  }, allowed, patience)
  const failed = done.steps.filter((step) => step.outcome === 'failed')
  for (const step of failed) assert.ok(step.sentence && step.why && step.mend, JSON.stringify(step))
  assert.equal(done.ok, failed.length === 0)
  return { done, failed: failed.map((step) => step.id), smtp: failed.find((step) => step.side === 'smtp'), imap: failed.find((step) => step.side === 'imap') }
}

test('an offer of STARTTLS that was taken away is told, and no password is sent', async () => {
  let heard = ''
  const smtp = await listen(net.createServer((socket) => { socket.on('data', (bytes) => { heard += bytes }); smtpWithoutTls(socket) }))
  const imap = await listen(net.createServer(talking('* OK IMAP4rev1 ready\r\n', [[/STARTTLS/, 'TAG BAD no such command\r\n']])))
  const { smtp: step, imap: other } = await report({ smtp, imap, imapSecurity: 'starttls' })
  assert.equal(step?.id, 'smtp.tls')
  assert.match(step!.sentence, /offers no encryption/)
  assert.equal(other?.id, 'imap.tls')
  assert.ok(!/AUTH/.test(heard))
})

test('a certificate that the server signed itself is told apart from a wrong password', async () => {
  const smtp = await listen(tls.createServer({ key, cert: certificate }, talking('220 mail.test ESMTP\r\n', [])))
  const imap = await listen(tls.createServer({ key, cert: certificate }, talking('* OK ready\r\n', [])))
  const { smtp: a, imap: b } = await report({ smtp, imap, smtpSecurity: 'tls' })
  assert.deepEqual([a?.id, b?.id], ['smtp.tls', 'imap.tls'])
  assert.match(a!.sentence, /certificate/)
  assert.match(a!.why!, /signed its certificate itself/)
})

test('servers that are silent, closed or of another kind', async () => {
  const quiet = await listen(net.createServer(silent))
  const gone = net.createServer()
  const closed = await listen(gone)
  await new Promise((resolve) => gone.close(resolve))
  const began = performance.now()
  const mute = await report({ smtp: quiet, imap: quiet, imapSecurity: 'starttls' })
  assert.deepEqual(mute.failed, ['smtp.connect', 'imap.connect'])
  assert.match(mute.smtp!.sentence, /does not answer/)
  assert.ok(performance.now() - began < 3000)
  const refused = await report({ smtp: closed, imap: closed })
  assert.deepEqual(refused.failed, ['smtp.connect', 'imap.connect'])
  assert.match(refused.smtp!.sentence, /Nothing listens/)
  const web = await listen(net.createServer(talking('HTTP/1.1 400 Bad Request\r\n', [])))
  assert.deepEqual((await report({ smtp: web, imap: web, imapSecurity: 'starttls' })).failed, ['smtp.connect', 'imap.connect'])
  const plain = await listen(net.createServer(smtpWithoutTls))
  const wrongWay = await report({ smtp: plain, imap: plain, smtpSecurity: 'tls' })
  assert.deepEqual(wrongWay.failed, ['smtp.tls', 'imap.tls'])
  assert.match(wrongWay.smtp!.mend!, /STARTTLS/)
})

test('mail hosts: mail ports and the public internet only, but for what the operator lists', async () => {
  const at = (host: string, port: number, security: HostSettings['security'] = 'tls') => ({ host, port, security })
  const lookup = async () => [{ address: '93.184.216.34', family: 4 }]
  const inner = async () => [{ address: '10.1.2.3', family: 4 }]
  assert.equal((await vetHost(at('mail.example.com', 993), [], lookup)).ok, true)
  for (const port of [22, 80, 443, 3306, 6379, 8080]) assert.equal((await vetHost(at('mail.example.com', port), [], lookup)).ok, false, String(port))
  assert.equal((await vetHost(at('mail.lan', 993), [], inner)).ok, false)
  assert.equal((await vetHost(at('mail.lan', 993), ['mail.lan'], inner)).ok, true)
  assert.equal((await vetHost(at('mail.lan', 993), ['10.0.0.0/8'], inner)).ok, true)
  assert.equal((await vetHost(at('mail.lan', 2143), ['10.0.0.0/8'], inner)).ok, false, 'another port has to be named')
  assert.equal((await vetHost(at('mail.lan', 2143), ['mail.lan:2143'], inner)).ok, true)
  assert.equal((await vetHost(at('mail.example.com', 587, 'none'), [], lookup)).ok, false, 'no password over an open line')
  for (const host of ['localhost', '127.0.0.1', '[::1]', '169.254.169.254', '2130706433', 'mail.example.com\r\nX: y', 'http://mail.example.com'])
    assert.equal((await vetHost(at(host, 993), [])).ok, false, host)
})

test('a refused login is read with the provider in mind', () => {
  const about = (host: string) => ({ side: 'smtp' as const, settings: { host, port: 587, security: 'starttls' as const } })
  assert.match(loginRefused('534 5.7.9 Application-specific password required', about('smtp.gmail.com')).mend!, /app password/)
  assert.match(loginRefused('535 5.7.139 Authentication unsuccessful, basic authentication is disabled', about('smtp.office365.com')).mend!, /Authenticated SMTP/)
  assert.match(loginRefused('535 5.7.8 Error: authentication failed', about('mail.example.com')).why!, /password is wrong/)
  assert.match(loginRefused('535 5.7.8 Username and Password not accepted', about('smtp.gmail.com')).why!, /no normal password/)
})
