// Text as mail headers and bodies want it: RFC 2047 encoded words, folded header lines, quoted-printable.
// Every function here is total: whatever comes in, no CR, LF or other control character comes out as such.

const words = /[^\s]+/g

/** Makes one line of it. Header injection ends here: no CR, LF, NUL or other control survives. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** A free-text header (Subject): folded at spaces below 78 characters; encoded words where it is not plain ASCII. */
export function headerText(name: string, text: string): string {
  const line = oneLine(text).replace(/ {2,}/g, ' ')
  const plain = isAscii(line) && !line.includes('=?') && (line.match(words) ?? []).every((w) => w.length < 70)
  return fold(`${name}:`, plain ? line.split(' ') : encodedWords(line))
}

/** `Name <address>` for From, To, Reply-To. The address must already have passed our grammar. */
export const headerAddress = (header: string, name: string, address: string): string => headerAddresses(header, [{ name, address }])

/** The same for several, with commas between them. */
export function headerAddresses(header: string, all: readonly { name: string; address: string }[]): string {
  const tokens = all.map(({ name, address }) => {
    const said = oneLine(name)
    if (!said) return [address]
    const plain = quoted(said)
    return [...(!isAscii(said) || said.includes('=?') || plain.length > 64 ? encodedWords(said) : [plain]), `<${address}>`]
  })
  const lines = tokens.flatMap((one, i) => (i < tokens.length - 1 ? [...one.slice(0, -1), `${one.at(-1)},`] : one))
  // One address without a name is never folded: some parsers lose a header that begins folded.
  return lines.length === 1 ? `${header}: ${lines[0]}` : fold(`${header}:`, lines)
}

/** Tokens that must stay whole (message ids, URLs in angle brackets), one or more a line. */
export function headerTokens(name: string, tokens: readonly string[]): string {
  return fold(`${name}:`, tokens.map((t) => oneLine(t).replace(/ /g, '')))
}

/** A text/plain or text/html part: its transfer encoding and its lines, at most 78 long, joined by CRLF. */
export function encodeBody(text: string): { encoding: '7bit' | 'quoted-printable'; text: string } {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n')
  const plain = lines.every((l) => l.length <= 78 && /^[\t\x20-\x7e]*$/.test(l) && !/[ \t]$/.test(l) && !l.startsWith('From '))
  if (plain) return { encoding: '7bit', text: lines.join('\r\n') }
  return { encoding: 'quoted-printable', text: lines.map(quotedPrintableLine).join('\r\n') }
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

function quoted(phrase: string): string {
  return /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/.test(phrase) ? phrase : `"${phrase.replace(/["\\]/g, '\\$&')}"`
}

function fold(start: string, tokens: readonly string[]): string {
  const lines: string[] = []
  let line = start
  for (const token of tokens) {
    // The first token stays beside the name even when too long: some parsers lose a header that begins folded.
    if (line !== start && line.length + 1 + token.length > 76) {
      lines.push(line)
      line = ` ${token}`
    } else line += ` ${token}`
  }
  return [...lines, line].join('\r\n')
}

/** 39 bytes of UTF-8 become 52 characters of base64, with its frame 64: even beside `Subject:` below the 76 allowed a line. */
function encodedWords(text: string): string[] {
  const out: string[] = []
  let bytes: Buffer[] = []
  let length = 0
  const flush = () => {
    if (length) out.push(`=?UTF-8?B?${Buffer.concat(bytes).toString('base64')}?=`)
    bytes = []
    length = 0
  }
  for (const char of text.toWellFormed()) {
    const b = Buffer.from(char)
    if (length + b.length > 39) flush()
    bytes.push(b)
    length += b.length
  }
  flush()
  return out
}

function quotedPrintableLine(line: string): string {
  let out = ''
  let width = 0
  const bytes = Buffer.from(line.toWellFormed())
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i] as number
    const last = i === bytes.length - 1
    const plain = b >= 33 && b <= 126 && b !== 61
    const space = (b === 32 || b === 9) && !last
    const from = i === 0 && line.startsWith('From ')
    const piece = (plain || space) && !from ? String.fromCharCode(b) : `=${b.toString(16).toUpperCase().padStart(2, '0')}`
    if (width + piece.length > (last ? 76 : 75)) {
      out += '=\r\n'
      width = 0
    }
    out += piece
    width += piece.length
  }
  return out
}
