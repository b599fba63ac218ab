// People who want no more mail, and people who only sound like it. Our own sentences, written by hand; nobody's mail.
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

// The writer or the mails are what shall end.
const orders = [
  'Not interested. Please stop.', 'We have no need for this. Stop.', 'This is the fourth mail. Please just stop now.', 'I am not interested, please stop.', 'Kein Bedarf. Bitte aufhören.',
  'Could you please remove me from this list.', 'Please remove my name and address from your database.', 'Please take me off this thread.', 'Take us off your mailing list.', 'I would like to be removed from your list.',
  'Please stop sending me your newsletter.', 'Stop sending these messages.', 'I asked you to stop contacting me.', 'Please do not send me any more offers.', "We don't want to receive your emails any longer.", 'I do not wish to be contacted again.', 'No further correspondence, thank you.', 'As I said before, do not contact me again.', 'Do not contact me again or I will report you.', 'Nice idea, but please remove me from your list.',
  'Streichen Sie mich bitte aus Ihrem Verteiler.', 'Löschen Sie bitte umgehend meine Daten.', 'Entfernen Sie uns bitte aus Ihrer Datenbank.', 'Bitte nehmen Sie uns aus Ihrem Mailverteiler.', 'Tragen Sie mich bitte aus.', 'Melden Sie mich bitte von Ihrem Newsletter ab.', 'Ich bitte Sie, mich von der Liste zu streichen.', 'Wir haben kein Interesse, bitte keine weiteren E-Mails.', 'Ich wünsche keine weitere Kontaktaufnahme.', 'Schicken Sie mir bitte keine Werbung mehr.', 'Schreiben Sie uns nie wieder.', 'Hören Sie bitte auf, mir zu schreiben.', 'Ich fordere Sie auf, meine Adresse zu löschen.', 'Bitte schicken Sie uns keine weiteren Angebote.',
  'Ne m’envoyez plus de mails.', 'Merci de ne plus nous contacter.', 'Retirez-moi de votre liste.', 'Je ne souhaite plus recevoir vos messages.', 'Cessez vos sollicitations.', 'Ne m’envoyez pas de mails.', 'Veuillez me désinscrire de cette liste.',
  'No me envíe más correos.', 'No nos contacten más, por favor.', 'Sáquenme de su lista.', 'No quiero recibir más correos.', 'Dejen de escribirme.', 'Le ruego que me elimine de su base de datos.', 'No me vuelva a escribir.',
  'Não me envie mais e-mails.', 'Não me escrevam mais.', 'Retire-me da sua lista, por favor.', 'Pare de me escrever.', 'Não desejo receber mensagens.', 'Por favor, excluam o meu endereço da base.',
  'Non mi scriva più.', 'Non inviatemi più email.', 'Smettetela di scrivermi.', 'Vi chiedo di cancellare il mio indirizzo.', 'Non voglio più ricevere le vostre comunicazioni.', 'Rimuovetemi dal vostro database.',
  'Gelieve mij niet meer te contacteren.', 'Graag geen mails meer.', 'Ik wil geen e-mails meer ontvangen.', 'Stop met mailen.', 'Haal ons van jullie mailinglijst.', 'Mail me niet meer.',
  'Skicka inte fler mejl.', 'Kontakta mig inte igen.', 'Vi vill inte ha fler mejl.', 'Slet min mailadresse.', 'Kontakt mig ikke igen.', 'Ikke send meg flere e-poster.', 'Jeg ønsker ikke flere mails, fjern mig fra listen.', 'Älkää ottako enää yhteyttä.', 'Älkää lähettäkö minulle mitään.', 'Lopettakaa viestien lähettäminen.',
  'Proszę nie wysyłać mi więcej wiadomości.', 'Proszę się ze mną nie kontaktować.', 'Nie chcę otrzymywać maili.', 'Neposílejte mi další maily.', 'Nekontaktujte mě.', 'Smažte moji adresu.', 'Ne küldjenek több e-mailt.', 'Többet ne írjanak.', 'Nu mă mai contactați.', 'Ștergeți-mă din listă.', 'Bana bir daha yazmayın.', 'Mail adresimi listenizden çıkarın.', 'Μην μου ξαναστείλετε μηνύματα.', 'Διαγράψτε με από τη λίστα.',
  'Не присылайте мне больше писем.', 'Исключите нас из вашей базы.', 'Не беспокойте меня больше.', 'Видаліть мене зі списку.', 'Більше не пишіть мені.',
  '请不要再联系我。', '请把我从名单中删除。', '麻烦取消订阅。', 'リストから削除してください。', '今後のご連絡はご遠慮ください。', 'メールを送らないでください。', '앞으로 연락하지 마세요.', '목록에서 제외해 주세요.', '수신거부합니다.',
  'do not contact me by email again', 'do not contact me via email again', 'don’t contact me any further', 'Please do not contact me in any way.', 'Do not contact us under any circumstances.', 'I have asked you before to stop emailing me', 'I asked you before not to contact me.', 'don’t send me any more of these', 'remove this email from your list', 'Unsubscribe all', 'I ask that you remove me from your list', 'Please refrain from contacting me', 'Please stop these emails', 'Stop emailing me right now.',
  'Bitte kontaktieren Sie mich in dieser Sache nicht mehr', 'Bitte aus dem Verteiler löschen', 'Bitte aus dem Verteiler nehmen', 'Wir bitten um Austragung aus dem Verteiler.', 'Lassen Sie mich in Ruhe', 'Ich möchte nicht mehr kontaktiert werden', 'Bitte sehen Sie von weiteren E-Mails ab', 'Ich bitte um Löschung meiner Daten', 'Ich habe kein Interesse und möchte keine weiteren Mails.', 'Wollen keine Mails mehr.',
  'Por favor, dar de baja', 'No más correos', 'Basta mail', 'Ikke send meg flere mailer', 'Jeg vil ikke have flere mails.', 'We hebben geen interesse en willen geen mails meer ontvangen.', 'Прошу больше не писать', 'Перестаньте писать', 'Хватит писать',
]

