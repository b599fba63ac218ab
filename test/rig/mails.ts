// The mails of the rig: a workspace, mailboxes that lead to the fake server, and approved mails planned through the doors
// of the product, due over the time in which the kills fall. The stage is itself a house of the product, with a clock that
// can be turned: what takes hours by the clock (evidence for mails in doubt) is played through here when nobody else runs.
import { randomUUID } from 'node:crypto'
import { createWorkspace } from '#accounts'
import { readConfig } from '#platform/config'
import { sql, type Connection } from '#platform/db'
import { systemClock, type Clock } from '#platform/clock'
import { createLog } from '#platform/log'
import { appRole } from '#platform/migrate'
import type { Ground, World } from '#platform/world'
import { planMessages, sendWhatIsDue } from '#sending'
import { settle } from '../../server/sending/settling.ts'
import { createHttp } from '#platform/http'
import { readOnce, registerReaders } from '#platform/event-readers'
import { postOnce } from '#campaigns'
import { approvePassing } from '#writing'
import { hashPassword } from '../../server/accounts/password.ts'
import { authenticator } from '../../server/accounts/sessions.ts'
import { insertUser } from '../../server/accounts/store.ts'
import { layGround } from '../../server/ground.ts'
import { openRooms } from '../../server/house.ts'
import type { Call } from './campaign.ts'

/** Who signs in. */
export const sam = { email: 'sam@sender.example', password: 'correct horse battery staple' }

export interface Stage {
  /** Mailboxes that lead to the outside world; their ids. */
  addMailboxes(n: number, gapS?: number): Promise<string[]>
  addLeads(n: number): Promise<string[]>
  /** The API of this stage, as Sam. */
  call: Call
  /** The mails that are planned become due over this time from now: a campaign deals them over its whole day. */
  dueOver(ms: number): Promise<void>
  /** Leads a mailbox to another server than the rig's. */
  useServer(mailboxId: string, at: { address: string; smtp: string; imap: string; password: string }): Promise<void>
  /** As plan, from one mailbox, to addresses of one's own. */
  planFrom(mailboxId: string, mails: number, overMs: number, address: (n: number) => string): Promise<void>
  /** What waits for its time is due now; what was written late (its writer was killed) and waits for a person gets its yes. */
  hurry(): Promise<void>
  plan(mails: number, mailboxes: number, overMs: number): Promise<void>
  /** Mails by state. */
  states(): Promise<Record<string, number>>
  /**
   * Follow-ups that are not even planned, of campaigns with so many mails for each lead, because the mail before them is in doubt or
   * their text is not there: whoever was writing it was killed, and another takes that up when the job's time is over.
   */
  notYet(mailsEach: number): Promise<number>
  /** Leads of campaigns with so many mails for each that have fewer, and how each of them stands, for a person who looks. */
  cutShort(mailsEach: number): Promise<string[]>
  rows(): Promise<MailRow[]>
  /** What the mails that are not done wait for, for a person who looks. */
  whyWaiting(): Promise<string>
  /** Attempts that another process had to end, and when. */
  takenOver(): Promise<{ worker: string; endedAt: number }[]>
  /** Claimed places in the days of all mailboxes. */
  placesTaken(): Promise<number>
  sentFacts(): Promise<number>
  readonly ground: Ground
  readonly world: World
  readonly clock: Clock & { advance(ms: number): void }
  /** Lets `minutes` pass on this stage's clock, a minute at a time: looks into Sent folders, sends again what was proven absent. */
  pass(minutes: number, until?: () => Promise<boolean>): Promise<void>
  close(): Promise<void>
}
/** `work`: whom, which campaign and which step it serves; two mails with the same are the same mail. */
export interface MailRow { id: string; state: string; messageId: string; sendId: string; to: string; work?: string }

