// Dresses a mail when it is planned: links become links of ours whose target is stored, and a picture of one pixel tells that
// it was looked at. Both are off unless the campaign says otherwise. A mail without either stays as it was, plain text.
import { LinkifyIt } from 'linkify-it'
import type { Tx } from '#platform/db'
import type { Secrets } from '#platform/secrets'
import type { Ground } from '#platform/world'
import { offerFor } from '#knowledge'
import { findLead } from '#leads'
import { countryOf } from '#research'
import type { Dressing } from '#sending'
import { footOf } from './foot.ts'
import { settingsOf, workingHost } from './settings-store.ts'
import { rewriteLinks } from './store.ts'
import { mostLinks, trapNo, writeToken } from './token.ts'

export interface Dressed { bodyText: string; html: string | null }
export interface ToDress { messageId: string; bodyText: string; html?: string | null; opens: boolean; clicks: boolean }
interface Place { secrets: Pick<Secrets, 'mac'>; baseUrl: string }

// A Tx knows its house by its reaction table; several houses may stand in one process.
const places = new WeakMap<object, Place>()
export const layOutPlace = (ground: Ground): void => { places.set(ground.db.reactions, { secrets: ground.secrets, baseUrl: ground.config.baseUrl }) }

/** Sending calls this for every mail it plans. Answers by hand and tests stay as they were written. */
export const dressMail: Dressing = async (tx, mail) => {
  const place = places.get(tx.reactions)
  if (!place) throw new Error('The tracking room has not been started.')
  if (mail.origin !== 'campaign') return instrument(tx, place, mail)
  const settings = await settingsOf(tx)
  const host = await workingHost(tx, mail.fromAddress.slice(mail.fromAddress.lastIndexOf('@') + 1))
  const base = host ? `https://${host}` : undefined
  const wanted = (mail.opens || mail.clicks) && !(await isQuiet(tx, mail.leadId, [...settings.quietCountries, ...mail.notIn], mail.unknown))
  const tagged = settings.utm && mail.campaignName ? withUtm(mail, mail.campaignName, place.baseUrl) : mail
  const bodyText = `${tagged.bodyText.trimEnd()}${footOf(tagged.bodyText, { ...settings, postalAddress: mail.postalAddress || settings.postalAddress || (await offerFor(tx))?.postalAddress || '' })}`
  return { ...(await instrument(tx, { ...place, ...(base && { baseUrl: base }) }, { ...mail, ...tagged, bodyText, opens: wanted && mail.opens, clicks: wanted && mail.clicks })), base }
}

/** Whether people where this lead sits are not tracked; `unknown`: whether those are of whom it is not known where they sit. */
async function isQuiet(tx: Tx, leadId: string | null, countries: readonly string[], unknown: boolean): Promise<boolean> {
  if ((!countries.length && unknown) || !leadId) return false
  const lead = await findLead(tx, leadId), country = lead && countryOf(lead)
  return country ? countries.includes(country) : !unknown
}

const linkify = new LinkifyIt()

/** Number 0 of a mail is its pixel; its row says that opens can be seen at all. */
const pixelNo = 0

export async function instrument(tx: Tx, place: Place, mail: ToDress): Promise<Dressed> {
  if (!mail.opens && !mail.clicks) return { bodyText: mail.bodyText, html: mail.html ?? null } // plain text, as it was written
  const targets = new Map<string, number>()
  const trackedUrl = (url: string): string => {
    const target = storable(url, place.baseUrl)
    if (!mail.clicks || !target) return url
    const no = targets.get(target) ?? (targets.size < mostLinks ? targets.size + 1 : undefined)
    if (no === undefined) return url
    targets.set(target, no)
    return `${place.baseUrl}/t/c/${writeToken(place.secrets, { messageId: mail.messageId, linkNo: no })}`
  }
  const html = mail.html ? rewriteHtml(mail.html, trackedUrl) : htmlOf(mail.bodyText, trackedUrl)
  const bodyText = pieces(mail.bodyText).map((piece) => (piece.url ? trackedUrl(piece.url) : piece.text)).join('')
  const pixel = mail.opens ? `<img src="${place.baseUrl}/t/o/${writeToken(place.secrets, { messageId: mail.messageId, linkNo: pixelNo })}" width="1" height="1" alt="">` : ''
  const links = [...targets].map(([url, no]) => ({ no, url }))
  if (mail.opens) links.push({ no: pixelNo, url: 'pixel' })
  // People cannot see it and a screen reader does not say it; what walks through every link of the HTML falls in.
  const trap = mail.clicks && targets.size ? `<a href="${place.baseUrl}/t/c/${writeToken(place.secrets, { messageId: mail.messageId, linkNo: trapNo })}" style="display:none" aria-hidden="true" tabindex="-1"></a>` : ''
  if (trap) links.push({ no: trapNo, url: 'trap' })
  await rewriteLinks(tx, mail.messageId, links)
  return { bodyText, html: `${html}${trap}${pixel}` }
}

/** The campaign's name on every link that names no campaign of its own: for the analytics of the site it leads to. */
export function withUtm(mail: { bodyText: string; html?: string | null }, campaign: string, baseUrl: string): { bodyText: string; html: string | null } {
  const name = campaign.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60)
  const tag = (url: string): string => {
    const target = storable(url, baseUrl)
    if (!target || !name || /[?&]utm_/i.test(target)) return url
    const parsed = new URL(target)
    for (const [key, value] of [['utm_source', 'overture'], ['utm_medium', 'email'], ['utm_campaign', name]] as const) parsed.searchParams.append(key, value)
    return parsed.href
  }
  return { bodyText: pieces(mail.bodyText).map((piece) => (piece.url ? tag(piece.url) : piece.text)).join(''), html: mail.html ? rewriteHtml(mail.html, tag) : null }
}

/** The address to store, or undefined for what must stay as it is: other schemes, and the way out. */
function storable(url: string, baseUrl: string): string | undefined {
  const parsed = URL.parse(url)
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol) || parsed.username || parsed.password) return undefined
  return parsed.href.startsWith(`${baseUrl}/u/`) || parsed.href.startsWith(`${baseUrl}/t/`) ? undefined : parsed.href
}

/** The text in pieces, links apart. Only what says http(s) is a link: "acme.com" stays words, as its writer wrote it. */
function pieces(text: string): { text: string; url?: string }[] {
  const found = (linkify.match(text) ?? []).filter((link) => /^https?:$/.test(link.schema))
  let at = 0
  const out: { text: string; url?: string }[] = []
  for (const link of found) {
    out.push({ text: text.slice(at, link.index) }, { text: link.raw, url: link.url })
    at = link.lastIndex
  }
  return [...out, { text: text.slice(at) }]
}

/** The same mail as HTML: paragraphs and line breaks, and the links showing where they lead. */
function htmlOf(text: string, trackedUrl: (url: string) => string): string {
  const body = pieces(text.replace(/\r\n?/g, '\n'))
    .map((piece) => (piece.url ? `<a href="${escape(trackedUrl(piece.url))}">${escape(piece.text)}</a>` : escape(piece.text)))
    .join('')
  return body.split(/\n{2,}/).map((paragraph) => `<p style="margin:0 0 1em">${paragraph.replace(/\n/g, '<br>')}</p>`).join('')
}

const rewriteHtml = (html: string, trackedUrl: (url: string) => string): string =>
  html.replace(/(<a\b[^>]*?\shref=)(["'])(.*?)\2/gi, (_all, before: string, quote: string, url: string) => `${before}${quote}${escape(trackedUrl(url.replace(/&amp;/g, '&')))}${quote}`)

const escape = (plain: string) => plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
