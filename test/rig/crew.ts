// The processes under test: web servers and workers of the product itself, started, killed with SIGKILL and started again.
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Kill { pid: number; role: string; at: number }
export interface Crew {
  /** Those that are ready. */
  members(): { role: Role; pid: number }[]
  readonly kills: Kill[]
  start(): Promise<void>
  /** Kills one that is up; false when none is. It comes back after `backAfterMs`. */
  kill(pick: number, backAfterMs: number): boolean
  /** Asks all to stop and waits until they have; answers the exit codes of those that were ready. */
  stop(): Promise<(number | null)[]>
  readonly noise: string[]
  /** Where the web servers that are up can be reached. */
  addresses(): string[]
  /** One of them, asked politely; answers how long it took and its exit code, and starts it again. */
  restart(which: number): Promise<{ code: number | null; seconds: number }>
  /** Milliseconds of this time in which at least one of this role was there; `from` and `to` as Date.now(). */
  present(role: Role, from: number, to: number): number
  /** Those that ended though nobody killed or stopped them, each in a sentence. */
  readonly fallen: string[]
  /** With `relaunch`: who ended by itself, and how. */
  readonly falls: { role: Role; how: string }[]
}

type Role = 'web' | 'worker' | 'all'
interface Member { role: Role; child?: ChildProcess | undefined; ready: boolean; address?: string; leaving?: boolean }

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

/** `relaunch`: one that ends by itself is started again, as a supervisor would, and counted in `falls` instead of `fallen`. */
export function crew(roles: readonly Role[], env: Record<string, string>, options: { relaunch?: boolean } = {}): Crew {
  const members: Member[] = roles.map((role) => ({ role, ready: false }))
  const kills: Kill[] = [], noise: string[] = [], fallen: string[] = [], falls: { role: Role; how: string }[] = []
  const shifts: { role: Role; from: number; to?: number }[] = []
  let stopping = false

  const launch = (member: Member): Promise<void> => new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main], { env: { ...process.env, ...env, ROLE: member.role }, stdio: ['ignore', 'pipe', 'pipe'] })
    member.child = child
    member.ready = false
    let shift: (typeof shifts)[number] | undefined
    const heard = (piece: unknown) => {
      const said = String(piece)
      const [, address] = /(http:\/\/[\w.:]+)/.exec(said) ?? []
      if (address) member.address = address
      if (/is ready/.test(said)) { member.ready = true; shifts.push(shift = { role: member.role, from: Date.now() }); resolve() }
      else if (process.env['RIG_DEBUG']) console.error(member.role, said)
      else noise.push(...said.split('\n').filter((line) => /"level":(50|60)|rror/.test(line)).slice(0, 20))
    }
    child.stdout!.on('data', heard)
    child.stderr!.on('data', heard)
    child.on('exit', (code, signal) => {
      if (shift) shift.to = Date.now()
      if (member.child === child) { member.child = undefined; member.ready = false }
      if (options.relaunch && !stopping && !member.leaving && signal !== 'SIGKILL') {
        falls.push({ role: member.role, how: String(code ?? signal) })
        setTimeout(() => { if (!stopping) launch(member).catch(() => undefined) }, 500)
      } else if (signal !== 'SIGKILL' && !stopping && !member.leaving) {
        fallen.push(`a ${member.role} ended by itself (${code ?? signal}): ${noise.slice(-3).join(' ').slice(-500)}`)
        reject(new Error(fallen.at(-1)))
      }
    })
  })

  return {
    kills, noise, fallen, falls,
    start: async () => { await Promise.all(members.map((m) => launch(m))) },
    kill(pick, backAfterMs) {
      const up = members.filter((m) => m.child && m.ready)
      const member = up[Math.floor(pick * up.length)]
      if (!member?.child) return false
      kills.push({ pid: member.child.pid!, role: member.role, at: Date.now() })
      member.ready = false // whoever is killed has no exit code of their own, even where all are asked to stop before the end is heard of
      member.child.kill('SIGKILL')
      setTimeout(() => { if (!stopping) launch(member).catch(() => undefined) }, backAfterMs)
      return true
    },
    present(role, from, to) {
      let sum = 0, seen = from
      for (const shift of shifts.filter((one) => one.role === role).sort((a, b) => a.from - b.from)) {
        const begin = Math.max(seen, shift.from), end = Math.min(to, shift.to ?? to)
        if (end > begin) { sum += end - begin; seen = end }
      }
      return sum
    },
    members: () => members.flatMap((m) => (m.ready && m.child?.pid ? [{ role: m.role, pid: m.child.pid }] : [])),
    addresses: () => members.flatMap((m) => (m.ready && m.address ? [m.address] : [])),
    async restart(which) {
      const member = members[which]!, began = Date.now()
      member.leaving = true
      const code = await new Promise<number | null>((resolve) => {
        if (!member.child) return resolve(0)
        member.child.once('exit', (exit) => resolve(exit))
        member.child.kill('SIGTERM')
      })
      const seconds = (Date.now() - began) / 1000
      member.leaving = false
      await launch(member)
      return { code, seconds }
    },
    async stop() {
      stopping = true
      const codes = await Promise.all(members.map((m) => new Promise<number | null>((resolve) => {
        if (!m.child) return resolve(0)
        const { ready } = m // one that is only starting knows no politeness yet
        m.child.on('exit', (code) => resolve(ready ? code : 0))
        m.child.kill('SIGTERM')
      })))
      return codes
    },
  }
}
