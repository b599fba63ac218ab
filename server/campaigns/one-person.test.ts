// Two leads of a running campaign turn out to be one person.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday, config: { LAUNCH_HOLD_S: '0' } })
after(() => h.stop())
const d = await desk(h)

test('of two in one campaign only one goes on; who has got a mail gets it under no other name', async () => {
  const [ana, anna, ben, benno] = [await d.lead('ana@north.example', 'Ana'), await d.lead('anna@east.example', 'Anna'), await d.lead('ben@south.example', 'Ben'), await d.lead('benno@west.example', 'Benno')]
  const id = await d.campaign('Both', [ana, anna, ben, benno])
  await d.approveAll(id)
  assert.equal((await d.launch(id)).status, 200)
  await h.runLater()
  const planned = await d.mails(id)
  assert.equal(planned.length, 4, JSON.stringify(planned))
  // Nobody has got anything: Ana goes on, Anna's mail is taken back.
  const first = await d.api('POST', '/leads/merge', { winnerId: ana, loserId: anna })
  assert.equal(first.status, 200, JSON.stringify(first.body))
  assert.deepEqual(first.body.warnings, ['Both are in Both: it stops for Anna.'])
  await h.runLater()
  const open = async () => { await lineOnce(h.ground); return (await d.mails(id)).filter((m) => ['planned', 'due', 'claimed', 'held'].includes(m.state)).map((m) => m.enrollment_id) }
  const of = (lead: string) => planned.find((m) => m.lead_id === lead).enrollment_id
  assert.deepEqual((await open()).sort(), [of(ana), of(ben), of(benno)].sort())
  // Benno has got the first mail: it would come a second time to Ben, so both stop.
  await d.leaves(planned.find((m) => m.lead_id === benno).id)
  const second = await d.api('POST', '/leads/merge', { winnerId: ben, loserId: benno })
  assert.equal(second.body.warnings.length, 2, JSON.stringify(second.body))
  await h.runLater()
  assert.deepEqual(await open(), [of(ana)])
  assert.deepEqual((await d.enrollmentOf(id, ben)).state, 'stopped')
  // Taken apart, nothing that was stopped begins again by itself.
  assert.equal((await d.api('POST', `/merges/${second.body.mergeId}/undo`)).status, 200)
  assert.equal((await d.api('POST', `/merges/${first.body.mergeId}/undo`)).status, 200)
  await h.runLater()
  assert.deepEqual(await open(), [of(ana)])
})

test('a campaign in which only the other was goes on with the one that is left, and back', async () => {
  const [eva, ewa] = [await d.lead('eva@two.example', 'Eva'), await d.lead('ewa@two.example', 'Ewa')]
  const id = await d.campaign('Hers', [ewa])
  const done = await d.api('POST', '/leads/merge', { winnerId: eva, loserId: ewa })
  assert.deepEqual(done.body.moves.find((m: { what: string }) => m.what === 'campaigns'), { what: 'campaigns', count: 1 })
  assert.equal((await d.enrollmentOf(id, eva)).state !== 'stopped', true)
  await d.api('POST', `/merges/${done.body.mergeId}/undo`)
  assert.ok(await d.enrollmentOf(id, ewa))
  assert.equal(await d.enrollmentOf(id, eva), undefined)
})
