// The marks at which a quoted mail begins, in the words of many mail programs and languages.

export const isQuoted = (line: string): boolean => /^\s{0,3}(?:>|\|(?=\s|$))/.test(line)

const verb = /(?<![\p{L}])(?:wrote|writes|schrieb(?:en)?|geschrieben|a écrit|à écrit|écrivait|ecrit|escribi[oó]|ha escrito|va escriure|ha scritto|scrisse|scriveva|schreef|geschreven|escreveu|skrev|skreiv|kirjoitti|napisał(?:a|\(a\))?|pisze|napsal(?:a|\(a\))?|napísal(?:a|\(a\))?|написал(?:а|\(а\)|и)?|пишет|пише|писал(?:а|\(а\))?|написав|напісаў|yazdı|şunları yazdı|írta|a scris|έγραψε|napisao|je napisal|rašė|kirjutas|đã viết|menulis|написа)(?![\p{L}])|写道|寫道|写了|書きました|のメール|さんからのメッセージ|작성|님이|เขียนว่า|كتب|כתב/iu
const opener = /^\s*(?:[-*_>]+\s*)?(?:on|am|le|el|il|op|em|a|den|dne|dňa|w dniu|dnia|på|pe|la|в|ср|пн|вт|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun|em|no dia|\d{1,4}|在|於|20\d\d)(?=[\s,.年/-]|\d)/iu
const dated = /\d{1,4}[./-]\d{1,2}|\d{1,2}(?:\.|st|nd|rd|th)?,?\s+(?:de\s+)?\p{L}{3,}|\p{L}{3,}\.?\s+\d{1,2}|\d{1,2}[:.]\d\d|\d\s*[年月日]/u

/** Does a line such as "On 3 March, Sam <sam@…> wrote:" end at line `i`? `from` is where it starts. */
export function attributionAt(lines: string[], i: number): { from: number } | undefined {
  const last = lines[i]!.trim()
  // None is longer, and what is asked of it grows faster than its length.
  if (last.length > 500) return undefined
  if (/^[-*_> ]*(?:20\d\d[/-]\d{1,2}[/-]\d{1,2})\b.{0,120}<[^<>\s]+@[^<>\s]+>:?$/.test(last)) return { from: i }
  if (!/[:：]\s*[-—]*$|(?:wrote|schrieb|écrit)\s*-{2,}$/i.test(last) || last.length > 400) return undefined
  let joined = ''
  for (let k = 0; k <= 6 && i - k >= 0; k++) {
    const from = i - k
    const line = lines[from]!.trim()
    joined = `${line} ${joined}`.trim()
    if (joined.length > 500) return undefined
    if (line === '' && k > 3 && !/^<|mailto/.test(joined)) return undefined
    // Some programs write only date, name and address.
    const says = verb.test(joined) || /<[^<>\s]+@[^<>\s]+>[:：]$/.test(joined.replace(/<\s+/g, '<'))
    if (!says || !dated.test(joined)) continue
    const quotesNext = isQuoted(said(lines, i + 1))
    if (!opener.test(line) && !/^[^\n]{2,80}<[^<>\s]*@/.test(line) && !(quotesNext && k === 0)) {
      // The name and the address may stand on the lines above; look for where the sentence opens.
      for (let up = from - 1; up >= Math.max(0, from - 3) && lines[up]!.trim() !== ''; up--) if (opener.test(lines[up]!)) return { from: up }
      if (!quotesNext) continue
    }
    if (joined.includes('@') || quotesNext || (opener.test(joined) && joined.length < 200 && verb.test(joined))) return { from }
  }
  return undefined
}

/** The first line from `i` on that says something; '' if there is none. */
function said(lines: string[], i: number): string {
  for (let j = i; j < lines.length; j++) if (lines[j]!.trim() !== '') return lines[j]!
  return ''
}

