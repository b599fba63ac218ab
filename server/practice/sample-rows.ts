// The sample data as rows, table by table, in the order in which they may be inserted. Pure but for the ids it throws.
// Company, people and news come from the fictional catalogue, the month from sample-history.ts.
import { randomUUID } from 'node:crypto'
import { identityOf, parseMail, readMail } from '#inbox'
import { answer, type OurMail } from './answers.ts'
import { fictionalCompanies, industries } from './companies.ts'
import { runOf, sampleCampaigns, sampleSeed, toneOf, waits, whoIs, type SampleCampaign, type SampleRun, type SampleSend } from './sample-history.ts'
import { samplePeople, type SamplePerson } from './sample-people.ts'
import { bodyOf, sampleOffer, tones, write, type Written } from './sample-texts.ts'
import { dayOf, urlOf } from './site.ts'
import { storyOf } from './story.ts'

export type Row = Record<string, unknown>
export interface Scene { now: Date; timeZone: string; userId: string | null; sender: string; address: string; taken: { domains: Map<string, string>; emails: Set<string> } }

/** Facts are written with a transaction number below every reader's place: what happened in the sample has no consequences. */
const beforeEveryReader = '1'

export async function sampleRows(scene: Scene): Promise<Record<string, Row[]>> {
  const book = new Book(scene)
  book.offerAndMailbox()
  book.companiesAndBriefs()
  const people = samplePeople().filter((person) => !scene.taken.emails.has(person.email))
  people.forEach((person) => book.lead(person))
  let from = 0
  for (const campaign of sampleCampaigns) {
    book.campaign(campaign)
    for (const [place, person] of people.slice(from, (from += campaign.leads)).entries()) await book.run(campaign, runOf(campaign, person, place, scene.now))
  }
  return book.close()
}

class Book {
  readonly #scene: Scene
  readonly #rows: Record<string, Row[]> = {}
  readonly #ids = { offer: randomUUID(), mailbox: randomUUID() }
  readonly #companies = new Map<string, { id: string; facts: Map<string, string> }>()
  readonly #leads = new Map<string, Row>()
  readonly #campaigns = new Map<string, { id: string; steps: string[] }>()
  #uids = { INBOX: 0, Sent: 0 }

  constructor(scene: Scene) { this.#scene = scene }

  #put(table: string, row: Row): void { (this.#rows[table] ??= []).push(row) }
  #ago(days: number): Date { return new Date(this.#scene.now.getTime() - days * 86_400_000) }
  #event(type: string, at: Date, payload: Row, actor = 'overture'): void {
    const of = (key: string) => payload[key] ?? null
    this.#put('events', { xid: beforeEveryReader, type, at, actor, lead_id: of('leadId'), company_id: of('companyId'), campaign_id: of('campaignId'), enrollment_id: of('enrollmentId'), step_id: of('stepId'), message_id: of('messageId'), mailbox_id: of('mailboxId'), payload })
  }
  get #user(): string { return this.#scene.userId ? `user:${this.#scene.userId}` : 'overture' }

