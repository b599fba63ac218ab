// An SMTP server that does what it is told, rows of the table in docs/sending.md: refuse, stall, drop at any point, take a
// mail and say nothing. What it has taken it writes to a ledger file, fsynced before it answers: the ledger, not the
// database, is what the world has received.
import fs from 'node:fs'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { certificate, key } from './certificate.ts'

export type Behaviour =
  | 'accept'
  | 'drop at DATA'
  | 'drop in the body'
  | 'take and close'
  | 'take and reset'
  | 'take and stay silent'
  | 'accept and drop'
  /** `yet354`: having refused the recipient it asks for the body all the same, as some servers do. */
  | { at: 'mail' | 'rcpt' | 'data' | 'dot'; say: string; yet354?: true }
  | { wait354Ms: number; answerMs?: number }

/** `to`: the first recipient that was taken; `copies`: those after it. */
export interface Taken { to: string; copies: string[]; from: string; messageId: string; sendId: string; at: number; raw: string }

export interface FakeSmtpOptions {
  port?: number
  /** JSON lines, one per mail taken. */
  ledgerFile?: string
  /** By recipient; `nth` counts the tries for this recipient from 1. `at: 'mail'` is asked for with the sender instead. */
  behave?: (address: string, nth: number) => Behaviour | undefined
  greet?: 'normal' | 'drop' | 'silent' | `${number} ${string}`
  /** STARTTLS offered ('starttls'), TLS from the first byte ('tls'), neither, or STARTTLS offered and then refused ('refused'). */
  security?: 'none' | 'starttls' | 'tls' | 'refused'
  /** Another certificate than the good one. */
  identity?: { certificate: string; key: string }
  /** Slow-loris: every answer comes a byte at a time, one each so many milliseconds. */
  dripMs?: number
  /** Milliseconds before each answer. */
  latencyMs?: number
  pipelining?: boolean
  /** Offers DSN (RFC 3461); 'refused': and then does not understand its parameters. */
  dsn?: true | 'refused'
  /** Offers PIPELINING and throws away what came behind a body. */
  forgetsBehindBody?: boolean
  /** Whose login is right; without it AUTH is not offered. */
  login?: { user: string; password: string; refusal?: string; methods?: string }
  maxConnections?: number
  keepRaw?: boolean
  /** Asked before each command, before a mail is taken ('.') and before that is answered ('250'); when it says so the line is cut there. */
  interrupt?: (line: string) => boolean
  onTaken?: (mail: Taken) => void
}

export interface FakeSmtp {
  readonly port: number
  readonly taken: Taken[]
  /** Everything said by clients before encryption, to look for passwords. */
  readonly heardInTheClear: string[]
  readonly commands: string[]
  connections: number
  /** Connections refused for being too many */
  turnedAway: number
  options: FakeSmtpOptions
  stop(): Promise<void>
}

export async function fakeSmtp(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  const ledger = options.ledgerFile ? fs.openSync(options.ledgerFile, 'a') : undefined
  const open = new Set<net.Socket>()
  const tries = new Map<string, number>()
  const fake: FakeSmtp = {
    port: 0, taken: [], heardInTheClear: [], commands: [], connections: 0, turnedAway: 0, options,
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      if (ledger !== undefined) fs.closeSync(ledger)
    },
  }
  const take = (mail: Taken) => {
    fake.taken.push(mail)
    if (ledger !== undefined) {
      fs.writeSync(ledger, `${JSON.stringify({ to: mail.to, messageId: mail.messageId, sendId: mail.sendId, at: mail.at })}\n`)
      fs.fsyncSync(ledger)
    }
    fake.options.onTaken?.(mail)
  }
  const behaviourFor = (address: string) => {
    const nth = (tries.get(address) ?? 0) + 1
    tries.set(address, nth)
    return fake.options.behave?.(address, nth) ?? 'accept'
  }
  const server = net.createServer((socket) => {
    open.add(socket)
    fake.connections++
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
    // One that is turned away is read, too: a socket with something unread in it never closes, and would count as open for ever.
    const turnAway = (line: string): void => void socket.resume().end(`${line}\r\n`)
    const greet = fake.options.greet ?? 'normal'
    if (greet === 'drop') return void socket.destroy()
    if (greet === 'silent') return
    if (fake.options.maxConnections !== undefined && open.size > fake.options.maxConnections) return void (fake.turnedAway++, turnAway('421 4.7.0 Too many connections from your address'))
    if (greet !== 'normal') return turnAway(greet)
    if (fake.options.security !== 'tls') return void converse(fake, socket, false, take, behaviourFor)
    const secure = new tls.TLSSocket(socket, { isServer: true, secureContext: contextOf(fake.options) })
    secure.on('error', () => undefined)
    converse(fake, secure, true, take, behaviourFor)
  })
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(options.port ?? 0, '127.0.0.1', resolve) })
  Object.assign(fake, { port: (server.address() as net.AddressInfo).port })
  return fake
}

