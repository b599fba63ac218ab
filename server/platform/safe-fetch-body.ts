// Reads an HTTP body with two ceilings: bytes over the wire, and bytes after unpacking (a packed bomb stops at the second).
// Text is decoded by the charset the server or the page names.
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export class TooLarge extends Error {}
export class UnknownEncoding extends Error {}

const unpackers = { gzip: createGunzip, 'x-gzip': createGunzip, br: createBrotliDecompress, deflate: createInflate }

export const textIn = (bytes: Buffer, headers: Record<string, string>): string => decode(bytes, charsetOf(headers['content-type'] ?? '', bytes))

export async function readBody(body: Readable, headers: Record<string, string>, mostWire: number, mostDecoded: number): Promise<Buffer> {
  if (Number(headers['content-length'] ?? 0) > mostWire) throw new TooLarge()
  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  let wire = 0
  body.on('data', (chunk: Buffer) => { if ((wire += chunk.length) > mostWire) body.destroy(new TooLarge()) })
  body.pause()
  const chunks: Buffer[] = []
  let decoded = 0
  for await (const chunk of unpacked(body, coding)) {
    decoded += (chunk as Buffer).length
    if (decoded > mostDecoded) throw new TooLarge()
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

/** The same stream, broken off when it brings more than `most` bytes. */
export function limited(body: ReadableStream<Uint8Array>, most: number): ReadableStream<Uint8Array> {
  let seen = 0
  return body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      if ((seen += chunk.length) > most) controller.error(new TooLarge())
      else controller.enqueue(chunk)
    },
  }))
}

function unpacked(body: Readable, coding: string): Readable {
  if (coding === 'identity' || coding === '') return body
  const unpacker = unpackers[coding as keyof typeof unpackers]
  if (!unpacker) throw new UnknownEncoding()
  const stream = unpacker()
  pipeline(body, stream, () => undefined)
  return stream
}

function charsetOf(contentType: string, bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const named = /charset\s*=\s*["']?([\w-]+)/i.exec(contentType) ?? /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)/i.exec(bytes.subarray(0, 2048).toString('latin1'))
  return named?.[1] ?? 'utf-8'
}

function decode(bytes: Buffer, charset: string): string {
  try { return new TextDecoder(charset).decode(bytes) } catch { return new TextDecoder('utf-8').decode(bytes) }
}
