// What an SMTP server says, and how a conversation ended.
import type { LeftOut } from './copies.ts'

export interface Reply {
  code: number
  /** RFC 3463, where the server gave one: '5.1.1'. */
  enhanced?: string
  /** The server's words without codes, lines joined by a space. */
  text: string
  /** The lines as they came, without the reply code: what EHLO offers. */
  lines?: readonly string[]
}

/**
 * How far we had got. `body`: the gate had let the mail through, so from here on silence is doubt.
 * Everything before it is certain: the server cannot have the mail.
 */
export type Phase = 'connect' | 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body'

/** `tls`: no encryption to be had, or a certificate that cannot be trusted. `not_allowed`: a private address. */
export type Trouble = 'unreachable' | 'not_allowed' | 'timeout' | 'dropped' | 'tls' | 'garbage' | 'gate_failed'

/** The end of an attempt: the deciding reply, or the trouble that kept us from one. */
export type End =
  /** `copy`: it is about this one, in copy. `left`: taken, but not for these. */
  | { phase: Phase; reply: Reply; copy?: string; left?: readonly LeftOut[] }
  | { phase: Phase; trouble: Trouble; text: string }

const replyLine = /^(\d{3})(?:([ -])(.*))?$/

/** Takes whole replies off the front of a buffer of text. Lines end with LF; a CR before it is dropped. */
export class ReplyReader {
  #rest = ''
  #lines: string[] = []

  /** Replies completed by this piece. A line that is no reply line gives undefined: the server talks something else. */
  take(piece: string): (Reply | undefined)[] {
    this.#rest += piece
    const done: (Reply | undefined)[] = []
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n')) {
      const line = this.#rest.slice(0, end).replace(/\r$/, '')
      this.#rest = this.#rest.slice(end + 1)
      const match = replyLine.exec(line)
      if (!match) {
        done.push(undefined)
        continue
      }
      this.#lines.push(match[3] ?? '')
      if (match[2] === '-') continue
      done.push({ ...replyOf(Number(match[1]), this.#lines), lines: this.#lines })
      this.#lines = []
    }
    // A server that sends without end and without a line break must not fill our memory.
    if (this.#rest.length > 65_536 || this.#lines.length > 200) done.push(undefined)
    return done
  }

  get isEmpty(): boolean {
    return this.#rest === '' && this.#lines.length === 0
  }
}

export function replyOf(code: number, lines: readonly string[]): Reply {
  const enhanced = lines.map((l) => /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(l)?.[1]).find(Boolean)
  const text = lines.map((l) => (enhanced && l.startsWith(enhanced) ? l.slice(enhanced.length) : l).trim()).filter(Boolean).join(' ')
  return { code, ...(enhanced ? { enhanced } : {}), text: text.slice(0, 2000) }
}

/** '550 5.1.1 User unknown', as it is stored and shown. */
export function spoken(reply: Reply): string {
  return [reply.code, reply.enhanced, reply.text].filter(Boolean).join(' ')
}
