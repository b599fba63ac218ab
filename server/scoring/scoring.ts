// Scores are kept up: by what happens to a lead, when the rules change, and once a day, because what was done grows old.
import { importedLeads } from '#leads'
import type { ScoreRules, SignalKind } from '#contract/scoring'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { loop } from '#platform/room'
import type { Ground, World } from '#platform/world'
import { byRules, firstRules, type LeadFacts, type Score, type Scorer, type Signal } from './score.ts'
import { rulesRow, saveScores, signalsOf, subjects, subjectsAfter, type Subject } from './store.ts'

const atOnce = 1000

export const rulesOf = async (tx: Tx): Promise<ScoreRules> => (await rulesRow(tx))?.rules ?? firstRules

/** Those that are no leads any more are passed over. */
export async function scoreLeads(world: World, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)].toSorted()
  for (let at = 0; at < wanted.length; at += atOnce)
    await world.write(async (tx) => saveScores(tx, await scored(tx, await subjects(tx, wanted.slice(at, at + atOnce)), byRules(await rulesOf(tx)))))
  if (wanted.length) await world.write((tx) => liveChanged(tx, 'leads'))
}

export async function scoreAll(world: World, signal?: AbortSignal): Promise<void> {
  for (let after: string | null = null; ;) {
    if (signal?.aborted) throw new Error('The process is stopping; scoring goes on after the next start.')
    const last: string | undefined = await world.write(async (tx) => {
      const page = await subjectsAfter(tx, after, atOnce)
      await saveScores(tx, await scored(tx, page, byRules(await rulesOf(tx))))
      return page.length < atOnce ? undefined : page.at(-1)!.id
    })
    if (!last) break
    after = last
  }
  await world.write((tx) => liveChanged(tx, 'leads'))
}

export async function scoreImported(world: World, importId: string): Promise<void> {
  for (let after: string | undefined; ;) {
    const page: string[] = await world.read((tx) => importedLeads(tx, importId, after, atOnce))
    await scoreLeads(world, page)
    if (page.length < atOnce) return
    after = page.at(-1)
  }
}

export async function scored(tx: Tx, people: Subject[], scorer: Scorer): Promise<(Score & { leadId: string })[]> {
  if (!people.length) return []
  const signals = Map.groupBy(await signalsOf(tx, people.map((p) => p.id)), (s) => s.leadId)
  return people.map((p) => ({ leadId: p.id, ...scorer(factsOf(p, signals.get(p.id) ?? []), tx.now) }))
}

// That an address is dead or silent is told by the lead itself, where it is also taken back.
function factsOf({ id: _, firstName: _f, lastName: _l, email, bouncedAt, optedOutAt, ...fields }: Subject, signals: Signal[]): LeadFacts {
  const of = (kind: SignalKind, at: Date | null): Signal[] => (at ? [{ kind, at, human: true }] : [])
  return { fields: { ...fields, emailDomain: email.split('@')[1] ?? null }, signals: [...signals, ...of('bounced', bouncedAt), ...of('opted_out', optedOutAt)] }
}

/** Leads whose score is a day old and leans on what they did, and leads that have none yet. */
export const ageing = loop('scoring.ageing', { roles: ['worker'] }, async (ground, signal) => {
  while (!signal.aborted) {
    while (!signal.aborted && (await scoreDue(ground)) > 0) { /* until nothing is due */ }
    await ground.clock.sleep(300_000, signal)
  }
})

export async function scoreDue(ground: Ground): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string; lead_id: string }>('select workspace_id, lead_id from scores_due($1, 2000)', [new Date(ground.clock.now().getTime() - 86_400_000)])
  for (const [workspaceId, all] of Map.groupBy(due, (d) => d.workspace_id)) await scoreLeads(ground.world(workspaceId), all.map((d) => d.lead_id))
  return due.length
}
