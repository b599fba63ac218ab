// The HTML of a mail, made harmless, as a page of its own. Two walls: what is not on the list is taken out, and the answer's own
// policy (sandbox, no scripts, no connections, pictures from data: only) holds whatever the first wall may have missed.
import sanitize from 'sanitize-html'
import { shallow } from './nesting.ts'

export const htmlPolicy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"

const remote = (src: string | undefined): string | undefined => (/^https?:\/\//i.test(src?.trim() ?? '') ? src!.trim() : undefined)

/** The pictures that a mail would load from elsewhere, each once, in order. */
export function remotePictures(html: string): string[] {
  const found = new Set<string>()
  sanitize(shallow(html), { allowedTags: ['img'], allowedAttributes: { img: ['src'] }, transformTags: { img: (tagName, attribs) => { const at = remote(attribs['src']); if (at) found.add(at); return { tagName, attribs: {} } } } })
  return [...found]
}

/** `shown`: pictures that were fetched for the reader, as data: URLs by their address; all others stay out. */
export function harmless(html: string, shown: ReadonlyMap<string, string> = new Map()): string {
  let pictures = 0
  const clean = sanitize(shallow(html), {
    allowedTags: [...sanitize.defaults.allowedTags, 'img', 'center', 'font', 'del', 'ins', 'big'],
    allowedAttributes: {
      '*': ['align', 'valign', 'width', 'height', 'bgcolor', 'color', 'border', 'cellpadding', 'cellspacing', 'colspan', 'rowspan', 'dir', 'lang', 'style'],
      a: ['href', 'title', 'target', 'rel'], img: ['src', 'alt', 'width', 'height'], font: ['face', 'size', 'color'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: ['style', 'script', 'textarea', 'option', 'noscript', 'title', 'head'],
    allowedStyles: { '*': styles },
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, ...(hostOf(attribs['href']) && { title: hostOf(attribs['href'])! }), target: '_blank', rel: 'noopener noreferrer' } }),
      img: (tagName, attribs) => {
        const got = shown.get(remote(attribs['src']) ?? '')
        if (got) return { tagName, attribs: { ...attribs, src: got } }
        if (/^data:image\/(?:png|gif|jpe?g|webp);base64,/i.test(attribs['src'] ?? '')) return { tagName, attribs }
        pictures++
        return { tagName: 'span', attribs: {}, text: attribs['alt'] ? `[${attribs['alt'].slice(0, 80)}]` : '' }
      },
    },
  })
  const note = pictures ? `<p style="color:#777;font-size:12px">${pictures === 1 ? 'A picture was' : `${pictures} pictures were`} not loaded.</p>` : ''
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Mail</title><style>body{font:14px/1.5 system-ui,sans-serif;margin:12px;color:#222;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ddd;color:#555}</style></head><body>${note}${clean}</body></html>`
}

// No url(), no position, no behaviour: only what makes text look like text.
const safe = /^(?!.*(?:url|expression|javascript|import|@|\\|<))[\w\s#%.,()'"!-]{1,200}$/i
const styles = Object.fromEntries(
  ['color', 'background-color', 'font-size', 'font-family', 'font-weight', 'font-style', 'text-align', 'text-decoration', 'line-height', 'margin', 'margin-top', 'margin-bottom', 'margin-left', 'margin-right',
    'padding', 'padding-top', 'padding-bottom', 'padding-left', 'padding-right', 'border', 'border-collapse', 'border-left', 'border-top', 'border-bottom', 'border-right', 'width', 'max-width', 'height', 'vertical-align', 'white-space', 'list-style-type']
    .map((name) => [name, [safe]]),
)

function hostOf(href: string | undefined): string | undefined {
  try {
    return href ? new URL(href).host || undefined : undefined
  } catch {
    return undefined
  }
}
