// Was it a person? First form: what the request says of itself, known proxies, and how soon after the mail it came.
// Scanners that pretend to be a browser and take their time are counted as people here; so a hit moves nothing by itself.
import { isbot } from 'isbot'

export interface Request {
  kind: 'open' | 'click'
  method: string
  userAgent: string | undefined
  at: Date
  /** When the mail server took the mail; null while we do not know. */
  acceptedAt: Date | null
}

/** A click sooner than this is a scanner's: nobody reads that fast. */
export const tooSoonMs = 10_000

/** Three different links of one mail within this time: a scanner walking through. */
export const walkMs = 2_000

const proxies: [RegExp, string][] = [
  [/GoogleImageProxy/i, "Gmail's image proxy fetched it; whether a person looked is not known."],
  [/YahooMailProxy/i, "Yahoo's image proxy fetched it; whether a person looked is not known."],
  [/^Mozilla\/5\.0$/, 'Apple Mail fetches every image in advance; whether a person looked is not known.'],
  [/safelinks|microsoft office existence|Outlook-Mail-?Protect/i, "Microsoft's link scanner looked at it."],
  [/barracuda/i, "Barracuda's scanner looked at it."],
  [/proofpoint|urldefense/i, "Proofpoint's scanner looked at it."],
  [/mimecast/i, "Mimecast's scanner looked at it."],
  [/cisco|ironport/i, "Cisco's scanner looked at it."],
  [/trend ?micro|TMASE/i, "Trend Micro's scanner looked at it."],
  [/symantec|messagelabs|forcepoint|sophos|fireeye|trellix|slackbot|linkexpanding|whatsapp|telegrambot|skypeuripreview/i, 'A link scanner or preview looked at it.'],
]

/** The reason, in a sentence, why this was a machine; null for a person. */
export function whyMachine({ kind, method, userAgent, at, acceptedAt }: Request): string | null {
  if (method !== 'GET') return `A ${method} request: a program asked whether the address exists.`
  const known = whyRobot(userAgent?.trim().slice(0, 400) ?? '')
  if (known) return known
  if (!acceptedAt || at < acceptedAt) return 'It came before the mail was known to be delivered.'
  if (kind === 'click' && at.getTime() - acceptedAt.getTime() < tooSoonMs) return 'The link was followed within 10 seconds of delivery.'
  return null
}

/** What programs say of themselves repeats; asking some hundred patterns each time would not be worth it. */
const judged = new Map<string, string | null>()

function whyRobot(agent: string): string | null {
  let why = judged.get(agent)
  if (why === undefined) {
    why = judge(agent)
    if (judged.size >= 2000) judged.clear()
    judged.set(agent, why)
  }
  return why
}

function judge(agent: string): string | null {
  if (!agent) return 'The program did not say what it is; browsers and mail programs do.'
  for (const [pattern, why] of proxies) if (pattern.test(agent)) return why
  return isbot(agent) ? 'The program says that it is a robot.' : null
}
