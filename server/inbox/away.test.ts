// Out-of-office notes and other automatic answers as they are written in many languages. Our own sentences, arrived on
// Monday, 2 March 2026.
import assert from 'node:assert/strict'
import test from 'node:test'
import { readMail } from './kind.ts'
import type { Mail } from './mail.ts'
import { returnDate } from './return-date.ts'

const monday = new Date('2026-03-02T09:00:00Z')

const mail = (subject: string, text: string, headers: [string, string][] = []): Mail => ({
  messageId: 'x@y.example', inReplyTo: [], references: [], from: { name: 'Dana', address: 'dana@acme.example' }, replyTo: null, to: [], cc: [], subject, date: null,
  headers, text, html: null, parts: [], size: 500, problem: null,
})

// [subject, text, the day of return or null]
const away: [string, string, string | null][] = [
  ['Automatic reply: Your offer', 'I am out of the office until Monday, 9 March 2026 with limited access to e-mail.', '2026-03-09'],
  ['Out of Office Re: Your offer', 'Thanks for your email. I am on annual leave and will be back on March 16th. For urgent matters contact Kim.', '2026-03-16'],
  ['Auto: Out of the office', 'I will be out of the office from 2 March to 13 March. In my absence please contact sales@acme.example.', '2026-03-14'],
  ['Automatic reply: hello', 'I am travelling through 03/20/2026 and will reply when I return.', '2026-03-21'],
  ['Out of office', 'I am away this week, returning Monday.', '2026-03-09'],
  ['Abwesenheitsnotiz: Ihr Angebot', 'Ich bin bis einschließlich 13.03.2026 im Urlaub. Ihre E-Mail wird nicht weitergeleitet.', '2026-03-14'],
  ['Automatische Antwort: Ihr Angebot', 'Vielen Dank für Ihre Nachricht. Ich bin ab dem 16. März wieder erreichbar.', '2026-03-16'],
  ['Automatische Antwort: Anfrage', 'Ich bin vom 2.3. bis 6.3. nicht im Büro. In dringenden Fällen wenden Sie sich an Frau Lang.', '2026-03-07'],
  ['Abwesend Re: Frage', 'Guten Tag, ich bin am Mittwoch wieder im Büro.', '2026-03-04'],
  ['Réponse automatique : Votre offre', 'Je suis absent du bureau jusqu’au 15 mars 2026. En cas d’urgence, contactez Mme Petit.', '2026-03-15'],
  ['Absence du bureau', 'Bonjour, je suis en congés et serai de retour le lundi 9 mars.', '2026-03-09'],
  ['Respuesta automática: Su oferta', 'Estoy de vacaciones hasta el 20 de marzo de 2026. Para temas urgentes escriba a Ana.', '2026-03-20'],
  ['Fuera de la oficina', 'Me encuentro fuera de la oficina. Regreso el 10/03/2026.', '2026-03-10'],
  ['Risposta automatica: La vostra offerta', 'Sono in ferie fino al 14 marzo. Rientro il 16 marzo.', '2026-03-16'],
  ['Fuori ufficio', 'Sarò assente dal 3 al 12 marzo 2026 e risponderò al mio ritorno.', '2026-03-13'],
  ['Automatisch antwoord: Uw voorstel', 'Ik ben met vakantie t/m 13 maart. Bij spoed kunt u bellen met Jan.', '2026-03-14'],
  ['Afwezig', 'Ik ben op 17 maart weer op kantoor.', '2026-03-17'],
  ['Resposta automática: Proposta', 'Estarei de férias até 18 de março de 2026. Em caso de urgência contacte a Rita.', '2026-03-18'],
  ['Fora do escritório', 'Retorno no dia 11/03.', '2026-03-11'],
  ['Autosvar: Ert förslag', 'Jag är på semester och är tillbaka den 12 mars.', '2026-03-12'],
  ['Frånvaro', 'Jag är inte på kontoret till och med 6 mars 2026.', '2026-03-07'],
  ['Automatisk svar: Tilbud', 'Jeg holder ferie og er tilbage mandag den 9. marts.', '2026-03-09'],
  ['Automatisk svar: Forslag', 'Jeg er ikke på kontoret, men er tilbake 10. mars.', '2026-03-10'],
  ['Automaattinen vastaus: Tarjous', 'Olen lomalla 13.3.2026 asti. Palaan töihin 16.3.2026.', '2026-03-16'],
  ['Odpowiedź automatyczna: Oferta', 'Przebywam na urlopie do 13 marca 2026. Wracam 16 marca.', '2026-03-16'],
  ['Automatická odpověď: Nabídka', 'Jsem mimo kancelář, zpět budu 9. března 2026.', '2026-03-09'],
  ['Automatická odpoveď: Ponuka', 'Čerpám dovolenku, na dovolenke som do 13.3.2026.', '2026-03-13'],
  ['Automatikus válasz: Ajánlat', 'Szabadságon vagyok, március 16-án vissza érkezem. Kérem, írjon kollégámnak.', '2026-03-16'],
  ['Răspuns automat: Ofertă', 'Sunt în concediu până la 12 martie 2026.', '2026-03-12'],
  ['Otomatik yanıt: Teklif', '16 Mart 2026 tarihinde döneceğim, şu anda izindeyim.', '2026-03-16'],
  ['Автоответ: Предложение', 'Я в отпуске до 15 марта 2026. По срочным вопросам пишите Ирине.', '2026-03-15'],
  ['Нет на месте', 'Буду на месте 10 марта.', '2026-03-10'],
  ['自動返信: ご提案', '3月13日まで休暇をいただいております。お急ぎの場合は代表までご連絡ください。', '2026-03-13'],
  ['不在通知', '出張のため不在にしております。3月9日に戻ります。', '2026-03-09'],
  ['自动回复: 您的报价', '我正在休假,3月10日返回办公室。如有紧急事宜请联系同事。', '2026-03-10'],
  ['자동 회신: 제안', '휴가 중입니다. 3월 9일에 복귀합니다.', '2026-03-09'],
  ['Out of office', 'I am currently out of the office and will answer as soon as I can.', null],
]

