// Mails that nobody should send and somebody will: huge, deep, of many parts, with lines without end, in charsets that are none. From a
// seed, so that a failure can be met again.
import { randomBytes } from 'node:crypto'
import { chances } from '../score/marks.ts'

const head = (type: string, more = ''): string => `From: Dana <dana@acme.example>\r\nTo: sam@acme-sales.example\r\nSubject: Broken\r\nMessage-ID: <broken@outside.example>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n${more}\r\n`
const text = 'Sounds interesting, tell me more.'

/** Of a mail above 1.5 MB only what the IMAP reader fetches of it, its first megabyte, is made; `size` is the whole. */
export interface Broken { name: string; raw: Buffer; size: number }
const wholeUpTo = 1_500_000, partOf = 1_000_000

const fixed: [string, () => string | Buffer, size?: number][] = [
  ['25 MB in one attachment', () => Buffer.concat([Buffer.from(`${head('multipart/mixed; boundary=b')}--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--b\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n`), Buffer.alloc(1_600_000, 'QUJD')]), 25_000_000],
  ['100 MB of text', () => Buffer.concat([Buffer.from(head('text/plain')), Buffer.alloc(1_600_000, 'all work and no play\r\n')]), 100_000_000],
  ['10,000 parts', () => `${head('multipart/mixed; boundary=b')}${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}--b--\r\n`],
  ['500 deep', () => { let out = head('multipart/mixed; boundary=b0'); for (let i = 0; i < 500; i++) out += `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`; return `${out}--b500\r\nContent-Type: text/plain\r\n\r\n${text}\r\n` }],
  ['500 mails within mails', () => { let out = ''; for (let i = 0; i < 500; i++) out += head('message/rfc822'); return out + head('text/plain') + text }],
  ['a header line of 1 MB', () => head('text/plain', `X-Long: ${'a'.repeat(1_000_000)}\r\n`) + text],
  ['a subject of 1 MB, encoded', () => head('text/plain', `Subject: ${'=?utf-8?Q?=E2=82=AC?= '.repeat(50_000)}\r\n`) + text],
  ['20,000 headers', () => head('text/plain', Array.from({ length: 20_000 }, (_, i) => `X-${i}: ${i}\r\n`).join('')) + text],
  ['10,000 recipients', () => head('text/plain', `Cc: ${Array.from({ length: 10_000 }, (_, i) => `p${i}@x.example`).join(', ')}\r\n`) + text],
  ['References without end', () => head('text/plain', `References: ${Array.from({ length: 20_000 }, (_, i) => `<r${i}@x.example>`).join(' ')}\r\n`) + text],
  ['one line of 5 MB', () => head('text/plain') + 'word '.repeat(320_000), 5_000_000],
  ['a charset that is none', () => head('text/plain; charset=x-klingon-8') + text],
  ['bytes that are no UTF-8', () => Buffer.concat([Buffer.from(head('text/plain; charset=utf-8')), Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf0, 0x28]), Buffer.from(text)])],
  ['UTF-16 called UTF-8', () => Buffer.concat([Buffer.from(head('text/plain; charset=utf-8')), Buffer.from(text, 'utf16le')])],
  ['ISO-2022-JP cut in the middle', () => Buffer.concat([Buffer.from(head('text/plain; charset=iso-2022-jp')), Buffer.from([0x1b, 0x24, 0x42, 0x24, 0x22, 0x24])])],
  ['base64 that is none', () => head('text/plain', 'Content-Transfer-Encoding: base64\r\n') + '!!!! this is not base64 ####\r\n=\r\n'],
  ['quoted-printable that is none', () => head('text/plain', 'Content-Transfer-Encoding: quoted-printable\r\n') + '=ZZ=4=\r\n= =3D=\r\n='],
  ['an encoding that is none', () => head('text/plain', 'Content-Transfer-Encoding: x-rot13\r\n') + text],
  ['winmail.dat', () => Buffer.concat([Buffer.from(`${head('multipart/mixed; boundary=b')}--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n`), Buffer.from(Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22]), randomBytes(3000)]).toString('base64')), Buffer.from('\r\n--b--')])],
  ['an invitation', () => `${head('multipart/alternative; boundary=b')}--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260309T100000Z\r\nSUMMARY:Call\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n`],
  ['only an invitation', () => `${head('text/calendar; method=REPLY')}BEGIN:VCALENDAR\r\n${'X-JUNK:x\r\n'.repeat(20_000)}END:VCALENDAR\r\n`],
  ['no boundary', () => `${head('multipart/mixed')}--b\r\n\r\n${text}`],
  ['an empty boundary', () => `${head('multipart/mixed; boundary=""')}--\r\n\r\n${text}\r\n----`],
  ['a boundary that never comes', () => `${head('multipart/mixed; boundary=never')}${text}`],
  ['HTML 2,000 deep', () => head('text/html') + '<div>'.repeat(2000) + text],
  ['HTML of 100,000 links', () => head('text/html') + '<a href="https://x.example">x</a>'.repeat(100_000)],
  ['HTML that never closes', () => head('text/html') + `<p>${text}<script><style><!--`.repeat(500)],
  ['nothing at all', () => ''],
  ['only line ends', () => '\r\n'.repeat(10_000)],
  ['no headers', () => text],
  ['only headers', () => head('text/plain').trimEnd()],
  ['zero bytes', () => Buffer.concat([Buffer.from(head('text/plain')), Buffer.alloc(100_000)])],
  ['noise', () => randomBytes(200_000)],
  ['bare carriage returns', () => head('text/plain').replaceAll('\r\n', '\r') + text],
  ['quotes nested 5,000 deep', () => `${head('text/plain')}${Array.from({ length: 300 }, (_, i) => `${'>'.repeat(i * 16)} line`).join('\r\n')}`],
  ['50,000 lines that look like attributions', () => head('text/plain') + 'On Monday, 2 March 2026, Sam wrote:\r\n'.repeat(50_000)],
]

