// The connection test: each step on its own, so that the first one that fails is named with what, why and how to mend it.
// Nothing is sent: the envelope is offered and taken back before any text.
import type { TestReport, TestStep } from '#contract/mailboxes'
import { openImap, specialFolders } from './imap.ts'
import { LineSocket } from './line-socket.ts'
import { vetHost } from './mail-hosts.ts'
import type { HostSettings } from './mailbox.ts'
import type { Trouble } from './port.ts'
import { loginRefused, startTlsMissing, timedOut, trouble, troubleOf, type Side } from './troubles.ts'

export interface Tried {
  address: string
  smtp: HostSettings
  imap: HostSettings
  smtpPassword: string
  imapPassword: string
  preset?: string | null
}

const titles: Record<TestStep['id'], string> = {
  'smtp.lookup': 'Find the outgoing server', 'smtp.connect': 'Connect', 'smtp.tls': 'Encrypt', 'smtp.login': 'Sign in', 'smtp.envelope': 'Offer a mail from this address',
  'imap.lookup': 'Find the incoming server', 'imap.connect': 'Connect', 'imap.tls': 'Encrypt', 'imap.login': 'Sign in', 'imap.folders': 'See the folders', 'imap.sent': 'Find the Sent folder',
}

/** `patienceMs`: for each single wait. Takes both sides at once. */
export async function testConnection(it: Tried, allowed: readonly string[], patienceMs = 15_000): Promise<TestReport> {
  const folders: TestReport['folders'] = { inbox: null, sent: null, junk: null }
  const [smtp, imap] = await Promise.all([trySmtp(it, allowed, patienceMs), tryImap(it, allowed, patienceMs, folders)])
  const steps = [...smtp, ...imap]
  const failed = steps.find((step) => step.outcome === 'failed')
  return { ok: !failed, summary: failed ? `${failed.side === 'smtp' ? 'Sending' : 'Reading'} does not work yet: ${failed.sentence}` : 'Sending and reading work.', steps, folders }
}

/** The steps of one side, in order; after the first failure the rest is not tried. */
class Steps {
  readonly done: TestStep[] = []
  readonly side: Side
  #since = performance.now()
  constructor(side: Side) { this.side = side }

