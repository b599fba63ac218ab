// The words of the way out, in the language of the one who leaves. `{who}` is the workspace's name, `{address}` the masked address.

export interface PageWords {
  title: string
  ask: string
  askUnknown: string
  /** In place of a name that is not known, in `done`. */
  sender: string
  button: string
  note: string
  done: string
  doneNote: string
  undo: string
  undone: string
  undoneNote: string
  /** When nothing can be stored at this moment: what the person can do so that it counts all the same. */
  later: string
  laterNote: string
  gone: string
  goneNote: string
}

const en: PageWords = {
  title: 'Stop these mails',
  ask: 'No more mails from {who} to {address}?',
  askUnknown: 'No more mails from this sender?',
  sender: 'this sender',
  button: 'Stop the mails',
  note: 'Nothing changes until you press the button.',
  done: 'Done. You will get no further mails from {who}.',
  doneNote: 'This holds from now on, also for mails that were already planned.',
  undo: 'That was a mistake: take it back',
  undone: 'Taken back. {who} may write to you again.',
  undoneNote: 'You can stop the mails at any time with the same link.',
  later: 'This could not be stored just now',
  laterNote: 'Please press the button again in a few minutes. Or answer the mail with the word “stop”: that counts just as well.',
  gone: 'This link leads nowhere',
  goneNote: 'It is incomplete, or the mail it belongs to no longer exists.',
}
const de: PageWords = {
  title: 'Diese Mails abbestellen',
  ask: 'Keine weiteren Mails von {who} an {address}?',
  askUnknown: 'Keine weiteren Mails von diesem Absender?',
  sender: 'diesem Absender',
  button: 'Mails abbestellen',
  note: 'Es ändert sich nichts, bevor Sie den Knopf drücken.',
  done: 'Erledigt. Sie bekommen keine weiteren Mails von {who}.',
  doneNote: 'Das gilt ab sofort, auch für bereits geplante Mails.',
  undo: 'Das war ein Versehen: rückgängig machen',
  undone: 'Rückgängig gemacht. {who} darf Ihnen wieder schreiben.',
  undoneNote: 'Mit demselben Link können Sie die Mails jederzeit abbestellen.',
  later: 'Das ließ sich gerade nicht speichern',
  laterNote: 'Bitte drücken Sie den Knopf in ein paar Minuten noch einmal. Oder antworten Sie auf die Mail mit dem Wort „Stopp“: Das gilt genauso.',
  gone: 'Dieser Link führt nirgendwohin',
  goneNote: 'Er ist unvollständig, oder die Mail dazu gibt es nicht mehr.',
}
const fr: PageWords = {
  title: 'Ne plus recevoir ces messages',
  ask: 'Ne plus recevoir de messages de {who} à {address} ?',
  askUnknown: 'Ne plus recevoir de messages de cet expéditeur ?',
  sender: 'cet expéditeur',
  button: 'Arrêter les messages',
  note: 'Rien ne change tant que vous n’avez pas appuyé sur le bouton.',
  done: 'C’est fait. Vous ne recevrez plus de messages de {who}.',
  doneNote: 'Cela vaut dès maintenant, aussi pour les messages déjà prévus.',
  undo: 'C’était une erreur : annuler',
  undone: 'Annulé. {who} peut de nouveau vous écrire.',
  undoneNote: 'Le même lien permet d’arrêter les messages à tout moment.',
  later: 'Cela n’a pas pu être enregistré pour l’instant',
  laterNote: 'Appuyez de nouveau sur le bouton dans quelques minutes. Ou répondez au message par le mot « stop » : cela compte tout autant.',
  gone: 'Ce lien ne mène nulle part',
  goneNote: 'Il est incomplet, ou le message n’existe plus.',
}
const es: PageWords = {
  title: 'No recibir más estos correos',
  ask: '¿No recibir más correos de {who} en {address}?',
  askUnknown: '¿No recibir más correos de este remitente?',
  sender: 'este remitente',
  button: 'Detener los correos',
  note: 'Nada cambia hasta que pulse el botón.',
  done: 'Hecho. No recibirá más correos de {who}.',
  doneNote: 'Vale desde ahora, también para los correos ya previstos.',
  undo: 'Ha sido un error: deshacer',
  undone: 'Deshecho. {who} puede volver a escribirle.',
  undoneNote: 'Con el mismo enlace puede detener los correos cuando quiera.',
  later: 'No se ha podido guardar en este momento',
  laterNote: 'Pulse el botón de nuevo dentro de unos minutos. O responda al correo con la palabra «baja»: vale igual.',
  gone: 'Este enlace no lleva a ninguna parte',
  goneNote: 'Está incompleto, o el correo ya no existe.',
}
const it: PageWords = {
  title: 'Non ricevere più queste mail',
  ask: 'Non ricevere più mail da {who} su {address}?',
  askUnknown: 'Non ricevere più mail da questo mittente?',
  sender: 'questo mittente',
  button: 'Interrompi le mail',
  note: 'Non cambia nulla finché non preme il pulsante.',
  done: 'Fatto. Non riceverà altre mail da {who}.',
  doneNote: 'Vale da subito, anche per le mail già previste.',
  undo: 'È stato un errore: annulla',
  undone: 'Annullato. {who} può scriverle di nuovo.',
  undoneNote: 'Con lo stesso link può interrompere le mail in ogni momento.',
  later: 'In questo momento non è stato possibile salvarlo',
  laterNote: 'Prema di nuovo il pulsante tra qualche minuto. Oppure risponda al messaggio con la parola “stop”: vale lo stesso.',
  gone: 'Questo link non porta da nessuna parte',
  goneNote: 'È incompleto, o la mail non esiste più.',
}
const nl: PageWords = {
  title: 'Deze mails stoppen',
  ask: 'Geen mails meer van {who} aan {address}?',
  askUnknown: 'Geen mails meer van deze afzender?',
  sender: 'deze afzender',
  button: 'Mails stoppen',
  note: 'Er verandert niets voordat u op de knop drukt.',
  done: 'Gedaan. U krijgt geen mails meer van {who}.',
  doneNote: 'Dit geldt vanaf nu, ook voor mails die al gepland waren.',
  undo: 'Dat was een vergissing: ongedaan maken',
  undone: 'Ongedaan gemaakt. {who} mag u weer schrijven.',
  undoneNote: 'Met dezelfde link kunt u de mails altijd stoppen.',
  later: 'Dit kon zojuist niet worden opgeslagen',
  laterNote: 'Druk over enkele minuten opnieuw op de knop. Of antwoord op de mail met het woord “stop”: dat telt net zo goed.',
  gone: 'Deze link leidt nergens heen',
  goneNote: 'Hij is onvolledig, of de mail bestaat niet meer.',
}
const words: Record<string, PageWords> = { en, de, fr, es, it, nl }

/** The lead's own language when it is known, else the first of the browser's that we speak, else English. */
export function speak(language: string | null | undefined, acceptLanguage: string | undefined): { lang: string; words: PageWords } {
  const wished = [language ?? '', ...(acceptLanguage ?? '').split(',').map((part) => part.split(';')[0] ?? '')]
  const lang = wished.map((one) => one.trim().slice(0, 2).toLowerCase()).find((one) => one in words) ?? 'en'
  return { lang, words: words[lang]! }
}
