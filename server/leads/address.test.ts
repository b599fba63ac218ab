import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { asciiDomain, parseAddress, suggestAddress } from './address.ts'

const good = (text: string) => { const p = parseAddress(text); return p.ok ? p.address : undefined }

test('plain addresses pass, lower case and without blanks round them', () => {
  assert.equal(good('  Dana@Acme.EXAMPLE '), 'dana@acme.example')
  for (const text of ['mo+news@acme.co.uk', "o'neil@acme.com", 'a@b.cd', 'first.last@sub.acme-tools.com', '{odd}@acme.com', 'x'.repeat(64) + '@acme.com']) assert.ok(good(text), text)
})

test('an international domain is stored as the network speaks it', () => {
  assert.equal(good('info@müller.de'), 'info@xn--mller-kva.de')
  assert.equal(good('info@例え.jp'), 'info@xn--r8jz45g.jp')
})

test('what another parser could read differently is refused in a sentence', () => {
  const bad = ['', 'dana', '@acme.com', 'dana@', 'dana@acme', 'a@b@acme.com', 'dana@acme.com\r\nBcc: mo@evil.com', 'dana@acme.com\n', 'da\u0000na@acme.com', 'Dana <dana@acme.com>', '"dana x"@acme.com',
    'dana(comment)@acme.com', 'dana@[127.0.0.1]', 'dana@127.0.0.1', '.dana@acme.com', 'dana.@acme.com', 'da..na@acme.com', 'dana@acme..com', 'dana@-acme.com', 'dana@acme-.com', 'dana@acme.c', 'dana@acme.com.',
    'dana@ac me.com', 'dana,mo@acme.com', 'dana@acme.com;mo@acme.com', 'däna@acme.com', 'group:dana@acme.com;', 'dana@exa%6dple.com', 'dana@acme.com\u202e', 'dana\u200b@acme.com', 'x'.repeat(65) + '@acme.com',
    `d@${'a'.repeat(64)}.com`, `d@${'a.'.repeat(130)}com`, 'dana@acme.123', 'dana\\@acme.com', 'dana@acme_x.com', 'dana＠acme.com', 'dana@acme。com']
  for (const text of bad) {
    const parsed = parseAddress(text)
    assert.equal(parsed.ok, false, JSON.stringify(text))
    assert.match(parsed.ok ? '' : parsed.sentence, /\.$/, JSON.stringify(text))
  }
})

test('whatever passes is one line of plain ASCII with one @, passes again unchanged, and takes no time', () => {
  const pieces = fc.constantFrom('dana', '@', '.', 'acme', '.com', '"', '<', '>', '\r\n', ' ', '(', ')', ',', '\u0000', 'ü', '%40', ':', ';', '\\', '-', 'xn--')
  fc.assert(fc.property(fc.oneof(fc.array(pieces, { maxLength: 12 }).map((p) => p.join('')), fc.string({ maxLength: 400 }), fc.emailAddress()), (text) => {
    const parsed = parseAddress(text)
    if (!parsed.ok) return
    assert.match(parsed.address, /^[!#-'*+\-/0-9=?^-~.a-z]+@[a-z0-9.-]+$/)
    assert.deepEqual(parseAddress(parsed.address), parsed)
  }), { numRuns: 10_000 })
})

test('a mistyped provider is noticed, an honest neighbour is not', () => {
  for (const [typed, meant] of [['dana@gmial.com', 'dana@gmail.com'], ['dana@gmal.com', 'dana@gmail.com'], ['mo@hotmial.com', 'mo@hotmail.com'], ['mo@yaho.com', 'mo@yahoo.com'], ['mo@gmail.con', 'mo@gmail.com'], ['mo@acme.con', 'mo@acme.com'], ['i@outlok.com', 'i@outlook.com'], ['i@wbe.de', 'i@web.de']] as const)
    assert.equal(suggestAddress(typed), meant, typed)
  for (const honest of ['dana@gmail.com', 'dana@acme.com', 'mo@mail.com', 'mo@gmx.at', 'mo@ymail.com', 'i@wen.de', 'i@email.com']) assert.equal(suggestAddress(honest), null, honest)
})

test('every domain of the public list of disposable domains is a domain', (t) => {
  const shared = process.env.OVERTURE_SHARED ?? new URL('../../../shared', import.meta.url).pathname
  let list: string
  try { list = readFileSync(`${shared}/data/mail/disposable/disposable_email_blocklist.conf`, 'utf8') }
  catch { return t.skip('the shared data is not here') }
  const refused = list.split('\n').filter(Boolean).filter((domain) => !asciiDomain(domain).ok)
  assert.deepEqual(refused, [])
})
