// The values that a template sees for one lead. Records without a prototype: a tag finds what is here and nothing else.
import { companyInSpeech, fullName, greetingName, placeInSpeech } from './spoken.ts'
import type { Company, Offer, Recipient } from './mail.ts'
import type { Values } from './templates.ts'

export function valuesFor(recipient: Recipient & { phone?: string | null; custom?: Record<string, unknown> }, company: (Company & { website?: string | null }) | null, offer: Offer): Values {
  const { firstName, lastName, email } = recipient
  const name = fullName(firstName, lastName, '')
  const custom: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(recipient.custom ?? {})) {
    const field = `custom.${key.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '')}`
    if (field === 'custom.') continue
    if (typeof value === 'string' || typeof value === 'number') custom[field] = value
    else if (Array.isArray(value)) custom[field] = value.join(', ')
    else if (typeof value === 'boolean') custom[field] = value ? 'yes' : 'no'
  }
  return bare({
    lead: bare({
      ...custom,
      first_name: greetingName(firstName, lastName), last_name: lastName, full_name: name || null, email, title: recipient.title,
      phone: recipient.phone, city: placeInSpeech(recipient.city), country: placeInSpeech(recipient.country), language: recipient.language,
    }),
    company: bare({
      name: companyInSpeech(company?.name), legal_name: company?.name, domain: company?.domain, website: company?.website, industry: company?.industry,
      size: company?.size, city: company?.city, country: placeInSpeech(company?.country), description: company?.description,
    }),
    offer: bare({ name: offer.name, one_liner: offer.oneLiner, ask: offer.ask }),
    sender: bare({ name: offer.senderName, first_name: greetingName(offer.senderName, null), role: offer.senderRole, website: offer.website }),
  })
}

const bare = <T extends object>(values: T): T => Object.assign(Object.create(null) as T, values)
