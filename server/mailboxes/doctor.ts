// The DNS doctor: what receivers find when they ask whether a mail from this domain is genuine. Goes out through `Names`,
// judges, and says what to copy where. A light each: green, amber, red; grey where it could not be told.
import { registrableDomain } from '#companies'
import type { Answer, Names } from './dns.ts'
import type { Provider } from './provider.ts'
import { mostLookups, readSpf, type Spf } from './spf.ts'

export type Colour = 'green' | 'amber' | 'red' | 'grey'
export interface DnsRecord { type: 'TXT' | 'CNAME' | 'MX'; name: string; value: string; note: string | null }
export interface Finding { id: 'spf' | 'dkim' | 'dmarc' | 'mx' | 'tracking'; colour: Colour; sentence: string; mend: string | null; found: string | null; records: DnsRecord[] }
export interface DnsReport { reachable: boolean; dmarc: 'present' | 'missing' | 'unknown'; findings: Finding[]; summary: string }

export interface ToExamine { domain: string; provider: Provider; selectors: readonly string[]; baseUrl: string }

/** A domain that has had mail servers for twenty years. */
const everybodyKnows = 'gmail.com'

export async function examine(names: Names, it: ToExamine): Promise<DnsReport> {
  const [spf, dkim, dmarc, mx] = await Promise.all([readSpf(names, it.domain), readDkim(names, it), readDmarc(names, it.domain), names.mx(it.domain)])
  const silent = spf.state === 'unreachable' && dmarc.state === 'unreachable' && !mx.ok && mx.why === 'unreachable'
  const nothing = spf.state === 'none' && dmarc.state === 'none' && !mx.ok && mx.why === 'none'
  // Name servers on machines without a way out deny every name: then a denial says nothing about this domain.
  const reachable = !silent && !(nothing && !(await names.mx(everybodyKnows)).ok)
  if (!reachable) return unreached(it)
  const findings = [ofSpf(spf, it), ofDkim(dkim, it), ofDmarc(dmarc, it, spf, dkim), ofMx(mx, it), ofTracking(it)]
  return { reachable, dmarc: dmarc.state === 'ok' ? 'present' : dmarc.state === 'unreachable' ? 'unknown' : 'missing', findings, summary: summaryOf(it.domain, findings) }
}

export const unreachedSentence = 'The DNS cannot be reached from the machine Overture runs on, so nothing can be said about this domain.'

function unreached(it: ToExamine): DnsReport {
  return { reachable: false, dmarc: 'unknown', summary: unreachedSentence, findings: [{ id: 'dmarc', colour: 'grey', sentence: unreachedSentence, mend: 'Let it ask a name server (setting DNS_SERVERS), or check SPF, DKIM and DMARC by other means.', found: null, records: dmarcRecord(it.domain) }] }
}

function summaryOf(domain: string, findings: readonly Finding[]): string {
  const bad = findings.filter((f) => f.colour === 'red'), so = findings.filter((f) => f.colour === 'amber'), unasked = findings.filter((f) => f.colour === 'grey' && f.id !== 'tracking')
  const named = (all: readonly Finding[]) => all.map((f) => titles[f.id]).join(', ')
  if (bad.length) return `${named(bad)} of ${domain} must be mended: receivers cannot tell that your mails are yours.`
  if (unasked.length) return `${named(unasked)} of ${domain} could not be asked for; it is asked again soon.`
  return so.length ? `${domain} is in order; ${named(so)} could be better.` : `${domain} is in order.`
}

