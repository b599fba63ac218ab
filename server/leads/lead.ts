// A lead: a person we write to. Rules that need nothing but values.
import type { LeadStatus } from '#contract/lead-filter'
import type { LeadRow, LeadView } from '#contract/leads'
import type { SuppressionReason } from '#contract/suppressions'

export interface Lead {
  id: string
  /** Lower case, A-labels; see address.ts. */
  email: string
  firstName: string | null
  lastName: string | null
  title: string | null
  phone: string | null
  linkedinUrl: string | null
  companyId: string | null
  /** As spoken; kept beside the company. */
  companyName: string | null
  city: string | null
  country: string | null
  /** IANA name, where known. */
  timeZone: string | null
  language: string | null
  status: LeadStatus
  tags: string[]
  custom: Record<string, unknown>
  notes: string | null
  source: string | null
  ownerId: string | null
  importId: string | null
  createdAt: Date
  updatedAt: Date
  lastActivityAt: Date | null
  repliedAt: Date | null
  bouncedAt: Date | null
  optedOutAt: Date | null
  deletedAt: Date | null
}

/** The fields a person may fill. */
export type LeadFields = Pick<Lead, 'email' | 'firstName' | 'lastName' | 'title' | 'phone' | 'linkedinUrl' | 'companyId' | 'companyName' | 'city' | 'country' | 'timeZone' | 'language' | 'status' | 'tags' | 'custom' | 'notes' | 'ownerId'>

/** Why nobody may write to a lead. */
export interface Obstacle { code: 'lead_gone' | 'lead_deleted' | 'lead_suppressed'; sentence: string }

export const nameOf = (lead: Pick<Lead, 'firstName' | 'lastName' | 'email'>): string => [lead.firstName, lead.lastName].filter(Boolean).join(' ') || lead.email

const because: Record<SuppressionReason, (value: string) => string> = {
  opted_out: (v) => `${v} asked not to be contacted.`,
  bounced: (v) => `Mail to ${v} came back: the mailbox does not exist.`,
  complained: (v) => `${v} reported an earlier mail as spam.`,
  manual: (v) => `${v} is on the suppression list.`,
  customer: (v) => `${v} is on the suppression list as a customer.`,
  competitor: (v) => `${v} is on the suppression list as a competitor.`,
}
export const suppressedSentence = (value: string, reason: SuppressionReason): string => because[reason](value)

/** '+49 (0)30 / 123-45' → '+493012345': digits and a leading +, for what looks like a number; else as given. */
export function tidyPhone(text: string): string {
  const cleaned = text.trim().replace(/\(0\)/, '')
  if (!/^[+0-9][0-9 ()./-]{4,}$/.test(cleaned)) return text.trim()
  const digits = cleaned.replace(/[^0-9]/g, '')
  return cleaned.startsWith('+') ? `+${digits}` : cleaned.startsWith('00') ? `+${digits.slice(2)}` : digits
}

/** 'linkedin.com/in/dana' → 'https://www.linkedin.com/in/dana'; null for what is no profile address. */
export function tidyLinkedin(text: string): string | null {
  const found = /^(?:https?:\/\/)?(?:[a-z]{2,3}\.)?linkedin\.com\/(in|pub|company)\/([^/?#\s]{1,200})/i.exec(text.trim())
  return found ? `https://www.linkedin.com/${found[1]!.toLowerCase()}/${found[2]}` : null
}

export const isTimeZone = (name: string): boolean => {
  try { return Boolean(new Intl.DateTimeFormat('en', { timeZone: name })) } catch { return false }
}

/** Trimmed, without doubles, in the order given. */
export const tidyTags = (tags: string[]): string[] => [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))]

export const viewOf = (lead: Lead, suppressed: SuppressionReason | null): LeadView => ({
  ...lead, suppressed, createdAt: lead.createdAt.toISOString(), updatedAt: lead.updatedAt.toISOString(),
  lastActivityAt: iso(lead.lastActivityAt), repliedAt: iso(lead.repliedAt), bouncedAt: iso(lead.bouncedAt), optedOutAt: iso(lead.optedOutAt), deletedAt: iso(lead.deletedAt),
})

export const rowOf = (lead: Lead, suppressed: SuppressionReason | null): LeadRow => {
  const { id, email, firstName, lastName, title, companyId, companyName, city, country, status, tags, ownerId } = lead
  return {
    id, email, firstName, lastName, title, companyId, companyName, city, country, status, tags, ownerId,
    createdAt: lead.createdAt.toISOString(), lastActivityAt: iso(lead.lastActivityAt), repliedAt: iso(lead.repliedAt), suppressed,
  }
}

const iso = (at: Date | null): string | null => at && at.toISOString()
