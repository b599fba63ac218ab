import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fakeSmtp, type Behaviour, type FakeSmtpOptions } from '#test/fakes/smtp'
import { certificate } from '#test/fakes/certificate'
import { openSmtp, stuffed, SmtpConnection, type Sent, type SmtpTarget } from './smtp.ts'
import { outcomeOf } from './outcome.ts'
import type { End } from './reply.ts'

const body = 'Subject: Hello\r\nMessage-ID: <m1@sender.test>\r\n\r\nHi Dana,\r\n.hidden dot\r\n'
const quick = { connect: 500, greeting: 300, command: 300, afterDot: 300 }
const envelope = { from: 'sam@sender.test', to: 'dana@acme.example' }

interface Trial { end: Sent; gates: number; taken: number }

async function attempt(options: FakeSmtpOptions, target: Partial<SmtpTarget> = {}, gate: () => string | null = () => body): Promise<Trial> {
  const server = await fakeSmtp(options)
  let gates = 0
  try {
    const connection = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none', ...target }, quick)
    if (!(connection instanceof SmtpConnection)) return { end: connection, gates, taken: server.taken.length }
    const end = await connection.send(envelope, async () => { gates++; return gate() })
    connection.close()
    await new Promise((resolve) => setTimeout(resolve, 20))
    return { end, gates, taken: server.taken.length }
  } finally {
    await server.stop()
  }
}

const behaving = (behaviour: Behaviour, more: FakeSmtpOptions = {}): FakeSmtpOptions =>
  ({ ...more, behave: (address) => (address === envelope.to || (typeof behaviour === 'object' && 'at' in behaviour && behaviour.at === 'mail') ? behaviour : undefined) })

// The oracle: what the server does, whether it has the mail, whether the gate was asked, what it means for us.
const oracle: [string, FakeSmtpOptions, { has: boolean; gates: number; phase: string; kind: string }][] = [
  ['drops on connect', { greet: 'drop' }, { has: false, gates: 0, phase: 'greeting', kind: 'retry' }],
  ['never greets', { greet: 'silent' }, { has: false, gates: 0, phase: 'greeting', kind: 'retry' }],
  ['greets with 421', { greet: '421 4.3.2 Service not available' }, { has: false, gates: 0, phase: 'greeting', kind: 'retry' }],
  ['says 421 at MAIL', behaving({ at: 'mail', say: '421 4.7.0 Too many connections' }), { has: false, gates: 0, phase: 'mail', kind: 'retry' }],
  ['greylists at RCPT', behaving({ at: 'rcpt', say: '450 4.2.0 Greylisted, try again in 5 minutes' }), { has: false, gates: 0, phase: 'rcpt', kind: 'retry' }],
  ['is full at RCPT', behaving({ at: 'rcpt', say: '452 4.2.2 Mailbox full' }), { has: false, gates: 0, phase: 'rcpt', kind: 'mailbox_full' }],
  ['knows no such user at RCPT', behaving({ at: 'rcpt', say: '550 5.1.1 No such user' }), { has: false, gates: 0, phase: 'rcpt', kind: 'hard_bounce' }],
  ['refuses DATA', behaving({ at: 'data', say: '554 5.7.1 Spam' }), { has: false, gates: 0, phase: 'data', kind: 'policy' }],
  ['drops at DATA', behaving('drop at DATA'), { has: false, gates: 0, phase: 'data', kind: 'retry' }],
  ['drops in the middle of the body', behaving('drop in the body'), { has: false, gates: 1, phase: 'body', kind: 'unconfirmed' }],
  ['says 451 after the dot', behaving({ at: 'dot', say: '451 4.3.0 Try later' }), { has: false, gates: 1, phase: 'body', kind: 'retry' }],
  ['says 421 after the dot', behaving({ at: 'dot', say: '421 4.3.0 Closing' }), { has: false, gates: 1, phase: 'body', kind: 'retry' }],
  ['says 550 after the dot', behaving({ at: 'dot', say: '550 5.1.1 User unknown' }), { has: false, gates: 1, phase: 'body', kind: 'hard_bounce' }],
  ['takes the mail and closes', behaving('take and close'), { has: true, gates: 1, phase: 'body', kind: 'unconfirmed' }],
  ['takes the mail and resets', behaving('take and reset'), { has: true, gates: 1, phase: 'body', kind: 'unconfirmed' }],
  ['takes the mail and stays silent', behaving('take and stay silent'), { has: true, gates: 1, phase: 'body', kind: 'unconfirmed' }],
  ['says 250 and drops', behaving('accept and drop'), { has: true, gates: 1, phase: 'body', kind: 'accepted' }],
  ['takes the mail', {}, { has: true, gates: 1, phase: 'body', kind: 'accepted' }],
]

