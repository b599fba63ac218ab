import assert from 'node:assert/strict'
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { readToken, writeToken } from './token.ts'

const key = randomBytes(32)
const secrets = { mac: (purpose: string, data: string) => createHmac('sha256', key).update(`${purpose}|${data}`).digest() }

test('a token says which mail and which link, and keeps the link below 60 characters', () => {
  const messageId = randomUUID()
  for (const linkNo of [0, 1, 255]) {
    const token = writeToken(secrets, { messageId, linkNo })
    assert.deepEqual(readToken(secrets, token), { messageId, linkNo })
    assert.ok(`https://go.example.com/t/c/${token}`.length < 60, token)
  }
})

test('ten thousand edited or invented tokens say nothing', () => {
  const token = writeToken(secrets, { messageId: randomUUID(), linkNo: 3 })
  for (let i = 0; i < 10_000; i++) {
    const bytes = Buffer.from(token, 'base64url')
    if (i % 2) bytes[i % bytes.length]! ^= 1 << (i % 8)
    const forged = i % 2 ? bytes.toString('base64url') : randomBytes(24).toString('base64url')
    assert.equal(readToken(secrets, forged), undefined)
  }
  for (const odd of ['', 'x', `${token}A`, token.slice(0, -1), `${token}=`, token.replace(/.$/, '*'), '..%2f..%2fetc', '0'.repeat(5000)])
    assert.equal(readToken(secrets, odd), undefined, odd.slice(0, 40))
})

test('a token of another installation says nothing', () => {
  const theirs = { mac: (purpose: string, data: string) => createHmac('sha256', 'another').update(`${purpose}|${data}`).digest() }
  assert.equal(readToken(secrets, writeToken(theirs, { messageId: randomUUID(), linkNo: 0 })), undefined)
})
