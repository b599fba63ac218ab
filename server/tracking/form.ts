// What a recipient or a mail program wants: the page's button, its way back, or RFC 8058's one click.
import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'

export type Wish = 'stop' | 'undo' | 'one_click'

const mostBytes = 8192

/** Reads `act=stop|undo` or `List-Unsubscribe=One-Click` from a form, urlencoded or multipart; undefined for anything else. */
export async function readWish(request: FastifyRequest): Promise<Wish | undefined> {
  const text = typeof request.body === 'string' ? request.body : isStream(request.body) ? await readSmall(request.body) : ''
  const fields = /^multipart\/form-data/i.test(request.headers['content-type'] ?? '') ? multipart(text) : new URLSearchParams(text)
  if (fields.get('List-Unsubscribe') === 'One-Click') return 'one_click'
  const act = fields.get('act')
  return act === 'stop' || act === 'undo' ? act : undefined
}

const isStream = (body: unknown): body is Readable => typeof (body as Readable | undefined)?.[Symbol.asyncIterator] === 'function'

async function readSmall(stream: Readable): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    size += (part as Buffer).length
    if (size > mostBytes) break
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Just enough of multipart for one short field: name, blank line, value. */
function multipart(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const found of text.matchAll(/name="([^"\r\n]{1,60})"[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]{0,60})\r\n/g)) fields.set(found[1]!, found[2]!)
  return fields
}
