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
  // Taken apart, each goes on where they stood: Benno's second mail waits, Ben gets the first one at last; Anna's, too.
  const apart = await d.api('POST', `/merges/${second.body.mergeId}/undo`)
  assert.deepEqual([apart.status, apart.body.says.toSorted()], [200, ['Both begins again for Ben.', 'Both begins again for Benno.']])
  assert.deepEqual((await d.api('POST', `/merges/${first.body.mergeId}/undo`)).body.says, ['Both begins again for Anna.'])
  assert.deepEqual((await d.api('POST', `/merges/${first.body.mergeId}/undo`)).body.says, [])
  await h.runLater()
  assert.deepEqual((await open()).sort(), [of(ana), of(anna), of(ben), of(benno)].sort())
  const left = (await d.mails(id)).filter((m) => m.state === 'accepted')
  assert.deepEqual(left.map((m) => [m.lead_id, m.step_no]), [[benno, 1]], 'nothing was sent again')
  assert.ok((await d.mails(id)).every((m) => m.enrollment_id !== of(benno) || m.step_no > 1 || m.state === 'accepted'), 'what Benno has got is not planned again')
})

test('what the merge ended stays ended where somebody could get a mail twice, or answered as the one they were; who was paused is paused again', async () => {
  const [kim, kimmy, lea, leah, max, maxim] = [await d.lead('kim@north.example', 'Kim'), await d.lead('kimmy@east.example', 'Kimmy'), await d.lead('lea@south.example', 'Lea'), await d.lead('leah@west.example', 'Leah'), await d.lead('max@north.example', 'Max'), await d.lead('maxim@east.example', 'Maxim')]
  const id = await d.campaign('Apart', [kim, kimmy, lea, leah, max, maxim])
  await d.approveAll(id)
  assert.equal((await d.launch(id)).status, 200)
  await h.runLater()
  const paused = await d.enrollmentOf(id, maxim)
  assert.equal((await d.api('POST', `/campaigns/${id}/enrollments/act`, { act: 'pause', ids: [paused.id] })).status, 200)
  const one = async (winnerId: string, loserId: string, take = {}) => { const done = await d.api('POST', '/leads/merge', { winnerId, loserId, take }); assert.equal(done.status, 200, JSON.stringify(done.body)); await h.runLater(); return done.body.mergeId as string }
  const [kims, leas, maxes] = [await one(kim, kimmy, { email: 'loser' }), await one(lea, leah), await one(max, maxim)]
  // The one Kim is written to at Kimmy's address; the one Lea answers.
  await lineOnce(h.ground)
  await d.leaves((await d.mails(id)).find((m) => m.lead_id === kim && m.state === 'planned').id)
  await d.answers(lea)
  const says = async (merge: string) => (await d.api('POST', `/merges/${merge}/undo`)).body.says
  assert.deepEqual(await says(kims), ['Apart stays ended for Kimmy: a mail of it has left for kimmy@east.example meanwhile, and nobody gets a mail twice.'])
  assert.deepEqual(await says(leas), ['Apart stays ended for Leah: somebody answered while the two were one, and it may have been either.'])
  assert.deepEqual(await says(maxes), ['Apart begins again for Maxim.'])
  await h.runLater()
  const states = await Promise.all([kimmy, leah, maxim].map(async (lead) => (await d.enrollmentOf(id, lead)).state))
  assert.deepEqual(states, ['stopped', 'stopped', 'paused'])
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
