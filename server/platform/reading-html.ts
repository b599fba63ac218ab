// What a reader of a page would see, as blocks of plain text: scripts, styles and whatever is hidden from the eye are left out
// (that is where instructions to machines are hidden), and so are zero-width and bidirectional characters.
import { Parser } from 'htmlparser2'
import { withoutHidden } from './llm-data.ts'

export interface Block {
  text: string
  /** 'h1' … 'h6', 'li', 'p', 'meta' (the page's own description) or 'text'. */
  tag: string
  region: 'main' | 'nav' | 'footer'
  /** YYYY-MM-DD of the date that is marked up in the same article. */
  date: string | null
  /** Where the block as a whole leads, when it is a link. */
  href: string | null
}

export interface PageText {
  title: string
  siteName: string | null
  lang: string | null
  /** When the page says it was published. */
  published: string | null
  blocks: Block[]
  links: { href: string; text: string }[]
}

const dropped = new Set(['script', 'style', 'noscript', 'template', 'svg', 'math', 'iframe', 'object', 'canvas', 'select', 'textarea', 'button', 'dialog', 'audio', 'video'])
const breaks = new Set('address article aside blockquote body br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul'.split(' '))
const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
const mostBlocks = 1_500, mostChars = 200_000, mostDepth = 300

export function readHtml(html: string): PageText {
  const page: PageText = { title: '', siteName: null, lang: null, published: null, blocks: [], links: [] }
  const unseen = hiddenSelectors(html)
  const open: { name: string; hidden: boolean; region: Block['region']; date: string | null; article: boolean; first: number; times: number }[] = []
  // `alone`: so far the block is nothing but one link.
  let text = '', tag = 'text', href: string | null = null, linkText = '', inLink = false, afterLink = false, alone = true, inTitle = false, chars = 0, depth = 0

  const top = () => open.at(-1)
  const flush = () => {
    const clean = tidy(text)
    if (clean && page.blocks.length < mostBlocks && chars < mostChars) {
      chars += clean.length
      const date = open.findLast((o) => o.date)?.date ?? null
      page.blocks.push({ text: clean.slice(0, 3_000), tag, region: top()?.region ?? 'main', date, href: alone ? href : null })
    }
    text = ''; tag = 'text'; alone = true
    if (!inLink) href = null
  }

  const parser = new Parser({
    onopentag(name, attributes) {
      if (breaks.has(name)) flush()
      if (/^h[1-6]$|^li$|^p$/.test(name)) tag = name
      if (name === 'html') page.lang = attributes['lang']?.slice(0, 20) ?? null
      if (name === 'meta') meta(page, attributes)
      if (name === 'title') inTitle = !page.title
      // Links side by side are drawn apart, whatever the markup says.
      if (name === 'a' && afterLink) text += ' '
      afterLink = false
      if (name === 'a' && attributes['href'] && !top()?.hidden) { if (href || /\S/.test(text)) alone = false; href = attributes['href']; linkText = ''; inLink = true }
      if (voids.has(name)) return
      depth++
      if (open.length >= mostDepth) return
      const above = top()
      const region = name === 'nav' ? 'nav' : name === 'footer' ? 'footer' : above?.region ?? 'main'
      open.push({ name, hidden: (above?.hidden ?? false) || dropped.has(name) || isHidden(name, attributes, unseen), region, date: null, article: /^(article|li)$/.test(name), first: page.blocks.length, times: 0 })
      if (name === 'time' && attributes['datetime']) {
        const day = dayOf(attributes['datetime'])
        const scope = open.findLast((o) => o.article) ?? open.at(-2)
        if (day && scope && !/^(html|body|main)$/.test(scope.name)) dateScope(scope, day, page.blocks)
      }
    },
    ontext(piece) {
      if (inTitle) { page.title += piece; return }
      if (top()?.hidden || inHead(open) || text.length > mostChars) return
      text += piece
      afterLink = false
      if (inLink) linkText += piece
      else if (href && /\S/.test(piece)) alone = false
    },
    onclosetag(name) {
      if (name === 'title') { inTitle = false; page.title = tidy(page.title).slice(0, 300) }
      if (name === 'a' && inLink) {
        inLink = false
        afterLink = true
        if (page.links.length < 500) page.links.push({ href: href!, text: tidy(linkText).slice(0, 200) })
      }
      if (breaks.has(name)) flush()
      if (!voids.has(name)) depth--
      if (voids.has(name)) return
      const at = open.findLastIndex((o) => o.name === name)
      if (at >= 0) open.splice(at)
    },
  }, { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true })
  // The parser's work grows with the square of the depth; nobody honest nests a thousand deep.
  for (let at = 0; at < html.length && at < 5_000_000 && depth < 1_000; at += 16_384) parser.write(html.slice(at, at + 16_384))
  if (depth < 1_000) parser.end()
  flush()
  return page
}

