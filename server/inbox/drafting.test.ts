// The answer that lies ready, where a model is in force: written once for each mail that comes in, whoever asks and how often.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { syncMailbox } from '#inbox'
import { sql } from '#platform/db'
import { planMessage } from '#sending'
import { cast } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { fakeLlm } from '#test/fakes/llm'
import { house } from '#test/house'
import { writeAhead } from './suggesting.ts'

const fake = await fakeLlm()
const h = await house({ now: '2026-03-02T09:00:00Z', config: { SSRF_ALLOW: fake.host } })
after(async () => { await h.stop(); await fake.stop() })
const { dana } = await cast(h)
const box = await fakeLetterbox(h)
const api = await h.api()
const rows = () => h.world.read((tx) => tx.many<{ variant: number; by: string }>(sql`select variant, written_by as by from reply_drafts order by variant`))

test('a reply is answered ahead once; asked for twice at once, a wording is written once and everybody gets the same', async () => {
  let n = 0
  fake.answer((asked) => (/You write the answer/.test(asked.system) ? { text: `Hello Dana,\n\ngladly. Wording ${['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'more'][Math.min(10, n++)]}.\n\nSam`, used: [] } : { intent: 'info', certainty: 0.9, why: 'it says so' }))
  assert.equal((await api('PUT', '/ai/settings', { provider: 'openai', model: 'gpt-6.1-terra', baseUrl: fake.baseUrls.openai, key: 'sk-secret-abcdef-9876', dailyBudget: 5, requestsPerMinute: 6_000 })).status, 200)
  const ours = await h.world.write(async (tx) => {
    const { id } = await planMessage(tx, { leadId: dana.id, mailboxId: box.id, subject: 'A question', bodyText: 'Hello.', dueAt: tx.now })
    return tx.one<{ messageId: string }>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${id} returning message_id as "messageId"`)
  })
  box.drop(`From: Dana Okafor <dana@acme.example>\nTo: ${box.address}\nSubject: Re: A question\nDate: Mon, 2 Mar 2026 10:00:00 +0100\nMessage-ID: <d1@outside.example>\nIn-Reply-To: <${ours.messageId}>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nSounds interesting, please send me more information.\n`)
  assert.equal((await syncMailbox(h.world, box.id, { force: true })).ok, true)
  await h.runLater()
  assert.deepEqual(await rows(), [{ variant: 1, by: 'model' }])
  const { id: threadId } = await h.world.read((tx) => tx.one<{ id: string }>(sql`select id from threads`))
  const first = (await api('GET', `/inbox/threads/${threadId}/draft`)).body.draft
  assert.match(first.text, /Wording one/)
  await writeAhead(h.world, threadId)
  assert.deepEqual([await rows(), n], [[{ variant: 1, by: 'model' }], 1], 'the event heard again asks for nothing')

  const together = await Promise.all(Array.from({ length: 8 }, () => api('POST', `/inbox/threads/${threadId}/draft`, { after: 1 })))
  assert.equal(new Set(together.map((answer) => answer.body.draft.text)).size, 1)
  assert.deepEqual((await rows()).map((row) => row.variant), [1, 2])
  assert.equal((await api('GET', `/inbox/threads/${threadId}/draft`)).body.draft.text, together[0]!.body.draft.text)
})
