import assert from 'node:assert/strict'
import { test } from 'node:test'
import { companyDomain, nameFromDomain, registrableDomain, webAddress } from './company.ts'

test('a URL, a host and an address all tell the registrable domain', () => {
  for (const [text, domain] of [
    ['https://www.Acme.co.uk/about?x=1', 'acme.co.uk'], ['acme.com', 'acme.com'], ['dana@mail.acme.com', 'acme.com'],
    ['http://user:pw@shop.acme.de:8080', 'acme.de'], ['acme.github.io', 'acme.github.io'], ['acme.example', 'acme.example'],
  ] as const) assert.equal(registrableDomain(text), domain, text)
  assert.match(registrableDomain('bräu.de') ?? '', /^xn--/)
})

test('what holds no domain tells none', () => {
  for (const text of ['', ' ', 'Acme', '192.168.1.1', 'http://[::1]/', 'co.uk', 'a\nb.com', 'acme..com', '-acme.com', 'x'.repeat(3000), null, undefined])
    assert.equal(registrableDomain(text), null, String(text))
})

test('a free-mail domain names no employer', () => {
  for (const text of ['dana@gmail.com', 'mo@web.de', 'https://yahoo.co.uk', 'ines@hotmail.fr']) assert.equal(companyDomain(text), null, text)
  assert.equal(companyDomain('dana@acme.com'), 'acme.com')
})

test('a company without a name is called after its domain', () => {
  assert.equal(nameFromDomain('acme-tools.co.uk'), 'Acme Tools')
})

test('a web address is http or https, or none', () => {
  assert.equal(webAddress('acme.com/'), 'https://acme.com')
  assert.equal(webAddress('http://acme.com/a'), 'http://acme.com/a')
  for (const text of ['javascript:alert(1)', 'file:///etc/passwd', 'localhost', 'http://a:b@acme.com', '']) assert.equal(webAddress(text), null, text)
})
