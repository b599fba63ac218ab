// "Stop writing to me", said by a person. An opt-out silences an address for good, so the rule is strict: the whole answer is
// such a word, or a short answer holds a clear order. Questions, negations and talk about other people's mails are none.
import { elsewhere, removal, silences } from './opt-out-orders.ts'
import { withoutNotice } from './signature-marks.ts'
import { unwrapped } from './wrapped-lines.ts'

// A short answer and the beginning of the notice below it stand within these; a mail may hold a million characters.
const MOST_TEXT = 20_000
const MOST_LINES = 400

/** The phrase that was found, or undefined. `text`: the new text of the mail, without quote and signature. */
export function optOutIn(text: string, subject = ''): string | undefined {
  const full = text.trim(), head = full.slice(0, MOST_TEXT).split('\n', MOST_LINES).join('\n')
  // A company's notice below is nobody's words: it makes no answer long, and "delete this e-mail" in it is no order.
  const own = withoutNotice(head)
  // What goes on behind the head, and not with a notice, is no short answer.
  if (own === head && head.length < full.length) return undefined
  const plain = norm(own)
  if (plain.length > 1200) return undefined
  const bare = plain.replace(/^(?:(?:hi|hello|hey|dear|hallo|guten tag|bonjour|hola|ciao|buongiorno|olá|hej|hei|moi)[^.!?\n]{0,30}[,.!]\s*)/, '').replace(/[\s.,!;:"'“”’()*_<>-]+$/g, '').replace(/^[\s"'“”*_<(-]+/g, '')
  const firstLine = bare.split('\n').find((line) => line.trim())?.trim() ?? ''
  const said = (line: string) => whole.test(trimmed(line)) || whole.test(strip(line))
  if (said(bare) || (bare.length < 160 && said(firstLine) && !goesOn.test(bare.slice(firstLine.length)))) return trimmed(firstLine).slice(0, 60)
  if (bare === '' && /^\s*(?:re:\s*)?(?:unsubscribe|abmelden|désabonnement|désinscription|baja|cancellami|uitschrijven|отписаться|opt[- ]?out)\s*$/i.test(subject)) return subject.trim()
  if (bare.split(/\s+/).length > 90) return undefined
  for (const sentence of unwrapped(bare).split(/(?<=[.!?])\s+|(?<=[。！？])\s*|\n+/)) {
    const question = /[?？]\s*$/.test(sentence)
    if ((question && !begs.test(sentence)) || denied.test(sentence)) continue
    const phrase = question ? removalIn(sentence) : orderIn(sentence)
    if (phrase) return phrase.slice(0, 60)
  }
  return undefined
}

function orderIn(sentence: string): string | undefined {
  const alone = trimmed(sentence).trim()
  if (stops.test(alone)) return alone
  const gone = removalIn(sentence)
  if (gone) return gone
  for (const [order, reserved] of silences) {
    const phrase = order.exec(sentence)?.[0]
    if (phrase && !reserved.test(sentence)) return phrase
  }
  return undefined
}

function removalIn(sentence: string): string | undefined {
  const gone = removal.exec(sentence)
  return gone && !elsewhere.test(sentence.slice(gone.index)) ? gone[0] : undefined
}

const norm = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[’‘`´]/g, "'").replace(/[ \t ]+/g, ' ').trim()
const trimmed = (line: string): string => line.replace(/[\s.,!;:"'“”()*_<>-]+$/g, '')
const strip = (line: string): string => trimmed(line).replace(/,? (?:please|pls|thanks|thank you|bitte|danke|merci|gracias|grazie|por favor|s'il (?:vous|te) pla[iî]t|alstublieft|tack|takk|tak)$/, '').replace(/^(?:please|pls|bitte|merci de|por favor|per favore|s'il (?:vous|te) pla[iî]t|graag|snälla),? /, '').trim()

// The whole answer is one of these. "No thanks" is what our own mails offer as a way out.
const whole = new RegExp(`^(?:${[
  'stop', 'stop it', 'stop this', 'stop emails?', 'stop mails?', 'stop e-?mailing(?: me)?', 'unsubscribe', 'unsubscribe me', 'unsub', 'remove', 'remove me', 'opt[- ]?out',
  'no,? thanks?', 'no,? thank you', 'not interested,? remove(?: me)?', 'cancel', 'delete me', 'take me off', 'leave me alone', 'go away', 'fuck off', 'piss off', 'spam',
  'nein,? danke', 'nein,? vielen dank', 'kein bedarf,? bitte löschen', 'abmelden', 'abbestellen', 'austragen', 'stopp', 'bitte löschen', 'löschen',
  'non,? merci', 'désabonnez[- ]moi', 'désinscri(?:ption|re|vez[- ]moi)', 'me désinscrire', 'arrêtez', 'stop svp',
  'no,? gracias', 'baja', 'darme de baja', 'cancelar(?: suscripción)?', 'no,? grazie', 'cancellami', 'cancellatemi', 'rimuovetemi', 'disiscrivimi', 'disiscrivetemi', 'basta',
  'nee,? (?:bedankt|dank (?:je|u))', 'uitschrijven', 'afmelden', 'não,? obrigad[oa]', 'remover', 'descadastrar', 'sair da lista', 'cancelar inscrição',
  'nej,? tack', 'avregistrera(?: mig)?', 'avsluta', 'nej,? tak', 'afmeld(?: mig)?', 'nei,? takk', 'meld meg av', 'ei,? kiitos', 'poista(?: minut)?', 'lopeta',
  'nie,? dzi[eę]kuj[eę]', 'wypisz(?: mnie)?', 'rezygnuj[eę]', 'ne,? děkuji', 'odhlásit', 'nie,? ďakujem', 'nem,? köszönöm', 'leiratkozom', 'leiratkozás', 'nu,? mulțumesc', 'dezabonare', 'hayır,? teşekkürler', 'abonelikten çık',
  'нет,? спасибо', 'отписаться', 'отпишите(?: меня)?', 'отписка', 'стоп', 'ні,? дякую', 'відписатися', 'όχι,? ευχαριστώ', 'διαγραφή',
  '配信停止', '配信不要', '不要です', '退订', '退訂', '取消订阅', '不需要', '不需要,? ?谢谢', '수신거부', '구독취소',
].join('|')})$`, 'u')

/** As a sentence of its own, within an answer that says more. */
const stops = /^(?:(?:please|pls|just|so|now|and) )*stop(?: (?:it|this|now|please|immediately))*$|^(?:bitte )?(?:stopp|aufhören)(?: bitte)?$|^(?:arrêtez|stop)(?: svp| merci)?$|^(?:basta|smettetela)(?: così| grazie)?$|^hou (?:er)?mee op$|^lopettakaa$|^прекратите(?: пожалуйста)?$/u

/** "No thanks", and then a question or a but: a person reads what follows. */
const goesOn = /[?？]|(?<!\p{L})(?:but|maybe|perhaps|aber|vielleicht|mais|peut-être|pero|quizás?|talvez|mas|ma|forse|maar|misschien|men|kanske|måske|kanskje|ale|może|но|але)(?!\p{L})/u

/** A question that is an order: "Can you please remove me from your list?" */
const begs = /(?:^|[,;:.!–—-] ?|\b(?:and|but|so|please|und|et) )(?:(?:can|could|would|will) you(?! mind)|(?:können|könnten|würden) sie|(?:pouvez|pourriez)-vous)(?!\p{L})/u

/** "Please don't remove me", "we don't want to unsubscribe", "our vendors never write and do not contact us": the order is denied, or another's. */
const denied = /\b(?:don't|do not|never|didn't|did not|not|no need to|rather than|instead of|before you|without|if (?:i|you|we) (?:want|need|would)|how (?:do|can|to)|customers?|users?|clients?|recipients?|prospects?|they|he|she) (?:want(?:s|ed)? (?:you )?to |need to |have to |ever |can )?(?:unsubscribe|remove me|take me off|opt out|be removed|stop|delete me)\b|\bwhy (?:do|don't|should|did)\b|\b(?:they|he|she|who|which|customers?|clients?|users?|vendors?|suppliers?|providers?|competitors?|prospects?|candidates?|reps?)\b[^.!?,;]{0,50} (?:and|or|so|just|then|now|also) (?:never|don't|do not|stop|cease|quit)\b|\b(?:nicht|ohne) (?:austragen|abmelden|löschen)\b/u
