// Hostile mails are parsed in a thread with ten seconds and 64 MB; what exceeds that is read roughly and says so.
// Small plain mails, nearly all of them, are parsed here: starting and feeding a thread would cost more than the parsing.
import { Worker } from 'node:worker_threads'
import type { Mail } from './mail.ts'
import { parseMail, parseRoughly } from './parsing.ts'

const patienceMs = 10_000
const idleMs = 20_000
const smallUpTo = 64_000
const mostParts = 500

let worker: Worker | undefined
let idle: NodeJS.Timeout | undefined
let last: Promise<unknown> = Promise.resolve()
let count = 0

/** Never throws. */
export async function parseSafely(whole: Uint8Array, told: { size: number; problem: string | null }): Promise<Mail> {
  const raw = firstParts(whole)
  const about = raw === whole ? told : { ...told, problem: [told.problem, `The mail has more than ${mostParts} parts; only the first were read.`].filter(Boolean).join(' ') }
  if (raw.length <= smallUpTo && !suspicious(raw)) {
    try {
      return await parseMail(raw, about)
    } catch (error) {
      return parseRoughly(raw, about.size, `The mail could not be parsed (${(error as Error).message.slice(0, 120)}).`)
    }
  }
  // One at a time: the memory limit is for one mail.
  const turn = last.then(() => inThread(raw, about))
  last = turn.catch(() => undefined)
  try {
    return await turn
  } catch (error) {
    return parseRoughly(raw, about.size, `The mail could not be parsed (${(error as Error).message.slice(0, 120)}); its headers and raw text were kept.`)
  }
}

export async function stopParsing(): Promise<void> {
  clearTimeout(idle)
  await worker?.terminate()
  worker = undefined
}

/** The text stands at the front; parts without end cost time and say nothing. */
function firstParts(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  let parts = 0, at = bytes.indexOf('\n--')
  for (; at >= 0 && ++parts <= mostParts; ) at = bytes.indexOf('\n--', at + 3)
  return at >= 0 && /^content-type:\s*multipart\//im.test(bytes.subarray(0, 64_000).toString('latin1')) ? raw.subarray(0, at) : raw
}

/** Many parts or very long lines in little space. */
function suspicious(raw: Uint8Array): boolean {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  let parts = 0
  for (let at = bytes.indexOf('\n--'); at >= 0; at = bytes.indexOf('\n--', at + 3)) if (++parts > 60) return true
  let start = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    if (end - start > 10_000) return true
    start = end + 1
  }
  return bytes.length - start > 10_000
}

function inThread(raw: Uint8Array, about: { size: number; problem: string | null }): Promise<Mail> {
  clearTimeout(idle)
  worker ??= new Worker(new URL('./parse-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 }, execArgv: [] })
  const thread = worker
  thread.unref()
  const id = ++count
  return new Promise<Mail>((resolve, reject) => {
    const over = (lost: boolean, end: () => void) => {
      clearTimeout(timer)
      thread.removeListener('message', heard).removeListener('error', failed).removeListener('exit', gone)
      if (lost) {
        worker = undefined
        void thread.terminate()
      } else {
        idle = setTimeout(() => void stopParsing(), idleMs)
        idle.unref()
      }
      end()
    }
    const heard = (answer: { id: number; mail?: Mail; error?: string }) => {
      if (answer.id === id) over(false, () => (answer.mail ? resolve(answer.mail) : reject(new Error(answer.error ?? 'unknown'))))
    }
    const failed = (error: Error) => over(true, () => reject((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error('it needs too much memory') : error))
    const gone = () => over(true, () => reject(new Error('its reader ended')))
    const timer = setTimeout(() => over(true, () => reject(new Error('it takes longer than ten seconds'))), patienceMs)
    thread.on('message', heard).on('error', failed).on('exit', gone)
    thread.postMessage({ id, raw, about })
  })
}
