// Subjects: two to six words, about them, sentence case, no trick.
import type { FactKind } from '../mail.ts'

export const subjects: Record<FactKind | 'none', string[]> = {
  funding: ['After the {round}', 'Your {raise}', '{co} after the {round}', 'The {round} and what follows', 'What the {round} changes'],
  hiring: ['Your search for {roles}', 'Hiring at {co}', 'New colleagues at {co}', 'Before the new people start', 'Your {role} search', 'Growing the team at {co}'],
  launch: ['{Thing}', 'The launch of {thing}', 'After {thing}', 'A question about {thing}', 'The launch at {co}'],
  expansion: ['{co} in {place}', 'Your {site} in {place}', 'Starting in {place}', 'The first months in {place}', 'The {site} in {place}'],
  new_leader: ['Your start as {ownRole}', '[own] Your first hundred days', '[other] The first hundred days', '{newRole} at {co}', 'New {newRole}, old habits', 'A first win for {co}'],
  award: ['{Award}', 'After the award', 'What the jury didn’t see', '{co} after the award', 'The work behind the award'],
  partnership: ['{co} and {partner}', 'Working with {partner}', 'You and {partner}', 'After the news about {partner}'],
  regulation: ['{rule} at {co}', 'The work behind {rule}', '{rule} in daily work', '{certificate} at {co}', 'The work behind {certificate}'],
  tool_in_use: ['{tool} at {co}', 'Beside {tool}', 'What {tool} leaves open', 'Your {tool} set-up'],
  customer_named: ['Your work for {customer}', '{co} and its customers', 'Customers like {oneCustomer}', 'What {customer} expects'],
  pricing_change: ['Your new prices', 'New prices at {co}', 'After the price change', 'Questions about new prices'],
  content_published: ['“{title}”', 'Your {format} on {topic}', 'After reading your {format}', 'One question after your {format}'],
  location: ['{co} in {place}', 'Teams in {place}', 'Your team in {place}', 'One question to {place}'],
  size: ['{co} at your size', 'With {size}', 'A team of your size', 'How {co} splits the work'],
  description: ['How {co} does it', 'A thought for {co}', 'Your work at {co}', 'A question for {co}', 'What {co} does'],
  none: ['A question for {co}', '{co} and one question', 'For the {role} at {co}', 'A thought for {co}', '{Industry} in {place}', 'A short question', 'One thing, briefly', 'Is this yours at {co}?'],
}
