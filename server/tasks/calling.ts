// What to say on the phone. It is put together from what was found out about them and from our own words, and every claim says where
// it stands: nothing is made up, and where nothing is known the script says less.
import type { CallScript } from '#contract/activities'
import { findWorkspace } from '#accounts'
import { offerFor } from '#knowledge'
import type { Tx } from '#platform/db'
import { briefFor, type Fact } from '#research'
import { callRefusal } from './activity-store.ts'
import { mustFindLead } from './logging.ts'
import { dayIn } from './task.ts'

const mostClaims = 4

export async function callScript(tx: Tx, leadId: string): Promise<CallScript> {
  const lead = await mustFindLead(tx, leadId)
  const { timeZone, name: workspace } = await findWorkspace(tx)
  const offer = await offerFor(tx), refused = await callRefusal(tx, leadId), { facts } = await briefFor(tx, leadId)
  const me = tx.actor.kind === 'user' ? tx.actor.name : (offer?.senderName ?? '')
  const ours = (text: string, url: string | null = null) => ({ text, source: { label: 'What you sell', url, quote: null, date: null } })
  const claims = pick(facts).map((f) => ({ text: f.claim, source: { label: f.source === 'note' ? 'A note of yours' : hostOf(f.url), url: f.source === 'note' ? null : f.url, quote: f.quote, date: f.dated } }))
  return {
    doNotCall: refused ? `${lead.name} asked on ${dayIn(refused.at, timeZone)} not to be called.` : null,
    opening: `Hello ${lead.firstName ?? lead.name}, this is ${me}${offer?.name || workspace ? ` from ${workspace}` : ''}. Do you have a minute?`,
    claims,
    offer: [...(offer?.oneLiner ? [ours(offer.oneLiner)] : []), ...(offer?.proofs ?? []).slice(0, 2).map((p) => ours(p.text, p.url ?? null))],
    questions: (offer?.pains ?? []).slice(0, 3).map((p) => `How is it with you: ${p.text.replace(/[.!?]+$/, '')}?`),
    close: offer?.ask || 'May I send you two times for a short talk?',
  }
}

/** The newest of each kind first; what everybody knows of them (where they sit, how large they are) last. */
function pick(facts: Fact[]): Fact[] {
  const plain = ['description', 'location', 'size']
  const order = facts.toSorted((a, b) => Number(plain.includes(a.kind)) - Number(plain.includes(b.kind)) || (b.dated ?? '').localeCompare(a.dated ?? '') || b.confidence - a.confidence)
  const kinds = new Set<string>()
  return order.filter((f) => !kinds.has(f.kind) && kinds.add(f.kind)).slice(0, mostClaims)
}

const hostOf = (url: string): string => URL.parse(url)?.host.replace(/^www\./, '') ?? 'Their website'
