// One SMTP connection, kept for mail after mail. It exists because of one moment: the server has said 354, and
// not a byte of the body has left. There it asks the gate, and only then writes; if the gate says no, the
// connection is cut and the server never sees the final dot. MAIL, RCPT and DATA go out in one piece where
// PIPELINING is offered, in one with the body of the mail before them (RFC 2920 3.1 allows a body to begin a group).
// Nothing here throws for what the world does: every end is a value that says how far
// we had got (see reply.ts).
import net from 'node:net'
import tls from 'node:tls'
import type { LeftOut } from './copies.ts'
import { ReplyReader, type End, type Phase, type Reply, type Trouble } from './reply.ts'

export interface SmtpTarget {
  /** The name people know the server by: checked against its certificate. */
  host: string
  /** Where to connect, already vetted; the host itself when left out. */
  address?: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user?: string
  password?: string
  /** Our name in EHLO. */
  clientName?: string
  /** Certificates to trust beside the system's. */
  ca?: string
}

/** Milliseconds. After the dot a server may take ten minutes (RFC 5321 4.5.3.2.6); hanging up earlier makes duplicates. */
export interface Patience { connect: number; greeting: number; command: number; afterDot: number }
export const patience: Patience = { connect: 15_000, greeting: 30_000, command: 30_000, afterDot: 600_000 }

/** `refused`: the gate said no; no byte of the body has left. */
export type Sent = End | { phase: 'gate'; refused: true }
/**
 * `copies`: recipients beside `to`. Only `to` decides; with `wait` a copy that is refused for now keeps the mail from leaving, too.
 * `id`: what a delivery report is to name the mail by (ENVID), where the server knows of such things.
 */
export interface Envelope { from: string; to: string; copies?: readonly string[]; wait?: boolean; id?: string }

class Broken extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble, text: string) {
    super(text)
    this.trouble = trouble
  }
}

export async function openSmtp(target: SmtpTarget, times: Patience = patience): Promise<SmtpConnection | End> {
  const connection = new SmtpConnection(target, times)
  const end = await connection.open()
  return end ?? connection
}

export class SmtpConnection {
  readonly target: SmtpTarget
  /** Mails the server has taken over this connection. */
  taken = 0
  #times: Patience
  #socket: net.Socket
  #reader = new ReplyReader()
  #replies: (Reply | undefined)[] = []
  #waiting: (() => void) | undefined
  #broken: Broken | undefined
  #offers = new Set<string>()
  #authMethods: string[] = []
  #phase: Phase = 'connect'
  /** Its MAIL, RCPT and DATA went out behind the body before it: the next mail must be this one. */
  #ahead: Envelope | undefined

  constructor(target: SmtpTarget, times: Patience) {
    this.target = target
    this.#times = times
    const to = { host: target.address ?? target.host, port: target.port }
    this.#socket = target.security === 'tls' ? tls.connect({ ...to, ...this.#tlsOptions() }) : net.connect(to)
    this.#listen()
  }

