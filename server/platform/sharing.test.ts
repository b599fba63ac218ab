import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareAnswer } from './sharing.ts'

test('who asks the same at the same time shares an answer, and it is never older than the question', async () => {
  let version = 0, made = 0
  const ask = () => { const then = version; return shareAnswer('a', async () => { made++; const seen = version; await new Promise((r) => setTimeout(r, 5)); return Buffer.from(String(seen)) }).then((answer) => assert.ok(Number(answer) >= then, `${answer} is older than ${then}`)) }
  const all: Promise<void>[] = []
  for (let i = 0; i < 200; i++) { all.push(ask(), ask()); version++; if (i % 10 === 0) await new Promise((r) => setTimeout(r, 1)) }
  await Promise.all(all)
  assert.ok(made < 60, `${made} answers for 400 questions`)
})

test('a failure reaches everybody who shared it, and the next question is asked anew', async () => {
  const fail = () => shareAnswer('b', async () => { throw new Error('away') })
  await Promise.all([assert.rejects(fail()), assert.rejects(fail())])
  assert.equal(String(await shareAnswer('b', async () => Buffer.from('back'))), 'back')
})
