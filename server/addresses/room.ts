import * as say from '#contract/addresses'
import { done } from '#contract/contract'
import { findLead, leadsImported } from '#leads'
import { later } from '#platform/events'
import { enqueue, job, work } from '#platform/jobs'
import { notFound } from '#platform/refuse'
import type { Room } from '#platform/room'
import { route, routeOut } from '#platform/route'
import { checkImported, checkThese, checkUnchecked } from './addresses.ts'
import { checksOf, type Row } from './store.ts'

const checkJob = job<{ leadIds: string[] } | { importId: string } | { unchecked: true }>('addresses.check', { retryLimit: 10, expireInSeconds: 3 * 3600 })

const viewOf = (row: Row) => ({ ...row, checkedAt: row.checkedAt.toISOString() })

const routes = [
  route(say.getAddressCheck, async ({ tx, params }) => {
    if (!(await findLead(tx, params.id))) throw notFound('lead')
    const [row] = await checksOf(tx, [params.id])
    return { check: row ? viewOf(row) : null }
  }),
  routeOut(say.checkAddress, async ({ world, params }) => {
    if (!(await world.read((tx) => findLead(tx, params.id)))) throw notFound('lead')
    await checkThese(world, [params.id])
    const [row] = await world.read((tx) => checksOf(tx, [params.id]))
    if (!row) throw notFound('lead')
    return { check: viewOf(row) }
  }),
  route(say.listAddressChecks, async ({ tx, query }) => ({
    items: (await checksOf(tx, query.ids.split(',').filter((id) => /^[0-9a-f-]{36}$/i.test(id)).slice(0, 200))).map((c) => ({ leadId: c.leadId, verdict: c.verdict, sentence: c.findings[0]?.sentence ?? '' })),
  })),
  route(say.checkAddresses, async ({ tx, body }) => { await enqueue(tx, checkJob, body); return done }),
]

// Above mailboxes, whose way to the DNS it takes.
export const room: Room = {
  name: 'addresses', routes,
  jobs: [work(checkJob, (world, what, { signal }) => ('importId' in what ? checkImported(world, what.importId, signal) : 'leadIds' in what ? checkThese(world, what.leadIds, signal) : checkUnchecked(world, signal)), { concurrency: 1 })],
  reactions: [later(leadsImported, (world, { importId }) => world.write((tx) => enqueue(tx, checkJob, { importId })))],
}
