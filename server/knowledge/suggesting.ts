// The user's own website, read for words that an offer could begin with. Everything comes back with its quote, for correction;
// nothing is saved.
import type { OfferSuggestions } from '#contract/knowledge'
import { readSite, type SitePage } from '#platform/reading-site'
import { refuse } from '#platform/refuse'
import type { World } from '#platform/world'

interface Suggested { text: string; quote: string; url: string }

const wanted = [
  { kind: 'customers', pattern: /\b(customers?|case-stud\w+|references?|referenzen|kunden|success|testimonials?)\b/i },
  { kind: 'about', pattern: /\b(about(-us| us)?|company|über-uns|unternehmen)\b/i },
  { kind: 'product', pattern: /\b(products?|solutions?|platform|features|produkte?|lösung\w*)\b/i },
  { kind: 'legal', pattern: /\b(imprint|impressum|legal|contact|kontakt|mentions-l[eé]gales)\b/i },
]
const offering = /\b(pricing|demo|book|schedule|trial|case stud\w+|get started|preise|termin|webinar|whitepaper)\b/i

export async function suggestOffer(world: World, website: string): Promise<OfferSuggestions> {
  const home = /^https?:\/\//i.test(website) ? website : `https://${website}`
  const objection = world.fetch.objection(home)
  if (objection) throw refuse('bad_website', objection.sentence, { field: 'website' })
  const site = await readSite({ get: (url) => world.fetch.get(url, { robots: true }), clock: world.clock, home, wanted, most: 5 })
  const none = { website: home, pagesRead: [], name: null, oneLiners: [], proofs: [], links: [], postalAddresses: [] }
  if (!site.ok) return { ...none, sentence: `The website could not be read: ${site.sentence}` }
  return suggestionsFrom(home, site.pages)
}

export function suggestionsFrom(website: string, pages: SitePage[]): OfferSuggestions {
  const oneLiners = few(pages.flatMap(oneLinersOn), 5), proofs = few(pages.flatMap(proofsOn), 8), postalAddresses = few(pages.flatMap(addressesOn), 3)
  const links = pages.flatMap((page) => page.links.flatMap(({ href, text }) => {
    const url = URL.parse(href, page.url)
    return url && /^https?:$/.test(url.protocol) && offering.test(`${text} ${url.pathname}`) && text ? [{ label: text.slice(0, 80), url: url.href }] : []
  })).filter((link, at, all) => all.findIndex((other) => other.url === link.url) === at).slice(0, 6)
  const found = oneLiners.length + proofs.length + postalAddresses.length
  const read = `${pages.length} ${pages.length === 1 ? 'page' : 'pages'}`
  return {
    website, pagesRead: pages.map((page) => page.url), name: pages[0]?.siteName ?? (pages[0]?.title.split(/\s+[|–—·-]\s+/)[0]?.slice(0, 120) || null),
    oneLiners, proofs, links, postalAddresses,
    sentence: found ? `Read ${read}. Take what is right and correct it; nothing is saved until you save it.` : `Read ${read}, but found no sentence that says what you do. Please write it yourself.`,
  }
}

const few = (all: Suggested[], most: number): Suggested[] => all.filter((s, at) => all.findIndex((o) => o.text === s.text) === at).slice(0, most)
const suggest = (page: SitePage, quote: string, most: number): Suggested => ({ text: quote.slice(0, most), quote, url: page.url })

function oneLinersOn(page: SitePage): Suggested[] {
  return page.blocks.filter((b) => b.region === 'main' && b.text.length >= 25 && b.text.length <= 300 &&
    (b.tag === 'meta' || (b.tag === 'h1' && page.kind === 'home') || /^(we|our \w+) (help|make|build|provide|offer|develop|enable|give|deliver)s?\b|^wir (helfen|entwickeln|bauen|bieten|machen)\b|^nous (aidons|développons|proposons)\b/i.test(b.text)))
    .map((b) => suggest(page, b.text, 300))
}

function proofsOn(page: SitePage): Suggested[] {
  return page.blocks.filter((b) => b.region === 'main' && b.text.length >= 25 && b.text.length <= 320 && !/cookie|©|rights reserved|newsletter/i.test(b.text) &&
    (/\d[\d.,]*\s?(?:%|percent|prozent|x\b|times|hours?|days?|stunden|tage|minutes)/i.test(b.text) || /\b\d[\d.,]*\+?\s(?:customers|clients|companies|teams|users|kunden|unternehmen)\b/i.test(b.text) ||
      /^["“„].{20,}["”“]/.test(b.text) || /\btrusted by\b|\bcustomers (include|such as|like)\b|\bKunden wie\b/i.test(b.text)))
    .map((b) => suggest(page, b.text, 400))
}

/** A street with a number beside a postcode with a town, in one block or in two lines that follow each other. */
function addressesOn(page: SitePage): Suggested[] {
  return page.blocks.flatMap((block, at) => {
    const text = block.text.length < 50 ? [block, page.blocks[at + 1]].flatMap((b) => (b ? [b.text] : [])).join(', ') : block.text
    const found = /(?:\p{Lu}[\p{L}.'-]+(?:[ -][\p{L}.'-]+){0,4} \d{1,4}[a-z]?|\d{1,5} \p{Lu}[\p{L}.'-]+(?: \p{L}+){0,3}),? (?:\p{L}+,? )?(?:[A-Z]{1,2}-)?(?:\d{4,5}(?: [A-Z]{2})? \p{Lu}[\p{L}-]+(?: \p{L}+)?|\p{Lu}[\p{L} ]+,? [A-Z]{2} \d{5}|\p{Lu}[\p{L} ]+,? [A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})/u.exec(text)
    return found && block.text.length <= 400 && text.startsWith(block.text.slice(0, 3)) ? [{ text: found[0].slice(0, 400), quote: found[0], url: page.url }] : []
  })
}
