// Who of an audience may come in, and who is left out and why.
import type { Audience, AudiencePreview } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { findLeads, leadsMatching, membersOf, nameOf, onLists, parseAddress, suppressionReasonsFor, type Lead } from '#leads'
import { lastMailsTo } from '#sending'
import { writtenByHand } from '#inbox'
import { enrollmentIdsOfLeads } from './enrollment-store.ts'
import { isOver } from './enrollment.ts'
import { builtInSafety, safetyOf } from './safety.ts'
import { spokenDay } from './schedule.ts'
import { campaignById, campaignsByIds } from './store.ts'

export type LeftOutCode = 'no_address' | 'invalid' | 'suppressed' | 'bounced' | 'replied_before' | 'in_another_campaign' | 'already_here' | 'deleted' | 'was_in_a_campaign' | 'touched_lately' | 'status_excluded' | 'list_excluded' | 'tag_excluded' | 'company_excluded'
export interface LeftOut { leadId: string; name: string; code: LeftOutCode; detail: string }
export interface Sifted { fits: Lead[]; leftOut: LeftOut[] }

const plural = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n.toLocaleString('en')} ${many}`)
const groupSentences: Record<LeftOutCode, (n: number) => string> = {
  no_address: (n) => `${plural(n, 'lead has', 'leads have')} no e-mail address.`,
  invalid: (n) => `${plural(n, 'address cannot', 'addresses cannot')} be written to.`,
  suppressed: (n) => `${plural(n, 'lead is', 'leads are')} on the suppression list.`,
  bounced: (n) => `Mail to ${plural(n, 'lead', 'leads')} came back before.`,
  replied_before: (n) => `${plural(n, 'lead has', 'leads have')} answered before; they deserve a personal mail.`,
  in_another_campaign: (n) => `${plural(n, 'lead is', 'leads are')} in another campaign right now.`,
  already_here: (n) => `${plural(n, 'lead is', 'leads are')} in this campaign already.`,
  was_in_a_campaign: (n) => `${plural(n, 'lead was', 'leads were')} in a campaign before, and the safety rules allow only one.`,
  touched_lately: (n) => `${plural(n, 'lead was', 'leads were')} written to too short a time ago.`,
  status_excluded: (n) => `${plural(n, 'lead has', 'leads have')} a status that the safety rules leave out.`,
  list_excluded: (n) => `${plural(n, 'lead is', 'leads are')} on a list that the safety rules leave out.`,
  tag_excluded: (n) => `${plural(n, 'lead has', 'leads have')} a tag that the safety rules leave out.`,
  company_excluded: (n) => `${plural(n, 'lead belongs', 'leads belong')} to a company that the safety rules leave out.`,
  deleted: (n) => `${plural(n, 'lead is', 'leads are')} in the trash.`,
}

export async function audienceIds(tx: Tx, audience: Audience): Promise<string[]> {
  if (audience.leadIds) return [...new Set(audience.leadIds)]
  if (audience.listId) return membersOf(tx, audience.listId)
  return leadsMatching(tx, { filter: audience.filter, search: audience.search })
}

/**
 * By the safety rules of the campaign. A handful of questions for all of them at once. `overruled`: reasons that keep nobody out this
 * time; whoever has another one besides stays out for that. `leaving`: the campaign they would come from, which does not keep them.
 */
export async function sift(tx: Tx, campaignId: string, leadIds: string[], overruled: readonly LeftOutCode[] = [], leaving?: string): Promise<Sifted> {
  const campaign = await campaignById(tx, campaignId)
  const rules = campaign ? await safetyOf(tx, campaign) : builtInSafety
  const leads = new Map((await findLeads(tx, leadIds)).map((l) => [l.id, l]))
  const suppressed = await suppressionReasonsFor(tx, [...leads.values()])
  const others = await enrollmentIdsOfLeads(tx, leadIds)
  const openTo = rules.again === 'any_time' ? await notExclusive(tx, others.filter((e) => !isOver(e.state)).map((e) => e.campaignId)) : new Set<string>()
  const elsewhere = new Set<string>(), here = new Set<string>(), before = new Set<string>()
  for (const e of others) {
    if (e.campaignId === campaignId) { if (e.state !== 'skipped') here.add(e.leadId) }
    else {
      if (e.state !== 'skipped') before.add(e.leadId)
      if (!isOver(e.state) && e.campaignId !== leaving && !openTo.has(e.campaignId)) elsewhere.add(e.leadId)
    }
  }
  const touched = rules.minDays ? await lastTouches(tx, leadIds, new Date(tx.now.getTime() - rules.minDays * 86_400_000)) : new Map<string, Date>()
  const listed = new Set(rules.listIds.length ? await onLists(tx, rules.listIds, leadIds) : [])
  const fits: Lead[] = [], leftOut: LeftOut[] = []
  for (const id of leadIds) {
    const lead = leads.get(id)
    if (!lead) continue
    const why = whyNot(lead)
    if (why) leftOut.push({ leadId: id, name: nameOf(lead), ...why })
    else fits.push(lead)
  }
  return { fits, leftOut }

  function whyNot(lead: Lead): { code: LeftOutCode; detail: string } | null {
    for (const why of reasons(lead)) if (!overruled.includes(why.code)) return why
    return null
  }

  function* reasons(lead: Lead): Generator<{ code: LeftOutCode; detail: string }> {
    if (lead.deletedAt) yield { code: 'deleted', detail: 'In the trash.' }
    if (here.has(lead.id)) yield { code: 'already_here', detail: 'In this campaign already.' }
    if (!lead.email) yield { code: 'no_address', detail: 'No e-mail address.' }
    if (!parseAddress(lead.email).ok) yield { code: 'invalid', detail: `${lead.email} is not an address.` }
    const reason = suppressed.get(lead.email)
    if (reason) yield { code: 'suppressed', detail: `On the suppression list: ${reason.replace('_', ' ')}.` }
    if (lead.bouncedAt) yield { code: 'bounced', detail: `Mail to ${lead.email} came back.` }
    if (rules.statuses.includes(lead.status)) yield { code: 'status_excluded', detail: `Its status is ${lead.status.replace('_', ' ')}.` }
    if (lead.companyId && rules.companyIds.includes(lead.companyId)) yield { code: 'company_excluded', detail: `${lead.companyName ?? 'Its company'} is left out.` }
    const tag = lead.tags.find((t) => rules.tags.includes(t))
    if (tag) yield { code: 'tag_excluded', detail: `It has the tag ${tag}.` }
    if (listed.has(lead.id)) yield { code: 'list_excluded', detail: 'It is on a list that is left out.' }
    if (lead.repliedAt && !rules.afterReply) yield { code: 'replied_before', detail: 'Has answered before.' }
    if (elsewhere.has(lead.id)) yield { code: 'in_another_campaign', detail: 'In another campaign right now.' }
    if (rules.again === 'once' && before.has(lead.id)) yield { code: 'was_in_a_campaign', detail: 'Was in a campaign before.' }
    const last = touched.get(lead.id)
    if (last) yield { code: 'touched_lately', detail: `Was written to on ${spokenDay(last.toISOString().slice(0, 10))}; the rules ask for ${plural(rules.minDays, 'day', 'days')} between.` }
  }
}

/** Of these campaigns, those that let others have their leads too. */
async function notExclusive(tx: Tx, campaignIds: string[]): Promise<Set<string>> {
  const open = new Set<string>()
  for (const campaign of await campaignsByIds(tx, [...new Set(campaignIds)])) if (!(await safetyOf(tx, campaign)).exclusive) open.add(campaign.id)
  return open
}

/** The last mail to each by anybody since then: from a campaign, by hand in Overture, or in another mail program. */
async function lastTouches(tx: Tx, leadIds: string[], since: Date): Promise<Map<string, Date>> {
  const last = new Map<string, Date>()
  for (const { leadId, at } of [...(await lastMailsTo(tx, leadIds, since)), ...(await writtenByHand(tx, leadIds, since))]) if (!(last.get(leadId)! >= at)) last.set(leadId, at)
  return last
}

export function grouped(leftOut: { leadId: string; name: string; code: string; detail: string }[]): AudiencePreview['leftOut'] {
  const groups = Map.groupBy(leftOut, (l) => l.code)
  return [...groups].map(([code, all]) => ({
    code, count: all.length, sentence: leftOutSentence(code, all.length),
    examples: all.slice(0, 5).map(({ leadId, name, detail }) => ({ leadId, name, detail })),
  })).sort((a, b) => b.count - a.count)
}

export const leftOutSentence = (code: string, n: number): string =>
  code in groupSentences ? groupSentences[code as LeftOutCode](n) : `${plural(n, 'lead is', 'leads are')} left out.`

/** In chunks, so that a hundred thousand leads are never all in memory. */
export async function previewAudience(tx: Tx, campaignId: string, audience: Audience): Promise<AudiencePreview> {
  const ids = await audienceIds(tx, audience)
  let fits = 0
  const leftOut: LeftOut[] = []
  for (let i = 0; i < ids.length; i += 5000) {
    const part = await sift(tx, campaignId, ids.slice(i, i + 5000))
    fits += part.fits.length
    leftOut.push(...part.leftOut)
  }
  return { found: ids.length, fits, leftOut: grouped(leftOut), sentence: audienceSentence(ids.length, fits) }
}

export const audienceSentence = (found: number, fits: number): string =>
  found === fits ? `${plural(fits, 'lead', 'leads')} can come in.` : `${fits.toLocaleString('en')} of ${plural(found, 'lead', 'leads')} can come in.`
