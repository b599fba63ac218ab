// Every fact we know to tell: its kind, its sentence, why it happened when nobody of us did it, and where it leads.
// {who} stands for the person it is about. A fact without a line here is told by its name, so nothing is ever swallowed.
import type { TimelineKind, TimelineLink } from '#contract/timeline'

/** What the payload and the joined rows know. Every field may be missing: facts outlive what they were about. */
export interface Told {
  type: string
  who: string
  company: string
  campaign: string
  subject: string
  mailbox: string
  actor: string
  byUser: boolean
  payload: Record<string, unknown>
  /** When it was written down. */
  at?: Date
}

interface Line {
  kind: TimelineKind
  says: (t: Told) => string
  why?: (t: Told) => string | null
  /** Which id of the event is opened; `lead` unless said otherwise. */
  link?: TimelineLink['to']
  /** What was written down by hand: its note is quoted. */
  own?: true
  /** The recipient did it, not we. */
  theirs?: true
  /** Comes in hundreds: left out of the workspace's feed unless asked for by kind. */
  noisy?: true
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const stop = (sentence: string): string => (sentence && !/[.?!…]$/.test(sentence) ? `${sentence}.` : sentence)
const by = (t: Told, act: string) => (t.byUser ? `${t.actor} ${act}` : act.charAt(0).toUpperCase() + act.slice(1))
const mail = (t: Told) => (t.subject ? `the mail “${t.subject}”` : 'a mail')
const inCampaign = (t: Told) => (t.campaign ? ` in ${t.campaign}` : '')
const stepWhy = (t: Told) => (typeof t.payload['stepNo'] === 'number' && t.campaign ? `Mail ${t.payload['stepNo']} of ${t.campaign} was due.` : null)
const fields = (value: unknown): string => (Array.isArray(value) ? value.slice(0, 4).map((one) => String(one).replace(/([A-Z])/g, ' $1').toLowerCase()).join(', ') : '')
const box = (t: Told): string => t.mailbox || text(t.payload['address']) || 'a mailbox'
const words = (value: unknown): string => text(value).replaceAll('_', ' ')
const onWhat = (t: Told): string => (t.payload['dealId'] ? 'the deal' : t.who === someone ? t.company || 'a company' : t.who)
const some = (count: unknown, noun: string): string => `${typeof count === 'number' ? count : 'some'} ${noun}${count === 1 ? '' : 's'}`
const suppressedBecause: Record<string, string> = {
  opted_out: 'asked not to be written to', bounced: 'the address does not exist', complained: 'reported a mail as spam', manual: 'put on the list by hand', customer: 'is a customer', competitor: 'is a competitor',
}
const said: Record<string, string> = {
  interested: 'is interested', question: 'has a question', not_now: 'says: not now', referral: 'names a colleague', not_interested: 'is not interested', opt_out: 'asks to stop', other: 'wrote back',
}

export const lines: Record<string, Line> = {
  'message.sent': { kind: 'mail', link: 'message', says: (t) => `${t.payload['origin'] === 'campaign' ? 'Sent' : by(t, 'sent')} ${mail(t)} to ${t.who}.`, why: stepWhy },
  'message.unconfirmed': { kind: 'mail', link: 'message', says: (t) => `May have sent ${mail(t)} to ${t.who}; nobody can tell for sure.`, why: (t) => stop(text(t.payload['text'])) || null },
  'message.proven_absent': { kind: 'mail', link: 'message', says: (t) => `Found out that ${mail(t)} to ${t.who} was not sent; it is due again.`, why: () => 'The mailbox keeps a copy of everything it sends, and three looks found none.' },
  'message.failed': { kind: 'bounce', link: 'message', says: (t) => (t.payload['hard'] ? `The address of ${t.who} was refused.` : `Could not deliver ${mail(t)} to ${t.who}.`), why: (t) => stop(text(t.payload['text'])) || null },
  'message.held': { kind: 'mail', link: 'message', says: (t) => `Held back ${mail(t)} to ${t.who}.`, why: (t) => stop(text(t.payload['text'])) || null },
  'message.cancelled': { kind: 'mail', link: 'message', says: (t) => `${by(t, 'cancelled')} ${mail(t)} to ${t.who}.`, why: (t) => stop(text(t.payload['text'])) || null },
  'message.frozen': { kind: 'mail', link: 'message', noisy: true, says: (t) => `Kept ${mail(t)} to ${t.who} for later.`, why: (t) => stop(text(t.payload['text'])) || null },
  'message.missed_window': { kind: 'mail', link: 'message', noisy: true, says: (t) => `Moved ${mail(t)} to ${t.who} to another time.`, why: () => 'Its sending hours were over before its turn came; nothing is sent late.' },
  'message.opened': { kind: 'visit', link: 'message', theirs: true, says: (t) => `${t.who} opened ${mail(t)}.` },
  'link.clicked': { kind: 'visit', link: 'message', theirs: true, says: (t) => `${t.who} followed a link to ${host(t.payload['url'])}.` },

  'lead.interested': { kind: 'reply', link: 'thread', says: (t) => `${by(t, 'noted')} that ${t.who} is interested.` },
  'thread.assigned': { kind: 'reply', link: 'thread', says: (t) => `${by(t, 'gave')} the thread of ${t.who} to a colleague.` },
  'thread.mentioned': { kind: 'reply', link: 'thread', says: (t) => `${by(t, 'asked')} a colleague about ${t.who}.` },
  'mailbox.shared': { kind: 'mail', link: 'mailbox', says: (t) => `${by(t, 'changed')} who may read ${box(t)}.` },
  'reply.received': { kind: 'reply', link: 'thread', theirs: true, says: (t) => `${t.who} answered and ${said[text(t.payload['class'])] ?? said['other']}.` },
  'auto_reply.received': { kind: 'reply', link: 'thread', theirs: true, says: (t) => (t.payload['kind'] === 'out_of_office' ? `${t.who} is out of office${t.payload['returnDate'] ? `, back on ${day(t.payload['returnDate'])}` : ''}.` : `An automatic answer came from ${t.who}.`) },
  'bounce.received': { kind: 'bounce', link: 'thread', says: (t) => (t.payload['hard'] ? `A mail to ${t.who} came back for good.` : `A mail to ${t.who} came back; it may go through another time.`), why: (t) => stop(text(t.payload['text'])) || null },
  'opt_out.received': { kind: 'opt_out', link: 'thread', theirs: true, says: (t) => `${t.who} asked not to be written to.` },
  'complaint.received': { kind: 'opt_out', link: 'thread', theirs: true, says: (t) => `${t.who} reported a mail as spam.` },
  'lead.unsubscribed': { kind: 'opt_out', theirs: true, says: (t) => `${t.who} unsubscribed.`, why: (t) => (t.payload['via'] === 'one_click' ? 'By the button of their mail program.' : 'On the page behind the link in our mail.') },
  'lead.resubscribed': { kind: 'opt_out', theirs: true, says: (t) => `${t.who} took the unsubscription back.` },
  'lead.suppressed': { kind: 'opt_out', says: (t) => `${t.byUser ? `${t.actor} put ${t.who} on` : `${t.who} was put on`} the list of people we do not write to.`, why: (t) => reason(suppressedBecause[text(t.payload['reason'])]) },
  'suppression.removed': { kind: 'opt_out', says: (t) => `${by(t, 'allowed')} writing to ${text(t.payload['value']) || t.who} again.` },

  'enrollment.started': { kind: 'campaign', link: 'campaign', noisy: true, says: (t) => `${by(t, 'took')} ${t.who} into ${t.campaign || 'a campaign'}.` },
  'enrollment.stopped': { kind: 'campaign', link: 'campaign', says: (t) => `${t.campaign || 'The campaign'} stopped for ${t.who}.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'enrollment.finished': { kind: 'campaign', link: 'campaign', noisy: true, says: (t) => `${t.campaign || 'The campaign'} is over for ${t.who}.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'enrollment.moved_on': { kind: 'campaign', link: 'campaign', says: (t) => `${t.who} goes on in ${text(t.payload['toName']) || 'another campaign'}.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'enrollment.held': { kind: 'campaign', link: 'campaign', says: (t) => `${t.who} is on hold${inCampaign(t)}.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'enrollment.postponed': { kind: 'campaign', link: 'campaign', says: (t) => `The next mail to ${t.who} waits until ${day(t.payload['until'])}.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'campaign.created': { kind: 'campaign', link: 'campaign', says: (t) => `${by(t, 'created')} the campaign ${t.campaign || text(t.payload['name'])}.` },
  'campaign.launched': { kind: 'campaign', link: 'campaign', says: (t) => `${by(t, 'launched')} ${t.campaign || text(t.payload['name'])}${typeof t.payload['leads'] === 'number' ? ` for ${t.payload['leads']} leads` : ''}.` },
  'campaign.launch_cancelled': { kind: 'campaign', link: 'campaign', says: (t) => `${by(t, 'took back')} the launch of ${t.campaign || text(t.payload['name'])}.` },
  'campaign.paused': { kind: 'campaign', link: 'campaign', says: (t) => `${by(t, 'paused')} ${t.campaign || text(t.payload['name'])}.`, why: (t) => stop(text(t.payload['reason'])) || null },
  'campaign.resumed': { kind: 'campaign', link: 'campaign', says: (t) => `${by(t, 'resumed')} ${t.campaign || text(t.payload['name'])}.` },
  'campaign.archived': { kind: 'campaign', link: 'campaign', says: (t) => `${by(t, 'archived')} ${t.campaign || text(t.payload['name'])}.` },
  'campaign.step_changed': { kind: 'campaign', link: 'campaign', says: (t) => `${by(t, 'changed')} a step of ${t.campaign || 'a campaign'}.` },

  'deal.created': { kind: 'deal', link: 'deal', says: (t) => `${by(t, 'created')} the deal ${deal(t)}${worth(t)} on ${text(t.payload['stage']) || 'its first stage'}.`, why: (t) => (t.campaign ? `It began with an answer to ${t.campaign}.` : null) },
  'deal.moved': { kind: 'deal', link: 'deal', says: (t) => `${by(t, 'moved')} the deal ${deal(t)} from ${text(t.payload['from']) || 'an earlier stage'} to ${text(t.payload['to']) || 'another stage'}.`, why: (t) => stop(text(t.payload['why'])) || null },
  'deal.won': { kind: 'deal', link: 'deal', says: (t) => `${by(t, 'won')} the deal ${deal(t)}${worth(t)}${typeof t.payload['days'] === 'number' && t.payload['days'] > 0 ? ` after ${some(t.payload['days'], 'day')}` : ''}.`, why: (t) => stop(text(t.payload['why'])) || null },
  'deal.lost': { kind: 'deal', link: 'deal', says: (t) => `${by(t, 'lost')} the deal ${deal(t)}${worth(t)}.`, why: (t) => stop([text(t.payload['reason']), text(t.payload['note'])].filter(Boolean).join(': ')) || null },
  'deal.updated': { kind: 'deal', link: 'deal', noisy: true, says: (t) => `${by(t, 'changed')} ${dealFields(t.payload)} of the deal ${deal(t)}.` },
  'deal.stayed': { kind: 'deal', link: 'deal', says: (t) => `The deal ${deal(t)} stayed where it is.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'deal.deleted': { kind: 'deal', link: 'deal', says: (t) => `${by(t, 'moved')} the deal ${deal(t)} to the trash.` },
  'deal.restored': { kind: 'deal', link: 'deal', says: (t) => `${by(t, 'took')} the deal ${deal(t)} out of the trash.` },

  'brief.ready': { kind: 'research', noisy: true, says: (t) => (t.payload['found'] === false ? `Found nothing about ${t.company || t.who}.` : `Read up on ${t.company || t.who}.`), why: () => 'So that what is written stands on facts.' },
  'fact.judged': { kind: 'research', says: (t) => `${by(t, t.payload['excluded'] ? 'marked' : 'took back')} a fact about ${t.company || t.who}${t.payload['excluded'] ? ' as wrong' : ' in'}.` },
  'draft.ready': { kind: 'writing', link: 'draft', noisy: true, says: (t) => `Wrote a draft for ${t.who}${inCampaign(t)}.`, why: (t) => (t.payload['needsReview'] ? 'It needs a look before it may be sent.' : null) },
  'draft.approved': { kind: 'writing', link: 'draft', noisy: true, says: (t) => `${by(t, 'approved')} the mail to ${t.who}.` },
  'draft.skipped': { kind: 'writing', link: 'draft', says: (t) => `${by(t, 'skipped')} the mail to ${t.who}.` },
  'draft.failed': { kind: 'writing', link: 'draft', says: (t) => `Could not write a draft for ${t.who}.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'draft.reopened': { kind: 'writing', link: 'draft', says: (t) => `${by(t, 'took back')} the approval of the mail to ${t.who}.` },
  'draft.unskipped': { kind: 'writing', link: 'draft', says: (t) => `${by(t, 'took back')} the skipping of the mail to ${t.who}.` },

  'lead.created': { kind: 'record', noisy: true, says: (t) => `${by(t, 'added')} ${t.who}.`, why: (t) => (text(t.payload['source']) ? `Source: ${text(t.payload['source'])}.` : null) },
  'lead.updated': { kind: 'record', noisy: true, says: (t) => `${by(t, 'changed')} ${fields(t.payload['changed']) || 'something'} of ${t.who}.` },
  'lead.status_changed': { kind: 'record', says: (t) => `${t.byUser && t.payload['cause'] === 'person' ? `${t.actor} moved` : 'Moved'} ${t.who} from ${text(t.payload['fromName'])} to ${text(t.payload['toName'])}.`, why: (t) => stop(text(t.payload['why'])) || null },
  'lead_status.removed': { kind: 'record', says: (t) => `${by(t, 'removed')} the status ${text(t.payload['name'])}; its ${some(t.payload['leads'], 'lead')} went on with another.` },
  'lead.merged': { kind: 'record', says: (t) => `${by(t, 'merged')} ${text(t.payload['loserName'])} into ${text(t.payload['winnerName']) || t.who}.` },
  'lead.unmerged': { kind: 'record', says: (t) => `${by(t, 'took')} the merge of ${text(t.payload['loserName'])} into ${text(t.payload['winnerName']) || t.who} back.` },
  'company.merged': { kind: 'record', link: 'company', says: (t) => `${by(t, 'merged')} ${text(t.payload['loserName'])} into ${text(t.payload['winnerName']) || t.company}.` },
  'company.unmerged': { kind: 'record', link: 'company', says: (t) => `${by(t, 'took')} the merge of ${text(t.payload['loserName'])} into ${text(t.payload['winnerName']) || t.company} back.` },
  'lead.deleted': { kind: 'record', says: (t) => `${by(t, 'moved')} ${t.who} to the trash.` },
  'lead.restored': { kind: 'record', says: (t) => `${by(t, 'took')} ${t.who} out of the trash.` },
  'leads.changed': { kind: 'record', says: (t) => `${by(t, 'changed')} ${String(t.payload['count'] ?? 'many')} leads at once.` },
  'company.created': { kind: 'record', link: 'company', noisy: true, says: (t) => `${by(t, 'added')} the company ${t.company || text(t.payload['name'])}.` },
  'company.updated': { kind: 'record', link: 'company', noisy: true, says: (t) => `${by(t, 'changed')} ${fields(t.payload['changed']) || 'something'} of ${t.company || 'a company'}.` },

  'company.deleted': { kind: 'record', link: 'company', says: (t) => `${by(t, 'moved')} the company ${t.company || text(t.payload['name'])} to the trash.` },
  'company.restored': { kind: 'record', link: 'company', says: (t) => `${by(t, 'took')} the company ${t.company || text(t.payload['name'])} out of the trash.` },
  'quote.made': { kind: 'record', says: (t) => `${by(t, 'made')} the quote ${text(t.payload['number'])} over ${text(t.payload['total'])} for the deal “${text(t.payload['name'])}”, valid until ${day(t.payload['validUntil'])}.` },
  'file.added': { kind: 'record', says: (t) => `${by(t, 'put')} the file ${text(t.payload['name'])} on ${onWhat(t)}.` },
  'file.removed': { kind: 'record', says: (t) => `${by(t, 'removed')} the file ${text(t.payload['name'])} from ${onWhat(t)}.` },
  'signal.noted': { kind: 'research', says: (t) => `${by(t, 'noted')} a signal about ${onWhat(t)}: ${words(t.payload['kind'])}${t.payload['onDay'] ? `, ${day(t.payload['onDay'])}` : ''}.`, why: (t) => stop(text(t.payload['note'])) || null },
  'tag.changed': { kind: 'record', says: (t) => (t.payload['to'] ? `${by(t, 'renamed')} the tag ${text(t.payload['tag'])} to ${text(t.payload['to'])} on ${some(t.payload['records'], 'record')}.` : `${by(t, 'took')} the tag ${text(t.payload['tag'])} off ${some(t.payload['records'], 'record')}.`) },
  'leads.imported': { kind: 'import', link: 'import', says: (t) => `${by(t, 'imported')} ${some(t.payload['count'], 'new lead')}${t.payload['updated'] ? ` and updated ${String(t.payload['updated'])}` : ''}.` },
  'form.submitted': { kind: 'record', theirs: true, says: (t) => (t.payload['via'] === 'api' ? `${t.who} was handed over by ${text(t.payload['name']) || 'a program'}.` : `${t.who} handed in the form ${text(t.payload['name'])}.`) },
  'import.undone': { kind: 'import', link: 'import', says: (t) => `${by(t, 'took back')} an import: ${some(t.payload['removed'], 'lead')} removed${t.payload['kept'] ? `, ${String(t.payload['kept'])} kept because they are in use` : ''}.` },
  'offer.saved': { kind: 'record', says: (t) => `${by(t, t.payload['isNew'] ? 'wrote down' : 'changed')} what we sell: ${text(t.payload['name'])}.` },
  'offer.deleted': { kind: 'record', says: (t) => `${by(t, 'removed')} what we sell: ${text(t.payload['name'])}.` },
  'mailbox.added': { kind: 'mailbox', link: 'mailbox', says: (t) => `${by(t, 'added')} ${t.payload['kind'] === 'practice' ? 'the practice mailbox' : 'the mailbox'} ${box(t)}.` },
  'mailbox.changed': { kind: 'mailbox', link: 'mailbox', says: (t) => `${by(t, 'changed')} ${fields(t.payload['changed']) || 'something'} of ${box(t)}.` },
  'mailbox.removed': { kind: 'mailbox', says: (t) => `${by(t, 'removed')} the mailbox ${box(t)}.` },
  'mailbox.paused': { kind: 'mailbox', link: 'mailbox', says: (t) => `${t.payload['status'] === 'paused' ? `${by(t, 'paused')} ${box(t)}` : `${box(t)} needs somebody to look after it`}.`, why: (t) => stop(text(t.payload['reason'])) || null },
  'mailbox.resumed': { kind: 'mailbox', link: 'mailbox', says: (t) => `${box(t)} sends again.` },
  'mailbox.letterbox_broken': { kind: 'mailbox', link: 'mailbox', says: (t) => `The letterbox of ${box(t)} cannot be read.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'inbox.unmatched_received': { kind: 'reply', says: (t) => `A mail came from ${text(t.payload['from']) || 'an address we do not know'}, and no lead was found for it.`, why: () => 'It waits in the tray until somebody says whose it is.' },
  'thread.classified': { kind: 'reply', link: 'thread', says: (t) => `${by(t, 'judged')} the answer of ${t.who}: ${words(t.payload['class'])}${t.payload['before'] ? ` (before: ${words(t.payload['before'])})` : ''}.` },
  'task.created': { kind: 'task', noisy: true, says: (t) => `${by(t, 'noted')} a task${t.who === someone ? '' : ` about ${t.who}`}: ${text(t.payload['title'])}.`, why: (t) => stop(text(t.payload['why'])) || null },
  'task.settled': { kind: 'task', says: (t) => `${by(t, t.payload['how'] === 'skipped' ? 'skipped' : t.payload['how'] === 'failed' ? 'gave up on' : 'did')} the task: ${text(t.payload['title'])}.`, why: (t) => stop(text(t.payload['sentence'])) || null },
  'task.reopened': { kind: 'task', noisy: true, says: (t) => `${by(t, 'opened')} the task again: ${text(t.payload['title'])}.` },
  'activity.logged': { kind: 'activity', own: true, says: (t) => `${by(t, didWhat(t))}${whenLongAgo(t)}${text(t.payload['outcome']) ? `: ${lowerFirst(text(t.payload['outcome']))}` : ''}.` },
  'activity.removed': { kind: 'activity', noisy: true, says: (t) => `${by(t, 'removed')} ${t.payload['kind'] === 'note' ? 'a note' : `a ${text(t.payload['kind']) || 'line'}`} about ${t.who === someone ? t.company || someone : t.who}.` },
  'person.reached': { kind: 'activity', theirs: true, says: (t) => (t.payload['refused'] ? `${t.who} asked not to be called.` : `${t.who} was reached ${t.payload['via'] === 'linkedin' ? 'on LinkedIn' : 'by phone'}: ${lowerFirst(text(t.payload['outcome']))}.`) },
  'meeting.booked': { kind: 'meeting', says: (t) => `${t.byUser ? `${t.actor} booked` : `${t.who} booked`} a meeting${text(t.payload['title']) ? `, “${text(t.payload['title'])}”,` : ''}${text(t.payload['at']) ? ` for ${day(t.payload['at'])}` : ''}${t.byUser && t.who !== someone ? ` with ${t.who}` : ''}.`, why: () => 'Campaigns stop when a meeting is booked.' },
  'meeting.booked_by_stranger': { kind: 'meeting', says: (t) => `${text(t.payload['name']) || text(t.payload['email']) || 'Somebody'} booked “${text(t.payload['title'])}”, and no lead was found.` },
  'meeting.booked_on_deal': { kind: 'meeting', says: (t) => `${by(t, 'booked')} a meeting, “${text(t.payload['title'])}”, for ${day(t.payload['startAt'])}.`, why: () => 'Nobody was named, so campaigns stop for all the people of the deal.' },
  'meeting.moved': { kind: 'meeting', says: (t) => `${by(t, 'moved')} “${text(t.payload['title'])}” with ${t.who} to ${day(t.payload['startAt'])}.` },
  'meeting.cancelled': { kind: 'meeting', says: (t) => (t.payload['moved'] ? `The meeting “${text(t.payload['title'])}” with ${t.who} was moved to another time.` : `The meeting “${text(t.payload['title'])}” with ${t.who} was cancelled.`), why: (t) => stop(text(t.payload['reason'])) || null },
  'meeting.held': { kind: 'meeting', says: (t) => `${by(t, 'noted')} that “${text(t.payload['title'])}” with ${t.who} took place.` },
  'meeting.missed': { kind: 'meeting', theirs: true, says: (t) => `${t.who} did not come to “${text(t.payload['title'])}”.` },
  'sending.stopped': { kind: 'mailbox', says: (t) => `${by(t, 'stopped')} all sending.`, why: (t) => stop(text(t.payload['reason'])) || null },
  'sending.resumed': { kind: 'mailbox', says: (t) => `${by(t, 'let')} the queue move again.` },
}

/** Of the house, not of the work: never told here. */
export const untold = ['thread.answered', 'session.started', 'member.joined', 'member.changed', 'member.invited', 'task.reminded']

export const noisy = Object.entries(lines).flatMap(([type, line]) => (line.noisy ? [type] : []))
export const typesOf = (kinds: readonly TimelineKind[]): string[] => Object.entries(lines).flatMap(([type, line]) => (kinds.includes(line.kind) ? [type] : []))

/** 'quote.accepted' → 'Quote accepted.': better than silence until somebody writes its line. */
export function lineOf(type: string): Line {
  return lines[type] ?? { kind: 'other', says: (t) => `${type.charAt(0).toUpperCase()}${type.slice(1).replace(/[._]/g, ' ')}${t.who === someone ? '' : `: ${t.who}`}.` }
}

export const someone = 'somebody'

const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)
function didWhat(t: Told): string {
  const whom = t.who === someone ? t.company || someone : t.who, theirs = t.payload['direction'] === 'in'
  switch (t.payload['kind']) {
    case 'call': return theirs ? `was called by ${whom}` : `called ${whom}`
    case 'mail': return theirs ? `had a mail from ${whom}` : `wrote to ${whom}`
    case 'meeting': return `met ${whom}`
    case 'linkedin': return `wrote to ${whom} on LinkedIn`
    default: return `made a note about ${whom}`
  }
}
/** What was written down days later says its day. */
function whenLongAgo(t: Told): string {
  const at = new Date(text(t.payload['happenedAt']))
  return t.at && !Number.isNaN(at.getTime()) && t.at.getTime() - at.getTime() > 20 * 3_600_000 ? ` on ${day(t.payload['happenedAt'])}` : ''
}
const deal = (t: Told): string => (text(t.payload['name']) ? `“${text(t.payload['name'])}”` : 'that is gone')
const worth = (t: Told): string => (text(t.payload['amount']) ? ` (${text(t.payload['amount'])})` : '')
const dealWords: Record<string, string> = { amountMinor: 'the amount', amountByHand: '', closePushes: '', closeOn: 'the close date', nextStep: 'the next step', nextStepOn: 'the day of the next step', ownerId: 'the owner', companyId: 'the company', leadId: 'the main contact', people: 'the people', lines: 'the products', name: 'the name', currency: 'the currency', notes: 'the notes', source: 'the source', custom: 'fields of our own' }
/** 'the close date from 1 May to 1 June' where one field says it all, else the fields. */
function dealFields({ changed, before, after }: Record<string, unknown>): string {
  const names = (Array.isArray(changed) ? changed : []).map(String), b = (before ?? {}) as Record<string, unknown>, a = (after ?? {}) as Record<string, unknown>
  if (names.includes('closeOn') && b['closeOn'] && a['closeOn']) return `the close date from ${day(b['closeOn'])} to ${day(a['closeOn'])}`
  if (names.length === 1 && names[0] === 'nextStep' && text(a['nextStep'])) return `the next step (“${text(a['nextStep'])}”)`
  const words = names.map((name) => dealWords[name] ?? name).filter(Boolean)
  return words.slice(0, 4).join(', ') || 'something'
}

function host(url: unknown): string {
  return URL.parse(text(url))?.host ?? 'a page of ours'
}
function day(value: unknown): string {
  const at = new Date(text(value))
  return Number.isNaN(at.getTime()) ? 'a day not known' : new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at)
}
const reason = (why: string | undefined): string | null => (why ? `${why.charAt(0).toUpperCase()}${why.slice(1)}.` : null)
