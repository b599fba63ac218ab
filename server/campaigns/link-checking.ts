// The links of a campaign's mails, followed before it is launched: a dead one stops the launch, one that leads elsewhere or does
// not answer wants to be seen. Where this machine reaches nothing at all, nothing is known of the links, and that is said instead.
import type { Check } from '#contract/campaigns'
import type { z } from 'zod'
import type { LinkChecks } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import type { Fetched } from '#platform/safe-fetch'
import type { World } from '#platform/world'
import { linksOfDrafts } from '#writing'
import { keepLinkChecks, linkChecksOf, type LinkCheck } from './link-store.ts'
import { campaignById } from './store.ts'

/** Links of mails written for each lead may be many: the commonest are followed, a few at a time. */
const most = 40, atOnce = 5

type Judged = Omit<LinkCheck, 'checkedAt'>

export async function checkLinks(world: World, campaignId: string): Promise<z.output<typeof LinkChecks>> {
  const urls = await world.read(async (tx) => {
    if (!(await campaignById(tx, campaignId))) throw notFound('campaign')
    return linksOfDrafts(tx, campaignId, most)
  })
  const answers = new Map<string, Fetched>(), waiting = urls.values()
  await Promise.all(Array.from({ length: atOnce }, async () => { for (const url of waiting) answers.set(url, await world.fetch.get(url, { maxBytes: 200_000 })) }))
  const judged = judgeAll(answers)
  await world.write(async (tx) => { if (await campaignById(tx, campaignId)) await keepLinkChecks(tx, campaignId, judged) })
  return { items: judged, sentence: !judged.length ? 'No mail has a link.' : said(judged) }
}

const silent: readonly string[] = ['not_found', 'unreachable', 'timeout']

export function judgeAll(answers: ReadonlyMap<string, Fetched>): Judged[] {
  const all = [...answers]
  // Not one site answered: more likely that this machine is cut off than that all of them are dead.
  const cutOff = all.length > 0 && all.every(([, a]) => !a.ok && silent.includes(a.reason))
  return all.map(([url, a]) => (cutOff ? { url, colour: 'amber', sentence: `${url} could not be followed: this machine reached no site just now.` } : judge(url, a)))
}

export function judge(url: string, a: Fetched): Judged {
  if (!a.ok) {
    if (a.reason === 'not_found') return { url, colour: 'red', sentence: `${url} leads nowhere: there is no such site.` }
    if (a.reason === 'bad_url') return { url, colour: 'red', sentence: `${url} is no address a mail program could open.` }
    if (a.reason === 'not_public') return { url, colour: 'red', sentence: `${url} leads into a private network, where no recipient gets.` }
    if (a.reason === 'redirects') return { url, colour: 'red', sentence: `${url} sends its visitors round in circles.` }
    // It is there; it is only not a page we would read.
    if (['too_large', 'content_type', 'encoding', 'robots'].includes(a.reason)) return { url, colour: 'green', sentence: `${url} answers.` }
    return { url, colour: 'amber', sentence: `${url} did not answer: ${a.sentence}` }
  }
  if (a.status === 404 || a.status === 410) return { url, colour: 'red', sentence: `${url} is dead: the site says that the page is gone (${a.status}).` }
  // Many sites turn robots away with these and serve people well.
  if ([401, 403, 405, 429].includes(a.status)) return { url, colour: 'amber', sentence: `${url} does not let a machine look (${a.status}); open it once yourself.` }
  if (a.status >= 400) return { url, colour: 'amber', sentence: `${url} answers with an error (${a.status}).` }
  return sameSite(url, a.url) ? { url, colour: 'green', sentence: `${url} answers.` } : { url, colour: 'amber', sentence: `${url} leads on to ${a.url}; link there directly, mail filters distrust detours.` }
}

/** Another scheme, a slash at the end or "www." is no other place. */
function sameSite(from: string, to: string): boolean {
  const plain = (text: string) => { const u = new URL(text); return `${u.hostname.replace(/^www\./, '')}${u.port ? `:${u.port}` : ''}${u.pathname.replace(/\/$/, '')}` }
  return plain(from) === plain(to)
}

/** For the launch: what is known of the links that stand in the mails now. */
export async function linksForLaunch(tx: Tx, campaignId: string): Promise<Check[]> {
  const now = new Set(await linksOfDrafts(tx, campaignId, most))
  if (!now.size) return []
  const known = (await linkChecksOf(tx, campaignId)).filter((l) => now.has(l.url)), link = `/campaigns/${campaignId}/build`
  const unknown = now.size - known.length
  return [
    ...known.filter((l) => l.colour !== 'green').slice(0, 8).map((l): Check => ({ colour: l.colour, code: l.colour === 'red' ? 'dead_link' : 'doubtful_link', sentence: l.sentence, mend: l.colour === 'red' ? 'Change the link.' : 'Look at it once.', link })),
    ...(known.length && known.every((l) => l.colour === 'green') && !unknown ? [{ colour: 'green', code: 'links', sentence: said(known), mend: null, link: null } as const] : []),
  ]
}

const said = (all: readonly { colour: string }[]): string => {
  const bad = all.filter((l) => l.colour !== 'green').length
  return bad ? `${bad} of ${all.length} ${all.length === 1 ? 'link wants' : 'links want'} a look.` : all.length === 1 ? 'The link in the mails answers.' : `All ${all.length} links in the mails answer.`
}
