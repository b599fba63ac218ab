import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leavingPage, mask, nowherePage, pageHeaders } from './page.ts'

const dana = { who: 'Acme Sales', address: 'dana@acme.example' }

test('the page names the workspace and masks the address, in the language of the lead', () => {
  const german = leavingPage({ ...dana, state: 'ask', language: 'de', acceptLanguage: 'fr' })
  assert.match(german, /<html lang="de">/)
  assert.match(german, /Keine weiteren Mails von Acme Sales an d•••@acme\.example\?/)
  assert.doesNotMatch(german, /dana@/)
  assert.match(leavingPage({ ...dana, state: 'ask', acceptLanguage: 'sv, fr;q=0.8' }), /<html lang="fr">/)
  assert.match(leavingPage({ ...dana, state: 'ask', acceptLanguage: 'sv' }), /<html lang="en">/)
})

test('every state is small, without script, cookie, image or address of others', () => {
  for (const state of ['ask', 'done', 'undone'] as const) {
    const page = leavingPage({ ...dana, state })
    assert.ok(Buffer.byteLength(page) < 30_000)
    assert.doesNotMatch(page, /<script|<img|<link|https?:|@import|url\(/)
  }
  assert.match(leavingPage({ ...dana, state: 'ask' }), /name="act" value="stop"/)
  assert.match(leavingPage({ ...dana, state: 'done' }), /name="act" value="undo"/)
})

test('a name with markup in it stays a name', () => {
  assert.match(leavingPage({ who: '<b>"Tom" & Co</b>', address: "o'neil@x.example", state: 'done' }), /&lt;b&gt;&quot;Tom&quot; &amp; Co&lt;\/b&gt;/)
})

test('addresses are masked to their first letter', () => {
  assert.equal(mask('a@firma.de'), 'a•••@firma.de')
  assert.equal(mask('𝒜nna@firma.de'), '𝒜•••@firma.de')
  assert.equal(mask('broken'), '•••')
})

test('text and buttons reach AA contrast in light and dark', () => {
  const tokens = [...nowherePage().matchAll(/--(\w+):(#[0-9A-F]{6})/g)].map((found) => [found[1]!, found[2]!] as const)
  for (const scheme of [tokens.slice(0, 7), tokens.slice(7)]) {
    const colour = Object.fromEntries(scheme)
    for (const [front, back] of [['text', 'panel'], ['muted', 'panel'], ['on', 'accent'], ['accent', 'panel']] as const)
      assert.ok(contrast(colour[front]!, colour[back]!) >= 4.5, `${front} on ${back}: ${contrast(colour[front]!, colour[back]!).toFixed(2)}`)
    assert.ok(contrast(colour.line!, colour.panel!) >= 3, 'the line of the panel')
  }
})

test('the style is allowed by its hash, so nothing else runs', () => {
  assert.match(pageHeaders['content-security-policy']!, /^default-src 'none'; style-src 'sha256-/)
})

function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}