  add(id: TestStep['id'], outcome: TestStep['outcome'], sentence: string, more: Partial<Pick<TestStep, 'why' | 'mend' | 'answer'>> = {}): void {
    const now = performance.now()
    this.done.push({ id, side: this.side, title: titles[id], outcome, sentence, why: more.why ?? null, mend: more.mend ?? null, answer: more.answer ?? null, ms: Math.round(now - this.#since) })
    this.#since = now
  }
  failed(id: TestStep['id'], t: Trouble): TestStep[] {
    this.add(id, 'failed', t.sentence, t)
    for (const rest of Object.keys(titles) as TestStep['id'][])
      if (rest.startsWith(this.side) && !this.done.some((step) => step.id === rest)) this.add(rest, 'not_tried', 'Not tried, because an earlier step failed.')
    return this.done
  }
}

async function trySmtp(it: Tried, allowed: readonly string[], patience: number): Promise<TestStep[]> {
  const steps = new Steps('smtp')
  const about = { side: 'smtp' as const, settings: it.smtp, preset: it.preset ?? null }
  const vetted = await vetHost(it.smtp, allowed)
  if (!vetted.ok) return steps.failed('smtp.lookup', vetted)
  steps.add('smtp.lookup', 'ok', `${vetted.host} was found.`)
  let at: TestStep['id'] = 'smtp.connect'
  let socket: LineSocket | undefined
  try {
    socket = await LineSocket.connect({ address: vetted.address, port: it.smtp.port }, patience)
    if (it.smtp.security === 'tls') {
      steps.add('smtp.connect', 'ok', `Port ${it.smtp.port} is open.`)
      at = 'smtp.tls'
      await socket.encrypt(vetted.host, patience)
    }
    const greeting = await reply(socket, patience)
    if (greeting.code !== 220) return steps.failed(at, trouble('protocol', 'The server does not want to talk now.', { why: 'It greets with a refusal.', mend: 'Try again later; if it stays so, ask the provider.', answer: greeting.text }))
    if (it.smtp.security !== 'tls') steps.add('smtp.connect', 'ok', 'The server greets.', { answer: greeting.text.slice(0, 200) })
    at = 'smtp.tls'
    let offers = await hello(socket, patience)
    if (it.smtp.security === 'starttls') {
      if (!offers.some((line) => /^STARTTLS\b/i.test(line))) return steps.failed(at, startTlsMissing(about))
      socket.write('STARTTLS')
      if ((await reply(socket, patience)).code !== 220) return steps.failed(at, startTlsMissing(about))
      await socket.encrypt(vetted.host, patience)
      offers = await hello(socket, patience)
    }
    if (it.smtp.security === 'none') steps.add(at, 'warning', 'The line is not encrypted, as the operator allows for this server.')
    else steps.add(at, 'ok', 'The line is encrypted and the certificate is good.')
    at = 'smtp.login'
    const login = await authenticate(socket, it.smtp.user || it.address, it.smtpPassword, offers, patience)
    if (login.code !== 235) return steps.failed(at, login.code >= 400 && login.code < 500 ? trouble('login', 'The server cannot check the password at the moment.', { why: 'It asks to try later.', mend: 'Try again in a few minutes.', answer: login.text }) : loginRefused(login.text, about))
    steps.add(at, 'ok', 'The password is right.')
    at = 'smtp.envelope'
    socket.write(`MAIL FROM:<${it.address}>`)
    const from = await reply(socket, patience)
    if (from.code !== 250) return steps.failed(at, envelopeRefused(it.address, from.text))
    socket.write(`RCPT TO:<${it.address}>`)
    const to = await reply(socket, patience)
    if (to.code >= 300) return steps.failed(at, envelopeRefused(it.address, to.text))
    socket.write('RSET')
    steps.add(at, 'ok', `The server would take a mail from ${it.address}.`)
    return steps.done
  } catch (error) {
    return steps.failed(at, isPatienceOver(error) ? timedOut(about) : troubleOf(error, about))
  } finally {
    socket?.close()
  }
}

async function tryImap(it: Tried, allowed: readonly string[], patience: number, folders: TestReport['folders']): Promise<TestStep[]> {
  const steps = new Steps('imap')
  const about = { side: 'imap' as const, settings: it.imap, preset: it.preset ?? null }
  const vetted = await vetHost(it.imap, allowed)
  if (!vetted.ok) return steps.failed('imap.lookup', vetted)
  steps.add('imap.lookup', 'ok', `${vetted.host} was found.`)
  let at: TestStep['id'] = 'imap.connect'
  let socket: LineSocket | undefined
  try {
    socket = await LineSocket.connect({ address: vetted.address, port: it.imap.port }, patience)
    if (it.imap.security === 'tls') {
      steps.add(at, 'ok', `Port ${it.imap.port} is open.`)
      at = 'imap.tls'
      await socket.encrypt(vetted.host, patience)
    }
    const greeting = await socket.line(patience)
    if (!/^\* (?:OK|PREAUTH)/i.test(greeting)) return steps.failed(at, trouble('protocol', 'The server does not greet as an IMAP server.', { why: 'It may be another kind of server, or it is busy.', mend: 'Check the name and the port.', answer: greeting.slice(0, 200) }))
    if (it.imap.security !== 'tls') steps.add(at, 'ok', 'The server greets.')
    at = 'imap.tls'
    if (it.imap.security === 'starttls') {
      socket.write('a1 STARTTLS')
      let line = await socket.line(patience)
      while (line.startsWith('* ')) line = await socket.line(patience)
      if (!/^a1 OK/i.test(line)) return steps.failed(at, startTlsMissing(about))
      await socket.encrypt(vetted.host, patience)
    }
    if (it.imap.security === 'none') steps.add(at, 'warning', 'The line is not encrypted, as the operator allows for this server.')
    else steps.add(at, 'ok', 'The line is encrypted and the certificate is good.')
    socket.close()
    at = 'imap.login'
    const opened = await openImap({ ...it.imap, host: vetted.host, address: vetted.address, user: it.imap.user || it.address, password: it.imapPassword }, { timeoutMs: patience, preset: it.preset ?? null })
    if (!opened.ok) return steps.failed(at, opened)
    try {
      steps.add(at, 'ok', 'The password is right.')
      at = 'imap.folders'
      const found = await specialFolders(opened.client)
      for (const { role, path } of found) folders[role] = path
      steps.add(at, 'ok', `The inbox can be read${folders.junk ? `, and so can ${folders.junk}` : ''}.`)
      if (folders.sent) steps.add('imap.sent', 'ok', `Sent mail is kept in “${folders.sent}”.`)
      else steps.add('imap.sent', 'warning', 'No folder for sent mail was found.', { why: 'The server names none, and none has a usual name.', mend: 'Create a folder called “Sent” in your mail program. Until then, a mail whose fate is in doubt cannot be looked up.' })
      return steps.done
    } finally {
      opened.client.close()
    }
  } catch (error) {
    return steps.failed(at, isPatienceOver(error) ? timedOut(about) : troubleOf(error, about))
  } finally {
    socket?.close()
  }
}

// ── SMTP, as much as a test needs ──

async function reply(socket: LineSocket, patience: number): Promise<{ code: number; text: string; lines: string[] }> {
  const lines: string[] = []
  for (;;) {
    const line = await socket.line(patience)
    lines.push(line.slice(4))
    if (!/^\d{3}-/.test(line) || lines.length > 100) return { code: Number(line.slice(0, 3)) || 0, text: /^\d{3}/.test(line) ? `${line.slice(0, 3)} ${lines.join(' ')}` : line, lines }
  }
}

/** What the server offers, a line each. */
async function hello(socket: LineSocket, patience: number): Promise<string[]> {
  socket.write('EHLO overture.invalid')
  const answer = await reply(socket, patience)
  if (answer.code === 250) return answer.lines
  socket.write('HELO overture.invalid')
  return (await reply(socket, patience)).lines
}

async function authenticate(socket: LineSocket, user: string, password: string, offers: string[], patience: number): Promise<{ code: number; text: string }> {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')
  const methods = offers.filter((line) => /^AUTH[ =]/i.test(line)).join(' ')
  if (/\bPLAIN\b/i.test(methods) || !/\bLOGIN\b/i.test(methods)) {
    socket.write(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`)
    return reply(socket, patience)
  }
  socket.write('AUTH LOGIN')
  const asked = await reply(socket, patience)
  if (asked.code !== 334) return asked
  socket.write(base64(user))
  const more = await reply(socket, patience)
  if (more.code !== 334) return more
  socket.write(base64(password))
  return reply(socket, patience)
}

const envelopeRefused = (address: string, answer: string): Trouble =>
  trouble('protocol', `The server will not send for ${address}.`, {
    why: /not owned|own|sender|from/i.test(answer) ? 'This login may not use this address as its sender.' : 'It refuses the address before any text.',
    mend: 'Use the address that belongs to the login, or have the provider allow this one as an alias.', answer,
  })

const isPatienceOver = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ETIMEDOUT_HERE' || (error as NodeJS.ErrnoException).code === 'ETIMEDOUT'
