// What both prompts say of the lead, the facts and the offer. Facts come from strangers' websites: they are fenced as data.
import { dataBlock } from '#platform/llm-data'
import { companyInSpeech, greetingName, roleInSpeech } from '../spoken.ts'
import type { Company, Fact, Offer, Recipient } from '../mail.ts'

export interface Brief {
  recipient: Recipient
  company: Company | null
  facts: Fact[]
  offer: Offer
  intent: string
}

export function brief({ recipient, company, facts, offer, intent }: Brief): string {
  const name = greetingName(recipient.firstName, recipient.lastName)
  return [
    '# The reader',
    dataBlock('lead list of the user', [
      name ? `First name: ${name}` : 'First name: unknown. Greet with “Hello,” and no name.',
      `Role: ${roleInSpeech(recipient.title) ?? 'unknown'}`,
      `Company: ${companyInSpeech(company?.name) ?? 'unknown'}`,
      `Industry: ${company?.industry ?? 'unknown'}`,
      `Place: ${company?.city ?? recipient.city ?? company?.country ?? recipient.country ?? 'unknown'}`,
    ].join('\n')),
    '# Facts about them',
    facts.length
      ? facts.slice(0, 12).map((fact) => dataBlock(`fact ${fact.id}`, `id: ${fact.id}\nkind: ${fact.kind}\nclaim: ${fact.claim}\nquote: ${fact.quote}${fact.dated ? `\ndate: ${fact.dated}` : ''}`)).join('\n')
      : 'None. Be short and honest about why you write to them: role, industry, place. Invent nothing.',
    '# What the sender offers, in their own words',
    [
      `Name: ${offer.name}`, `One-liner: ${offer.oneLiner}`,
      ...offer.pains.map((pain) => `Pain it relieves: ${pain.text}`),
      ...offer.proofs.map((proof) => `Proof: ${proof.text}`),
      ...(offer.ask ? [`Ask: ${offer.ask}`] : []),
      offer.links.length ? `Links that may be used, at most one: ${offer.links.map((link) => `${link.label} ${link.url}`).join('; ')}` : 'Links: none may be used.',
      `Sender: ${[offer.senderName, offer.senderRole].filter(Boolean).join(', ')} (the signature is added later; do not sign)`,
    ].join('\n'),
    ...(intent ? ['# What this mail is for', intent] : []),
  ].join('\n\n')
}
