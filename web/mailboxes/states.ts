import type { MailboxView } from '#contract/mailboxes'
import type { Tone } from '../ui/badge.tsx'

export const states: Record<MailboxView['status'], { label: string; tone: Tone }> = {
  active: { label: 'Active', tone: 'good' },
  paused: { label: 'Paused', tone: 'warning' },
  needs_reconnect: { label: 'Needs a new password', tone: 'bad' },
  error: { label: 'Cannot send', tone: 'bad' },
}

export const securities = [
  { value: 'tls', label: 'TLS from the start' },
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'none', label: 'None' },
]

export const paces = [
  { value: 'minute', label: 'A day a minute', says: 'A campaign of two weeks takes a quarter of an hour.' },
  { value: 'hour', label: 'A day an hour', says: 'To watch a campaign over an afternoon.' },
  { value: 'real', label: 'Real time', says: 'Days are days, sending hours count.' },
] as const