for (const pipelining of [true, false])
  for (const [name, options, expected] of oracle)
    test(`a server that ${name}${pipelining ? '' : ' (no pipelining)'}: ${expected.kind}`, async () => {
      const seen = await attempt({ ...options, pipelining })
      assert.equal(seen.end.phase, expected.phase)
      assert.equal(seen.gates, expected.gates, 'the gate is asked once, after 354, or never')
      assert.equal(seen.taken > 0, expected.has)
      assert.equal(outcomeOf(seen.end as End).kind, expected.kind)
    })

test('a port where nobody listens is trouble before anything was said', async () => {
  const server = await fakeSmtp()
  await server.stop()
  const end = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none' }, quick)
  assert.ok(!(end instanceof SmtpConnection))
  assert.deepEqual({ phase: end.phase, trouble: 'trouble' in end && end.trouble }, { phase: 'connect', trouble: 'unreachable' })
})

test('a gate that says no: the server never sees a byte of the body', async () => {
  const seen = await attempt({}, {}, () => null)
  assert.deepEqual(seen, { end: { phase: 'gate', refused: true }, gates: 1, taken: 0 })
})

test('a gate that throws: no body leaves, and the mail may be tried again', async () => {
  const seen = await attempt({}, {}, () => { throw new Error('the database is away') })
  assert.equal(seen.taken, 0)
  assert.equal(outcomeOf(seen.end as End).kind, 'retry')
})

test('the gate is not asked before 354', async () => {
  const server = await fakeSmtp({ behave: () => ({ wait354Ms: 150 }) })
  after(() => server.stop())
  const connection = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none' }, quick)
  assert.ok(connection instanceof SmtpConnection)
  const start = performance.now()
  let askedAfter = 0
  await connection.send(envelope, async () => { askedAfter = performance.now() - start; return body })
  connection.close()
  assert.ok(askedAfter >= 140, `asked after ${askedAfter} ms`)
})

test('a connection is kept over many mails, also over a refused recipient', async () => {
  const server = await fakeSmtp({ behave: (address) => (address.startsWith('gone') ? { at: 'rcpt', say: '550 5.1.1 Gone' } : undefined) })
  after(() => server.stop())
  const connection = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none' }, quick)
  assert.ok(connection instanceof SmtpConnection)
  for (const to of ['a@x.test', 'gone@x.test', 'b@x.test', 'c@x.test']) await connection.send({ from: 'sam@sender.test', to }, async () => body)
  connection.close()
  assert.deepEqual(server.taken.map((m) => m.to), ['a@x.test', 'b@x.test', 'c@x.test'])
  assert.equal(server.connections, 1)
  assert.ok(server.taken[0]?.raw.includes('\r\n.hidden dot\r\n'))
})

test('a recipient refused, but DATA answered with 354: the line is cut, no empty mail is sent', async () => {
  const seen = await attempt({ behave: (address) => (address === envelope.to ? { at: 'rcpt', say: '550 5.1.1 Gone', yet354: true } : undefined) })
  assert.equal(seen.taken, 0)
  assert.equal(outcomeOf(seen.end as End).kind, 'hard_bounce')
})

for (const methods of ['PLAIN LOGIN', 'LOGIN'])
  test(`STARTTLS and login (${methods}): the password goes through encryption only`, async () => {
    const login = { user: 'sam@sender.test', password: 'geheim-und-lang', methods }
    const server = await fakeSmtp({ security: 'starttls', login })
    after(() => server.stop())
    const connection = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'starttls', ca: certificate, ...login }, quick)
    assert.ok(connection instanceof SmtpConnection, JSON.stringify(connection))
    const end = await connection.send(envelope, async () => body)
    assert.equal(end.phase, 'body')
    assert.ok(!server.heardInTheClear.join('').includes('AUTH'))
    connection.close()
  })

