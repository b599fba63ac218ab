import type { SuppressionKind, SuppressionReason } from '#contract/suppressions'
import type { Tone } from '../ui/badge.tsx'

export const reasons: Record<SuppressionReason, { label: string; tone: Tone }> = {
  opted_out: { label: 'Opted out', tone: 'warning' },
  bounced: { label: 'Bounced', tone: 'bad' },
  complained: { label: 'Complained', tone: 'bad' },
  customer: { label: 'Customer', tone: 'good' },
  competitor: { label: 'Competitor', tone: 'info' },
  manual: { label: 'Added by hand', tone: 'neutral' },
}

export const kinds: Record<SuppressionKind, string> = { address: 'Addresses', domain: 'Domains', company: 'Companies', hash: 'Hashes' }

/** Where an entry came from, as it is said; what is not listed is said as it is. */
export const sources: Record<string, string> = {
  bounce: 'A mail came back', reply: 'Asked for it in an answer', complaint: 'Reported a mail as spam', inbox: 'Decided in the inbox', file: 'From a file', list: 'From a pasted list', manual: 'Written in by hand',
}
