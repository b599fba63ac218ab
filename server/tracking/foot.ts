// The foot of a mail of a campaign: how to stop the mails, in the language of the mail, and the sender's postal address.
import type { TrackingSettings } from '#contract/tracking'

const lines: Record<string, { words: RegExp; line: string }> = {
  en: { words: /\b(?:the|and|you|your|with|for|that|this|would|are|have|is|to|of)\b/gi, line: 'Not for you? Reply “no thanks” and I will not write again.' },
  de: { words: /\b(?:der|die|das|und|sie|ihr|ihre|mit|für|ist|nicht|ich|wir|ein|eine|auf|zu)\b/gi, line: 'Kein Interesse? Antworten Sie „nein danke“, dann schreibe ich nicht mehr.' },
  fr: { words: /\b(?:le|la|les|et|vous|votre|vos|avec|pour|est|que|nous|une|des|du|sur)\b/gi, line: 'Pas pour vous ? Répondez « non merci » et je ne vous écrirai plus.' },
  es: { words: /\b(?:el|los|las|y|usted|su|sus|con|para|que|es|una|por|del|nos|en)\b/gi, line: '¿No le interesa? Responda «no gracias» y no volveré a escribirle.' },
  it: { words: /\b(?:il|gli|lei|suo|sua|con|per|che|è|una|di|sono|non|della|nel|ci)\b/gi, line: 'Non le interessa? Risponda «no grazie» e non le scriverò più.' },
  nl: { words: /\b(?:het|een|en|uw|met|voor|dat|niet|zijn|wij|van|op|te|ik|u|de)\b/gi, line: 'Niets voor u? Antwoord “nee bedankt” en ik schrijf u niet meer.' },
}

/** What stands under the text, with a blank line before it; empty when nothing does. */
export function footOf(bodyText: string, settings: Pick<TrackingSettings, 'wayOutLine' | 'postalAddress'>): string {
  const parts = [...(settings.wayOutLine ? [lines[languageOf(bodyText)]!.line] : []), ...(settings.postalAddress ? [settings.postalAddress.replace(/\s*\n\s*/g, ', ')] : [])]
  return parts.length ? `\n\n${parts.join('\n')}\n` : ''
}

/** By its small words; English when none is ahead. */
export function languageOf(text: string): string {
  let best = 'en', most = 0
  for (const [language, { words }] of Object.entries(lines)) {
    const n = (text.match(words) ?? []).length
    if (n > most) [best, most] = [language, n]
  }
  return best
}
