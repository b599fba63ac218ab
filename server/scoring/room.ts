import * as say from '#contract/scoring'
import type { FitRule } from '#contract/scoring'
import { linkClicked, messageOpened, unsubscribed, unsubscribeTakenBack } from '#tracking'
import { bounceReceived, leadInterested, optOutReceived, replyReceived, threadClassified } from '#inbox'
import { changedInChunk, findLead, leadCreated, leadRestored, leadsChanged, leadsImported, leadsMerged, leadsUnmerged, leadSuppressed, leadUpdated, meetingBooked, suppressionRemoved } from '#leads'
import { later, laterBatchOfAny, type Fact } from '#platform/events'
import { enqueue, job, work } from '#platform/jobs'
import { notFound } from '#platform/refuse'
import type { Room } from '#platform/room'
import { route, routeOut } from '#platform/route'
import { previewRules } from './previewing.ts'
import { byRules } from './score.ts'
import { ageing, rulesOf, scoreAll, scored, scoreImported, scoreLeads } from './scoring.ts'
import { rulesRow, saveRules, scoreRows, subjects } from './store.ts'

/** All leads anew; one that waits does for all who ask meanwhile. */
const allJob = job<object>('scoring.all', { policy: 'short', retryLimit: 10, expireInSeconds: 3600 })

/** What a change to many leads changes, of what rules may ask. */
const asked: Record<string, FitRule['field']> = { setStatus: 'status', addTags: 'tags', removeTags: 'tags' }

const routes = [
  route(say.getScoreRules, async ({ tx }) => ({ rules: await rulesOf(tx), initial: !(await rulesRow(tx)) })),
  route(say.setScoreRules, async ({ tx, body }) => {
    await saveRules(tx, body)
    await enqueue(tx, allJob, {}, { singletonKey: 'all' })
    return { rules: body, initial: false }
  }),
  routeOut(say.previewScoreRules, ({ world, body }) => previewRules(world, body)),
  // Reckoned at this moment, so that what is shown is never older than what happened.
  route(say.getLeadScore, async ({ tx, params }) => {
    if (!(await findLead(tx, params.id))) throw notFound('lead')
    const [score] = await scored(tx, await subjects(tx, [params.id]), byRules(await rulesOf(tx)))
    if (!score) throw notFound('lead')
    return { ...score, scoredAt: tx.now.toISOString() }
  }),
  // Those that were not reckoned yet are, for whoever looks.
  route(say.listScores, async ({ tx, query }) => {
    const ids = query.ids.split(',').filter((id) => /^[0-9a-f-]{36}$/i.test(id)).slice(0, 200)
    const stored = await scoreRows(tx, ids), known = new Set(stored.map((s) => s.leadId)), missing = ids.filter((id) => !known.has(id))
    const fresh = missing.length ? await scored(tx, await subjects(tx, missing), byRules(await rulesOf(tx))) : []
    return { items: [...stored, ...fresh].map(({ leadId, score, class: c }) => ({ leadId, score, class: c })) }
  }),
]

// Above inbox and tracking, whose signals it counts.
export const room: Room = {
  name: 'scoring', routes, loops: [ageing],
  jobs: [work(allJob, (world, _, { signal }) => scoreAll(world, signal), { concurrency: 1 })],
  reactions: [
    ...laterBatchOfAny([leadCreated, leadRestored, leadUpdated, replyReceived, threadClassified, leadInterested, meetingBooked, linkClicked, messageOpened, bounceReceived, optOutReceived, unsubscribed, unsubscribeTakenBack, leadSuppressed] as Fact<{ leadId?: string }>[],
      (world, events) => scoreLeads(world, events.flatMap((e) => e.leadId ?? []))),
    // What either did is told of the one that is left; and of each again, when they come apart.
    ...[leadsMerged, leadsUnmerged].map((fact) => later(fact, (world, e) => scoreLeads(world, [e.winnerId, e.loserId]))),
    later(leadsImported, (world, e) => scoreImported(world, e.importId)),
    later(suppressionRemoved, (world) => world.write((tx) => enqueue(tx, allJob, {}, { singletonKey: 'all' }))),
    // Few rules ask what can be changed for many at once; mostly nobody's score moves.
    later(leadsChanged, async (world, e) => {
      const field = asked[e.action]
      if (!field || !(await world.read(rulesOf)).fit.some((rule) => rule.field === field)) return
      await scoreLeads(world, await world.read((tx) => changedInChunk(tx, e.bulkId, e.chunk)))
    }),
  ],
}
