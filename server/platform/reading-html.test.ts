import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdsVerbatim, readHtml, visibleText } from './reading-html.ts'
import { pagesWorthReading } from './reading-site.ts'

const seen = (html: string) => visibleText(readHtml(html))

test('a page becomes the blocks its reader sees', () => {
  const page = readHtml(`<!doctype html><html lang="de"><head><title>Acme &amp; Co</title><meta name="description" content="We make anvils."><style>p{color:red}</style></head>
    <body><nav><a href="/about">About us</a></nav><h1>Anvils <b>that</b> last</h1><p>Since 1950<br>in Berlin.</p><ul><li>One</li><li>Two</ul><script>alert('x')</script><footer>Acme, 12 Main St</footer></body></html>`)
  assert.deepEqual([page.title, page.lang], ['Acme & Co', 'de'])
  assert.deepEqual(page.blocks.map((b) => [b.tag, b.text, b.region]), [
    ['meta', 'We make anvils.', 'main'], ['text', 'About us', 'nav'], ['h1', 'Anvils that last', 'main'], ['p', 'Since 1950', 'main'], ['text', 'in Berlin.', 'main'], ['li', 'One', 'main'], ['li', 'Two', 'main'], ['text', 'Acme, 12 Main St', 'footer'],
  ])
  assert.deepEqual(page.links, [{ href: '/about', text: 'About us' }])
})

const tricks = [
  '<div style="display:none">SECRET</div>', '<p style="visibility: hidden">SECRET</p>', '<span style="font-size:0">SECRET</span>', '<span style="font-size: 0px;">SECRET</span>', '<!-- SECRET -->', '<p hidden>SECRET</p>',
  '<p aria-hidden="true">SECRET</p>', '<div style="position:absolute;left:-9999px">SECRET</div>', '<p style="text-indent:-5000px">SECRET</p>', '<p style="color:#fff;background:#ffffff">SECRET</p>', '<p style="color: white; background-color: rgb(255, 255, 255)">SECRET</p>',
  '<p style="opacity:0">SECRET</p>', '<div style="height:0;overflow:hidden">SECRET</div>', '<style>.x{display:none}</style><p class="a x">SECRET</p>', '<style>@media all{} #y { visibility:hidden }</style><p id="y">SECRET</p>', '<template>SECRET</template>',
  '<noscript>SECRET</noscript>', '<svg><text>SECRET</text></svg>', '<script>SECRET</script>', '<iframe>SECRET</iframe>', '<div style="display:none"><div><p>SECRET</div></div>', '<textarea>SECRET</textarea>', '<font size="0">SECRET</font>', '<p style="clip-path: inset(100%)">SECRET</p>', '<p style="transform:scale(0)">SECRET</p>',
]
for (const trick of tricks)
  test(`hidden text is not read: ${trick.slice(0, 60)}`, () => {
    const text = seen(`<body><p>Before</p>${trick}<p>After</p></body>`)
    assert.doesNotMatch(text, /SECRET/)
    assert.match(text, /Before/)
    assert.match(text, /After/)
  })

test('links side by side are words side by side', () => assert.equal(seen('<nav><a href=x>News</a><a href=y>Jobs</a></nav><p>See <a href=z>here</a>.</p>'), 'News Jobs\nSee here.'))

test('what only looks hidden is read', () => {
  for (const html of ['<p style="font-size:0.9em">SEEN</p>', '<p style="opacity:0.8">SEEN</p>', '<p style="color:#fff;background:#000">SEEN</p>', '<p style="display:block">SEEN</p>']) assert.match(seen(html), /SEEN/, html)
})

test('characters nobody sees are gone', () => assert.equal(seen('<p>ig\u200bnore\u202e all</p>'), 'ignore all'))

test('a quote is found whatever its dashes, blanks and quotation marks, and not when it was invented', () => {
  assert.ok(holdsVerbatim('He said:\n “We’re  hiring – now”.', `"We're hiring - now"`))
  assert.ok(!holdsVerbatim('We are hiring.', 'We are firing everyone.'))
  assert.ok(!holdsVerbatim('We are hiring.', 'We'), 'a word alone proves nothing')
})

test('dates marked up in an article belong to its blocks', () => {
  const page = readHtml('<article><time datetime="2026-03-02T10:00">2 March</time><h2>Acme opens in Lyon</h2></article><article><h2>Older</h2></article>')
  assert.deepEqual(page.blocks.filter((b) => b.tag === 'h2').map((b) => b.date), ['2026-03-02', null])
  const after = readHtml('<div><h2>Acme opens</h2><time datetime="2026-03-02">2</time></div><div><h2>A</h2><time datetime="2026-03-03">3</time><h2>B</h2><time datetime="2026-03-04">4</time></div>')
  assert.deepEqual(after.blocks.filter((b) => b.tag === 'h2').map((b) => b.date), ['2026-03-02', null, null], 'two dates in no article speak for nothing')
})

test('broken and bottomless pages end quickly', () => {
  const begun = Date.now()
  readHtml('<div>'.repeat(200_000)); readHtml('<p '.repeat(100_000)); readHtml('<style>'.repeat(20_000)); readHtml('<a href="' + 'x'.repeat(1_000_000)); readHtml('&'.repeat(500_000))
  assert.ok(Date.now() - begun < 4_000, `${Date.now() - begun} ms`)
})

test('pages worth reading: the same site, one of a kind first, no downloads', () => {
  const links = ['/about', '/news/1', '/news/2', '/careers', 'https://other.example/about', '/news.pdf', '/about#team', 'https://jobs.acme.example/careers', 'mailto:x@acme.example'].map((href) => ({ href, text: '' }))
  const wanted = [{ kind: 'about', pattern: /about/ }, { kind: 'careers', pattern: /careers/ }, { kind: 'news', pattern: /news/ }]
  const found = pagesWorthReading({ title: '', siteName: null, lang: null, published: null, blocks: [], links }, 'https://www.acme.example/', wanted)
  assert.deepEqual(found.map((f) => f.url), ['https://www.acme.example/about', 'https://www.acme.example/careers', 'https://www.acme.example/news/1', 'https://jobs.acme.example/careers', 'https://www.acme.example/news/2'])
})
