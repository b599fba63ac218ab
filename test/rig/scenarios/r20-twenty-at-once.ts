// R20: every POST of the contract, sent twenty times at once, as a double click, two tabs and an impatient client would. It
// has one effect, and everybody gets the same answer. Generated from the rooms' routes, like test/strangers.test.ts.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import type { Endpoint } from '#contract/contract'
import { sql } from '#platform/db'
import { pathOf } from '#platform/http'
import { cast } from '#test/cast'
import { fakeSmtp } from '#test/fakes/smtp'
import { house, type Api } from '#test/house'
import { openRooms } from '../../../server/house.ts'
import { verdict, type Scenario } from '../scenario.ts'

type Json = { type?: string; format?: string; enum?: unknown[]; const?: unknown; default?: unknown; properties?: Record<string, Json>; required?: string[]; items?: Json; anyOf?: Json[]; oneOf?: Json[]; minimum?: number; minLength?: number; pattern?: string; $ref?: string; $defs?: Record<string, Json>; prefixItems?: Json[] }

/** Tables whose rows are about requests and processes, not about what they did. */
const aside = new Set(['idempotency', 'sessions'])
/** What leads out of the session, and what would make or empty the whole workspace. */
const leftOut = new Set(['POST /session', 'POST /setup', 'POST /practice/sample'])

/** What the schema alone does not tell. */
const bodies: Record<string, (salt: number, at: { leadId: string; smtpPort: number }) => object> = {
  '/leads': (salt) => ({ email: `new${salt}@fresh${salt}.example`, firstName: 'New' }),
  '/campaigns': (salt) => ({ name: `Campaign ${salt}` }),
  '/campaigns/:id/enrollments': (_salt, { leadId }) => ({ leadIds: [leadId] }),
  '/campaigns/:id/audience/preview': (_salt, { leadId }) => ({ leadIds: [leadId] }),
  '/mailboxes': (salt, { smtpPort }) => ({ address: `sam${salt}@fresh.example`, fromName: 'Sam', password: 'secret', smtp: { host: '127.0.0.1', port: smtpPort, security: 'none', user: '' }, imap: { host: '127.0.0.1', port: smtpPort, security: 'none', user: '' } }),
}

