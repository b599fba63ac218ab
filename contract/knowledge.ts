// What we sell: offers with the user's own words, which every writer uses whole and never paraphrases into
// something not said. The links of an offer are the only links a mail may carry.
import { z } from 'zod'
import { endpoint, Id, page, Paging } from './contract.ts'

const line = (most: number) => z.string().trim().max(most)
const WebAddress = z
  .string()
  .trim()
  .max(2000)
  .regex(/^https?:\/\/[^\s<>"]+$/i, 'Write a web address that begins with https:// or http://.')

export const Pain = z.object({ id: z.string().max(64).optional(), text: line(300).min(1) })
export const Proof = z.object({ id: z.string().max(64).optional(), text: line(400).min(1), url: WebAddress.optional() })
export const OfferLink = z.object({ label: line(80).min(1), url: WebAddress })

export const OfferInput = z
  .object({
    name: line(120).min(1),
    oneLiner: line(300).default(''),
    pains: z.array(Pain).max(12).default([]),
    proofs: z.array(Proof).max(12).default([]),
    links: z.array(OfferLink).max(10).default([]),
    ask: line(300).default(''),
    senderName: line(120).default(''),
    senderRole: line(120).default(''),
    postalAddress: line(400).default(''),
    website: WebAddress.nullable().default(null),
    isDefault: z.boolean().default(false),
  })
  .meta({ id: 'OfferInput' })

/** As OfferInput, every part optional and without defaults: what is absent stays as it is. */
export const OfferChange = z
  .object({
    name: line(120).min(1).optional(),
    oneLiner: line(300).optional(),
    pains: z.array(Pain).max(12).optional(),
    proofs: z.array(Proof).max(12).optional(),
    links: z.array(OfferLink).max(10).optional(),
    ask: line(300).optional(),
    senderName: line(120).optional(),
    senderRole: line(120).optional(),
    postalAddress: line(400).optional(),
    website: WebAddress.nullable().optional(),
    isDefault: z.literal(true).optional(),
  })
  .meta({ id: 'OfferChange' })

export const OfferView = z
  .object({
    id: Id,
    name: z.string(),
    oneLiner: z.string(),
    pains: z.array(z.object({ id: z.string(), text: z.string() })),
    proofs: z.array(z.object({ id: z.string(), text: z.string(), url: z.string().optional() })),
    links: z.array(z.object({ label: z.string(), url: z.string() })),
    ask: z.string(),
    senderName: z.string(),
    senderRole: z.string(),
    postalAddress: z.string(),
    website: z.string().nullable(),
    isDefault: z.boolean(),
    missing: z.array(z.string()).describe('What a good mail would still need from this offer, in sentences.'),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Offer' })
export type OfferView = z.infer<typeof OfferView>

/** Something found on the user's own website: shown for correction, never saved by itself. */
export const Suggestion = z.object({ text: z.string(), quote: z.string(), url: z.string() })
export const OfferSuggestions = z
  .object({
    website: z.string(),
    pagesRead: z.array(z.string()),
    name: z.string().nullable(),
    oneLiners: z.array(Suggestion),
    proofs: z.array(Suggestion),
    links: z.array(OfferLink),
    postalAddresses: z.array(Suggestion),
    sentence: z.string().describe('What was read and found, or why nothing was.'),
  })
  .meta({ id: 'OfferSuggestions' })
export type OfferSuggestions = z.infer<typeof OfferSuggestions>

const params = z.object({ id: Id })

export const listOffers = endpoint('GET', '/offers', { summary: 'List offers', can: 'settings.read', query: Paging.extend({ cursor: Id.optional() }), returns: page(OfferView) })
export const getOffer = endpoint('GET', '/offers/:id', { summary: 'Read an offer', can: 'settings.read', params, returns: OfferView })
export const createOffer = endpoint('POST', '/offers', { summary: 'Add an offer', can: 'knowledge.write', repeat: 'key', body: OfferInput, returns: OfferView })
export const updateOffer = endpoint('PATCH', '/offers/:id', { summary: 'Change an offer', can: 'knowledge.write', repeat: 'safe', params, body: OfferChange, returns: OfferView })
export const deleteOffer = endpoint('DELETE', '/offers/:id', { summary: 'Remove an offer', can: 'knowledge.write', repeat: 'safe', params, returns: z.object({ deleted: z.boolean() }) })
export const offerFromWebsite = endpoint('POST', '/offers/from-website', {
  summary: 'Read your own website and suggest the words of an offer (nothing is saved)',
  can: 'knowledge.write',
  repeat: 'safe',
  body: z.object({ website: z.string().trim().min(3).max(2000) }),
  returns: OfferSuggestions,
})
