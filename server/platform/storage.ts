// Where files lie: one port, so that a folder may become a bucket. Keys are ours, never what somebody named a file.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Stored { bytes: number; sha256: string; head: Buffer }
export interface Storage {
  /** Stores the stream whole or not at all. `check` sees the first bytes (at most 4 KB) and the growing size, and may throw. */
  put(key: string, body: Readable, check: (head: Buffer, bytes: number) => void): Promise<Stored>
  get(key: string): Readable
  remove(key: string): Promise<void>
}

const headBytes = 4096

export function folderStorage(folder: string): Storage {
  const pathOf = (key: string): string => {
    if (!/^[\w-]+(\/[\w-]+)*$/.test(key)) throw new Error('Not a storage key.')
    return join(folder, key)
  }
  return {
    async put(key, body, check) {
      const path = pathOf(key), part = `${path}.part`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const hash = createHash('sha256')
      let bytes = 0, head = Buffer.alloc(0)
      const intake = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length
          hash.update(chunk)
          if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)])
          try { if (head.length >= headBytes) check(head, bytes); done(null, chunk) } catch (error) { done(error as Error) }
        },
        flush(done) { try { check(head, bytes); done() } catch (error) { done(error as Error) } },
      })
      // Not one pipeline from the body on: that would destroy the request, and with it the connection that carries our sentence.
      body.once('error', (error) => intake.destroy(error))
      body.once('close', () => { if (!body.readableEnded) intake.destroy(Object.assign(new Error('The upload broke off.'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })) })
      try {
        await pipeline(body.pipe(intake), createWriteStream(part, { mode: 0o600 }))
        await rename(part, path)
      } catch (error) { await rm(part, { force: true }); throw error }
      return { bytes, sha256: hash.digest('hex'), head }
    },
    get: (key) => createReadStream(pathOf(key)),
    remove: (key) => rm(pathOf(key), { force: true }),
  }
}
