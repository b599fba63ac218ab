// The mails of the sample campaigns: from a piece of news to an angle, in three tones and three steps.
import { chanceOf } from './chance.ts'
import type { NewsItem, Story } from './story.ts'
import type { SamplePerson } from './sample-people.ts'

export type Tone = 'friendly' | 'direct' | 'curiosity'
export const tones: readonly Tone[] = ['friendly', 'direct', 'curiosity']

export const sampleOffer = {
  name: 'Firstmile (sample data)',
  one_liner: 'We help sales teams get new people productive in half the time.',
  pains: [{ id: 'p1', text: 'New salespeople need five months until they sell like the others.' }, { id: 'p2', text: 'Every manager trains in another way, so nobody knows what works.' }],
  proofs: [{ id: 'r1', text: 'A logistics company of 300 people cut the time to the first deal from 19 weeks to 11.' }, { id: 'r2', text: '62 teams use it, most of them with fewer than 40 salespeople.' }],
  links: [{ label: 'How it works', url: 'https://firstmile.example/how-it-works' }],
  ask: 'Worth ten minutes next week?', website: 'https://firstmile.example', postal_address: 'Firstmile, 1 Example Street, Nowhere (sample data)',
} as const

export interface Sentence { text: string; source: 'fact' | 'offer' | 'lead' | 'plain'; factId?: string }
export interface Written { tone: Tone; subject: string; paragraphs: Sentence[][] }

const bridges: Record<NewsItem['kind'], string> = {
  hiring: 'Several new people at once usually means months in which the experienced ones train instead of sell.',
  launch: 'A new offer is the moment when half the team sells it well and the other half sells what it knows.',
  expansion: 'In a new place nobody sits at the next desk to ask, so the first weeks decide.',
  new_leader: 'The first hundred days go by quickly when nobody can say what the best people do differently.',
  funding: 'Growing the team with fresh money tends to show how long a new person takes to sell.',
  award: 'After an award the inquiries come in faster than new people learn to answer them.',
  partnership: 'A partner sends inquiries from day one, whether the team knows the answers or not.',
  customer_named: 'With that many customers the knowledge sits in a few heads, and new people wait for them.',
}
const subjects: Record<NewsItem['kind'], string> = {
  hiring: 'The new people in {city}', launch: 'Selling something new', expansion: 'The first weeks in a new place', new_leader: 'The first hundred days', funding: 'Growing the sales team',
  award: 'After the award', partnership: 'The partnership', customer_named: 'What a few people know',
}
const openings: Record<Tone, readonly string[]> = {
  friendly: ['nice to read this on your news page:', 'congratulations on the news:', 'I enjoyed reading this about you:'],
  direct: ['I read on your site:', 'from your news page:', 'the reason I write:'],
  curiosity: ['one line on your site made me wonder:', 'this made me curious:', 'a question about something I read:'],
}
const asks: Record<Tone, readonly string[]> = {
  friendly: ['Worth ten minutes next week?', 'Shall we talk for ten minutes on Thursday?'],
  direct: ['Should I send the two-page plan?', 'May I send you how they did it?'],
  curiosity: ['How do you get new people up to speed today?', 'Who shows a new colleague how it is done at your place?'],
}

/** Mail no. `step` (from 1) to this person. `factIds` by slug of the news it stands on. */
export function write(person: SamplePerson, story: Story, step: number, tone: Tone, factIds: Map<string, string>, sender: string): Written {
  const chance = chanceOf('mail', person.email, step, tone)
  const news = story.news[(step - 1) % story.news.length]!
  const hello: Sentence = { text: `Hi ${person.firstName},`, source: 'lead' }
  const bye: Sentence = { text: sender, source: 'plain' }
  const fact: Sentence = { text: news.sentence, source: 'fact', ...(factIds.has(news.slug) && { factId: factIds.get(news.slug)! }) }
  const subject = subjects[news.kind].replace('{city}', person.company.city)
  if (step === 1)
    return { tone, subject, paragraphs: [[hello], [{ text: chance.pick(openings[tone]), source: 'plain' }, fact, { text: bridges[news.kind], source: 'plain' }],
      [{ text: sampleOffer.one_liner, source: 'offer' }, { text: chance.pick(sampleOffer.proofs).text, source: 'offer' }], [{ text: chance.pick(asks[tone]), source: 'plain' }], [bye]] }
  if (step === 2)
    return { tone, subject, paragraphs: [[hello], [{ text: 'one more thought on this:', source: 'plain' }, fact], [{ text: chance.pick(sampleOffer.pains).text, source: 'offer' }, { text: sampleOffer.proofs[1].text, source: 'offer' }], [{ text: chance.pick(asks[tone]), source: 'plain' }], [bye]] }
  return { tone, subject, paragraphs: [[hello], [{ text: 'I will leave it here, so that your inbox stays yours.', source: 'plain' }, { text: 'Should new colleagues ever take too long to find their feet, a short answer to this mail is enough.', source: 'plain' }], [bye]] }
}

export const bodyOf = ({ paragraphs }: Written): string => paragraphs.map((sentences) => sentences.map((one) => one.text).join(' ')).join('\n\n')

/** The sentences with their places in the body (UTF-16), as approvals show them. */
export function sentencesOf(written: Written): { text: string; start: number; end: number; source: Sentence['source']; factIds: string[]; unsupported: boolean }[] {
  const out: ReturnType<typeof sentencesOf> = []
  let at = 0
  for (const paragraph of written.paragraphs) {
    for (const one of paragraph) {
      out.push({ text: one.text, start: at, end: at + one.text.length, source: one.source, factIds: one.factId ? [one.factId] : [], unsupported: false })
      at += one.text.length + 1
    }
    at += 1
  }
  return out
}