/** `again`: the workspace is there already. `who`: the address of its owner, where there are several. */
export async function stage(options: { owner: Connection; env: Record<string, string>; smtpPort: number; imapPort?: number; names?: (n: number) => string; again?: boolean; who?: string }): Promise<Stage> {
  const config = readConfig({ ...options.env, LOG_LEVEL: process.env['RIG_DEBUG'] ? 'warn' : 'silent' }), rooms = await openRooms(), halt = new AbortController()
  const clock = turnable()
  const key = Buffer.from(options.env['OVERTURE_KEYS']!.split(':')[1]!, 'base64')
  const laid = layGround({ config, log: createLog('silent', 'json'), app: { ...options.owner, user: appRole }, keyring: { current: 'rig', keys: new Map([['rig', key]]) }, rooms, clock, stopping: halt.signal })
  const { ground } = laid
  await registerReaders(ground)
  await ground.jobs.start(false)
  for (const room of rooms) await room.start?.(ground)
  const workspaceId = options.again ? (await ground.sweep<{ id: string }>('select all_workspaces() as id', []))[0]!.id : await ground.db.transaction(null, { kind: 'system', name: 'rig' }, 'write', async (tx) => {
    const { id } = await insertUser(tx, { email: options.who ?? sam.email, name: 'Sam', passwordHash: await hashPassword(sam.password) })
    return createWorkspace(tx, { name: 'Rig', timeZone: 'UTC', ownerId: id })
  })
  const world: World = ground.world(workspaceId)

  // Nobody answers in the rig: no look into the inbox by itself.
  const names = options.names ?? ((n: number) => (n % 50 === 0 ? 'silent' : 'lead'))
  let boxCount = 0, leadCount = 0
  const addMailbox = (n: number, gapS: number) => world.write(async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      insert into mailboxes (workspace_id, kind, address, from_name, smtp, imap, daily_limit, gap_min_s, gap_max_s, next_sync_at)
      values (${workspaceId}, 'smtp', ${`sam${n}@sender.example`}, 'Sam', ${at(options.smtpPort)}, ${options.imapPort ? at(options.imapPort) : '{}'}, 1000000, ${gapS}, ${gapS}, now() + interval '1 year') returning id`)
    const sealed = await ground.secrets.seal(workspaceId, 'mailboxes.secret', id, JSON.stringify({ smtpPassword: 'none', imapPassword: 'none' }))
    await tx.run(sql`update mailboxes set secret = ${sealed} where id = ${id}`)
    return id
  })

  const addMailboxes = async (n: number, gapS = 0): Promise<string[]> => {
    const boxes: string[] = []
    for (let i = 0; i < n; i++) boxes.push(await addMailbox(boxCount++, gapS))
    return boxes
  }
  const addLeads = async (n: number, address?: (n: number) => string): Promise<string[]> => {
    const from = leadCount
    leadCount += n
    const leads = await world.write((tx) => tx.many<{ id: string; n: number }>(sql`
      insert into leads (workspace_id, email, first_name, last_name, time_zone)
      select ${workspaceId}, address, 'Lead', n::text, 'UTC' from unnest(${Array.from({ length: n }, (_, i) => address?.(from + i + 1) ?? `${names(from + i + 1)}${from + i + 1}@prospect${(from + i + 1) % 500}.example`)}::text[], ${Array.from({ length: n }, (_, i) => from + i + 1)}::int[]) as t (address, n)
      returning id, last_name::int as n`))
    return leads.sort((a, b) => a.n - b.n).map((lead) => lead.id)
  }

  const planAll = async (boxes: string[], mails: number, overMs: number, address?: (n: number) => string): Promise<void> => {
    const start = Date.now() + 1000
    const ids = await addLeads(mails, address)
    const leads = ids.map((id, i) => ({ id, n: i + 1 }))
    for (let i = 0; i < leads.length; i += 100)
      await world.write((tx) => planMessages(tx, leads.slice(i, i + 100).map((lead) => ({
        leadId: lead.id, mailboxId: boxes[lead.n % boxes.length]!, enrollmentId: randomUUID(), stepId: randomUUID(), subject: `A question, ${lead.n}`,
        bodyText: `Hi Lead ${lead.n},\n\nshort and plain.\n\nSam`, dueAt: new Date(start + (overMs * lead.n) / mails),
      }))))
  }

  const app = await createHttp({ ground, routes: rooms.flatMap((r) => r.routes ?? []), authenticate: authenticator(ground) })
  let cookie: string | undefined
  const call: Call = async (method, path, body) => {
    if (!cookie) {
      const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { ...sam, email: options.who ?? sam.email } })
      cookie = answer.cookies.map((c) => `${c.name}=${c.value}`).join('; ')
    }
    const answer = await app.inject({ method: method as 'GET', url: `/api/v1${path}`, headers: { host: 'localhost:3000', cookie }, ...(body !== undefined && { payload: body as object }) })
    return { status: answer.statusCode, body: answer.json() }
  }

  return {
    ground, world, clock, call, addMailboxes, addLeads,
    async useServer(mailboxId, to) {
      const sealed = await ground.secrets.seal(workspaceId, 'mailboxes.secret', mailboxId, JSON.stringify({ smtpPassword: to.password, imapPassword: to.password }))
      await world.write((tx) => tx.run(sql`update mailboxes set address = ${to.address}, smtp = ${to.smtp}, imap = ${to.imap}, secret = ${sealed} where id = ${mailboxId}`))
    },
    planFrom: (mailboxId, mails, overMs, address) => planAll([mailboxId], mails, overMs, address),
    dueOver: async (ms) => void await world.write((tx) => tx.run(sql`
      update messages m set due_at = ${new Date()}::timestamptz + t.share * ${ms} * interval '1 millisecond'
        from (select id, percent_rank() over (order by id) as share from messages where workspace_id = ${workspaceId} and state = 'planned') t
       where m.workspace_id = ${workspaceId} and m.id = t.id`)),
    async hurry() {
      await world.write((tx) => approvePassing(tx, null))
      await world.write((tx) => tx.run(sql`update messages set due_at = ${new Date()} where workspace_id = ${workspaceId} and state in ('planned', 'due') and reason is null and due_at > ${new Date()}`))
    },
    async pass(minutes, until) {
      for (let i = 0; i < minutes && !(until && (await until())); i++) {
        clock.advance(60_000)
        // The queue goes by the database's clock. Whoever shows no sign of life was killed, and what they had taken up is taken up again.
        await world.write((tx) => tx.run(sql`update pgboss.job set start_after = start_after - interval '1 minute', heartbeat_on = heartbeat_on - interval '1 minute' where state <= 'active'`))
        await world.write((tx) => tx.run(sql`update pgboss.job set state = 'retry', start_after = now() where state = 'active' and heartbeat_on < now() - make_interval(secs => heartbeat_seconds)`))
        for (let done = 1; done;) {
          done = (await settle(ground)) + (await postOnce(ground))
          await sendWhatIsDue(ground)
          for (const reader of ground.db.reactions.later.keys()) done += await readOnce(ground, reader)
          done += await ground.jobs.runDue()
        }
      }
    },
    plan: async (mails, mailboxes, overMs) => planAll(await addMailboxes(mailboxes), mails, overMs),
    states: async () => Object.fromEntries((await world.read((tx) => tx.many<{ state: string; n: number }>(sql`select state, count(*) as n from messages where workspace_id = ${workspaceId} group by state`))).map((r) => [r.state, r.n])),
    notYet: async (mailsEach) => (await world.read((tx) => tx.one<{ n: number }>(sql`
      select coalesce(sum(${mailsEach} - n), 0) as n from (
        select count(*) as n from messages m join enrollments e on e.workspace_id = m.workspace_id and e.id = m.enrollment_id
         where m.workspace_id = ${workspaceId} group by e.id having bool_or(m.state = 'unconfirmed') or bool_or(e.state = 'preparing')) behind`))).n,
    cutShort: async (mailsEach) => (await world.read((tx) => tx.many<{ it: string }>(sql`
      select l.email || ': ' || e.state || coalesce(' (' || e.reason_code || ': ' || e.reason || ')', '') || ', next ' || coalesce(e.next_at::text, 'never') || ', course ' || e.course::text || ', mails '
             || coalesce((select string_agg(m.step_no || ' ' || m.state || coalesce(' ' || m.reason_code, '') || ' at ' || coalesce(m.accepted_at, m.due_at)::text, ', ' order by m.step_no, m.id) from messages m where m.workspace_id = e.workspace_id and m.enrollment_id = e.id), 'none') as it
        from enrollments e join leads l on l.workspace_id = e.workspace_id and l.id = e.lead_id
       where e.workspace_id = ${workspaceId} and (select count(*) from messages m where m.workspace_id = e.workspace_id and m.enrollment_id = e.id) < ${mailsEach} order by e.id limit 20`))).map((r) => r.it),
    rows: () => world.read((tx) => tx.many<MailRow>(sql`select id, state, message_id as "messageId", id || '.' || generation as "sendId", to_address as "to", lead_id || '/' || coalesce(campaign_id::text, '') || '/' || coalesce(step_id::text, '') as work from messages where workspace_id = ${workspaceId}`)),
    whyWaiting: async () => (await world.read((tx) => tx.many<{ it: string }>(sql`
      select m.state || coalesce(' ' || m.reason_code, '') || ', ' || count(*) || ', due ' || min(m.due_at)::text || ', next try ' || coalesce(min(m.next_attempt_at)::text, 'any') || ', mailbox ' || b.status || coalesce(': ' || b.status_reason, '') || ' next ' || b.next_send_at::text || ', now ' || now()::text as it
        from messages m join mailboxes b on b.workspace_id = m.workspace_id and b.id = m.mailbox_id
       where m.workspace_id = ${workspaceId} and m.state in ('planned', 'due', 'claimed', 'handed') group by m.state, m.reason_code, b.status, b.status_reason, b.next_send_at limit 5`))).map((r) => r.it).join(' | '),
    takenOver: async () => (await world.read((tx) => tx.many<{ worker: string; at: Date }>(sql`
      select a.worker, a.ended_at as at from attempts a where a.workspace_id = ${workspaceId} and a.reply is null and a.outcome in ('lease_over', 'unconfirmed')`))).map((r) => ({ worker: r.worker, endedAt: r.at.getTime() })),
    placesTaken: async () => (await world.read((tx) => tx.one<{ n: number }>(sql`select coalesce(sum(sent), 0) as n from mailbox_days where workspace_id = ${workspaceId}`))).n,
    sentFacts: async () => (await world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from events where workspace_id = ${workspaceId} and type = 'message.sent'`))).n,
    async close() { halt.abort(); await app.close(); await ground.jobs.stop(); await laid.stop() },
  }
}

/** A clock that goes with the machine's, and can be put forward. */
function turnable(): Clock & { advance(ms: number): void } {
  const real = systemClock()
  let ahead = 0
  return { now: () => new Date(real.now().getTime() + ahead), sleep: real.sleep, advance: (ms) => { ahead += ms } }
}

const at = (port: number): string => JSON.stringify({ host: '127.0.0.1', port, security: 'none', user: '' })
