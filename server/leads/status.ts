// Statuses of leads: the usual ones, the usual rules, and which key a new name gets.
import type { StatusRule, StatusTrigger, StatusView } from '#contract/lead-statuses'

export type Status = Omit<StatusView, 'leads'>

/** Where every lead begins; it may get another name, never go. */
export const firstStatus = 'new'

export const usualStatuses: readonly Status[] = [
  { key: firstStatus, name: 'New', tone: 'neutral', kind: 'open' },
  { key: 'contacted', name: 'Contacted', tone: 'info', kind: 'open' },
  { key: 'replied', name: 'Replied', tone: 'good', kind: 'open' },
  { key: 'qualified', name: 'Qualified', tone: 'accent', kind: 'open' },
  { key: 'converted', name: 'Converted', tone: 'good', kind: 'won' },
  { key: 'lost', name: 'Lost', tone: 'neutral', kind: 'lost' },
]

const early = ['new', 'contacted', 'replied']
export const usualRules: readonly StatusRule[] = [
  { trigger: 'contacted', to: 'contacted', from: ['new'], active: true },
  { trigger: 'replied', to: 'replied', from: ['new', 'contacted'], active: true },
  { trigger: 'interested', to: 'qualified', from: early, active: false },
  { trigger: 'meeting_booked', to: 'qualified', from: early, active: true },
  { trigger: 'deal_created', to: 'converted', from: [...early, 'qualified'], active: true },
  { trigger: 'deal_won', to: 'converted', from: [], active: true },
  { trigger: 'deal_lost', to: 'lost', from: [...early, 'qualified', 'converted'], active: true },
  { trigger: 'opted_out', to: 'lost', from: early, active: false },
  { trigger: 'bounced', to: 'lost', from: ['new', 'contacted'], active: false },
]

/** Why a lead was moved by itself. */
export const becauseOf: Record<StatusTrigger, string> = {
  contacted: 'The first mail was accepted by their server.', replied: 'They answered.', interested: 'Their answer says that they are interested.', meeting_booked: 'A meeting was booked.',
  deal_created: 'A deal was made of them.', deal_won: 'Their deal was won.', deal_lost: 'Their deal was lost.', opted_out: 'They asked not to be written to.', bounced: 'Their address does not exist.',
}

/** 'In negotiation (2)' → 'in_negotiation_2'; another number while it is taken. */
export function keyFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 40) || 'status'
  for (let n = 1; ; n++) {
    const key = n === 1 ? plain : `${plain}_${n}`
    if (!taken.has(key)) return key
  }
}
