// Subjects, compared without what mail programs put in front of them.

const prefix = /^\s*(?:(?:re|aw|antw|antwort|sv|vs|vá|odp|odpověď|od|r|ref|rif|res|resp|ynt|atb|fw|fwd|wg|tr|doorst|vl|vb|vidb|i|enc|rv|pd|továbbítva|ilt|转发|轉寄|回复|回覆|答复|返信|転送|답장|전달|отв|ha|пересл)(?:\s*[[(]?\d{1,3}[\])]?)?\s*[:：]|\[(?:external|extern|ext)\])\s*/i

/** 'AW: Re[2]: Your offer' → 'your offer'. */
export function bareSubject(subject: string): string {
  let text = subject.normalize('NFKC').replace(/\s+/g, ' ').trim()
  for (let cut = text.replace(prefix, ''); cut !== text; cut = text.replace(prefix, '')) text = cut
  return text.toLowerCase()
}

/** 'Re: ' before a subject that has none. */
export const asAnswer = (subject: string): string => (/^\s*re\s*:/i.test(subject) ? subject.trim() : `Re: ${subject.trim() || '(no subject)'}`)
