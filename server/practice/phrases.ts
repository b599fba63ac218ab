// What the people of the practice world write. {first}: the sender's first name, {subject}, {day}: the day somebody is back,
// {colleague}: name and address of a colleague. Each text says plainly what it is, as people do, each in its own way.
import type { Language, Reaction } from './people.ts'

export type Spoken = Exclude<Reaction, 'late_bounce' | 'nothing'>

export const phrases: Record<Language, Record<Spoken, readonly string[]>> = {
  en: {
    interested: [
      'Hi {first},\n\nthis comes at a good time, sounds interesting. Let us have a call, I am free on Thursday or Friday.',
      'Hello {first},\n\nsounds interesting. Could you send me two or three times for a call next week?',
      'Hi {first},\n\nyes, I am interested and would like to see how this works. Please send me times for a call.',
      'Thanks {first}. Interesting indeed. I am free on Tuesday after 2 pm, does that work for you?',
    ],
    question: [
      'Hi {first},\n\nhow much does it cost for a team of about twelve people? And do we need our IT for it?',
      'Hello {first},\n\ndoes this also work together with the system we have today, or does it replace it?',
      'Hi {first},\n\nwhich companies of our size use it already? Do you have an example?',
    ],
    not_now: [
      'Hi {first},\n\nnot the right time for us, we are in the middle of a move. Please get back to me next quarter.',
      'Hello {first},\n\nthanks, but our budget for this year is spent. Maybe later, feel free to ask again in spring.',
      'Hi {first}, we just started something similar. Let us talk again in six months.',
    ],
    referral: [
      'Hi {first},\n\nI am not the right person for this. Please talk to {colleague}, who looks after it here.',
      'Hello {first},\n\nI am not the right person any more. Please contact {colleague} instead.',
    ],
    not_interested: [
      'Hi {first},\n\nthank you, but we are not interested.',
      'No thanks, this is nothing for us.',
      'Hello {first},\n\nwe are happy with what we have. No need for this, good luck elsewhere.',
    ],
    out_of_office: [
      'Hello,\n\nI am out of the office and will be back on {day}. I will read your mail then.',
      'Thank you for your message. I am on leave with limited access to mail and return on {day}. In urgent cases please call our front desk.',
    ],
    stop: [
      'Please remove me from your list.',
      'Unsubscribe',
      'Please stop emailing me. I do not want any further mails from you.',
    ],
    agreed: ['Perfect, that works for me. Please send an invitation.', 'Thanks {first}, that answers it. Let us do Thursday at 10.'],
  },
  de: {
    interested: [
      'Guten Tag,\n\ndas kommt gerade recht und klingt interessant. Am Donnerstag oder Freitag hätte ich eine halbe Stunde Zeit.',
      'Hallo,\n\ndas klingt interessant. Schicken Sie mir gern zwei, drei Terminvorschläge für nächste Woche.',
      'Hallo {first},\n\ngern würde ich sehen, wie das funktioniert. Lassen Sie uns nächste Woche telefonieren.',
    ],
    question: [
      'Guten Tag,\n\nwas kostet das für ein Team von etwa zwölf Leuten? Und brauchen wir dafür unsere IT?',
      'Hallo,\n\nläuft das zusammen mit unserem bisherigen System, oder ersetzt es das?',
    ],
    not_now: [
      'Guten Tag,\n\nim Moment passt es nicht, wir stecken mitten im Umzug. Bitte melden Sie sich im nächsten Quartal wieder.',
      'Hallo,\n\ndanke, aber im Moment nicht, unser Budget ist für dieses Jahr vergeben. Melden Sie sich gern im Frühjahr wieder.',
    ],
    referral: [
      'Guten Tag,\n\nich bin dafür nicht der richtige Ansprechpartner. Bitte wenden Sie sich an {colleague}.',
      'Hallo,\n\nich bin nicht mehr der richtige Ansprechpartner. Bitte wenden Sie sich an {colleague}.',
    ],
    not_interested: [
      'Guten Tag,\n\nvielen Dank, aber wir haben kein Interesse.',
      'Nein danke, kein Interesse.',
    ],
    out_of_office: [
      'Guten Tag,\n\nich bin nicht im Büro und ab dem {day} wieder erreichbar. Ihre Nachricht wird nicht weitergeleitet.',
      'Vielen Dank für Ihre Nachricht. Ich bin im Urlaub und am {day} zurück.',
    ],
    stop: [
      'Bitte keine weiteren E-Mails mehr.',
      'Bitte streichen Sie mich aus Ihrem Verteiler.',
      'Abmelden',
    ],
    agreed: ['Wunderbar, das passt. Schicken Sie mir bitte eine Einladung.', 'Danke, damit ist es klar. Donnerstag um 10 Uhr passt gut.'],
  },
  fr: {
    interested: [
      'Bonjour,\n\ncela tombe bien, cela nous intéresse. J’ai une demi-heure jeudi ou vendredi.',
      'Bonjour {first},\n\ncela m’intéresse. Pouvez-vous me proposer deux ou trois créneaux la semaine prochaine ?',
    ],
    question: [
      'Bonjour,\n\ncombien cela coûte-t-il pour une équipe d’une douzaine de personnes ?',
      'Bonjour,\n\nest-ce que cela fonctionne avec notre système actuel ou est-ce qu’il faut le remplacer ?',
    ],
    not_now: [
      'Bonjour,\n\nce n’est pas le bon moment, nous sommes en plein déménagement. Merci de revenir vers moi au prochain trimestre.',
      'Bonjour,\n\nmerci, mais notre budget de l’année est épuisé. Peut-être plus tard.',
    ],
    referral: ['Bonjour,\n\nje ne suis pas la bonne personne. Merci de contacter {colleague}, qui s’en occupe chez nous.'],
    not_interested: ['Bonjour,\n\nmerci, mais nous ne sommes pas intéressés.', 'Non merci, nous ne sommes pas intéressés.'],
    out_of_office: [
      'Bonjour,\n\nje suis absent du bureau et serai de retour le {day}.',
      'Merci de votre message. Je suis en congé et de retour le {day}.',
    ],
    stop: ['Merci de me retirer de votre liste.', 'Désinscription', 'Merci de ne plus m’envoyer de messages.'],
    agreed: ['Parfait, cela me convient. Envoyez-moi une invitation, s’il vous plaît.'],
  },
  es: {
    interested: [
      'Hola:\n\nllega en buen momento y nos interesa. Tengo media hora el jueves o el viernes.',
      'Hola {first}:\n\nme interesa. ¿Puede proponerme dos o tres horas para una llamada la próxima semana?',
    ],
    question: [
      'Hola:\n\n¿cuánto cuesta para un equipo de unas doce personas?',
      'Hola:\n\n¿funciona con el sistema que tenemos hoy o lo sustituye?',
    ],
    not_now: [
      'Hola:\n\nahora no es buen momento, estamos en plena mudanza. Escríbame de nuevo el próximo trimestre, por favor.',
      'Hola:\n\ngracias, pero el presupuesto de este año está agotado. Quizá más adelante.',
    ],
    referral: ['Hola:\n\nno soy la persona adecuada. Por favor, hable con {colleague}, que lleva este tema.'],
    not_interested: ['Hola:\n\ngracias, pero no nos interesa.', 'No, gracias, no nos interesa.'],
    out_of_office: [
      'Hola:\n\nestoy fuera de la oficina y vuelvo el {day}.',
      'Gracias por su mensaje. Estoy de vacaciones y regreso el {day}.',
    ],
    stop: ['Por favor, elimíneme de su lista.', 'Darme de baja', 'No me envíe más correos, por favor.'],
    agreed: ['Perfecto, me viene bien. Envíeme una invitación, por favor.'],
  },
}

