// A deal, and the rules about it that need nothing but values.
import type { DealFlag, DealRole } from '#contract/deals'
import { minorDigits, type EntryField, type MoveEvent, type StageKind } from '#contract/deal-setup'
import { refuse } from '#platform/refuse'

export interface Stage {
  id: string; pipelineId: string; name: string; position: number; kind: StageKind; probability: number; exitCriteria: string
  required: EntryField[]; staleDays: number | null; moveOn: MoveEvent[]
}
export interface Deal {
  id: string; pipelineId: string; stageId: string; position: string; name: string; companyId: string | null; leadId: string | null; ownerId: string | null
  amountMinor: number | null; amountByHand: boolean; currency: string
  /** 'YYYY-MM-DD' */
  closeOn: string | null
  closePushes: number; nextStep: string | null; nextStepOn: string | null; notes: string | null; source: string | null
  sourceCampaignId: string | null; sourceStepId: string | null; sourceMessageId: string | null; sourceThreadId: string | null
  lostReason: string | null; lostNote: string | null; closedAt: Date | null; closedOn: string | null
  /** Fields of one's own. */
  custom: Record<string, unknown>
  stageSince: Date; lastActivityAt: Date; createdAt: Date; updatedAt: Date; deletedAt: Date | null
}

const days = 86_400_000
/** Three times put off, and the date says nothing any more. */
const manyPushes = 3

/** What deserves a second look. `today`: 'YYYY-MM-DD' where the workspace is. Closed deals are over: no flags. */
export function flagsOf(deal: Pick<Deal, 'closedAt' | 'stageSince' | 'lastActivityAt' | 'nextStep' | 'nextStepOn' | 'closeOn' | 'closePushes'> & { nextTask?: unknown }, staleDays: number | null, now: Date, today: string): DealFlag[] {
  if (deal.closedAt) return []
  const quietSince = Math.max(deal.stageSince.getTime(), deal.lastActivityAt.getTime())
  const flags: DealFlag[] = []
  if (staleDays !== null && now.getTime() - quietSince > staleDays * days) flags.push('stale')
  if (!deal.nextStep && !deal.nextTask) flags.push('noNextStep')
  if ((deal.closeOn !== null && deal.closeOn < today) || (deal.nextStep && deal.nextStepOn !== null && deal.nextStepOn < today)) flags.push('overdue')
  if (deal.closePushes >= manyPushes) flags.push('pushed')
  return flags
}

export const entryWords: Record<EntryField, string> = {
  amount: 'an amount', closeOn: 'a close date', company: 'a company', lead: 'a person', owner: 'an owner', nextStep: 'a next step', lines: 'a product', decisionMaker: 'a decision maker',
}

/** What a stage requires and the deal does not have. */
export function missingFor(stage: Pick<Stage, 'required'>, deal: Pick<Deal, 'amountMinor' | 'closeOn' | 'companyId' | 'leadId' | 'ownerId' | 'nextStep'>, has: { lines: number; roles: DealRole[]; people: number }): EntryField[] {
  const there: Record<EntryField, boolean> = {
    amount: deal.amountMinor !== null, closeOn: deal.closeOn !== null, company: deal.companyId !== null, lead: has.people > 0, owner: deal.ownerId !== null,
    nextStep: deal.nextStep !== null, lines: has.lines > 0, decisionMaker: has.roles.includes('decision_maker'),
  }
  return stage.required.filter((field) => !there[field])
}

/** ['a', 'b', 'c'] → 'a, b and c' */
export const listed = (words: string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`)

/** A day as 'YYYY-MM-DD', with a sentence for what is none: 31 February, 1.2.2026, the year 20025. */
export function goodDay(text: string, field: string, what: string): string {
  const year = /^\+?(\d{5,})-/.exec(text)?.[1]
  if (year) throw refuse('bad_day', `${what} ${text} lies in the year ${year}. Did you mean ${year.slice(0, 2)}${year.slice(-2)}?`, { field })
  const [, y, m, d] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? []
  if (y === undefined) throw refuse('bad_day', `${what} “${text}” is not a date. Write it like 2026-09-30.`, { field })
  const at = new Date(Date.UTC(y, m! - 1, d))
  if (at.getUTCMonth() !== m! - 1 || at.getUTCDate() !== d) throw refuse('bad_day', `${what} ${text} is not in the calendar.`, { field })
  if (y < 1990 || y > 2100) throw refuse('bad_day', `${what} ${text} lies in the year ${y}. Deals live between 1990 and 2100.`, { field })
  return text
}

const known = new Set(Intl.supportedValuesOf('currency'))
/** 'eur' → 'EUR'; refuses what is no ISO 4217 code. */
export function goodCurrency(text: string, field = 'currency'): string {
  const code = text.trim().toUpperCase()
  if (!known.has(code)) throw refuse('bad_currency', `“${text.trim()}” is not a currency. Use a code of three letters such as EUR, USD or GBP.`, { field })
  return code
}

/** 120000 cents → '1,200.00 EUR' */
export const spokenMoney = (minor: number, currency: string): string => {
  const digits = minorDigits(currency)
  return `${new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(minor / 10 ** digits)} ${currency}`
}

/** What a line costs the customer, and what is left of it: rounded once, half away from zero. */
export function sumOfLine(line: { quantity: number; priceMinor: number; costMinor: number | null; discount: number }): { sumMinor: number; marginMinor: number | null } {
  const sumMinor = Math.round(line.quantity * line.priceMinor * (1 - line.discount / 100))
  return { sumMinor, marginMinor: line.costMinor === null ? null : sumMinor - Math.round(line.quantity * line.costMinor) }
}
export const sumOfLines = (lines: Parameters<typeof sumOfLine>[0][]): number => lines.reduce((sum, line) => sum + sumOfLine(line).sumMinor, 0)

export interface Rate { currency: string; into: string; validFrom: string; rate: number }
/**
 * An amount in another currency by the rate in force on that day: the newest that is valid by then, else the oldest there is; a rate the
 * other way round counts too. Null where no rate is known. Rounded half up in the smallest unit.
 */
export function converted(minor: number, from: string, into: string, day: string, rates: Rate[]): number | null {
  if (from === into) return minor
  const rate = rateOn(from, into, day, rates)
  return rate === null ? null : Math.round(minor * rate * 10 ** (minorDigits(into) - minorDigits(from)))
}
function rateOn(from: string, into: string, day: string, rates: Rate[]): number | null {
  const both = rates.flatMap((r) => (r.currency === from && r.into === into ? [{ day: r.validFrom, rate: r.rate }] : r.currency === into && r.into === from ? [{ day: r.validFrom, rate: 1 / r.rate }] : []))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))
  return (both.findLast((r) => r.day <= day) ?? both[0])?.rate ?? null
}
