// The mails of the rig: a workspace, mailboxes that lead to the fake server, and approved mails planned through the doors
// of the product, due over the time in which the kills fall.
import { randomUUID } from 'node:crypto'
import { createWorkspace } from '#accounts'
import { readConfig } from '#platform/config'
import { sql, type Connection } from '#platform/db'
import { createLog } from '#platform/log'
import { appRole } from '#platform/migrate'
import type { World } from '#platform/world'
import { planMessage } from '#sending'
import { layGround } from '../../server/ground.ts'
import { openRooms } from '../../server/house.ts'

export interface Stage {
  plan(mails: number, mailboxes: number, overMs: number): Promise<void>
  /** Mails by state. */
  states(): Promise<Record<string, number>>
  rows(): Promise<MailRow[]>
  /** Attempts that another process had to end, and when. */
  takenOver(): Promise<{ worker: string; endedAt: number }[]>
  /** Claimed places in the days of all mailboxes. */
  placesTaken(): Promise<number>
  sentFacts(): Promise<number>
  close(): Promise<void>
}
export interface MailRow { id: string; state: string; messageId: string; sendId: string; to: string }

export async function stage(options: { owner: Connection; env: Record<string, string>; smtpPort: number }): Promise<Stage> {
  const config = readConfig({ ...options.env, LOG_LEVEL: 'silent' }), rooms = await openRooms(), halt = new AbortController()
  const key = Buffer.from(options.env['OVERTURE_KEYS']!.split(':')[1]!, 'base64')
  const laid = layGround({ config, log: createLog('silent', 'json'), app: { ...options.owner, user: appRole }, keyring: { current: 'rig', keys: new Map([['rig', key]]) }, rooms, stopping: halt.signal })
  const { ground } = laid
  await ground.jobs.start(false)
  for (const room of rooms) await room.start?.(ground)
  const workspaceId = await ground.db.transaction(null, { kind: 'system', name: 'rig' }, 'write', async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`insert into users (email, name) values ('sam@sender.example', 'Sam') returning id`)
    return createWorkspace(tx, { name: 'Rig', timeZone: 'UTC', ownerId: id })
  })
  const world: World = ground.world(workspaceId)

  // Nobody answers in the rig, and there is no letterbox to look into.
  const addMailbox = (n: number) => world.write(async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      insert into mailboxes (workspace_id, kind, address, from_name, smtp, daily_limit, gap_min_s, gap_max_s, next_sync_at)
      values (${workspaceId}, 'smtp', ${`sam${n}@sender.example`}, 'Sam', ${JSON.stringify({ host: '127.0.0.1', port: options.smtpPort, security: 'none', user: '' })}, 1000000, 0, 0, now() + interval '1 year') returning id`)
    const sealed = await ground.secrets.seal(workspaceId, 'mailboxes.secret', id, JSON.stringify({ smtpPassword: 'none', imapPassword: 'none' }))
    await tx.run(sql`update mailboxes set secret = ${sealed} where id = ${id}`)
    return id
  })

  return {
    async plan(mails, mailboxes, overMs) {
      const boxes: string[] = []
      for (let n = 0; n < mailboxes; n++) boxes.push(await addMailbox(n))
      const start = Date.now() + 1000
      const leads = await world.write((tx) => tx.many<{ id: string; n: number }>(sql`
        insert into leads (workspace_id, email, first_name, last_name)
        select ${workspaceId}, case when n % 50 = 0 then 'silent' else 'lead' end || n || '@prospect.example', 'Lead', n::text from generate_series(1, ${mails}::int) n
        returning id, last_name::int as n`))
      for (let i = 0; i < leads.length; i += 100)
        await world.write(async (tx) => {
          for (const lead of leads.slice(i, i + 100))
            await planMessage(tx, {
              leadId: lead.id, mailboxId: boxes[lead.n % boxes.length]!, enrollmentId: randomUUID(), stepId: randomUUID(), subject: `A question, ${lead.n}`,
              bodyText: `Hi Lead ${lead.n},\n\nshort and plain.\n\nSam`, dueAt: new Date(start + (overMs * lead.n) / mails),
            })
        })
    },
    states: async () => Object.fromEntries((await world.read((tx) => tx.many<{ state: string; n: number }>(sql`select state, count(*) as n from messages where workspace_id = ${workspaceId} group by state`))).map((r) => [r.state, r.n])),
    rows: () => world.read((tx) => tx.many<MailRow>(sql`select id, state, message_id as "messageId", id || '.' || generation as "sendId", to_address as "to" from messages where workspace_id = ${workspaceId}`)),
    takenOver: async () => (await world.read((tx) => tx.many<{ worker: string; at: Date }>(sql`
      select a.worker, a.ended_at as at from attempts a where a.workspace_id = ${workspaceId} and a.reply is null and a.outcome in ('lease_over', 'unconfirmed')`))).map((r) => ({ worker: r.worker, endedAt: r.at.getTime() })),
    placesTaken: async () => (await world.read((tx) => tx.one<{ n: number }>(sql`select coalesce(sum(sent), 0) as n from mailbox_days where workspace_id = ${workspaceId}`))).n,
    sentFacts: async () => (await world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from events where workspace_id = ${workspaceId} and type = 'message.sent'`))).n,
    async close() { halt.abort(); await ground.jobs.stop(); await laid.stop() },
  }
}