const dividers = /(?:original(?:e|a|nachricht)? ?(?:message|mail|e-?mail|appointment|meddelande|besked|melding)?|original message|original mail|ursprüngliche nachricht|original ?nachricht|ursprungligt meddelande|oprindelig (?:meddelelse|besked)|opprinnelig melding|message d['’]origine|message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk(?:e)? bericht|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní (?:zpráva|e-?mail)|pôvodná správa|eredeti üzenet|mesaj original|orijinal (?:mesaj|ileti)|исходное сообщение|пересылаемое сообщение|оригинальное сообщение|початкове повідомлення|αρχικό μήνυμα|forwarded (?:message|mail|by)|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht|vidarebefordrat (?:meddelande|mejl)|videresendt (?:melding|meddelelse|besked)|reply message|antwortnachricht|転送メッセージ|元のメッセージ|原始邮件|原始郵件|转发邮件|轉寄郵件|원본 메시지|전달된 메시지)/i

/** The first line after a divider such as "----- Original Message -----"; undefined if there is none at `i`. */
export function dividerAt(lines: string[], i: number): number | undefined {
  const line = lines[i]!.trim().replace(/^>\s*/, '')
  if (line.length > 120) return undefined
  if (/^[-_=*~—–·. ]{2,}\s*\S/.test(line) && dividers.test(line)) return i + 1
  if (/^-{5,}\s?[\p{L}' ]{4,40}\s?-{5,}$/u.test(line)) return i + 1
  if (/^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem encaminhada|begin doorgestuurd bericht|vidarebefordrat brev)\s*:/i.test(line)) return i + 1
  return undefined
}

const from = /^[>*\s]*(?:from|von|de|da|van|från|fra|od|от|від|lähettäjä|kimden|gönderen|feladó|expéditeur|remitente|mittente|afzender|avsändare|afsender|avsender|nadawca|odesílatel|отправитель|差出人|发件人|寄件者|寄件人|보낸 ?사람|από)\*?\s*[:：]\*?\s*\S/i
const other = /^[>*\s]*(?:sent|gesendet|envoyé|envoye|enviad[oa](?: el| em)?|inviato|verzonden|skickat|sendt|wysłano|odesláno|odoslané|отправлено|надіслано|lähetetty|gönderildi|küldve|elküldve|trimis|date|datum|fecha|data|dato|дата|päivämäärä|tarih|dátum|送信日時|日時|日期|发送时间|寄件日期|보낸 ?날짜|ημερομηνία|to|an|à|a|para|per|aan|till|til|do|komu|кому|vastaanottaja|kime|címzett|către|宛先|收件人|收件者|받는 ?사람|προς|cc|kopie|copie|copia|kopi|kopia|reply-to|antwort an|répondre à|responder a|risposta|subject|betreff|objet|asunto|oggetto|onderwerp|assunto|ämne|emne|temat|předmět|predmet|тема|aihe|konu|tárgy|subiect|件名|主题|主題|主旨|제목|θέμα)\*?\s*[:：]\*?/i

/** The first line after a block of headers (From, Sent, To, Subject …) that starts at `i`. */
export function headerBlockAt(lines: string[], i: number): number | undefined {
  const line = lines[i]!
  const rule = /^\s*[_\-=*]{5,}\s*$/.test(line)
  const start = rule ? next(lines, i + 1) : i
  if (start === undefined || !(from.test(lines[start]!) || (rule && other.test(lines[start]!)))) return undefined
  let seen = 1
  let end = start + 1
  for (let j = start + 1; j < Math.min(lines.length, start + 14); j++) {
    if (lines[j]!.trim() === '') {
      if (seen >= 3) break
      continue
    }
    if (other.test(lines[j]!) || from.test(lines[j]!)) {
      seen++
      end = j + 1
    } else if (j - end > 1) break
  }
  return seen >= 3 ? end : undefined
}

function next(lines: string[], i: number): number | undefined {
  for (let j = i; j < Math.min(lines.length, i + 3); j++) if (lines[j]!.trim() !== '') return j
  return undefined
}