const contextOf = ({ identity }: FakeSmtpOptions) => tls.createSecureContext(identity ? { key: identity.key, cert: identity.certificate } : { key, cert: certificate })

function converse(fake: FakeSmtp, socket: net.Socket, secure: boolean, take: (mail: Taken) => void, behaviourFor: (address: string) => Behaviour, greeted = false): void {
  let buffer = '', inData = false, noSender = false, from = '', to = '', copies: string[] = [], behaviour: Behaviour = 'accept', authStep: 'plain' | 'user' | 'password' | undefined, user = ''
  const { login, security, pipelining = true, keepRaw = true } = fake.options
  /** A server answers in the order it was asked: while one answer is to come, what was sent behind it is not read. */
  let held = false
  const later = (ms: number, line: string) => { held = true; setTimeout(() => { held = false; say(line); read() }, ms) }
  const write = (text: string) => { if (!socket.destroyed) socket.write(text) }
  let speaking: Promise<void> = Promise.resolve()
  const say = (line: string) => {
    const { dripMs, latencyMs } = fake.options
    if (!dripMs && !latencyMs) return write(`${line}\r\n`)
    speaking = speaking.then(async () => {
      if (latencyMs) await sleep(latencyMs)
      for (const piece of dripMs ? `${line}\r\n` : [`${line}\r\n`]) { write(piece); if (dripMs) await sleep(dripMs); if (socket.destroyed) return }
    })
  }
  const at = (phase: 'mail' | 'rcpt' | 'data' | 'dot') => (typeof behaviour === 'object' && 'at' in behaviour && behaviour.at === phase ? behaviour.say : undefined)
  const answer = (line: string) => { say(line); if (line.startsWith('421')) socket.end() }
  socket.setNoDelay(true)
  socket.setEncoding('latin1')

  const finish = (raw: string) => {
    inData = false
    const refusal = at('dot')
    if (refusal) return answer(refusal)
    if (fake.options.interrupt?.('.')) return void socket.destroy()
    const header = (name: string) => new RegExp(`^${name}:\\s*<?([^>\\r\\n]+)>?`, 'im').exec(raw.slice(0, 4000))?.[1] ?? ''
    take({ to, copies, from, messageId: header('Message-ID'), sendId: header('X-Send-Id'), at: Date.now(), raw: keepRaw ? raw : '' })
    if (fake.options.interrupt?.('250')) return void socket.destroy()
    if (behaviour === 'take and close') return void socket.destroy()
    if (behaviour === 'take and reset') return void ('resetAndDestroy' in socket ? socket.resetAndDestroy() : 0)
    if (behaviour === 'take and stay silent') return void (held = true)
    const late = typeof behaviour === 'object' && 'wait354Ms' in behaviour ? behaviour.answerMs : undefined
    if (late) return later(late, '250 2.0.0 Ok: queued')
    say('250 2.0.0 Ok: queued')
    if (behaviour === 'accept and drop') setImmediate(() => socket.destroy())
  }
  const startData = () => {
    if (behaviour === 'drop at DATA') return void socket.destroy()
    const refusal = at('data')
    if (refusal) return answer(refusal)
    inData = true
    if (typeof behaviour === 'object' && 'wait354Ms' in behaviour) later(behaviour.wait354Ms, '354 go on')
    else say('354 go on')
  }
  const authenticate = (password: string) => {
    authStep = undefined
    say(login && user === login.user && password === login.password ? '235 2.7.0 Welcome' : (login?.refusal ?? '535 5.7.8 Authentication credentials invalid'))
  }
  const command = (line: string): void => {
    if (authStep) {
      const text = Buffer.from(line, 'base64').toString()
      if (authStep === 'plain') { user = text.split('\0')[1] ?? ''; return authenticate(text.split('\0')[2] ?? '') }
      if (authStep === 'password') return authenticate(text)
      user = text; authStep = 'password'
      return say('334 UGFzc3dvcmQ6')
    }
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') {
      const offers = ['fake', ...(pipelining ? ['PIPELINING'] : []), '8BITMIME', ...(fake.options.dsn ? ['DSN'] : []), ...((security === 'starttls' || security === 'refused') && !secure ? ['STARTTLS'] : []), ...(login ? [`AUTH ${login.methods ?? 'PLAIN LOGIN'}`] : [])]
      return say(offers.map((offer, i) => `250${i === offers.length - 1 ? ' ' : '-'}${offer}`).join('\r\n'))
    }
    if (verb === 'STAR') {
      if (security !== 'starttls') return say('454 4.7.0 TLS not available due to temporary reason')
      say('220 go ahead')
      socket.removeAllListeners('data')
      const upgraded = new tls.TLSSocket(socket, { isServer: true, secureContext: contextOf(fake.options) })
      upgraded.on('error', () => undefined)
      return converse(fake, upgraded, true, take, behaviourFor, true)
    }
    if (verb === 'AUTH') {
      const [, method = '', initial] = line.split(' ')
      if (method.toUpperCase() === 'LOGIN') { authStep = 'user'; return say('334 VXNlcm5hbWU6') }
      authStep = 'plain'
      return initial ? command(initial) : say('334 ')
    }
    if (verb === 'MAIL') {
      from = /<([^>]*)>/.exec(line)?.[1] ?? ''
      noSender = /> ./.test(line) && fake.options.dsn !== true
      if (noSender) return answer('555 5.5.4 Unsupported option')
      behaviour = 'accept'; to = ''; copies = []
      const asked = fake.options.behave?.(from, 0)
      return answer(typeof asked === 'object' && 'at' in asked && asked.at === 'mail' ? asked.say : '250 2.1.0 Ok')
    }
    if (verb === 'RCPT') {
      if (noSender) return say('503 5.5.1 Need MAIL command')
      const next = /<([^>]*)>/.exec(line)?.[1] ?? ''
      // How the mail fares is decided by its first recipient; each of the others may only be refused.
      if (to) {
        const own = behaviourFor(next), no = typeof own === 'object' && 'at' in own && own.at === 'rcpt' ? own.say : undefined
        if (!no) copies.push(next)
        return answer(no ?? '250 2.1.5 Ok')
      }
      behaviour = behaviourFor(next)
      const no = at('rcpt')
      if (!no || (typeof behaviour === 'object' && 'yet354' in behaviour)) to = next
      return answer(no ?? '250 2.1.5 Ok')
    }
    if (verb === 'DATA') return noSender ? say('503 5.5.1 Need MAIL command') : at('rcpt') && !(typeof behaviour === 'object' && 'yet354' in behaviour) ? say('503 5.5.1 No valid recipients') : startData()
    if (verb === 'QUIT') { say('221 bye'); return void socket.end() }
    say('250 2.0.0 Ok')
  }

  socket.on('data', (piece) => {
    buffer += piece
    if (!secure) { fake.heardInTheClear.push(String(piece).slice(0, 200)); if (fake.heardInTheClear.length > 1000) fake.heardInTheClear.shift() }
    read()
  })
  function read(): void {
    while (!held && !socket.destroyed) {
      if (inData) {
        if (behaviour === 'drop in the body') return void (buffer && socket.destroy())
        const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n')
        if (end < 0) return
        const raw = buffer.slice(0, end + 2).replace(/^\.\./gm, '.')
        buffer = fake.options.forgetsBehindBody ? '' : buffer.slice(end + (end === 0 ? 3 : 5))
        finish(raw)
        continue
      }
      const end = buffer.indexOf('\r\n')
      if (end < 0) return
      const line = buffer.slice(0, end)
      buffer = buffer.slice(end + 2)
      if (fake.commands.length < 5000) fake.commands.push(line)
      if (fake.options.interrupt?.(line)) return void socket.destroy()
      command(line)
      if (socket.listenerCount('data') === 0) return
    }
  }
  if (!greeted) say('220 fake ESMTP')
}
