import assert from 'node:assert/strict'
import { test } from 'node:test'
import PostalMime from 'postal-mime'
import { answer, backOn, type OurMail } from './answers.ts'
import { parseMail, readMail } from '#inbox'
import { kinds, personOf, reactionOf, speedOf, type Kind } from './people.ts'
import { phrases, type Spoken } from './phrases.ts'

const at = new Date('2026-03-03T14:20:00Z')
const ours: OurMail = {
  messageId: 'abc.1@acme.example', references: ['older@acme.example'], fromName: 'Sam Rivers', fromAddress: 'sam@acme.example', to: 'dana@berg.example',
  subject: 'Three new roles in Berlin', text: 'Hi Dana,\n\nthree new roles, congratulations.\n\nSam', at: new Date('2026-03-02T09:00:00Z'),
  headers: 'From: Sam <sam@acme.example>\r\nMessage-ID: <abc.1@acme.example>\r\nX-Send-Id: 17\r\n',
}
const dana = { address: 'dana@berg.example', name: 'Dana Berg', title: 'Head of Sales', company: 'Berg & Töchter' }

test('the same seed and address are the same person; another seed mixes the world anew', () => {
  const addresses = Array.from({ length: 2000 }, (_, i) => `lead${i}@company${i % 80}.example`)
  const world = (seed: string) => addresses.map((address) => personOf(seed, address).kind)
  assert.deepEqual(world('one'), world('one'))
  assert.notDeepEqual(world('one'), world('two'))
  for (const [kind, { share }] of Object.entries(kinds)) {
    const seen = world('one').filter((one) => one === kind).length / addresses.length
    assert.ok(Math.abs(seen - share) < 0.025, `${kind}: ${seen} of ${share}`)
  }
  assert.equal(Object.values(kinds).reduce((sum, one) => sum + one.share, 0).toFixed(6), '1.000000')
})

test('an address can order its answer', () => {
  assert.equal(personOf('any', 'dana+out-of-office@acme.example').kind, 'out_of_office')
  assert.equal(personOf('other', 'mo+hard_bounce@acme.example').kind, 'hard_bounce')
  const plain = personOf('any', 'dana+newsletter@acme.example').kind
  assert.ok(plain in kinds)
})

test('a person answers one mail, then talks once more when answered, then is still', () => {
  const person = { ...personOf('s', 'a@b.example'), kind: 'interested' as Kind, answersMail: 2 }
  assert.deepEqual([1, 2, 3].map((no) => reactionOf(person, no, false, 0)), ['nothing', 'interested', 'nothing'])
  assert.equal(reactionOf(person, 3, true, 1), 'agreed')
  assert.equal(reactionOf(person, 4, true, 2), 'nothing')
  const away = { ...person, kind: 'out_of_office' as Kind, afterwards: 'not_now' as const }
  assert.deepEqual([1, 2, 3].map((no) => reactionOf(away, no, false, 0)), ['out_of_office', 'not_now', 'nothing'])
})

test('an answer threads, quotes and signs like a mail program, byte for byte the same each time', async () => {
  const person = { ...personOf('s', dana.address, 'de'), quotes: 'below' as const }
  const first = await answer('s', person, 'interested', dana, ours, at)
  const again = await answer('s', person, 'interested', dana, ours, at)
  assert.deepEqual(first.raw, again.raw)
  const mail = await PostalMime.parse(first.raw)
  assert.equal(mail.inReplyTo, '<abc.1@acme.example>')
  assert.equal(mail.references, '<older@acme.example> <abc.1@acme.example>')
  assert.equal(mail.subject, 'AW: Three new roles in Berlin')
  assert.equal(mail.from?.address, dana.address)
  assert.match(mail.text ?? '', /schrieb Sam Rivers <sam@acme\.example>:\n\n> Hi Dana,/)
  assert.match(mail.text ?? '', /\n-- \nDana Berg\nHead of Sales, Berg & Töchter\n/)
  assert.equal(mail.date, '2026-03-03T14:20:00.000Z')
})

test('somebody who is away says so in the headers and names the day', async () => {
  for (const [language, day] of [['en', /\d{1,2} March 2026/], ['de', /\d{1,2}\. März 2026/], ['fr', /\d{1,2} mars 2026/], ['es', /\d{1,2} de marzo de 2026/]] as const) {
    const mail = await PostalMime.parse((await answer('s', personOf('s', dana.address, language), 'out_of_office', dana, ours, at)).raw)
    assert.equal(mail.headers.find((one) => one.key === 'auto-submitted')?.value, 'auto-replied')
    assert.match(mail.text ?? '', day)
  }
  assert.equal(backOn(new Date('2026-03-03T10:00:00Z'), 4).toISOString().slice(0, 10), '2026-03-09', 'a Saturday becomes Monday')
})

test('a late bounce is a delivery report with our own headers inside', async () => {
  const { raw } = await answer('s', personOf('s', dana.address), 'late_bounce', dana, ours, at)
  assert.match(raw.toString(), /multipart\/report; report-type=delivery-status/)
  assert.match(raw.toString(), /Final-Recipient: rfc822; dana@berg\.example\r\n/)
  assert.match(raw.toString(), /text\/rfc822-headers\r\n\r\nFrom: Sam/)
  assert.match(raw.toString(), /Message-ID: <abc\.1@acme\.example>/)
})

test('a day passes in a day, an hour or a minute', () => {
  assert.deepEqual(['real', 'hour', 'minute', undefined].map(speedOf), [1, 24, 1440, 1])
})

test('the inbox takes every answer for what it is, in every language and however it quotes', async () => {
  const expected: Record<Spoken | 'late_bounce', [kind: string, klass: string]> = {
    interested: ['reply', 'interested'], question: ['reply', 'question'], not_now: ['reply', 'not_now'], referral: ['reply', 'referral'], not_interested: ['reply', 'not_interested'],
    out_of_office: ['out_of_office', 'out_of_office'], stop: ['opt_out', 'opt_out'], agreed: ['reply', ''], late_bounce: ['bounce', 'bounce'],
  }
  for (const language of Object.keys(phrases) as (keyof typeof phrases)[])
    for (const [reaction, [kind, klass]] of Object.entries(expected) as [Spoken | 'late_bounce', [string, string]][])
      for (let i = 0; i < 12; i++) {
        const person = { ...personOf(`s${i}`, dana.address, language), quotes: (['below', 'letterhead', 'not'] as const)[i % 3]! }
        const { raw, said } = await answer(`s${i}`, person, reaction, dana, ours, at)
        const reading = readMail(await parseMail(raw), at)
        assert.equal(reading.kind, kind, `${language} ${reaction}: ${said}`)
        if (klass) assert.equal(reading.class, klass, `${language} ${reaction}: ${said}`)
        if (reaction === 'out_of_office') assert.match(reading.returnDate ?? '', /^2026-03-\d\d$/, said)
        if (reaction !== 'late_bounce') assert.ok(reading.text.startsWith(said.slice(0, 30)) && !reading.text.includes('congratulations'), `the quote stays outside: ${reading.text}`)
      }
})
