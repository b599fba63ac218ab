// R03: a failure at the n-th operation, for every n. Every SQL statement and every line said to the SMTP server counts; one
// campaign of five mails is sent again and again from the same beginning, and each time the n-th operation goes wrong:
//
//   error    the connection breaks before the statement (or the line) reaches the server
//   unheard  it was carried out, and the connection breaks before the answer comes back
//   crash    as error, and the whole process does nothing any more from then on; another one comes after it
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { testClock } from '#platform/clock'
import type { Connection } from '#platform/db'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { migrate } from '#platform/migrate'
import { fakeSmtp } from '#test/fakes/smtp'
import { mkdtempSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '../../../server/ground.ts'
import { chance } from '../chance.ts'
import { launchCampaign } from '../campaign.ts'
import { stage, type MailRow } from '../mails.ts'
import { openHouse, type Opened } from '../opened.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { judge } from '../verdict.ts'

type Variant = 'error' | 'unheard' | 'crash'
const variants: Variant[] = ['error', 'unheard', 'crash']
const begin = new Date()

export const scenario: Scenario = {
  id: 'R03', name: 'every-operation', tiers: ['ci', 'nightly'], mostMinutes: 20, inMemory: true, when: 'first',
  about: 'the n-th SQL or SMTP operation fails, for every n: nothing twice, nothing lost, no row stuck',
  // Some five hundred tries of a second: one round for each way to fail.
  rounds: (tier, seed) => tier === 'ci' ? [{ seed }] : variants.map((failing) => ({ seed, set: { failing } })),
  async run({ tier, seed, n: only, set = {}, say }) {
    const ways = variants.filter((v) => !set['failing'] || v === set['failing'])
    const folder = mkdtempSync(join(tmpdir(), 'overture-r03-'))
    chmodSync(folder, 0o755)
    const postgres = await startEmbeddedPostgres({ dataFolder: folder, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } })
    const fault = breaker()
    const smtp = await fakeSmtp({ keepRaw: false, interrupt: () => fault.heard() !== undefined })
    const env = { OVERTURE_KEYS: `rig:${Buffer.alloc(32, 9).toString('base64')}`, OVERTURE_DATA: join(folder, 'app'), SSRF_ALLOW: `127.0.0.1:${smtp.port}`, LAUNCH_HOLD_S: '0' }
    const server = postgres.connection
    const template = await prepared(server, env, smtp.port)

    /** One try; answers how many operations there were and what was wrong afterwards. */
    const attempt = async (at: number, variant: Variant): Promise<{ operations: number; wrong: string[] }> => {
      const name = `r03_${Number.isFinite(at) ? at : 0}_${variant}`, owner: Connection = { ...server, database: name }
      await createDatabase(server, name, template)
      smtp.taken.length = 0
      const clock = testClock(new Date(begin.getTime() + 600_000))
      const operations = await fault.within(at, variant, async (crash) => {
        const first = await openHouse(owner, env, clock), begun = fault.arm()
        await untilQuiet(first, crash)
        await Promise.race([first.close().catch(() => undefined), sleep(20_000), crash])
        return begun()
      })
      // Another process finds what is left; time passes for it.
      const second = await openHouse(owner, env, clock)
      let rows: MailRow[] = []
      const open = new Set(['planned', 'due', 'claimed', 'handed'])
      for (let minute = 0; minute < 150; minute += 5) {
        await untilQuiet(second)
        rows = await rowsOf(owner)
        if (rows.length && !rows.some((r) => open.has(r.state))) break
        clock.advance(5 * 60_000)
        await shiftJobs(owner)
      }
      await second.close().catch(() => undefined)
      const judged = judge(rows, smtp.taken.map((t) => ({ to: t.to, messageId: t.messageId, sendId: t.sendId, at: t.at })))
      const stuck = rows.filter((r) => open.has(r.state)).length
      const wrong = [
        judged.planned !== 5 && `${judged.planned} mails planned`, judged.duplicates && `${judged.duplicates} twice`, judged.lost && `${judged.lost} lost`, judged.ghosts && `${judged.ghosts} ghosts`,
        stuck && `${stuck} stuck`, judged.accepted + judged.unconfirmed !== 5 && `${judged.accepted} accepted and ${judged.unconfirmed} unconfirmed of 5`, judged.unconfirmed > 5 && 'too many in doubt',
      ].filter((line) => typeof line === 'string')
      await drop(server, name)
      return { operations, wrong }
    }

    const clean = await attempt(Infinity, 'error')
    say(`Without a failure there are ${clean.operations} operations.`)
    const random = chance(seed), stride = only !== undefined ? 1 : tier === 'nightly' ? 1 : Math.ceil(clean.operations / 6)
    const missed = clean.wrong.map((line) => `without a failure: ${line}`)
    let tried = 0, struck = 0
    for (let at = 1 + Math.floor(random() * stride); at <= (only ?? clean.operations); at += stride)
      for (const variant of tier === 'nightly' || only !== undefined ? ways : [ways[tried % ways.length]!]) {
        tried++
        const { wrong, operations } = await attempt(at, variant)
        if (operations >= at) struck++
        if (wrong.length) { missed.push(`operation ${at}, ${variant}: ${wrong.join(', ')}`); say(missed.at(-1)!) }
      }
    fault.restore()
    await smtp.stop()
    await postgres.stop()
    return verdict({ failing: ways.join(', '), n: clean.operations, tried, struck, passed: tried - missed.length }, missed.map((line) => [false, line] as const))
  },
}