export const scenario: Scenario = {
  id: 'R20', name: 'twenty-at-once', tiers: ['ci', 'nightly'], mostMinutes: 6,
  about: 'every POST, twenty times at once with one key: one effect, one answer',
  async run({ tier, n: times = tier === 'ci' ? 8 : 20, say }) {
    const h = await house({ config: { LAUNCH_HOLD_S: '3600' } }), smtp = await fakeSmtp()
    h.ground.config.SSRF_ALLOW.push(`127.0.0.1:${smtp.port}`)
    const people = await cast(h), api = await h.api('owner')
    await api('POST', '/practice/sample', {})
    await h.runLater()
    const owner = new pg.Client(h.owner)
    owner.on('error', () => undefined)
    await owner.connect()
    const tables = (await owner.query<{ name: string; id: boolean }>(`select c.relname as name, exists (select from pg_attribute i where i.attrelid = c.oid and i.attname = 'id' and i.atttypid = 'uuid'::regtype) as id
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' where n.nspname = 'public' and c.relkind = 'r' order by 1`)).rows
    const known = new Map<string, string[]>()
    for (const { name, id } of tables) if (id) known.set(name, (await owner.query<{ id: string }>(`select id from ${name} where workspace_id = $1 order by id desc limit 6`, [h.world.workspaceId])).rows.map((r) => r.id))
    // Campaigns that have not begun: a launched one refuses most of what one may ask.
    const drafts: string[] = []
    for (let i = 0; i < 6; i++) drafts.push((await api('POST', '/campaigns', { name: `Draft ${i}` })).body.id as string)
    known.set('campaigns', drafts)
    const counts = async (): Promise<Map<string, number>> => {
      const all = await owner.query<{ name: string; n: string }>(tables.filter((t) => !aside.has(t.name)).map((t) => `select '${t.name}' as name, count(*) as n from ${t.name} where workspace_id = '${h.world.workspaceId}'`).join(' union all '))
      return new Map(all.rows.map((r) => [r.name, Number(r.n)]))
    }
    const nextTransaction = async () => (await owner.query<{ xid: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as xid')).rows[0]!.xid
    /** Rows that were written since then and say what another one says, told apart by nothing but ids of their own, times and secrets. */
    const writtenTwice = async (table: string, since: string): Promise<number> => {
      const { rows } = await owner.query<{ row: Record<string, unknown> }>(`select to_jsonb(t) as row from ${table} t where workspace_id = $1 and xmin::text::bigint >= $2::bigint`, [h.world.workspaceId, since])
      const said = rows.map(({ row }) => JSON.stringify(Object.entries(row).filter(([name]) => !/^(id|xid|at)$|_at$|_until$|token|hash|secret|seed/.test(name))))
      return said.length - new Set(said).size
    }
    const grown = (before: Map<string, number>, after: Map<string, number>) => [...after].flatMap(([name, n]): [string, number][] => (n > (before.get(name) ?? 0) ? [[name, n - before.get(name)!]] : []))

    /** The ids a name asks for: leadId, mailboxIds, and `id` by the noun that stands before it in the path. */
    const idsFor = (name: string, noun: string): string[] => {
      const word = /^(\w+?)(Ids?)?$/.exec(name)?.[1]?.toLowerCase() ?? ''
      const wanted = name === 'id' || name === 'ids' ? noun : word
      const plurals = [`${wanted}s`, `${wanted}es`, `${wanted.replace(/y$/, 'ie')}s`], plain = (t: string) => t.replaceAll('_', '')
      const table = [...known.keys()].find((t) => plurals.includes(plain(t))) ?? [...known.keys()].find((t) => plurals.some((plural) => plain(t).endsWith(plural)))
      return table ? known.get(table)! : []
    }
    let salt = 0
    const example = (schema: Json, name: string, noun: string, at: number, defs: Record<string, Json> = schema.$defs ?? {}, depth = 0): unknown => {
      if (depth > 6) return null
      if (schema.$ref) return example(defs[schema.$ref.split('/').at(-1)!] ?? {}, name, noun, at, defs, depth + 1)
      if (schema.const !== undefined) return schema.const
      if (schema.enum) return schema.enum[0]
      const choice = schema.anyOf ?? schema.oneOf
      if (choice) return example(choice[0]!, name, noun, at, defs, depth + 1)
      if (schema.type === 'object') {
        // What is optional is left out, except where the request would be about nothing.
        const fields = Object.entries(schema.properties ?? {}).filter(([field]) => schema.required?.includes(field) || /Ids?$|^ids$|^email$|^name$|^body$/.test(field))
        return Object.fromEntries(fields.map(([field, inner]) => [field, example(inner, field, noun, at, defs, depth + 1)]))
      }
      if (schema.type === 'array') return schema.prefixItems ? schema.prefixItems.map((inner) => example(inner, name, noun, at, defs, depth + 1)) : [example(schema.items ?? {}, name, noun, at, defs, depth + 1)]
      if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, 1)
      if (schema.type === 'boolean') return true
      if (schema.format === 'uuid' || /ids?$/i.test(name)) { return cycled(idsFor(name, noun), at) ?? people.dana.id }
      if (schema.format === 'email' || /email|address/i.test(name)) return `new${salt}@fresh${salt}.example`
      if (schema.format === 'uri') return `https://fresh${salt}.example/`
      if (schema.format === 'date-time') return '2027-01-04T09:00:00Z'
      if (schema.format === 'date') return '2027-01-04'
      if (name === 'kind') return 'address'
      if (name === 'timeZone') return 'Europe/Lisbon'
      return `Words ${salt}`.padEnd(schema.minLength ?? 0, 'x')
    }
    const asked = (e: Endpoint, at: number) => {
      salt++
      const path = pathOf(e).replace(/\/([\w-]+)\/:(\w+)/g, (_all, noun: string, name: string) => `/${noun}/${cycled(idsFor(name, singular(noun)), at) ?? people.dana.id}`)
      const noun = /^\/(?:api\/v1\/)?([\w-]+)/.exec(path)?.[1]?.replace(/.*/, singular) ?? ''
      const own = bodies[e.path]?.(salt, { leadId: cycled(known.get('leads')!, at)!, smtpPort: smtp.port })
      if (own) return { path, body: own }
      return { path, body: e.body ? example(z.toJSONSchema(e.body, { io: 'input', unrepresentable: 'any' }) as Json, '', noun, at) : {} }
    }
    const send = (call: Api, e: Endpoint, what: { path: string; body: unknown }, key: string) => call('POST', what.path, what.body, { 'idempotency-key': key })
    /** A client that is told "at this moment" asks again with the same key. */
    const patient = async (e: Endpoint, what: { path: string; body: unknown }, key: string) => {
      for (let tries = 0; ; tries++) {
        const answer = await send(api, e, what, key)
        if (answer.status !== 409 || answer.body?.error?.code !== 'in_progress' || tries > 400) return answer
        await sleep(15)
      }
    }

    const posts = (await openRooms()).flatMap((room) => room.routes ?? []).map((r) => r.endpoint)
      .filter((e) => e.method === 'POST' && !e.raw && e.can !== 'public' && !leftOut.has(`POST ${e.path}`))
    const missed: string[] = []
    let acted = 0, refusedAlike = 0, replayed = 0
    for (const e of posts) {
      // Once alone, to know how large one effect is; with the first ids that lead to one.
      let alone: [string, number][] = [], at = 0, fits = false
      for (; at < 6 && !fits; at++) {
        const before = await counts()
        const { status } = await send(api, e, asked(e, at), `alone-${e.path}-${at}`)
        alone = grown(before, await counts())
        fits = status < 300
        if (status >= 500) missed.push(`POST ${e.path} breaks: ${status}`)
      }
      const what = asked(e, fits && /:/.test(e.path) ? at : Math.max(0, at - 1)), key = `together-${e.path}`
      const before = await counts(), since = await nextTransaction()
      const answers = await Promise.all(Array.from({ length: times }, () => (e.repeat === 'key' ? patient(e, what, key) : send(api, e, what, key))))
      const together = grown(before, await counts())
      const good = answers.filter((a) => a.status < 300)
      const bodies = new Set(good.map((a) => JSON.stringify(a.body)))
      if (e.repeat === 'key') {
        if (good.length && good.length !== times) missed.push(`POST ${e.path}: ${times - good.length} of ${times} got another answer: ${answers.find((a) => a.status >= 300)!.status} ${JSON.stringify(answers.find((a) => a.status >= 300)!.body).slice(0, 120)}`)
        if (bodies.size > 1) missed.push(`POST ${e.path}: ${bodies.size} different answers`)
        replayed += good.filter((a) => a.headers['idempotent-replayed'] === 'true').length
      }
      if (answers.some((a) => a.status >= 500)) missed.push(`POST ${e.path} breaks under ${times} at once: ${JSON.stringify(answers.find((a) => a.status >= 500)!.body).slice(0, 160)}`)
      // What one effect is like was measured on another record, in another state. So more rows than that are only a suspicion;
      // a second effect writes what the first has written, but for its own ids and times.
      for (const [table, rows] of together) {
        if (!good.length || rows <= Math.max(1, alone.find(([name]) => name === table)?.[1] ?? 0)) continue
        const twice = await writtenTwice(table, since)
        if (twice) missed.push(`POST ${e.path}: ${rows} new rows of ${table}, ${twice} of them written again`)
      }
      if (good.length) acted++
      else { refusedAlike++; say(`POST ${e.path}: refused alike (${answers[0]!.status} ${answers[0]!.body?.error?.code ?? ''})`) }
    }
    await owner.end()
    await smtp.stop()
    await h.world.read((tx) => tx.many(sql`select 1`))
    await h.stop()
    return verdict({ posts: posts.length, at_once: times, one_effect: acted, refused_alike: refusedAlike, replayed }, [...missed.map((sentence) => [false, sentence] as const), [acted > posts.length / 3, `only ${acted} of ${posts.length} routes acted at all`]])
  },
}

const singular = (noun: string): string => noun.replace(/ies$/, 'y').replace(/(?<=x)es$|s$/, '')
const cycled = (ids: readonly string[], at: number): string | undefined => ids[at % Math.max(1, ids.length)]
