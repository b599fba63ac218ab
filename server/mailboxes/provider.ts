// What the provider of a mailbox allows, whatever its owner sets. Known from the server it sends through, else from what
// was chosen when it was connected. Ceilings, not targets. As of November 2026.
import type { Mailbox } from './mailbox.ts'
import { presetOf } from './presets.ts'

export interface Provider {
  id: 'gmail' | 'workspace' | 'microsoft365' | 'outlook' | 'other'
  name: string
  /** Mails within any 24 hours; null: not known. */
  perDay: number | null
  /** Mails within any 60 seconds. */
  perMinute: number | null
}

const other: Provider = { id: 'other', name: 'The provider', perDay: null, perMinute: null }
export const freeGoogle = new Set(['gmail.com', 'googlemail.com'])
export const freeMicrosoft = /^(outlook|hotmail|live|msn)\./

export function providerOf(mailbox: Pick<Mailbox, 'kind' | 'address' | 'preset' | 'smtp'>): Provider {
  if (mailbox.kind === 'practice') return other
  const host = mailbox.smtp?.host.toLowerCase() ?? '', domain = domainOf(mailbox.address)
  const google = /(^|\.)(gmail|google|googlemail)\.com$/.test(host) || (!host && mailbox.preset === 'google')
  if (google && freeGoogle.has(domain)) return { id: 'gmail', name: 'Gmail', perDay: 500, perMinute: 100 }
  if (google) return { id: 'workspace', name: 'Google Workspace', perDay: 2000, perMinute: 100 }
  const microsoft = /(^|\.)(office365|outlook|office)\.com$/.test(host) || (!host && mailbox.preset === 'microsoft')
  if (microsoft && freeMicrosoft.test(domain)) return { id: 'outlook', name: 'Outlook.com', perDay: 300, perMinute: 30 }
  if (microsoft) return { id: 'microsoft365', name: 'Microsoft 365', perDay: 10_000, perMinute: 30 }
  const preset = presetOf(mailbox.preset)
  return preset && preset.id !== 'custom' ? { ...other, name: preset.name, perDay: preset.dailyCeiling } : other
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