test('out-of-office notes are told in fifteen languages and more, with the day of return', () => {
  for (const [subject, text, day] of away) {
    const read = readMail(mail(subject, text), monday)
    assert.equal(read.kind, 'out_of_office', `${subject}: ${read.kind}`)
    assert.equal(read.returnDate ?? null, day, `${subject} — ${text}`)
  }
})

test('what machines answer is no reply, by header alone', () => {
  const headers: [string, string][] = [
    ['auto-submitted', 'auto-replied'], ['auto-submitted', 'auto-generated (vacation)'], ['x-autoreply', 'yes'], ['x-autorespond', 'Re: x'], ['precedence', 'auto_reply'],
    ['x-auto-response-suppress', 'All'], ['x-autogenerated', 'Reply'], ['return-path', '<>'],
  ]
  for (const header of headers) assert.equal(readMail(mail('Re: Your offer', 'Thank you, we got it.', [header]), monday).kind, 'auto_reply', header.join(': '))
})

test('those who have left and receipts of ticket systems are told apart from the absent', () => {
  const kinds: [string, string, string][] = [
    ['Automatic reply: hello', 'Dana Okafor is no longer with the company. Please write to info@acme.example.', 'left_company'],
    ['Automatische Antwort: Frage', 'Frau Okafor ist nicht mehr für unser Unternehmen tätig.', 'left_company'],
    ['Réponse automatique', 'M. Petit ne fait plus partie de la société.', 'left_company'],
    ['Respuesta automática', 'Ana ya no trabaja en esta empresa.', 'left_company'],
    ['Automatic reply: hello', 'We have received your email. Ticket #48213 was created and our support team will answer.', 'receipt'],
    ['Automatische Antwort', 'Vielen Dank für Ihre Anfrage. Ihre Anfrage wurde unter der Nummer 4821 angelegt.', 'receipt'],
  ]
  for (const [subject, text, kind] of kinds) assert.equal(readMail(mail(subject, text), monday).auto, kind, text)
})

test('a person who says that they are away has still answered', () => {
  const people: [string, string][] = [
    ['Re: Your offer', 'Hi Sam, I am out on Friday, can we do Monday instead?'],
    ['Re: Your offer', 'Sounds good. I will be back in the office on 9 March, call me then.'],
    ['AW: Ihr Angebot', 'Hallo Herr Carter, ich bin bis Freitag im Urlaub. Können wir nächste Woche sprechen?'],
    ['Re: Out of office tools', 'We use Exchange for that. Why do you ask?'],
    ['Re: Automatic quotes', 'Interesting, tell me more about the automatic replies.'],
    ['RE: question', 'Je suis en déplacement cette semaine. Pouvez-vous me rappeler lundi ?'],
    ['Re: Your offer', 'Thanks for your email. I am not the right person, ask Kim.'],
  ]
  for (const [subject, text] of people) {
    const read = readMail(mail(subject, text, [['auto-submitted', 'no']]), monday)
    assert.equal(read.kind, 'reply', `${text} → ${read.reason}`)
  }
})

test('a day without a year is the next such day, and never in the past', () => {
  const december = new Date('2026-12-28T09:00:00Z')
  assert.equal(returnDate('I will be back on 4 January.', december), '2027-01-04')
  assert.equal(returnDate('Back on 1 March 2026.', monday), null)
  assert.equal(returnDate('Call +49 30 12 34 56 or see you.', monday), null)
  assert.equal(returnDate('I will be back on 31 February.', monday), null)
  assert.equal(returnDate('Back in 2031-01-01.', monday), null, 'more than a year ahead')
})

test('a bounce is no out-of-office note, and a note with our text quoted below it is one', () => {
  const quoted = 'I am out of the office until 9 March 2026.\n\n-----Original Message-----\nFrom: Sam <sam@acme-sales.example>\nSent: Monday\nTo: Dana\nSubject: Hello\n\nPlease unsubscribe me? No: a question.'
  assert.equal(readMail(mail('Automatic reply: Hello', quoted), monday).kind, 'out_of_office')
})
