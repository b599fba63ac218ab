// What a person typed, out of mails as many programs make them. Our own mails.
import assert from 'node:assert/strict'
import test from 'node:test'
import { newText, ownWords } from './reply-text.ts'
import { textOf } from './parsing.ts'
import { assertLinear } from '#test/growth'

const same = (full: string, want: string, why = ''): void => assert.equal(newText(full), want, why)

const marks = [
  'On Mon, 2 Mar 2026 at 09:00, Sam Carter <sam@acme-sales.example> wrote:',
  'On Mar 2, 2026, at 9:00 AM, Sam Carter <sam@acme-sales.example> wrote:',
  'On Mon, 2 Mar 2026 at 09:00, Sam Carter from the Acme Sales Team Berlin <\nsam@acme-sales.example> wrote:',
  'Am Mo., 2. März 2026 um 09:00 Uhr schrieb Sam Carter <sam@acme-sales.example>:',
  'Am 02.03.2026 um 09:00 schrieb Sam Carter:',
  'Sam Carter <sam@acme-sales.example> schrieb am Mo., 2. März 2026, 09:00:',
  'Le lun. 2 mars 2026 à 09:00, Sam Carter <sam@acme-sales.example> a écrit :',
  'El lun, 2 mar 2026 a las 9:00, Sam Carter (<sam@acme-sales.example>) escribió:',
  'Il giorno lun 2 mar 2026 alle ore 09:00 Sam Carter <sam@acme-sales.example> ha scritto:',
  'Op ma 2 mrt 2026 om 09:00 schreef Sam Carter <sam@acme-sales.example>:',
  'Em seg., 2 de mar. de 2026 às 09:00, Sam Carter <sam@acme-sales.example> escreveu:',
  'Den mån 2 mars 2026 kl 09:00 skrev Sam Carter <sam@acme-sales.example>:',
  'man. 2. mar. 2026 kl. 09.00 skrev Sam Carter <sam@acme-sales.example>:',
  'ma 2. maalisk. 2026 klo 9.00 Sam Carter (sam@acme-sales.example) kirjoitti:',
  'pon., 2 mar 2026 o 09:00 Sam Carter <sam@acme-sales.example> napisał(a):',
  'po 2. 3. 2026 v 9:00 odesílatel Sam Carter <sam@acme-sales.example> napsal:',
  'пн, 2 мар. 2026 г. в 09:00, Sam Carter <sam@acme-sales.example>:',
  '2 Mar 2026 Pzt 09:00 tarihinde Sam Carter <sam@acme-sales.example> şunu yazdı:',
  '2026年3月2日(月) 9:00 Sam Carter <sam@acme-sales.example>:',
  'Sam Carter <sam@acme-sales.example> 于2026年3月2日周一 09:00写道：',
  '-----Original Message-----\nFrom: Sam Carter <sam@acme-sales.example>\nSent: Monday, March 2, 2026 9:00 AM\nTo: Dana\nSubject: Hello',
  '________________________________\nFrom: Sam Carter <sam@acme-sales.example>\nSent: Monday, March 2, 2026 9:00 AM\nTo: Dana <dana@acme.example>\nSubject: Hello',
  'Von: Sam Carter <sam@acme-sales.example>\nGesendet: Montag, 2. März 2026 09:00\nAn: Dana Okafor\nBetreff: Hallo',
  'De : Sam Carter <sam@acme-sales.example>\nEnvoyé : lundi 2 mars 2026 09:00\nÀ : Dana\nObjet : Bonjour',
  'De: Sam Carter <sam@acme-sales.example>\nEnviado el: lunes, 2 de marzo de 2026 9:00\nPara: Dana\nAsunto: Hola',
  '*From:* Sam Carter <sam@acme-sales.example>\n*Sent:* Monday, March 2, 2026 9:00 AM\n*To:* Dana\n*Subject:* Hello',
  '-------- Ursprüngliche Nachricht --------\nVon: Sam Carter\nDatum: 02.03.26 09:00\nAn: Dana\nBetreff: Hallo',
  'Begin forwarded message:\n\nFrom: Sam Carter\nSubject: Hello',
]

