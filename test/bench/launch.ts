// A launch to ten thousand people and to a hundred thousand, on the product as it runs: how long the person who signs waits
// for the answer, how long after the hold the first mail stands in the server's inbox, and how fast the rest follows. The
// mailbox has no gap between its mails: a relay of one's own.
import { setTimeout as sleep } from 'node:timers/promises'
import { startSink } from './sink.ts'
import { stand, type Stand } from './stand.ts'

interface Launched { leads: number; launchS: number; firstMailMs: number; perSecond: number; taken: number; twice: number }
export interface LaunchFigures { what: 'launch'; launches: Launched[]; goals: { launchS: number; firstMailMs: number }; reached: boolean }

/** Seconds from the order to the answer, and milliseconds from the end of the hold to the first mail. */
const goals = { launchS: 10, firstMailMs: 300 }
const holdS = 15
/** How long the mails that follow the first are counted. */
const followedMs = 10_000

export async function benchLaunch(sizes: number[] = [10_000, 100_000]): Promise<LaunchFigures> {
  const launches: Launched[] = []
  for (const leads of sizes) launches.push(await launchTo(leads))
  return { what: 'launch', launches, goals, reached: launches.every((one) => one.launchS <= goals.launchS && one.firstMailMs <= goals.firstMailMs && one.twice === 0) }
}

async function launchTo(leads: number): Promise<Launched> {
  const sink = await startSink()
  const product = await stand({ SSRF_ALLOW: `127.0.0.1:${sink.port}`, LAUNCH_HOLD_S: String(holdS) })
  try {
    const id = await readyCampaign(product, sink.port, leads)
    const began = performance.now()
    const { holdUntil } = await product.call<{ holdUntil: string }>('POST', `/campaigns/${id}/launch`, { acceptAmber: true, anyway: true, typedNumber: leads })
    const launchS = (performance.now() - began) / 1000, over = Date.parse(holdUntil)
    let seen = await sink.count()
    for (; !seen.firstAt; seen = await sink.count()) {
      if (Date.now() > over + 60_000) throw new Error('No mail came within a minute after the hold.')
      await sleep(5)
    }
    const firstMailMs = seen.firstAt - over
    while (Date.now() < seen.firstAt + followedMs && seen.taken < leads) { await sleep(50); seen = await sink.count() }
    return { leads, launchS: round(launchS), firstMailMs: Math.round(firstMailMs), perSecond: Math.round(seen.taken / ((seen.lastAt - seen.firstAt) / 1000 || 1)), taken: seen.taken, twice: seen.taken - seen.recipients }
  } finally {
    await product.stop()
    sink.stop()
  }
}

/** One lead is enrolled, prepared and approved as a person does it; the others are given what came of that. */
async function readyCampaign({ call, owner, workspaceId }: Stand, port: number, leads: number): Promise<string> {
  const mailbox = await call<{ id: string }>('POST', '/mailboxes', {
    address: 'sam@sender.example', fromName: 'Sam Carter', smtp: { host: '127.0.0.1', port, security: 'none', user: 'sam' }, imap: { host: '127.0.0.1', port, security: 'none', user: 'sam' }, password: 'none', ramp: false,
  })
  await owner.query(`update mailboxes set imap = '{}', next_sync_at = now() + interval '1 year', daily_limit = 1000000, gap_min_s = 0, gap_max_s = 0 where id = $1`, [mailbox.id])
  await owner.query(`insert into leads (workspace_id, email, first_name, last_name, time_zone) select $1, 'lead' || n || '@prospect' || n % 977 || '.example', 'Lead', n::text, 'UTC' from generate_series(1, $2::int) n`, [workspaceId, leads])
  await owner.query('analyze leads')
  const first = (await owner.query<{ id: string }>(`select id from leads where last_name = '1'`)).rows[0]!.id
  const { id } = await call<{ id: string }>('POST', '/campaigns', {
    name: 'To everybody', mailboxIds: [mailbox.id], timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], windowStart: '00:00', windowEnd: '23:59',
    steps: [{ kind: 'email', mode: 'template', subject: 'A question about your team', body: 'Hello,\n\nI read what you wrote about your new plant. May I ask who looks after it on your side?\n\nSam Carter' }],
  })
  await call('POST', `/campaigns/${id}/enrollments`, { leadIds: [first] })
  const draft = await until(async () => (await owner.query<{ id: string }>(`select id from drafts where campaign_id = $1 and status in ('ready', 'needs_review')`, [id])).rows[0])
  await owner.query(`update drafts set checks = '[]', status = 'ready' where id = $1`, [draft.id])
  await call('POST', `/drafts/${draft.id}/approve`, {})
  await until(async () => (await owner.query(`select from enrollments where campaign_id = $1 and state = 'ready'`, [id])).rowCount)
  // Every column but those that the database makes itself.
  const columns = async (table: string) => (await owner.query<{ name: string }>(`select quote_ident(column_name) as name from information_schema.columns where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' and is_identity = 'NO' order by ordinal_position`, [table])).rows.map((row) => row.name)
  const [enrolled, written] = [await columns('enrollments'), await columns('drafts')], of = (names: string[]) => names.map((name) => `r.${name}`).join(', ')
  await owner.query(`
    insert into enrollments (${enrolled.join(', ')}) select ${of(enrolled)} from enrollments e cross join leads l cross join lateral jsonb_populate_record(e, jsonb_build_object('id', new_id(), 'lead_id', l.id)) r where e.campaign_id = $1 and l.id <> e.lead_id`, [id])
  await owner.query(`
    insert into drafts (${written.join(', ')}) select ${of(written)} from drafts d join enrollments e on e.campaign_id = d.campaign_id and e.id <> d.enrollment_id
      cross join lateral jsonb_populate_record(d, jsonb_build_object('id', new_id(), 'lead_id', e.lead_id, 'enrollment_id', e.id)) r where d.id = $1`, [draft.id])
  await owner.query('vacuum analyze enrollments')
  await owner.query('vacuum analyze drafts')
  return id
}

async function until<T>(look: () => Promise<T>): Promise<NonNullable<T>> {
  for (let i = 0; i < 600; i++) {
    const found = await look()
    if (found) return found
    await sleep(100)
  }
  throw new Error('It did not happen within a minute.')
}
const round = (n: number) => Math.round(n * 100) / 100

if (import.meta.main) {
  const figures = await benchLaunch(process.argv[2] ? process.argv.slice(2).map(Number) : undefined)
  console.log(JSON.stringify(figures, null, 2))
  process.exit(figures.reached ? 0 : 1)
}
