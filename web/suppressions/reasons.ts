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
