// A company, and which of the domains we meet says "company" at all.
import { domainToASCII } from 'node:url'
import { getDomain } from 'tldts'
import { freeMail } from './free-mail.ts'

export interface Company {
  id: string
  name: string
  /** Registrable domain, lower case, A-labels. */
  domain: string | null
  website: string | null
  industry: string | null
  size: string | null
  city: string | null
  country: string | null
  description: string | null
  phone: string | null
  tags: string[]
  custom: Record<string, unknown>
  ownerId: string | null
  source: string | null
  importId: string | null
  createdAt: Date
  updatedAt: Date
  deletedAt: Date | null
}

/** What somebody told us of a company; a name or a domain at least. */
export interface CompanyNews {
  name?: string | null
  /** A domain, a URL or an address of the company: anything that holds its domain. */
  domain?: string | null
  website?: string | null
  industry?: string | null
  size?: string | null
  city?: string | null
  country?: string | null
  description?: string | null
  source?: string | null
  importId?: string | null
}

/** 'https://www.Acme.co.uk/about' → 'acme.co.uk'. Null for what holds no domain, and for free-mail providers. */
export function companyDomain(text: string | null | undefined): string | null {
  const domain = registrableDomain(text)
  return domain && !isFreeMail(domain) ? domain : null
}

/** The registrable domain inside a URL, host or address; null where there is none (an IP address, a bare word). */
export function registrableDomain(text: string | null | undefined): string | null {
  const trimmed = text?.trim()
  if (!trimmed || trimmed.length > 2000 || /[\s\u0000-\u001f]/.test(trimmed)) return null
  const domain = getDomain(trimmed, { allowPrivateDomains: true, extractHostname: true })
  if (!domain || !domain.includes('.')) return null
  const ascii = domainToASCII(domain).toLowerCase()
  return /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(ascii) ? ascii : null
}

/** gmail.com and its like say nothing of an employer. */
export const isFreeMail = (domain: string): boolean => freeMail.has(domain)

/** 'acme-tools.co.uk' → 'Acme Tools': a name for a company of which only the domain is known. */
export function nameFromDomain(domain: string): string {
  const label = domain.split('.')[0] ?? domain
  return label.split('-').filter(Boolean).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || domain
}

/** A page address a browser can open, or null: only http and https. */
export function webAddress(text: string | null | undefined): string | null {
  const trimmed = text?.trim()
  if (!trimmed) return null
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
  return url && /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !url.username ? url.href.replace(/\/$/, '') : null
}