  offerAndMailbox(): void {
    const { now, sender, address } = this.#scene
    this.#put('offers', { id: this.#ids.offer, ...sampleOffer, sender_name: sender, sender_role: '', is_default: false, created_at: this.#ago(31), updated_at: this.#ago(31) })
    this.#put('mailboxes', {
      id: this.#ids.mailbox, kind: 'practice', address, from_name: sender, owner_id: null, smtp: {}, imap: {}, status: 'active', signature: '', daily_limit: 40, gap_min_s: 60, gap_max_s: 180,
      next_send_at: now, next_sync_at: now, last_sync_at: now, keeps_sent: true, practice: { seed: sampleSeed, pace: 'real', sample: true }, created_at: this.#ago(31), sync_failures: 0,
    })
  }

  companiesAndBriefs(): void {
    const { now, taken } = this.#scene
    for (const company of fictionalCompanies) {
      const story = storyOf(company), known = taken.domains.get(company.domain), id = known ?? randomUUID(), facts = new Map<string, string>()
      this.#companies.set(company.domain, { id, facts })
      if (known) continue
      this.#put('companies', { id, name: company.name, domain: company.domain, website: `https://${company.domain}`, industry: industries[company.industry], size: String(company.employees), city: company.city, country: company.country, description: story.description, source: 'Sample data', created_at: this.#ago(30), updated_at: this.#ago(30) })
      const brief = randomUUID(), readAt = this.#ago(29)
      this.#put('briefs', { id: brief, subject: 'company', subject_id: id, status: 'ready', method: 'website', summary: `${story.description} ${story.news[0]!.claim}.`, requested_at: readAt, researched_at: readAt, refresh: false, pages: ['/', '/about', '/news', '/careers'].map((path) => ({ url: urlOf(company, path), title: company.name })) })
      const fact = (kind: string, claim: string, quote: string, path: string, dated: string | null, confidence: number): string => {
        const factId = randomUUID()
        this.#put('facts', { id: factId, brief_id: brief, kind, claim, quote, url: urlOf(company, path), dated, fetched_at: readAt, confidence, source: 'website' })
        return factId
      }
      for (const item of story.news) facts.set(item.slug, fact(item.kind, item.claim, item.sentence, `/news/${item.slug}`, dayOf(now, item.daysAgo), 0.95))
      fact('description', story.tagline.replace(/\.$/, ''), story.description, '/', null, 0.9)
      fact('location', `Based in ${company.city}`, `${company.name}, ${company.city}`, '/about', null, 0.9)
      this.#event('company.created', this.#ago(30), { companyId: id, name: company.name, domain: company.domain }, this.#user)
      this.#event('brief.ready', readAt, { subject: 'company', subjectId: id, found: true, companyId: id })
    }
  }

  lead(person: SamplePerson): void {
    const id = randomUUID(), { company } = person
    const row: Row = {
      id, email: person.email, first_name: person.firstName, last_name: person.lastName, title: person.title, linkedin_url: person.linkedinUrl, company_id: this.#companies.get(company.domain)!.id, company_name: company.name,
      city: company.city, country: company.country, time_zone: company.timeZone, language: company.language, status: 'new', tags: ['Sample data'], custom: {}, source: 'Sample data', owner_id: this.#scene.userId,
      created_at: this.#ago(30), updated_at: this.#ago(30), last_activity_at: null, replied_at: null, bounced_at: null, opted_out_at: null,
    }
    this.#leads.set(person.email, row)
    this.#put('leads', row)
    this.#event('lead.created', this.#ago(30), { leadId: id, companyId: row['company_id'], source: 'Sample data' }, this.#user)
  }

  campaign({ key, name, launchedDaysAgo, pausedDaysAgo, mails, tracked, leads }: SampleCampaign): void {
    const id = randomUUID(), launched = launchedDaysAgo === null ? null : this.#ago(launchedDaysAgo), paused = pausedDaysAgo === null ? null : this.#ago(pausedDaysAgo), created = this.#ago((launchedDaysAgo ?? 1) + 1)
    const reason = paused ? 'Paused to look at the first answers (sample data).' : null
    this.#put('campaigns', {
      id, name, status: { running: 'active', paused: 'paused', draft: 'draft' }[key], offer_id: this.#ids.offer, tone: 'friendly', approval: 'all', time_zone: this.#scene.timeZone, days: [1, 2, 3, 4, 5], window_start: '09:00', window_end: '17:00',
      track_opens: tracked, track_clicks: tracked, unsubscribe_header: true, audience: {}, quiet: [], created_by: this.#scene.userId, created_at: created, launched_at: launched, paused_at: paused, pause_reason: reason,
    })
    this.#put('campaign_mailboxes', { campaign_id: id, mailbox_id: this.#ids.mailbox })
    const steps: string[] = []
    for (let no = 1, position = 1; no <= mails; no++) {
      const stepId = randomUUID()
      if (no > 1) this.#put('steps', { id: randomUUID(), campaign_id: id, position: position++, kind: 'wait', wait_amount: waits[no - 2], wait_unit: 'business_days', mode: 'written', intent: '', subject: '', body: '', same_thread: true, version: 1 })
      this.#put('steps', { id: stepId, campaign_id: id, position: position++, kind: 'email', wait_amount: 0, wait_unit: 'business_days', mode: 'written', intent: intents[no - 1], subject: '', body: '', same_thread: true, version: 1 })
      steps.push(stepId)
    }
    this.#campaigns.set(key, { id, steps })
    this.#event('campaign.created', created, { campaignId: id, name }, this.#user)
    if (launched) this.#event('campaign.launched', launched, { campaignId: id, name, leads }, this.#user)
    if (paused) this.#event('campaign.paused', paused, { campaignId: id, name, reason }, this.#user)
  }

  async run(campaign: SampleCampaign, run: SampleRun): Promise<void> {
    const { id: campaignId, steps } = this.#campaigns.get(campaign.key)!, lead = this.#leads.get(run.person.email)!, enrollmentId = randomUUID()
    const who = { enrollmentId, leadId: lead['id'] as string, campaignId }
    const taken = this.#ago((campaign.launchedDaysAgo ?? 1) + 0.5), last = run.sends.at(-1), ended = run.end ? (last!.reactedAt ?? last!.at) : null
    this.#event('enrollment.started', taken, who, this.#user)
    const drafts = steps.map((stepId, i) => this.#draft(campaign, run, who, stepId, i + 1, taken))
    const end = run.end && ends[run.end]
    this.#put('enrollments', {
      id: enrollmentId, campaign_id: campaignId, lead_id: who.leadId, mailbox_id: this.#ids.mailbox, tone: run.tone, company_id: lead['company_id'], time_zone: run.person.company.timeZone, researched: true, brief_asked_at: taken, briefed_at: taken,
      state: campaign.key === 'draft' ? 'waiting_approval' : end ? end.state : run.sends.length ? 'waiting' : 'ready', reason: end?.sentence ?? null, reason_code: end?.code ?? null,
      step_no: Math.min(run.sends.length + 1, steps.length), next_at: campaign.key === 'running' ? run.nextAt : null, last_sent_at: last?.at ?? null, last_step_id: last ? steps[last.step - 1] : null, created_at: taken, updated_at: ended ?? last?.at ?? taken, ended_at: ended,
    })
    const sent: OurMail[] = []
    for (const send of run.sends) await this.#send(campaign, run, who, send, drafts[send.step - 1]!, steps[send.step - 1]!, sent)
    if (end && ended) this.#event(run.end === 'finished' ? 'enrollment.finished' : 'enrollment.stopped', ended, { ...who, stepId: steps[last!.step - 1], code: end.code, sentence: end.sentence })
  }

  #draft(campaign: SampleCampaign, run: SampleRun, who: { enrollmentId: string; leadId: string; campaignId: string }, stepId: string, stepNo: number, at: Date): { id: string; written: Written } {
    const id = randomUUID(), tone = toneOf(run.tone, stepNo), waiting = campaign.key === 'draft', company = this.#companies.get(run.person.company.domain)!
    const story = storyOf(run.person.company), written = write(run.person, story, stepNo, tone, company.facts, this.#scene.sender.split(' ')[0]!)
    const variants = tones.map((one) => write(run.person, story, stepNo, one, company.facts, this.#scene.sender.split(' ')[0]!))
    this.#put('drafts', {
      id, lead_id: who.leadId, campaign_id: who.campaignId, enrollment_id: who.enrollmentId, step_id: stepId, step_no: stepNo, status: waiting ? 'ready' : 'approved', tone,
      variants: variants.map((one) => ({ tone: one.tone, subject: one.subject, body: bodyOf(one), sentences: sentences(one), checks: [] })), subject: written.subject, body: bodyOf(written), sentences: sentences(written), checks: [], edited: false, writer: 'built-in', researched: true,
      wanted: { totalSteps: campaign.mails, mode: 'written', intent: intents[stepNo - 1], subject: '', body: '', tone: run.tone, offerId: this.#ids.offer, autoApprove: false },
      approved_by: waiting ? null : this.#scene.sender, approved_at: waiting ? null : at, sent_at: run.sends[stepNo - 1]?.at ?? null, created_at: at, updated_at: at, plans: {}, tries: 0,
    })
    this.#event('draft.ready', at, { draftId: id, ...who, stepId, needsReview: false })
    if (!waiting) this.#event('draft.approved', at, { draftId: id, ...who, stepId, tone, edited: false, automatic: false }, this.#user)
    return { id, written }
  }

  async #send(campaign: SampleCampaign, run: SampleRun, who: { enrollmentId: string; leadId: string; campaignId: string }, send: SampleSend, draft: { id: string; written: Written }, stepId: string, sent: OurMail[]): Promise<void> {
    const { sender, address } = this.#scene, id = randomUUID(), lead = this.#leads.get(run.person.email)!, first = sent[0]
    const subject = first ? `Re: ${first.subject}` : draft.written.subject, text = bodyOf(draft.written), messageId = `${id.replaceAll('-', '').slice(0, 26)}.1@practice.example`, references = sent.map((one) => one.messageId)
    const headers = [`From: ${sender} <${address}>`, `To: ${person(run.person)} <${run.person.email}>`, `Subject: ${subject}`, `Date: ${rfcDate(send.at)}`, `Message-ID: <${messageId}>`, ...(references.length ? [`In-Reply-To: <${references.at(-1)}>`, `References: ${references.map((one) => `<${one}>`).join(' ')}`] : []), 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'].join('\r\n')
    const raw = Buffer.from(`${headers}\r\n\r\n${text.replace(/\n/g, '\r\n')}\r\n`)
    const ours: OurMail = { messageId, references, fromName: sender, fromAddress: address, to: run.person.email, subject, text, at: send.at, headers }
    const about = { messageId: id, mailboxId: this.#ids.mailbox, origin: 'campaign', leadId: who.leadId, campaignId: who.campaignId, enrollmentId: who.enrollmentId, stepId, stepNo: send.step, tone: send.tone }
    const answered = send.reaction && send.reactedAt ? { reaction: send.reaction, at: send.reactedAt, thread: randomUUID() } : undefined
    this.#put('messages', {
      id, lead_id: who.leadId, mailbox_id: this.#ids.mailbox, campaign_id: who.campaignId, enrollment_id: who.enrollmentId, step_id: stepId, step_no: send.step, draft_id: draft.id, tone: send.tone, thread_id: answered?.thread ?? null, generation: 1,
      state: send.refused ? 'failed' : 'accepted', reason: send.refused ? refusedText : null, reason_code: send.refused ? 'hard_bounce' : null, due_at: send.at, needs_look: send.step > 1, looked_at: send.step > 1 ? send.at : null, to_address: run.person.email, from_address: address,
      subject, body_text: text, message_id: messageId, in_reply_to: references.at(-1) ?? null, refs: references, mime: bytes(raw), fence: 1, attempts: 1, planned_at: send.at, handed_at: send.refused ? null : send.at, accepted_at: send.refused ? null : send.at, smtp_reply: send.refused ? refusedText : '250 2.0.0 Ok', origin: 'campaign', unsubscribe_header: true, looks: 0, look_rounds: 0,
    })
    this.#put('attempts', { message_id: id, no: 1, worker: 'sample', started_at: send.at, ended_at: send.at, outcome: send.refused ? 'hard_bounce' : 'accepted', reply: send.refused ? refusedText : '250 2.0.0 Ok' })
    if (send.refused) {
      this.#event('message.failed', send.at, { ...about, hard: true, code: 'hard_bounce', text: refusedText })
      return this.#suppress(lead, 'bounced', send.at, 'bounce')
    }
    sent.push(ours)
    if (lead['status'] === 'new') lead['status'] = 'contacted'
    lead['last_activity_at'] = send.at
    this.#event('message.sent', send.at, about)
    this.#put('practice_mails', { mailbox_id: this.#ids.mailbox, folder: 'Sent', message_id: messageId, address: run.person.email, subject, raw: bytes(raw), arrives_at: send.at, created_at: send.at, uid: ++this.#uids.Sent })
    if (campaign.tracked) this.#visits(id, send, about)
    if (answered) await this.#answered(run, who, about, ours, answered)
  }

  #visits(messageId: string, send: SampleSend, about: Row): void {
    this.#put('tracked_links', { message_id: messageId, no: 0, url: 'pixel' })
    if (send.step === 1) this.#put('tracked_links', { message_id: messageId, no: 1, url: sampleOffer.links[0].url })
    const hit = (kind: string, at: Date, why: string | null) => this.#put('tracking_hits', { id: randomUUID(), message_id: messageId, kind, link_no: kind === 'click' ? 1 : null, at, user_agent: why ? 'Barracuda Sentinel (EE)' : 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0', machine: why !== null, why })
    if (send.scanned) hit('open', send.scanned, "Barracuda's scanner looked at it.")
    if (send.opened && send.opened <= this.#scene.now) { hit('open', send.opened, null); this.#event('message.opened', send.opened, about) }
    if (send.step === 1 && send.clicked && send.clicked <= this.#scene.now) { hit('click', send.clicked, null); this.#event('link.clicked', send.clicked, { ...about, url: sampleOffer.links[0].url }) }
  }

  async #answered(run: SampleRun, who: { leadId: string; campaignId: string; enrollmentId: string }, about: Row, ours: OurMail, { reaction, at, thread }: { reaction: NonNullable<SampleSend['reaction']>; at: Date; thread: string }): Promise<void> {
    const lead = this.#leads.get(run.person.email)!, id = randomUUID(), prospect = { address: run.person.email, name: person(run.person), title: run.person.title, company: run.person.company.name }
    const written = await answer(sampleSeed, whoIs(run.person), reaction, prospect, ours, at)
    // Read by the inbox's own reader, so that a second look into the letterbox finds nothing new.
    const mail = await parseMail(written.raw), read = readMail(mail, at)
    const from = reaction === 'late_bounce' ? `MAILER-DAEMON@mx.${run.person.company.domain}` : run.person.email
    const fresh = this.#scene.now.getTime() - at.getTime() < 3 * 86_400_000, positive = ['interested', 'question', 'referral'].includes(reaction)
    this.#put('threads', { id: thread, mailbox_id: this.#ids.mailbox, lead_id: who.leadId, campaign_id: who.campaignId, subject: written.subject, class: read.class, class_by: 'rules', status: fresh || positive ? 'open' : 'done', unread: fresh, last_at: at, snippet: written.said.replace(/\s+/g, ' ').slice(0, 140) })
    this.#put('inbox_messages', {
      id, mailbox_id: this.#ids.mailbox, thread_id: thread, folder: 'INBOX', uid: ++this.#uids.INBOX, message_id: written.messageId, identity: identityOf(mail, written.raw), in_reply_to: ours.messageId, refs: [...ours.references, ours.messageId], from_address: from, from_name: reaction === 'late_bounce' ? 'Mail Delivery System' : prospect.name, to_addresses: [ours.fromAddress],
      subject: written.subject, body_text: read.text, full_text: written.text, kind: read.kind, kind_reason: read.reason, class: read.class, return_date: read.returnDate ?? null, received_at: at, synced_at: at, lead_id: who.leadId, answers: about['messageId'], campaign_id: who.campaignId, match_reason: 'It names our mail in its headers.', size: written.raw.length, attachments: [], outgoing: false,
    })
    this.#put('practice_mails', { mailbox_id: this.#ids.mailbox, folder: 'INBOX', message_id: written.messageId, address: run.person.email, subject: written.subject, raw: bytes(written.raw), arrives_at: at, created_at: ours.at, uid: this.#uids.INBOX })
    const news = { leadId: who.leadId, inboxMessageId: id, threadId: thread, messageId: about['messageId'], campaignId: who.campaignId, enrollmentId: who.enrollmentId, stepId: about['stepId'] }
    lead['last_activity_at'] = at
    if (reaction === 'late_bounce') { this.#event('bounce.received', at, { ...news, address: run.person.email, hard: true, verdict: 'hard', reason: 'unknown_user', status: '5.1.1', text: 'User unknown' }); return this.#suppress(lead, 'bounced', at, 'bounce') }
    if (reaction === 'out_of_office') return this.#event('auto_reply.received', at, { ...news, kind: 'out_of_office', ...(read.returnDate && { returnDate: read.returnDate }) })
    Object.assign(lead, { status: 'replied', replied_at: at })
    if (reaction !== 'stop') return this.#event('reply.received', at, { ...news, class: read.class, from: run.person.email })
    this.#event('opt_out.received', at, { ...news, via: 'reply', phrase: written.said })
    this.#suppress(lead, 'opted_out', at, 'reply')
  }

  #suppress(lead: Row, reason: 'bounced' | 'opted_out', at: Date, source: string): void {
    lead[reason === 'bounced' ? 'bounced_at' : 'opted_out_at'] = at
    lead['last_activity_at'] = at
    this.#put('suppressions', { id: randomUUID(), kind: 'address', value: lead['email'], reason, source, created_by: 'overture', created_at: at })
    this.#event('lead.suppressed', at, { leadId: lead['id'], address: lead['email'], reason, via: 'address' })
  }

  /** In the order in which rows may point at each other; facts in the order in which they happened. */
  close(): Record<string, Row[]> {
    const rows = this.#rows
    rows['events']?.sort((a, b) => (a['at'] as Date).getTime() - (b['at'] as Date).getTime())
    const perDay = Map.groupBy((rows['messages'] ?? []).filter((m) => m['accepted_at']), (m) => new Intl.DateTimeFormat('en-CA', { timeZone: this.#scene.timeZone }).format(m['accepted_at'] as Date))
    rows['mailbox_days'] = [...perDay].map(([day, mails]) => ({ mailbox_id: this.#ids.mailbox, day, sent: mails.length }))
    rows['mailbox_folders'] = (['INBOX', 'Sent'] as const).map((folder) => ({ mailbox_id: this.#ids.mailbox, folder, uid_validity: 1, uid_next: this.#uids[folder] + 1, role: folder === 'INBOX' ? 'inbox' : 'sent' }))
    return Object.fromEntries(order.flatMap((table) => (rows[table]?.length ? [[table, rows[table]]] : [])))
  }
}

const order = ['offers', 'mailboxes', 'mailbox_days', 'mailbox_folders', 'companies', 'leads', 'briefs', 'facts', 'campaigns', 'campaign_mailboxes', 'steps', 'enrollments', 'drafts', 'messages', 'attempts', 'tracked_links', 'tracking_hits', 'threads', 'inbox_messages', 'practice_mails', 'suppressions', 'events'] as const

const intents = ['A first hello: why we write to this person now, and one easy question.', 'A second thought that adds something new, in the same thread.', 'A short goodbye that leaves a door open.']
const refusedText = '550 5.1.1 Recipient address rejected: User unknown in local recipient table'
const ends: Record<NonNullable<SampleRun['end']>, { state: string; code: string; sentence: string }> = {
  replied: { state: 'stopped', code: 'replied', sentence: 'Answered; nothing more is sent.' },
  bounced: { state: 'stopped', code: 'bounced', sentence: 'The address does not exist any more; nothing more is sent.' },
  opted_out: { state: 'stopped', code: 'opted_out', sentence: 'Asked not to be written to; nothing more is sent.' },
  finished: { state: 'finished', code: 'all_sent', sentence: 'All mails were sent.' },
}
const person = (one: SamplePerson): string => `${one.firstName} ${one.lastName}`
const sentences = (one: Written) => one.paragraphs.flat().map(({ text, source, factId }) => ({ text, source, factIds: factId ? [factId] : [] }))
const bytes = (raw: Buffer): string => `\\x${raw.toString('hex')}`
const rfcDate = (at: Date): string => at.toUTCString().replace('GMT', '+0000')
