// The sample data as rows in the making: table → rows, and the few ids that everything hangs on.
import { randomUUID } from 'node:crypto'
import type { Scene } from './sample.ts'

export type Row = Record<string, unknown>

/** In the order in which rows may point at each other. */
const order = [
  'offers', 'mailboxes', 'mailbox_days', 'send_places', 'mailbox_folders', 'companies', 'leads', 'briefs', 'facts', 'campaigns', 'campaign_mailboxes', 'steps', 'enrollments',
  'drafts', 'messages', 'message_bytes', 'attempts', 'tracked_links', 'tracking_hits', 'threads', 'inbox_messages', 'practice_mails', 'suppressions', 'products', 'deals', 'deal_people', 'deal_moves', 'deal_lines', 'tasks', 'meetings', 'activities', 'events',
] as const
export type Table = (typeof order)[number]

/** Facts are written with a transaction number below every reader's place: what happened in the sample has no consequences. */
const beforeEveryReader = '1'

export class Book {
  readonly scene: Scene
  readonly rows = new Map<Table, Row[]>()
  readonly ids = { offer: randomUUID(), mailbox: randomUUID() }
  /** By domain: the company's id and its facts by the slug of the news they come from. */
  readonly companies = new Map<string, { id: string; facts: Map<string, string> }>()
  /** By address; the rows themselves, for what happens to a lead changes it. */
  readonly leads = new Map<string, Row>()
  readonly uids = { INBOX: 0, Sent: 0 }

  constructor(scene: Scene) { this.scene = scene }

  put(table: Table, row: Row): void {
    const rows = this.rows.get(table)
    if (rows) rows.push(row)
    else this.rows.set(table, [row])
  }

  ago(days: number): Date { return new Date(this.scene.now.getTime() - days * 86_400_000) }

  get user(): string { return this.scene.userId ? `user:${this.scene.userId}` : 'overture' }

  happened(type: string, at: Date, payload: Row, actor = 'overture'): void {
    const of = (key: string) => payload[key] ?? null
    this.put('events', {
      xid: beforeEveryReader, type, at, actor, payload, lead_id: of('leadId'), company_id: of('companyId'), campaign_id: of('campaignId'),
      enrollment_id: of('enrollmentId'), step_id: of('stepId'), message_id: of('messageId'), mailbox_id: of('mailboxId'), deal_id: of('dealId'),
    })
  }

  suppress(lead: Row, reason: 'bounced' | 'opted_out', at: Date, source: string): void {
    lead[`${reason}_at`] = at
    lead['last_activity_at'] = at
    this.put('suppressions', { id: randomUUID(), kind: 'address', value: lead['email'], reason, source, created_by: 'overture', created_at: at })
    this.happened('lead.suppressed', at, { leadId: lead['id'], address: lead['email'], reason, via: 'address' })
  }

  /** Facts in the order in which they happened, and what follows from the mails: sent a day, and how far the letterbox is read. */
  close(): [Table, Row[]][] {
    this.rows.get('events')?.sort((a, b) => (a['at'] as Date).getTime() - (b['at'] as Date).getTime())
    const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: this.scene.timeZone })
    const accepted = (this.rows.get('messages') ?? []).filter((mail) => mail['accepted_at'])
    for (const [day, mails] of Map.groupBy(accepted, (mail) => dayOf.format(mail['accepted_at'] as Date))) this.put('mailbox_days', { mailbox_id: this.ids.mailbox, day, sent: mails.length })
    for (const [at, mails] of Map.groupBy(accepted, (mail) => (mail['accepted_at'] as Date).getTime())) this.put('send_places', { mailbox_id: this.ids.mailbox, at: new Date(at), campaign_id: mails[0]!['campaign_id'], n: mails.length })
    for (const [folder, role] of [['INBOX', 'inbox'], ['Sent', 'sent']] as const)
      this.put('mailbox_folders', { mailbox_id: this.ids.mailbox, folder, role, uid_validity: 1, uid_next: this.uids[folder] + 1 })
    return order.flatMap((table) => (this.rows.has(table) ? [[table, this.rows.get(table)!] as [Table, Row[]]] : []))
  }
}

/** As PostgreSQL reads bytea from text. */
export const bytes = (raw: Buffer): string => `\\x${raw.toString('hex')}`
