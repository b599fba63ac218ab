// Lines that begin a signature, and lines that phones and mail programs add.

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
