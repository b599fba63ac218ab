import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { whyMachine, type Request } from './machines.ts'

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36'
const acceptedAt = new Date('2026-03-02T09:00:00Z')
const request = (change: Partial<Request>): Request => ({ kind: 'click', method: 'GET', userAgent: chrome, at: new Date('2026-03-02T09:05:00Z'), acceptedAt, ...change })

test('a browser some minutes after delivery is a person', () => {
  assert.equal(whyMachine(request({})), null)
  assert.equal(whyMachine(request({ kind: 'open', at: new Date('2026-03-02T09:00:04Z') })), null, 'an open may be quick')
})

test('HEAD, robots, proxies, silence and haste are machines, each with its reason', () => {
  const cases: [Partial<Request>, RegExp][] = [
    [{ method: 'HEAD' }, /HEAD/],
    [{ userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }, /robot/],
    [{ userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)' }, /Gmail/],
    [{ userAgent: 'Mozilla/5.0' }, /Apple/],
    [{ userAgent: 'Barracuda Sentinel (EE)' }, /Barracuda/],
    [{ userAgent: undefined }, /did not say/],
    [{ userAgent: 'python-requests/2.31' }, /robot/],
    [{ at: new Date('2026-03-02T09:00:09Z') }, /10 seconds/],
    [{ acceptedAt: null }, /before/],
  ]
  for (const [change, reason] of cases) assert.match(whyMachine(request(change)) ?? 'a person', reason)
})

const shared = `${process.env.OVERTURE_SHARED ?? new URL('../../../shared', import.meta.url).pathname}/data/mail/bots/crawler-user-agents.json`
test('nine in ten of the known crawlers are seen as machines', { skip: existsSync(shared) ? false : `${shared} is not there` }, () => {
  const crawlers = (JSON.parse(readFileSync(shared, 'utf8')) as { instances?: string[] }[]).flatMap((one) => one.instances ?? [])
  const seen = crawlers.filter((userAgent) => whyMachine(request({ userAgent })) !== null)
  assert.ok(seen.length / crawlers.length > 0.9, `${seen.length} of ${crawlers.length}`)
})
