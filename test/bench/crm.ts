// The workspace that the speed of the CRM is measured on: 100,000 leads of 20,000 companies, 10,000 deals, 1,000,000 events. It is
// laid out once and shared by the parts that ask for it; the last one to need it is the one that changes half of the leads.
import { finished } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type pg from 'pg'
import { ranks } from '#deals'
import { cities, countries, firms, first, forms, last, seeded, titles } from './contacts.ts'
import { stand, type Stand } from './stand.ts'

export interface Crm extends Stand { rows: number; pipelineId: string; report: string[] }

const sizes = { leads: 100_000, companies: 20_000, deals: 10_000, events: 1_000_000 }
let made: Promise<Crm> | undefined

export const crm = (): Promise<Crm> => (made ??= lay())
export async function leaveCrm(): Promise<void> {
  const there = made
  made = undefined
  await (await there)?.stop()
}

async function lay(): Promise<Crm> {
  const s = await stand()
  const began = performance.now()
  try {
    const { owner } = s
    // Rows are given as the product writes them; what its triggers and keys would do a million times is left out.
    await owner.query(`set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'`)
    await withoutIndexes(owner, 'companies', () => copy(owner, 'companies (workspace_id, id, name, domain, industry, city, country, created_at, updated_at)', companyLines(s)))
    await withoutIndexes(owner, 'leads', () => copy(owner, 'leads (workspace_id, id, email, first_name, last_name, title, company_id, company_name, city, country, status, tags, created_at, updated_at, last_activity_at)', leadLines(s)))
    await withoutIndexes(owner, 'events', () => events(s))
    await withoutIndexes(owner, 'lead_scores', async () => void (await owner.query(`insert into lead_scores (workspace_id, lead_id, score, class, fit, engagement, reasons, scored_at)
      select workspace_id, id, n, case when n < 30 then 'cold' else 'warm' end, n, 0, '[]', now() from leads, lateral (select ('x' || right(id::text, 6))::bit(24)::int % 50 as n) x`)))
    const pipelineId = await deals(s)
    await owner.query(`reset session_replication_role; reset synchronous_commit`)
    await s.call('POST', '/suppressions', { text: Array.from({ length: 500 }, (_, i) => `nobody${i}@example${i}.test`).join('\n') + '\n' + Array.from({ length: 50 }, (_, i) => `rival${i}.test`).join('\n') })
    await s.call('PUT', '/currency-rates', { currency: 'USD', validFrom: '2026-01-01', rate: 0.9 })
    for (const table of ['companies', 'leads', 'deals', 'deal_people', 'events', 'lead_scores', 'suppressions']) await owner.query(`vacuum analyze ${table}`)
    console.error(`${sizes.leads} leads, ${sizes.companies} companies, ${sizes.deals} deals, ${sizes.events} events laid out in ${((performance.now() - began) / 1000).toFixed(0)} s`)
    return Object.assign(s, { rows: sizes.leads, pipelineId, report: [] })
  } catch (error) { await s.stop(); throw error }
}

const idOf = (kind: 'a' | 'b', n: number): string => `01900000-0000-7${kind}00-8000-${n.toString(16).padStart(12, '0')}`
const moment = (n: number, minutes: number): string => new Date(Date.now() - n * minutes * 60_000).toISOString()
const companyOf = (n: number) => ({ name: `${firms[n % firms.length]} ${forms[Math.floor(n / firms.length) % forms.length]} ${n}`, domain: `example${n}.test` })

function* companyLines({ workspaceId }: Stand): Generator<string> {
  for (let n = 0; n < sizes.companies; n++) {
    const { name, domain } = companyOf(n), at = moment(sizes.companies - n, 10)
    yield [workspaceId, idOf('a', n), name, domain, ['Software', 'Machines', 'Health', 'Retail'][n % 4], cities[n % cities.length], countries[n % cities.length], at, at].join('\t')
  }
}

