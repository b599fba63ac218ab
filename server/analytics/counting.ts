// From counts to what the page says: rows with shares and intervals, weeks against each other, day by day.
import type { z } from 'zod'
import { DateTime } from 'luxon'
import { findWorkspace } from '#accounts'
import type { daily, FunnelRow as FunnelRowShape, funnel, momentum, RowsFilter } from '#contract/analytics'
import type { Output, Parsed } from '#contract/contract'
import type { Tx } from '#platform/db'
import { defined, funnelSentence, labels, rows, type MailNumber } from './numbers.ts'
import { countByDay, countByGroup, countHappened, namesOf, type Counts, type GroupKey, type Scope } from './store.ts'
import { changeOf, minimum, shareOf, trendOf, type Base } from './wilson.ts'

type FunnelRow = z.output<typeof FunnelRowShape>
type Counting = 'leads' | 'mails'

const shown = ['tried', 'sent', 'delivered', 'opened', 'clicked', 'replied', 'positive', 'bounced', 'opted_out', 'complained', 'unconfirmed', 'watched', 'linked'] as const satisfies readonly MailNumber[]

export async function funnelOf(tx: Tx, query: Parsed<typeof funnel>['query']): Promise<Output<typeof funnel>> {
  const { by, count, campaignId, mailboxId, provider, domain, from, to } = query
  const span = { from, to, zone: (await findWorkspace(tx)).timeZone }
  const scope: Scope = { campaignId, mailboxId, provider, domain }
  const [all] = await countByGroup(tx, 'all', count, scope, span)
  const groups = await countByGroup(tx, by, count, scope, span)
  const names = await labelsOf(tx, by, groups)
  const filter: RowsFilter = rows({ number: 'sent', count, campaignId, mailboxId, provider, domain, from, to })
  const total = funnelRow('all', 'In all', all ?? nothing, filter)
  return {
    by, count, minimum, total,
    sentence: funnelSentence(count, total.replied.count, total.delivered.count),
    rows: groups
      .map((group) => ({ sort: names.get(group.key ?? '')?.sort ?? '\uffff', row: funnelRow(group.key ?? 'none', names.get(group.key ?? '')?.name ?? unnamed(by, group.key), group, { ...filter, ...pick(by, group.key) }) }))
      .sort((a, b) => a.sort.localeCompare(b.sort)).map((one) => one.row),
    definitions: defined(shown),
  }
}

const nothing: Counts = { key: 'all', tried: 0, sent: 0, delivered: 0, bounced: 0, unconfirmed: 0, opened: 0, clicked: 0, replied: 0, positive: 0, opted_out: 0, complained: 0, auto_replied: 0, watched: 0, linked: 0 }

function pick(by: Exclude<GroupKey, 'all'>, key: string | null): Partial<RowsFilter> {
  return by === 'tone' || by === 'provider' || by === 'domain' ? { [by]: key ?? 'none' } : { [`${by}Id`]: key ?? 'none' }
}

/** A tone is missing from what you wrote yourself; the rest is only ever missing when it was removed. */
const unnamed = (by: Exclude<GroupKey, 'all'>, key: string | null): string => (by === 'tone' && key === null ? 'Without a tone' : 'Removed since')

const providers: Record<string, string> = { google: 'Google', microsoft: 'Microsoft', other: 'Elsewhere', unknown: 'Not known' }

async function labelsOf(tx: Tx, by: Exclude<GroupKey, 'all'>, groups: Counts[]): Promise<Map<string, { name: string; sort: string }>> {
  const keys = groups.flatMap((group) => (group.key === null ? [] : [group.key]))
  if (by === 'tone') return new Map(keys.map((tone) => [tone, { name: tone.charAt(0).toUpperCase() + tone.slice(1), sort: tone }]))
  if (by === 'domain') return new Map(keys.map((domain) => [domain, { name: domain, sort: domain }]))
  if (by === 'provider') return new Map(keys.map((provider) => [provider, { name: providers[provider] ?? provider, sort: String(Object.keys(providers).indexOf(provider)) }]))
  return new Map((await namesOf(tx, by, keys)).map((one) => [one.id, one]))
}

function funnelRow(key: string, label: string, counts: Counts, filter: RowsFilter): FunnelRow {
  const counted = (number: MailNumber) => ({ count: counts[number], rows: { ...filter, number } })
  const share = (number: MailNumber, base: Base) => shareOf(counts[number], counts[base], base)
  return {
    key, label,
    tried: counted('tried'), sent: counted('sent'), delivered: counted('delivered'), opened: counted('opened'), clicked: counted('clicked'), replied: counted('replied'),
    positive: counted('positive'), bounced: counted('bounced'), optedOut: counted('opted_out'), complained: counted('complained'), unconfirmed: counted('unconfirmed'), watched: counted('watched'), linked: counted('linked'),
    rates: {
      delivered: share('delivered', 'tried'), bounced: share('bounced', 'tried'),
      opened: share('opened', 'watched'), clicked: share('clicked', 'linked'),
      replied: share('replied', 'delivered'), positive: share('positive', 'delivered'), optedOut: share('opted_out', 'delivered'), complained: share('complained', 'delivered'),
    },
  }
}

export async function dailyOf(tx: Tx, { days, campaignId }: Parsed<typeof daily>['query']): Promise<Output<typeof daily>> {
  const { timeZone } = await findWorkspace(tx)
  const today = DateTime.fromJSDate(tx.now, { zone: timeZone })
  const numbers = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'positive', 'bounced', 'opted_out'] as const
  const found = await countByDay(tx, numbers, { campaignId }, { from: today.minus({ days: days - 1 }).toISODate()!, to: today.toISODate()!, zone: timeZone })
  return {
    timeZone,
    days: found.map((one) => ({
      day: one.day, sent: n(one['sent']), delivered: n(one['delivered']), opened: n(one['opened']), clicked: n(one['clicked']),
      replied: n(one['replied']), positive: n(one['positive']), bounced: n(one['bounced']), optedOut: n(one['opted_out']),
    })),
    definitions: defined(numbers),
  }
}

const n = (value: unknown): number => Number(value ?? 0)

export async function momentumOf(tx: Tx, { campaignId }: Parsed<typeof momentum>['query']): Promise<Output<typeof momentum>> {
  const { timeZone: zone } = await findWorkspace(tx)
  const now = DateTime.fromJSDate(tx.now, { zone })
  const day = (daysAgo: number) => now.minus({ days: daysAgo }).toISODate()!
  const last = { from: day(6), to: day(0) }
  const previous = { from: day(13), to: day(7) }
  const until = now.minus({ days: 7 }).toJSDate().toISOString()
  const numbers = ['sent', 'replied', 'positive', 'bounced', 'opted_out'] as const
  const counting: Counting = 'mails'
  const lately = await countHappened(tx, numbers, counting, { campaignId }, { ...last, zone })
  const before = await countHappened(tx, numbers, counting, { campaignId }, { ...previous, until, zone })
  const filter = { count: counting, campaignId, on: 'happened' } as const
  return {
    timeZone: zone, last, previous,
    numbers: numbers.map((name) => ({
      name, label: labels[name],
      last: { count: n(lately[name]), rows: rows({ ...filter, number: name, ...last }) },
      previous: { count: n(before[name]), rows: rows({ ...filter, number: name, ...previous, until }) },
      change: changeOf(n(lately[name]), n(before[name])),
      verdict: trendOf(n(lately[name]), n(before[name])),
    })),
    definitions: defined(numbers),
  }
}