const types = ['text/plain', 'text/html', 'multipart/mixed; boundary=b', 'multipart/alternative; boundary="b b"', 'multipart/report; report-type=delivery-status; boundary=b', 'message/rfc822', 'application/octet-stream', 'text/plain; charset=', 'multipart/related; boundary=b; type="text/html"', 'multipart/signed; boundary=b; micalg=pgp-sha256']
const encodings = ['7bit', '8bit', 'base64', 'quoted-printable', 'binary', 'x-uuencode', '']
const bits = ['--b\r\n', '--b--\r\n', '\r\n', 'Content-Type: text/plain\r\n\r\n', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n', 'Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n', '=?utf-8?B?4oKs?=', '=?x?Q?=?=', '\0', '\u{1F600}', '\ud800', '> '.repeat(50), '<div class="gmail_quote">', '<blockquote>'.repeat(40), 'a'.repeat(9999), 'On Mon, Sam <s@x.example> wrote:\r\n', '550 5.1.1 user unknown\r\n', '"', '\\', '\r', '<'.repeat(500), 'Bitte abmelden. ', 'Content-Transfer-Encoding: base64\r\n']

/** `n` at least as many as the fixed ones; the rest is chance. */
export function* brokenMails(n: number, seed: number): Generator<Broken> {
  for (const [i, [name, make, size]] of fixed.entries()) yield cut(name, Buffer.from(make() as string), i, size)
  const chance = chances(seed)
  for (let i = fixed.length; i < n; i++) {
    let body = ''
    for (let k = chance(60) + 1; k > 0; k--) body += bits[chance(bits.length)]!.repeat(chance(12) === 0 ? chance(300) : 1)
    const raw = Buffer.from(head(types[chance(types.length)]!, `Content-Transfer-Encoding: ${encodings[chance(encodings.length)]!}\r\n`) + body, chance(4) === 0 ? 'latin1' : 'utf8')
    for (let k = chance(20); k > 0; k--) raw[chance(raw.length)] = chance(256)
    yield cut(`by chance ${i}, seed ${seed}`, raw, i)
  }
}

function cut(name: string, raw: Buffer, i: number, size = raw.length): Broken {
  const id = raw.indexOf('<broken@')
  if (id >= 0 && id < 400) raw.write(`${i}`.padStart(6, '0'), id + 1)
  return { name, raw: size > wholeUpTo ? Buffer.from(raw.subarray(0, partOf)) : raw, size }
}
