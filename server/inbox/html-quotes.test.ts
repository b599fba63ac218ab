import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { withoutQuotes } from './html-quotes.ts'
import { textOf } from './parsing.ts'
import { newText } from './reply-text.ts'

const read = (html: string): string => newText(textOf(withoutQuotes(html))).trim()

test('the new text of HTML answers, as mail programs write them', () => {
  const cases: Record<string, [string, string]> = {
    Gmail: ['<div dir="ltr">Yes, Tuesday works.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Mar 2, 2026 at 9:00 AM Sam &lt;<a href="mailto:sam@x.example">sam@x.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><div>Hello, a question.</div></blockquote></div>', 'Yes, Tuesday works.'],
    'Gmail with a signature': ['<div>Fine.<br clear="all"><div><br></div>-- <br><div class="gmail_signature">Dana Okafor<br>Acme</div></div><div class="gmail_quote">On Monday …</div>', 'Fine.'],
    'Outlook on the web': ['<div>Bitte mehr Infos.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Sam<br><b>Gesendet:</b> Montag<br><b>Betreff:</b> Frage</div><div>Hallo, eine Frage.</div>', 'Bitte mehr Infos.'],
    'Outlook for Windows': ['<div class="WordSection1"><p>Kein Bedarf.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Von:</b> Sam &lt;sam@x.example&gt;<br><b>Gesendet:</b> Montag, 2. März 2026 09:00<br><b>An:</b> Dana<br><b>Betreff:</b> Frage</p></div></div><p>Hallo.</p></div>', 'Kein Bedarf.'],
    'Outlook on a phone': ['<div>Call me.</div><div id="ms-outlook-mobile-signature">Get Outlook for iOS</div><hr><div id="mail-editor-reference-message-container"><div>From: Sam</div></div>', 'Call me.'],
    'Apple Mail': ['<html><body>Oui, avec plaisir.<br><div><br><blockquote type="cite"><div>Le 2 mars 2026 à 09:00, Sam &lt;sam@x.example&gt; a écrit :</div><br><div>Bonjour.</div></blockquote></div></body></html>', 'Oui, avec plaisir.'],
    Yahoo: ['<div>Not now.</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>On Monday, March 2, 2026, Sam &lt;sam@x.example&gt; wrote:</div><div>Hello.</div></div>', 'Not now.'],
    Thunderbird: ['<p>Ja, gerne.</p><div class="moz-cite-prefix">Am 02.03.26 um 09:00 schrieb Sam:<br></div><blockquote type="cite">Hallo.</blockquote>', 'Ja, gerne.'],
    'Thunderbird, answered below': ['<div class="moz-cite-prefix">On 3/2/26 9:00 AM, Sam wrote:<br></div><blockquote type="cite">Hello, a question.</blockquote><p>That would be me.</p>', 'That would be me.'],
    'Proton': ['<div>Yes.</div><div class="protonmail_quote">On Monday, Sam wrote:<blockquote type="cite">Hello.</blockquote></div>', 'Yes.'],
    'answers between the lines': ['<blockquote type="cite">Who decides?</blockquote><div>I do.</div><blockquote type="cite">When can we talk?</blockquote><div>Tuesday.</div>', 'I do.'],
  }
  for (const [program, [html, text]] of Object.entries(cases)) {
    const got = read(html)
    if (program.startsWith('answers')) assert.match(got, /I do\.[\s\S]*Tuesday\./, `${program}: ${got}`)
    else assert.equal(got, text, program)
    assert.ok(!/Hello, a question|Hallo, eine Frage|Bonjour/.test(got), `${program}: ${got}`)
  }
})

test('HTML without marks stays as it is, and nothing that is only a quote becomes empty', () => {
  assert.equal(withoutQuotes('<p>Hello &amp; welcome</p>'), '<p>Hello &amp; welcome</p>')
  const only = '<div class="gmail_quote">All of it.</div>'
  assert.match(textOf(withoutQuotes(only)), /All of it/)
  fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => { withoutQuotes(`<div>${text}</div><div class="gmail_quote">${text}</div>`) }), { numRuns: 200 })
})
