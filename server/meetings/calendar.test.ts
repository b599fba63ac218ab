import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { calendar, folded, text, type Entry } from './calendar.ts'
import { checkSignature } from './signature.ts'

const entry = (more: Partial<Entry> = {}): Entry => ({ uid: 'meeting-1@overture', when: { start: new Date('2026-11-30T13:00:00Z'), end: new Date('2026-11-30T13:45:00Z') }, summary: 'A talk', status: 'CONFIRMED', busy: true, sequence: 2, changedAt: new Date('2026-11-27T09:00:00Z'), ...more })

test('a calendar is written as RFC 5545 wants it', () => {
  const ics = calendar('Sam Carter, Acme Sales', 'Europe/Berlin', [entry({ location: 'Room 4; left, then \\ up', description: 'With Dana.\nBring the offer.', remind: 30 }), entry({ uid: 'task-1@overture', when: { day: '2026-12-31' }, busy: false })])
  assert.ok(ics.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:') && ics.endsWith('END:VCALENDAR\r\n'))
  assert.ok(!/(?<!\r)\n/.test(ics), 'every line ends with CRLF')
  for (const line of ['DTSTART:20261130T130000Z', 'DTEND:20261130T134500Z', 'SEQUENCE:2', 'LOCATION:Room 4\\; left\\, then \\\\ up', 'DESCRIPTION:With Dana.\\nBring the offer.', 'TRIGGER:-PT30M', 'DTSTART;VALUE=DATE:20261231', 'DTEND;VALUE=DATE:20270101', 'TRANSP:TRANSPARENT', 'DTSTAMP:20261127T090000Z'])
    assert.ok(ics.includes(`\r\n${line}\r\n`), line)
  assert.ok(calendar('x', 'UTC', [entry({ status: 'CANCELLED', remind: 5 })]).includes('STATUS:CANCELLED') && !calendar('x', 'UTC', [entry({ status: 'CANCELLED', remind: 5 })]).includes('VALARM'))
})

test('whatever people write: lines of at most 75 octets, whole letters, and nothing that ends a property early', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (words) => {
    const line = folded(`SUMMARY:${text(words)}`), parts = line.split('\r\n')
    assert.ok(parts.every((part) => Buffer.byteLength(part) <= 75), 'too long')
    assert.ok(parts.slice(1).every((part) => part.startsWith(' ')))
    assert.equal(parts.map((part, i) => (i ? part.slice(1) : part)).join(''), `SUMMARY:${text(words)}`)
    assert.ok(!/[\r\n]/.test(text(words)))
  }), { numRuns: 500, seed: 5545 })
  assert.equal(text('a\r\nBEGIN:VEVENT'), 'a\\nBEGIN:VEVENT')
})

test('a signature is good for the words, the key and three minutes', () => {
  const now = new Date('2026-11-27T09:00:00Z'), t = now.getTime() / 1000, body = '{"event":"invitee.created"}'
  const sign = (at: number, key = 'key', words = body) => `t=${at},v1=${createHmac('sha256', key).update(`${at}.${words}`).digest('hex')}`
  const code = (header: string | undefined) => { const v = checkSignature(header, body, 'key', now); return v.ok ? 'ok' : v.code }
  assert.deepEqual([code(sign(t)), code(sign(t - 180)), code(sign(t + 180))], ['ok', 'ok', 'ok'])
  assert.deepEqual([code(sign(t - 181)), code(sign(t + 181)), code(sign(t, 'other')), code(sign(t, 'key', `${body} `)), code(sign(t).replace(`t=${t}`, `t=${t - 1}`))], ['too_old', 'too_old', 'wrong_signature', 'wrong_signature', 'wrong_signature'])
  for (const header of [undefined, '', 't=1', 'v1=abc', `t=${t},v1=zz`, `t=now,v1=${'a'.repeat(64)}`, ',,,=']) assert.equal(code(header), 'unsigned', header)
})
