// Finds the scenarios and runs them, each in a process of its own: the crash of one is the failure of that one.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, chmodSync, constants, globSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { missingMailServers } from '#test/fakes/mail-servers'
import type { Need, Round, Scenario, Settings, Tier, Verdict } from './scenario.ts'

export interface Found { file: string; scenario: Scenario }
export interface Run { found: Found; tier: Tier; round: Round }
export interface Ran extends Run { verdict: Verdict; seconds: number; heard: string }

const folder = fileURLToPath(new URL('./scenarios/', import.meta.url))
/** Processes that are started again and again need half the time with it. */
const compiled = fileURLToPath(new URL('../../node_modules/.cache/overture', import.meta.url))

/** All scenarios in the order of their ids. One that cannot even be read is there all the same, and fails when it is run. */
export async function findScenarios(): Promise<Found[]> {
  const found: Found[] = []
  for (const name of globSync('*.ts', { cwd: folder }).filter((n) => !n.endsWith('.test.ts')).sort()) {
    const file = join(folder, name)
    try {
      const { scenario } = (await import(pathToFileURL(file).href)) as { scenario?: Scenario }
      if (scenario) found.push({ file, scenario })
    } catch (error) {
      const [id = '', ...words] = basename(name, '.ts').split('-')
      found.push({ file, scenario: { id: id.toUpperCase(), name: words.join('-'), about: `cannot be read: ${String(error)}`, tiers: ['ci', 'nightly'], run: () => Promise.reject(error as Error) } })
    }
  }
  return found
}

/** What `--scenario` and the tier ask for. */
export function choose(all: readonly Found[], options: { tier: Tier; scenario?: string; seed: number; n?: number; set?: Record<string, string> }): Run[] {
  const { tier, scenario: wanted, seed, n, set } = options
  const named = all.filter(({ scenario: s }) => (wanted ? s.name === wanted || s.id.toLowerCase() === wanted.toLowerCase() : s.tiers.includes(tier)))
  return named.flatMap((found) => {
    const own = n === undefined && !set ? found.scenario.rounds?.(tier, seed) : undefined
    return (own ?? [{ seed, ...(n !== undefined && { n }), ...(set && { set }) }]).map((round) => ({ found, tier, round }))
  })
}

/** The order of the nightly tier: what runs beside all else from the beginning, what runs one after another, and what comes when all that is done. */
export function inOrder(runs: readonly Run[]): Record<'beside' | 'row' | 'alone', Run[]> {
  const those = (when: Scenario['when']) => runs.filter((r) => r.found.scenario.when === when)
  return { beside: those('beside'), row: [...those('first'), ...those(undefined)], alone: those('alone') }
}

/** Why this machine cannot run it; undefined when it can. */
export function whyNot(needs: readonly Need[] = []): string | undefined {
  const root = process.platform === 'linux' && process.getuid?.() === 0
  for (const need of needs) {
    if (need === 'root' && !root) return 'needs root on Linux'
    if (need === 'tmpfs' && !root) return 'needs root on Linux, to mount a small file system'
    if (need === 'mail-servers') { const missing = missingMailServers(); if (missing) return missing }
  }
  return undefined
}

/** Runs one in a process group and a TMPDIR of its own, and takes away what it leaves behind. */
export async function runOne(run: Run, options: { loud?: boolean; keep?: boolean } = {}): Promise<Ran> {
  const { found: { file, scenario }, tier, round } = run
  const began = Date.now()
  const ran = (verdict: Verdict, heard = ''): Ran => ({ ...run, verdict, seconds: Math.round((Date.now() - began) / 1000), heard })
  const skipped = whyNot(scenario.needs)
  if (skipped) return ran({ passed: true, figures: {}, skipped })

  const temporary = mkdtempSync(join(scenario.inMemory ? memoryFolder() : tmpdir(), 'overture-rig-'))
  chmodSync(temporary, 0o755)
  const settings: Omit<Settings, 'say'> = { tier, ...round }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('./one.ts', import.meta.url)), file, JSON.stringify(settings)],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true, env: { NODE_COMPILE_CACHE: compiled, ...process.env, TMPDIR: temporary } })
  const endAll = () => { try { process.kill(-child.pid!, 'SIGKILL') } catch { /* nobody left */ } }
  const interrupted = () => { endAll(); process.exit(130) }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  let heard = '', verdict: Verdict | undefined, tooLong = false
  const listen = (piece: Buffer) => { heard = (heard + String(piece)).slice(-20_000); if (options.loud) process.stderr.write(piece) }
  child.stdout!.on('data', listen)
  child.stderr!.on('data', listen)
  child.on('message', (message) => { verdict = message as Verdict })
  const minutes = scenario.mostMinutes ?? (tier === 'ci' ? 4 : 10)
  const limit = setTimeout(() => { tooLong = true; endAll() }, minutes * 60_000)
  const how = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(String(code ?? signal)))
  })
  clearTimeout(limit)
  endAll()
  process.off('SIGINT', interrupted)
  process.off('SIGTERM', interrupted)
  unmount(temporary)
  if (!options.keep) rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  if (tooLong) return ran({ passed: false, figures: {}, missed: [`was not done after ${minutes} minutes: ${lastWords(heard)}`] }, heard)
  return ran(verdict ?? { passed: false, figures: {}, missed: [`ended by itself (${how}): ${lastWords(heard)}`] }, heard)
}

/** A file system in memory with two gigabytes to spare, else where all temporary files are. */
function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 2 * 1024 ** 3 ? '/dev/shm' : tmpdir()
  } catch { return tmpdir() }
}

/** File systems of its own that one which was ended could not take away. */
function unmount(folder: string): void {
  if (process.platform !== 'linux') return
  for (const line of readFileSync('/proc/mounts', 'utf8').split('\n')) {
    const [, at] = line.split(' ')
    if (at?.startsWith(`${folder}/`)) spawnSync('umount', ['-l', at])
  }
}

const lastWords = (heard: string): string => {
  const lines = heard.trim().split('\n')
  return lines.findLast((line) => /^\s*(\w*Error|AssertionError)[\s:[]/.test(line))?.trim() ?? lines.at(-1) ?? 'without a word'
}
