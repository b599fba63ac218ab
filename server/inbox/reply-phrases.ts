// What one says in an answer, by language and class. Whole sentences; nothing in them claims a fact about us.
import type { ThreadClass } from '#contract/inbox'

export type Tongue = 'en' | 'de' | 'fr' | 'es'

export interface Phrases {
  greeting: (name: string | null) => string
  /** Several wordings each: another variant is another wording. */
  opening: Partial<Record<ThreadClass, string[]>>
  closing: Partial<Record<ThreadClass, string[]>>
  ending: string
  /** Where a person has to say something only they know. */
  gap: string
  bookAt: (url: string) => string
  referred: (name: string) => string
}

export const phrases: Record<Tongue, Phrases> = {
  en: {
    greeting: (name) => (name ? `Hi ${name},` : 'Hello,'),
    opening: {
      interested: ['thank you for your answer, I am glad to hear that.', 'good to hear from you, and thank you for your interest.', 'thank you, that is good news.'],
      question: ['thank you for asking.', 'good question, thank you.', 'thank you for your answer.'],
      not_now: ['thank you for telling me, that is good to know.', 'understood, thank you for being open about the timing.'],
      referral: ['thank you for pointing me to the right person.', 'thank you, that helps a lot.'],
      not_interested: ['thank you for telling me. I will not write about this again.', 'understood, and thank you for your answer. You will not hear from me about this again.'],
      other: ['thank you for your answer.', 'thank you for writing back.'],
    },
    closing: {
      interested: ['Which two or three times next week suit you for a short call? I will send the invitation.', 'Shall we speak for fifteen minutes? Name a time that suits you and I will be there.', 'What would be most useful for you to see first?'],
      question: ['Does that answer it? If not, a short call is often quicker.', 'Tell me if you want more detail on this.'],
      not_now: ['I will come back to you later. If it becomes interesting earlier, one line is enough.', 'When would be a better time to speak again?'],
      referral: ['I will write to them and mention your name, if that is all right with you.'],
      not_interested: ['All the best to you and your team.'],
    },
    ending: 'Best regards', gap: '[your answer]', bookAt: (url) => `You can also pick a time here: ${url}`, referred: (name) => `I will write to ${name} and mention your name, if that is all right with you.`,
  },
  de: {
    greeting: (name) => (name ? `Hallo ${name},` : 'Guten Tag,'),
    opening: {
      interested: ['vielen Dank für Ihre Antwort, das freut mich.', 'danke für Ihr Interesse.', 'danke, das sind gute Nachrichten.'],
      question: ['danke für Ihre Frage.', 'gute Frage, vielen Dank.', 'vielen Dank für Ihre Antwort.'],
      not_now: ['danke für die offene Antwort.', 'verstanden, danke für den Hinweis zum Zeitpunkt.'],
      referral: ['danke, dass Sie mich an die richtige Person verweisen.', 'vielen Dank, das hilft mir sehr.'],
      not_interested: ['danke für die klare Antwort. Ich schreibe Ihnen dazu nicht mehr.', 'verstanden, vielen Dank. Sie hören dazu nichts mehr von mir.'],
      other: ['vielen Dank für Ihre Antwort.', 'danke für Ihre Nachricht.'],
    },
    closing: {
      interested: ['Welche zwei oder drei Zeiten passen Ihnen nächste Woche für ein kurzes Gespräch? Ich schicke dann die Einladung.', 'Wollen wir eine Viertelstunde sprechen? Nennen Sie mir gern eine Zeit.', 'Was wäre für Sie zuerst am nützlichsten?'],
      question: ['Beantwortet das Ihre Frage? Sonst ist ein kurzes Gespräch oft schneller.', 'Sagen Sie mir gern, wenn Sie mehr dazu wissen möchten.'],
      not_now: ['Ich melde mich später wieder. Wird es früher interessant, genügt eine Zeile.', 'Wann wäre ein besserer Zeitpunkt?'],
      referral: ['Ich schreibe dorthin und nenne Ihren Namen, wenn Ihnen das recht ist.'],
      not_interested: ['Ihnen und Ihrem Team alles Gute.'],
    },
    ending: 'Viele Grüße', gap: '[Ihre Antwort]', bookAt: (url) => `Sie können auch hier eine Zeit wählen: ${url}`, referred: (name) => `Ich schreibe ${name} und nenne Ihren Namen, wenn Ihnen das recht ist.`,
  },
  fr: {
    greeting: (name) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    opening: {
      interested: ['merci pour votre réponse, j’en suis ravi.', 'merci pour votre intérêt.'],
      question: ['merci pour votre question.', 'bonne question, merci.'],
      not_now: ['merci de me l’avoir dit.', 'bien compris, merci pour votre franchise.'],
      referral: ['merci de m’indiquer la bonne personne.'],
      not_interested: ['merci pour votre réponse. Je ne vous écrirai plus à ce sujet.'],
      other: ['merci pour votre réponse.'],
    },
    closing: {
      interested: ['Quels sont les deux ou trois moments qui vous conviennent la semaine prochaine pour un court échange ?', 'Pouvons-nous nous parler un quart d’heure ?'],
      question: ['Cela répond-il à votre question ?'], not_now: ['Je reviendrai vers vous plus tard. Si le sujet devient utile plus tôt, une ligne suffit.'],
      referral: ['Je lui écrirai de votre part, si vous en êtes d’accord.'], not_interested: ['Bonne continuation à vous et à votre équipe.'],
    },
    ending: 'Bien cordialement', gap: '[votre réponse]', bookAt: (url) => `Vous pouvez aussi choisir un moment ici : ${url}`, referred: (name) => `J’écrirai à ${name} de votre part, si vous en êtes d’accord.`,
  },
  es: {
    greeting: (name) => (name ? `Hola ${name}:` : 'Hola:'),
    opening: {
      interested: ['Gracias por su respuesta, me alegra mucho.', 'Gracias por su interés.'],
      question: ['Gracias por su pregunta.', 'Buena pregunta, gracias.'],
      not_now: ['Gracias por decírmelo.', 'Entendido, gracias por la franqueza.'],
      referral: ['Gracias por indicarme a la persona adecuada.'],
      not_interested: ['Gracias por su respuesta. No volveré a escribirle sobre esto.'],
      other: ['Gracias por su respuesta.'],
    },
    closing: {
      interested: ['¿Qué dos o tres momentos le vienen bien la próxima semana para una llamada corta?', '¿Hablamos quince minutos?'],
      question: ['¿Responde esto a su pregunta?'], not_now: ['Le escribiré más adelante. Si le interesa antes, basta una línea.'],
      referral: ['Le escribiré de su parte, si le parece bien.'], not_interested: ['Mis mejores deseos para usted y su equipo.'],
    },
    ending: 'Un saludo', gap: '[su respuesta]', bookAt: (url) => `También puede elegir una hora aquí: ${url}`, referred: (name) => `Escribiré a ${name} de su parte, si le parece bien.`,
  },
}

const marks: Record<Tongue, RegExp> = {
  en: /\b(?:the|and|you|for|with|this|that|have|please|thanks?|would|are|our|is)\b/giu,
  de: /\b(?:und|ich|sie|wir|nicht|das|ist|die|der|bitte|danke|mit|für|wie|was|uns)\b/giu,
  fr: /\b(?:le|la|les|vous|nous|pour|avec|est|pas|merci|je|que|une|des|bonjour)\b/giu,
  es: /\b(?:el|los|para|con|gracias|que|una|por|usted|no|es|hola|muy|del)\b/giu,
}

/** The tongue of a mail: the one whose small words it uses most; English when it says too little. */
export function tongueOf(text: string): Tongue {
  const counted = (Object.keys(marks) as Tongue[]).map((tongue) => ({ tongue, n: text.match(marks[tongue])?.length ?? 0 })).sort((a, b) => b.n - a.n)
  return counted[0]!.n >= 2 && counted[0]!.n > counted[1]!.n ? counted[0]!.tongue : 'en'
}

export const gaps = Object.values(phrases).map((one) => one.gap)
