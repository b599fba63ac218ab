// 100,000 leads as a file, CSV and workbook: written while it is read. What the process holds at most meanwhile, and how soon the first
// bytes come. The reader takes its time, as a browser on a slow line does, so that what is not streamed would pile up.
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { crm, type Crm } from './crm.ts'
import { atMost, type Line } from './load.ts'
import type { Stand } from './stand.ts'

const goals = { memoryMb: 300, firstByteShare: 0.5 }

export async function benchExport(on: Promise<Crm> = crm()) {
  const s = await on
  const lines: Line[] = [], beside: Record<string, object> = {}
  for (const format of ['csv', 'xlsx']) {
    s.forgetPeak()
    const { firstMs, allMs, bytes } = await download(s, `/exports/leads?format=${format}`)
    const memoryMb = s.peakMemory()
    lines.push(atMost(`${format}, most memory of the process, MB`, memoryMb, goals.memoryMb), atMost(`${format}, first bytes, share of the whole time`, firstMs / allMs, goals.firstByteShare))
    beside[format] = { bytes, firstMs: Math.round(firstMs), seconds: Math.round(allMs) / 1000, rowsPerSecond: Math.round(s.rows / (allMs / 1000)) }
  }
  return { name: 'export', rows: s.rows, lines, ok: lines.every((line) => line.reached), ...beside }
}

async function download(s: Stand, path: string): Promise<{ firstMs: number; allMs: number; bytes: number }> {
  const begun = performance.now()
  let bytes = 0, firstMs = 0, rested = 0
  await new Promise<void>((resolve, reject) => {
    request({ host: s.url.hostname, port: s.url.port, path: `/api/v1${path}`, headers: { cookie: s.cookie } }, async (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`${path}: ${answer.statusCode}`))
      for await (const part of answer as AsyncIterable<Buffer>) {
        if (!bytes) firstMs = performance.now() - begun
        bytes += part.length
        if (bytes - rested > 2_000_000) { rested = bytes; await sleep(100) }
      }
      resolve()
    }).on('error', reject).end()
  })
  return { firstMs, allMs: performance.now() - begun, bytes }
}
