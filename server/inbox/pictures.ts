// The pictures of one mail, fetched for a person who asked to see them once. Nothing of the reader goes along: no cookie, no
// address, no referrer; the sender's server sees Overture's. They come back inside the page, so its policy stays as strict.
import type { World } from '#platform/world'
import { remotePictures } from './html.ts'

const most = 30
const mostEach = 2_000_000
const mostTogether = 8_000_000
const atOnce = 6

/** Addresses to data: URLs. What cannot be had, is no picture or is too much stays out. */
export async function picturesFor(world: World, html: string): Promise<ReadonlyMap<string, string>> {
  const wanted = remotePictures(html).slice(0, most)
  const got = new Map<string, string>()
  let left = mostTogether
  const patience = AbortSignal.timeout(12_000)
  const next = async (): Promise<void> => {
    for (let url = wanted.shift(); url && left > 0 && !patience.aborted; url = wanted.shift()) {
      const answer = await world.fetch.get(url, { accept: ['image/', 'application/octet-stream', 'binary/'], maxBytes: Math.min(mostEach, left), binary: true, signal: patience })
      const type = answer.ok && answer.status === 200 && answer.bytes ? pictureType(answer.bytes) : undefined
      if (!type || !answer.ok || !answer.bytes || answer.bytes.length > left) continue
      left -= answer.bytes.length
      got.set(url, `data:${type};base64,${answer.bytes.toString('base64')}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, next))
  return got
}

/** By its first bytes, whatever its server calls it. SVG is a document, not a picture. */
export function pictureType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.byteLength)).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  return undefined
}
