// An IMAP server with INBOX and Sent, just large enough for looking into Sent: SEARCH HEADER, APPEND, NOOP. What lies in
// Sent comes from outside (the rig feeds it from the ledger of its SMTP server) or by APPEND. Mails are known by their headers.
import net from 'node:net'

export interface SentMail { messageId: string; sendId: string; to: string; at: number }

export interface FakeImap {
  readonly port: number
  /** Every mailbox of this server shares one Sent folder. */
  readonly sent: SentMail[]
  /** Copies put there by APPEND */
  readonly appended: SentMail[]
  searches: number
  options: FakeImapOptions
  stop(): Promise<void>
}
export interface FakeImapOptions {
  /** A copy is seen so many milliseconds after the mail was taken. */
  lateMs?: number
  /** Nobody gets in: 'NO' to every login. */
  refuseLogin?: boolean
  /** A search that says this is refused, as a busy server does: 'NO [LIMIT]'. */
  refuseSearch?: RegExp | undefined
}

export async function fakeImap(options: FakeImapOptions = {}): Promise<FakeImap> {
  const open = new Set<net.Socket>()
  const fake: FakeImap = {
    port: 0, sent: [], appended: [], searches: 0, options,
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const server = net.createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => undefined)
    converse(fake, socket)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return Object.assign(fake, { port: (server.address() as net.AddressInfo).port })
}

function converse(fake: FakeImap, socket: net.Socket): void {
  let buffer = '', line = '', literal = -1, idle: string | undefined
  socket.setNoDelay(true).setEncoding('latin1')
  const say = (text: string) => { if (!socket.destroyed) socket.write(`${text}\r\n`) }
  const seen = () => fake.sent.filter((m) => m.at + (fake.options.lateMs ?? 0) <= Date.now())

  const command = (whole: string) => {
    if (idle) { say(`${idle} OK done`); idle = undefined; return }
    const [, tag = '*', verb = '', rest = ''] = /^(\S+) (?:UID )?(\S+) ?([\s\S]*)$/i.exec(whole) ?? []
    const ok = (more = 'done') => say(`${tag} OK ${more}`)
    switch (verb.toUpperCase()) {
      case 'CAPABILITY': say('* CAPABILITY IMAP4rev1 SPECIAL-USE LITERAL+ UIDPLUS IDLE'); return ok()
      case 'LOGIN': return fake.options.refuseLogin ? say(`${tag} NO [AUTHENTICATIONFAILED] No.`) : ok()
      case 'LIST': case 'LSUB':
        say(String.raw`* ${verb.toUpperCase()} (\HasNoChildren) "/" INBOX`)
        say(String.raw`* ${verb.toUpperCase()} (\HasNoChildren \Sent) "/" Sent`)
        return ok()
      case 'STATUS': say(`* STATUS ${rest.split(' (')[0]} (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1)`); return ok()
      case 'SELECT': case 'EXAMINE': {
        const inSent = /sent/i.test(rest), n = inSent ? seen().length : 0
        say(String.raw`* FLAGS (\Seen)`); say(`* ${n} EXISTS`); say('* 0 RECENT'); say('* OK [UIDVALIDITY 1] it'); say(`* OK [UIDNEXT ${n + 1}] next`)
        return ok(verb.toUpperCase() === 'EXAMINE' ? '[READ-ONLY] open' : '[READ-WRITE] open')
      }
      case 'SEARCH': {
        fake.searches++
        if (fake.options.refuseSearch?.test(rest)) return say(`${tag} NO [LIMIT] Too many searches.`)
        const [, name = '', value = ''] = /HEADER "?([\w-]+)"? "?<?([^>"\s]+)>?"?/i.exec(rest) ?? []
        const uids = seen().flatMap((m, i) => ((/^message-id$/i.test(name) && m.messageId === value) || (/^x-send-id$/i.test(name) && m.sendId === value) ? [i + 1] : []))
        say(`* SEARCH${uids.map((uid) => ` ${uid}`).join('')}`)
        return ok()
      }
      case 'APPEND': {
        const header = (name: string) => new RegExp(`^${name}:\\s*<?([^>\\r\\n]+)>?`, 'im').exec(rest.slice(0, 8000))?.[1] ?? ''
        const mail = { messageId: header('Message-ID'), sendId: header('X-Send-Id'), to: header('To'), at: 0 }
        fake.sent.push(mail)
        fake.appended.push(mail)
        return ok(`[APPENDUID 1 ${fake.sent.length}] kept`)
      }
      case 'IDLE': idle = tag; return say('+ idling')
      case 'LOGOUT': say('* BYE'); ok(); return void socket.end()
      default: return ok()
    }
  }

  socket.on('data', (piece) => {
    buffer += piece
    for (;;) {
      if (literal >= 0) {
        if (buffer.length < literal) return
        line += buffer.slice(0, literal)
        buffer = buffer.slice(literal)
        literal = -1
      }
      const end = buffer.indexOf('\r\n')
      if (end < 0) return
      line += buffer.slice(0, end)
      buffer = buffer.slice(end + 2)
      const [, size, plus] = /\{(\d+)(\+?)\}$/.exec(line) ?? []
      if (size) { literal = Number(size); if (!plus) say('+ go on'); line += '\r\n'; continue }
      const whole = line
      line = ''
      command(whole)
    }
  })
  say('* OK fake IMAP')
}