test('the quoted mail is cut off, whatever program and language made the mark', () => {
  for (const mark of marks) {
    same(`Thanks, Tuesday works for me.\n\nDana\n\n${mark}\n\n> Hello Dana,\n> a question.\n`, 'Thanks, Tuesday works for me.\n\nDana', mark)
    if (/From|Von|De|-----/.test(mark)) same(`Thanks.\n\n${mark}\n\nHello Dana,\n\na question.\n`, 'Thanks.', `${mark}, not quoted with >`)
  }
})

test('an answer below or between the quotes is kept', () => {
  same('On Mon, 2 Mar 2026 at 09:00, Sam <sam@acme-sales.example> wrote:\n> Can we talk?\n\nYes, on Tuesday.', 'Yes, on Tuesday.')
  same('Hi Sam,\n\nOn Mon, 2 Mar 2026 at 09:00, Sam <sam@acme-sales.example> wrote:\n> Can we talk?\n\nYes.\n\n> And where?\n\nHere.', 'Hi Sam,\n\nYes.\n\n\nHere.')
  assert.equal(ownWords('> Please unsubscribe\n\nSounds good.'), 'Sounds good.')
})

test('signatures and lines of phones are taken off, what people sign with stays', () => {
  same('Yes please.\n\nBest regards\nDana\n\n-- \nDana Okafor\nHead of Sales\n+49 30 1234', 'Yes please.\n\nBest regards\nDana')
  same('Yes please.\n\n*****\nThis mail is confidential.\nPrint less.', 'Yes please.')
  same('What we need\n============\n\nA quote.', 'What we need\n============\n\nA quote.', 'a heading is no divider')
  same('Yes.\n\nSent from my iPhone', 'Yes.')
  same('Ja.\n\nVon meinem iPhone gesendet', 'Ja.')
  same('Oui.\n\nEnvoyé de mon iPhone', 'Oui.')
  same('Sent from my point of view this is fine.\nLet us talk.', 'Sent from my point of view this is fine.\nLet us talk.')
})

test('sentences that look like marks are left alone', () => {
  same('On Monday I wrote:\nwe need a quote.', 'On Monday I wrote:\nwe need a quote.')
  same('From: what I see, this is good.\nDana', 'From: what I see, this is good.\nDana')
  same('```\nOn 2 Mar 2026, x <a@b.example> wrote:\n> y\n```\nWhat does this code do?', '```\nOn 2 Mar 2026, x <a@b.example> wrote:\n> y\n```\nWhat does this code do?')
})

test('a mail that is all quote gives the quote, an empty mail nothing', () => {
  same('> only a quote', '> only a quote')
  same('', '')
  same('\n\n', '')
})

test('a mail that is all signature gives the signature, and of a longer one than anybody writes the beginning', () => {
  same('-- \nDana Okafor\nAcme', '-- \nDana Okafor\nAcme')
  for (const above of ['', `${marks[0]!}\n`]) {
    const text = newText(`${above}-- \n${'a\n'.repeat(499_000)}`)
    assert.ok(text.startsWith(`${above}-- \na\n`))
    assert.ok(text.length <= 400_000 && text.split('\n').length <= 8000, `${text.length} characters`)
  }
  assert.ok(newText(`-- \n${'a'.repeat(399_995)}😀`).isWellFormed(), 'no character is cut in half')
})

test('HTML as Gmail and Outlook make it comes down to the new text', () => {
  const gmail = '<div dir="ltr">Tuesday works.<br></div><br><div class="gmail_quote"><div dir="ltr">On Mon, 2 Mar 2026 at 09:00, Sam &lt;<a href="mailto:sam@acme-sales.example">sam@acme-sales.example</a>&gt; wrote:<br></div><blockquote><div>Can we talk?</div></blockquote></div>'
  assert.equal(newText(textOf(gmail)), 'Tuesday works.')
  const outlook = '<p>Tuesday works.</p><hr><div><b>From:</b> Sam Carter<br><b>Sent:</b> Monday, March 2, 2026 9:00 AM<br><b>To:</b> Dana<br><b>Subject:</b> Hello</div><p>Can we talk?</p>'
  assert.equal(newText(textOf(outlook)), 'Tuesday works.')
})

test('a hostile text costs what its length costs', () => {
  const texts: [string, number][] = [['On 1 ', 2500], ['> ', 6250], ['From: a\n', 625], [':\n', 2500], [`On 2 Mar ${'a '.repeat(300)}\n`, 38], ['<', 12_500]]
  for (const [piece, n] of texts) assertLinear(piece.slice(0, 20), (times) => { newText(piece.repeat(n * times)) })
})
