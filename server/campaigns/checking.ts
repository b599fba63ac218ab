// What is looked at before a launch: red stops it, amber wants to be seen. Each says what to do about it, and where.
import type { Check, Counters } from '#contract/campaigns'
import { may } from '#contract/roles'
import type { Actor } from '#platform/db'
import { unreachedSentence, type Mailbox, type SenderDomain } from '#mailboxes'
import type { AddressCounts } from './address-store.ts'
import type { Campaign, Step } from './campaign.ts'
import type { Forecast } from './forecast.ts'
import { spokenDay } from './schedule.ts'

export interface ToCheck {
  campaign: Campaign
  steps: readonly Step[]
  counters: Counters
  /** Campaigns whose leads go on in this one, by name */
  from: readonly string[]
  mailboxes: readonly { mailbox: Mailbox; sends: boolean }[]
  /** Of mailboxes that send to the world outside */
  domains: readonly SenderDomain[]
  offer: { postalAddress: string; oneLiner: string } | null
  /** What the foot of its mails falls back to where the offer names none */
  postalAddress: string
  notResearched: number
  /** What came of checking the leads' addresses */
  addresses: AddressCounts
  /** In practice: leads whose address could be a person's */
  practisedOn: number
  stopped: { reason: string | null } | null
  forecast: Forecast
  /** What came of following the links of its mails */
  links: readonly Check[]
  /** The most that the gaps between mails allow in a day's window, over all mailboxes; and their limits together. */
  byGaps: number
  byLimits: number
}

type Rule = (c: ToCheck) => Check | Check[] | null
const rules: Rule[] = [hasMails, mailsHaveText, hasLeads, hasMailbox, mailboxesSend, domainsInOrder, practiceLeavesMarks, somethingApproved, sendingIsOn, draftsAreSettled, everybodyPrepared, researched, addressesAreGood, hasOffer, hasPostalAddress, canUnsubscribe, linksAnswer, windowIsLongEnough, endsSoon]

export const checksFor = (c: ToCheck): Check[] => rules.flatMap((rule) => rule(c) ?? [])

const no = (colour: 'red' | 'amber', code: string, sentence: string, mend: string, link: string): Check => ({ colour, code, sentence, mend, link })
const ok = (code: string, sentence: string): Check => ({ colour: 'green', code, sentence, mend: null, link: null })
const people = (n: number): string => (n === 1 ? '1 lead' : `${n.toLocaleString('en')} leads`)
const page = (c: ToCheck): string => `/campaigns/${c.campaign.id}/build`

function hasMails(c: ToCheck): Check {
  const mails = c.steps.filter((s) => s.kind === 'email').length
  const tasks = c.steps.filter((s) => s.kind === 'task').length, byHand = `${tasks} ${tasks === 1 ? 'step' : 'steps'} done by a person`
  if (tasks) return ok('steps', mails ? `${mails} ${mails === 1 ? 'mail' : 'mails'}, ${byHand}.` : `${byHand}.`.replace(/^./, (x) => x.toUpperCase()))
  return mails ? ok('steps', `${mails} ${mails === 1 ? 'mail' : 'mails'}.`) : no('red', 'no_steps', 'There is no mail in this campaign.', 'Add a mail.', page(c))
}

function mailsHaveText(c: ToCheck): Check[] {
  return c.steps.filter((s) => s.kind === 'email' && s.mode === 'template' && !s.body.trim())
    .map((s) => no('red', 'empty_template', `The mail at place ${s.position} is a template without a text.`, 'Write it, or let it be written from research.', page(c)))
}

function hasLeads(c: ToCheck): Check {
  if (c.counters.total) return ok('leads', `${people(c.counters.total)}.`)
  return c.from.length ? ok('leads', `Nobody is in it yet; leads come in from ${c.from.join(' and ')}.`) : no('red', 'no_leads', 'Nobody is in this campaign.', 'Choose leads by a filter or a list.', page(c))
}

