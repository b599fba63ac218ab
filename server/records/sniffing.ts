// What a file is, by its own first bytes: what its sender or its name says counts for nothing but the office formats, which all
// are zips. Whatever we do not know is bytes; programs are not taken.
import { isUtf8 } from 'node:buffer'

const marks: [type: string, at: number, bytes: number[] | string][] = [
  ['image/png', 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]], ['image/jpeg', 0, [0xff, 0xd8, 0xff]], ['image/gif', 0, 'GIF8'], ['image/webp', 8, 'WEBP'], ['image/bmp', 0, 'BM'], ['image/tiff', 0, [0x49, 0x49, 0x2a, 0]], ['image/tiff', 0, [0x4d, 0x4d, 0, 0x2a]],
  ['application/pdf', 0, '%PDF-'], ['application/msword', 0, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]], ['application/rtf', 0, '{\\rtf'],
  ['audio/mpeg', 0, 'ID3'], ['audio/mpeg', 0, [0xff, 0xfb]], ['audio/wav', 8, 'WAVE'], ['audio/ogg', 0, 'OggS'], ['audio/flac', 0, 'fLaC'], ['video/mp4', 4, 'ftyp'], ['video/webm', 0, [0x1a, 0x45, 0xdf, 0xa3]],
  ['application/zip', 0, [0x50, 0x4b, 3, 4]], ['application/zip', 0, [0x50, 0x4b, 5, 6]], ['application/gzip', 0, [0x1f, 0x8b]], ['application/x-7z-compressed', 0, [0x37, 0x7a, 0xbc, 0xaf]], ['application/vnd.rar', 0, 'Rar!'],
]
const office: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text', ods: 'application/vnd.oasis.opendocument.spreadsheet', odp: 'application/vnd.oasis.opendocument.presentation',
}
const programs: [at: number, bytes: number[] | string][] = [[0, 'MZ'], [0, [0x7f, 0x45, 0x4c, 0x46]], [0, [0xfe, 0xed, 0xfa]], [0, [0xcf, 0xfa, 0xed, 0xfe]], [0, [0xca, 0xfe, 0xba, 0xbe]], [0, '#!']]
const programNames = /\.(exe|msi|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|apk|app|dmg|pkg|deb|rpm|sh|reg|cpl|dll|iso|img)$/i

const begins = (head: Buffer, at: number, bytes: number[] | string): boolean => { const mark = Buffer.from(bytes as string); return head.subarray(at, at + mark.length).equals(mark) }

export function mediaTypeOf(head: Buffer, name: string): string {
  const known = marks.find(([, at, bytes]) => begins(head, at, bytes))?.[0]
  if (known === 'application/zip') return office[name.split('.').at(-1)!.toLowerCase()] ?? known
  if (known) return known
  return head.length && !head.includes(0) && isUtf8(wholeLetters(head)) ? 'text/plain' : 'application/octet-stream'
}

/** Something that would run when it is opened. */
export const isProgram = (head: Buffer, name: string): boolean => programNames.test(name.trim()) || programs.some(([at, bytes]) => begins(head, at, bytes))

/** Without a letter that the cut of the head may have split. */
function wholeLetters(head: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, head.length); back++) {
    const byte = head[head.length - back]!
    if (byte >= 0xc0) return head.subarray(0, head.length - back)
    if (byte < 0x80) break
  }
  return head
}
