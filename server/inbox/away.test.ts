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
    // Our own: an answer that has the words of a note.
    ['Re: Your offer', 'Yes please, send me the pricing. I’m on vacation with limited access to email, so give me until Monday.'],
    ['Re: Your offer', 'I’m travelling this week, but this is urgent for us. Call me on Monday.'],
    ['Re: Your offer', 'I am out of the office until Friday and have no access to emails there. What would it cost for ten people? Kim decides with me.'],
    ['Re: Your offer', 'Limited access to email, I am on vacation. Not interested, thank you.'],
    ['Re: Your offer', 'Currently travelling, will reply properly when I’m back. Sounds good in principle.'],
    ['Re: Out of office', 'I am on holiday until 9 March. Let’s talk on the 10th.'],
    ['AW: Ihr Angebot', 'Bin im Urlaub, aber es ist dringend für uns. Rufen Sie mich am Montag an.'],
    ['AW: Ihr Angebot', 'Ich bin auf Dienstreise und lese Mails nur abends. Schicken Sie mir bitte das Angebot, Vertretung habe ich keine.'],
    ['AW: Ihr Angebot', 'Ich bin im Urlaub, in dringenden Fällen hilft Frau Lang. Kein Interesse, danke.'],
    ['Re: Votre offre', 'Je suis en déplacement avec un accès limité, rien ne presse : pas d’urgence. Envoyez-moi vos tarifs.'],
    ['Re: Su oferta', 'Estoy de vacaciones y durante mi ausencia no decido nada. Me interesa, hablamos a la vuelta.'],
    ['Re: Offerta', 'Sono in ferie, in mia assenza decide Luca. Ci interessa, mi mandi un preventivo.'],
    ['Re: Voorstel', 'Ik ben op vakantie, tijdens mijn afwezigheid gebeurt er niets. Klinkt goed, stuur mij de prijzen.'],
    ['Re: Proposta', 'Estou de férias e durante a minha ausência não decido. Temos interesse, envie-me os preços.'],
    ['Sv: Förslag', 'Jag är på semester, under min frånvaro händer inget. Låter bra, skicka mig priset.'],
    ['Odp: Oferta', 'Jestem na urlopie, podczas mojej nieobecności nic nie ustalę. Brzmi dobrze, poproszę o cennik.'],
    ['Re: Предложение', 'Я в отпуске, на время отсутствия решений не будет. Нам интересно, пришлите цены.'],
    ['回复:报价', '我正在休假,无法及时回复。我们感兴趣,请发一份报价。'],
  ]
  for (const [subject, text] of people) {
    const read = readMail(mail(subject, text, [['auto-submitted', 'no']]), monday)
    assert.equal(read.kind, 'reply', `${text} → ${read.reason}`)
  }
})

test('a note without headers that names ways to reach somebody is still a note', () => {
  const notes: [string, string][] = [
    ['Re: Faster quotes', 'Thank you for your email. I am out of the office with limited access to email. If it is urgent, call me on my mobile +49 171 5551234.'],
    ['Re: Faster quotes', 'I am on annual leave until 9 March with no access to email. Please call me on my cell for anything that cannot wait.'],
    ['Re: Faster quotes', 'I am on leave. Need immediate assistance? Please write to Kim, who will be happy to help. I will respond when I return.'],
    ['Re: Faster quotes', 'I am out of the office. I will be happy to answer when I return on 9 March. Please send me your request again after that if it is urgent.'],
    ['AW: Frage', 'Ich bin im Urlaub. In dringenden Fällen rufen Sie mich mobil an oder schicken Sie mir eine SMS. Ihre E-Mail wird nicht weitergeleitet.'],
    ['AW: Frage', 'Ich bin nicht im Büro. Bitte senden Sie Ihre Anfrage an info@acme.example, Vertretung: Frau Lang.'],
    ['Re: Question', 'Je suis absent du bureau. En cas d’urgence, appelez-moi au 06 12 34 56 78.'],
    ['Re: Pregunta', 'Estoy fuera de la oficina. Para asuntos urgentes llámeme al móvil o envíeme un correo a mi cuenta personal.'],
    ['Re: Domanda', 'Sono fuori ufficio. Per urgenze mi chiami al cellulare.'],
    ['Re: Vraag', 'Ik ben afwezig. Bel mij bij spoed op mijn mobiel.'],
    ['Re: Pergunta', 'Estou fora do escritório. Durante a minha ausência fale com o João ou ligue-me para o telemóvel.'],
    ['Sv: Fråga', 'Jag är på semester. Ring mig på mobilen om det är brådskande.'],
    ['Re: Вопрос', 'Я в отпуске. По срочным вопросам звоните мне на мобильный.'],
  ]
  for (const [subject, text] of notes) assert.equal(readMail(mail(subject, text), monday).kind, 'out_of_office', text)
})

