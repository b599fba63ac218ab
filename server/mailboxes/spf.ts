// Reading a domain's SPF record as a receiver does (RFC 7208): which others it takes in, and how many questions that costs.
// More than ten, a loop, or two records make it void for every receiver.
import type { Names } from './dns.ts'

export interface Spf {
  state: 'ok' | 'none' | 'unreachable'
  record: string | null
  /** Questions to the DNS that it takes to read it to the end */
  lookups: number
  includes: string[]
  /** What makes it void for receivers */
  broken: string | null
  /** How it ends, its own or where a redirect leads: '-all', '~all' …; null: it does not say */
  all: string | null
  /** It names somebody who may send; without, nothing passes */
  allows: boolean
  /** A part of it could not be read: nobody answered, or it depends on the mail */
  unread: 'silent' | 'by_mail' | null
}

export const mostLookups = 10
const allowing = ['a', 'mx', 'ptr', 'exists', 'ip4', 'ip6', 'include']
/** No further than this, whatever a record says. */
const enough = 40

export async function readSpf(names: Names, domain: string): Promise<Spf> {
  const spf: Spf = { state: 'ok', record: null, lookups: 0, includes: [], broken: null, all: null, allows: false, unread: null }
  await read(names, domain.toLowerCase(), [], true, spf)
  if (!spf.broken && spf.lookups > mostLookups) spf.broken = `Reading it takes ${spf.lookups >= enough ? `${enough} or more` : spf.lookups} questions to the DNS; receivers stop after ${mostLookups}.`
  return spf
}

/** `final`: what stands at its end holds for the whole: the record itself, and whatever it redirects to. */
async function read(names: Names, domain: string, path: readonly string[], final: boolean, spf: Spf): Promise<void> {
  if (path.includes(domain)) { spf.broken ??= `It goes round in a circle: ${[...path.slice(path.indexOf(domain)), domain].join(' → ')}.`; return }
  if (spf.lookups >= enough) return
  const outer = path.length === 0
  const answer = await names.txt(domain)
  if (!answer.ok && answer.why === 'unreachable') { if (outer) spf.state = 'unreachable'; else { spf.unread = 'silent'; if (final) unknown(spf) } return }
  const records = answer.ok ? answer.records.filter((r) => /^v=spf1(\s|$)/i.test(r)) : []
  if (records.length > 1) { spf.broken ??= `${domain} has ${records.length} SPF records; there may be only one.`; if (outer) spf.record = records.join('   ') ; return }
  const [record] = records
  if (!record) {
    if (outer) spf.state = 'none'
    else spf.broken ??= `It takes in ${domain}, which has no SPF record.`
    return
  }
  if (outer) spf.record = record
  const terms = record.trim().split(/\s+/).slice(1)
  const hasAll = terms.some((t) => /^[-~?+]?all$/i.test(t))
  for (const term of terms) {
    const [, sign = '', name = '', target = ''] = /^([-~?+]?)([a-z0-9_.-]+)(?:[:=]([^\s/]*))?/i.exec(term) ?? []
    const kind = name.toLowerCase()
    if (kind === 'all') { if (final) spf.all = `${sign || '+'}all`; break } // what stands behind it is not read
    if (final && (sign === '' || sign === '+') && allowing.includes(kind)) spf.allows = true
    if (['a', 'mx', 'ptr', 'exists'].includes(kind)) spf.lookups++
    if (kind === 'include' || (kind === 'redirect' && !hasAll)) {
      spf.lookups++
      if (!target || target.includes('%')) { spf.unread ??= 'by_mail'; if (final && kind === 'redirect') unknown(spf); continue }
      spf.includes.push(target.toLowerCase())
      await read(names, target.toLowerCase(), [...path, domain], final && kind === 'redirect', spf)
      if (spf.broken) return
    }
  }
}

/** It goes on where we cannot read: nothing is held against it. */
function unknown(spf: Spf): void {
  spf.allows = true
  spf.all = '?all'
}
