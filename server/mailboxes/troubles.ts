// What went wrong on the way to a mail server, in plain words: what, why as far as it can be told, and how to mend it.
import type { HostSettings } from './mailbox.ts'
import type { Trouble } from './port.ts'
import { presetOf } from './presets.ts'

export type Side = 'smtp' | 'imap'
interface About { side: Side; settings: Pick<HostSettings, 'host' | 'port' | 'security'>; preset?: string | null }

export const trouble = (reason: Trouble['reason'], sentence: string, more: Partial<Pick<Trouble, 'why' | 'mend' | 'answer'>> = {}): Trouble =>
  ({ ok: false, reason, sentence, why: more.why ?? null, mend: more.mend ?? null, answer: more.answer ? oneLine(more.answer) : null })

/** From an error of the socket, of TLS or of the IMAP client. */
export function troubleOf(error: unknown, about: About): Trouble {
  const { code = '', message = '', responseText, response, authenticationFailed, serverResponseCode } = error as NodeJS.ErrnoException & { responseText?: string; response?: unknown; authenticationFailed?: boolean; serverResponseCode?: string }
  const said = responseText ?? (typeof response === 'string' ? response : undefined)
  if (authenticationFailed || serverResponseCode === 'AUTHENTICATIONFAILED') return loginRefused(said ?? message, about)
  if (code in certificates || /self.signed|certificate|altname/i.test(`${code} ${message}`)) return badCertificate(code, message, about)
  if (/wrong version number|packet length too long|EPROTO|tls_get_more_records|unexpected eof|SSL routines/i.test(`${code} ${message}`)) return noTls(about)
  if (/STARTTLS/i.test(message)) return startTlsMissing(about)
  const known = sockets[code]
  if (known) return trouble(known[0], known[1](about), { why: known[2], mend: known[3](about) })
  if (/time.?out|GREE?ETING|CONNECT_TIMEOUT|UPGRADE_TIMEOUT/i.test(`${code} ${message}`)) return timedOut(about)
  if (/NoConnection|Connection not available|ClosedAfterConnect|Unexpected close|closed|EConnectionClosed/i.test(`${code} ${message}`))
    return trouble('unreachable', `${about.settings.host} closed the connection.`, { why: 'Servers do so when too many connections are open, or when something before them blocks mail programs.', mend: 'Try again in a minute.', answer: said ?? null })
  return trouble('protocol', `${about.settings.host} gave an answer that makes no sense here.`, { why: 'It may be another kind of server.', mend: `Check that ${about.settings.host} is the ${about.side.toUpperCase()} server.`, answer: said ?? message })
}

const where = ({ settings }: About): string => `${settings.host}, port ${settings.port}`
const usual = ({ side }: About): string => (side === 'smtp' ? '465 with TLS or 587 with STARTTLS' : '993 with TLS or 143 with STARTTLS')

const sockets: Record<string, [Trouble['reason'], (a: About) => string, string | null, (a: About) => string]> = {
  ECONNREFUSED: ['unreachable', (a) => `Nothing listens at ${where(a)}.`, 'The server is there, but not for this kind of connection, or it is down.', (a) => `Check the port. Usual are ${usual(a)}.`],
  EHOSTUNREACH: ['unreachable', (a) => `There is no way to ${where(a)}.`, 'The network of the machine Overture runs on does not lead there.', () => 'Check the server name and the network.'],
  ENETUNREACH: ['unreachable', (a) => `There is no way to ${where(a)}.`, 'The network of the machine Overture runs on does not lead there.', () => 'Check the server name and the network.'],
  ECONNRESET: ['unreachable', (a) => `${a.settings.host} cut the connection.`, 'A firewall, a wrong port, or a server under load.', (a) => `Check the port. Usual are ${usual(a)}.`],
  EPIPE: ['unreachable', (a) => `${a.settings.host} cut the connection.`, 'A firewall, a wrong port, or a server under load.', () => 'Try again in a minute.'],
  ENOTFOUND: ['host', (a) => `There is no server called ${a.settings.host}.`, 'The name is misspelt, or the provider uses another one.', () => "Look up the server name on your provider's help page."],
}

