// What is to be thought of an address, from what it says and what the DNS says of its domain. The worst finding decides.
import type { AddressFinding, AddressVerdict } from '#contract/addresses'
import { isFreeMail, registrableDomain } from '#companies'
import { parseAddress, suggestAddress } from '#leads'
import { disposable, roleNames } from './word-lists.ts'

/** `servers`: the domain takes mail; `none`: it takes none; `unreachable`: nobody answered. */
export type DomainMail = 'servers' | 'none' | 'unreachable'
export interface Judged { verdict: AddressVerdict; findings: AddressFinding[]; suggestion: string | null }

const order: AddressVerdict[] = ['good', 'unknown', 'risky', 'bad']

export function judge(address: string, domainMail: DomainMail): Judged {
  const parsed = parseAddress(address)
  if (!parsed.ok) return { verdict: 'bad', findings: [{ code: 'syntax', verdict: 'bad', sentence: parsed.sentence }], suggestion: null }
  const [local = '', domain = ''] = parsed.address.split('@')
  const suggestion = suggestAddress(parsed.address)
  const findings: AddressFinding[] = []
  const say = (code: AddressFinding['code'], verdict: AddressVerdict, sentence: string) => findings.push({ code, verdict, sentence })
  if (domainMail === 'none') say('no_mail', 'bad', `${domain} takes no mail: it has no mail server.`)
  if (domainMail === 'unreachable') say('dns_away', 'unknown', `Whether ${domain} takes mail is not known: no name server answered.`)
  if (isDisposable(domain)) say('disposable', 'bad', `${domain} gives out addresses that live for minutes.`)
  if (suggestion) say('typo', 'risky', `Perhaps mistyped: ${suggestion}?`)
  if (isRole(local)) say('role', 'risky', `${local}@ is read by a team or by nobody, not by one person.`)
  if (domainMail === 'servers') {
    say('takes_mail', 'good', `${domain} takes mail.`)
    if (isFreeMail(domain)) say('free_mail', 'good', 'A private mailbox, not one of a company.')
    else say('catch_all', 'good', 'Whether this very mailbox exists is not asked; some domains take mail for anybody.')
  }
  const verdict = order[Math.max(...findings.map((f) => order.indexOf(f.verdict)))]!
  return { verdict, findings: findings.toSorted((a, b) => order.indexOf(b.verdict) - order.indexOf(a.verdict)), suggestion }
}

export const isDisposable = (domain: string): boolean => disposable.has(domain) || disposable.has(registrableDomain(domain) ?? '')

/** Also with a number or a place behind it: info2@, sales.de@, support-emea@. */
export const isRole = (local: string): boolean => roleNames.has(local) || roleNames.has(local.replace(/\+.*$/, '').replace(/(?:[._-][a-z]{2,4})?[._-]?\d*$/, ''))
