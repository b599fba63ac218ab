import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Fetched } from '#platform/safe-fetch'
import { cast } from '#test/cast'
import { fakeWeb } from '#test/fakes/web'
import { house } from '#test/house'
import { desk, monday } from './desk.test-data.ts'
import { judge, judgeAll } from './link-checking.ts'

const site = await fakeWeb({ '/good': 'A page.', '/moved': { status: 302, headers: { location: '/good' } }, '/slash': { status: 301, headers: { location: '/slash/' } }, '/slash/': 'A page.', '/shy': { status: 403 } })
const h = await house({ now: monday, config: { SSRF_ALLOW: site.host } })
after(async () => { await h.stop(); await site.stop() })
const people = await cast(h)
const { api, campaign, approveAll, launch } = await desk(h)

test('links are followed before a launch: a dead one stops it, a detour and a shy page want to be seen, and a mended one counts at once', async () => {
  const body = (links: string) => `Hello {{lead.first_name | default:"there"}},\n\nhere is what your team may want to read about planning: ${links}\n\nWho looks after it at your place?\n\nSam Carter`
  const id = await campaign('Links', [people.dana.id, people.mo.id], { steps: [{ kind: 'email', mode: 'template', subject: 'Planning', body: body(`${site.url}/good ${site.url}/moved ${site.url}/shy ${site.url}/slash and ${site.url}/gone.`) }] })
  await approveAll(id)
  const colours = (all: { url: string; colour: string }[]) => Object.fromEntries(all.map((l) => [l.url.slice(site.url.length), l.colour]))
  const looked = await api('POST', `/campaigns/${id}/links/check`)
  assert.equal(looked.status, 200, JSON.stringify(looked.body))
  assert.deepEqual(colours(looked.body.items), { '/good': 'green', '/moved': 'amber', '/shy': 'amber', '/slash': 'green', '/gone': 'red' })
  const checks = async () => (await api('GET', `/campaigns/${id}/launch`)).body.checks as { colour: string; code: string; sentence: string; link: string | null }[]
  assert.deepEqual((await checks()).filter((c) => /link/.test(c.code)).map((c) => [c.colour, c.code]), [['red', 'dead_link'], ['amber', 'doubtful_link'], ['amber', 'doubtful_link']])
  const refused = await launch(id)
  assert.equal(refused.status, 422)
  assert.match(JSON.stringify(refused.body), /is dead: the site says that the page is gone/)

  const step = (await api('GET', `/campaigns/${id}`)).body.steps[0]
  await api('PATCH', `/campaigns/${id}/steps/${step.id}`, { body: body(`${site.url}/good`), alsoApproved: true })
  await h.runLater()
  assert.ok(!(await checks()).some((c) => c.code === 'dead_link'), 'it stands in no mail any more')
  await api('POST', `/campaigns/${id}/links/check`)
  assert.ok((await checks()).some((c) => c.code === 'links' && c.colour === 'green'))
})

test('where nothing at all can be reached that is what is said, and nothing is red', () => {
  const dead = { ok: false, reason: 'not_found', sentence: 'There is no such site.' } as const
  const all = judgeAll(new Map<string, Fetched>([['https://a.example/', dead], ['https://b.example/', { ok: false, reason: 'timeout', sentence: 'It took too long.' }]]))
  assert.deepEqual(all.map((l) => l.colour), ['amber', 'amber'])
  assert.match(all[0]!.sentence, /this machine reached no site/)
  assert.equal(judge('https://a.example/', dead).colour, 'red', 'beside others that answer')
  assert.equal(judge('https://a.example/big.pdf', { ok: false, reason: 'content_type', sentence: 'Not a page.' }).colour, 'green')
})