// A document, a line, a meeting, a time, a third person: whoever says these may be about to buy.
const otherOrders = [
  'Nehmen Sie bitte Kontakt mit Frau Weber auf.', 'Nehmen Sie mich gern in den Verteiler auf.', 'Streichen Sie bitte Position 3 aus dem Angebot.', 'Ne m’envoyez pas de PDF, plutôt un lien.', 'No me envíe el contrato todavía.',
  'Il nostro sistema non invia preventivi, quindi ci interessa.', 'Ainda não enviei a proposta ao meu diretor.', 'We want to stop sending quotes by hand. Let’s talk.',
  'It will take us two weeks.', 'Drop me a line on Monday.', 'Could you take me through the pricing, please.', 'Your tool could take us from three days to one.', 'Take me off the invite for Tuesday.', 'Please remove us from the meeting on Friday.', 'I would have to delete my data first.', 'Unsubscribe handling and bounces matter to us.', 'We may opt out of our current contract in May.', 'I want to unsubscribe from our old tool and move to you.',
  'Please don’t send me a PDF, a link is enough.', 'Don’t email me the invoice, use the portal.', 'Do not contact me before Monday.', 'Please do not contact us by phone.', 'Our vendors never answer and do not contact us when it breaks.', 'I received no further messages from you.', 'No more mail merge for us, that is why I ask.', 'We would like to stop emailing spreadsheets around.', 'You never email us the offers we ask for.', 'Don’t worry, I will not forget to write.', 'I have no further contact details of Kim.', 'If you want to opt out of calls, tell Kim.',
  'Nehmen Sie uns gern in die engere Wahl.', 'Lassen Sie uns Position 3 streichen.', 'Können Sie uns helfen, die alten Daten zu löschen.', 'Streichen Sie uns bitte die zweite Zeile.', 'Ich stimme mich erst mit dem Team ab, bevor wir etwas streichen.', 'Wir haben keine weiteren Wünsche.', 'Wir schalten keine Werbung mehr, deshalb suchen wir etwas anderes.', 'Ich habe keine weiteren E-Mails von Ihnen erhalten.', 'Wir wollen keine E-Mails mehr von Hand schreiben.', 'Schreiben Sie mir bitte nicht vor Mai.', 'Schicken Sie mir keine Mail, rufen Sie lieber an.', 'Hören Sie auf Ihre Kunden, dann passt es.', 'Löschen Sie unsere Testdaten erst nach der Umstellung.', 'Streichen Sie mich bitte aus der Einladung für Dienstag.', 'Bitte streichen Sie mich nicht von der Liste.', 'Schreiben Sie mir nicht auf Englisch.',
  'Ne nous contactez pas avant septembre.', 'Nous ne recevons plus vos mails, c’est dommage.', 'Nous recevons plus de mails que jamais, votre outil m’intéresse.', 'Nous souhaitons ne plus nous occuper des relances à la main.', 'Arrêtez de chercher, c’est nous.', 'Je dois me retirer du projet actuel d’abord.', 'Enlevez-nous la ligne 3 du devis.', 'Supprimez mon nom du devis.',
  'No me llamo Juan, soy Pedro.', 'No me molesta que me escriba.', 'No nos contactó nadie.', 'Vamos a dar de baja el sistema actual.', 'No quiero que me malinterprete.', 'No dejen de escribirme cuando salga.', 'Sáqueme de una duda, por favor.', 'Su sistema elimina mi trabajo manual.', 'No me llame más tarde, llame ahora.',
  'Queremos parar de enviar propostas à mão.', 'Vou tirar a minha dúvida por e-mail.', 'Não me envie o contrato por enquanto.', 'Tire-me uma dúvida sobre o preço.', 'Não desejo receber o contrato por e-mail.', 'O sistema não envia lembretes.',
  'Toglimi una curiosità.', 'Non voglio più perdere tempo con i preventivi.', 'Non mi manda il preventivo il sistema attuale.', 'Vorremmo eliminare questo passaggio manuale.', 'Vogliamo smettere di inviare preventivi a mano.', 'Non mi contatti prima di lunedì.', 'Vorremmo toglierci un dubbio.',
  'Ik heb nog geen e-mail ontvangen.', 'Haal me om tien uur op bij het station.', 'Stuur mij geen PDF, een link is genoeg.', 'Verwijder ons tweede item uit de offerte.', 'Schrijf mij uitgebreid wat het kost.', 'Wij sturen geen nieuwsbrieven meer, vandaar mijn vraag.', 'Mail me niet voor maandag.',
  'Skriv inte under än, vi ändrar avtalet.', 'Vi vill sluta skicka offerter för hand.', 'Ta bort min rad i offerten.', 'Maila inte offerten, ring i stället.', 'I har ikke sendt mig prisen.', 'Dere har ikke kontaktet oss.', 'Slet min linje i tilbuddet.', 'Send mig ikke kontrakten endnu.', 'Vi har ingen flere henvendelser i dag.', 'Älkää ottako tätä väärin.', 'Älkää lähettäkö sopimusta vielä.',
  'Proszę usunąć pozycję 3 z oferty.', 'Proszę mi nie wysyłać umowy przed czwartkiem.', 'Nie chcę więcej czekać.', 'Proszę nie kontaktować się z klientem.', 'Neposílejte mi smlouvu.', 'Smažte mi prosím druhou položku.', 'Nekontaktujte manažera.', 'Ne küldjön még szerződést.', 'Törölje a listából a harmadik tételt.', 'Nu trimiteți contractul încă.', 'Nu ne mai scrie nimeni pe formular.', 'Üçüncü ürünü listeden çıkarın.', 'Bana yazmayı unutmayın.', 'Bize yazmanız yeterli.', 'Μην στείλετε το συμβόλαιο ακόμα.',
  'Не беспокойтесь, всё в порядке.', 'Уберите пожалуйста третью позицию.', 'Не присылайте договор до понедельника.', 'Исключите этот пункт.', 'Не турбуйтеся, ми встигнемо.',
  '我特别发信问您一件事。', '我们分别联系了两家。', '请从报价中删除第三项。', '请不要发合同。', '周一之前不要联系我。', '契約書の送信は不要です。', '弊社は営業を停止しました。', 'リストから三番目を削除してください。', '金曜まで送らないでください。', '메일을 아직 보내지 못했습니다.', '연락하지 못했습니다.', '계약서는 메일로 보내지 마세요.',
  'No thanks.\n\nBut what would it cost for two people?', 'Nein danke\nAber fragen Sie Frau Weber, sie sucht so etwas.', 'No, gracias.\nQuizás en mayo.',
  // Another's wish, another way.
  'Unsere Kunden wollen keine Mails mehr', 'Unsere Kunden möchten nicht mehr kontaktiert werden.', 'Våra kunder vill inte ha fler mejl', 'Vores kunder vil ikke have flere mails.', 'Onze klanten willen geen mails meer', 'We don’t want more emails, we want more meetings', 'Please stop texting me, email is fine', 'Do not contact me by email, call me.', 'Please stop these emails from landing in spam, I want to read them.', 'Please delete this email from your system.', 'Bitte keine weiteren Informationen, ich bin überzeugt. Schicken Sie den Vertrag.', 'Bitte keine weiteren Angebote, wir nehmen das erste.', 'Bitte aus der Liste streichen: Position 3.', 'Lassen Sie uns in Ruhe darüber sprechen.', 'Basta una mail.', 'Нам хватит писать письма вручную.',
]

