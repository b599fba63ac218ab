// The disk that holds the embedded database. PostgreSQL that finds no room for its log ends, and cannot come up again
// until it finds some, so nothing would be readable either. Therefore:
//  · A reserve, a file of 64 MB beside the database, is given up when the disk runs full: room to recover and to answer.
//  · Below 128 MB, the reserve counted in, nothing of a workspace is written any more (world.write and requests refuse,
//    jobs and loops wait); reading and signing in go on. With room again everything goes on by itself.
// Another program may still take the last byte: then writes fail with PostgreSQL's own 53100, which is told the same way.
import { randomBytes } from 'node:crypto'
import { open, rename, rm, statfs } from 'node:fs/promises'
import { rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from './log.ts'

const MB = 1024 * 1024
const reserveBytes = 64 * MB
/** Free bytes, the reserve included, below which nothing is written. */
export const leastRoom = 128 * MB
/** With less than this left the reserve goes. */
const urgent = 32 * MB

export interface Disk {
  /** There is too little room to write. */
  short(): boolean
  /** Comes back when there is room, or when the signal aborts. */
  whenRoom(signal?: AbortSignal): Promise<void>
}

export const fullDiskSentence = `The disk of the server that holds Overture's data is full: nothing was changed. Free at least ${leastRoom / MB} MB there and try again.`

export class DiskFull extends Error {
  readonly code = 'ENOSPC'
  constructor() { super(fullDiskSentence) }
}

/** Where the database is somebody else's, so is its disk. */
export const roomyDisk: Disk = { short: () => false, whenRoom: async () => undefined }

export interface WatchedDisk extends Disk {
  /** Before PostgreSQL starts, each time: makes room in `folder` if there is none. From the first call on the disk is watched. */
  makeReady(folder: string): void
  stop(): void
}

export function watchDisk(log: Logger, everyMs = 500): WatchedDisk {
  let folder: string | undefined, short = false, looking = false, timer: NodeJS.Timeout | undefined
  const reserve = () => join(folder!, 'reserve')
  const kept = () => { try { return statSync(reserve()).size } catch { return 0 } }

  const judge = (free: number): void => {
    const now = free + kept() < leastRoom
    if (now !== short) log.warn({ folder, freeMB: Math.floor(free / MB) }, now ? 'The disk is full: nothing is written until there is room. Free some space.' : 'The disk has room again: everything goes on.')
    short = now
  }
  const look = async (): Promise<void> => {
    if (looking) return
    looking = true
    try {
      const { bavail, bsize } = await statfs(folder!)
      const free = bavail * bsize
      if (free < urgent && kept()) await rm(reserve(), { force: true })
      else if (!kept() && free >= leastRoom + reserveBytes) await fill(reserve())
      judge(free)
    } catch (error) { log.debug({ err: error }, 'The disk could not be looked at.') }
    finally { looking = false }
  }

  return {
    short: () => short,
    async whenRoom(signal) { while (short && !signal?.aborted) await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined) },
    makeReady(at) {
      folder = at
      const { bavail, bsize } = statfsSync(at)
      if (bavail * bsize < urgent) rmSync(reserve(), { force: true })
      judge(bavail * bsize)
      timer ??= setInterval(() => void look(), everyMs).unref()
    },
    stop: () => clearInterval(timer),
  }
}

/** Random bytes: zeros would take no room on a file system that packs them. */
async function fill(path: string): Promise<void> {
  const fresh = `${path}.new`, block = randomBytes(MB)
  try {
    const file = await open(fresh, 'w', 0o600)
    try { for (let n = 0; n < reserveBytes / MB; n++) await file.write(block) } finally { await file.close() }
    await rename(fresh, path)
  } catch (error) { await rm(fresh, { force: true }); throw error }
}

/** PostgreSQL's 53100, the system's ENOSPC, also as the cause of another error or in the words of a server log. */
export function isDiskFull(error: unknown): boolean {
  const { code, cause, message } = error as { code?: string; cause?: unknown; message?: string }
  return code === '53100' || code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device/.test(message ?? '') || (cause != null && isDiskFull(cause))
}