  /** Greeting, encryption, login. Undefined when it may be used. */
  async open(): Promise<End | undefined> {
    try {
      await this.#connected()
      this.#phase = 'greeting'
      const greeting = await this.#reply(this.#times.greeting)
      if (greeting.code !== 220) return this.#over({ phase: 'greeting', reply: greeting })
      return (await this.#hello()) ?? (await this.#encrypt()) ?? (await this.#login())
    } catch (error) {
      return this.#over(this.#endOf(error))
    }
  }

  /**
   * Sends one mail. `gate` is asked after 354; it gives the bytes (CRLF lines) or null, and has committed its
   * answer before it gives it. A gate that throws counts as no. `follow` is asked when the body leaves: the envelope
   * of the mail that will be sent next over this connection, if there is one; its own gate is still to come.
   */
  async send(envelope: Envelope, gate: () => Promise<string | null>, follow?: () => Envelope | undefined): Promise<Sent> {
    try {
      const announced = this.#ahead
      if (announced && (announced.from !== envelope.from || announced.to !== envelope.to)) throw new Error('Another mail was announced to the server.')
      this.#ahead = undefined
      // With others in copy each answer decides about the next command: a body must not be under way to some of them.
      const pipelining = this.#offers.has('PIPELINING') && !envelope.copies?.length
      const left: LeftOut[] = []
      if (pipelining && !announced) this.#write(...this.#commandsFor(envelope))
      for (const [i, phase] of (['mail', 'rcpt', 'data'] as const).entries()) {
        if (!pipelining) this.#write(this.#commandsFor(envelope)[i] as string)
        this.#phase = phase
        const reply = await this.#reply(this.#times.command)
        const wanted = phase === 'data' ? reply.code === 354 : reply.code >= 200 && reply.code < 300
        if (!wanted) {
          const end = await this.#refused({ phase, reply }, pipelining)
          // Announced, and then not understood (a filter in front of the server): the mail goes as it would without it.
          if (!this.#dislikesReports(phase, reply) || !this.usable) return end
          this.#offers.delete('DSN')
          return await this.send(envelope, gate, follow)
        }
        for (const copy of (phase === 'rcpt' && envelope.copies) || []) {
          this.#write(`RCPT TO:<${copy}>${this.#offers.has('DSN') ? reportsAbout(copy) : ''}`)
          const about = await this.#reply(this.#times.command)
          if (about.code >= 200 && about.code < 300) continue
          if (about.code === 421 || (envelope.wait && about.code < 500)) return await this.#refused({ phase, reply: about, copy }, false)
          left.push({ address: copy, reply: about })
        }
      }
      const sent = await this.#body(gate, pipelining ? follow : undefined)
      return left.length && 'reply' in sent ? { ...sent, left } : sent
    } catch (error) {
      return this.#over(this.#endOf(error))
    }
  }

  /** A mail was announced behind the last body: only that one may be sent next. */
  get announced(): boolean {
    return this.#ahead !== undefined
  }

  get usable(): boolean {
    return !this.#broken && !this.#socket.destroyed && (this.#ahead !== undefined || this.#replies.length === 0)
  }

  /** Resolves when the line is down; at the latest a second after `close`. */
  get closed(): Promise<void> {
    return this.#socket.closed ? Promise.resolve() : new Promise((resolve) => { this.#socket.once('close', () => resolve()) })
  }

  close(): void {
    // With a mail announced the server waits for a body: only cutting the line ends that without one.
    if (this.#ahead) this.#socket.destroy()
    else if (this.usable) this.#socket.end('QUIT\r\n')
    this.#broken ??= new Broken('dropped', 'closed')
    // Half-open peers never answer the end.
    setTimeout(() => this.#socket.destroy(), 1000).unref()
  }

  async #body(gate: () => Promise<string | null>, follow: (() => Envelope | undefined) | undefined): Promise<Sent> {
    let bytes: string | null
    try {
      bytes = await gate()
    } catch (error) {
      this.#cut()
      return { phase: 'data', trouble: 'gate_failed', text: error instanceof Error ? error.message : String(error) }
    }
    if (!bytes) {
      this.#cut()
      return { phase: 'gate', refused: true }
    }
    // Broken while the gate was asked: nothing was written, so this is still an end before the body.
    if (this.#broken) throw this.#broken
    this.#phase = 'body'
    const asked = follow?.()
    const next = asked?.copies?.length ? undefined : asked
    this.#socket.write(next ? `${stuffed(bytes)}${commandLines(this.#commandsFor(next))}` : stuffed(bytes))
    this.#ahead = next
    const reply = await this.#reply(this.#times.afterDot)
    // '354' or the like here answers something else: whether the mail was taken, nobody has said.
    if (reply.code < 200 || (reply.code >= 300 && reply.code < 400)) throw new Broken('garbage', `the server answered ${reply.code} to a whole mail`)
    if (reply.code >= 200 && reply.code < 300) this.taken++
    return reply.code === 421 ? this.#over({ phase: 'body', reply }) : { phase: 'body', reply }
  }

  #commandsFor(envelope: Envelope): string[] {
    const reports = this.#offers.has('DSN')
    return [`MAIL FROM:<${envelope.from}>${reports ? ` RET=HDRS${envelope.id ? ` ENVID=${xtext(envelope.id)}` : ''}` : ''}`, `RCPT TO:<${envelope.to}>${reports ? reportsAbout(envelope.to) : ''}`, 'DATA']
  }

  #dislikesReports(phase: 'mail' | 'rcpt' | 'data', reply: Reply): boolean {
    return phase !== 'data' && this.#offers.has('DSN') && [501, 504, 555].includes(reply.code)
  }

  /** A no before the body: the answers to what was pipelined behind it are read away, so that the connection can be kept. */
  async #refused(end: { phase: 'mail' | 'rcpt' | 'data'; reply: Reply; copy?: string }, pipelined: boolean): Promise<End> {
    const behind = pipelined ? { mail: 2, rcpt: 1, data: 0 }[end.phase] : 0
    if (end.reply.code === 421) return this.#over(end)
    try {
      for (let i = 0; i < behind; i++)
        // A server that says 354 with no recipient expects a body: only cutting the line ends that without one.
        if ((await this.#reply(this.#times.command)).code === 354) return this.#over(end)
      this.#write('RSET')
      if ((await this.#reply(this.#times.command)).code !== 250) return this.#over(end)
    } catch {
      return this.#over(end)
    }
    return end
  }

  async #hello(): Promise<End | undefined> {
    this.#phase = 'ehlo'
    const name = this.target.clientName ?? '[127.0.0.1]'
    this.#write(`EHLO ${name}`)
    let lines = await this.#capabilities()
    if (!lines) {
      this.#write(`HELO ${name}`)
      const reply = await this.#reply(this.#times.command)
      if (reply.code !== 250) return this.#over({ phase: 'ehlo', reply })
      lines = []
    }
    this.#offers = new Set(lines.map((l) => l.split(' ')[0] ?? ''))
    this.#authMethods = lines.find((l) => l.startsWith('AUTH'))?.split(/[ =]/).slice(1) ?? []
    return undefined
  }

  async #capabilities(): Promise<string[] | undefined> {
    const reply = await this.#reply(this.#times.command)
    if (reply.code === 421) throw new Broken('dropped', reply.text)
    return reply.code === 250 ? (reply.lines ?? []).slice(1).map((line) => line.trim().toUpperCase()) : undefined
  }

  async #encrypt(): Promise<End | undefined> {
    if (this.target.security !== 'starttls') return undefined
    this.#phase = 'starttls'
    if (!this.#offers.has('STARTTLS'))
      return this.#over({ phase: 'starttls', trouble: 'tls', text: `${this.target.host} does not offer STARTTLS on port ${this.target.port}` })
    this.#write('STARTTLS')
    const reply = await this.#reply(this.#times.command)
    if (reply.code !== 220) return this.#over({ phase: 'starttls', reply })
    // Anything already here was sent in the clear by somebody in between.
    if (!this.#reader.isEmpty || this.#replies.length) throw new Broken('tls', 'the server spoke before the encryption began')
    const plain = this.#socket
    plain.removeAllListeners()
    this.#socket = tls.connect({ socket: plain, ...this.#tlsOptions() })
    this.#listen()
    await this.#connected('secureConnect')
    return this.#hello()
  }

  async #login(): Promise<End | undefined> {
    const { user, password } = this.target
    // A server that asks for no login gets none: nothing to prove, nothing to leak.
    if (!user || password === undefined || !this.#authMethods.length) return undefined
    this.#phase = 'auth'
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const plain = this.#authMethods.includes('PLAIN')
    const lines = plain ? [`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`] : ['AUTH LOGIN', base64(user), base64(password)]
    for (const line of lines) {
      this.#write(line)
      const reply = await this.#reply(this.#times.command)
      if (reply.code === 235) return undefined
      if (reply.code !== 334) return this.#over({ phase: 'auth', reply })
    }
    throw new Broken('garbage', 'the server asked for more than a name and a password')
  }

  #tlsOptions(): tls.ConnectionOptions {
    const { host, ca } = this.target
    return { minVersion: 'TLSv1.2', ...(net.isIP(host) ? {} : { servername: host }), ...(ca ? { ca: [...tls.rootCertificates, ca] } : {}) }
  }

  #connected(event = this.target.security === 'tls' ? 'secureConnect' : 'connect'): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#break(new Broken('timeout', `no connection within ${this.#times.connect / 1000} s`)), this.#times.connect)
      const over = () => {
        clearTimeout(timer)
        this.#waiting = undefined
        if (this.#broken) reject(this.#broken)
        else resolve()
      }
      this.#socket.once(event, over)
      this.#waiting = over
      if (this.#broken) over()
    })
  }

  #listen(): void {
    const socket = this.#socket
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 30_000)
    socket.setEncoding('utf8')
    socket.on('data', (piece) => {
      this.#replies.push(...this.#reader.take(String(piece)))
      this.#waiting?.()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => this.#break(brokenBy(error, this.#phase)))
    socket.on('close', () => this.#break(new Broken('dropped', 'the server closed the connection')))
  }

  #reply(ms: number): Promise<Reply> {
    const here = this.#replies[0]
    if (here) { this.#replies.shift(); return Promise.resolve(here) }
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!this.#replies.length && !this.#broken) return
        clearTimeout(timer)
        this.#waiting = undefined
        // A reply that came before the connection broke still counts: the final reply wins.
        const reply = this.#replies.shift()
        if (reply) resolve(reply)
        else reject((this.#broken ??= new Broken('garbage', 'the server does not speak SMTP')))
      }
      const timer = setTimeout(() => this.#break(new Broken('timeout', `no answer within ${ms / 1000} s`)), ms)
      this.#waiting = look
      look()
    })
  }

  #write(...lines: string[]): void {
    if (this.#broken) throw this.#broken
    this.#socket.write(commandLines(lines))
  }

  #break(why: Broken): void {
    this.#broken ??= why
    this.#socket.destroy()
    this.#waiting?.()
  }

  #cut(): void {
    this.#break(new Broken('dropped', 'we hung up'))
  }

  #over<T extends End>(end: T): T {
    this.close()
    return end
  }