export const titles: Record<Finding['id'], string> = { spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC', mx: 'MX', tracking: 'links' }

// ── SPF ──

const spfIncludes: Partial<Record<Provider['id'], string>> = { workspace: '_spf.google.com', microsoft365: 'spf.protection.outlook.com' }

function ofSpf(spf: Spf, it: ToExamine): Finding {
  const wanted = spfIncludes[it.provider.id]
  const record = (value: string, note: string | null = null): DnsRecord[] => [{ type: 'TXT', name: it.domain, value, note }]
  const fresh = wanted ? record(`v=spf1 include:${wanted} ~all`) : record('v=spf1 include:<your provider’s SPF name> ~all', 'Your provider’s help page names what to put after include:')
  const base = { id: 'spf' as const, found: spf.record, records: [] as DnsRecord[] }
  if (spf.state === 'unreachable') return { ...base, colour: 'grey', sentence: 'The SPF record could not be asked for.', mend: 'Check again in a minute.' }
  if (spf.state === 'none') return { ...base, colour: 'red', sentence: `${it.domain} has no SPF record.`, mend: 'Add this record.', records: fresh }
  if (spf.broken) return { ...base, colour: 'red', sentence: `The SPF record is void. ${spf.broken}`, mend: spf.lookups > mostLookups ? 'Take out services you no longer send with.' : 'Keep one record that names every service you send with.', records: [] }
  if (spf.all === '+all') return { ...base, colour: 'red', sentence: 'The SPF record ends in +all: it lets everybody send in your name.', mend: 'End it in ~all.', records: /\ball\s*$/i.test(spf.record!) ? record(spf.record!.replace(/\+?all\s*$/i, '~all')) : [] }
  if (!spf.allows) return { ...base, colour: 'red', sentence: `The SPF record lets nobody send mail from ${it.domain}.`, mend: 'Replace it by this one.', records: fresh }
  if (wanted && !spf.includes.includes(wanted) && spf.unread === 'silent') return { ...base, colour: 'grey', sentence: 'A part of the SPF record could not be asked for.', mend: 'Check again in a minute.' }
  if (wanted && !spf.includes.includes(wanted) && !spf.unread) return { ...base, colour: 'amber', sentence: `The SPF record does not name ${it.provider.name}, through which you send.`, mend: 'Replace it by this one.', records: record(withInclude(spf.record!, wanted)) }
  if (spf.all === null) return { ...base, colour: 'amber', sentence: 'The SPF record does not say what holds for everybody else.', mend: 'End it in ~all.', records: record(`${spf.record!.trim()} ~all`) }
  return { ...base, colour: spf.lookups > mostLookups - 2 ? 'amber' : 'green', sentence: `SPF is in order; ${spf.lookups} of ${mostLookups} questions used.`, mend: spf.lookups > mostLookups - 2 ? 'One or two more services and it is void: take out what you no longer use.' : null }
}

/** In front of what holds for everybody else. */
function withInclude(record: string, name: string): string {
  const words = record.trim().split(/\s+/), all = words.findIndex((w) => /^[-~?+]?all$/i.test(w)), last = all >= 0 ? all : words.findIndex((w) => /^redirect=/i.test(w))
  return last >= 0 ? words.toSpliced(last, 0, `include:${name}`).join(' ') : [...words, `include:${name}`, '~all'].join(' ')
}

/** Can it pass for what this mailbox sends? Of a provider whose name is known, only where it is named. */
const spfPasses = (spf: Spf, it: ToExamine): boolean => {
  const wanted = spfIncludes[it.provider.id]
  return spf.state === 'ok' && !spf.broken && spf.allows && (!wanted || spf.unread !== null || spf.includes.includes(wanted))
}

// ── DKIM ──

/** Where providers put their keys. */
const selectorsOf: Partial<Record<Provider['id'] | 'other', readonly string[]>> = {
  workspace: ['google'], microsoft365: ['selector1', 'selector2'],
  other: ['default', 'dkim', 'mail', 's1', 's2', 'k1', 'fm1', 'fm2', 'fm3', 'zoho', 'zmail', 's1-ionos', 's2-ionos', 'protonmail', 'selector1', 'selector2', 'google'],
}

interface DkimKey { selector: string; bits: number | null; ed25519: boolean; revoked: boolean }
interface Dkim { state: 'ok' | 'none' | 'unreachable'; keys: DkimKey[]; tried: string[] }

async function readDkim(names: Names, it: ToExamine): Promise<Dkim> {
  const tried = [...new Set([...it.selectors, ...(selectorsOf[it.provider.id] ?? selectorsOf.other!)])]
  const answers = await Promise.all(tried.map(async (selector) => ({ selector, answer: await names.txt(`${selector}._domainkey.${it.domain}`) })))
  const keys = answers.flatMap(({ selector, answer }) => (answer.ok ? answer.records.flatMap((r) => keyOf(selector, r) ?? []) : []))
  return { state: keys.some((k) => !k.revoked) ? 'ok' : answers.some(({ answer }) => !answer.ok && answer.why === 'unreachable') ? 'unreachable' : 'none', keys, tried }
}

function keyOf(selector: string, record: string): DkimKey | null {
  const p = /(?:^|;)\s*p=([^;]*)/i.exec(record)
  if (!p) return null
  const key = p[1]!.replace(/\s+/g, '')
  const ed25519 = /(?:^|;)\s*k=ed25519/i.test(record)
  return { selector, revoked: key === '', ed25519, bits: ed25519 || !key ? null : rsaBits(Buffer.from(key, 'base64').length) }
}

/** From the length of the key in DER: 162 bytes are 1024 bits, 294 are 2048. */
const rsaBits = (bytes: number): number => (bytes < 150 ? 512 : bytes < 240 ? 1024 : bytes < 400 ? 2048 : 4096)

function ofDkim(dkim: Dkim, it: ToExamine): Finding {
  const base = { id: 'dkim' as const, found: dkim.keys.map((k) => `${k.selector}._domainkey`).join(', ') || null, records: [] as DnsRecord[] }
  if (dkim.state === 'unreachable') return { ...base, colour: 'grey', sentence: 'The DKIM keys could not be asked for.', mend: 'Check again in a minute.' }
  if (dkim.state === 'none') {
    const known = it.provider.id === 'workspace' ? 'Create the key in the Google Admin console under Apps, Gmail, Authenticate email; it gives you the record for google._domainkey.'
      : it.provider.id === 'microsoft365' ? 'Turn DKIM on in the Microsoft Defender portal under Email authentication; it gives you two CNAME records.'
      : 'Turn DKIM on at your provider. If it is on under another selector, name it here.'
    return { ...base, colour: it.provider.id === 'other' ? 'amber' : 'red', sentence: dkim.keys.length ? 'Every DKIM key found was withdrawn.' : `No DKIM key was found (${dkim.tried.slice(0, 4).join(', ')}${dkim.tried.length > 4 ? ' …' : ''}).`, mend: known }
  }
  const good = dkim.keys.filter((k) => !k.revoked), weak = good.filter((k) => k.bits !== null && k.bits < 2048)
  if (good.every((k) => k.bits !== null && k.bits < 1024)) return { ...base, colour: 'red', sentence: 'The DKIM key is shorter than 1024 bits; receivers ignore it.', mend: 'Create a key of 2048 bits at your provider.' }
  if (weak.length === good.length) return { ...base, colour: 'amber', sentence: `DKIM is on (${good[0]!.selector}), with a key of 1024 bits.`, mend: 'Create a key of 2048 bits when you can.' }
  return { ...base, colour: 'green', sentence: `DKIM is on (${good.map((k) => k.selector).join(', ')}).`, mend: null }
}

// ── DMARC ──

interface Dmarc { state: 'ok' | 'none' | 'unreachable' | 'broken'; record: string | null; at: string; policy: string | null; why: string | null }

async function readDmarc(names: Names, domain: string): Promise<Dmarc> {
  const main = registrableDomain(domain) ?? domain
  for (const at of new Set([domain, main])) {
    const answer = await names.txt(`_dmarc.${at}`)
    if (!answer.ok && answer.why === 'unreachable') return { state: 'unreachable', record: null, at, policy: null, why: null }
    const records = answer.ok ? answer.records.filter((r) => /^v=DMARC1\s*(;|$)/i.test(r)) : []
    if (records.length > 1) return { state: 'broken', record: records.join('   '), at, policy: null, why: `There are ${records.length} DMARC records; receivers ignore all of them.` }
    if (!records.length) continue
    const tag = (name: string) => new RegExp(`(?:^|;)\\s*${name}=([^;\\s]*)`, 'i').exec(records[0]!)?.[1]?.toLowerCase() ?? null
    const policy = (at !== domain && tag('sp')) || tag('p')
    if (!policy || !['none', 'quarantine', 'reject'].includes(policy)) return { state: 'broken', record: records[0]!, at, policy: null, why: 'It names no policy (p=none, quarantine or reject).' }
    return { state: 'ok', record: records[0]!, at, policy, why: null }
  }
  return { state: 'none', record: null, at: domain, policy: null, why: null }
}

const dmarcRecord = (domain: string): DnsRecord[] => [{ type: 'TXT', name: `_dmarc.${registrableDomain(domain) ?? domain}`, value: `v=DMARC1; p=none; rua=mailto:dmarc@${registrableDomain(domain) ?? domain}`, note: 'Reports go to the address after rua=; it has to exist.' }]

function ofDmarc(dmarc: Dmarc, it: ToExamine, spf: Spf, dkim: Dkim): Finding {
  const base = { id: 'dmarc' as const, found: dmarc.record, records: [] as DnsRecord[] }
  if (dmarc.state === 'unreachable') return { ...base, colour: 'grey', sentence: 'The DMARC record could not be asked for.', mend: 'Check again in a minute.' }
  if (dmarc.state === 'none') return { ...base, colour: 'red', sentence: `${it.domain} has no DMARC record. Gmail, Yahoo and Outlook refuse or hide such mail when there is much of it.`, mend: 'Add this record; p=none changes nothing else.', records: dmarcRecord(it.domain) }
  if (dmarc.state === 'broken') return { ...base, colour: 'red', sentence: `The DMARC record is void. ${dmarc.why}`, mend: 'Keep exactly this one.', records: dmarcRecord(it.domain) }
  // Our From, the envelope and the signature all carry the mailbox's domain: whichever passes is aligned.
  const aligned = [...(spfPasses(spf, it) ? ['SPF'] : []), ...(dkim.state === 'ok' ? ['DKIM'] : [])]
  if (!aligned.length) return { ...base, colour: 'red', sentence: `DMARC is there (p=${dmarc.policy}), but neither SPF nor DKIM of ${it.domain} can pass: ${dmarc.policy === 'none' ? 'receivers cannot tell that mails are yours' : `mails will be ${dmarc.policy === 'reject' ? 'refused' : 'put into junk'}`}.`, mend: 'Mend SPF or DKIM first.' }
  if (aligned.length === 1) return { ...base, colour: 'amber', sentence: `DMARC is there (p=${dmarc.policy}) and passes by ${aligned[0]} alone.`, mend: `Mend ${aligned[0] === 'SPF' ? 'DKIM' : 'SPF'} too: forwarded mail breaks SPF, and large receivers ask for both.` }
  return { ...base, colour: 'green', sentence: `DMARC is there (p=${dmarc.policy}${dmarc.at === it.domain ? '' : `, of ${dmarc.at}`}) and passes by SPF and DKIM.`, mend: null }
}

// ── MX and links ──

function ofMx(mx: Answer<string>, it: ToExamine): Finding {
  const base = { id: 'mx' as const, found: mx.ok ? mx.records.join(', ') : null, records: [] as DnsRecord[] }
  if (!mx.ok && mx.why === 'unreachable') return { ...base, colour: 'grey', sentence: 'The MX records could not be asked for.', mend: 'Check again in a minute.' }
  if (!mx.ok || mx.records.every((r) => r === '' || r === '.')) return { ...base, colour: 'red', sentence: `${it.domain} takes no mail: answers and bounces cannot come back.`, mend: 'Add the MX records of your provider.' }
  return { ...base, colour: 'green', sentence: `Answers arrive at ${mx.records[0]}.`, mend: null }
}

function ofTracking(it: ToExamine): Finding {
  const url = new URL(it.baseUrl), base = { id: 'tracking' as const, found: url.host, records: [] as DnsRecord[] }
  const mine = registrableDomain(it.domain) ?? it.domain, theirs = registrableDomain(url.hostname)
  if (!theirs || url.hostname === 'localhost') return { ...base, colour: 'grey', sentence: 'Links to unsubscribe lead to this machine only; nobody outside can open them.', mend: 'Set BASE_URL to the address people reach Overture by.' }
  const record: DnsRecord[] = [{ type: 'CNAME', name: `go.${mine}`, value: url.hostname, note: 'Then set BASE_URL to it, with a certificate of its own.' }]
  if (url.protocol !== 'https:') return { ...base, colour: 'amber', sentence: `Links in mails lead to ${url.host} without encryption; filters dislike that.`, mend: 'Serve Overture by https.' }
  if (theirs !== mine) return { ...base, colour: 'amber', sentence: `Links in mails lead to ${theirs}, another domain than your mails come from.`, mend: 'Let a name of your own domain lead to Overture.', records: record }
  return { ...base, colour: 'green', sentence: `Links in mails lead to ${url.host}, by https and under your own domain.`, mend: null }
}
