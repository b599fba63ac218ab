// Which mail is this, whatever number the server gives it: Message-ID, date, sender and the body's own bytes, hashed.
// A re-created mailbox (new UIDVALIDITY), a move to another folder or a second delivery with other Received lines is the same
// mail; the same Message-ID with another text is another mail, so nobody can hide a mail behind a forged id.
import { createHash } from 'node:crypto'
import { header, type Mail } from './mail.ts'

export function identityOf(mail: Mail, raw: Uint8Array): string {
  const hash = createHash('sha256')
  for (const piece of [mail.messageId ?? '', header(mail, 'date'), mail.from.address, raw.length === 0 ? String(mail.size) : '']) hash.update(`${piece}\n`)
  return hash.update(bodyOf(raw)).digest('base64url')
}

function bodyOf(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const [crlf, lf] = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')]
  const at = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf >= 0 ? lf + 2 : bytes.length
  return bytes.subarray(at)
}
