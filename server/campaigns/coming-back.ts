// Who comes back from an end, by the hand of a person. They are judged as they are held: an answer, or a colleague's, that is being
// written at this moment has been read, or waits until we are through. And they are sifted, as newcomers are: since they left, another
// campaign may have taken them in.
import { findLeads, lockContactable } from '#leads'
import { whoAnsweredSince } from '#inbox'
import type { Tx } from '#platform/db'
import { enrollmentsByIds, lockEnrollments, type Enrollment } from './enrollment-store.ts'
import { sift, type LeftOutCode } from './sifting.ts'

/** Leads before enrollments, as everybody locks. The campaign is held by whoever calls. */
export async function hold(tx: Tx, ids: string[]): Promise<Enrollment[]> {
  const leads = await findLeads(tx, [...new Set((await enrollmentsByIds(tx, ids)).map((row) => row.leadId))])
  await lockContactable(tx, leads.map((lead) => ({ leadId: lead.id, address: lead.email })))
  return lockEnrollments(tx, ids)
}

/** That they were here is no news, and a person may overrule an earlier answer. */
const tried: readonly LeftOutCode[] = ['already_here', 'replied_before']
/** Whoever goes on where they were was asked the rest when they came in. */
const goingOn: readonly LeftOutCode[] = [...tried, 'was_in_a_campaign', 'touched_lately', 'status_excluded', 'list_excluded', 'tag_excluded', 'company_excluded']

/**
 * By lead, why they stay out. Whoever was in goes on, unless they `begin` again; whoever had been left out comes in. Nobody goes on who
 * has answered since they came in, whatever it was that had ended it. `leaving`: the campaign that gives them back.
 */
export async function keptOut(tx: Tx, campaignId: string, rows: readonly Pick<Enrollment, 'leadId' | 'state' | 'createdAt'>[], how: { begin?: boolean; leaving?: string | undefined } = {}): Promise<Map<string, string>> {
  const were = rows.filter((row) => row.state !== 'skipped'), no = new Map<string, string>()
  for (const [known, some] of [[how.begin ? tried : goingOn, were], [tried, rows.filter((row) => row.state === 'skipped')]] as const)
    if (some.length) for (const l of (await sift(tx, campaignId, some.map((row) => row.leadId), known, how.leaving)).leftOut) no.set(l.leadId, l.detail)
  if (were.length) for (const leadId of await whoAnsweredSince(tx, were.map((row) => ({ leadId: row.leadId, since: row.createdAt })))) no.set(leadId, 'Has answered since then.')
  return no
}
