// From the bytes of a file to UTF-8: what kind of file is it, in which encoding, and its text as a stream.
import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import type { encodings } from '#contract/imports'
import { oldOffice } from '#platform/workbook-reading'

export type Encoding = (typeof encodings)[number]

const chunkBytes = 256 * 1024

/** A sentence when the first bytes say that this is no CSV, however it is called; undefined when it may be one (or a workbook, which is looked into elsewhere). */
export function notCsv(head: Buffer): string | undefined {
  const starts = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte)
  const office = head.length >= 4 ? oldOffice(head) : undefined
  if (office) return office
  if (starts(0x1f, 0x8b)) return 'This is a gzip archive. Unpack it and choose the file inside.'
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'This is a PDF. Overture imports CSV files and Excel workbooks.'
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff) || starts(0x47, 0x49, 0x46, 0x38)) return 'This is a picture. Overture imports CSV files and Excel workbooks.'
  if (starts(0x37, 0x7a, 0xbc, 0xaf) || starts(0x52, 0x61, 0x72, 0x21) || starts(0x42, 0x5a, 0x68) || starts(0x28, 0xb5, 0x2f, 0xfd)) return 'This is a packed archive. Unpack it and choose the file inside.'
  if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) return 'This file is in UTF-32. Save it as UTF-8 and try again.'
  if (starts(0x53, 0x51, 0x4c, 0x69, 0x74, 0x65)) return 'This is a database file. Overture imports CSV files.'
  const text = head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '').trimStart().slice(0, 200)
  if (/^<(?:!doctype|html|\?xml|table)/i.test(text)) return 'This is a web page or XML file, perhaps with the name of a CSV. Export it again as CSV.'
  if (/^\{\\rtf/.test(text)) return 'This is an RTF document. Save the table as CSV.'
  if (/^(?:\[\s*\{\s*"|\{\s*")/.test(text)) return 'This is a JSON file. Overture imports CSV files.'
  if (!unicode16(head) && controls(head) > head.length / 50) return 'This is not a text file. Overture imports CSV files.'
  return undefined
}

// NUL and other controls that no text has; TAB, LF, CR, FF and ESC pass.
const controls = (head: Buffer): number => head.reduce((n, byte) => n + (byte < 9 || (byte > 13 && byte < 27) ? 1 : 0), 0)

function unicode16(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const pairs = Math.floor(Math.min(head.length, 4096) / 2)
  if (pairs < 2) return undefined
  let even = 0, odd = 0
  for (let i = 0; i < pairs * 2; i += 2) { if (head[i] === 0) even++; if (head[i + 1] === 0) odd++ }
  // Latin letters in UTF-16 have a zero in every pair, always at the same side.
  if (odd > pairs * 0.3 && even < pairs * 0.05) return 'utf-16le'
  if (even > pairs * 0.3 && odd < pairs * 0.05) return 'utf-16be'
  return undefined
}

/** Looks at the whole file: what is not UTF-8 from end to end is Windows-1252. */
export async function detectEncoding(path: string): Promise<Encoding> {
  const wide = unicode16(await headOf(path))
  if (wide) return wide
  let carry: Buffer = Buffer.alloc(0)
  for await (const chunk of bytesOf(path)) {
    const bytes = carry.length ? Buffer.concat([carry, chunk]) : chunk
    const cut = bytes.length - unfinished(bytes)
    if (!isUtf8(bytes.subarray(0, cut))) return 'windows-1252'
    carry = Buffer.from(bytes.subarray(cut))
  }
  return carry.length ? 'windows-1252' : 'utf-8'
}

/** How many of the last bytes begin a character that goes on in the next chunk. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}

export async function headOf(path: string, bytes = 64 * 1024): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally { await file.close() }
}

/** The file in pieces. Each is good until the next is asked for: one buffer serves all. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path)
  const buffer = Buffer.allocUnsafe(chunkBytes)
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes)
      if (!bytesRead) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally { await file.close() }
}

/** The file's text as UTF-8, without a byte order mark and without Excel's first line "sep=;". Pieces as in bytesOf. */
export async function* utf8Of(path: string, encoding: Encoding): AsyncGenerator<Buffer> {
  let first = true
  for await (const chunk of decoded(path, encoding)) {
    if (!chunk.length) continue
    yield first ? withoutHint(chunk) : chunk
    first = false
  }
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<Buffer> {
  const raw = bytesOf(path)
  if (encoding === 'utf-8') {
    let first = true
    for await (const chunk of raw) { yield first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk; first = false }
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of raw) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

function withoutHint(chunk: Buffer): Buffer {
  const hint = /^"?sep=(.)"?\r?\n/i.exec(chunk.toString('latin1', 0, 16))
  return hint ? chunk.subarray(hint[0].length) : chunk
}
