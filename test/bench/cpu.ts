// Processor time of running processes, which tells what work costs however busy the machine is.
import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds of a process, and of everything it has started (PostgreSQL for the product). Zeros where there is no /proc. */
export function cpuOfTree(root: number): { own: number; below: number } {
  const sum = { own: 0, below: 0 }
  if (process.platform !== 'linux') return sum
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1'), fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return [{ pid: Number(name), parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * 10 }]
    } catch { return [] /* it has just ended */ }
  })
  const inside = new Set([root])
  for (let before = 0; before !== inside.size; ) {
    before = inside.size
    for (const p of all) if (inside.has(p.parent)) inside.add(p.pid)
  }
  for (const p of all) if (inside.has(p.pid)) sum[p.pid === root ? 'own' : 'below'] += p.ms
  return sum
}
