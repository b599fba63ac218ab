// Threads that are put together: what is open stays to be seen, nothing comes into a thread that is gone, and nobody reads by it what
// was not for them.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana } = await cast(h)
const box = await fakeLetterbox(h, h.world, await h.userId('owner'))
const { sent, letter, rows, sync } = desk(h, box)
const sam = await h.api()
const ok = async (method: string, path: string, body?: unknown, api = sam) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }
const from = `Dana Okafor <${dana.email}>`

/** A thread of its own with one mail in it. */
async function thread(subject: string, text: string): Promise<string> {
  h.clock.advance(60_000)
  box.drop(letter(from, { answers: await sent(dana, subject), text }))
  await sync()
  return (await rows()).at(-1)!['thread_id'] as string
}
const listed = async (query: string): Promise<string[]> => (await ok('GET', `/inbox/threads?limit=200&${query}`)).items.map((t: { id: string }) => t.id)
const texts = async (id: string, api = sam): Promise<string[]> => (await ok('GET', `/inbox/threads/${id}`, undefined, api)).mails.filter((m: any) => m.direction === 'in').map((m: any) => m.text)

test('an open question that is put into a talk that was done is open there, with all that people made of it', async () => {
  const question = await thread('Prices', 'What does it cost?'), done = await thread('The tour', 'Thank you, that was all.')
  await ok('PATCH', `/inbox/threads/${question}`, { labels: ['fair', 'spring'], nextStep: 'Send the list' })
  await ok('POST', `/inbox/threads/${question}/notes`, { text: 'She asked at the fair, too.', mentions: [] })
  await ok('PATCH', `/inbox/threads/${done}`, { status: 'done', unread: false, labels: ['spring', 'tour'] })
  await ok('POST', `/inbox/threads/${question}/merge`, { into: done })
  assert.ok((await listed('status=open')).includes(done) && (await listed('status=open&turn=ours')).includes(done))
  const whole = await ok('GET', `/inbox/threads/${done}`)
  assert.deepEqual([whole.status, whole.unread, whole.labels, whole.nextStep, whole.notes.map((n: any) => n.text)], ['open', true, ['spring', 'tour', 'fair'], 'Send the list', ['She asked at the fair, too.']])

  // And apart again: the question is a thread of its own, open, and it is our turn.
  const asked = whole.mails.find((m: any) => m.text === 'What does it cost?')
  const { threadId } = await ok('POST', `/inbox/threads/${done}/split`, { mailIds: [asked.id] })
  assert.ok((await listed('status=open&turn=ours')).includes(threadId))
  assert.deepEqual(await texts(done), ['Thank you, that was all.'])
})

test('what was put off until Monday is put off until Monday in the other thread, too', async () => {
  const later = await thread('Later', 'Ask me on Monday.'), done = await thread('Earlier', 'Fine.')
  await ok('PATCH', `/inbox/threads/${later}`, { status: 'snoozed', snoozedUntil: '2026-03-09T08:00:00.000Z' })
  await ok('PATCH', `/inbox/threads/${done}`, { status: 'done' })
  await ok('POST', `/inbox/threads/${later}/merge`, { into: done })
  const { status, snoozedUntil } = await ok('GET', `/inbox/threads/${done}`)
  assert.deepEqual([status, snoozedUntil], ['snoozed', '2026-03-09T08:00:00.000Z'])
})

test('nothing is put into a thread that has become part of another one meanwhile', async () => {
  const a = await thread('A', 'Of A.'), b = await thread('B', 'Of B.'), c = await thread('C', 'Of C.')
  await ok('POST', `/inbox/threads/${b}/merge`, { into: c })
  for (const [one, other] of [[a, b], [b, a]]) {
    const no = await sam('POST', `/inbox/threads/${one}/merge`, { into: other })
    assert.deepEqual([no.status, no.body.error.code], [409, 'merged_already'])
  }
  assert.ok((await listed('status=all')).includes(a))
  assert.deepEqual([await texts(a), await texts(c)], [['Of A.'], ['Of B.', 'Of C.']])
})

test('whoever sees only who and when puts nothing together, takes nothing apart and judges nothing', async () => {
  const rep = await h.api('rep'), repId = await h.userId('rep')
  const hidden = await thread('Between us', 'Nobody else should read this.'), shown = await thread('For the rep', 'This is for both of you.')
  await ok('PUT', `/mailboxes/${box.id}/privacy`, { sharing: 'metadata' })
  await ok('POST', `/inbox/threads/${shown}/notes`, { text: 'Do you know her?', mentions: [repId] })
  assert.deepEqual([await texts(hidden, rep), await texts(shown, rep)], [[''], ['This is for both of you.']])
  const mail = (await ok('GET', `/inbox/threads/${hidden}`, undefined, rep)).mails.find((m: any) => m.direction === 'in')
  const tries: [string, string, object][] = [
    ['POST', `/inbox/threads/${hidden}/merge`, { into: shown }], ['POST', `/inbox/threads/${shown}/merge`, { into: hidden }],
    ['POST', `/inbox/threads/${hidden}/split`, { mailIds: [mail.id] }], ['PATCH', `/inbox/messages/${mail.id}/intent`, { intent: 'not_interested' }],
  ]
  for (const [method, path, body] of tries) assert.equal((await rep(method, path, body)).status, 404, path)
  assert.deepEqual([await texts(hidden, rep), await texts(shown, rep), await texts(hidden)], [[''], ['This is for both of you.'], ['Nobody else should read this.']])

  // Put together by somebody who may: who has the other thread gets this one only if they may read it.
  await ok('PATCH', `/inbox/threads/${shown}`, { assigneeId: repId })
  await ok('POST', `/inbox/threads/${shown}/merge`, { into: hidden })
  assert.equal((await ok('GET', `/inbox/threads/${hidden}`)).assignee, null)
  assert.deepEqual(await texts(hidden, rep), ['', ''])
})
