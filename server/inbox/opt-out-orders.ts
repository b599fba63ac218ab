// The orders that end our mails, by language. Each names its object: the writer ("take me off your list", "do not write to me again")
// or the mails themselves ("no more mails"). "Don't send me a PDF", "delete line 3" and "we want to stop mailing by hand" are none,
// for whoever says these may be about to buy. Of two readings the milder one counts: a missed order still stops the campaign as an
// answer and is seen by a person; one that was none would silence somebody for good.

/** Whole words of languages that write with spaces; `\b` knows only English letters. */
const words = (...parts: string[]): string => String.raw`(?<!\p{L})(?:${parts.join('|')})(?!\p{L})`
/** The clause ends here: nothing follows that would make it an order about something else. */
const end = String.raw`(?=\s*(?:[.!,;:)–—-]|$))`
/** These words where they begin a clause: at the start of the sentence, behind a comma, behind one of `leads`. The words stand first, for a search that looks behind at every place is ten times as slow. */
const after = (leads: string) => (begun: string): string => String.raw`(?:${begun})(?<=(?:^[^\p{L}]*|[,;:.!(–—-] ?|(?<!\p{L})(?:${leads}) )(?:${begun}))`
/** V8 takes most of a second to compile so many \p{L}, of hundreds of ranges each. These hold the small letters of all languages here. */
const compiled = (pattern: string): RegExp => new RegExp(pattern.replace(/(\[\^?)?\\p\{L\}/g, (_, open: string | undefined) => (open ? `${open}${letters}` : `[${letters}]`)), 'u')
const letters = String.raw`a-z\u00df-\u00f6\u00f8-\u024f\u0370-\u052f`
/** What the writer wants: `who` stands right behind the verb, before it with at most a word between, before an "and", or nobody is named. "Our customers want no more mails" is another's wish. */
const own = (who: string, and: string) => (verb: string): string => String.raw`(?:${verb})(?:(?= (?:${who})(?!\p{L}))|(?<=(?:^[^\p{L}]*|(?<!\p{L})(?:${who}) (?:\p{L}+ |[^.!?,;]{1,60} (?:${and}) (?:\p{L}+ )?)?)(?:${verb})))`
/** From a list of ours: at most three words lie between. */
const listed = (from: string, list: string): string => String.raw`(?:${from}) ?(?:[\p{L}.'-]+ ){0,3}?(?:${list})`

// ── English ──
const en = {
  mail: String.raw`(?:e-?mails?|mails?|mailings?|messages?|newsletters?|spam|junk|correspondence|communications?|solicitations?|outreach|offers|(?:sales )?pitch(?:es)?|adverts?|advertising|advertisements?|ads|marketing|promotions?|stuff|crap|shit|rubbish|follow-?ups?|reminders)(?! (?:merge|numbers|figures|plans?|decks?|reports?|templates?|address(?:es)?|lists?|attachments?|accounts?|settings|cop(?:y|ies)|campaigns?|servers?|tools?|software|data|details)(?!\p{L}))`,
  which: String.raw`(?:(?:any|more|further|of|these|those|this|such|your|the|all|so|many|unsolicited|unwanted|sales|cold|automated|automatic|annoying|marketing|promotional|bulk|mass|stupid|constant|kind|type|sort) )*`,
  polite: String.raw`(?: (?:please|pls|thanks|thank you|again|any ?more|any longer|ever|further|now|immediately|at once|asap|in (?:the )?future|going forward|from now on|at all|already))*`,
  begins: after('please|pls|plz|kindly|and|or|so|just|then|now|again|also|therefore|politely|must|you to|us to|before to|(?:ask|asked|asking|request|requested|requesting|demand|insist)(?: again)? that you|you must|you should|(?:can|could|would|will) you'),
  list: String.raw`(?:mailing |call |e-?mail )?lists?|databases?|db|mailings?|e-?mails?|mails|newsletters?|sequences?|campaigns?|cadences?|distributions?|crm|contacts?|records|systems?|director(?:y|ies)|threads?|loop|chain|outreach|subscriptions?`,
  adverbs: String.raw`(?:,? (?:please|immediately|now|asap|at once|today|permanently|completely|entirely))*`,
  mine: String.raw`my (?:e-?mail(?: address(?:es)?)?|address(?:es)?|name|contact(?: details| data| info\p{L}*)?|(?:personal )?(?:details|data|info\p{L}*)|record)|this (?:e-?mail )?address|our (?:address(?:es)?|e-?mail(?: address(?:es)?)?|company|domain)`,
}
const enFrom = String.raw`(?: (?:from|off|out of|off of)(?: (?:your|this|these|any|all|future|further|every|that|ever|receiving|getting)(?!\p{L})| ${listed('(?:the)?', en.list)})|${en.adverbs}${end})`
// What may follow "stop mailing me": not a thing that would come by another way.
const enMe = String.raw`(?: (?:me|us|this (?:address|e-?mail|account)|(?:anyone|people) here))(?=\s*(?:[.!,;:)–—-]|$)| (?:please|pls|again|any ?more|any longer|ever|further|with (?:this|these|your|such)|about (?:this|it|these|your|that)|any further|in any (?:way|form|manner)|under any|at (?:this|all|once|my|work)|every|all the time|so (?:much|often)|constantly|(?:right )?now|immediately|asap|in (?:the )?future|and|or|as|because|since|i|we|it|thanks|thank|for (?:good|ever)|going forward|from now|regarding|re|like)(?!\p{L})| (?:by|via) e-?mail(?= (?:again|any ?more|any longer|any further|ever|in (?:the )?future|or|and|about|please|thanks|thank)(?!\p{L})|\s*(?:[.!]|$)))`
const enRemoval = words(
  String.raw`unsubscribe (?:me|us|my (?:e-?mail|address|e-?mail address)|this (?:e-?mail|address|e-?mail address|account|mailbox))`,
  String.raw`unsubscribe(?<=(?:^[^\p{L}]*|please |pls |kindly )unsubscribe)(?= (?:from|now|please|pls|immediately|asap|at once|this|that|these|thanks|thank)(?!\p{L})| all(?: of (?:this|these))?${end}|\s*[.!,;]|\s*$)`,
  String.raw`${en.begins('remove|delete|scrub|strike|erase|exclude')} (?:me|us)${en.adverbs}${enFrom}`,
  String.raw`${en.begins('remove|delete|scrub|strike|erase|exclude')} (?:${en.mine})(?:,? (?:and|or|&) (?:my )?\p{L}+(?: \p{L}+)?)?${en.adverbs}${enFrom}`,
  String.raw`${en.begins('take|drop')} (?:${en.mine}) (?:from|off|out of)(?: of)?(?: (?:your|this|these|any|all|every)(?!\p{L})| ${listed('(?:the)?', en.list)})`,
  String.raw`${en.begins('take|drop')} (?:me|us) (?:off(?: of)?|out of|from)(?: (?:your|this|these|any|all|future|that|every)(?!\p{L})| ${listed('(?:the)?', en.list)}|${en.polite}${end})`,
  // Not "from your system": so end the notices below mails.
  String.raw`${en.begins('remove|delete|scrub|strike|erase|exclude|take|drop')} this (?:e-?mail|mail|mailbox|account|contact)${en.adverbs} (?:from|off|off of|out of) (?:your|this|the|any|all) (?:[\p{L}-]+ )?(?:lists?|databases?|db|mailings?|newsletters?|sequences?|campaigns?|cadences?|crm)`,
  String.raw`get (?:me|us) off ${listed('(?:your|this|the)', en.list)}`,
  String.raw`(?:i|we)(?:'d| would)?(?: (?:like|want|wish|need|ask|request|have asked|asked|prefer|hereby))* to (?:opt out|unsubscribe|be (?:removed|taken off|deleted|unsubscribed|excluded))(?: (?:from|of|off)(?: (?:your|this|these|any|all|future|further|that|receiving)(?!\p{L})| ${listed('(?:the)?', en.list)})|${en.polite}${end})`,
  String.raw`${en.begins('opt')} (?:me|us) out`,
  String.raw`(?:i am|i'm|we are|we're|i'll|i will|i hereby|i|we|^[^\p{L}]*(?:please )?) ?(?<!\p{L})(?:opt|opting) out(?: of (?:your|this|these|all|any|further|future)(?!\p{L})|${en.polite}${end})`,
  String.raw`${en.begins('lose')} my (?:e-?mail|number|address)`,
  String.raw`under (?:the )?gdpr,? (?:i|please)(?!\p{L})[^.!?]{0,40}(?<!\p{L})(?:(?:delet|eras|remov)\p{L}* (?:all )?(?:of )?(?:my|our|me|any)|object to)`,
)
const enSilence = words(
  String.raw`${en.begins('leave')} (?:me|us) alone`, String.raw`cease and desist(?! letters?)`,
  String.raw`(?=ple|pls|kin|jus)(?<=^[^\p{L}]*|[,;.!–—-] ?|and |so )(?:(?:please|pls|kindly|just) )+stop(?: (?:it|this|that|now|immediately|already|thanks|thank you))*(?=[\s.!]*$)`,
  String.raw`${en.begins('stop|cease|quit')} (?:e-?mailing|mailing|contacting|messaging|spamming|bothering|harassing|pestering|soliciting|approaching|writing(?: to)?)(?:${enMe}|${en.polite}${end})`,
  String.raw`${en.begins('stop|cease|quit')} (?:with )?(?:these|those|this|your|all (?:these|those|your|further)) (?:(?:unsolicited|unwanted|sales|cold|automated|annoying|marketing|promotional) )*(?:e-?mails?|mails?|mailings?|messages|spam|newsletters?|solicitations?|outreach)${en.polite}${end}`,
  String.raw`${en.begins('refrain|desist')} from (?:(?:e-?mailing|mailing|contacting|messaging|spamming|bothering|soliciting|approaching|writing(?: to)?)(?:${enMe}|${en.polite}${end})|sending(?: me| us)? ${en.which}${en.mail}|(?:any |all )?(?:further|future) (?:contact|e-?mails?|mails?|messages|communications?|correspondence|solicitations?)${en.polite}${end})`,
  String.raw`${en.begins('stop|cease|quit')} sending(?: (?:me|us|out))? ${en.which}${en.mail}`,
  String.raw`${en.begins('stop|cease|quit')} sending(?: (?:me|us))?(?: (?:these|this|those|it|them|anything|things))?${en.polite}${end}`,
  String.raw`(?:${en.begins("do not|don't|dont|never")}|(?:you|you before|please|kindly) not to|to (?:not|never)) (?:ever )?(?:again )?(?:contact|e-?mail|mail|message|spam|approach|solicit|bother|pester|harass|write(?: to)?|reach out to)${enMe}`,
  String.raw`(?:${en.begins("do not|don't|dont|never")}|(?:you|you before|please|kindly) not to|to (?:not|never)) (?:ever )?(?:again )?send (?:(?:me|us) ${en.which}${en.mail}(?! (?:to|with|as|containing)(?!\p{L}))|(?:me|us) (?:anything|things|any ?more|more)(?: (?:more|else|further))?(?: (?:of|like) (?:these|those|this|them|that))?${en.polite}${end}|(?:any|more|further|these|such) ${en.which}${en.mail}(?= to (?:me|us|this)|${en.polite}${end})|anything (?:more|else|further|again))`,
  String.raw`(?=no )(?<!(?<!\p{L})(?:received?|receiv\p{L}+|got|gets?|sees?|saw|had|has|have|having|is|are|was|were|be|came|comes?|sends?|sent|needs?|needed|with|promis\p{L}+|makes?|means?|getting) )no (?:more|further) ${en.which}(?:e-?mails?|mails?|messages?|contact|correspondence|communications?|outreach|solicitations?|newsletters?|spam|marketing)(?=${en.polite}${end}| from (?:you|your)| to (?:me|us|this)| of this| like th| about| ever)`,
  String.raw`(?:i|we)(?:'d| would)? (?:do not|don't|dont|no longer|never) (?:want|wish|care|like)(?: you)? to (?:(?:receive|get|see|send (?:me|us)) ${en.which}${en.mail}|hear from (?:you|your \p{L}+)${en.polite}${end}|be (?:contacted|e-?mailed|approached|spammed|solicited)(?: by (?:you|your \p{L}+)| again| further| any ?more)*${end})`,
  String.raw`(?:i|we) (?:do not|don't|dont|no longer) (?:want|wish for) (?:any|more|further|these|such|your) ${en.which}${en.mail}(?: from (?:you|your \p{L}+|this \p{L}+))?${en.polite}${end}(?!, (?:but )?(?:i|we)(?:'d| would)? (?:want|need|like|prefer) (?:more|better|fewer|less|a|an|some|real)(?!\p{L}))`,
)
const enReserved = words(
  String.raw`until|till|unless|yet|for now|(?:for|at) the (?:moment|time being)|at this (?:time|stage|point|moment)|at present|currently|today|tonight|tomorrow|this (?:week|month|quarter|morning|afternoon|evening)|next (?:week|month|quarter|year)|(?:on|over|during|at) (?:the )?(?:weekends?|holidays?|\p{L}+day|night)|before (?!(?:do|don't|please|stop|never|and|but|that|i|to|not)(?!\p{L}))[\p{L}\d]+`,
  String.raw`instead|works? better|e-?mail is (?:fine|ok|okay|better|best)|by (?:phone|fax|post|text|sms|whatsapp|letter)|rather (?:send|call|use|write)|use (?:the|our) (?:form|portal)|(?:call|ring|phone|text|ping) (?:me|us)|(?:i|we)(?:'ll| will) (?:be in touch|contact|get back|reach|come back|let you know|call|write|ping|e-?mail)|for (?:a|the next|another|\d+|two|three|four|six|several) (?:\p{L}+ )?(?:days?|weeks?|months?|years?|while|quarters?)`,
)

// ── German ──
const de = {
  adverbs: '(?: (?:bitte|umgehend|sofort|unverzüglich|endlich|wieder|doch|gern|gerne|dringend|einfach|komplett|vollständig|ganz|dauerhaft|auch|nun|jetzt|daher|deshalb|hiermit|künftig|zukünftig|freundlicherweise|ab sofort|in zukunft))*',
  mine: String.raw`(?:mich|meine (?:e-?mail-?|mail-?|kontakt-?)?(?:adresse|daten)|meine (?:persönlichen|personenbezogenen) daten|meinen (?:kontakt|namen|eintrag)|diese (?:e-?mail-?|mail-?)?adresse|unsere (?:e-?mail-?|mail-?|kontakt-?)?(?:adressen?|daten|firma)|unser unternehmen)`,
  list: listed('aus|von|vom', String.raw`[\p{L}-]*(?:verteiler|liste|datenbank|datenbest[aä]nd|kartei|newsletter|adressbuch|adressbestand|system|crm|mailing|abo|kontakten|kampagne)\p{L}{0,2}`),
  mail: String.raw`(?:(?:werbe-?|spam-?|massen-?|akquise-?)?(?:e-?mails?|mails?|nachrichten)|werbung|newsletter|zuschriften|kontaktaufnahmen?|kaltakquise|spam)`,
  which: '(?:(?:weiteren?|solchen?|derartigen?|mehr|unaufgeforderten?|unerwünschten?) )+',
  rest: '(?: (?:mehr|von ihnen|von euch|von ihrer firma|dieser art|zu diesem thema|an (?:mich|uns|diese adresse)|mir|uns|per e?-?mail|künftig|zukünftig|in zukunft|bitte))*',
}
const deOurs = String.raw`(?:(?:aus|von|vom) (?:ihr|eur|dein|dies|all|sämtlich|jeglich|jed)\p{L}*(?: [\p{L}-]+){0,3}?|${de.list})`
const deWish = own('ich|wir', 'und')
const deBegins = after('bitte|danke|nein|daher|deshalb|also|und bitte|künftig|zukünftig|zukunft|sofort')
const deVerbs = '(?: (?:zu )?(?:senden|schicken|schreiben|zusenden|zuschicken|versenden|erhalten|bekommen|zukommen lassen))?(?: (?:bitte|danke|vielen dank))*'
const deRemoval = words(
  String.raw`(?:löschen|entfernen|streichen|lösche|entferne|streiche)(?: sie)?${de.adverbs} ${de.mine}(?:,? (?:und|sowie) [^.!?,;]{1,30}?)?${de.adverbs}(?: ${deOurs}| bei ihnen| in ihr\p{L}*| gemäß| nach (?:art|dsgvo)| und|${end})`,
  String.raw`(?:löschen|entfernen|streichen) sie${de.adverbs} uns${de.adverbs} ${de.list}`,
  String.raw`(?:nehmen|nimm|nehmt)(?: sie)?${de.adverbs} (?:mich${de.adverbs} (?:${deOurs}|(?:he)?raus${end})|uns${de.adverbs} ${de.list})`,
  String.raw`(?:tragen sie|trag|tragt)${de.adverbs} (?:mich|uns)${de.adverbs}(?: ${deOurs})?${de.adverbs} aus${end}`,
  String.raw`(?:melden sie|meld|meldet)${de.adverbs} (?:mich|uns)${de.adverbs}(?: ${deOurs})?${de.adverbs} ab${end}`,
  String.raw`mich${de.adverbs}(?: ${deOurs})?${de.adverbs} (?:auszutragen|austragen|abmelden|abzumelden|(?:zu )?(?:löschen|entfernen|streichen)|(?:he)?rausnehmen|(?:he)?rauszunehmen|zu nehmen)`, String.raw`mich${de.adverbs} ${deOurs}${de.adverbs} nehmen`,
  String.raw`bitte${de.adverbs} (?:aus|von|vom) (?:[\p{L}'-]+ ){0,2}[\p{L}-]*(?:verteiler|liste|datenbank|kartei|newsletter|adressbuch|adressbestand|mailing|kontakten)\p{L}{0,2}${de.adverbs} (?:löschen|nehmen|entfernen|streichen|austragen)(?=\s*(?:[.!]|$)|,? (?:danke|vielen dank))`,
  String.raw`(?:bitte|bitten|fordere|fordern|verlange|verlangen|beantrage|beantragen)(?: (?:ich|wir|sie|hiermit|daher|um|die|sofortige|umgehende|vollständige|unverzügliche)){0,5} (?:löschung|austragung|streichung|entfernung) (?:(?:aller |sämtlicher )?(?:meiner|unserer) (?:(?:personenbezogenen|persönlichen|gespeicherten) )*(?:e-?mail-?|mail-?|kontakt-?)?(?:daten|adresse)(?= (?:aus|in ihr\p{L}*|bei ihnen|gemäß|nach (?:art|dsgvo)|und)(?!\p{L})|${end})|${de.list}${end})`,
  String.raw`uns${de.adverbs} ${de.list}${de.adverbs} (?:auszutragen|austragen|abmelden|abzumelden|(?:zu )?(?:löschen|entfernen|streichen|nehmen)|(?:he)?rausnehmen)`,
  String.raw`bitte,?${de.adverbs} ${de.mine}${de.adverbs}(?: ${deOurs})?${de.adverbs} (?:löschen|entfernen|streichen|austragen|(?:he)?rausnehmen)`,
  String.raw`${de.mine}${de.adverbs}(?: ${deOurs})?${de.adverbs} (?:zu (?:löschen|entfernen|streichen|nehmen)|auszutragen|(?:he)?rauszunehmen)`,
  String.raw`widerspreche(?: ich)?(?: hiermit)? (?:der|jeder|einer|jeglicher) (?:(?:weiteren|werblichen) )*(?:(?:nutzung|verarbeitung|verwendung|speicherung)(?: (?:und|oder) \p{L}+)? (?:meine\p{L}|unsere\p{L})|werbung|kontakt\p{L}*|zusendung\p{L}*)`,
)
const deNoMails = String.raw`keine? ${de.which}(?:${de.mail}|anfragen)|keine? (?:${de.mail}|anfragen) mehr`
const deSilence = words(
  String.raw`(?=kein)(?<=(?<!\p{L})bitte (?:mir |uns |künftig |in zukunft )?)(?:${deNoMails}|keine? ${de.mail})${de.rest}${deVerbs}${end}`,
  String.raw`${deBegins('keine?')} (?:${de.which}${de.mail}|${de.mail} mehr)${de.rest}${deVerbs}${end}`,
  String.raw`${deWish('möchten?|will|wollen|wünschen?')}(?: (?:ich|wir|bitte|von ihnen|künftig|in zukunft|ab sofort|auch|einfach|hier)){0,3} (?:${deNoMails}|keine? ${de.mail})${de.rest}(?: (?:erhalten|bekommen|zugesandt|zugeschickt|empfangen|haben)(?: bekommen)?)?${end}`,
  String.raw`(?:schicken sie|senden sie|mailen sie|schick|schickt|sende) (?:mir|uns)${de.adverbs} (?:nichts mehr|nie wieder(?: \p{L}+){0,2}|keine (?:weiteren angebote|angebote mehr)(?=[\s.!]*$)|${deNoMails}|keine? ${de.mail})${de.rest}(?: zu)?${end}`,
  String.raw`(?:(?:schreiben|kontaktieren|mailen|belästigen) sie|schreib|schreibe|schreibt|kontaktiere?|mail|belästige) (?:mich|mir|uns)(?: (?:bitte|künftig|in zukunft|ab sofort|doch|einfach|dazu|deswegen|hierzu|diesbezüglich|in dieser (?:sache|angelegenheit)|zu diesem thema|per e?-?mail|unter dieser adresse|auf diesem weg\p{L}*))* (?:(?:nicht mehr|nie wieder|nie mehr|nicht weiter|nicht länger|nicht noch ?mal|nicht noch einmal|nicht wieder|nicht erneut)(?= (?:an|per|unter|zu diesem|wegen|bezüglich|und|bitte|danke|mit (?:ihr|solch|dies))|${end})|(?:nicht|nie)(?: bitte)?${end}|${deNoMails}${end})`,
  String.raw`unterlassen sie(?: bitte| künftig)* (?:(?:das|es|dies)(?: künftig| bitte)*${end}|[^.!?]{0,40}(?:mails?|nachrichten|werbung|kontaktaufnahmen?|zusendung\p{L}*|anschreiben|zuschriften))`,
  String.raw`hören sie(?: bitte| endlich)* (?:damit |mit (?:diesen|den|ihren) [^.!?,]{1,30} )?auf(?:, (?:mir|uns|mich)(?!\p{L})|(?=[\s.!]*$))`,
  String.raw`(?:lassen sie|lass|lasst) (?:mich|uns)(?: (?:bitte|endlich|einfach|doch))* in (?:ruhe|frieden)${end}`,
  String.raw`${deWish('möchten?|will|wollen|wünschen?')}(?: (?:ich|wir|bitte|auch|hiermit|künftig|in zukunft)){0,3} nicht (?:mehr|weiter|länger|wieder|erneut)(?: (?:von ihnen|per e?-?mail|weiter))* (?:kontaktiert|angeschrieben|belästigt|angemailt) (?:zu )?werden${end}`,
  String.raw`sehen sie(?: (?:bitte|künftig|zukünftig|in zukunft|daher))* von ${de.which}(?:${de.mail}|anschreiben|zusendungen|kontaktversuchen|anfragen)(?: (?:bitte|künftig|in zukunft))* ab${end}`, String.raw`von ${de.which}(?:${de.mail}|anschreiben|zusendungen|kontaktversuchen|anfragen)(?: (?:bitte|künftig|in zukunft))* (?:abzusehen|absehen)${end}`,
  String.raw`bitte (?:mich |mir |uns )?(?:nicht mehr|nie wieder|nicht weiter) (?:schreiben|kontaktieren|anschreiben|anmailen|mailen|melden|belästigen)${end}`,
)
const deReserved = words(String.raw`derzeit|momentan|aktuell|zurzeit|zur zeit|im (?:moment|augenblick)|gegenwärtig|sondern|stattdessen|lieber (?:per|telefon\p{L}*|einen?|das|die|den|im|am|nur|gleich|direkt|an)|besser|rufen sie|ruf|telefon\p{L}*|anruf\p{L}*|vorerst|zunächst|erst|noch nicht|heute|morgen|diese woche|nächste woche|diesen monat|am wochenende|im urlaub|bis (?:zum|zu|auf|ende|mitte|anfang|\p{L}+tag|mittwoch|nächst\p{L}+|\d+)|vor (?:dem|der|den|ende|mitte|\p{L}+tag|mittwoch)|(?:wir|ich) (?:melden|melde|kommen|komme)|bei bedarf|wenn|solange|außer`)

// ── French ──
const fr = {
  mail: String.raw`(?:mails?|e-?mails?|messages?|courriels?|sollicitations?|newsletters?|publicités?|pubs?|spams?|offres commerciales|démarchages?|prospections?)`,
  which: String.raw`(?:(?:de|des|vos|ces|les|tous|toutes|ce genre de|ce type de|aucune?|autres?|tels?|telles?|votre|cette|la|ce|nouveaux) |d')*`,
  list: listed('de|du|des|d\'', String.raw`listes?|bases?|fichiers?|mailings?|newsletters?|diffusion|contacts|crm|annuaire|envois|abonnés`),
  asks: String.raw`(?:merci de|veuillez|prière de|(?:prie|demande|demandons|prions) de|bien vouloir|souhaite|souhaitons|voudrais|voudrions|aimerais|désire|veux|voulons|pouvez-vous|pourriez-vous)(?: bien)?(?: vouloir)?`,
  reach: '(?:contacter|recontacter|écrire|solliciter|relancer|démarcher|déranger|importuner|harceler|spammer)',
  mine: String.raw`(?:mon (?:adresse(?: e-?mail| mail)?|mail|e-?mail|nom|contact)|mes (?:données|coordonnées)(?: personnelles)?|cette adresse|notre adresse)`,
}
const frFrom = String.raw`(?= (?:de (?:vos|votre|cette|ces|tous|toutes)|svp|s'il|immédiatement|et)(?!\p{L})| ${fr.list}|${end})`
const frRemoval = words(
  String.raw`(?:désabonn|désinscri|désincri|desabonn|desinscri)\p{L}*(?:-| )(?:moi|nous)`, String.raw`(?:désabonn|désinscri|desabonn|desinscri)\p{L}* (?:mon|cette|notre) (?:adresse|mail|e-?mail)`,
  String.raw`${fr.asks} (?:me|nous) (?:désabonner|désinscrire|désincrire)${frFrom}`,
  String.raw`(?<!pas )me (?:retirer|supprimer|rayer|enlever|effacer|ôter|sortir)(?: (?:rapidement|immédiatement|définitivement))* ${fr.list}`,
  String.raw`${fr.asks} nous (?:retirer|supprimer|rayer|enlever|effacer) ${fr.list}`, String.raw`(?:merci de|veuillez|prière de|prie de|bien vouloir) me (?:retirer|supprimer|rayer|effacer)${end}`,
  String.raw`(?:retirez|supprimez|enlevez|rayez|effacez|ôtez|retire|supprime|enlève)(?:-| )(?:moi${frFrom}|nous ${fr.list})`,
  String.raw`(?:retirez|supprimez|enlevez|rayez|effacez|${fr.asks} (?:retirer|supprimer|enlever|rayer|effacer)) ${fr.mine}${frFrom}`,
)
const frSilence = words(
  String.raw`(?=ne )(?<!(?<!\p{L})(?:vous|il|elle|on|ils|elles|qui|tu|nous|personne) )ne (?:m'|me |nous )(?:contactez|recontactez|contacte|recontacte|écrivez|écris|sollicitez|sollicite|relancez|relance|démarchez|dérangez|importunez|harcelez) plus(?: jamais)?(?: (?:svp|merci|s'il [^.!?,]{1,12}))*(?= (?:à ce sujet|par (?:mail|e-?mail|courriel)|à l'avenir)|${end})`,
  String.raw`(?=ne )(?<!(?<!\p{L})(?:vous|il|elle|on|ils|elles|qui|tu|nous) )ne (?:m'|me |nous )(?:envoyez|envoie|adressez|transmettez) (?:plus(?: jamais)?(?: rien| ${fr.which}${fr.mail}|(?: svp| merci)?${end})|pas (?:de |d'|vos |ces |ce genre de )+(?:autres )?${fr.mail}${end})`,
  String.raw`ne plus (?:jamais )?(?:m'|me |nous )${fr.reach}(?= (?:à ce sujet|par (?:mail|e-?mail|courriel)|à l'avenir|svp|ni|et|s'il)|${end})`,
  String.raw`ne plus (?:jamais )?(?:m'|me |nous )(?:envoyer|adresser|transmettre|faire parvenir)(?: rien| ${fr.which}${fr.mail}|${end})`,
  String.raw`(?:ne (?:souhaite|souhaitons|veux|voulons|désire|désirons) (?:plus|pas)|ne plus) (?:recevoir ${fr.which}${fr.mail}|être (?:re)?(?:contactée?s?|sollicitée?s?|démarchée?s?|relancée?s?|importunée?s?)(?: par (?:vous|votre \p{L}+|mail|e-?mail))?${end})`,
  String.raw`ne (?:souhaite|souhaitons|veux|voulons) plus ${fr.which}${fr.mail}${end}`,
  String.raw`(?:arrêtez|cessez|arrête|d'arrêter|(?:veuillez|merci de) (?:cesser|arrêter)) (?:(?:de |d')(?:m'|me |nous )${fr.reach}|(?:de |d')(?:m'|me |nous )?(?:envoyer|adresser) ${fr.which}${fr.mail}|(?:de |d')(?:m'|me |nous )envoyer(?: tout ça| ça)?${end}|(?:vos|ces|les|tous ces|toutes ces|cette|ce) (?:\p{L}+ )?(?:${fr.mail}|envois?|relances?|harcèlement))`,
  String.raw`${after('merci|svp|plaît|stop')('plus')} (?:aucun|de|d'|jamais de) ?${fr.which}${fr.mail}(?: (?:svp|merci|de votre part|à l'avenir|s'il vous plaît))*${end}`,
)
const frReserved = words(String.raw`avant|jusqu'\p{L}*|jusque|pour l'instant|pour le moment|actuellement|en ce moment|à ce stade|pas encore|aujourd'hui|demain|cette semaine|ce mois|ce week-end|plutôt|appelez|rappelez|téléphon\p{L}*|courrier|par fax|tant que|sauf|d'ici|pendant`)

// ── Spanish ──
const es = {
  mail: String.raw`(?:correos?(?: electr[oó]nicos?)?|e-?mails?|mails?|mensajes?|publicidad|propaganda|newsletters?|bolet[ií]n(?:es)?|spam|comunicaciones)`,
  which: String.raw`(?:(?:m[aá]s|sus|tus|estos|estas|esos|su|este|ese|tipo|de|ning[uú]n|tantos) )*`,
  list: listed('del?', String.raw`listas?|listados?|bases?|mailing|distribuci[oó]n|newsletter|bolet[ií]n|sistemas?|env[ií]os|contactos|directorio|crm|registros?`),
  mine: String.raw`(?:mi (?:correo|e-?mail|mail|direcci[oó]n|nombre|contacto)|mis datos|este correo|esta direcci[oó]n|nuestro correo)`,
}
const esRemoval = words(
  String.raw`(?:d[aá]me|denme|d[eé]me|d[eé]nos|dennos|dadme|(?<!no )(?:me|nos) (?:den|d[eé])) de baja`, String.raw`^[^\p{L}]*(?:por )?favor,? (?:de )?dar de baja(?=[\s.!]*$)`,
  String.raw`(?:(?:quiero|queremos|quisiera|deseo|deseamos|solicito|solicitamos|pido|favor|gustar[ií]a|ruego|necesito)(?: (?:de|que|solicitar|pedir))*|^[^\p{L}]*(?:por favor,?)?) ?(?<!\p{L})dar(?:me|nos) de baja(?= (?:de (?:su|sus|esta|este|estos|estas|tod\p{L}+|la (?:lista|newsletter|suscripci[oó]n)))(?!\p{L})|${end})`,
  String.raw`dar de baja (?:a )?(?:mi|este|esta|nuestr[ao]) (?:correo|e-?mail|mail|direcci[oó]n|cuenta de correo|suscripci[oó]n|contacto)`,
  String.raw`(?:elim[ií]ne|b[oó]rre|exclu[yý]a|rem[uú]eva|suprima)n?(?:me|nos)(?= ${es.list}|(?: por favor| ya| inmediatamente)*${end})`, String.raw`(?:qu[ií]te|s[aá]que|ret[ií]re|elim[ií]na|b[oó]rra|qu[ií]ta|s[aá]ca)n?(?:me|nos) ${es.list}`,
  String.raw`(?<!no )(?:me|nos) (?:elimin|borr|saqu|quit|retir|exclu)(?:e|en|es|a|an|ya|yan) ${es.list}`,
  String.raw`${after('favor|de|que|solicito|pido|ruego|puede|pueden|podr[ií]an?|y')('(?:elimine|borre|quite|saque|retire|remueva|suprima|elimina|borra|quita|saca|eliminar|borrar|quitar|retirar)n?')}(?: por favor)? ${es.mine}(?: electr[oó]nico| personales)?(?= ${es.list}|${end})`,
)
const esSilence = words(
  String.raw`no (?:me|nos) vuelv(?:a|an|as) a (?:(?:escribir|contactar|molestar|buscar)(?= por favor|${end})|(?:enviar|mandar) (?:nada|${es.which}${es.mail}))`,
  String.raw`no (?:(?:me|nos) (?:escrib(?:a|an|as)|contact(?:e|en|es)|molest(?:e|en|es))|(?:escribir|contactar|molestar)(?:me|nos)) (?:nunca )?(?:m[aá]s|jam[aá]s)(?= (?:por favor|gracias|a este|a esta|sobre|con)|${end})`,
  String.raw`no (?:(?:me|nos) (?:env[ií](?:e|en|es)|mand(?:e|en|es))|(?:enviar|mandar)(?:me|nos))(?: por favor)? (?:m[aá]s ${es.which}(?:${es.mail}|informaci[oó]n|nada|cosas|ofertas|propuestas)|(?:m[aá]s|nada m[aá]s|${es.which}${es.mail})(?: por favor)?${end})`,
  String.raw`(?<!no (?:me |nos )?)(?:dej(?:e|en|a|ad)|par(?:e|en|a)|ces(?:e|en)) de (?:(?:escribir|contactar|molestar)(?:me|nos)|(?:enviar|mandar)(?:me|nos) ${es.which}(?:${es.mail}|cosas|esto|eso|informaci[oó]n|ofertas)|(?:enviar|mandar)(?:me|nos)${end})`,
  String.raw`${after('por favor|gracias')('no m[aá]s')} ${es.which}${es.mail}(?:,? (?:por favor|gracias))*${end}`,
  String.raw`no (?:deseo|deseamos|quiero|queremos|quisiera) (?:recibir|seguir recibiendo|que me (?:env[ií]en?|manden?)) ${es.which}(?:${es.mail}|(?<=m[aá]s )informaci[oó]n)`,
  String.raw`no (?:deseo|deseamos|quiero|queremos) (?:(?:ser contactad[oa]s?|que me (?:contacten?|escriban?))(?: m[aá]s| nuevamente| de nuevo| por ustedes)*${end}|(?:m[aá]s|sus) ${es.mail})`,
)
const esReserved = words(String.raw`hasta|antes de|todav[ií]a|a[uú]n|por ahora|de momento|por el momento|actualmente|en est(?:e|os) momentos?|hoy|mañana|esta semana|este mes|fin de semana|sino|mejor|ll[aá]m[aeo]\p{L}*|tel[eé]fono|salvo|mientras|m[aá]s tarde`)

// ── Portuguese ──
const pt = {
  mail: String.raw`(?:e-?mails?|mails?|mensagens?|mensagem|publicidade|propaganda|newsletters?|spam|comunicações|correspondência)`,
  which: String.raw`(?:(?:mais|os|as|seus|suas|vossos|vossas|estes|estas|esses|essas|nenhum|nenhuma|este|tipo|de|tantos) )*`,
  list: listed('de|d[aeo]s?|dest[ae]s?|dess[ae]s?|su[ae]', String.raw`listas?|bases?|cadastros?|mailing|newsletter|sistema|contat[oa]s|contactos|distribuição|banco|crm|envios`),
  mine: String.raw`(?:o |os |a )?(?:meus?|minha|nosso|este|esse) (?:e-?mail|endereço|nome|contat[oa]|contacto|cadastro|dados|inscrição|correio)`,
  drop: '(?:remov|retir|exclu|apag|delet|descadastr|elimin)(?:a|e|am|em|ua|uam)',
}
const ptRemoval = words(
  String.raw`(?<!(?:não|nao) )${pt.drop}(?:-| )(?:me|nos)(?= ${pt.list}|(?: por favor)?${end})`, String.raw`tir(?:e|em|a)(?:-| )(?:me|nos) ${pt.list}`,
  String.raw`(?<!(?:não|nao) )(?:me|nos) (?:remov|retir|exclu|apag|delet|descadastr|tir|elimin)(?:a|e|am|em|er|ir|ar|ua|uam|uir) ${pt.list}`, String.raw`favor,? me (?:remova|exclua|descadastre|retire)${end}`,
  String.raw`${after('favor|de|peço que|para|pode|podem|poderia|poderiam|solicito|gentileza|e|que')(`${pt.drop}|(?:remov|retir|exclu|apag|delet|elimin|tir)(?:er|ir|ar|uir|e|em)`)} ${pt.mine}(?: eletr[oó]nico| pessoais)?(?= ${pt.list}|(?: por favor)?${end})`,
)
const ptSilence = words(
  String.raw`(?:não|nao) (?:me|nos) (?:escrev(?:a|am|as)|contat(?:e|em|es)|contact(?:e|em|es)|perturb(?:e|em)|incomod(?:e|em)|procur(?:e|em)) (?:nunca )?mais(?= (?:por favor|sobre|por (?:e-?mail|aqui))|${end})`,
  String.raw`(?:não|nao) (?:me |nos )?(?:envi(?:e|em|es)|mand(?:e|em|es)) mais (?:nada|${pt.which}${pt.mail})`,
  String.raw`(?:não|nao) (?:me|nos) (?:envi(?:e|em|es)|mand(?:e|em|es)) (?:mais|nada mais|${pt.which}${pt.mail})(?: por favor)?${end}`,
  String.raw`(?:não|nao) (?:quero|queremos|desejo|desejamos|pretendo|pretendemos|gostaria de) (?:mais )?(?:receber|continuar a receber) ${pt.which}${pt.mail}`, String.raw`(?:não|nao) (?:quero|desejo) (?:mais )?ser contat?c?tad[oa](?: mais| novamente)?${end}`,
  String.raw`(?<!(?:não|nao) )(?:par(?:e|em|arem)|deix(?:e|em)) de (?:(?:me |nos )(?:escrever|contat?c?tar|perturbar|incomodar)|(?:me |nos )?(?:enviar|mandar)(?:-me|-nos)? ${pt.which}${pt.mail}|me (?:enviar|mandar)(?: isso| isto)?${end}|(?:escrever|contat?c?tar|enviar)-me${end})`,
)
const ptReserved = words(String.raw`até|antes|ainda|por enquanto|por agora|(?:no|neste|nesse|de) momento|atualmente|actualmente|hoje|amanhã|esta semana|este mês|fim de semana|mas sim|ligue\p{L}*|ligar|telefon\p{L}*|exceto|enquanto|mais tarde`)

// ── Italian ──
const it = {
  mail: String.raw`(?:e-?mails?|mail|messaggi|comunicazioni|pubblicità|newsletter|spam)`,
  which: String.raw`(?:(?:più|altr[eio]|ulteriori|le|i|vostr[eio]|sue|suoi|queste|questi|questo|tipo|di|alcun[ao]?|nessun[ao]?) )*`,
  list: listed('dal|dalla|dalle|dai|dagli|da', String.raw`list[ae]|elench?[oi]|database|mailing|newsletter|archivi[o]?|sistema|contatti|indirizzari[o]?|crm|rubrica|banca dati|invii`),
  mine: String.raw`(?:il mio|la mia|i miei|quest[oa]|quest') ?(?:indirizzo|nominativo|nome|contatto|e-?mail|mail|dati)(?: e-?mail| personali| di posta)?`,
  polite: '(?: (?:subito|immediatamente|per favore|grazie|per cortesia|gentilmente))*',
}
const itRemoval = words(
  String.raw`(?<!non )(?:cancell|rimuov|elimin|disiscriv|depenn)\p{L}*(?:mi|temi)(?=${it.polite} ${it.list}|${it.polite}${end})`, String.raw`(?<!non )(?:cancell|rimuov|elimin|disiscriv|depenn|togli)\p{L}*(?:mi|temi|teci|ci)${it.polite} ${it.list}`,
  String.raw`(?<!non )(?:mi|ci) (?:cancell(?:i|ino|ate)|rimuov(?:a|ano|ete)|elimin(?:i|ino|ate)|tolga|tolgano|togliete)${it.polite} ${it.list}`,
  String.raw`${after('(?:prego|preghiamo|chiedo|chiediamo|cortesia) di|vogliate|favore|gentilmente|e')('cancellare|rimuovere|eliminare|togliere|cancellate|rimuovete|eliminate|cancelli|rimuova|elimini')} ${it.mine}(?= ${it.list}|${it.polite}${end})`,
)
const itSilence = words(
  String.raw`non (?:(?:mi|ci) (?:scriv(?:a|ano|ete|ere)|contatt(?:i|ino|ate|are)|disturb(?:i|ino|ate|are))|(?:scriv|contatt|disturb)(?:ete|ate|er|ar)(?:mi|ci)) (?:mai )?più(?= (?:per (?:e-?mail|favore)|su|a quest)|${it.polite}${end})`,
  String.raw`non (?:(?:mi|ci) (?:invi(?:i|ino|ate|are)|mand(?:i|ino|ate|are))|(?:invi|mand)(?:ate|ar)(?:mi|ci)) (?:mai )?(?:più(?: nulla| niente| ${it.which}${it.mail}|${it.polite}${end})|(?:altr[ei]|ulteriori) ${it.mail})`,
  String.raw`non (?:desidero|desideriamo|voglio|vogliamo|vorrei) (?:più )?(?:ricevere ${it.which}${it.mail}|essere (?:ri)?contattat[oaie](?: più| di nuovo| da voi)*${end})`, String.raw`non (?:voglio|vogliamo) (?:più|altre) (?:vostre |sue )?${it.mail}`,
  String.raw`${after('grazie|favore')('basta')}(?: con)?(?: (?:le|la|i|queste|questa|questi|vostre|vostri))* ${it.mail}${it.polite}${end}`,
  String.raw`(?<!non )smett(?:ete|ila|etela|a|i) di (?:(?:scriver|contattar|disturbar)(?:mi|ci)|(?:mandar|inviar)(?:mi|ci)(?: ${it.which}${it.mail}|${end})|(?:mandare|inviare) ${it.which}${it.mail}|disturbare|spammare)`,
)
const itReserved = words(String.raw`prima (?:di|del|dell|della|che)|fino|finché|ancora|per ora|per il momento|al momento|in questo momento|attualmente|oggi|domani|questa settimana|questo mese|weekend|fine settimana|bensì|piuttosto|meglio|chiam\p{L}*|telefon\p{L}*|salvo|più tardi`)

// ── Dutch ──
const nl = {
  mail: String.raw`(?:e-?mails?|mails?|mailtjes|berichten|reclame|nieuwsbrie\p{L}+|spam|aanbiedingen|contact)`,
  list: listed('uit|van|vanuit', String.raw`[\p{L}-]*(?:lijst|lijsten|bestand|bestanden|database|mailing|mailings|nieuwsbrief|systeem|crm)`),
  polite: String.raw`(?:,? (?:graag|a\.u\.b\.?|aub|alstublieft|bedankt|dank u|direct|meteen|onmiddellijk|meer))*`,
  mine: String.raw`(?:mij|me|mijn (?:e-?mail\p{L}*|mail\p{L}*|adres\p{L}*|gegevens|naam)|dit (?:e-?mail|mail)?adres)`,
}
const nlRemoval = words(
  String.raw`(?:schrijf|meld) (?:mij|me|ons)${nl.polite} (?:uit|af)(?! voor(?!\p{L}))`, String.raw`(?:verwijder|schrap|haal) (?:${nl.mine}|ons)${nl.polite} ${nl.list}`, String.raw`(?:verwijder|schrap) ${nl.mine}${nl.polite}${end}`,
  String.raw`${nl.mine} ${nl.list} (?:te )?(?:verwijderen|halen|schrappen)`,
)
const nlSilence = words(
  String.raw`graag geen (?:verdere )?${nl.mail}(?: meer)?(?: van (?:u|jullie))?(?: (?:ontvangen|sturen|toesturen|opnemen))?${nl.polite}${end}`,
  String.raw`${after('nee|bedankt|aub|alstublieft')('geen')} (?:verdere ${nl.mail}|${nl.mail} meer)(?: van (?:u|jullie))?(?: (?:te )?(?:sturen|toesturen|toezenden|zenden|opnemen))?${nl.polite}${end}`,
  String.raw`${own('ik|wij|we', 'en')('wil|willen|wens|wensen')}(?: (?:ik|wij|we|graag|van u|van jullie|verder)){0,3} geen (?:verdere )?${nl.mail}(?: meer)?(?: van (?:u|jullie))?(?: (?:meer|ontvangen|krijgen))*${end}`,
  String.raw`(?:stuur|stuurt|zend|zendt|mail|mailt)(?: u)? (?:mij|me|ons)${nl.polite} (?:geen (?:verdere )?${nl.mail}|niets meer|niet meer)${nl.polite}${end}`,
  String.raw`(?=stop)(?<!(?<!\p{L})(?:ik|hij|ze|zij|we|wij|je|u) )stop${nl.polite} met (?:(?:mij|me|ons) )?(?:te )?(?:(?:mailen|e-?mailen|schrijven|contacteren|benaderen|spammen|lastigvallen)(?: van (?:mij|ons))?${nl.polite}${end}|(?:het )?(?:sturen|versturen|toesturen)(?: van)? (?:(?:deze|die|zulke) )?${nl.mail}|(?:het )?(?:sturen|versturen)${end})`,
  String.raw`(?:gelieve|graag|alstublieft|aub|a\.u\.b\.|verzoek u|verzoeken u|wilt u|wil je)(?: \p{L}+){0,4} (?:niet meer|niet langer) (?:te )?(?:mailen|contacteren|benaderen|schrijven|e-?mailen|aanschrijven)${nl.polite}${end}`, String.raw`neem(?:t u)? (?:a\.u\.b\. )?geen contact meer(?: met (?:mij|ons))? op`,
)
const nlReserved = words(String.raw`momenteel|(?:op dit|op het|voor het) moment|tot|totdat|voor (?:maandag|dinsdag|woensdag|donderdag|vrijdag|\d+)|vóór|nog niet|voorlopig|vandaag|morgen|deze week|bel (?:me|mij|ons)|liever|telefon\p{L}*|pas|eerst|tenzij|weekend`)

// ── Swedish, Danish, Norwegian, Finnish ──
const sv = { mail: String.raw`(?:mejl|mail|e-?post|meddelanden|utskick|reklam|spam|nyhetsbrev)\p{L}*`, list: listed('från|ur', String.raw`[\p{L}-]*(?:list|regist|databas|utskick|nyhetsbrev|system)\p{L}*`) }
const dn = { mail: String.raw`(?:e-?mail(?:s|er)?|mail(?:s|er)?|e-?post\p{L}*|beskeder|meldinger|reklame\p{L}*|spam|nyhedsbrev\p{L}*|nyhetsbrev\p{L}*|henvendelser)`, list: listed('fra|af|av', String.raw`[\p{L}-]*(?:list|regist|databas|nyhedsbrev|nyhetsbrev|utsend|udsend|system|kartotek)\p{L}*`), which: '(?:(?:flere|mere|mer|disse|de her|jeres|alle|slike) )*' }
const fiMail = String.raw`(?:viest\p{L}+|sähköpost\p{L}+|mainoks\p{L}+|posti\p{L}*|postia|uutiskirj\p{L}+)`
const northRemoval = words(
  String.raw`ta bort (?:mig|oss) ${sv.list}`, String.raw`ta bort mig(?: (?:tack|snarast|nu|omgående))*${end}`, String.raw`avregistrera (?:mig|oss|min)`,
  String.raw`${after('snälla|vänligen|och|att|god|ni|du')('ta bort')} (?:min|mina|mitt|denna|den här) (?:e-?post\p{L}*|mejl\p{L}*|mail\p{L}*|adress\p{L}*|uppgifter|namn|kontakt\p{L}*)`,
  String.raw`(?:fjern|slet|slett|stryk) (?:mig|meg|os|oss) ${dn.list}`, String.raw`(?:fjern|slet|slett|stryk) (?:mig|meg)(?:,? (?:tak|takk|venligst|nu|nå))*${end}`,
  String.raw`(?:fjern|slet|slett) (?:min|mine|mit|mitt|denne) (?:e-?mail\p{L}*|mail\p{L}*|e-?post\p{L}*|adresse\p{L}*|data|oplysninger|opplysninger|navn|kontakt\p{L}*)`,
  String.raw`(?:afmeld|avmeld) (?:mig|meg|mit|min)`, 'meld (?:meg|mig) (?:av|af)',
  String.raw`poista(?:kaa|ttehan)? (?:minut|meidät|osoitteeni|sähköpostini|sähköpostiosoitteeni|tietoni|yhteystietoni)(?! (?:kokou|kutsu|tarjou))`,
)
const northSilence = words(
  String.raw`sluta (?:att )?(?:(?:kontakta|mejla|maila|spamma|störa|skriva till) (?:mig|oss)|skicka (?:(?:fler|era|dessa|de här) )*${sv.mail} till (?:mig|oss)|skicka (?:mig|oss) (?:(?:fler|era|dessa|de här) )*${sv.mail})`,
  String.raw`(?=sluta)(?<!(?<!\p{L})(?:vill|kan|ska|skall|borde|måste|kommer|vi|jag|att|inte|aldrig) )sluta (?:mejla|maila|spamma|skicka (?:(?:fler|era|dessa|de här) )*${sv.mail}|skicka)${end}`,
  String.raw`(?:mejla|maila|kontakta|skriv(?: till)?|spamma) (?:mig|oss) (?:inte|aldrig)(?: (?:mer|igen|längre|fler gånger))*(?: tack)?${end}`, String.raw`skicka (?:mig |oss )?(?:inte|aldrig) (?:mig |oss )?(?:fler|mer|några fler|era) ${sv.mail}`,
  String.raw`(?=inga)(?<!(?<!\p{L})(?:får|fick|har|hade|kommer|kom|skickar|skickat|finns|ser|såg) )inga fler ${sv.mail}(?: från er)?(?: tack)?${end}`, String.raw`${own('vi|jag', 'och')('vill')}(?: \p{L}+)? inte (?:längre )?(?:ha|få|ta emot) (?:(?:fler|några|mer|era|dessa) )+${sv.mail}`,
  String.raw`stop(?: venligst)? med at (?:(?:skrive(?: til)?|maile|kontakte|spamme|forstyrre) (?:mig|os)|sende (?:mig |os )?${dn.which}${dn.mail}|sende (?:mig|os)${end}|(?:skrive|maile)${end})`,
  String.raw`slutt (?:å|med å) (?:(?:skrive til|maile|kontakte|spamme|plage) (?:meg|oss)|sende (?:meg |oss )?${dn.which}${dn.mail}|sende (?:meg|oss)${end})`,
  String.raw`${after('venligst|vennligst|og|men')('ikke|aldri|aldrig')} (?:kontakt|mail|skriv(?: til)?) (?:meg|mig|oss|os)(?: (?:igen|igjen|mer|mere|lenger|længere))*(?:,? takk?)?${end}`,
  String.raw`(?:ikke|aldri|aldrig) send (?:meg|mig|oss|os) (?:flere|mer|mere)(?: ${dn.mail}|${end})`, String.raw`send (?:meg|mig|oss|os) (?:ikke|aldri|aldrig) (?:flere|mere|mer) ${dn.mail}`,
  String.raw`(?:kontakt|skriv til) (?:meg|mig|oss|os) (?:ikke|aldri|aldrig)(?: (?:igen|igjen|mere|mer))?${end}`,
  String.raw`(?=ingen)(?<!(?<!\p{L})(?:har|havde|hadde|fik|fikk|får|modtager|mottar|kommer|kom|sender) )ingen flere ${dn.mail}(?: fra (?:jer|dere))?(?:,? takk?)?${end}`, String.raw`${own('vi|jeg', 'og')('vil|ønsker')}(?: \p{L}+)? ikke (?:å )?(?:ha|have|få|modtage|motta) (?:flere|jeres|disse|mere) ${dn.mail}`,
  String.raw`(?:älkää|älä) (?:(?:enää|minulle|meille) )*(?:lähet\p{L}+|laittako) (?:(?:enää|minulle|meille|lisää|enempää|näitä|tällaisia) )*(?:${fiMail}|mitään)`, String.raw`(?:älkää|älä) (?:enää )?(?:lähet\p{L}+|kirjoit\p{L}+) (?:minulle |meille )?(?:enää|minulle|meille)${end}`,
  String.raw`(?:älkää|älä) (?:enää )?ot\p{L}+ (?:(?:enää|minuun|meihin) )*yhteyttä(?: (?:enää|minuun|meihin))*${end}`,
  String.raw`lopet(?:a|takaa|kaa)(?: (?:näiden|minulle|viestien|sähköpostien))* (?:viest\p{L}*|lähett\p{L}*|sähköpost\p{L}*)`, String.raw`${after('kiitos')('ei enää')} (?:viestejä|sähköposteja|postia|mainoksia)(?: kiitos)?${end}`,
)
const northReserved = words(
  String.raw`förrän|innan|före|än|ännu|just nu|för (?:tillfället|närvarande)|idag|i dag|imorgon|i morgon|den här veckan|denna vecka|helgen|ring\p{L}*|hellre|tills|i stället|istället`,
  String.raw`før|endnu|ennå|enda|lige nu|akkurat nå|(?:i|for) (?:øjeblikket|øyeblikket)|for tiden|for nærværende|i morgen|denne uge|denne uken|denne uka|weekenden|hellere|heller|indtil|inntil|i stedet`,
  String.raw`ennen|vielä|vasta|tällä hetkellä|juuri nyt|tänään|huomenna|tällä viikolla|vaan|soit\p{L}+|toistaiseksi|kunnes|mieluummin`,
)

// ── Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Greek ──
const plMail = String.raw`(?:(?:e-?)?mail\p{L}*|wiadomości|newsletter\p{L}*|reklam\p{L}*|spamu|informacji handlowych|korespondencji|ofert handlowych)`
const csMail = String.raw`(?:(?:e-?)?mail\p{L}*|zpráv\p{L}*|správ\p{L}*|newsletter\p{L}*|reklam\p{L}*|spam\p{L}*)`
const roMail = String.raw`(?:e-?mail\p{L}*|mail\p{L}*|mesaje\p{L}*|newsletter\p{L}*|reclame|spam)`
const plMine = 'mój (?:adres|e-?mail|mail)|mojego (?:adresu|e-?maila|maila)|moje dane|moich danych'
const eastRemoval = words(
  String.raw`prosz[eę] (?:mnie|nas)(?: natychmiast)? (?:wypisać|usunąć|wykreślić)(?= ze? |(?: natychmiast)?${end})`, String.raw`prosz[eę] (?:o )?(?:natychmiastowe )?(?:wypisać|wypisanie|usunąć|usunięcie|wykreślić|wykreślenie) (?:mnie|nas|${plMine}|tego adresu|ten adres)`,
  String.raw`(?:usuń|wypisz|wykreśl|usuńcie|wypiszcie|wykreślcie) (?:mnie|nas|${plMine})`,
  String.raw`(?:odhlas|odhlás|vymaž|odstraň|vyřaď|vyraď|smaž)\p{L}* (?:mě|mne|nás|ma|mňa|(?:mou|moji|můj|moje|moju|mé) (?:adres|e-?mail|údaj|kontakt)\p{L}*)`,
  String.raw`(?<!ne )(?:töröljön|töröljenek|töröld|vegyen|vegyenek|vegyél|vegyetek)(?: le| ki)? (?:engem|minket|a (?:[\p{L}-]+ )?(?:listá(?:ról|ból)|levelezőlistáról)(?! (?:\d|egy |két |az? )))`, String.raw`(?<!ne )(?:töröljék|törölje|törölni) (?:az? )?(?:e-?mail[- ]?)?(?:címem|címünk|adataim)\p{L}*`,
  String.raw`(?:ștergeți|stergeti|ștergeti|șterge|eliminați|elimina|dezabonați|dezabonează|scoateți)(?:-| )(?:mă|ma)(?= (?:din|de|dintr)|${end})`, String.raw`(?:ștergeți|eliminați|șterge|elimina) (?:adresa mea|datele mele|e-?mailul meu)`,
  String.raw`(?:beni|bizi|adresimi|(?:mail|e-?posta|e-?mail) adresimi)(?: \p{L}+){0,3}? (?:[\p{L}]*list\p{L}+|veri ?taban\p{L}+|bülten\p{L}*)(?: \p{L}+)? (?:çıkar(?:ın|ınız)?|sil(?:in|iniz)?)`, String.raw`(?:beni|adresimi) silin(?:iz)?${end}`,
  String.raw`διαγρά(?:ψτε|φετε) με(?= από|${end})`,
)
const eastSilence = words(
  String.raw`prosz[eę] (?:(?:już|więcej|do mnie|do nas|mi|nam|się ze mną|się z nami|mnie|nas) ){1,3}nie (?:pisać|kontaktować|niepokoić|nękać)(?: (?:już|więcej|do mnie|do nas|się|ze mną|z nami|mnie|nas))*${end}`,
  String.raw`prosz[eę] nie (?:pisać|kontaktować|niepokoić|nękać)(?: (?:już|więcej|do mnie|do nas|się|ze mną|z nami|mnie|nas))+${end}`,
  String.raw`prosz[eę] (?:(?:już|więcej|mi|nam|do mnie|do nas) ){0,3}nie (?:wysyłać|przesyłać)(?: (?:już|więcej|mi|nam|do mnie|do nas|żadnych|kolejnych|dalszych))* ${plMail}`, String.raw`prosz[eę] (?:(?:mi|nam|do mnie) )?(?:więcej|już) (?:(?:mi|nam|do mnie) )?nie (?:wysyłać|przesyłać)${end}`,
  String.raw`nie (?:pisz|piszcie|kontaktuj|kontaktujcie) (?:(?:już|więcej|się) )*(?:do mnie|do nas|ze mną|z nami)(?: więcej| już)*${end}`, String.raw`nie (?:wysyłaj|wysyłajcie) (?:(?:mi|nam|już|więcej|żadnych) )*${plMail}`,
  String.raw`nie (?:życzę|życzymy|chcę|chcemy) (?:sobie )?(?:(?:już|więcej) )*(?:(?:otrzymywać|dostawać) (?:(?:już|więcej|od was|od państwa|żadnych|waszych|tych|takich) )*${plMail}|(?:więcej )${plMail})`, String.raw`nie życz(?:ę|ymy) sobie (?:dalszego |więcej )?kontaktu`,
  String.raw`nepišt\p{L}* (?:mi|nám)(?: (?:už|prosím|více|víc|znovu|nikdy))*${end}`, String.raw`nekontaktuj\p{L}* (?:mě|mne|nás|ma)(?: (?:už|prosím|více|znovu))*${end}`, String.raw`(?:už|více|viac) (?:(?:mi|mě|ma|nás|nám) )?(?:nepišt|nekontaktuj)\p{L}*${end}`,
  String.raw`(?:neposílej|nezasílej|neposielaj|nezasielaj)(?:te)? (?:(?:mi|nám|už|prosím|další|žádné|více|ďalšie|žiadne) )*${csMail}`, String.raw`nepřeji si (?:(?:už|dále) )*(?:dostávat|další)(?: (?:další|žádné|vaše|už|od vás))* ${csMail}`,
  String.raw`(?:többet |többé )ne (?:írj|keress|küldj)\p{L}*(?: nekem| nekünk)?${end}`, String.raw`ne (?:írj|keress|küldj)\p{L}*(?: nekem| nekünk)? (?:többet|többé)(?: nekem)?${end}`, String.raw`ne küldj\p{L}*(?: nekem| nekünk)?(?: több)? (?:e-?mailt|e-?maileket|levelet|leveleket|üzenetet|üzeneteket|reklámot|hírlevelet)`,
  String.raw`nu(?: îmi| imi| mă| ma| ne|-mi) mai (?:scrieți|scrieti|scrie|contactați|contactati|contacta|deranjați|deranjati)${end}`, String.raw`nu(?: îmi| imi| ne|-mi)? mai (?:trimiteți|trimiteti|trimite) (?:nimic|${roMail})`, String.raw`nu (?:mai )?doresc să (?:mai )?(?:primesc ${roMail}|fiu contactat[ăa]?)`,
  String.raw`(?:bana|bize) (?:(?:bir daha|artık|lütfen) )*(?:yazma(?:yın|yınız)?|(?:e-?posta|mail|mesaj|e-?mail) (?:atma(?:yın|yınız)?|gönderme(?:yin|yiniz)?))${end}`, String.raw`artık (?:mail|e-?posta|mesaj) (?:(?:almak )?istemiyorum|gönderme(?:yin|yiniz))`,
  String.raw`μην? (?:με |μου |μας )?ξανα(?:στείλετε|γράψετε|στέλνετε|γράφετε)(?: (?:μηνύματα|(?:e-?)?mails?|τίποτα))?${end}`, String.raw`μην? (?:μου|μας) (?:στέλνετε|στείλετε|γράφετε|γράψετε) (?:πια|ξανά|πλέον|άλλα (?:(?:e-?)?mails?|μηνύματα)|(?:e-?)?mails?|μηνύματα)`,
)
const eastReserved = words(
  String.raw`przed|do (?:poniedziałku|wtorku|środy|czwartku|piątku|końca|\d+)|jeszcze|na razie|w tej chwili|w tym momencie|obecnie|aktualnie|chwilowo|dzisiaj|dziś|jutro|w tym tygodniu|zadzwo\p{L}+|telefon\p{L}*|dopóki|raczej|lepiej`,
  String.raw`do (?:pondělí|úterý|středy|čtvrtka|pátku|konce)|před|ještě|zatím|momentálně|momentálne|v (?:současnosti|tuto chvíli|tejto chvíli|súčasnosti)|dnes|zítra|tento týden|zavol\p{L}+|raději|radšej|dokud|kým`,
  String.raw`jelenleg|pillanatnyilag|előtt|még|holnap|ezen a héten|inkább|hívj\p{L}*|amíg`, String.raw`până|pana|înainte|încă|inca|deocamdată|momentan|(?:în|in) (?:acest moment|prezent)|astăzi|azi|mâine|săptămâna|sunați|decât`,
  String.raw`şu an|şu anda|şu sıralar|kadar|önce|henüz|bugün|yarın|bu hafta|arayın|yerine|şimdilik`, String.raw`αυτή τη στιγμή|προς το παρόν|πριν|μέχρι|έως|ακόμα|ακόμη|σήμερα|αύριο|τώρα`,
)

// ── Russian, Ukrainian ──
const ruMail = String.raw`(?:пис(?:ем|ьма)|сообщени\p{L}+|рассыл\p{L}+|реклам\p{L}+|спам\p{L}*|(?:e-?)?mail\p{L}*|имейл\p{L}*)`
const ruList = listed('из|с|со|от', String.raw`(?:рассыл|баз|спис|подпис|реестр|crm)\p{L}*`)
const ruRemoval = words(
  String.raw`(?<!не )(?:отпишите|отпиши|удалите|удали|исключите|исключи|вычеркните|уберите)(?:,? пожалуйста,?)? (?:(?:меня|(?:мой|этот|наш) (?:адрес|e-?mail|имейл|ящик|контакт)|мою (?:почту|электронную почту)|мои (?:данные|контакты))(?= ${ruList}|(?:,? пожалуйста)?${end})|нас ${ruList})`, 'отпишите нас',
  'відпишіть (?:мене|нас)', 'видаліть (?:мене|мою адресу)', String.raw`видаліть нас ${listed('з|зі|із', String.raw`(?:розсил|баз|спис)\p{L}*`)}`,
)
const ruSilence = words(
  String.raw`больше (?:(?:мне|нам|меня|нас|никогда|пожалуйста) ){0,3}не (?:пишите|пиши|присылайте|присылай|беспокойте|беспокой|отправляйте|шлите|шли)(?: (?:мне|нам|меня|нас|сюда|ничего|${ruMail}|на (?:этот|мой) \p{L}+))*(?:,? пожалуйста)?${end}`,
  String.raw`не (?:пишите|пиши|присылайте|присылай|отправляйте|шлите) (?:мне|нам)(?: (?:больше|никогда|ничего|${ruMail}|ваши \p{L}+))*(?:,? пожалуйста)?${end}`,
  String.raw`не беспокой(?:те)? (?:меня|нас)(?: больше)?${end}`, String.raw`не (?:присылайте|шлите|отправляйте) (?:(?:больше|мне|нам) )*${ruMail}`,
  String.raw`(?:прошу|просим|просьба)(?: вас)? (?:(?:больше )(?:(?:мне|нам|меня|нас|никогда) )*не (?:писать|присылать|беспокоить|отправлять|слать|рассылать)|(?:(?:мне|нам|меня|нас) )?не (?:писать|присылать|беспокоить|отправлять|слать) (?:больше|мне|нам|меня|нас))(?: (?:больше|мне|нам|меня|нас|ничего|сюда|никогда|на (?:этот|мой) \p{L}+|${ruMail}))*${end}`,
  String.raw`(?<!(?:не|нам|мне|им|вам|всем) )(?:перестаньте|перестань|хватит|довольно) (?:(?:мне|нам|уже|нас|меня) )*(?:писать|присылать|слать|отправлять|спамить|беспокоить)(?: (?:мне|нам|меня|нас|эти|ваши|сюда|уже|спам|${ruMail}))*${end}`, String.raw`(?:перестаньте|припиніть|досить) (?:(?:мені|нам) )?(?:писати|надсилати|спамити)(?: (?:мені|нам|листи|сюди))*${end}`,
  String.raw`прекратите (?:(?:мне|нам) )?(?:писать|присылать|слать|отправлять|рассылать|рассылку|рассылки|спам\p{L}*)(?: (?:мне|нам|${ruMail}|эти|ваши|сюда|спам))*${end}`,
  String.raw`не (?:хочу|хотим|желаю|желаем) (?:больше )?получать (?:(?:от вас|ваши|эти|никаких|такие|больше|подобные) )*${ruMail}`,
  String.raw`більше (?:(?:мені|нам|мене|нас) )*не (?:пишіть|надсилайте|турбуйте)(?: (?:мені|нам|мене|нас|листів))*${end}`, String.raw`не (?:пишіть|надсилайте) (?:мені|нам)(?: (?:більше|листів))*${end}`, String.raw`не турбуйте (?:мене|нас)(?: більше)?${end}`,
)
const ruReserved = words(String.raw`до (?:понедельника|вторника|среды|четверга|пятницы|конца|\d+)|раньше|пока|сейчас(?! же)|зараз(?! же)|наразі|(?:в|на|у) (?:данный|настоящий|даний) момент|в настоящее время|ещё|еще|сегодня|завтра|на этой неделе|лучше|позвоните|звоните|вместо|прежде|до (?:понеділка|вівторка|середи|четверга|п'ятниці)|поки|ще|сьогодні|краще|зателефонуйте`)

// ── Chinese, Japanese, Korean: no spaces, so no words. 别 alone is also the end of 特别 and 分别. ──
const zhDont = '(?:不要|勿|停止|(?<![特分区级差性类告识个])别)', zhMail = '(?:邮件|郵件|信(?!息化)|短信|消息|广告|推广|推销)', zhMe = '(?:给我们|给我|向我们|向我|給我)'
const cjkRemoval = [
  '(?<!不要|别|勿)(?:把|将|將)(?:我们?|我的(?:邮箱|邮件|地址|信息|联系方式|数据))[^。!?，]{0,14}(?:删除|移除|刪除|移出)', '从[^。，]{0,10}(?:名单|列表|数据库|邮件)[^。，]{0,4}(?:删除|移除|刪除)我们?',
  '(?:请|麻烦|帮我|我要|我想|要求)[^。，]{0,6}(?:取消|退出)(?:订阅|訂閱)(?=[。!！,，]|$)',
  '(?:リスト|名簿|配信先|宛先)から(?:私|弊社|当社|当方)?(?:を|の)?(?:削除|外し|除外)(?!しない)', '(?:私|弊社|当社|当方|アドレス)[^。、]{0,10}(?:リスト|名簿|配信先)[^。、]{0,4}(?:削除|外し|除外)(?!しない)',
  '수신\\s?거부(?=\\s*(?:합니다|해|요청|부탁|바랍|[.!]|$))', '(?:저를|저희를|제 ?(?:주소|이메일|메일)|저는)[^.]{0,12}(?:목록|리스트|명단)[^.]{0,4}(?:삭제|제외|빼)(?!하지)', '(?:목록|리스트|명단)에서 ?(?:저를 |저희를 )?(?:삭제|제외|빼)(?!하지)',
]
const cjkSilence = [
  `${zhDont}再?(?:${zhMe}再?)?(?:发送?|發送?|寄)(?:任何|这类|这种|更多|推广|营销|广告)*${zhMail}`, `(?:不要|勿|(?<![特分区级差性类告识个])别)再(?:${zhMe})?(?:发送?|發送?|寄|联系|聯繫|打扰)(?:我们|我|${zhMail})?(?=了|[。!！,，\\s]|$)`, `${zhDont}(?:再)?(?:联系|聯繫|打扰)我们?(?=了|[。!！,，\\s]|$)`,
  '(?:配信|メール|送信)[^。、]{0,10}停止して(?:くだ|下|ほし|欲し|いただ|頂)', '(?:配信|メール)[^。、]{0,6}停止(?:を|の)?(?:お願い|ご?希望|願)', '(?:メール|営業|案内|勧誘)[^。、]{0,10}(?:やめて|止めて|控えて|しないで|送らないで)(?:くだ|下|ほし|欲し|いただ|頂)',
  '(?:営業|広告|宣伝|勧誘|セールス)[^。、]{0,12}(?:不要|お断り|ご遠慮)', '今後[^。、]{0,12}(?:メール|連絡|配信|営業|案内|勧誘)[^。、]{0,10}(?:不要|お断り|ご遠慮|控え|やめて|停止)', '(?:もう|二度と|これ以上|今後)[^。、]{0,16}(?:送ら|連絡し|メールし)ないで',
  '(?:메일|이메일|연락|문자)(?!로)[^.]{0,10}(?:(?:보내|하|주)지 ?(?:마|말)|그만|중단(?:해| ?부탁| ?바|하)|원하지 않)',
]
const cjkReserved = '目前|现在|現在|现阶段|今のところ|現時点|当面|当分|현재|지금은|당분간|之前|以前|先不要|暂时|今天|本周|这周|直到|改为|而是|打电话|まで|まだ|今日|本日|明日|今週|代わり|前に|電話|까지|전에|아직|오늘|내일|이번 주|대신|전화'

/** The writer, or the writer's address, shall go from where we have it. */
export const removal = compiled([enRemoval, deRemoval, frRemoval, esRemoval, ptRemoval, itRemoval, nlRemoval, northRemoval, eastRemoval, ruRemoval, ...cjkRemoval].join('|'))
/** No more mails to the writer, by language, each with the words that make it a silence for a while, or in favour of another way: "not before May", "call me instead". */
export const silences: readonly (readonly [order: RegExp, reserved: RegExp])[] = [
  [enSilence, enReserved], [deSilence, deReserved], [frSilence, frReserved], [esSilence, esReserved], [ptSilence, ptReserved], [itSilence, itReserved], [nlSilence, nlReserved],
  [northSilence, northReserved], [eastSilence, eastReserved], [ruSilence, ruReserved], [cjkSilence.join('|'), cjkReserved],
].map(([order, reserved]) => [compiled(order!), compiled(reserved!)] as const)
/** "Remove me from the meeting", "streichen Sie mich aus dem Angebot": not from where we have the writer. */
export const elsewhere = compiled(words(String.raw`(?:from|off|aus|von|vom|de|du|des|del|da|do|dal|dalla|uit|van|från|ur|fra|z|ze|из|с) ?(?:[\p{L}'-]+ ){0,2}(?:invit\p{L}*|meetings?|webinars?|calendar|appointments?|agenda|quotes?|proposals?|contracts?|orders?|invoices?|einladung|termin\p{L}*|besprechung\p{L}*|angebot(?:s|e|en)?|vertrag(?:s|es)?|bestellung|rechnung|kalender\p{L}*|teilnehmerliste|protokoll|réunion|rendez-vous|devis|contrat|visio\p{L}*|reunión|cita|presupuesto|contrato|convocatoria|riunione|preventivo|contratto|appuntamento|vergadering|afspraak|offerte|uitnodiging|reunião|convite|orçamento|möte\p{L}*|inbjudan|møde\p{L}*|møte\p{L}*|innkalling\p{L}*|zaproszeni\p{L}*|spotkani\p{L}*|oferty|umow\p{L}+|schůz\p{L}+|pozvánk\p{L}+|встреч\p{L}+|приглашени\p{L}+|договор\p{L}*)`))
