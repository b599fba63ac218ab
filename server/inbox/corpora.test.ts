// Real mail of other people, where it is at hand: how well the reading does, in figures.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import test from 'node:test'
import { readBounce } from './bounce.ts'
import { readMail } from './kind.ts'
import { parseMail } from './parsing.ts'
import { newText } from './reply-text.ts'

const shared = resolve(process.env['OVERTURE_SHARED'] ?? join(import.meta.dirname, '../../../shared'), 'data/mail')
const skip = existsSync(join(shared, 'bounces/expected.json')) ? false : 'the collections of real mail are not here (OVERTURE_SHARED)'

interface Expected { status: string; reason: string; hard: boolean }
const share = (part: number, of: number): string => `${part} of ${of} (${((100 * part) / of).toFixed(1)} %)`

test('bounces, complaints and automatic answers are told apart', { skip }, async (t) => {
  const expected = JSON.parse(readFileSync(join(shared, 'bounces/expected.json'), 'utf8')) as Record<string, Expected[]>
  const files = [...readdirSync(join(shared, 'bounces/maildir')).map((name) => `maildir/${name}`), ...readdirSync(join(shared, 'bounces/not-bounces')).map((name) => `not-bounces/${name}`)]
  const n = { kinds: 0, kindsRight: 0, statuses: 0, statusesRight: 0, hard: 0, hardRight: 0, soft: 0, falseHard: 0 }
  const wrong: string[] = []
  for (const file of files) {
    const rows = expected[file.split('/')[1]!] ?? []
    const labelled = file.startsWith('not-bounces') || rows.length > 0
    const mail = await parseMail(readFileSync(join(shared, 'bounces', file)))
    if (!labelled) continue
    const reason = rows[0]?.reason
    const want = !rows.length || reason === 'delivered' ? 'none' : reason === 'vacation' ? 'auto' : reason === 'feedback' ? 'complaint' : 'bounce'
    const { kind } = readMail(mail, new Date(mail.date ?? 0))
    // A mail program's unsubscribe button: the collection files it under complaints, we under opt-outs; the effect is the same.
    const got = kind === 'opt_out' ? 'complaint' : kind === 'auto_reply' || kind === 'out_of_office' ? 'auto' : kind === 'bounce' || kind === 'complaint' ? kind : 'none'
    n.kinds++
    if (got === want) n.kindsRight++
    else wrong.push(`${file}: ${got}, not ${want}`)
    const bounce = want === 'bounce' ? readBounce(mail) : undefined
    if (bounce)
      rows.forEach((row, i) => {
        const read = bounce.recipients[i] ?? bounce.recipients[0]!
        // x.0.9xx are codes the collection made up where the mail has none.
        if (row.status && !/\.0\.9\d\d$/.test(row.status)) {
          n.statuses++
          if (read.status === row.status) n.statusesRight++
          else wrong.push(`${file}: status ${read.status}, not ${row.status}`)
        }
        const hard = read.verdict === 'hard' ? 1 : 0
        if (row.hard) {
          n.hard++
          n.hardRight += hard
        } else {
          n.soft++
          n.falseHard += hard
          if (hard) wrong.push(`${file}: hard, not ${row.reason}`)
        }
      })
  }
  t.diagnostic(`kind ${share(n.kindsRight, n.kinds)}; status ${share(n.statusesRight, n.statuses)}; hard found ${share(n.hardRight, n.hard)}; soft called hard ${share(n.falseHard, n.soft)}`)
  wrong.forEach((line) => t.diagnostic(line))
  assert.ok(n.kindsRight / n.kinds >= 0.99, 'kind')
  assert.ok(n.statusesRight / n.statuses >= 0.96, 'status')
  assert.ok(n.falseHard / n.soft <= 0.01, 'false hard')
  assert.ok(n.hardRight / n.hard >= 0.7, 'hard')
})

test('the new text of a reply', { skip }, (t) => {
  const names = readdirSync(join(shared, 'replies/emails'))
  const read = (folder: string, name: string) => readFileSync(join(shared, 'replies', folder, name), 'utf8').replace(/\r\n?/g, '\n').trim()
  const wrong = names.filter((name) => newText(read('emails', name)).trim() !== read('trimmed', name))
  t.diagnostic(`exact ${share(names.length - wrong.length, names.length)}`)
  wrong.forEach((name) => t.diagnostic(name))
  assert.ok(1 - wrong.length / names.length >= 0.8)
})

test('no mutation of a real mail ends the reader', { skip }, async () => {
  const folder = join(shared, 'bounces/maildir')
  const names = readdirSync(folder)
  let seed = 7
  const chance = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n
  for (let i = 0; i < 400; i++) {
    let raw = Buffer.from(readFileSync(join(folder, names[chance(names.length)]!)))
    for (let k = chance(8) + 1; k > 0; k--) {
      const at = chance(raw.length)
      const how = chance(5)
      if (how === 0) raw[at] = chance(256)
      else if (how === 1) raw = raw.subarray(0, at + 1)
      else if (how === 2) raw = Buffer.concat([raw.subarray(0, at), Buffer.from(['\r\n--', '\0', '=?utf-8?B?', 'Content-Type: multipart/mixed; boundary=""\r\n\r\n', '\ud800'][chance(5)]!), raw.subarray(at)])
      else if (how === 3) raw = Buffer.concat([raw, raw.subarray(at)])
      else raw = Buffer.concat([raw.subarray(0, at), Buffer.alloc(chance(5000), raw[at]), raw.subarray(at)])
      if (raw.length > 300_000) break
    }
    const began = performance.now()
    const read = readMail(await parseMail(raw), new Date('2026-03-02'))
    assert.ok(read.kind && read.reason, `mutation ${i}`)
    assert.ok(performance.now() - began < 3000, `mutation ${i} took ${Math.round(performance.now() - began)} ms`)
    assert.ok(!JSON.stringify(read).includes('\\u0000'))
  }
})
