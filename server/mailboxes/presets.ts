// Known providers: their hosts, what kind of password they take, and what has to be done there first. As of November 2026.
import type { HostSettings } from './mailbox.ts'

export interface Preset {
  id: string
  name: string
  smtp: HostSettings | null
  imap: HostSettings | null
  keepsSent: boolean | null
  passwordLabel: string
  help: string
  dailyCeiling: number | null
  domains: readonly string[]
}

const tls = (host: string, port: number): HostSettings => ({ host, port, security: 'tls', user: '' })
const starttls = (host: string, port: number): HostSettings => ({ host, port, security: 'starttls', user: '' })

export const presets: readonly Preset[] = [
  {
    id: 'google', name: 'Google (Gmail, Workspace)', smtp: tls('smtp.gmail.com', 465), imap: tls('imap.gmail.com', 993), keepsSent: true, passwordLabel: 'App password', dailyCeiling: 500,
    help: 'Turn on 2-Step Verification in the Google account, then create an app password and paste it here. The normal password is refused.',
    domains: ['gmail.com', 'googlemail.com'],
  },
  {
    id: 'microsoft', name: 'Microsoft 365, Outlook', smtp: starttls('smtp.office365.com', 587), imap: tls('outlook.office365.com', 993), keepsSent: true, passwordLabel: 'App password', dailyCeiling: null,
    help: 'An admin must allow “Authenticated SMTP” and IMAP for this mailbox. Where security defaults forbid passwords, this kind of connection cannot be used.',
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'outlook.de', 'outlook.fr', 'hotmail.de', 'hotmail.fr', 'hotmail.co.uk', 'onmicrosoft.com'],
  },
  {
    id: 'zoho', name: 'Zoho Mail', smtp: tls('smtp.zoho.com', 465), imap: tls('imap.zoho.com', 993), keepsSent: true, passwordLabel: 'App password', dailyCeiling: null,
    help: 'Turn on IMAP access in Zoho Mail. Accounts in Europe use smtp.zoho.eu and imap.zoho.eu; with two-factor sign-in, create an app password.',
    domains: ['zoho.com', 'zohomail.com', 'zoho.eu', 'zohomail.eu'],
  },
  {
    id: 'fastmail', name: 'Fastmail', smtp: tls('smtp.fastmail.com', 465), imap: tls('imap.fastmail.com', 993), keepsSent: false, passwordLabel: 'App password', dailyCeiling: null,
    help: 'Create an app password with access to mail under Settings, Privacy & Security.',
    domains: ['fastmail.com', 'fastmail.fm', 'fastmail.de', 'messagingengine.com'],
  },
  {
    id: 'icloud', name: 'iCloud Mail', smtp: starttls('smtp.mail.me.com', 587), imap: tls('imap.mail.me.com', 993), keepsSent: false, passwordLabel: 'App-specific password', dailyCeiling: 1000,
    help: 'Create an app-specific password at account.apple.com under Sign-In and Security.',
    domains: ['icloud.com', 'me.com', 'mac.com'],
  },
  {
    id: 'yahoo', name: 'Yahoo Mail', smtp: tls('smtp.mail.yahoo.com', 465), imap: tls('imap.mail.yahoo.com', 993), keepsSent: true, passwordLabel: 'App password', dailyCeiling: 500,
    help: 'Create an app password under Account Security. The normal password is refused.',
    domains: ['yahoo.com', 'yahoo.de', 'yahoo.fr', 'yahoo.es', 'yahoo.it', 'yahoo.co.uk', 'yahoo.co.in', 'ymail.com', 'rocketmail.com', 'aol.com'],
  },
  {
    id: 'ionos', name: 'IONOS', smtp: tls('smtp.ionos.com', 465), imap: tls('imap.ionos.com', 993), keepsSent: false, passwordLabel: 'Password', dailyCeiling: null,
    help: 'The password of the mailbox, not of the customer account. German contracts use smtp.ionos.de and imap.ionos.de.',
    domains: ['ionos.com', 'ionos.de', 'online.de', '1und1.de'],
  },
  {
    id: 'gmx', name: 'GMX', smtp: starttls('mail.gmx.net', 587), imap: tls('imap.gmx.net', 993), keepsSent: false, passwordLabel: 'Password', dailyCeiling: 500,
    help: 'Allow “POP3 & IMAP” in the settings of the mailbox first; until then the login is refused.',
    domains: ['gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch', 'gmx.com'],
  },
  {
    id: 'custom', name: 'Another provider', smtp: null, imap: null, keepsSent: null, passwordLabel: 'Password', dailyCeiling: null,
    help: 'Your provider lists its SMTP and IMAP server names on a help page, often called “Set up a mail program”.', domains: [],
  },
]

export const presetOf = (id: string | null | undefined): Preset | undefined => presets.find((preset) => preset.id === id)

/** Whether these servers keep a Sent copy by themselves, as far as it is known unseen: of the preset's own servers alone. */
export const keepsSentAt = (preset: Preset | undefined, at: { smtp: HostSettings | null; imap: HostSettings | null }): boolean | null =>
  preset?.smtp && preset.imap && at.smtp?.host === preset.smtp.host && at.imap?.host === preset.imap.host ? preset.keepsSent : null

/** The provider of an address by its domain; 'custom' when it is not one of ours. For 'custom' the usual names are filled in. */
export function guessPreset(address: string): { guessed: string; presets: Omit<Preset, 'domains'>[] } {
  const domain = address.slice(address.lastIndexOf('@') + 1).trim().toLowerCase()
  const known = presets.find((preset) => preset.domains.some((d) => domain === d || domain.endsWith(`.${d}`)))
  const named = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) && address.includes('@')
  return {
    guessed: known?.id ?? 'custom',
    presets: presets.map(({ domains: _, ...preset }) =>
      preset.id === 'custom' && named && !known ? { ...preset, smtp: starttls(`smtp.${domain}`, 587), imap: tls(`imap.${domain}`, 993) } : preset),
  }
}
