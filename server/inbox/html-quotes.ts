// The mail that an HTML answer quotes, as mail programs mark it. Taken out before the HTML is turned into text; the words before
// the quote ("On Monday Sam wrote:") and answers between its lines are left to the reading of the text.
import { Parser } from 'htmlparser2'

/** Elements that hold nothing but what was quoted, or what the program added. */
const quotes: readonly ((tag: string, a: Record<string, string>) => boolean)[] = [
  (_, a) => /\bgmail_(?:quote|quote_container|attr|signature)\b/.test(a['class'] ?? ''),
  (_, a) => /\b(?:yahoo_quoted|protonmail_quote|moz-cite-prefix|moz-signature|OutlookMessageHeader|tutanota_quote|zmail_extra|mailbirdQuote)\b/.test(a['class'] ?? ''),
  (_, a) => /^(?:x_)*(?:appendonsend|divRplyFwdMsg|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|reply-intro|yahoo_quoted\w*|isForwardContent|isReplyContent|OLK_SRC_BODY_SECTION|Signature|AppleMailSignature|ms-outlook-mobile-signature)$/i.test(a['id'] ?? ''),
  (tag, a) => tag === 'blockquote' && (a['type'] ?? '').toLowerCase() === 'cite',
]
/** From here on all is quoted, whatever follows: Outlook puts the old mail beside its mark, not inside. */
const ends: readonly ((tag: string, a: Record<string, string>) => boolean)[] = [
  (_, a) => /^(?:x_)*(?:appendonsend|divRplyFwdMsg|mail-editor-reference-message-container|ms-outlook-mobile-reference-message)$/i.test(a['id'] ?? ''),
  (tag, a) => tag === 'div' && /border:\s*none;\s*border-top:\s*solid\s*#(?:E1E1E1|B5C4DF)\s*1\.0pt/i.test(a['style'] ?? ''),
]

/** The HTML without its quoted mails; as it was when nothing would be left, or when nothing is marked. Pure. */
export function withoutQuotes(html: string): string {
  if (!/gmail_|yahoo_quoted|moz-cite|protonmail|tutanota|zmail|mailbird|OutlookMessageHeader|divRplyFwdMsg|appendonsend|reference-message|reply-intro|SRC_BODY|type=["']?cite|border-top:\s*solid/i.test(html)) return html
  let out = '', depth = 0, quoteAt: number | undefined, ended = false, letters = 0
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (empty.has(tag)) { if (quoteAt === undefined && !ended) out += `<${tag}>`; return }
      depth++
      if (ended) return
      if (quoteAt === undefined && ends.some((is) => is(tag, attributes))) { ended = letters > 0; if (ended) return }
      if (quoteAt === undefined && letters > 0 && quotes.some((is) => is(tag, attributes))) { quoteAt = depth; return }
      if (quoteAt === undefined) out += `<${tag}>`
    },
    ontext(text) {
      if (ended || quoteAt !== undefined) return
      letters += text.replace(/\s+/g, '').length
      out += text.replace(/[<>&]/g, (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[c]!)
    },
    onclosetag(tag) {
      if (empty.has(tag)) return
      if (quoteAt === depth) quoteAt = undefined
      else if (quoteAt === undefined && !ended) out += `</${tag}>`
      depth--
    },
  }, { decodeEntities: true })
  parser.write(html)
  parser.end()
  return letters > 0 ? out : html
}

const empty = new Set(['br', 'hr', 'img', 'meta', 'link', 'input', 'wbr', 'area', 'base', 'col'])