function hasMailbox(c: ToCheck): Check {
  if (!c.mailboxes.length && !c.steps.some((s) => s.kind === 'email')) return ok('mailbox', 'Nothing is mailed.')
  return c.mailboxes.length ? ok('mailbox', `${c.mailboxes.length === 1 ? c.mailboxes[0]!.mailbox.address : `${c.mailboxes.length} mailboxes`} will send.`) : no('red', 'no_mailbox', 'No mailbox is chosen.', 'Choose the mailboxes it is sent from.', page(c))
}

function mailboxesSend(c: ToCheck): Check[] {
  const sick = c.mailboxes.filter((m) => !m.sends)
  const colour = sick.length === c.mailboxes.length ? 'red' : 'amber'
  return sick.map(({ mailbox: m }) => no(colour, 'mailbox_cannot_send', `${m.address} cannot send: ${m.statusReason ?? `it is ${m.status.replace('_', ' ')}.`}`, m.status === 'paused' ? 'Resume it.' : 'Connect it again.', `/mailboxes?open=${m.id}`))
}

function addressesAreGood(c: ToCheck): Check | null {
  const { bad, unchecked, risky, examples } = c.addresses
  if (!c.counters.total) return null
  if (bad) return no('amber', 'bad_addresses', `${bad === 1 ? 'One address' : `${bad.toLocaleString('en')} addresses`} will bounce: ${examples.join(', ')}${bad > examples.length ? ' …' : ''}.`, 'Correct them on the lead, or take the leads out.', `/campaigns/${c.campaign.id}?tab=leads`)
  if (unchecked) return ok('addresses', `${unchecked === 1 ? 'One address has' : `${unchecked.toLocaleString('en')} addresses have`} not been checked yet.`)
  return ok('addresses', risky ? `No address is known to be dead; ${risky === 1 ? 'one is' : `${risky} are`} risky.` : 'All addresses take mail.')
}

/** Red that a manager may pass by: everything else red has to be mended. */
export const passable: readonly string[] = ['no_dmarc']
export const mayPass = (actor: Actor): boolean => actor.kind === 'system' || may(actor.role, 'mailboxes.manage')

function domainsInOrder(c: ToCheck): Check[] {
  return c.domains.map(({ domain, report }) => {
    if (!report) return no('amber', 'domain_unchecked', `The DNS of ${domain} has not been looked at yet.`, 'Check it on the mailbox page.', '/mailboxes')
    const dmarc = report.findings.find((f) => f.id === 'dmarc' && f.colour !== 'grey')
    if (report.dmarc === 'missing') return no('red', 'no_dmarc', dmarc?.sentence ?? `${domain} has no DMARC record.`, dmarc?.mend ?? 'Add one.', '/mailboxes')
    if (!report.reachable) return no('amber', 'dns_unreachable', `${domain}: ${unreachedSentence}`, 'Check SPF, DKIM and DMARC by other means.', '/mailboxes')
    if (report.findings.some((f) => f.colour === 'red')) return no('amber', 'domain_red', report.summary, 'See what to mend on the mailbox page.', '/mailboxes')
    const proofs = report.findings.filter((f) => ['spf', 'dkim', 'dmarc'].includes(f.id))
    if (proofs.some((f) => f.colour === 'grey')) return no('amber', 'domain_unasked', report.summary, 'Check it again on the mailbox page.', '/mailboxes')
    return ok('domain', proofs.every((f) => f.colour === 'green') ? `${domain} says that your mails are yours (SPF, DKIM, DMARC).` : report.summary)
  })
}

/** Nothing leaves, but what the practice world answers is kept like any answer. */
function practiceLeavesMarks(c: ToCheck): Check | null {
  const n = c.practisedOn
  return n ? no('amber', 'practice_marks', `This is practice, but ${people(n)} ${n === 1 ? 'has an address' : 'have addresses'} of the real world: what is answered, bounces or unsubscribes here stays on ${n === 1 ? 'it' : 'them'}, and a real campaign would leave ${n === 1 ? 'it' : 'them'} out.`, 'Practise with sample leads (addresses that end in .example).', `/campaigns/${c.campaign.id}?tab=leads`) : null
}

