// The pixel against bare node:http that answers the same picture: the whole product in its own process, its pixel answering
// after its row is committed by a PostgreSQL that flushes to disk. Both are asked in turns of one second, so that whatever
// else the machine does falls on both; the ratio is the median of the turns. Goal: at least 30 % of the bare rate.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createSecrets, loadKeyring } from '#platform/secrets'
import { writeToken } from '../../server/tracking/token.ts'
import { stand, type Stand } from './stand.ts'

const goal = 0.3
const mails = 20_000
const connections = 256
const keys = `bench:${Buffer.alloc(32, 5).toString('base64')}`

export interface TrackingBench { name: 'tracking pixel'; ratio: number; goal: number; ok: boolean; pixelPerSecond: number; bareHttpPerSecond: number; p99ms: number; answered: number; written: number }

export async function benchTracking(turns = 7): Promise<TrackingBench> {
  const product = await stand({ OVERTURE_KEYS: keys })
  const bare = createServer((_request, reply) => { reply.writeHead(200, { 'content-type': 'image/gif', 'content-length': picture.length, 'cache-control': 'no-store' }); reply.end(picture) })
  bare.listen(0, '127.0.0.1')
  await once(bare, 'listening')
  try {
    const secrets = createSecrets(loadKeyring({ OVERTURE_KEYS: keys, OVERTURE_DATA: '' }), { read: async () => null, createOnce: async (_id, wrapped) => wrapped })
    const paths = (await insertMails(product)).map((messageId) => `/t/o/${writeToken(secrets, { messageId, linkNo: 0 })}`)
    const ports = { pixel: Number(product.url.port), bare: (bare.address() as AddressInfo).port }
    for (const port of [ports.pixel, ports.bare]) await load(port, paths, 1)
    const before = await written(product)
    const seen: { pixel: Load; bare: Load }[] = []
    for (let turn = 0; turn < turns; turn++) seen.push({ pixel: await load(ports.pixel, paths, 1), bare: await load(ports.bare, paths, 1) })
    const answered = seen.reduce((sum, one) => sum + one.pixel.answers, 0), rows = (await written(product)) - before
    const ratio = Number(median(seen.map((one) => one.pixel.perSecond / one.bare.perSecond)).toFixed(3))
    return {
      name: 'tracking pixel', ratio, goal, ok: ratio >= goal && rows >= answered && seen.every((one) => one.pixel.bad === 0),
      pixelPerSecond: median(seen.map((one) => one.pixel.perSecond)), bareHttpPerSecond: median(seen.map((one) => one.bare.perSecond)), p99ms: median(seen.map((one) => one.pixel.p99ms)), answered, written: rows,
    }
  } finally {
    bare.close()
    await product.stop()
  }
}

const picture = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

async function insertMails({ owner, workspaceId }: Stand): Promise<string[]> {
  const mailbox = (await owner.query(`insert into mailboxes (workspace_id, kind, address) values ($1, 'practice', 'bench@practice.example') returning id`, [workspaceId])).rows[0].id as string
  const { rows } = await owner.query<{ id: string }>(`
    insert into messages (workspace_id, mailbox_id, state, due_at, accepted_at, to_address, from_address, subject, body_text, message_id)
    select $1, $2, 'accepted', now(), now() - interval '1 hour', 'x@bench.example', 'bench@practice.example', 's', 'b', 'bench-' || i
      from generate_series(1, $3::int) i returning id`, [workspaceId, mailbox, mails])
  await owner.query(`insert into message_bytes (workspace_id, message_id, mime) select workspace_id, id, '' from messages`)
  await owner.query('analyze messages, message_bytes')
  return rows.map((row) => row.id)
}

const written = async ({ owner }: Stand): Promise<number> => Number((await owner.query('select count(*) as n from tracking_hits')).rows[0].n)

interface Load { answers: number; bad: number; perSecond: number; p99ms: number }

async function load(port: number, paths: string[], seconds: number): Promise<Load> {
  const child = spawn(process.execPath, [new URL('./http-load.ts', import.meta.url).pathname, String(port), String(connections), String(seconds)], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(paths.join('\n'))
  return JSON.parse(await text(child.stdout)) as Load
}

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!

if (import.meta.main) console.log(JSON.stringify(await benchTracking()))