test('behind the same words of absence, an answer is told from what notes add', () => {
  const said: [absence: string, answers: string[], notes: string[]][] = [
    [
      'I’m on vacation with limited access to email.',
      ['this looks great. Tuesday works.', 'Tuesday afternoon works for a call', 'Interested.', 'let me know some times', 'Please send the deck over', 'Send over the pricing', 'We don’t need this', 'we’re all set, thanks', 'please circle back next month', 'Please contact me again in September', 'Happy to talk on the 16th.'],
      ['I will be happy to discuss when I return', 'I will circle back when I return.', 'Please let me know if it is urgent.', 'If this cannot wait, please let me know.', 'Please contact my colleague again.', 'Please contact me again after my return.', 'Please contact me again in September when I am back.', 'Please send your invoices to ap@acme.example.', 'Please send over your request to info@acme.example.', 'Please write to Kim if you are interested.', 'Contact Kim, who works for the same team.', 'You do not need to do anything.'],
    ],
    [
      'Ich bin im Urlaub, Vertretung ist Frau Lang.',
      ['Aber wir haben Interesse.', 'Das Thema ist bei uns dringend, bitte rufen Sie mich am Montag an', 'Wir brauchen das nicht'],
      ['Sie brauchen nicht erneut zu schreiben.', 'Sehr gern antworte ich nach meiner Rückkehr.', 'Wenden Sie sich, wenn es dringend ist, an Frau Lang.'],
    ],
    [
      'Je suis absent du bureau, en cas d’urgence appelez Mme Petit.',
      ['Nous n’avons pas besoin', 'Envoyez votre offre', 'Avec plaisir, mardi.'],
      ['Je vous répondrai avec plaisir à mon retour'],
    ],
    [
      'Estoy de vacaciones, para temas urgentes escriba a Ana.',
      ['No nos hace falta', 'Hablamos el martes.'],
      ['Con gusto le responderé a mi regreso'],
    ],
    [
      'Sono in ferie, per urgenze scriva a Luca.',
      ['Ci sentiamo martedì.'],
      ['Risponderò volentieri al mio rientro', 'Ci sentiamo al mio rientro'],
    ],
    [
      'Jestem na urlopie, w pilnych sprawach pomoże Jan.',
      ['Chętnie, we wtorek.'],
      ['Chętnie odpowiem po powrocie'],
    ],
    [
      'Jag är på semester, är det brådskande hjälper Eva.',
      ['Vi hörs på tisdag.'],
      ['Vi hörs när jag är tillbaka'],
    ],
  ]
  for (const [absence, answers, notes] of said) {
    assert.equal(readMail(mail('Re: Faster quotes', absence), monday).kind, 'out_of_office', absence)
    for (const text of answers) assert.equal(readMail(mail('Re: Faster quotes', `${absence} ${text}`), monday).kind, 'reply', text)
    for (const text of notes) assert.equal(readMail(mail('Re: Faster quotes', `${absence} ${text}`), monday).kind, 'out_of_office', text)
  }
})

test('whoever is away may ask for no more mails; of somebody who has left, notes say it', () => {
  assert.equal(readMail(mail('Re: Your offer', 'I am on leave with limited access to my mail. Please take me off your list.'), monday).kind, 'opt_out')
  assert.equal(readMail(mail('AW: Ihr Angebot', 'Bin im Urlaub, Vertretung ist Frau Lang. Bitte keine weiteren Mails.'), monday).kind, 'opt_out')
  assert.equal(readMail(mail('Re: Your offer', 'I am no longer with Acme. In urgent matters contact Kim. Please do not send any more emails to this address.'), monday).auto, 'left_company')
})

test('of the two readings of 12/1 the near one is meant, else the one of where it was written', () => {
  const november = new Date('2026-11-20T14:00:00Z'), december = new Date('2026-12-20T14:00:00Z')
  const days: [text: string, arrived: Date, monthFirst: boolean, day: string | null][] = [
    ['I will be out, returning 12/1/2026.', november, false, '2026-12-01'],
    ['Back 12/1', november, true, '2026-12-01'],
    ['Back 12/1', november, false, '2027-01-12'],
    ['I return on 5/9.', monday, false, '2026-05-09'],
    ['Ik ben terug op 4/12.', november, true, '2026-12-04'],
    ['I am out from 12/24, back 1/4.', december, false, '2027-01-04'],
    ['Out from 12/24 through 1/3.', december, false, '2027-01-04'],
    ['Estaré de vacaciones y regreso el 12/1.', november, true, '2027-01-12'],
    ['Back on 02/03/2027', november, true, '2027-02-03'],
    ['Back on 02/03/2027', november, false, '2027-03-02'],
    ['Our support is there 24/7. I am away.', november, false, null],
    ['Ich bin bis 6.3. weg und am 9.3. wieder da.', monday, false, '2026-03-09'],
  ]
  for (const [text, arrived, monthFirst, day] of days) assert.equal(returnDate(text, arrived, { monthFirst }), day, text)
  const hours: [string, string][] = [['Fri, 20 Nov 2026 09:00:00 -0500', '2026-12-01'], ['Fri, 20 Nov 2026 15:00:00 +0100', '2027-01-12']]
  for (const [date, day] of hours) assert.equal(readMail(mail('Automatic reply: Hello', 'I am out of the office, back 12/1.', [['date', date]]), november).returnDate, day, date)
})

test('a day in our own subject is nobody’s day of return', () => {
  const subjects: [string, string | null][] = [
    ['Automatic reply: Webinar on 12 March', null], ['Automatic reply: Our offer stands until 12 March', null], ['Out of office Re: Webinar until 12 March', null], ['Automatische Antwort: Angebot bis 12.3.2026', null], ['Out of office: 12 March', null],
    ['Out of office until 9 March', '2026-03-09'], ['Out of office until 9 March Re: Webinar on 12 March', '2026-03-09'], ['Automatic reply: Out of office, back on 9 March', '2026-03-09'], ['Urlaub bis 09.03.2026', '2026-03-09'],
  ]
  for (const [subject, day] of subjects) assert.equal(readMail(mail(subject, 'I am out of the office.'), monday).returnDate, day, subject)
  assert.equal(readMail(mail('Out of office until 9 March', 'I am back on 10 March.'), monday).returnDate, '2026-03-10', 'what the text says comes first')
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