function somethingApproved(c: ToCheck): Check | null {
  if (c.campaign.status !== 'draft' || !c.counters.total || c.campaign.approval === 'automatic' || c.counters.ready || c.steps.find((s) => s.kind === 'email' || s.kind === 'task')?.kind === 'task') return null
  return no('red', 'nothing_approved', 'No mail is approved yet.', 'Approve at least one first mail.', `/approvals?campaign=${c.campaign.id}`)
}

function sendingIsOn(c: ToCheck): Check | null {
  return c.stopped ? no('red', 'sending_stopped', `All sending is stopped${c.stopped.reason ? ` (${c.stopped.reason})` : ''}.`, 'Let the queue move again.', '/mailboxes') : null
}

function draftsAreSettled(c: ToCheck): Check | null {
  const n = c.counters.waitingApproval
  if (!n) return c.counters.ready ? ok('approved', 'Every first mail that is written is approved.') : null
  return no('amber', 'unapproved', `${people(n)} ${n === 1 ? 'waits' : 'wait'} for approval and get nothing until then.`, 'Approve or skip them.', `/approvals?campaign=${c.campaign.id}`)
}

function everybodyPrepared(c: ToCheck): Check | null {
  const n = c.counters.preparing
  return n ? no('amber', 'preparing', `${people(n)} ${n === 1 ? 'is' : 'are'} still being researched and written.`, 'Wait, or launch with those who are ready; the others follow.', `/campaigns/${c.campaign.id}?tab=leads&state=preparing`) : null
}

function researched(c: ToCheck): Check | null {
  return c.notResearched ? no('amber', 'not_researched', `Nothing was found about ${people(c.notResearched)}; their mails speak of your offer only.`, 'Add a note to the lead or its company, or leave them out.', page(c)) : null
}

function hasOffer(c: ToCheck): Check | null {
  return c.offer?.oneLiner ? null : no('amber', 'no_offer', 'It is not said anywhere what you sell.', 'Describe your offer in a sentence.', '/settings/offer')
}

function hasPostalAddress(c: ToCheck): Check | null {
  return !c.offer || c.offer.postalAddress.trim() || c.postalAddress.trim() ? null : no('amber', 'no_postal_address', 'Your postal address is missing; some countries ask for it in every first mail.', 'Add it to your offer.', '/settings/offer')
}

function canUnsubscribe(c: ToCheck): Check {
  return c.campaign.unsubscribeHeader ? ok('unsubscribe', 'Everybody can unsubscribe with one click.') : no('amber', 'no_unsubscribe', 'The unsubscribe header is off.', 'Turn it on, or make sure every mail says how to say no.', page(c))
}

function linksAnswer(c: ToCheck): Check[] {
  return [...c.links]
}

function windowIsLongEnough(c: ToCheck): Check | null {
  if (!c.byLimits || c.byGaps >= Math.min(c.byLimits, Math.max(1, c.counters.total))) return null
  return no('amber', 'window_too_short', `The window from ${c.campaign.windowStart} to ${c.campaign.windowEnd} is too short: with the pauses between mails ${c.byGaps} fit into it, not ${c.byLimits}.`, 'Make the window longer, or add a mailbox.', page(c))
}

function endsSoon(c: ToCheck): Check | null {
  if (!c.forecast.total) return null
  if (c.forecast.perDay.length <= 60) return c.forecast.finishDay ? ok('finish', `Done on ${spokenDay(c.forecast.finishDay)} at the latest.`) : null
  return no('amber', 'takes_long', `At this pace it takes ${c.forecast.perDay.length} sending days.`, 'Add a mailbox, or take fewer leads.', page(c))
}
