// HTML that wants to run, to phone home, or to look like our own page.
import assert from 'node:assert/strict'
import test from 'node:test'
import { hostileHtml } from '#test/hostile-html'
import { harmless, htmlPolicy } from './html.ts'
import { assertLinear } from '#test/growth'

test('nothing of it runs, loads or covers the page', () => {
  assert.ok(hostileHtml.length >= 150 && new Set(hostileHtml).size === hostileHtml.length, String(hostileHtml.length))
  for (const bad of hostileHtml) {
    const page = harmless(`<p>before</p>${bad}<p>after</p>`)
    const body = page.slice(page.indexOf('<body>'))
    const tags = (body.match(/<[^>]*>/g) ?? []).join('\n')
    assert.doesNotMatch(tags, /<(?:script|iframe|object|embed|form|input|button|meta|base|link|style|svg|math|video|audio|source|template|portal|noscript|textarea|marquee)\b/i, bad)
    assert.doesNotMatch(tags, /\son\w+\s*=|javascript:|vbscript:|data:text|svg\+xml|srcset|ping=|background=|\sid=|\sclass=|position|expression|behavior|binding|url\(/i, bad)
    assert.doesNotMatch(tags.replace(/<a [^>]*>/g, ''), /evil\.example/, bad)
    assert.match(body, /before/, bad)
  }
})

test('what makes a mail readable stays', () => {
  const page = harmless('<h2 style="color:#336699">Offer</h2><p>Hello <b>Sam</b>,<br>see <a href="https://acme.example/x">our page</a></p><ul><li>one</li></ul><table border="1"><tr><td style="padding:4px 8px">1</td></tr></table><blockquote>quoted</blockquote><img src="data:image/png;base64,AAAA" alt="x">')
  for (const good of ['color:#336699', '<b>Sam</b>', '<li>one</li>', 'padding:4px 8px', '<blockquote>', 'data:image/png;base64,AAAA', 'href="https://acme.example/x"', 'rel="noopener noreferrer"', 'title="acme.example"']) assert.ok(page.includes(good), good)
})

test('the policy lets nothing run and nothing load, whatever stands in the page', () => {
  assert.equal(htmlPolicy, "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'")
})

test('a huge page costs what its length costs', () => {
  const pages: [string, number][] = [['<div>', 6250], ['<a href="', 2500], ['<p style="color:red;', 2500], ['&', 62_500]]
  for (const [piece, n] of pages) assertLinear(piece, (times) => { harmless(piece.repeat(n * times)) })
})

test('a page of ten thousand levels keeps its text, and is no deeper than a browser could show', () => {
  const levels = 10_000
  const page = harmless(`${'<div><p>'.repeat(levels)}deep down${'</p></div>'.repeat(levels)}<b>after</b>`)
  let [depth, deepest] = [0, 0]
  for (const [, close, name] of page.matchAll(/<(\/?)(\w+)/g)) if (name === 'div' || name === 'p') deepest = Math.max(deepest, (depth += close ? -1 : 1))
  assert.ok(deepest <= 2000 && deepest > 100, String(deepest))
  assert.match(page, /deep down/)
  assert.match(page, /<b>after<\/b>/)
  const usual = '<table><tr><td>one<td>two<tr><td><p>three<p>four</table><!-- </div> --><svg/><ul><li>five<li>six</ul>'
  assert.equal(harmless(usual.repeat(3)).match(/<td>/g)?.length, 9)
})
