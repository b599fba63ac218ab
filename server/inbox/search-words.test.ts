import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { soughtIn, tsqueryOf } from './search-words.ts'

test('words are folded, the last one may go on, phrases stay together', () => {
  assert.equal(tsqueryOf(soughtIn('Müller café')), 'muller & cafe:*')
  assert.equal(tsqueryOf(soughtIn('"next Tuesday" price')), 'price:* & (next <-> tuesday)')
  assert.equal(tsqueryOf(soughtIn('')), null)
})

test('operators narrow, and what is no operator of ours is a word', () => {
  const it = soughtIn('from:dana in:interested is:unread has:attachment before:2026-03-01 after:2026-02 subject:"big offer" label:vip quote')
  assert.deepEqual([it.from, it.classes, it.unread, it.attachment, it.before, it.after, it.subject, it.labels, it.words],
    [['dana'], ['interested'], true, true, '2026-03-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', ['big offer'], ['vip'], ['quote']])
  assert.deepEqual(soughtIn('re: hello').words, ['re', 'hello'])
  assert.deepEqual(soughtIn('before:yesterday').words, ['before', 'yesterday'])
  assert.equal(soughtIn('before:2026-02-31').before, undefined)
  assert.equal(soughtIn('in:snoozed').status, 'snoozed')
  assert.deepEqual(soughtIn('in:sales@acme.example').mailbox, ['sales@acme.example'])
})

test('whatever is typed, only letters and digits reach the query', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
    const query = tsqueryOf(soughtIn(text))
    return query === null || /^[\p{L}\p{N} &<>()\-:*]+$/u.test(query)
  }))
})
