// A mailbox: an account we send from and read. Rules that need nothing but values.
import type { MailboxView } from '#contract/mailboxes'
import type { Actor } from '#platform/db'
import { may } from '#contract/roles'

export interface HostSettings {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  /** The login name; empty: the address itself. */
  user: string
}

export type MailboxStatus = 'active' | 'paused' | 'needs_reconnect' | 'error'
export type Pace = 'real' | 'hour' | 'minute'

export interface Mailbox {
  id: string
  kind: 'smtp' | 'practice'
  /** Lower case */
  address: string
  fromName: string
  ownerId: string | null
  preset: string | null
  smtp: HostSettings | null
  imap: HostSettings | null
  /** Sealed: { smtpPassword, imapPassword } */
  secret: string | null
  secretHint: string | null
  status: MailboxStatus
  /** A sentence */
  statusReason: string | null
  pausedUntil: Date | null
  signature: string
  replyTo: string | null
  dailyLimit: number
  gapMinS: number
  gapMaxS: number
  nextSendAt: Date
  /** Does the server keep a Sent copy by itself? null: not learned yet */
  keepsSent: boolean | null
  /** Practice mailboxes: pace, seed and whatever else the practice room keeps there */
  practice: Record<string, unknown>
  createdAt: Date
  lastSyncAt: Date | null
  /** A sentence */
  syncError: string | null
  syncFailures: number
  nextSyncAt: Date
  deletedAt: Date | null
}

/** How fast time passes for it: a practice mailbox may make a day of an hour or a minute. */
export const paceOf = (mailbox: Pick<Mailbox, 'kind' | 'practice'>): Pace =>
  mailbox.kind === 'practice' && (mailbox.practice['pace'] === 'hour' || mailbox.practice['pace'] === 'minute') ? mailbox.practice['pace'] : 'real'

/** May it send now? A pause with an end is over by itself. */
export const isActive = (mailbox: Pick<Mailbox, 'status' | 'pausedUntil' | 'deletedAt'>, now: Date): boolean =>
  mailbox.deletedAt === null && (mailbox.status === 'active' || (mailbox.status === 'paused' && mailbox.pausedUntil !== null && mailbox.pausedUntil <= now))

/** Nobody uses another person's mailbox without the right to. One without an owner (practice) belongs to everybody. */
export const mayUse = (actor: Actor, mailbox: Pick<Mailbox, 'ownerId'>): boolean =>
  actor.kind === 'system' || mailbox.ownerId === null || mailbox.ownerId === actor.userId || may(actor.role, 'mailboxes.manage')

/** Dots; the last two characters only where enough others stay hidden. */
export const hintOf = (password: string): string => (password.length >= 12 ? `••••••••${password.slice(-2)}` : '••••••••')

export function viewOf(mailbox: Mailbox, sentToday: number, actor: Actor): MailboxView {
  const { id, kind, address, fromName, ownerId, preset, smtp, imap, status, statusReason, signature, replyTo, dailyLimit, gapMinS, gapMaxS, keepsSent, syncError, practice } = mailbox
  return {
    id, kind, address, fromName, ownerId, preset, smtp, imap, status, statusReason, signature, replyTo, dailyLimit, gapMinS, gapMaxS, keepsSent, syncError, practice, sentToday,
    mine: actor.kind === 'user' && ownerId === actor.userId,
    passwordHint: mailbox.secret ? (mailbox.secretHint ?? '••••••••') : null,
    pausedUntil: mailbox.pausedUntil?.toISOString() ?? null,
    roomToday: Math.max(0, dailyLimit - sentToday),
    lastSyncAt: mailbox.lastSyncAt?.toISOString() ?? null,
    createdAt: mailbox.createdAt.toISOString(),
  }
}
