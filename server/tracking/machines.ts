// Was it a person? Each sign of a machine has a code and a sentence, and both are stored with the hit, so that a number can
// say what it left out and why. Some signs show only in what comes next (a walk, the trap), so nothing is told of a hit before they
// would have shown. Scanners that pretend to be a browser, take their time and follow one link are counted as people here; so a hit
// moves nothing by itself.
import { isbot } from 'isbot'
import { dataCentreOf } from './networks.ts'

export interface Request {
  kind: 'open' | 'click'
  method: string
  userAgent: string | undefined
  at: Date
  /** When the mail server took the mail; null while we do not know. */
  acceptedAt: Date | null
  ip?: string | undefined
  /** Headers by which browsers and proxies say that they fetch in advance: Purpose, Sec-Purpose, X-Purpose, X-Moz. */
  purpose?: string | undefined
}

export interface Machine { signal: Signal; why: string }
export type Signal =
  | 'method' | 'prefetch' | 'no_agent' | 'apple_privacy' | 'gmail_proxy' | 'yahoo_proxy' | 'safelinks' | 'proofpoint' | 'mimecast' | 'barracuda' | 'cisco' | 'trend_micro' | 'scanner' | 'robot'
  | 'too_early' | 'too_soon' | 'walk' | 'trap' | 'data_centre'

/** A click sooner than this is a scanner's: nobody reads that fast. */
export const tooSoonMs = 10_000

/** Three different links of one mail within this time: a scanner walking through. */
export const walkMs = 2_000

/** Whoever followed the invisible link also did the rest of what happened to this mail around that moment. */
export const trapMs = 60_000

/** When nothing can unmask a hit any more; the seconds are for a trap whose row is being written at that moment. */
export const settledAfterMs = trapMs + 5_000

const agents: [RegExp, Signal, string][] = [
  [/GoogleImageProxy/i, 'gmail_proxy', "Gmail's image proxy fetched it; whether a person looked is not known."],
  [/YahooMailProxy/i, 'yahoo_proxy', "Yahoo's image proxy fetched it; whether a person looked is not known."],
  [/^Mozilla\/5\.0$/, 'apple_privacy', 'Apple Mail fetches every image in advance; whether a person looked is not known.'],
  [/safelinks|microsoft office existence|Outlook-Mail-?Protect|BingPreview|ms-?office.*protect/i, 'safelinks', "Microsoft's link scanner looked at it."],
  [/barracuda/i, 'barracuda', "Barracuda's scanner looked at it."],
  [/proofpoint|urldefense|ppurl/i, 'proofpoint', "Proofpoint's scanner looked at it."],
  [/mimecast/i, 'mimecast', "Mimecast's scanner looked at it."],
  [/\bcisco|ironport/i, 'cisco', "Cisco's scanner looked at it."],
  [/trend ?micro|TMASE/i, 'trend_micro', "Trend Micro's scanner looked at it."],
  [/symantec|messagelabs|forcepoint|sophos|fireeye|trellix|mandiant|zscaler|vade|checkpoint|avanan|fortinet|fortimail|spamhaus|slackbot|linkexpanding|whatsapp\/|telegrambot|skypeuripreview|discordbot|facebookexternalhit|linkedinbot/i, 'scanner', 'A link scanner or preview looked at it.'],
]

/** What says that this was a machine; null for what looks like a person. */
export function machineIn({ kind, method, userAgent, at, acceptedAt, ip, purpose }: Request): Machine | null {
  if (method !== 'GET') return { signal: 'method', why: `A ${method} request: a program asked whether the address exists.` }
  if (purpose && /prefetch|preview|prerender|instant/i.test(purpose)) return { signal: 'prefetch', why: 'It was fetched in advance, before anybody asked for it.' }
  const known = agentIn(userAgent?.trim().slice(0, 400) ?? '')
  if (known) return known
  const whose = dataCentreOf(ip)
  if (whose) return { signal: 'data_centre', why: whose === 'a data centre' ? 'It came out of a data centre, where nobody reads mail.' : `It came out of ${whose}'s network for machines.` }
  if (!acceptedAt || at < acceptedAt) return { signal: 'too_early', why: tooEarly }
  if (kind === 'click' && at.getTime() - acceptedAt.getTime() < tooSoonMs) return { signal: 'too_soon', why: 'The link was followed within 10 seconds of delivery.' }
  return null
}

export const tooEarly = 'It came before the mail was known to be delivered.'
export const walked: Machine = { signal: 'walk', why: 'Three different links were followed within two seconds.' }
export const trapped: Machine = { signal: 'trap', why: 'A link that no person can see was followed.' }

/** What programs say of themselves repeats; asking some hundred patterns each time would not be worth it. */
const judged = new Map<string, Machine | null>()

function agentIn(agent: string): Machine | null {
  let found = judged.get(agent)
  if (found === undefined) {
    found = judge(agent)
    if (judged.size >= 2000) judged.clear()
    judged.set(agent, found)
  }
  return found
}

/** Words of robots that isbot leaves to doubt: a library's or a crawler's name, an address to complain to. */
const otherRobots = /\b(?:crawl|spider|scrap|fetch|monitor|archiv|validator|checker|headless|phantomjs|selenium|puppeteer|playwright|libwww|okhttp|httpclient|urllib|axios|node-fetch|go-http)|https?:\/\/|[\w.]+@[\w.]+\.\w+|^(?:ruby|java|php|perl|curl|wget|lua|ok)\b|(?:bot|agent)\/?[\d.]*\b/i
/** Browsers inside apps name the app; some names hold the letters of a robot. */
const apps = /\b(?:FBAN|FBAV|FB_IAB|Instagram|LinkedInApp|GSA|MicroMessenger|Line|Snapchat|Pinterest|TikTok|musical_ly|BytedanceWebview|Barcelona|Twitter(?: for)?|Teams|Outlook|OPR|OPX|SamsungBrowser|CUBOT)\b/i

function judge(agent: string): Machine | null {
  if (!agent) return { signal: 'no_agent', why: 'The program did not say what it is; browsers and mail programs do.' }
  for (const [pattern, signal, why] of agents) if (pattern.test(agent)) return { signal, why }
  const robot = isbot(agent) ? !/CUBOT/.test(agent) || isbot(agent.replace(/CUBOT\w*/gi, '')) : !apps.test(agent) && otherRobots.test(agent)
  return robot ? { signal: 'robot', why: 'The program says that it is a robot.' } : null
}