function* leadLines({ workspaceId }: Stand): Generator<string> {
  const below = seeded(42), one = (from: readonly string[]) => from[below(from.length)]!
  for (let n = 0; n < sizes.leads; n++) {
    const f = one(first), l = one(last), company = below(sizes.companies), city = below(cities.length), { name, domain } = companyOf(company), at = moment(sizes.leads - n, 3)
    const status = ['new', 'new', 'new', 'contacted', 'contacted', 'contacted', 'replied', 'qualified', 'converted', 'lost'][below(10)]!
    yield [workspaceId, idOf('b', n), `${f}.${l}.${n}@${domain}`.toLowerCase(), f, l, one(titles), idOf('a', company), name, cities[city], countries[city], status, below(4) ? '{}' : `{t${below(20)}}`, at, at, status === 'new' ? '\\N' : moment(below(100_000), 2)].join('\t')
  }
}

/** Half a year of them, spread over the leads; the readers of facts are told that they have seen them. */
async function events({ owner, workspaceId }: Stand): Promise<void> {
  await owner.query('begin')
  await owner.query(`
    insert into events (workspace_id, type, at, actor, lead_id, payload)
    select $1, case when n % 100 < 40 then 'message.sent' when n % 100 < 70 then 'message.opened' when n % 100 < 78 then 'link.clicked' when n % 100 < 80 then 'reply.received' else 'lead.updated' end,
           now() - ($2 - n) * interval '15 seconds', 'overture', ('01900000-0000-7b00-8000-' || lpad(to_hex(n::bigint * 7919 % $3), 12, '0'))::uuid, '{}'
      from generate_series(1, $2::int) n`, [workspaceId, sizes.events, sizes.leads])
  await owner.query('update event_readers set last_xid = pg_current_xact_id(), last_id = (select max(id) from events)')
  await owner.query('commit')
}

async function deals({ owner, workspaceId, call }: Stand): Promise<string> {
  const { items: [pipeline] } = await call<{ items: { id: string; stages: { id: string; kind: string }[] }[] }>('GET', '/pipelines')
  const keys = ranks(Math.ceil(sizes.deals / pipeline!.stages.length))
  await owner.query(`
    insert into deals (workspace_id, pipeline_id, stage_id, position, name, company_id, lead_id, owner_id, amount_minor, currency, close_on, next_step, closed_at, closed_on, stage_since, last_activity_at, created_at, updated_at)
    select $1, $2, at.stage_id, p.key, case when n % 7 = 0 then 'Renewal ' else 'Deal ' end || n, l.company_id, l.id, (select id from users limit 1), (n * 7919 % 100000) * 100, case when n % 9 = 0 then 'USD' else 'EUR' end, date '2026-12-01' + (n % 90)::int,
           case when n % 4 > 0 then 'Call them' end, case when at.kind <> 'open' then now() - n * interval '1 hour' end, case when at.kind <> 'open' then (now() - n * interval '1 hour')::date end, now(), now(), now(), now()
      from unnest($3::uuid[], $4::text[]) with ordinality as at (stage_id, kind, no)
      cross join unnest($5::text[]) with ordinality as p (key, place)
      cross join lateral (select (p.place - 1) * cardinality($3::uuid[]) + at.no as n) x
      join leads l on l.workspace_id = $1 and l.id = ('01900000-0000-7b00-8000-' || lpad(to_hex(n * 37 % $7), 12, '0'))::uuid
     where n <= $6`,
    [workspaceId, pipeline!.id, pipeline!.stages.map((one) => one.id), pipeline!.stages.map((one) => one.kind), keys, sizes.deals, sizes.leads])
  await owner.query('insert into deal_people (workspace_id, deal_id, lead_id, added_at) select workspace_id, id, lead_id, now() from deals where workspace_id = $1', [workspaceId])
  return pipeline!.id
}

async function copy(owner: pg.Client, into: string, lines: Generator<string>): Promise<void> {
  const stream = owner.query(copyFrom(`copy ${into} from stdin`))
  stream.end(Buffer.from([...lines].join('\n') + '\n'))
  await finished(stream)
}

/** Indexes are made at once when all rows are there: a third of the time. */
async function withoutIndexes(owner: pg.Client, table: string, fill: () => Promise<void>): Promise<void> {
  const { rows } = await owner.query<{ name: string; made: string }>(`select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made from pg_index i
    where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`, [table])
  for (const { name } of rows) await owner.query(`drop index ${name}`)
  await fill()
  for (const { made } of rows) await owner.query(made)
}
