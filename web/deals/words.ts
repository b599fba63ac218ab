// Deals in words and in money.
import type { DealCard, DealFlag, DealRole } from '#contract/deals'
import { minorDigits, type EntryField, type MoveEvent, type StageKind } from '#contract/deal-setup'
import type { Tone } from '../ui/badge.tsx'
import { numberFormat } from '../ui/formats.ts'
import { language } from '../ui/values.tsx'

export const flagOf: Record<DealFlag, { words: string; why: string; tone: Tone }> = {
  stale: { words: 'Stale', why: 'Nothing has happened for longer than this stage allows.', tone: 'warning' },
  noNextStep: { words: 'No next step', why: 'Nobody has said what comes next.', tone: 'warning' },
  overdue: { words: 'Overdue', why: 'The close date or the next step is past.', tone: 'warning' },
  pushed: { words: 'Pushed', why: 'The close date was put off three times or more; it says little by now.', tone: 'warning' },
}
export const roleOf: Record<DealRole, string> = { champion: 'Champion', decision_maker: 'Decision maker', user: 'User', blocker: 'Blocker', legal: 'Legal' }
export const entryOf: Record<EntryField, string> = { amount: 'Amount', closeOn: 'Close date', company: 'Company', lead: 'Person', owner: 'Owner', nextStep: 'Next step', lines: 'Products', decisionMaker: 'Decision maker' }
export const eventOf: Record<MoveEvent, string> = { reply_received: 'Somebody answers', interested: 'Somebody is interested', meeting_booked: 'A meeting is booked' }
export const kindOf: Record<StageKind, string> = { open: 'Open', won: 'Won', lost: 'Lost' }
export const influences = ['', 'Low', 'Middle', 'High']

export const toMajor = (minor: number, currency: string): number => minor / 10 ** minorDigits(currency)
export const toMinor = (major: number, currency: string): number => Math.round(major * 10 ** minorDigits(currency))
/** '€12,000', cents only where there are some; `short`: '€1.2M' from a million on. */
export function formatMoney(minor: number, currency: string, short = false): string {
  const major = toMajor(minor, currency), whole = Number.isInteger(major)
  try {
    return numberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...(short && Math.abs(major) >= 1e6 ? { notation: 'compact' as const, maximumFractionDigits: 1 } : whole || short ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}) }).format(major)
  } catch { return `${major} ${currency}` }
}
export const currencies = (): string[] => { try { return Intl.supportedValuesOf('currency') } catch { return ['EUR', 'USD', 'GBP', 'CHF', 'JPY'] } }

/** Whole days since. */
export const daysSince = (at: string, now = Date.now()): number => Math.max(0, Math.floor((now - new Date(at).getTime()) / 86_400_000))
export const days = (n: number): string => (n === 0 ? 'today' : n === 1 ? '1 day' : `${n} days`)
/** 'Acme GmbH · Dana Okafor', without saying the deal's own name twice. */
export const whose = (d: Pick<DealCard, 'name' | 'company' | 'lead'>): string => [d.company?.name, d.lead?.name].filter((name) => name && name !== d.name).join(' · ')
