// "Stop writing to me", said by a person. An opt-out silences an address for good, so the rule is strict: the whole answer is
// such a word, or a short answer holds a clear order. Questions, negations and talk about other people's mails are none.

/** The phrase that was found, or undefined. `text`: the new text of the mail, without quote and signature. */
export function optOutIn(text: string, subject = ''): string | undefined {
  const plain = norm(text)
  if (plain.length > 1200) return undefined
  const bare = plain.replace(/^(?:(?:hi|hello|hey|dear|hallo|guten tag|bonjour|hola|ciao|buongiorno|olá|hej|hei|moi)[^.!?\n]{0,30}[,.!]\s*)/, '').replace(/[\s.,!;:"'“”’()*_<>-]+$/g, '').replace(/^[\s"'“”*_<(-]+/g, '')
  const firstLine = bare.split('\n').find((line) => line.trim())?.trim() ?? ''
  const said = (line: string) => whole.test(trimmed(line)) || whole.test(strip(line))
  if (said(bare) || (bare.length < 160 && said(firstLine))) return trimmed(firstLine).slice(0, 60)
  if (bare === '' && /^\s*(?:re:\s*)?(?:unsubscribe|abmelden|désabonnement|désinscription|baja|cancellami|uitschrijven|отписаться|opt[- ]?out)\s*$/i.test(subject)) return subject.trim()
  const words = bare.split(/\s+/).length
  for (const sentence of bare.split(/(?<=[.!?。！？])\s*|\n+/)) {
    const phrase = order.exec(sentence)?.[0]
    if (phrase && words <= 90 && !/[?？]\s*$/.test(sentence) && !denied.test(sentence)) return phrase.slice(0, 60)
  }
  return undefined
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

// A clear order within a short answer.
const order = new RegExp([
  String.raw`\bunsubscribe (?:me|us|my (?:e-?mail|address)|this (?:e-?mail|address))\b`,
  String.raw`^(?:please |pls |kindly )?unsubscribe\b(?! (?:rate|link|page|button|option|feature|process|list|people|users))`,
  String.raw`\b(?:remove|delete|take|drop|strike|scrub) (?:me|us|my (?:e-?mail(?: address)?|address|name|contact|details|data|information|info)|this (?:e-?mail|address|contact))\b(?: \w+){0,3} ?(?:from|off|out of|immediately|now|$|[.!,])`,
  String.raw`\btake (?:me|us) off\b`,
  String.raw`\b(?:stop|cease|quit) (?:e-?mailing|mailing|contacting|messaging|writing(?: to)?|spamming|sending|bothering|harassing|pestering|soliciting)\b`,
  String.raw`\b(?:do not|don't|dont|never|please don't|please do not) (?:ever )?(?:contact|e-?mail|mail|write(?: to)?|message|spam|approach|solicit|reach out to|send) (?:me|us|anything|any (?:more|further)|more)\b`,
  String.raw`\bno (?:more|further) (?:e-?mails?|mails?|messages?|contact|correspondence|communications?|outreach|solicitations?)\b`,
  String.raw`\b(?:opt|opting) (?:me |us )?out\b`, String.raw`\bi(?:'d like| want| wish| would like)? to (?:opt out|unsubscribe|be removed)\b`,
  String.raw`\b(?:cease and desist|lose my (?:e-?mail|number|address)|leave me alone|under (?:the )?gdpr,? (?:i|please) .{0,40}(?:delet|eras|remov|object))`,
  // German
  String.raw`\bkeine? (?:weiteren?|mehr|e-?mails? mehr|werbung|werbe-?mails?|werbemails?|solchen?)(?: e-?mails?| mails?| nachrichten| anfragen| werbung| kontaktaufnahmen?| zuschriften)?\b(?: mehr| senden| schicken| schreiben| erhalten| wünschen)?(?=[^?]*$)`,
  String.raw`\b(?:schreiben|kontaktieren|mailen|belästigen|anschreiben) sie (?:mich|mir|uns)\b[^.!?]{0,40}\b(?:nicht(?: mehr| weiter)?|keine|nie)\b`,
  String.raw`\b(?:schicken|senden) sie (?:mich|mir|uns)\b[^.!?]{0,40}\b(?:nichts? mehr|nie wieder|keine? (?:weiteren? |solchen? |mehr )*(?:e-?mails?|mails?|nachrichten|werbung|newsletter|angebote|infos?)\b)`,
  String.raw`\b(?:schreib|kontaktier|mail|schick|belästige?) (?:mich|mir|uns)\b[^.!?]{0,30}\b(?:nicht(?: mehr)?|keine|nie)\b`,
  String.raw`\b(?:mich|uns|meine (?:e-?mail-?)?(?:adresse|daten)|diese adresse|meinen kontakt)\b[^.!?]{0,60}\b(?:austragen|abmelden|löschen|entfernen|streichen|herausnehmen|rausnehmen|abzumelden|zu (?:löschen|entfernen|streichen)|auszutragen)\b`,
  String.raw`\b(?:löschen|entfernen|streichen|nehmen) sie (?:mich|uns|meine|unsere|bitte)\b`,
  String.raw`\b(?:nehmen|nimm) (?:sie )?(?:mich|uns) (?:bitte )?(?:aus|von)\b`,
  String.raw`\b(?:unterlassen sie|hören sie auf|bitte (?:nicht mehr|nie wieder|nicht weiter) (?:schreiben|kontaktieren|anschreiben|melden|mailen|anrufen)|widerspreche (?:ich )?(?:hiermit )?(?:der|jeder|einer) (?:weiteren )?(?:nutzung|verarbeitung|werbung|kontakt))`,
  // French
  String.raw`\b(?:désabonn|désinscri|désincri|desabonn|desinscri)\w*[- ](?:moi|nous|mon|cette)\b|\bme (?:désabonner|désinscrire|retirer|supprimer|rayer)\b|\b(?:retirez|supprimez|enlevez|rayez|effacez|ôtez|retirer|supprimer|enlever)[- ](?:moi|nous|mon (?:adresse|mail|e-?mail|nom|contact)|mes (?:données|coordonnées)|cette adresse)`,
  String.raw`\bne (?:m'|me |nous )?(?:plus (?:m'|me |nous )?)?(?:contact|écriv|envoy|sollicit|recontact|adress|recev)\w*[^.!?]{0,20}\b(?:plus|pas)\b|\bne plus (?:me|m'|nous)\s?\w+|\b(?:arrêtez|cessez) (?:de|d'|vos|ces)|\bplus (?:aucun|de) (?:mails?|e-?mails?|messages?|courriels?|sollicitation)`,
  // Spanish, Portuguese, Italian
  String.raw`\b(?:d[aá]me|denme|darme|d[eé]me|dar) de baja\b|\bno (?:me|nos) (?:escrib|contact|env[ií]|mand|molest|llam)\w*(?: m[aá]s)?\b|\b(?:elim[ií]n|b[oó]rr|qu[ií]t|s[aá]c|rem[uú]ev)(?:e|a|en|ame|eme|enme)\w*(?:me|nos| mi| de (?:la|su) lista)\b|\bdej(?:e|en|a) de (?:escrib|env|contact|mand|molest)\w*|\bno (?:deseo|quiero) (?:recibir|que me)\b`,
  String.raw`\b(?:remov|retir|exclu|apag|delet|descadastr|tir)(?:a|e|am|em|ir|ar)?[- ]?(?:me|nos|o meu|meu|a minha)\b[^.!?]{0,40}\b(?:list|e-?mail|contat|cadastr|base|lista)\w*|\b(?:não|nao) (?:me |nos )?(?:envi|contat|escrev|mand|quero receber|desejo receber)\w*(?:[^.!?]{0,20}\bmais\b)?|\bpar(?:e|em|ar) de (?:me |nos )?(?:envi|escrev|contat|mand)\w*|\b(?:retire|remova|exclua|tire)[- ]me\b`,
  String.raw`\b(?:cancell|rimuov|elimin|togli|disiscriv|depenn)\w*(?:mi|temi|teci|ci)\b|\b(?:cancellare|rimuovere|eliminare|togliere) (?:il mio|la mia|i miei|questo)\b|\bnon (?:mi |ci )?(?:scriv|contatt|invi|mand|desidero ricevere|voglio ricevere|voglio più)\w*(?:[^.!?]{0,12}\bpiù\b)?|\bsmett(?:ete|etela|ere|ila|i) di (?:scriv|invi|mand|contatt)\w*`,
  // Dutch, Scandinavian, Finnish
  String.raw`\b(?:schrijf|meld) (?:mij|me|ons) (?:uit|af)\b|\b(?:verwijder|haal|schrap) (?:mij|me|ons|mijn (?:e-?mail|adres|gegevens|naam))\b|\b(?:geen (?:verdere )?(?:e-?mails?|mails?|berichten|contact|reclame|nieuwsbrie\w+)(?: meer)?(?= ?(?:sturen|ontvangen|opnemen|graag|a\.?u\.?b|alstublieft|aub|[.!]|$))|(?:stuur|zend|mail) (?:mij|me|ons) (?:a\.?u\.?b\.? )?(?:geen|niet)(?: verdere)?(?: e-?mails?| mails?| berichten| reclame)?(?: meer)?|stop met (?:mailen|sturen|schrijven)|niet meer (?:mailen|contacteren|benaderen|schrijven))`,
  String.raw`\b(?:sluta (?:skicka|mejla|maila|kontakta|skriva)|ta bort (?:mig|min|mina|oss)|avregistrera mig|(?:mejla|maila|kontakta|skriv) (?:mig |oss )?(?:inte|aldrig)|inga fler (?:mejl|mail|utskick))`,
  String.raw`\b(?:stop med at (?:skrive|sende|maile|kontakte)|(?:fjern|slet|slett) (?:mig|meg|min|mine|oss|os)|afmeld (?:mig|mit)|meld (?:meg|mig) (?:av|af)|(?:ikke|aldri|aldrig) (?:kontakt|send|skriv|mail)\w* (?:meg|mig|oss|os)|(?:kontakt|send|skriv til) (?:meg|mig) (?:ikke|aldri)|ingen flere (?:mails?|e-?post|e-?mails?|henvendelser)|slutt (?:å|med å) (?:sende|skrive|kontakte))`,
  String.raw`(?<![\p{L}])(?:poista(?:kaa)? (?:minut|osoitteeni|tietoni|meidät)|älkää? (?:enää )?(?:lähet|ota|kirjoit)\w*|lopeta(?:kaa)? (?:viest|lähett|sähköpost)\w*|ei enää (?:viestejä|sähköposteja|postia))`,
  // Slavic, Hungarian, Romanian, Turkish, Greek
  String.raw`(?:prosz[eę] (?:mnie )?(?:wypisa|usun)\p{L}*(?! (?:z oferty|ten|to))|prosz[eę] (?:o )?(?:(?:już|więcej|do mnie|do nas|mi|nam|się ze mną|mnie) ){1,3}nie (?:pisa|wysyła|kontaktowa|przesyła)\p{L}*|prosz[eę] nie (?:pisać|kontaktować|wysyłać|przesyłać) (?:już|więcej|do mnie|do nas|mi|się|żadnych|(?:e-?)?mail\p{L}*|wiadomości)[^.!?]{0,20}(?=[.!]|$)|(?:usuń|wypisz|usuńcie)(?:cie)? (?:mnie|mój|moje|nas)|nie (?:pisz|wysyłaj|kontaktuj)\w* (?:do mnie|mi|się)|nie (?:życzę|chcę) (?:sobie )?(?:otrzymywać|więcej|kontaktu))`,
  String.raw`(?:(?:odhlas|vymaž|odstraň|vyřaď|smaž)\w* (?:mě|mne|mi|nás|mou|moji|můj|ma|moju)|(?:nepišt|neposíl|nekontaktu|nezasíl)\w* mi|(?:nepišt|nekontaktu)\w* (?:mě|nás|ma)|nepřeji si (?:dostávat|další)|(?:töröl|vegy)\w* (?:le |ki )?(?:az? )?(?:engem|címem|adata|listá)\w*|ne (?:írjon|küldj|keress)\w*|nu (?:îmi |mă |ne )?(?:mai )?(?:scri|trimit|contact)\w*|(?:șterge|elimina|dezabona)(?:ți|ti)?[- ](?:mă|ma|adresa)|listeden çıkar\w*|(?:bana|bize) (?:bir daha )?(?:yazma|mail (?:atma|gönderme)|e-?posta gönderme)\w*|διαγράψτε με|μη(?:ν)? (?:μου )?(?:ξανα)?(?:στείλετε|γράψετε|στέλνετε))`,
  String.raw`(?:отпиши(?:те)?|удали(?:те)?|исключи(?:те)?|вычеркни(?:те)?|уберите) (?:меня|нас|мой|мою|мои|этот|пожалуйста)|(?:больше )?не (?:пиши|присылай|беспокой|звони|отправляй|шли)(?:те)?|прекрати(?:те)? (?:писать|присылать|рассыл|отправ|слать)|не (?:хочу|желаю) (?:больше )?(?:получать|никак)|відпишіть (?:мене|нас)|видаліть (?:мене|мою|нас)|(?:більше )?не (?:пишіть|надсилайте|турбуйте)`,
  // Chinese, Japanese, Korean
  '(?:请)?(?:不要|别|勿|停止)(?:再)?(?:给我|向我|给我们)?(?:再)?(?:发|發|发送|發送|联系|聯繫|寄|打扰)(?:邮件|郵件|信)?|(?:请)?(?:把我|将我|從|从)[^。]{0,12}(?:删除|移除|刪除)|(?:取消|退出)(?:订阅|訂閱)',
  '(?:配信|送信|メール|連絡|営業)[^。]{0,16}(?:停止|やめて|不要|お断り|止めて|控えて|しないで)|(?:送ら|連絡し)ないで|(?:リスト|名簿)[^。]{0,10}(?:削除|外して)|今後[^。]{0,20}(?:不要|お断り|ご遠慮)',
  '(?:메일|연락|이메일|문자)[^.]{0,12}(?:보내지|하지|그만|중단|원하지)|수신\\s?거부|(?:목록|리스트)[^.]{0,8}(?:삭제|제외|빼)',
].join('|'), 'u')

/** "Please don't remove me", "we don't want to unsubscribe": the order is denied. */
const denied = /\b(?:don't|do not|never|didn't|did not|not|no need to|rather than|instead of|before you|without|if (?:i|you|we) (?:want|need|would)|how (?:do|can|to)|customers?|users?|clients?|recipients?|prospects?|they|he|she) (?:want(?:s|ed)? (?:you )?to |need to |have to |ever |can )?(?:unsubscribe|remove me|take me off|opt out|be removed|stop|delete me)\b|\bwhy (?:do|don't|should|did)\b|\b(?:nicht|ohne) (?:austragen|abmelden|löschen)\b|\bkein(?:e|en)? (?:fragen|probleme?|zeit) mehr\b|\bkeine? weiteren? (?:fragen|rückfragen|infos?|informationen|unterlagen|termine?|details)\b|\bkeine? mehr\b(?! (?:e-?mails?|mails?|nachrichten|werbung|senden|schicken|schreiben|von ihnen))/u
