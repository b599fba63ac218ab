// What a server's words mean. First match wins, so the order matters: a text that names the sender's fault (policy, rate,
// relay) must be seen before one that could be read as "no such user". Phrases are those of the common mail servers.
// The decision what to do about a reason stands in `verdictOf`, apart from the reading.

export type BounceReason =
  | 'unknown_user' | 'unknown_host' | 'moved' | 'takes_no_mail'
  | 'full' | 'disabled' | 'filtered' | 'refused' | 'spam' | 'policy' | 'authentication' | 'rate' | 'relay' | 'virus' | 'content' | 'too_big'
  | 'expired' | 'network' | 'system' | 'unclear'

/** hard: never write there again. block: the sender's trouble, the lead's address may be good. soft: may pass. */
export type Verdict = 'hard' | 'soft' | 'block'

const phrases: [BounceReason, RegExp][] = [
  ['system', /procmail:|maildrop:|mail\.local:|\bcommand (?:died|failed|time limit)|can['’]?t (?:exec|fork)|program exited/i],
  ['unknown_user', /5\.4\.1\b[^\n]*recipient address rejected: access denied|not listed in\b|(?<!sender[^\n]{0,40})(?:\b(?:user|recipient|mailbox) unknown\b|\bunknown (?:user|recipient|mailbox)\b|\bno such (?:user|mailbox|recipient)\b|\b(?:user|mailbox|account|recipient) (?:does not|doesn['’]t) exist)/i],
  ['full', /mail ?box (?:is |has |was )?(?:over ?quota|full|exceeded)|over ?quota|quota (?:is )?(?:exceed|full|reached)|exceed(?:s|ed|ing)?\b[^.\n]{0,30}\b(?:quota|storage|mailbox (?:size )?limit|maximum (?:number of )?stored)|(?:disk )?quota exceeded|(?:insufficient|not enough|out of|no more|no space)[^.\n]{0,20}(?:disk |storage )?space|storage (?:limit|allocation|exceeded)|mailfolder is full|maildir (?:over|delivery).{0,12}quota|is full\b(?! of)|full mailbox|too many messages (?:stored|in|on)|account (?:has )?exceeded|maximum (?:storage|mailbox)|benutzerkonto.{0,20}voll|postfach.{0,20}(?:voll|überfüllt)|boîte.{0,30}pleine|buz[oó]n.{0,20}lleno|casella.{0,20}piena|caixa.{0,20}cheia|переполнен|mail capacity/i],
  ['rate', /too many (?:connection|concurrent|session|message|mail|recipient|error|hops? per|invalid recipients)|rate[- ]?limit|throttl|(?:sending|hourly|daily|message|mail) (?:rate|limit|quota)[^.\n]{0,24}exceed|exceeded[^.\n]{0,40}(?:sending|daily|hourly|message) (?:limit|quota)|too (?:fast|frequently|much mail)|receiving (?:mail|messages) (?:too quickly|at a rate)|unusual rate of|connection (?:rate|count) limit|domain has exceeded the max emails|temporarily deferred due to user complaints|4\.7\.28/i],
  ['authentication', /\bdmarc\b|\bspf\b.{0,60}(?:fail|reject|not|pass|denied|mismatch)|(?:fail|reject|not permitted|denied)[^\n]{0,50}\bspf\b|sender policy framework|\bdkim\b.{0,40}(?:fail|not|invalid|required|verif)|unauthenticated (?:email|mail|sender)|(?:does not|did not) (?:pass|meet)[^\n]{0,30}authentication|sender (?:id|domain)[^\n]{0,20}(?:authenticat|verif)|not authorized to send (?:mail|on behalf)|5\.7\.26|5\.7\.509|5\.7\.515|email rejected per/i],
  ['spam', /\bspam(?:ming|my)?\b(?!.{0,20}trap list empty)|\bjunk\b.{0,20}(?:mail|score|detect)|bulk (?:e-?mail|mail)|unsolicited|looks like (?:spam|uce)|content (?:analysis|filter).{0,40}(?:spam|reject)|reject(?:ed|ion)?[^\n]{0,20}(?:as|by|for)[^\n]{0,12}\bspam|spamassassin|spamhaus.{0,30}score|high probability of spam|\bUBE\b/i],
  ['virus', /\bvirus(?:es)?\b|infected|malware|trojan|\bworm\b/i],
  ['policy', /black ?list|block ?list|blocklist|\b(?:dns)?rbl\b|\bdnsbl\b|spamhaus|barracudacentral|spamcop|sorbs|sender ?score|reputation|\b(?:client |your |sending )?(?:host|ip)(?: address)?(?:[ :]*[[(<]?[\d.]{7,15}[\])>]?)?,? (?:is |was |has been |are )*(?:blocked|rejected|refused|banned|denied|not allowed|bad)|(?:blocked|banned|rejected|denied|refused) (?:by|due to|because of|for|your|from)[^\n]{0,30}(?:policy|ip\b|address list)|reverse dns|\brdns\b|\bptr\b|no reverse|cannot (?:find|resolve) your (?:reverse )?(?:hostname|address|domain)|(?:cannot|could not|unable to|does(?:n't| not)) (?:resolve|find|verify|have)[^\n]{0,40}(?:sender|your (?:host|ip|domain)|reverse)|dialup|dynamic (?:ip|address|pool)|residential|(?:local|site|security|administrative|mail|message|company|service) polic(?:y|ies)|polic(?:y|ies) (?:violation|reason|restrict|reject|prohibit)|against (?:our|the) polic|suspicious (?:activity|content)|greylist|graylist|helo (?:command )?rejected|ehlo.{0,20}(?:invalid|reject)|tls (?:is )?required|must issue a starttls|starttls.{0,30}(?:required|first|fail)/i],
  ['relay', /relay(?:ing)?\b[^\n]{0,30}(?:denied|not (?:permitted|allowed)|prohibited|access|disallowed|rejected|unauthorized|is not)|(?:unable|not permitted|not allowed|no access|refus\w*) to relay|relay (?:not|access|denied)|rcpthosts|we do not relay|unauthorized relay|insecure mail relay/i],
  ['refused', /sender (?:address |verif\w+ |domain )?(?:is )?(?:rejected|denied|blocked|refused|failed|invalid|not (?:found|exist|verified|allowed))|(?:bad|invalid|unknown|unacceptable) (?:sender|return[- ]path|mail from|from address|envelope sender)|domain of sender address|(?:your|this) (?:e-?mail )?(?:address|domain)[^\n]{0,30}(?:has been|is|was) (?:rejected|refused|denied|blocked|not accepted|banned)|sender['’]s (?:domain|address)[^\n]{0,20}(?:not|reject)|mail from[^\n]{0,40}(?:rejected|not (?:allowed|accepted))|not authorized to send to|not have permissions? to|(?:is|are) not a? ?member of|senders? (?:is|are)? ?not (?:allowed|authorized|in the allowed)|restricted to (?:authenticated|internal|certain)|only accepts (?:mail|messages|e-mail) from (?:people|senders|members|internal|authenticated)|access denied\b(?![^\n]{0,30}(?:recipient|user))|you are not allowed|NotAuth(?:enticated|orized)|AuthRequired|Not?Authenticat|administrative prohibition|administratively (?:prohibited|denied)|does(?:n['’]t| not) (?:accept|like) (?:mail|messages?) from|we do not accept|domain .{0,60} does not exist.{0,30}sender/i],
  ['moved', /(?:user|recipient|address|mailbox|account|he|she|they)\b[^\n]{0,40}(?:has |have )?(?:moved to|been replaced by|changed (?:his|her|their|to))|please (?:try|use|forward to) <?\S+@|has moved;? please|5\.1\.6|no longer (?:with|works|employed)[^\n]{0,60}(?:rejected|refused)/i],
  ['takes_no_mail', /null ?mx|indicated no smtp service|does not accept (?:any )?(?:mail|e-?mail)\b(?! from)|domain[^\n]{0,30}does not (?:accept|receive) mail|(?:we|server|host|domain|site)[^\n]{0,20}(?:no longer|don['’]t|do not|does not) (?:accept|receive) (?:mail|e-?mail|messages)\b(?! from)|SMTP protocol returned a permanent error|is not an? mail server|mail receiving disabled|5\.7\.27|mail-receiving/i],
  ['disabled', /(?:account|mailbox|user|recipient|address|e-?mail|box)\b[^\n]{0,50}\b(?:(?:is |has been |was |currently |temporarily |been )*(?:disabled|suspended|deactivated|inactive|locked|expired|de-activated|closed|frozen|blocked for inactivity)|temporarily unavailable|under maintenance)|(?:disabled|inactive|suspended|locked|dormant|deactivated) (?:user|account|mailbox|recipient|mail drop|address)|domain (?:is )?(?:suspended|inactive|currently suspended)|not active\b|recipient suspend/i],
  ['unknown_host', /(?:host|domain|name|server|mx|dns)\b[^\n]{0,40}(?:not found|unknown|does not exist|doesn['’]t exist|lookup (?:failed|failure)|no such|cannot be found|could not be found|couldn['’]t be found|not exist|nonexistent|non-existent|not registered|could not be resolved|cannot be resolved|isn['’]t set up)|(?:unknown|bad|invalid|non-?existent|unresolvable|unrouteable|unroutable|illegal|no such) (?:mail )?(?:host|domain|mail domain|server)|no (?:mx|a|mail) (?:record|host|or a record|exchanger)|no mail exchanger|nxdomain|hostname lookup|name (?:or )?service (?:not known|error)|unrouteable (?:mail )?(?:domain|address)|address lookup failed|illegal host|dns (?:error|lookup|server|format|failure)|couldn['’]t find any host|no route to domain|\bnamserver|all (?:relevant )?mx records|recipient address rejected: domain not found|host or domain name not found|unable to (?:route|find)[^\n]{0,20}(?:host|domain|address)|domain is bogus/i],
  ['filtered', /(?:refused|rejected|blocked|declined) (?:by|due to|because of) (?:the )?(?:recipient|user|addressee)|user (?:rejects?|refuses?|rules)|recipient (?:preferences|refuse|only accept|is only accepting|has rejected|id refuse)|blocked by the recipient|(?:message|mail) (?:was )?(?:filtered|rejected due to user)|protected by|not accepting (?:any )?(?:mail|messages)/i],
  ['unknown_user', new RegExp([
    /(?:user|recipient|mailbox|address|account|local[- ]?part|e-?mail address|login|addressee|person|name|contact)s?\b[^\n]{0,70}\b(?:unknown|not (?:be )?(?:found|known|exist\w*|valid|present|listed|recogni[sz]ed|local|ok\b|here|available|registered|a (?:valid|known|local))|does ?n['’o]t ex[ií]st|do ?n['’o]t exist|doesn['’]t (?:exist|have)|does not (?:exist|have)|no longer (?:exists?|valid|available|active|in (?:use|service)|accepts?|on (?:this )?server)|nonexist\w*|non-exist\w*|invalid|unavailable|undeliverable|unrecogni[sz]ed|misspelled|terminated|discontinued|deleted|removed|was(?:n['’]t| not) found|isn['’]t|could(?:n['’]t| not) be found|wrong|gone)/,
    /(?:no such|unknown|invalid|bad|non-?existent|unrecogni[sz]ed|nonexistant|undeliverable|illegal|wrong|no valid|no matching|unverified|unable to (?:find|verify)|not (?:an? )?(?:known|valid|local|existing|active)|cannot find(?: your)?|can['’]t find|couldn['’]t find|could not find|not find|no)\s+(?:the |this |that |any |a |local |such |e-?mail |mail |destination |envelope |smtp |final |forward |virtual |an? )*(?:user|recipient|mail ?box|address|addressee|account|local[- ]?part|person|login|alias|mailhost user|forward-?path|rcpt|home directory|one at|name)/,
    /no (?:mailbox|account|user|one|recipient|person|existe)[^\n]{0,30}(?:here|by that|by this|at this|with that|with this|named)|not a (?:known|valid|local|real) (?:user|mailbox|recipient|address)|not in (?:the )?(?:my )?(?:directory|address ?book|user database|control\/\w+)|no such (?:user|mailbox|address|recipient|person|account)|(?:badrcptto|bad-rcpt|recipnotfound|recipientnotfound|resolver\.adr\.\w*notfound|5\.1\.10 resolver)|\b(?:550|553|554)[- ]+(?:5\.1\.1\b)|[#<(\s]5\.1\.1\b|unzustellbar.{0,40}unbekannt|(?:benutzer|empfänger|postfach|adresse)[^\n]{0,40}(?:unbekannt|existiert nicht|nicht gefunden)|(?:utilisateur|destinataire|adresse|boîte)[^\n]{0,40}(?:inconnu|n['’]existe pas|invalide|introuvable)|(?:usuario|destinatario|cuenta|buz[oó]n)[^\n]{0,40}(?:desconocid|no existe|inv[aá]lid)|(?:utente|destinatario|casella)[^\n]{0,40}(?:sconosciut|inesistente|non esiste)|(?:usu[aá]rio|destinat[aá]rio)[^\n]{0,40}(?:desconhecid|n[aã]o existe|inexistente)|(?:пользовател|адрес|ящик)[^\n]{0,40}(?:не существует|неизвест|не найден)|(?:宛先|メールアドレス|アドレス|ユーザ)[^\n]{0,40}(?:見つかりません|存在しません|不明)|用户不存在|帐号不存在/,
    /requested action not taken: mailbox unavailable|mailbox (?:name not allowed|unavailable|syntax)|address (?:rejected|unknown|error)(?=[\s.,:;)]|$)(?![^\n]{0,60}(?:access|denied|sender))|(?:destination|recipient) address(?:es)? (?:were |was )?(?:unknown|rejected)|destination server rejected recipients|archived recipient|bounced? address|address .{0,60}is not (?:valid|known|deliverable)|user missing home|vdeliver|unknown or illegal alias|can['’]?t (?:accept|create) user|not our customer|no longer (?:with|employed|at) (?:us|the company|this)/,
  ].map((r) => r.source).join('|'), 'i')],
  ['too_big', /message (?:size )?(?:is )?(?:too (?:big|large)|exceeds|size exceed)|size (?:limit|exceeds)|exceeds? (?:the )?(?:fixed |maximum |max )?(?:message |mail )?size|too large|5\.3\.4|5\.2\.3|message length exceeds/i],
  ['expired', /(?:could not be|not been|was not|unable to be) delivered (?:for|within|in|after)[^\n]{0,20}(?:hours?|days?|minutes?)|delivery (?:time )?(?:expired|timeout|time-?out)|(?:message|retry|queue) (?:time(?:out)?|timeout|lifetime|has been in the queue|too old|expired)|too long in (?:the )?queue|been in the queue too long|has expired|4\.4\.7|5\.4\.7|retry time(?:out)? (?:not reached|exceeded)|giv(?:e|en|ing) up after|undeliverable for \d|delivery attempts? (?:will|have|were)|message expired/i],
  ['network', /connection (?:timed? ?out|refused|reset|lost|dropped|failed|closed|was (?:dropped|refused))|timed? ?out|no route to host|network (?:is )?unreachable|unable to (?:connect|contact)|could ?n['’o]?t connect|cannot (?:connect|contact|reach)|host (?:is )?(?:unreachable|down|not reachable|unavailable)|mail loop|loops? back|too many hops|hop count|loop detected|lost connection|couldn['’]t establish|temporary (?:dns|network)|not responding|did not respond|no answer from host|5\.4\.[0136]|4\.4\.[12]/i],
  ['content', /(?:message )?(?:header|content|body|attachment|format|mime|line)s?\b[^\n]{0,40}(?:invalid|reject|not (?:allowed|accepted|permitted|rfc)|illegal|prohibited|too long|malformed|blocked)|not rfc|rfc ?\d{3,4}|duplicate header|missing (?:date|from|header)|bare (?:lf|newline)|improper use of 8-?bit|5\.6\.\d|5\.5\.\d|syntax error|unsupported|not (?:supported|implemented)/i],
  ['system', /(?:internal|system|server|local|configuration|temporary|mailer|i\/o|software|processing|ldap|database) (?:error|failure|problem|fault|lookup)|cannot (?:open|create|write|append|lock)|can['’]t (?:open|create|write|append)|could not (?:open|create|write)|permission denied|command (?:died|failed|output|time limit)|pipe to|exit (?:status|code)|loop(?:s|ing)? (?:to myself|detected)|service (?:not available|unavailable|currently unavailable)|try (?:again )?later|temporarily|5\.3\.[05]|4\.3\.\d|resources? (?:unavailable|temporarily)/i],
]

/** What do these words say? undefined when they say nothing known. */
export function reasonInText(text: string): BounceReason | undefined {
  const near = text.slice(0, 8000)
  return phrases.find(([, pattern]) => pattern.test(near))?.[0]
}

/** What an enhanced status alone says (RFC 3463); undefined when it is too general to say anything. */
export function reasonOfStatus(status: string): BounceReason | undefined {
  const [, klass, subject, detail] = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(status) ?? []
  if (!klass) return undefined
  const exact: Record<string, BounceReason> = {
    '1.1': 'unknown_user', '1.2': 'unknown_host', '1.3': 'unknown_user', '1.6': 'moved', '1.7': 'refused', '1.8': 'refused', '1.9': 'refused', '1.10': 'takes_no_mail',
    '2.1': 'disabled', '2.2': 'full', '2.3': 'too_big', '2.4': 'system', '3.0': 'system', '3.1': 'full', '3.2': 'system', '3.3': 'system', '3.4': 'too_big', '3.5': 'system',
    '4.1': 'network', '4.2': 'network', '4.3': 'network', '4.4': 'unknown_host', '4.5': 'rate', '4.6': 'network', '4.7': 'expired',
    '6.0': 'content', '7.1': 'policy', '7.23': 'authentication', '7.24': 'authentication', '7.25': 'policy', '7.26': 'authentication', '7.28': 'rate', '7.509': 'authentication', '7.515': 'authentication',
  }
  return exact[`${subject}.${detail}`] ?? (subject === '7' ? 'policy' : subject === '6' ? 'content' : undefined)
}

/** Our policy. `permanent`: the server's last word was a 5xx or Action: failed without a 4xx. */
export function verdictOf(reason: BounceReason, permanent: boolean): Verdict {
  if (['spam', 'policy', 'authentication', 'rate', 'relay', 'refused'].includes(reason)) return 'block'
  if (permanent && ['unknown_user', 'unknown_host', 'moved', 'takes_no_mail'].includes(reason)) return 'hard'
  return 'soft'
}

/** The reason as a sentence for people. */
export const reasonSentence: Record<BounceReason, string> = {
  unknown_user: 'The address does not exist.',
  unknown_host: 'The domain does not exist or takes no mail.',
  moved: 'The person has moved to another address.',
  takes_no_mail: 'This domain takes no mail.',
  full: 'The mailbox is full.',
  disabled: 'The mailbox is switched off at the moment.',
  filtered: "The recipient's own rules refused the mail.",
  refused: 'The server does not accept mail from this sender.',
  spam: 'The mail was taken for spam.',
  policy: "The server's policy refused the mail.",
  authentication: "The sender's domain failed a check (SPF, DKIM or DMARC).",
  rate: 'Too many mails in too short a time.',
  relay: 'The server refused to pass the mail on.',
  virus: 'The mail was taken for a virus.',
  content: 'The server did not like the form of the mail.',
  too_big: 'The mail was too big.',
  expired: 'Delivery was tried for too long and given up.',
  network: 'The receiving server could not be reached.',
  system: 'The receiving server had a fault of its own.',
  unclear: 'The server gave no clear reason.',
}
