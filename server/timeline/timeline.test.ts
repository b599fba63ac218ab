import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce, fact } from '#platform/events'
import { lines } from './facts.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo, acme } = await cast(h)
const api = await h.api()

const happen = (type: string, payload: Record<string, unknown>, minutes = 1) => {
  h.clock.advance(minutes * 60_000)
  return h.world.as({ kind: 'system', name: 'overture' }).write((tx) => announce(tx, fact<Record<string, unknown>>(type), payload))
}
const sentences = async (path: string) => (await api('GET', path)).body.items.map((one: { sentence: string }) => one.sentence)

test('a lead’s story reads in plain sentences, newest first, and says why', async () => {
  const campaignId = await h.world.write(async (tx) => (await tx.one<{ id: string }>(sql`insert into campaigns (workspace_id, name) values (${tx.workspaceId}, 'Spring') returning id`)).id)
  const about = { leadId: dana.id, campaignId }
  await happen('message.sent', { ...about, stepNo: 2, origin: 'campaign' })
  await happen('reply.received', { ...about, class: 'interested' })
  await happen('enrollment.stopped', { ...about, code: 'replied', sentence: 'Answered; nothing more is sent.' })
  await h.world.write((tx) => announce(tx, fact<object>('lead.updated'), { leadId: dana.id, changed: ['firstName', 'title'] }))
  const { body } = await api('GET', `/leads/${dana.id}/timeline`)
  assert.deepEqual(body.items.map((one: { sentence: string }) => one.sentence), [
    'Sam Carter changed first name, title of Dana Okafor.',
    'Spring stopped for Dana Okafor.',
    'Dana Okafor answered and is interested.',
    'Sent a mail to Dana Okafor.',
  ])
  assert.equal(body.items[1].why, 'Answered; nothing more is sent.')
  assert.equal(body.items[3].why, 'Mail 2 of Spring was due.')
  assert.equal(body.items[2].actor.kind, 'lead')
  assert.deepEqual(body.items[1].link, { to: 'campaign', id: campaignId })
  assert.equal(body.items[0].actor.name, 'Sam Carter')
})

test('kinds can be chosen, and pages follow each other without gap or double', async () => {
  for (let i = 0; i < 7; i++) await happen(i % 2 ? 'message.opened' : 'message.cancelled', { leadId: mo.id, text: 'The lead answered' })
  assert.equal((await sentences(`/leads/${mo.id}/timeline?kind=visit`)).length, 3)
  assert.equal((await sentences(`/leads/${mo.id}/timeline?kind=visit,mail`)).length, 7)
  const ids: string[] = []
  for (let next: string | null = ''; next !== null; ) {
    const { body } = await api('GET', `/leads/${mo.id}/timeline?limit=3${next && `&cursor=${next}`}`)
    ids.push(...body.items.map((one: { id: string }) => one.id))
    next = body.next
  }
  assert.equal(new Set(ids).size, 7)
  assert.equal((await api('GET', `/leads/${mo.id}/timeline?cursor=bm9uc2Vuc2U`)).status, 400)
  assert.equal((await api('GET', `/leads/${mo.id}/timeline?kind=gossip`)).status, 422)
})

test('a company’s story is that of all its people', async () => {
  await happen('brief.ready', { companyId: acme, subject: 'company', found: true })
  const said = await sentences(`/companies/${acme}/timeline`)
  assert.equal(said[0], 'Read up on Acme GmbH.')
  assert.ok(said.includes('Dana Okafor answered and is interested.'))
  assert.ok(!said.some((one: string) => one.includes('Mo ')))
  assert.ok((await sentences(`/leads/${dana.id}/timeline`)).includes('Read up on Acme GmbH.'), 'what we read about a company helps its people')
})

test('the workspace’s feed leaves out what comes in hundreds, unless it is asked for', async () => {
  await happen('lead.created', { leadId: mo.id, source: 'CSV' })
  assert.ok(!(await sentences('/activity')).includes('Added Mo Lindqvist.'))
  assert.ok((await sentences('/activity?kind=record')).includes('Added Mo Lindqvist.'))
})

test('a fact nobody has written a line for is told by its name', async () => {
  await happen('quote.accepted', { leadId: dana.id })
  assert.equal((await sentences('/activity'))[0], 'Quote accepted: Dana Okafor.')
})

test('every line speaks when everything it could name is gone', () => {
  const told = { type: '', who: 'somebody', company: '', campaign: '', subject: '', mailbox: '', actor: 'Overture', byUser: false, payload: {} }
  for (const [type, line] of Object.entries(lines)) {
    assert.match(line.says({ ...told, type }), /^[A-Zas].*\.$/s, type)
    assert.doesNotMatch(`${line.says({ ...told, type })}${line.why?.({ ...told, type }) ?? ''}`, /undefined|null|\[object/, type)
  }
})

test('another workspace sees nothing of it', async () => {
  const other = await h.secondWorkspace()
  const { timelineOfLead } = await import('./showing.ts')
  await assert.rejects(other.read((tx) => timelineOfLead(tx, dana.id, { limit: 10 })), { code: 'not_found' })
})