  #endOf(error: unknown): End {
    if (!(error instanceof Broken)) throw error
    return { phase: this.#phase, trouble: error.trouble, text: error.message }
  }
}

function brokenBy(error: NodeJS.ErrnoException, phase: Phase): Broken {
  const code = error.code ?? ''
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME)/.test(code)) return new Broken('tls', error.message)
  return new Broken(phase === 'connect' ? 'unreachable' : 'dropped', error.message || code)
}

// RFC 3461. Of failures and delays, with the headers only: a report of every success would fill the letterbox. The recipient as
// it was written travels along, so that a report about where it was forwarded to still says whom we wrote to.
const reportsAbout = (address: string): string => ` NOTIFY=FAILURE,DELAY ORCPT=rfc822;${xtext(address)}`
const xtext = (text: string): string => text.replace(/[^!-*,-<>-~]/g, (c) => `+${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

function commandLines(lines: readonly string[]): string {
  // The last wall against smuggled commands; addresses and names were judged long before.
  if (lines.some((line) => /[\r\n\0]/.test(line))) throw new Error('A command must be one line.')
  return `${lines.join('\r\n')}\r\n`
}

/** Dot-stuffed, ended by CRLF and the final dot. */
export function stuffed(bytes: string): string {
  const safe = bytes.startsWith('.') || bytes.includes('\n.') ? bytes.replace(/^\./gm, '..') : bytes
  return safe.endsWith('\r\n') ? `${safe}.\r\n` : `${safe}\r\n.\r\n`
}
