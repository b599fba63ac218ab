import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { announce } from '#platform/events'
import { sql } from '#platform/db'
import { linkClicked } from '#tracking'
import { cast } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { planMessage } from '#sending'
import { syncMailbox } from '#inbox'

/** A Friday, 10:00 in Berlin. */
const h = await house({ now: '2026-11-27T09:00:00Z' })
after(() => h.stop())
const { dana, mo, ines } = await cast(h)
const sam = await h.api(), rep = await h.api('rep')
const list = async (query = '', api = sam): Promise<{ kind: string; title: string; why: string; act: { label: string; to: string }; late: boolean; taskId: string | null }[]> => (await api('GET', `/numbers/today${query}`)).body.items
const make = async (input: object) => { const { status, body } = await sam('POST', '/tasks', input); assert.equal(status, 200, JSON.stringify(body)); return body.id as string }

test('one list over answers, meetings, calls, tasks, interest and drafts; each says why now and what to do', async () => {
  assert.deepEqual(await list(), [])
  const box = await fakeLetterbox(h, h.world, await h.userId())
  const { messageId } = await h.world.write(async (tx) => {
    const { id } = await planMessage(tx, { leadId: dana.id, mailboxId: box.id, subject: 'A question', bodyText: 'Hello.', dueAt: tx.now, origin: 'campaign' })
    return tx.one<{ messageId: string }>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${id} returning message_id as "messageId"`)
  })
  box.drop(`From: Dana <${dana.email}>\nTo: ${box.address}\nSubject: Re: A question\nMessage-ID: <today@outside.example>\nIn-Reply-To: <${messageId}>\nContent-Type: text/plain; charset=utf-8\n\nSounds interesting, tell me more. When could we talk?\n`)
  await syncMailbox(h.world, box.id, { force: true })
  await make({ title: 'Tidy the list', dueOn: '2026-11-25' })
  const call = await make({ title: 'Call Mo', kind: 'call', leadId: mo.id, dueOn: '2026-11-27', dueTime: '10:10' })
  await make({ title: 'Not today', dueOn: '2026-11-28' })
  await sam('POST', '/meetings', { title: 'A first talk', startAt: '2026-11-27T15:00:00Z', endAt: '2026-11-27T15:30:00Z', leadId: mo.id })
  await h.world.write((tx) => announce(tx, linkClicked, { leadId: ines.id, messageId: crypto.randomUUID(), url: 'https://acme-sales.example/prices' } as never))

  const items = await list()
  assert.deepEqual(items.map((i) => [i.kind, i.title]), [['call', 'Call Mo'], ['reply', 'Answer Dana Okafor'], ['meeting', 'A first talk'], ['hot_lead', 'Ines Duarte looks at what you sent'], ['task', 'Tidy the list']].toSorted((a, b) => items.findIndex((i) => i.title === a[1]) - items.findIndex((i) => i.title === b[1])))
  assert.deepEqual(items.slice(0, 2).map((i) => i.title), ['Call Mo', 'Answer Dana Okafor'], 'its time is there; then who is interested')
  assert.deepEqual(items.find((i) => i.kind === 'call'), { ...items.find((i) => i.kind === 'call'), why: 'Due at 10:10.', act: { label: 'Call', to: `/tasks?open=${call}` }, late: false, taskId: call })
  assert.match(items.find((i) => i.kind === 'reply')!.why, /^Is interested; wrote /)
  assert.equal(items.find((i) => i.kind === 'task')!.why, 'Was due 2 days ago.')
  assert.equal(items.find((i) => i.kind === 'meeting')!.why, 'Begins at 16:00 with Mo Lindqvist, Globex.')
})

test('what is done leaves; what is a colleague’s is not mine; a meeting that is over asks how it went', async () => {
  const { taskId } = (await list()).find((i) => i.kind === 'call')!
  await sam('POST', `/tasks/${taskId}/done`, { outcome: 'voicemail' })
  assert.ok(!(await list()).some((i) => i.kind === 'call'))
  assert.deepEqual((await list('', rep)).map((i) => i.kind), ['hot_lead'], 'leads of nobody are everybody’s')
  assert.ok((await list('?owner=all', rep)).some((i) => i.title === 'Tidy the list'))
  h.clock.set('2026-11-27T16:00:00Z')
  assert.ok((await list()).some((i) => i.title === 'Say how “A first talk” went'))
  const { body } = await sam('GET', '/numbers/today?limit=1')
  assert.deepEqual([body.items.length, body.more], [1, (await list()).length - 1])
})