export const awaySubject: Record<Language, string> = { en: 'Automatic reply', de: 'Automatische Antwort', fr: 'Réponse automatique', es: 'Respuesta automática' }

export const regards: Record<Language, readonly string[]> = {
  en: ['Best regards', 'Kind regards', 'Thanks', 'Best'],
  de: ['Mit freundlichen Grüßen', 'Viele Grüße', 'Beste Grüße'],
  fr: ['Cordialement', 'Bien à vous'],
  es: ['Un saludo', 'Saludos cordiales'],
}

/** The line above a quote; {when}, {who}. */
export const wrote: Record<Language, string> = { en: 'On {when}, {who} wrote:', de: 'Am {when} schrieb {who}:', fr: 'Le {when}, {who} a écrit :', es: 'El {when}, {who} escribió:' }

/** The four lines of a letterhead quote. */
export const letterhead: Record<Language, [from: string, sent: string, to: string, subject: string, above: string]> = {
  en: ['From', 'Sent', 'To', 'Subject', '-----Original Message-----'],
  de: ['Von', 'Gesendet', 'An', 'Betreff', '-----Ursprüngliche Nachricht-----'],
  fr: ['De', 'Envoyé', 'À', 'Objet', '-----Message d’origine-----'],
  es: ['De', 'Enviado', 'Para', 'Asunto', '-----Mensaje original-----'],
}

/** Mail programs put this before the subject of an answer. */
export const re: Record<Language, string> = { en: 'Re', de: 'AW', fr: 'RE', es: 'RE' }
