// What the world received against what the database says. Pure.
import type { MailRow } from './mails.ts'

export interface LedgerEntry { to: string; messageId: string; sendId: string; at: number }
export interface Verdict { planned: number; accepted: number; duplicates: number; lost: number; ghosts: number; unconfirmed: number }

/**
 * Duplicate: a second ledger entry with the same send id or Message-ID, or for the same lead, campaign and step
 * (for the same recipient, where a row names no work).
 * Lost: planned, not in the ledger, and in no state that shows a person what happened. Ghost: in the ledger, and the
 * database says it was neither sent nor in doubt.
 */
export function judge(rows: readonly MailRow[], ledger: readonly LedgerEntry[]): Verdict {
  const received = new Set(ledger.map((e) => e.sendId))
  const works = new Map(rows.map((r) => [r.sendId, r.work ?? r.to]))
  const shown = new Set(['unconfirmed', 'failed', 'held', 'cancelled'])
  return {
    planned: rows.length,
    accepted: rows.filter((r) => r.state === 'accepted').length,
    duplicates: Math.max(extra(ledger.map((e) => e.sendId)), extra(ledger.map((e) => e.messageId)), extra(ledger.map((e) => works.get(e.sendId) ?? e.to))),
    lost: rows.filter((r) => !received.has(r.sendId) && !shown.has(r.state)).length,
    ghosts: rows.filter((r) => received.has(r.sendId) && r.state !== 'accepted' && r.state !== 'unconfirmed').length
      + ledger.filter((e) => !rows.some((r) => r.sendId === e.sendId)).length,
    unconfirmed: rows.filter((r) => r.state === 'unconfirmed').length,
  }
}

const extra = (names: readonly string[]): number => names.length - new Set(names).size

/** The value that 99 of 100 stay below; null without values. */
export function p99(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? null
}
