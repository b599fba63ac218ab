// The pixel against bare node:http that answers the same picture: same machine, same load generator, one after the other.
// The pixel answers after its row is committed, by a PostgreSQL that flushes to disk. Goal: at least 30 % of the bare rate.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sql } from '#platform/db'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { house } from '#test/house'
import { writeToken } from '../../server/tracking/token.ts'

const goal = 0.3
const mails = 20_000
const connections = 256

export interface TrackingBench { name: 'tracking pixel'; ratio: number; goal: number; ok: boolean; pixelPerSecond: number; bareHttpPerSecond: number; p99ms: number; written: number; answered: number }

export async function benchTracking(seconds = 5): Promise<TrackingBench> {
  const folder = mkdtempSync(join(tmpdir(), 'overture-bench-'))
  const postgres = await startEmbeddedPostgres({ dataFolder: folder })
  process.env['TEST_DATABASE_SERVER'] = String(postgres.connection.host)
  const h = await house()
  try {
    const ids = await insertMails()
    const paths = ids.map((messageId) => `/t/o/${writeToken(h.ground.secrets, { messageId, linkNo: 0 })}`)
    await h.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = h.app.server.address() as AddressInfo
    await load(port, paths, 1)
    const counted = async () => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from tracking_hits`))).n
    const before = await counted()
    const pixel = await load(port, paths, seconds)
    const written = (await counted()) - before
    const bare = await bareHttp(paths, seconds)
    const ratio = Number((pixel.perSecond / bare.perSecond).toFixed(3))
    return { name: 'tracking pixel', ratio, goal, ok: ratio >= goal && pixel.bad === 0 && written >= pixel.answers, pixelPerSecond: pixel.perSecond, bareHttpPerSecond: bare.perSecond, p99ms: pixel.p99ms, written, answered: pixel.answers }
  } finally {
    await h.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }

  async function insertMails(): Promise<string[]> {
    return h.world.write(async (tx) => {
      const mailbox = await tx.one<{ id: string }>(sql`insert into mailboxes (workspace_id, kind, address) values (${tx.workspaceId}, 'practice', 'bench@practice.example') returning id`)
      const found = await tx.many<{ id: string }>(sql`
        insert into messages (workspace_id, mailbox_id, state, due_at, accepted_at, to_address, from_address, subject, body_text, message_id, mime)
        select ${tx.workspaceId}, ${mailbox.id}, 'accepted', now(), now() - interval '1 hour', 'x@bench.example', 'bench@practice.example', 's', 'b', 'bench-' || i, ''
          from generate_series(1, ${mails}) i returning id`)
      return found.map((one) => one.id)
    })
  }
}

async function bareHttp(paths: string[], seconds: number) {
  const picture = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
  const server = createServer((_request, reply) => { reply.writeHead(200, { 'content-type': 'image/gif', 'content-length': picture.length, 'cache-control': 'no-store' }); reply.end(picture) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    await load(port, paths, 1)
    return await load(port, paths, seconds)
  } finally { server.close() }
}

async function load(port: number, paths: string[], seconds: number): Promise<{ answers: number; bad: number; perSecond: number; p99ms: number }> {
  const child = spawn(process.execPath, [new URL('./http-load.ts', import.meta.url).pathname, String(port), String(connections), String(seconds)], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(paths.join('\n'))
  return JSON.parse(await text(child.stdout)) as { answers: number; bad: number; perSecond: number; p99ms: number }
}

if (import.meta.main) console.log(JSON.stringify(await benchTracking()))
