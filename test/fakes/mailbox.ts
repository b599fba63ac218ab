// A mailbox for stories about sending: a real row, its letters carried to a fake SMTP server, its Sent folder in our hand.
import { sql } from '#platform/db'
import type { World } from '#platform/world'
import type { House } from '../house.ts'
import { fakeSmtp, type FakeSmtp, type FakeSmtpOptions } from './smtp.ts'

export interface TestMailbox {
  id: string
  address: string
  server: FakeSmtp
  change(columns: { status?: string; daily_limit?: number; gap_min_s?: number; gap_max_s?: number; next_send_at?: Date; keeps_sent?: boolean | null }): Promise<void>
  row(): Promise<{ status: string; status_reason: string | null; paused_until: Date | null; next_send_at: Date; keeps_sent: boolean | null }>
  sentToday(): Promise<number>
}

/** How many each house has: their addresses do not depend on who else shares this process. */
const counts = new WeakMap<House, number>()

/** The server is stopped with the house. Unpaced unless said otherwise. It has no letterbox, and no loop looks for one: that would take it out of service. */
export async function testMailbox(h: House, options: FakeSmtpOptions & { dailyLimit?: number; gap?: [number, number]; world?: World } = {}): Promise<TestMailbox> {
  const server = await fakeSmtp(options)
  const world = options.world ?? h.world
  h.ground.config.SSRF_ALLOW.push(`127.0.0.1:${server.port}`)
  const no = (counts.get(h) ?? 0) + 1, address = `sam${no}@acme-sales.example`
  counts.set(h, no)
  const smtp = { host: '127.0.0.1', port: server.port, security: 'none', user: '' }
  const { id } = await world.write((tx) => tx.one<{ id: string }>(sql`
    insert into mailboxes (workspace_id, kind, address, from_name, smtp, daily_limit, gap_min_s, gap_max_s, next_send_at, next_sync_at)
    values (${tx.workspaceId}, 'smtp', ${address}, 'Sam Carter', ${JSON.stringify(smtp)}, ${options.dailyLimit ?? 1000}, ${options.gap?.[0] ?? 0}, ${options.gap?.[1] ?? 0}, ${tx.now}, ${new Date(tx.now.getTime() + 365 * 86_400_000)}) returning id`))
  const sealed = await h.ground.secrets.seal(world.workspaceId, 'mailboxes.secret', id, JSON.stringify({ smtpPassword: 'secret', imapPassword: 'secret' }))
  await world.write((tx) => tx.run(sql`update mailboxes set secret = ${sealed} where id = ${id}`))
  const stop = h.stop
  h.stop = async () => { await stop(); await server.stop() }
  return {
    id, address, server,
    async change(columns) {
      for (const [name, value] of Object.entries(columns)) await world.write((tx) => tx.run(sql`update mailboxes set ${sql.ref(name)} = ${value} where id = ${id}`))
    },
    row: () => world.read((tx) => tx.one(sql`select status, status_reason, paused_until, next_send_at, keeps_sent from mailboxes where id = ${id}`)),
    sentToday: () => world.read(async (tx) => (await tx.one<{ n: number }>(sql`select coalesce(sum(sent), 0) as n from mailbox_days where mailbox_id = ${id}`)).n),
  }
}
