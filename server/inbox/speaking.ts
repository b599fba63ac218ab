// Does somebody speak to us? "I am on leave with limited access to mail" is written by machines and by people; "yes please, send me the
// pricing" by people only. Asked where nothing but the text tells a note of absence from an answer: an answer wins, for taken for a
// note it would be followed up as if nobody had answered.
import { unwrapped } from './wrapped-lines.ts'

/** `text`: the new text of the mail. One sentence is enough, unless it is about urgent matters, which notes name as well. */
export function speaksToUs(text: string): boolean {
  const plain = unwrapped(text.slice(0, 3000)).normalize('NFKC').toLowerCase().replace(/[’‘`´]/g, "'")
  return (plain.match(/[^.!?。！？\n]+[.!?。！？]*/g) ?? []).some((sentence) => !forUrgent.test(sentence) && (speaks.test(sentence) || asks(sentence) || (kindly.test(sentence) && !returning.test(sentence))))
}

/** A question is one to us, unless it is the kind with which notes pass on: "Need help? Write to Kim." */
const asks = (sentence: string): boolean => /[?？]\s*$/.test(sentence) && sentence.trim().split(/\s+/).length >= 3 && !/(?<!\p{L})(?:need\p{L}*|help|assist\p{L}*|support|questions?|hilfe|fragen|anliegen|aide|questions|ayuda|preguntas|aiuto|domande|hulp|vragen|ajuda|hjälp|frågor|hjelp|hjælp|spørgsmål|spørsmål|pomoc\p{L}*|помощь|вопросы)(?!\p{L})/u.test(sentence)

const words = (...parts: string[]): string => String.raw`(?<!\p{L})(?:${parts.join('|')})(?!\p{L})`

// "This is urgent for us" is said of our matter, not of theirs.
const forUrgent = new RegExp([
  words(
    String.raw`urgent(?:ly)?(?! (?:for|to) (?:me|us|our))`, String.raw`urgenc(?:y|ies|ia|e)|emergenc(?:y|ies)|immediate|in my absence|(?:if|should) (?:you|it|your|this|anything|something)(?: \p{L}+){0,4} (?:need|needs|require|requires|urgent|wait|matter|question|questions|help|assistance)`,
    String.raw`dringend\p{L}+|(?<!(?:bei|für) (?:uns|mich) (?:sehr |wirklich |ziemlich |gerade )?)dringend(?! (?:bei|für) (?:uns|mich))|eilig\p{L}*|eilt|notf[aä]ll\p{L}*|in meiner abwesenheit|wenn es|falls es|urgence|si besoin|en cas|urgentes?|urgente|urgencias?|en caso|urgenz[ae]|urgenti|in caso|spoed|bij vragen|urgência|em caso`,
    String.raw`brådsk\p{L}*|akut\p{L}*|haster|hast\p{L}*|kiire\p{L}*|piln\p{L}*|nagł\p{L}*|naléhav\p{L}*|urgentn\p{L}*|súrn\p{L}*|sürgős\p{L}*|acil|срочн\p{L}*|экстренн\p{L}*|термінов\p{L}*|επείγ\p{L}*`,
  ), '急|緊急|紧急|긴급|급한',
].join('|'), 'u')

/** When: "call me on Monday". How is said by notes as well: "call me on my mobile". */
const day = String.raw`(?:(?: (?:back|again|then|please|later))+(?=\s*[.!,;]|\s*$)|(?: (?:back|again|then|please))*(?: (?:on|next|this|in|after|from|when|any) (?!my|the (?:phone|mobile|number|cell)|\+|0\d|\d{3}|\d+[ /-]\d)[\p{L}\d]+| (?:tomorrow|today|anytime|monday|tuesday|wednesday|thursday|friday)))`

/** "Will gladly answer on my return" is what notes say; the same without a return is said to us. */
const kindly = new RegExp(words(
  String.raw`(?:i'd|i would|we'd|we would) (?:be )?(?:happy|glad|like|love) to (?:talk|chat|hear|learn|see|discuss|meet|know|explore|take|have|get|try|schedule|test|buy)|(?:happy|glad|love|keen) to (?:talk|chat|meet|discuss|hear|jump|take a call|see|learn|explore)`,
  String.raw`(?=c[hio]|get|rea|fol|tou|wri|try)(?<=^[^\p{L}]*|[,;:–—-] ?|(?:please|and|but|just|could you|can you|maybe) )(?:circle back|(?:(?:check|come|get|reach) (?:back|in|out)|follow up|touch base|contact (?:me|us)|get in touch|write (?:to )?(?:me|us)|try (?:me|us)?)(?: (?:to|with) (?:me|us))?(?: again| back)? (?:next (?:month|quarter|year|spring|summer|autumn|fall|winter)|in (?:(?:early|late|mid) )?(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|fall|winter|q[1-4]|the (?:new year|spring|summer|autumn|fall|winter)|(?:\d|a (?:few|couple of)|two|three|four|six) (?:months|quarters))))`,
  String.raw`sehr gern\p{L}*|avec plaisir|volontiers|con (?:mucho )?gusto|hablamos|volentieri|sentiamoci|ci sentiamo|spreken we|vi (?:hörs|talas|ses|høres)|chętnie`,
), 'u')
const returning = new RegExp(words(String.raw`return\p{L}*|(?:i'm|i am|i get|i come|when) back|rückkehr|zurück\p{L}*|retour|rentr\p{L}+|reviens|regres\p{L}*|vuelv\p{L}+|vuelta|reincorpor\p{L}*|rientr\p{L}*|ritorn\p{L}*|terug\p{L}*|retorn\p{L}*|tillbaka|åter\p{L}*|tilbage|tilbake|powr[oó]\p{L}*|wróc\p{L}*|wrac\p{L}*`), 'u')

const speaks = new RegExp([
  words(
    // English
    String.raw`(?=yes)(?<=^[^\p{L}]*|[,;:–—-] ?)yes,? (?:please|i|we|let|that|sure|this|it)|yes please|please do(?! not)|sounds (?:good|great|interesting|useful|perfect|fine|promising|like)|go ahead|count me in|tell me more|let'?s (?:talk|speak|meet|chat|do|schedule|set|connect|book|find|discuss|catch|plan|aim|pick|move|say)|let us (?:talk|speak|meet|do|schedule|discuss|find)`,
    String.raw`(?:send|share|forward|e-?mail|mail|give|show|get) (?:me|us)(?: over)?(?! (?:an? )?(?:e?-?mail|message|text|reminder|sms|your (?:request|message|e?-?mail)|again|time|until)(?!\p{L})) (?:\p{L}+ ){0,3}(?:pricing|prices?|quotes?|proposal|offer|info\p{L}*|details?|deck|slides|brochure|demo|examples?|links?|material|contract|options|times?|slots?|dates|draft|documents?|cases?|numbers|figures|invit\p{L}*|more|it|them|that)`,
    String.raw`(?:call|ring|phone|ping|try|remind|nudge) (?:me|us)${day}|give (?:me|us) (?:until|till)|give (?:me|us) a (?:call|ring|shout)${day}`,
    String.raw`urgent (?:for|to) (?:me|us|our)|(?:i'm|i am|we're|we are|would be|very|quite|definitely|really) (?:\p{L}+ )?(?:interested|keen)(?! parties)|(?=interested)(?<=^[^\p{L}]*|[,;:–—-] ?|but |and )interested(?=\s*(?:[.!,;]|$))`,
    String.raw`looks (?:\p{L}+ )?(?:great|good|interesting|useful|perfect|fine|promising)|(?:\p{L}*day|tomorrow|mornings?|afternoons?|evenings?|noon|week|that|this|it|[ap]m|\d|either|anytime|time|date|slot) works(?= (?:for|best|well|fine|great|too|better)(?!\p{L})|\s*(?:[.!,;]|$))|(?:we're|we are|i'm|i am) (?:all )?set(?! up)|(?:we|i) (?:really )?(?:don't|dont|do not) need (?:this|that|it|any|one|your|another|such|more|anything)(?! (?:urgently|answered))`,
    String.raw`let (?:me|us) know (?:some|a few|a couple|more|times?|dates?|slots?|pricing|the (?:price|pricing|costs?|details|next steps|times?)|your (?:prices?|pricing|availability|times?|rates?)|what (?:times?|days?|it|that|this|works|you (?:charge|think|propose|suggest))|which (?:times?|days?|slots?)|when (?:you (?:can|could|are free|have time)|we|it works|works)|how (?:much|we|to proceed|this|it)|if (?:we (?:can|could)|(?:that|this|it|\p{L}+day) (?:works|suits)))`,
    String.raw`(?:send|share|forward) (?:(?:it|them|that|(?:the|your|some|an?|any) (?!request|enquir|inquir|quer|question|message|e-?mail|mail|ticket|matter|issue|invoice)(?:\p{L}+ )?\p{L}+) over|over (?:the|your|some|an?) (?!request|enquir|inquir|quer|question|message|e-?mail|mail|ticket|matter|issue|invoice)\p{L}+|(?:the|your|some|an?) (?:\p{L}+ )?(?:pricing|prices|price list|deck|slides|proposal|quote|offer|brochure|demo|material))(?! (?:directly )?to(?!\p{L}))`,
    String.raw`(?:works?|suits?|is (?:good|fine|ok|perfect)) for (?:me|us)|(?:are|am|'re|'m) looking for|(?:not|isn't|aren't) (?:really )?(?:interested|for us|relevant)|no (?:thanks|thank you|interest|budget)|not now|(?:we|i) (?:already )?(?:have|use|work with) (?:a|an|our|another) (?:\p{L}+ )?(?:tool|vendor|supplier|solution|provider|system|partner)|(?:we|i)(?:'ll| will) pass|(?:remove|take|delete) (?:me|us)|unsubscribe|stop (?:e?-?mailing|writing|contacting|sending)`,
    // German
    String.raw`ja,? (?:bitte|gern\p{L}*|das|wir|ich)|klingt (?:gut|spannend|interessant|super|vielversprechend)|(?:ich bin|wir sind|wir wären|ich wäre) (?:\p{L}+ )?(?:interessiert|dabei)|interessiert (?:mich|uns)|lassen sie uns|sprechen wir|telefonieren wir|(?:schicken|senden|mailen|geben|nennen|zeigen) sie (?:mir|uns)(?! (?:bitte )?(?:ihre (?:anfrage|nachricht|e?-?mail)|eine? (?:e?-?mail|nachricht|sms)))|schick(?:t)? (?:mir|uns)|rufen sie (?:mich|uns)(?: (?:bitte|gern\p{L}*|doch|dann|einfach))*(?: (?:am|nächste|kommende|ab|morgen|danach|wieder)(?: \p{L}+)*)? an|ruf mich`,
    String.raw`(?:können|könnten|wollen|sollen) wir (?!ihre)|kein(?:en)? (?:interesse|bedarf|budget)|nicht interessiert|(?:haben|hätten|habe|hätte) (?:(?:wir|ich|großes|grundsätzlich|durchaus|generell|sehr|schon) )*interesse|bei uns (?:sehr |wirklich |ziemlich |gerade )?dringend|(?:(?:wir|ich) (?:brauchen?|benötigen?)|(?:brauchen?|benötigen?) (?:wir|ich)) (?:(?:das|dies|es|so etwas|sowas|hier|aktuell|derzeit|momentan|leider|gerade) )*(?:nicht|nichts)|(?:schicken|senden) sie (?:(?:bitte|gern\p{L}*|doch|einfach) )*(?:das|ihr|ihre|die|ein) (?:angebot|preise|preisliste|unterlagen|konditionen|präsentation)(?! an(?!\p{L}))|wir haben (?:bereits|schon)|passt (?:mir|uns|gut)|für uns (?:ist das|wäre das|dringend)|dringend für uns|melden sie sich (?:bitte |gern\p{L}* )?(?:am|nächste|kommende) \p{L}+|(?:streichen|löschen|entfernen|nehmen) sie (?:mich|uns|meine)`,
    // French
    String.raw`oui,? (?:volontiers|avec|merci|je|nous|cela|ça|bien|s'il|envoyez)|(?:cela|ça) (?:m'|nous )intéresse|(?:suis|sommes|serais|serions) (?:très |vivement |bien )?intéressée?s?|(?:envoyez|transmettez|faites)-(?:moi|nous)(?! (?:votre (?:message|demande)|un (?:mail|message|e?-?mail|sms)))|(?:appelez|rappelez|recontactez)-(?:moi|nous)(?! (?:au|sur|à|par)(?!\p{L}))|parlons|discutons|fixons|convenons|on (?:en parle|se parle|s'appelle)|pas intéressée?s?|(?:nous n'avons|je n'ai|n'en avons|je n'en ai) (?:pas|plus|aucun) besoin|(?:envoyez|transmettez) (?:votre|vos|une|un|la|le|les) (?:offre|proposition|devis|tarifs?|prix|présentation|brochure|documentation|plaquette)(?! à(?!\p{L}))|nous avons déjà|cela me convient|retirez-moi`,
    // Spanish
    String.raw`sí,? (?:por favor|claro|me|nos|gracias)|(?:me|nos) interesa|(?:estoy|estamos) interesad[oa]s?|(?:env[ií]e|env[ií]a|m[aá]nde|m[aá]nda|p[aá]se|p[aá]sa|env[ií]en|manden)(?:me|nos)(?! (?:su (?:consulta|mensaje|correo)|un (?:correo|mensaje|e?-?mail)))|ll[aá]m(?:e|a|en)(?:me|nos)(?! (?:al|por|a mi)(?!\p{L}))|hablemos|suena bien|no (?:me|nos) interesa|no (?:me|nos) hacen? falta|no (?:lo |la )?necesitamos|ya tenemos`,
    // Italian
    String.raw`sì,? (?:grazie|certo|mi|ci|per favore|volentieri)|(?:mi|ci) interessa|(?:siamo|sono|saremmo|sarei) (?:molto )?interessat[oaie]|(?:mi|ci) (?:mandi|invii|mandate|inviate)|(?:manda|invia|mandate|inviate|mandar|inviar)(?:mi|ci)(?! un (?:messaggio|e?-?mail))|(?:mi|ci) (?:chiami|richiami|chiamate)(?! al(?!\p{L}))|chiamatemi(?! al(?!\p{L}))|parliamone|non (?:mi|ci) interessa|non siamo interessati|abbiamo già`,
    // Dutch
    String.raw`ja,? (?:graag|prima|dat|stuur)|klinkt (?:goed|interessant|leuk)|(?:stuur|stuurt u|geef) (?:mij|me|ons)(?! (?:een (?:e?-?mail|bericht|sms)))|(?:bel|belt u) (?:mij|me|ons)(?! (?:op|bij|via)(?!\p{L}))|laten we|(?:heb|hebben|wel|zeker) interesse|geïnteresseerd|geen (?:interesse|behoefte)|we hebben al`,
    // Portuguese
    String.raw`sim,? (?:por favor|claro|envie|pode|tenho|temos|obrigad[oa])|(?:tenho|temos) interesse|(?:estou|estamos) interessad[oa]s?|(?:envie|mande|passe)(?:m)?-(?:me|nos)(?! (?:um e?-?mail|uma mensagem))|(?:me|nos) (?:envie|mande|passe|envia|manda)(?! (?:um e?-?mail|uma mensagem))|ligue-me(?! para)|me ligue(?! (?:no|para)(?!\p{L}))|vamos (?:falar|conversar|marcar)|combinado|parece (?:bom|interessante|ótimo)|(?:não|nao) (?:tenho|temos) interesse|já temos`,
    // Swedish, Danish, Norwegian, Finnish
    String.raw`ja,? (?:tack|gärna|tak|gerne|takk|det)|låter (?:bra|intressant|spännande)|lyder (?:godt|bra|spændende|interessant|spennende)|høres (?:bra|interessant|spennende) ut|(?:ring|skicka|mejla|maila|send) (?:mig|meg|oss|os)(?! (?:på|via|en (?:mail|e?-?post|besked|melding)|ett (?:mejl|meddelande|sms))(?!\p{L}))|låt oss|lad os|la oss|(?:är|er) (?:\p{L}+ )?(?:intresserade?|interesserede?|interesserte?|interessert|interesseret)|inte intresserade?|ikke interessere?t`,
    String.raw`kyllä kiitos|kuulostaa|kiinnostaa|kiinnostunut|kiinnostuneita|lähet(?:ä|täkää) (?:minulle|meille) (?!viesti|sähköposti)\p{L}+|soit(?:a|takaa) (?:minulle|meille) (?:maanantai|tiistai|keskiviikko|torstai|perjantai|huomen|ensi)\p{L}*|sovitaan|jutellaan`,
    // Polish, Czech, Hungarian, Romanian, Turkish, Greek
    String.raw`tak,? (?:poproszę|proszę|chętnie)|(?:poproszę|prosimy|proszę) o (?:ofert\p{L}*|cennik|informacj\p{L}*|szczegół\p{L}*|więcej|wycen\p{L}*)|proszę (?:mi |nam )?(?:przesłać|wysłać|podesłać) (?:mi |nam )?(?:ofert|cennik|szczegół|informacj|wycen)\p{L}*|brzmi (?:dobrze|ciekawie|interesująco)|porozmawiajmy|zdzwońmy|(?:jestem|jesteśmy) zainteresowan\p{L}+`,
    String.raw`ano,? (?:prosím|děkuji|rád\p{L}?)|pošlete (?:mi|nám) (?!zprávu|e?-?mail)\p{L}+|zavolejte (?:mi|nám) (?:v|příští|zítra)|zní to|(?:mám|máme|nemáme|nemám) zájem|igen,? (?:kérem|küldje\p{L}*|érdekel)|érdekel\p{L}*|jól hangzik|beszéljünk|da,? (?:vă rog|sigur|trimiteți)|trimiteți-mi (?!un (?:mesaj|e?-?mail))\p{L}+|(?:mă|ne) interesează|sună bine|ilgileniyor\p{L}*|konuşalım|görüşelim|ναι,? (?:παρακαλώ|στείλτε)|στείλτε μου|(?:με|μας) ενδιαφέρει|ας μιλήσουμε`,
    // Russian, Ukrainian
    String.raw`да,? (?:пожалуйста|конечно|интересно|пришлите)|(?:пришлите|вышлите|отправьте)(?: (?:мне|нам))?,? (?:пожалуйста,? )?(?!запрос|письмо|сообщение)\p{L}+|позвоните (?:мне|нам) (?:в|во|на следующей|завтра) (?!экстр)\p{L}+|давайте|созвонимся|поговорим|(?:мне|нам|нас|меня) (?:это )?(?:очень )?интерес\p{L}+|не интерес\p{L}+|надішліть (?:мені|нам)|(?:мені|нам|нас) цікав\p{L}+|зателефонуйте (?:мені )?(?:в|у|завтра)`,
  ),
  '感兴趣|可以聊|(?:发|发送|寄)(?:给?我|一份)|报价发|打电话给我|给我打电话', 'ぜひ|興味(?:が|は)?あり|(?:資料|見積|詳細|価格)[^。]{0,10}(?:送|ください|いただけ|お願い)|お話(?:し)?(?:したい|できれば|しましょう)', '관심(?:이)? ?있|(?:자료|견적|가격|제안서)[^.]{0,8}(?:보내|주세요|부탁)|통화(?:해요|합시다|하시죠)',
].join('|'), 'u')