test('a wrong password is a login refused, not a bounce', async () => {
  const seen = await attempt({ security: 'tls', login: { user: 'sam', password: 'right' } }, { security: 'tls', ca: certificate, user: 'sam', password: 'wrong' })
  assert.equal(seen.end.phase, 'auth')
  assert.equal(outcomeOf(seen.end as End).kind, 'login')
})

const login = { user: 'sam', password: 'geheim-und-lang' }
const untrusted: [string, FakeSmtpOptions, Partial<SmtpTarget>][] = [
  ['STARTTLS stripped', { security: 'none', login }, { security: 'starttls', ...login }],
  ['a self-signed certificate over STARTTLS', { security: 'starttls', login }, { security: 'starttls', ...login }],
  ['a self-signed certificate from the first byte', { security: 'tls', login }, { security: 'tls', ...login }],
  ['a certificate for another host', { security: 'tls', login }, { security: 'tls', host: 'other.test', ca: certificate, ...login }],
  ['plain SMTP where TLS was expected', { security: 'none', login }, { security: 'tls', ...login }],
]
for (const [name, options, target] of untrusted)
  test(`${name}: refused, and no password was said`, async () => {
    const server = await fakeSmtp(options)
    after(() => server.stop())
    const end = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none', ...target }, quick)
    assert.ok(!(end instanceof SmtpConnection))
    assert.equal(outcomeOf(end).kind, name.startsWith('plain SMTP') ? outcomeOf(end).kind : 'setup', JSON.stringify(end))
    assert.ok(!server.commands.some((c) => c.startsWith('AUTH')))
  })

test('a command with a line break in it is never written', async () => {
  const server = await fakeSmtp()
  after(() => server.stop())
  const connection = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none' }, quick)
  assert.ok(connection instanceof SmtpConnection)
  await assert.rejects(connection.send({ from: 'sam@sender.test', to: 'a@x.test>\r\nRCPT TO:<evil@z.test' }, async () => body), /one line/)
  connection.close()
  assert.ok(!server.commands.some((c) => c.includes('evil')))
})

test('dots at the start of lines are doubled, and the end is one CRLF and a dot', () => {
  assert.equal(stuffed('.a\r\n..b\r\nc.d\r\n'), '..a\r\n...b\r\nc.d\r\n.\r\n')
  assert.equal(stuffed('no line end'), 'no line end\r\n.\r\n')
})

async function announcing(options: FakeSmtpOptions, run: (connection: SmtpConnection, server: Awaited<ReturnType<typeof fakeSmtp>>) => Promise<void>): Promise<void> {
  const server = await fakeSmtp(options)
  try {
    const connection = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none' }, quick)
    assert.ok(connection instanceof SmtpConnection)
    await run(connection, server)
    connection.close()
  } finally {
    await server.stop()
  }
}
const to = (name: string) => ({ from: 'sam@sender.test', to: `${name}@x.test` })

test('a mail is announced behind the body before it, and its own gate still decides', () => announcing({}, async (connection, server) => {
  assert.equal((await connection.send(to('a'), async () => body, () => to('b'))).phase, 'body')
  assert.equal(connection.announced, true)
  assert.equal((await connection.send(to('b'), async () => body, () => to('c'))).phase, 'body')
  // The gate says no to the third: its commands are with the server, its body never comes.
  assert.deepEqual(await connection.send(to('c'), async () => null), { phase: 'gate', refused: true })
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(server.taken.map((m) => m.to), ['a@x.test', 'b@x.test'])
}))

test('an announced recipient who is refused says nothing about the mail before it, and the connection goes on', () =>
  announcing({ behave: (address) => (address === 'gone@x.test' ? { at: 'rcpt', say: '550 5.1.1 No such user' } : undefined) }, async (connection, server) => {
    assert.equal(outcomeOf(await connection.send(to('a'), async () => body, () => to('gone')) as End).kind, 'accepted')
    const end = await connection.send(to('gone'), async () => { throw new Error('The gate is not asked.') })
    assert.equal(outcomeOf(end as End).kind, 'hard_bounce')
    assert.equal((await connection.send(to('b'), async () => body)).phase, 'body')
    assert.deepEqual(server.taken.map((m) => m.to), ['a@x.test', 'b@x.test'])
  }))