/** A database in which a campaign to five people has just been launched. */
async function prepared(server: Connection, env: Record<string, string>, smtpPort: number): Promise<string> {
  const name = 'r03_template', owner = { ...server, database: name }
  await createDatabase(server, name)
  await migrate(owner, undefined, { throwaway: true })
  const scene = await stage({ owner, env, smtpPort, names: () => 'lead' })
  const house = await openHouse(owner, env, testClock(begin))
  const [mailboxId] = await scene.addMailboxes(1), leadIds = await scene.addLeads(5)
  await launchCampaign(scene.call, scene.world, { mailboxIds: [mailboxId!], leadIds, mails: 1, settle: async () => { while (await house.work()) { /* on */ } } })
  await house.close()
  await scene.close()
  // A campaign deals its mails over the day; here all are due.
  await ask(owner, `update messages set due_at = '${begin.toISOString()}', window_end = null`)
  return name
}

/** Until two rounds found nothing to do, or the process is no more. */
async function untilQuiet(house: Opened, crash?: Promise<void>): Promise<void> {
  let crashed = false
  void crash?.then(() => { crashed = true })
  for (let quiet = 0, rounds = 0; quiet < 2 && rounds < 60 && !crashed; rounds++)
    try { quiet = (await Promise.race([house.work(), sleep(15_000, false), ...(crash ? [crash.then(() => false)] : [])])) ? 0 : quiet + 1 } catch { quiet = 0 }
}

async function ask<T extends pg.QueryResultRow>(owner: Connection, text: string): Promise<T[]> {
  const client = new pg.Client(owner)
  client.on('error', () => undefined)
  await client.connect()
  try { return (await client.query<T>(text)).rows } finally { await client.end() }
}
const rowsOf = (owner: Connection) => ask<MailRow & pg.QueryResultRow>(owner, `select id, state, message_id as "messageId", id || '.' || generation as "sendId", to_address as "to", lead_id || '/' || coalesce(step_id::text, '') as work from messages`)
const shiftJobs = (owner: Connection) => ask(owner, `update pgboss.job set start_after = start_after - interval '5 minutes' where state < 'active'`)
const drop = (server: Connection, name: string) => ask(server, `drop database ${name} with (force)`)

/** The life of one process under test: its operations are counted while it is armed, and after a crash it can do nothing for ever. */
interface Life { at: number; variant: Variant; armed: boolean; count: number; crashed: boolean; crash(): void }

/** Breaks the n-th statement or line of whatever runs within; what runs elsewhere (the one who comes after, too) is left alone. */
function breaker() {
  const original = pg.Client.prototype.query, lives = new AsyncLocalStorage<Life>()
  let current: Life | undefined
  const next = (life: Life | undefined): Variant | undefined => {
    if (life?.crashed) return 'crash'
    if (!life?.armed || ++life.count !== life.at) return undefined
    if (life.variant === 'crash') { life.crashed = true; life.crash() }
    return life.variant
  }
  const lost = () => new Error('Connection terminated unexpectedly')
  const cut = (client: pg.Client) => { (client as unknown as { connection: { stream: { destroy(error: Error): void } } }).connection.stream.destroy(lost()) }
  pg.Client.prototype.query = function broken(this: pg.Client, ...args: unknown[]): unknown {
    const fate = next(lives.getStore())
    const go = (original as (...all: unknown[]) => unknown).bind(this)
    if (!fate) return go(...args)
    if (fate !== 'unheard') { cut(this); return go(...args) }
    const last = args.at(-1)
    if (typeof last === 'function') return go(...args.slice(0, -1), () => { cut(this); (last as (error: Error) => void)(lost()) })
    return Promise.resolve(go(...args)).finally(() => cut(this)).then(() => { throw lost() })
  } as typeof original
  return {
    /** A line that reached the SMTP server, whoever said it. */
    heard: () => next(current),
    async within<T>(at: number, variant: Variant, run: (crash: Promise<void>) => Promise<T>): Promise<T> {
      let crash = () => { /* not yet */ }
      const crashed = new Promise<void>((resolve) => { crash = resolve })
      const life: Life = { at, variant, armed: false, count: 0, crashed: false, crash }
      current = life
      try { return await lives.run(life, run, crashed) } finally { life.armed = false; current = undefined }
    },
    /** Counts from now on; answers how to ask for the number. */
    arm() { const life = lives.getStore()!; life.armed = true; return () => life.count },
    restore() { pg.Client.prototype.query = original },
  }
}
