// What the product holds when nobody does anything, embedded PostgreSQL included; and what a browser loads first.
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import { stand } from './stand.ts'

/** Memory that belongs to a process and its children, shared pages counted once (PSS), in MB. */
function memoryOfTree(root: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch { /* ended meanwhile */ }
  const inTree = (pid: number): boolean => pid === root || (parents.has(pid) && pid > 1 && inTree(parents.get(pid)!))
  let kilobytes = 0
  for (const pid of parents.keys())
    if (inTree(pid)) try { kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) } catch { /* ended meanwhile */ }
  return Math.round(kilobytes / 1024)
}

export async function benchIdle(): Promise<object> {
  const s = await stand()
  try {
    await sleep(20_000) // idle is what is left after the start has settled
    const megabytes = memoryOfTree(s.pid)
    return { name: 'idle memory', megabytes, limit: 350, ok: megabytes <= 350 }
  } finally { await s.stop() }
}

/** The script a browser must have before the first page shows: the entry and what it imports statically. */
export function benchFirstLoad(): object {
  const page = readFileSync('dist/web/index.html', 'utf8')
  const first = new Set([...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((m) => m[1]!))
  const bytes = [...first].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/web/${file}`)).length, 0)
  return { name: 'web first load', kilobytes: Math.round(bytes / 1024), limit: 250, files: first.size, ok: bytes <= 250 * 1024 }
}
