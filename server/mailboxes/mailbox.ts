// A mailbox: an account we send from and read. Rules that need nothing but values.
import type { MailboxView } from '#contract/mailboxes'
import type { Actor } from '#platform/db'
import { may } from '#contract/roles'
import type { Brake } from './brake-store.ts'
import { dayLimit } from './limits.ts'
import { providerOf } from './provider.ts'

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
  /** Campaign mails within 24 hours while it is warmed up; null: it is not */
  rampLevel: number | null
  rampStep: number
  rampDay: string | null
  rampWhy: string | null
  limitedUntil: Date | null
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

/** Will it send without anybody doing anything: now, or when its pause is over? */
export const goesOnByItself = (mailbox: Pick<Mailbox, 'status' | 'pausedUntil'>): boolean =>
  mailbox.status === 'active' || (mailbox.status === 'paused' && mailbox.pausedUntil !== null)

/** Nobody uses another person's mailbox without the right to. One without an owner (practice) belongs to everybody. */
export const mayUse = (actor: Actor, mailbox: Pick<Mailbox, 'ownerId'>): boolean =>
  actor.kind === 'system' || mailbox.ownerId === null || mailbox.ownerId === actor.userId || may(actor.role, 'mailboxes.manage')

/** Dots; the last two characters only where enough others stay hidden. */
export const hintOf = (password: string): string => (password.length >= 12 ? `••••••••${password.slice(-2)}` : '••••••••')

/** `sent`: today (the workspace's date), and within the last 24 hours, which is what limits count. */
export function viewOf(mailbox: Mailbox, sent: { today: number; day: number; brakes: readonly Brake[] }, actor: Actor): MailboxView {
  const { id, kind, address, fromName, ownerId, preset, smtp, imap, status, statusReason, signature, replyTo, dailyLimit, gapMinS, gapMaxS, keepsSent, syncError, practice } = mailbox
  return {
    id, kind, address, fromName, ownerId, preset, smtp, imap, status, statusReason, signature, replyTo, dailyLimit, gapMinS, gapMaxS, keepsSent, syncError, practice, sentToday: sent.today, sent24h: sent.day,
    mine: actor.kind === 'user' && ownerId === actor.userId,
    passwordHint: mailbox.secret ? (mailbox.secretHint ?? '••••••••') : null,
    pausedUntil: mailbox.pausedUntil?.toISOString() ?? null,
    limit: limitView(mailbox), roomToday: Math.max(0, dayLimit(mailbox).most - sent.day),
    ramp: mailbox.rampLevel === null ? null : { level: mailbox.rampLevel, step: mailbox.rampStep, why: mailbox.rampWhy },
    brakes: sent.brakes.map(({ scope, kind, faults, sent: of, sentence, at, coolUntil }) => ({ scope, kind, faults, sent: of, sentence, at: at.toISOString(), coolUntil: coolUntil.toISOString() })),
    limitedUntil: mailbox.limitedUntil?.toISOString() ?? null,
    lastSyncAt: mailbox.lastSyncAt?.toISOString() ?? null,
    createdAt: mailbox.createdAt.toISOString(),
  }
}

function limitView(mailbox: Mailbox): MailboxView['limit'] {
  const { most, by } = dayLimit(mailbox), provider = providerOf(mailbox)
  const provides = provider.perDay === null ? null : { name: provider.name, perDay: provider.perDay, perMinute: provider.perMinute }
  const sentence = by === 'ramp' ? `${most} within 24 hours while it is warmed up slowly; its own limit is ${mailbox.dailyLimit}.`
    : by === 'provider' ? `${most} within 24 hours: ${provider.name} takes no more, whatever is set here.`
    : `${most} within 24 hours, as set here.`
  return { most, by, sentence, provider: provides }
}
