// What a process really holds: loaded into a process of the product (node --import, see `watchedFrom`), it collects all garbage
// when it gets SIGUSR2 and writes down what is left. What the machine has lent to the process (its resident memory) says little
// about that: V8 lets its heap grow while nobody needs the room, and gives back what is free when it likes.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Megabytes of objects and buffers: `live`, which somebody still holds after a full collection, and `before`, a moment before it. */
export interface Live { live: number; before: number }

const folder = process.env['RIG_MEMORY']
if (folder) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void, mb = (bytes: number) => Math.round(bytes / 1024 / 102.4) / 10
  let nth = 0
  process.on('SIGUSR2', () => {
    const before = process.memoryUsage()
    collect()
    const after = process.memoryUsage(), file = fileOf(folder, process.pid)
    const held: Live = { live: mb(after.heapUsed + after.external), before: mb(before.heapUsed + before.external) }
    writeFileSync(`${file}.new`, JSON.stringify({ nth: ++nth, held }))
    renameSync(`${file}.new`, file)
  })
}

/** For the environment of processes whose live memory is to be asked for. */
export const watchedFrom = (folder: string): Record<string, string> => ({ RIG_MEMORY: folder, NODE_OPTIONS: `--import=${fileURLToPath(import.meta.url)}` })

/** Undefined when the process is gone or says nothing within ten seconds. */
export async function liveIn(folder: string, pid: number): Promise<Live | undefined> {
  const read = () => (existsSync(fileOf(folder, pid)) ? (JSON.parse(readFileSync(fileOf(folder, pid), 'utf8')) as { nth: number; held: Live }) : undefined)
  const asked = read()?.nth ?? 0
  try { process.kill(pid, 'SIGUSR2') } catch { return undefined }
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
    const said = read()
    if (said && said.nth > asked) return said.held
  }
  return undefined
}

function fileOf(folder: string, pid: number): string {
  return join(folder, `memory-${pid}.json`)
}
