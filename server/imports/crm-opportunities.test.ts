// The opportunities of a real company come in whole: accounts, team, products, 8,800 deals; their totals are the file's.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { sql } from '#platform/db'
import { house } from '#test/house'
import { bringing } from './bringing.test-data.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const sam = await h.api()

const { bring, deals } = bringing(h, sam)
const real = join(process.env['OVERTURE_SHARED'] ?? new URL('../../../shared', import.meta.url).pathname, 'data/sales/crm-opportunities')
test('8,800 real opportunities come in whole, and their totals are the file’s', { skip: existsSync(real) ? false : 'the opportunities of real companies are not on this machine', timeout: 300_000 }, async () => {
  const text = (name: string) => readFileSync(join(real, name), 'utf8')
  for (const [name, record] of [['accounts.csv', 'company'], ['sales_teams.csv', 'member'], ['products.csv', 'product']] as const) {
    const { done: { totals } } = await bring(text(name), { record })
    assert.deepEqual([totals.failed, totals.skipped, totals.created], [0, 0, totals.rows], name)
  }
  const { done } = await bring(text('sales_pipeline.csv'), { record: 'deal' })
  const rows = parse(text('sales_pipeline.csv'), { columns: true }) as Record<string, string>[]
  assert.deepEqual([done.totals.rows, done.totals.created, done.totals.failed, done.totals.skipped], [8800, 8800, 0, 0])
  const sectors = (await h.world.read((tx) => tx.many<{ industry: string }>(sql`select distinct industry from companies where workspace_id = ${tx.workspaceId}`))).map((c) => c.industry)
  assert.ok(!sectors.includes('technolgy') && sectors.includes('technology'))
  const team = (await sam('GET', '/members')).body.items as { role: string; teamId: string | null }[]
  assert.deepEqual([new Set(team.flatMap((m) => m.teamId ?? [])).size, team.filter((m) => m.role === 'manager').length, team.filter((m) => m.role === 'rep').length], [6, 6, 35])
  const all = await deals()
  const stages: Record<string, string> = { Won: 'Won', Lost: 'Lost', Engaging: 'Meeting', Prospecting: 'New' }
  const count = <T>(list: T[], key: (one: T) => string | null | undefined) => Object.fromEntries([...Map.groupBy(list, (one) => key(one) ?? 'nobody')].map(([k, v]) => [k, v.length]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
  assert.deepEqual(count(all, (d) => d['stage']), count(rows, (r) => stages[r['deal_stage']!]))
  assert.deepEqual(count(all, (d) => d['owner']), count(rows, (r) => r['sales_agent']))
  assert.deepEqual(count(all, (d) => d['product']), count(rows, (r) => (r['product'] === 'GTXPro' ? 'GTX Pro' : r['product'])))
  assert.deepEqual(count(all, (d) => (d['company'] as string | null)?.toLowerCase()), count(rows, (r) => (['null', ''].includes(r['account']!) ? null : r['account']!.toLowerCase())))
  assert.equal(all.reduce((sum, d) => sum + (d['kind'] === 'won' ? (d['amount'] as number) : 0), 0), rows.reduce((sum, r) => sum + (r['deal_stage'] === 'Won' ? Number(r['close_value']) * 100 : 0), 0))
  const days = (list: (string | null | undefined)[]) => list.filter((d) => d && d !== 'null').length
  assert.equal(days(all.map((d) => d['closedOn'] as string)), days(rows.map((r) => r['close_date'])))
  assert.equal(all.some((d) => d['kind'] === 'won' && String(d['closedOn']) < '2016'), false)
})