// For a while: "at the moment", "before May".
const forNow = [
  'Please do not contact me again before May.', 'Please do not contact me again before 15 May.', 'At this time please do not contact us.', 'At this stage we do not wish to be contacted.', 'We currently don’t want to receive your emails.',
  'Derzeit bitte keine Kontaktaufnahme, gern wieder im Herbst', 'Im Moment bitte keine Mails', 'Momentan wünschen wir keine weiteren Mails, gern im Herbst',
  'Actuellement je ne souhaite pas être contacté, en mars volontiers', 'Actualmente no deseo ser contactado, en mayo sí', 'No momento não quero receber e-mails', 'In questo momento non desidero ricevere comunicazioni.', 'Momenteel graag geen mails, in het najaar weer.', 'Op dit moment willen we geen mails meer ontvangen.',
  'För tillfället vill vi inte ha fler mejl.', 'I øjeblikket ønsker vi ikke at få flere mails.', 'I øjeblikket ingen flere mails, tak.', 'W tej chwili proszę nie wysyłać mi maili, jesienią chętnie.', 'Сейчас не пишите мне, осенью да.', 'В данный момент не присылайте мне писем.', '目前请不要再联系我。',
]

const notice = '\n\nThis e-mail and any files transmitted with it are confidential and intended solely for the addressee. If you are not the intended recipient, please delete this e-mail from your system and notify the sender. Any unauthorised use is prohibited.'

