// A TCP proxy in front of an IMAP server (without TLS) that does to a line what bad servers and networks do: drops it, lets it go
// silently dead, refuses it, hides a mail from a search, says that mails were expunged which were not.
import net from 'node:net'

export type ImapFault =
  | 'pass'
  /** Open lines go silently dead, both ways; new ones are taken and stay silent */
  | 'stall'
  /** Whoever is in is thrown out at once and nobody gets in */
  | 'drop'
  /** Thrown out after some hundred bytes from the server */
  | 'cut'
  /** Each answer to a search lacks its last mail */
  | 'hide'
  /** "* 1 EXPUNGE" for a mail that is still there, before the end of whatever was asked */
  | 'expunge-lie'

export interface ImapFaults {
  readonly port: number
  fault: ImapFault
  /** Lines that it cut */
  readonly cuts: number
  /** Answers that it changed: mails hidden from a search, and mails said to be gone */
  readonly hidden: number
  readonly expunged: number
  stop(): Promise<void>
}

export async function imapFaults(to: number, options: { chance: () => number }): Promise<ImapFaults> {
  const pairs = new Set<{ client: net.Socket; server: net.Socket; dead: boolean }>()
  let fault: ImapFault = 'pass', cuts = 0, hidden = 0, expunged = 0
  const throwOut = (pair: { client: net.Socket; server: net.Socket }) => {
    cuts++
    pair.client.resetAndDestroy()
    pair.server.destroy()
  }
  const listener = net.createServer((client) => {
    client.setNoDelay(true).on('error', () => undefined)
    if (fault === 'drop') return void client.resetAndDestroy()
    const server = net.connect(to, '127.0.0.1').setNoDelay(true).on('error', () => client.destroy()) as net.Socket
    const pair = { client, server, dead: fault === 'stall' }
    pairs.add(pair)
    let left = Infinity
    client.on('data', (piece) => { if (!pair.dead) server.write(piece) })
    server.on('data', (piece) => {
      if (pair.dead) return
      if (fault === 'cut') {
        if (left === Infinity) left = 200 + Math.floor(options.chance() * 3000)
        left -= piece.length
        if (left <= 0) return throwOut(pair)
      }
      client.write(fault === 'hide' || fault === 'expunge-lie' ? twisted(piece) : piece)
    })
    const over = () => { pairs.delete(pair); client.destroy(); server.destroy() }
    client.on('close', over)
    server.on('close', over)
  })

  /** Only whole answers without literals are changed, so that the stream stays IMAP. */
  function twisted(piece: Buffer): Buffer {
    const said = piece.toString('latin1')
    if (/\{\d+\}\r\n/.test(said) || !said.endsWith('\r\n')) return piece
    if (fault === 'hide') {
      const now = said.replace(/^(\* SEARCH.*?) \d+\r\n/m, '$1\r\n').replace(/^(\* ESEARCH.*?)(?: ALL (\d+)|,(\d+)|:(\d+))\r\n/m,
        (_all, start: string, only?: string, last?: string, to?: string) => `${start}${only || last ? '' : `:${Math.max(1, Number(to) - 1)}`}\r\n`)
      if (now !== said) hidden++
      return Buffer.from(now, 'latin1')
    }
    const now = said.replace(/^(\w+ OK (?:.*\b)?(?:NOOP|Search|Fetch|Idle) completed)/im, '* 1 EXPUNGE\r\n$1')
    if (now !== said) expunged++
    return Buffer.from(now, 'latin1')
  }

  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()))
  return {
    port: (listener.address() as net.AddressInfo).port,
    get fault() { return fault },
    set fault(now) {
      fault = now
      if (now === 'drop') for (const pair of pairs) throwOut(pair)
      // A line that died stays dead: nobody on it is told.
      if (now === 'stall') for (const pair of pairs) pair.dead = true
    },
    get cuts() { return cuts },
    get hidden() { return hidden },
    get expunged() { return expunged },
    async stop() {
      for (const { client, server } of pairs) { client.destroy(); server.destroy() }
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