test('a server that takes a mail and hangs up: the announced one has certainly not left', () =>
  announcing({ behave: (address) => (address === 'a@x.test' ? 'take and close' : undefined) }, async (connection) => {
    assert.equal(outcomeOf(await connection.send(to('a'), async () => body, () => to('b')) as End).kind, 'unconfirmed')
    let asked = false
    const end = await connection.send(to('b'), async () => { asked = true; return body })
    assert.equal(asked, false)
    assert.equal(outcomeOf(end as End).kind, 'retry')
  }))

test('an announced mail that is not sent leaves with its line; no other may take its place', () => announcing({}, async (connection, server) => {
  await connection.send(to('a'), async () => body, () => to('b'))
  await assert.rejects(connection.send(to('c'), async () => body), /announced/)
  connection.close()
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(server.taken.map((m) => m.to), ['a@x.test'])
}))

test('without PIPELINING nothing is announced', () => announcing({ pipelining: false }, async (connection) => {
  await connection.send(to('a'), async () => body, () => assert.fail('Nobody may follow.'))
  assert.equal(connection.announced, false)
}))

test('an answer to a whole mail that answers something else leaves it in doubt, never due again', async () => {
  const seen = await attempt(behaving({ at: 'dot', say: '354 go on' }))
  assert.equal(seen.end.phase, 'body')
  assert.equal(outcomeOf(seen.end as End).kind, 'unconfirmed')
})

for (const pipelining of [true, false])
  test(`reports are asked for where the server offers them, by the id of the mail and its recipient${pipelining ? '' : ' (no pipelining)'}`, async () => {
    const server = await fakeSmtp({ pipelining, dsn: true })
    try {
      const connection = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none' }, quick)
      assert.ok(connection instanceof SmtpConnection)
      const next = { id: '0198a3c2-0000-7000-8000-000000000002', from: 'sam@sender.test', to: 'second@acme.example' }
      const first = await connection.send({ ...envelope, id: '0198a3c2-0000-7000-8000-000000000001', to: 'dana+sales=eu@acme.example' }, async () => body, () => next)
      const second = await connection.send(next, async () => body)
      const third = await connection.send({ ...envelope, copies: ['mo@acme.example'] }, async () => body)
      assert.deepEqual([first, second, third].map((end) => 'reply' in end && end.reply.code), [250, 250, 250])
      assert.deepEqual(server.commands.filter((line) => /^(MAIL|RCPT)/.test(line)), [
        'MAIL FROM:<sam@sender.test> RET=HDRS ENVID=0198a3c2-0000-7000-8000-000000000001', 'RCPT TO:<dana+sales=eu@acme.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;dana+2Bsales+3Deu@acme.example',
        'MAIL FROM:<sam@sender.test> RET=HDRS ENVID=0198a3c2-0000-7000-8000-000000000002', 'RCPT TO:<second@acme.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;second@acme.example',
        'MAIL FROM:<sam@sender.test> RET=HDRS', 'RCPT TO:<dana@acme.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;dana@acme.example', 'RCPT TO:<mo@acme.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;mo@acme.example'])
      connection.close()
    } finally { await server.stop() }
  })

test('a server that offers reports and does not understand being asked for them gets the mail all the same, asked once', async () => {
  for (const pipelining of [true, false]) {
    const server = await fakeSmtp({ pipelining, dsn: 'refused' })
    try {
      const connection = await openSmtp({ host: 'localhost', address: '127.0.0.1', port: server.port, security: 'none' }, quick)
      assert.ok(connection instanceof SmtpConnection)
      let gates = 0
      for (let i = 0; i < 2; i++) {
        const end: Sent = await connection.send({ ...envelope, id: `m${i}` }, async () => { gates++; return body })
        assert.equal('reply' in end && end.reply.code, 250)
      }
      assert.deepEqual([gates, server.taken.length, server.commands.filter((line) => line.includes('ENVID')).length], [2, 2, 1])
      connection.close()
    } finally { await server.stop() }
  }
})
