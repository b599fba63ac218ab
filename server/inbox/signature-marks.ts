// Lines that begin a signature, lines that phones and mail programs add, and the notices of companies below a mail.

export const isSignatureMark = (line: string): boolean => /^\s*(?:--\s?|—|–\s?|__)\s*$/.test(line)

/** A line of nothing but dashes, stars and the like: what follows is a signature or a notice, unless it underlines a heading. */
export function isDivider(lines: readonly string[], i: number): boolean {
  const line = lines[i]!.trim()
  if (!/^([-_=~*#+—·])\1{2,}$/.test(line)) return false
  const above = lines[i - 1]?.trim() ?? ''
  return !(above !== '' && above.length <= 60 && Math.abs(above.length - line.length) <= 2)
}

const devices = String.raw`(?:i?phone|i?pad|ipod|android|samsung|galaxy|huawei|xiaomi|pixel|nokia|htc|lg|sony|motorola|moto|oneplus|alcatel|blackberry|windows|outlook|gmail|yahoo|mail|mailbox|airmail|spark|superhuman|proton ?mail|k-9|bluemail|nine|newton|thunderbird|ti-85|mobile|mobil\w*|móvil|cell(?:phone|ular)?|celular|telefon\w*|telefoon|phone|smartphone|tablet|device|ger[aä]t|appareil|dispositivo|handy|komórki|телефона?|смартфона|устройства|mac|pc|xperia|redmi|honor|oppo|vivo|zoho|fastmail|gmx|web\.de|t-online|aol|me\b)`

const patterns = [
  new RegExp(String.raw`^[<(\[*_\s]*sent (?:from|via|with|by|using|on)\b.{0,100}$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*(?:from|via|on) my ${devices}\b.{0,40}$`, 'i'),
  new RegExp(String.raw`^\s*\w+ from (?:my )?(?:mobile|phone|cell)\s*$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*(?:von (?:meinem|meiner|unterwegs)|gesendet (?:von|mit|über|via|aus)|diese (?:nachricht|e-?mail|mail) wurde (?:von|mit|mobil)|mit .{0,40}gesendet|versendet (?:mit|von))\b.{0,100}$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*(?:envoyé|envoyée|envoi|télécharge[rz]) (?:depuis|de|à partir|par|avec|via|du|d'un|outlook)\b.{0,80}$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*(?:enviad[oa]|mandad[oa]|obtener|obtenha|descargar?|obtén) (?:desde|de|do|da|por|a partir|con|com|via|através|outlook)\b.{0,80}$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*(?:inviat[oa]|mandato|scarica|ottieni) (?:da|dal|dall'|con|tramite|via|outlook)\b.{0,80}$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*(?:verzonden|verstuurd|gestuurd) (?:vanaf|via|met|vanuit|van|door)\b.{0,80}$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*(?:skickat|sendt|skickades|sänt|hämta|lähetetty|hanki) (?:från|fra|med|via|på|outlook)?\b.{0,80}$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*(?:wysłan[eoay]|wysłano|odesláno|odoslané|poslané|poslano|отправлено|надіслано|надіслане|trimis|küldve|elküldve|gönderildi)\b.{0,80}$`, 'i'),
  new RegExp(String.raw`^[<(\[*_\s]*get (?:\[?outlook|bluemail|spark|gmail|the outlook|yahoo).{0,100}$`, 'i'),
  new RegExp(String.raw`^.{0,30}${devices}.{0,20}(?:から送信|傳送|发送|發送|发自|에서 보냄|tarafından gönderildi|-?ról küldve|cihazımdan gönderildi)\s*$`, 'i'),
  /^\s*(?:发自|發自|來自|来自|從我的|从我的).{0,40}$/,
  /^\s*.{0,20}(?:から送信|에서 보냄|에서 전송)\s*$/,
  /^\s*iphone-(?:ról|ról küldve|om)\b.{0,30}$/i,
]

/** "Sent from my phone" and its like; at the end of a text only. */
export const isDeviceLine = (line: string): boolean => {
  const plain = line.trim()
  return plain.length > 0 && plain.length < 160 && patterns.some((pattern) => pattern.test(plain))
}

// ── Notices: "This e-mail is confidential …", "Registered office …". ──

const opensNotice = new RegExp(String.raw`^[\s*_>"'(\[-]*(?:(?:confidential(?:ity)?|privileged|disclaimer|legal notice|important notice|vertraulich(?:keit\p{L}*)?|haftungsausschluss|rechtlicher hinweis|wichtiger hinweis|avertissement|confidentialité|aviso legal|aviso de confidencialidad\p{L}*|avviso|riservatezza|clausola|poufność|důvěrn\p{L}+)(?!\p{L})|(?:this|the) (?:e-?mail|message|communication|transmission|information|contents?)(?!\p{L})|(?:any|all) (?:information|views|opinions)(?!\p{L})|if you (?:are not|have received|received)(?!\p{L})|(?:diese|der inhalt dieser|die in dieser) (?:e-?mail|nachricht|mail)(?!\p{L})|(?:falls|wenn|sollten) sie nicht(?!\p{L})|(?:ce (?:message|courriel|mail|courrier)|cet e-?mail|les informations|si vous n'êtes)(?!\p{L})|(?:este (?:correo|mensaje|e-?mail|mail)|la información|si usted no)(?!\p{L})|(?:esta (?:mensagem|mensaje|comunicação)|este e-?mail|as informações)(?!\p{L})|(?:quest[oa] (?:messaggio|e-?mail|comunicazione|documento)|il presente|la presente|le informazioni)(?!\p{L})|(?:dit (?:bericht|e-?mail\p{L}*)|deze (?:e-?mail|mail)|de informatie)(?!\p{L})|(?:det(?:ta|te) (?:meddelande|mejl|mail)|denne (?:e-?mail|e-?post|mail|melding|meddelelse))(?!\p{L})|tämä (?:viesti|sähköposti)|(?:niniejsza|ta) wiadomość|(?:tento e-?mail|tato zpráva)(?!\p{L})|(?:данное|это) сообщение)`, 'iu')
const ofNotices = /confidential|privileged|intended (?:only |solely |exclusively )?(?:for|recipient)|addressee|unauthori[sz]ed|vertraulich|bestimmungsgemäß|(?:richtige|vorgesehene) (?:adressat|empfänger)|unbefugt|confidentiel|destinataire|confidencial|destinat[aá]ri[oa]|riservat|vertrouwelijk|geadresseerde|konfidenti|fortrolig|luottamuksell|poufn|důvěrn|конфиденциальн/iu
const ofCompanies = /^[\s*_-]*(?:registered (?:office|in|address|number)|company (?:no|number|registration)|sitz der gesellschaft|registergericht|amtsgericht|handelsregister|geschäftsführ\p{L}*\s*:|vorstand\s*:|siège social|sede legale|(?:please )?consider the environment|please think before|bitte (?:denken sie|prüfen sie)|pensez à l'environnement)/iu

/** Without the notice that a company's server puts below every mail, from the line where it begins. Nothing is cut off a text that has nothing before it. */
export function withoutNotice(text: string): string {
  const lines = text.split('\n')
  let stoodBefore = false
  for (const [i, line] of lines.entries()) {
    if (stoodBefore && beginsNotice(lines, i)) return lines.slice(0, i).join('\n').trimEnd()
    stoodBefore ||= line.trim() !== ''
  }
  return text
}

const beginsNotice = (lines: readonly string[], i: number): boolean =>
  ofCompanies.test(lines[i]!) || (opensNotice.test(lines[i]!) && ofNotices.test(lines.slice(i, i + 8).join(' ').slice(0, 900)))