/** A date speaks for the whole article around it, before and after. Two dates in something that is no article speak for nothing. */
function dateScope(scope: { date: string | null; article: boolean; first: number; times: number }, day: string, blocks: Block[]): void {
  scope.times++
  if (scope.times > 1 && scope.article) return
  const within = blocks.slice(scope.first)
  if (scope.times > 1) {
    for (const block of within) if (block.date === scope.date) block.date = null
    scope.date = null
    return
  }
  scope.date = day
  for (const block of within) block.date ??= day
}

/** All that a reader sees, block by block. */
export const visibleText = (page: PageText): string => page.blocks.map((block) => block.text).join('\n')

/** Does the text hold these very words? Blanks, quotation marks and dashes may differ in kind. */
export const holdsVerbatim = (text: string, quote: string): boolean => {
  const wanted = alike(quote)
  return wanted.length >= 8 && alike(text).includes(wanted)
}

const alike = (text: string): string => withoutHidden(text).normalize('NFKC').replace(/[‘’‚‛`´]/g, "'").replace(/[“”„‟«»]/g, '"').replace(/[‐-―−]/g, '-').replace(/\s+/g, ' ').trim()

const tidy = (text: string): string => withoutHidden(text).replace(/\s+/g, ' ').trim()

const inHead = (open: { name: string }[]): boolean => open.some((o) => o.name === 'head') && !open.some((o) => o.name === 'body')

/** The YYYY-MM-DD at the front of an ISO date; null for anything else. */
function dayOf(text: string): string | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(text.trim())
  return found && Number.isFinite(Date.parse(found[0])) ? found[0] : null
}

function meta(page: PageText, attributes: Record<string, string>): void {
  const name = (attributes['name'] ?? attributes['property'] ?? '').toLowerCase(), content = tidy(attributes['content'] ?? '').slice(0, 1_000)
  if (!content) return
  if (name === 'og:site_name') page.siteName ??= content.slice(0, 120)
  if (/^(article:published_time|date|dc\.date|datepublished)$/.test(name)) page.published ??= dayOf(content)
  if ((name === 'description' || name === 'og:description') && !page.blocks.some((b) => b.tag === 'meta')) page.blocks.push({ text: content, tag: 'meta', region: 'main', date: null, href: null })
}

const hidingStyle = /display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])|(left|top|right|text-indent|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(50|100)%|(^|[;\s])(height|width|max-height)\s*:\s*0(px)?\s*(;|$)[^]*overflow\s*:\s*hidden|transform\s*:\s*scale\(\s*0\s*\)/i

function isHidden(name: string, attributes: Record<string, string>, unseen: Set<string>): boolean {
  if ('hidden' in attributes || attributes['aria-hidden'] === 'true' || (name === 'input' && attributes['type'] === 'hidden')) return true
  const style = attributes['style'] ?? ''
  if (style && (hidingStyle.test(style) || sameColours(style))) return true
  if (name === 'font' && attributes['size'] === '0') return true
  if (!unseen.size) return false
  const names = (attributes['class'] ?? '').split(/\s+/).map((c) => `.${c}`)
  return names.some((c) => unseen.has(c)) || (attributes['id'] !== undefined && unseen.has(`#${attributes['id']}`))
}

/** White on white and the like, where one style says both. */
function sameColours(style: string): boolean {
  const colour = /(?:^|;)\s*color\s*:\s*([^;!]+)/i.exec(style)?.[1], back = /background(?:-color)?\s*:\s*([^;!]+)/i.exec(style)?.[1]
  return colour !== undefined && back !== undefined && plainColour(colour) === plainColour(back)
}

const plainColour = (text: string): string => {
  const colour = text.trim().toLowerCase().replace(/\s+/g, '')
  return /^(white|#fff|#ffffff|rgb\(255,255,255\))$/.test(colour) ? '#ffffff' : /^(black|#000|#000000|rgb\(0,0,0\))$/.test(colour) ? '#000000' : colour
}

/** Classes and ids that the page's own style sheet hides: `.x { display: none }`. Other sheets are not fetched. */
function hiddenSelectors(html: string): Set<string> {
  const found = new Set<string>()
  for (const [, sheet = ''] of html.slice(0, 500_000).matchAll(/<style[^>]{0,500}>([^<]{0,100000})/gi))
    for (const rule of sheet.split('}').slice(0, 3_000)) {
      const [selectors = '', body = ''] = rule.split('{')
      if (body && (hidingStyle.test(body) || sameColours(body))) for (const selector of selectors.split(',')) if (/^\s*[.#][\w-]+\s*$/.test(selector)) found.add(selector.trim())
    }
  return found
}
