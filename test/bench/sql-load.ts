// The same as http-load for a statement: `node sql-load.ts CONNECTIONS SECONDS`; on stdin { connection, text, values }, where
// `values` are lists of parameters, taken in turn. What the database itself answers, past the walls, with as many clients.
import { json } from 'node:stream/consumers'
import pg from 'pg'

const [connections, seconds] = process.argv.slice(2).map(Number) as [number, number]
const { connection, text, name, values } = (await json(process.stdin)) as { connection: pg.ClientConfig; text: string; name?: string; values: unknown[][] }
const waits: number[] = []
let next = 0
const clients = await Promise.all(Array.from({ length: connections }, async () => { const client = new pg.Client(connection); await client.connect(); return client }))
const until = performance.now() + seconds * 1000
await Promise.all(clients.map(async (client) => {
  while (performance.now() < until) {
    const began = performance.now()
    await client.query({ text, values: values[next++ % values.length]!, ...(name && { name }) })
    waits.push(performance.now() - began)
  }
}))
await Promise.all(clients.map((client) => client.end()))
waits.sort((a, b) => a - b)
const at = (share: number) => Number((waits[Math.floor(waits.length * share)] ?? 0).toFixed(2))
console.log(JSON.stringify({ answers: waits.length, bad: 0, perSecond: Math.round(waits.length / seconds), p50ms: at(0.5), p99ms: at(0.99) }))