test('more than eighty ways to say stop, in twenty languages', () => {
  assert.ok(outs.length >= 80)
  const missed = outs.filter((text) => !optOutIn(text))
  assert.deepEqual(missed, [])
})

test('questions, negations and other matters are no opt-outs', () => assert.deepEqual(notOuts.filter((text) => optOutIn(text)), []))

test('an order ends our mails only where it is about the writer or the mails', () => {
  assert.deepEqual(orders.filter((text) => !optOutIn(text)), [])
  assert.deepEqual(otherOrders.map((text) => [text, optOutIn(text)]).filter(([, phrase]) => phrase), [])
})

test('no mails for now silence nobody for good', () => assert.deepEqual(forNow.map((text) => [text, optOutIn(text)]).filter(([, phrase]) => phrase), []))

test('a sentence goes on where a mail program broke its line', () => {
  assert.ok(optOutIn('Hi Sam,\n\nwe are well served with what we have. Please remove me from\nyour mailing list.\n\nDana'))
  assert.ok(optOutIn('Wir haben dafür schon etwas. Ich möchte daher bitte keine\nweiteren E-Mails von Ihnen erhalten.'))
  assert.equal(optOutIn('We are moving offices at the moment, so please do not contact me\nbefore Monday the ninth.'), undefined)
  assert.equal(optOutIn('Danke, das klingt gut. Bitte schicken Sie mir aber keine E-Mails,\nsondern rufen Sie mich an.'), undefined)
  assert.ok(optOutIn('not interested\nremove me'), 'short lines stand for themselves')
})

test('a notice below makes no answer long, and holds no order', () => {
  assert.ok(optOutIn(`Please remove me from your list.${notice.repeat(3)}`))
  assert.ok(optOutIn(`Stop${notice}`))
  assert.ok(optOutIn('Bitte keine Mails mehr.\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, löschen Sie bitte diese E-Mail.'))
  assert.equal(optOutIn(`Sounds good, call me on Monday.${notice}`), undefined)
  assert.equal(optOutIn('Gern, schicken Sie mir ein Angebot.\n\nFalls Sie nicht der richtige Adressat sind, löschen Sie bitte diese E-Mail.'), undefined)
  assert.equal(optOutIn('Thank you, we will look at it.\n\nIf you are not the intended recipient, please delete this e-mail and do not send it to anyone.'), undefined)
  assert.ok(optOutIn('This e-mail is my last: please remove me from your list.'), 'which begins like one and is none')
})

test('a long mail is read by a person, whatever words it holds', () => {
  assert.equal(optOutIn(`${'We have looked at your offer in detail. '.repeat(40)}Please remove me from your list.`), undefined)
  assert.equal(optOutIn(`Please remove me from your list.${'\n'.repeat(500)}Dana`), undefined, 'what stands so far below is not looked at')
  assert.ok(optOutIn(`Please remove me from your list.${notice.repeat(200)}`), 'a notice makes no answer long, however long it is')
})

test('the List-Unsubscribe mail with an empty body counts by its subject', () => {
  assert.ok(optOutIn('', 'unsubscribe'))
  assert.equal(optOutIn('', 'Re: unsubscribe rates in our campaign'), undefined)
})

test('a question may be an order to take the writer away', () => {
  for (const text of ['Can you please remove me from your list?', 'Hi Sam,\n\ncould you take me off your mailing list?', 'Not interested. Would you please delete my address from your database?', 'Können Sie mich bitte aus Ihrem Verteiler nehmen?', 'Könnten Sie mich bitte von der Liste streichen?', 'Pouvez-vous me retirer de votre liste ?']) assert.ok(optOutIn(text), text)
  for (const text of ['Can you remove me from the meeting on Friday?', 'Can you remove the second item from the quote?', 'Can you take us off our old tool?', 'Would you mind if I unsubscribe me later?', 'Können Sie mich in den Verteiler nehmen?', 'Can you tell me whether you will remove me from your list?']) assert.equal(optOutIn(text), undefined, text)
})
