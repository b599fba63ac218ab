// Who of an audience may come in, and who is left out and why.
import type { Audience, AudiencePreview } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { findLeads, leadsMatching, membersOf, nameOf, parseAddress, suppressionReasonsFor, type Lead } from '#leads'
import { enrollmentIdsOfLeads } from './enrollment-store.ts'
import { isOver } from './enrollment.ts'

export type LeftOutCode = 'no_address' | 'invalid' | 'suppressed' | 'bounced' | 'replied_before' | 'in_another_campaign' | 'already_here' | 'deleted'
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
  deleted: (n) => `${plural(n, 'lead is', 'leads are')} in the trash.`,
}

export async function audienceIds(tx: Tx, audience: Audience): Promise<string[]> {
  if (audience.leadIds) return [...new Set(audience.leadIds)]
  if (audience.listId) return membersOf(tx, audience.listId)
  return leadsMatching(tx, { filter: audience.filter, search: audience.search })
}

export async function sift(tx: Tx, campaignId: string, leadIds: string[]): Promise<Sifted> {
  const leads = new Map((await findLeads(tx, leadIds)).map((l) => [l.id, l]))
  const suppressed = await suppressionReasonsFor(tx, [...leads.values()].map((l) => l.email))
  const elsewhere = new Set<string>(), here = new Set<string>()
  for (const e of await enrollmentIdsOfLeads(tx, leadIds)) {
    if (e.campaignId === campaignId) { if (e.state !== 'skipped') here.add(e.leadId) }
    else if (!isOver(e.state)) elsewhere.add(e.leadId)
  }
  const fits: Lead[] = [], leftOut: LeftOut[] = []
  for (const id of leadIds) {
    const lead = leads.get(id)
    const why = whyNot(lead)
    if (!lead) continue
    if (why) leftOut.push({ leadId: id, name: nameOf(lead), ...why })
    else fits.push(lead)
  }
  return { fits, leftOut }

  function whyNot(lead: Lead | undefined): { code: LeftOutCode; detail: string } | null {
    if (!lead || lead.deletedAt) return { code: 'deleted', detail: 'In the trash.' }
    if (here.has(lead.id)) return { code: 'already_here', detail: 'In this campaign already.' }
    if (!lead.email) return { code: 'no_address', detail: 'No e-mail address.' }
    if (!parseAddress(lead.email).ok) return { code: 'invalid', detail: `${lead.email} is not an address.` }
    const reason = suppressed.get(lead.email)
    if (reason) return { code: 'suppressed', detail: `On the suppression list: ${reason.replace('_', ' ')}.` }
    if (lead.bouncedAt) return { code: 'bounced', detail: `Mail to ${lead.email} came back.` }
    if (lead.repliedAt) return { code: 'replied_before', detail: 'Has answered before.' }
    if (elsewhere.has(lead.id)) return { code: 'in_another_campaign', detail: 'In another campaign right now.' }
    return null
  }
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
