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
    why: z.string().nullable().meta({ description: 'Why we take it for a machine, in a sentence.' }),
  })
  .meta({ id: 'TrackingHit' })

export const hitsOfMessage = endpoint('GET', '/messages/:id/hits', {
  summary: 'Opens and clicks of one mail, machines included and marked',
  can: 'leads.read',
  params: ById,
  returns: z.object({ items: z.array(HitView) }),
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
