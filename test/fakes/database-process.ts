// An embedded PostgreSQL that another process keeps, so that this process can be killed with whatever it was doing.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const launcher = new URL('../../server/platform/embedded-postgres.ts', import.meta.url).href

/** `up`: how to reach it; rejected with its last words when the process ends before that. */
export function inAnotherProcess(dataFolder: string): { child: ChildProcess; up: Promise<pg.ClientConfig> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', `
    import { startEmbeddedPostgres } from ${JSON.stringify(launcher)}
    const db = await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)} })
    console.log('UP ' + JSON.stringify(db.connection))
    setInterval(() => undefined, 1000)`], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const up = new Promise<pg.ClientConfig>((resolve, reject) => {
    child.stdout!.on('data', (chunk: Buffer) => { const line = /UP (.+)/.exec(String(chunk)); if (line) resolve(JSON.parse(line[1]!) as pg.ClientConfig) })
    child.stderr!.on('data', (chunk: Buffer) => { said = (said + String(chunk)).slice(-2000) })
    child.on('exit', () => reject(new Error(said)))
  })
  up.catch(() => undefined) // whoever kills it does not wait for it
  return { child, up }
}

export async function ask(connection: pg.ClientConfig, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  try { return (await client.query(text)).rows as Record<string, unknown>[] } finally { await client.end() }
}

/** Whether the server of a killed process has gone, within ten seconds. */
export async function gone(folder: string): Promise<boolean> {
  for (let n = 0; n < 200 && existsSync(join(folder, 'postgres', 'postmaster.pid')); n++) await sleep(50)
  return !existsSync(join(folder, 'postgres', 'postmaster.pid'))
}
