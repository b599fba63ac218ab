// Opens, clicks and the way out. The public pages carry a signed token and nothing else.
import { z } from 'zod'
import { ById, endpoint, Id, When } from './contract.ts'

/** The token is checked by its signature; whatever else comes gets the same plain answer. */
const ByToken = z.object({ token: z.string() })

export const HitView = z
  .object({
    id: Id,
    messageId: Id,
    kind: z.enum(['open', 'click', 'unsubscribe_page', 'unsubscribe']),
    at: When,
    url: z.string().nullable().meta({ description: 'Where a click led.' }),
    machine: z.boolean().meta({ description: 'A scanner, a proxy or a prefetch; never counted as a person.' }),
    signal: z.string().nullable().meta({ description: 'The sign that told: apple_privacy, gmail_proxy, safelinks, too_soon, walk, trap, data_centre …' }),
    why: z.string().nullable().meta({ description: 'Why we take it for a machine, in a sentence.' }),
  })
  .meta({ id: 'TrackingHit' })

export const hitsOfMessage = endpoint('GET', '/messages/:id/hits', {
  summary: 'Opens and clicks of one mail, machines included and marked',
  can: 'leads.read',
  params: ById,
  returns: z.object({ items: z.array(HitView) }),
})

export const TrackingSettings = z
  .object({
    quietCountries: z.array(z.string().regex(/^[A-Z]{2}$/, 'Two capital letters, such as DE.')).max(250).meta({ description: 'Nothing is tracked for people in these countries, whatever a campaign says.' }),
    utm: z.boolean().meta({ description: 'Links carry utm_source, utm_medium and the name of the campaign.' }),
    postalAddress: z.string().trim().max(300).meta({ description: 'Stands under every mail of a campaign; several countries demand it.' }),
    wayOutLine: z.boolean().meta({ description: 'A visible line under every mail of a campaign that says how to stop the mails.' }),
  })
  .meta({ id: 'TrackingSettings' })
export type TrackingSettings = z.infer<typeof TrackingSettings>

export const TrackingDomain = z
  .object({ domain: z.string(), host: z.string(), works: z.boolean(), checkedAt: When.nullable(), problem: z.string().nullable(), record: z.object({ name: z.string(), type: z.literal('CNAME'), value: z.string() }) })
  .meta({ id: 'TrackingDomain' })

export const Noise = z
  .object({
    opens: z.object({ people: z.int(), machines: z.int() }), clicks: z.object({ people: z.int(), machines: z.int() }),
    signals: z.array(z.object({ signal: z.string(), sentence: z.string(), n: z.int() })),
    links: z.array(z.object({ url: z.string(), mails: z.int(), people: z.int(), machines: z.int() })),
  })
  .meta({ id: 'TrackingNoise', description: 'What people did and what machines did. Only people feed numbers, notices and branches.' })

export const trackingSettings = endpoint('GET', '/tracking/settings', { summary: 'What is tracked where, and what stands under every mail', can: 'settings.read', returns: TrackingSettings })
export const changeTrackingSettings = endpoint('PATCH', '/tracking/settings', { summary: 'Change what is tracked where', can: 'workspace.manage', repeat: 'safe', body: TrackingSettings.partial(), returns: TrackingSettings })
export const trackingDomains = endpoint('GET', '/tracking/domains', { summary: 'Own link hosts, one for each sending domain', can: 'settings.read', returns: z.object({ items: z.array(TrackingDomain) }) })
export const setTrackingDomain = endpoint('PUT', '/tracking/domains', {
  summary: 'Have links of mails from a domain lead over a host of that domain; used as soon as its CNAME points here and it answers over https', can: 'workspace.manage', repeat: 'safe',
  body: z.object({ domain: z.string().trim().toLowerCase().min(3).max(253), host: z.string().trim().toLowerCase().max(253).nullable() }), returns: z.object({ items: z.array(TrackingDomain) }),
})
export const checkTrackingDomains = endpoint('POST', '/tracking/domains/check', { summary: 'Look up now whether the hosts point here and answer over https', can: 'workspace.manage', repeat: 'safe', returns: z.object({ items: z.array(TrackingDomain) }) })
export const trackingNoise = endpoint('GET', '/tracking/noise', {
  summary: 'Opens and clicks of people and of machines, by sign and by link', can: 'numbers.read',
  query: z.object({ campaignId: Id.optional(), days: z.coerce.number().int().min(1).max(366).default(30) }), returns: Noise,
})

export const openPixel = endpoint('GET', '/t/o/:token', {
  summary: 'The pixel of a mail: always the same image', can: 'public', raw: true, root: true, params: ByToken,
})
export const clickLink = endpoint('GET', '/t/c/:token', {
  summary: 'A link of a mail: goes to the stored address, or to a plain page when the token is not ours', can: 'public', raw: true, root: true, params: ByToken,
})
export const unsubscribePage = endpoint('GET', '/u/:token', {
  summary: 'The way out: shows the page and changes nothing', can: 'public', raw: true, root: true, params: ByToken,
})
export const unsubscribe = endpoint('POST', '/u/:token', {
  summary: 'Stop all mails to this address: the button of the page, or the one-click request of a mail program (RFC 8058); also takes it back',
  can: 'public', raw: true, root: true, repeat: 'safe', params: ByToken,
})
