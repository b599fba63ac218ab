// The outside world of the rig, in a process of its own that nobody kills: an SMTP server that writes every mail it takes
// to a ledger file, fsynced before it answers, and, when asked for, an IMAP server whose Sent folder is fed from that ledger.
// What happens to a mail is scripted by its recipient's name (see `scripted`).
// node test/rig/smtp-ledger.ts LEDGER WORLD (JSON)
import { createInterface } from 'node:readline'
import { fakeImap } from '#test/fakes/imap'
import { fakeSmtp, type Behaviour, type FakeSmtpOptions } from '#test/fakes/smtp'
import { chance } from './chance.ts'

export interface World extends Pick<FakeSmtpOptions, 'maxConnections' | 'pipelining' | 'port'> {
  seed?: number
  /** A letterbox whose Sent folder the server feeds from the ledger ('fed'), or that holds only what is put there ('empty'). Default: no letterbox. */
  sent?: 'fed' | 'empty'
  /** Most milliseconds until the 354, and until the answer after the dot; where kills shall fall. Default: 120 and 250. */
  wait354Ms?: number
  answerMs?: number
}

/**
 * The table of docs/sending.md by recipient: silent… takes the mail and closes, reset… takes it and resets, dropped… is cut in
 * the body at the first try, grey… is told to come back once, full…, gone… and spam… are refused. Everybody else is taken.
 */
export function scripted(address: string, nth: number): Behaviour | undefined {
  const [name = ''] = /^[a-z]+/.exec(address) ?? []
  switch (name) {
    case 'silent': return 'take and close'
    case 'reset': return 'take and reset'
    case 'mute': return 'take and stay silent'
    case 'dropped': return nth === 1 ? 'drop in the body' : undefined
    case 'early': return nth === 1 ? 'drop at DATA' : undefined
    case 'grey': return nth === 1 ? { at: 'rcpt', say: '450 4.2.0 Greylisted, come back in 5 seconds' } : undefined
    case 'busy': return nth === 1 ? { at: 'dot', say: '451 4.3.0 Try again in 5 seconds' } : undefined
    case 'full': return { at: 'rcpt', say: '452 4.2.2 The mailbox is full' }
    case 'gone': return { at: 'rcpt', say: '550 5.1.1 No such user' }
    case 'spam': return { at: 'dot', say: '550 5.7.1 Looks like spam' }
    default: return undefined
  }
}

if (import.meta.main) {
  const [, , ledgerFile, given] = process.argv
  const { seed = 1, sent, wait354Ms = 120, answerMs = 250, ...options } = JSON.parse(given!) as World
  const random = chance(seed)
  let begun = 0
  const imap = sent ? await fakeImap() : undefined
  const smtp = await fakeSmtp({
    ...options, ledgerFile: ledgerFile!, keepRaw: false,
    interrupt: (line) => { if (/^MAIL FROM/i.test(line)) begun++; return false },
    // Kills shall fall before the gate, between gate and dot, and after the dot.
    behave: (address, nth) => scripted(address, nth) ?? (wait354Ms || answerMs ? { wait354Ms: Math.round(random() * wait354Ms), answerMs: 1 + Math.round(random() * answerMs) } : 'accept'),
    onTaken: (mail) => { if (sent === 'fed') imap!.sent.push({ messageId: mail.messageId, sendId: mail.sendId, to: mail.to, at: mail.at }) },
  })
  console.log(JSON.stringify({ smtp: smtp.port, imap: imap?.port ?? 0 }))
  // A line on stdin asks how it stands.
  createInterface({ input: process.stdin }).on('line', () => console.log(JSON.stringify({ connections: smtp.connections, refused: smtp.turnedAway, taken: smtp.taken.length, begun, appended: imap?.appended.length ?? 0 })))
  process.stdin.on('end', () => process.exit(0))
}