export const timedOut = (about: About): Trouble =>
  trouble('timeout', `${where(about)} does not answer.`, {
    why: about.settings.security === 'tls' ? 'A firewall may swallow the connection, or the port is another.' : 'A firewall may swallow the connection, or the port expects TLS from the first byte.',
    mend: `Usual are ${usual(about)}.${about.settings.port === 25 ? ' Many networks block port 25; use 587.' : ''}`,
  })

export const startTlsMissing = (about: About): Trouble =>
  trouble('tls', `${about.settings.host} offers no encryption on port ${about.settings.port}.`, {
    why: 'Either the server has none on this port, or something on the way has removed the offer (STARTTLS). Overture sends no password over an open line.',
    mend: `Choose TLS with port ${about.side === 'smtp' ? 465 : 993}. If your provider does offer STARTTLS here, a firewall or virus scanner between is taking it away.`,
  })

const noTls = (about: About): Trouble =>
  trouble('tls', `${where(about)} does not speak TLS from the first byte.`, {
    why: 'This port begins unencrypted and switches over.', mend: `Choose STARTTLS for this port, or TLS with port ${about.side === 'smtp' ? 465 : 993}.`,
  })

const certificates: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The server signed its certificate itself, so nobody vouches for it.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its certificate was issued by an authority that this machine does not know.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The server does not send the whole chain of certificates, or its authority is not known here.',
  UNABLE_TO_GET_ISSUER_CERT: 'Its certificate was issued by an authority that this machine does not know.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'Its certificate was issued by an authority that this machine does not know.',
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet, or the clock of this machine is wrong.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is made out to another name.',
  HOSTNAME_MISMATCH: 'Its certificate is made out to another name.',
}

function badCertificate(code: string, message: string, about: About): Trouble {
  const names = /altnames: ([^\n]+)/i.exec(message)?.[1]?.replace(/DNS:/g, '').slice(0, 200)
  return trouble('tls', `The certificate of ${about.settings.host} cannot be trusted.`, {
    why: certificates[code] ?? 'This machine could not verify it.',
    mend: names ? `Use the name it is made out to: ${names}.` : code === 'CERT_HAS_EXPIRED' ? 'Whoever runs the server has to renew it.' : 'If it is your own server, the operator of Overture can name its certificate in NODE_EXTRA_CA_CERTS.',
  })
}

/** The login was refused: what the server said, read with the provider in mind. */
export function loginRefused(answer: string, about: About): Trouble {
  const host = about.settings.host
  const preset = presetOf(about.preset) ?? presetOf(/gmail|google/i.test(host) ? 'google' : /office365|outlook/i.test(host) ? 'microsoft' : /yahoo/i.test(host) ? 'yahoo' : /mail\.me\.com|icloud/i.test(host) ? 'icloud' : null)
  const made = (why: string, mend: string) => trouble('login', `${host} refused the user name or password.`, { why, mend, answer })
  if (/5\.7\.139|basic auth\w* is disabled|SmtpClientAuthentication is disabled|5\.7\.57|5\.7\.3\b/i.test(answer))
    return made('This account does not allow sign-in with a password from mail programs.', 'An admin has to allow “Authenticated SMTP” (and IMAP) for this mailbox in the Microsoft 365 admin centre.')
  if (/application[- ]specific password|app password|5\.7\.9\b|InvalidSecondFactor|two.?factor|2fa/i.test(answer))
    return made('This account needs a password made for mail programs.', preset?.help ?? 'Create an app password in the account settings and use it here.')
  if (/web login|please log ?in (?:via|through)|WEBALERT|5\.7\.14\b/i.test(answer))
    return made('The provider wants the owner to confirm this sign-in on its website first.', 'Sign in on the website of the provider, allow the new device, then try again.')
  if (/imap\b.{0,20}(?:disabled|not enabled)|not enabled for imap|pop3? ?& ?imap|external access/i.test(answer))
    return made('Reading with mail programs is switched off in this account.', preset?.help ?? 'Allow IMAP in the settings of the mailbox.')
  if (/too many|temporar|try again|4\.7\.0|rate/i.test(answer))
    return made('There were too many tries in a short time.', 'Wait a quarter of an hour, then try again.')
  return made(preset && preset.passwordLabel !== 'Password' ? `${preset.name} takes no normal password here.` : 'The password is wrong, has been changed, or the login name is another.',
    preset && preset.passwordLabel !== 'Password' ? preset.help : 'Type the password again; it may not be the one of the customer account. Some providers want the whole address as the user name, some only the part before the @.')
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, 300)
