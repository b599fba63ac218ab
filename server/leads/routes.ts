import { Readable } from 'node:stream'
import * as bulk from '#contract/bulk'
import * as say from '#contract/leads'
import * as twins from '#contract/duplicates'
import * as statuses from '#contract/lead-statuses'
import * as records from '#contract/records'
import * as suppressions from '#contract/suppressions'
import { done } from '#contract/contract'
import { attachment } from '#platform/csv'
import { liveChanged } from '#platform/events'
import { notFound } from '#platform/refuse'
import { sightOf } from '#platform/rights'
import { shareAnswer } from '#platform/sharing'
import { rawRoute, route, routeOut } from '#platform/route'
import { createLead } from './creating.ts'
import { leadsMatching } from './matching.ts'
import { deleteLeads, editLead, putBackOnLead, restoreLead } from './editing.ts'
import { addMembers } from './list-store.ts'
import { allLists, changeList, createList, deleteList, theListToFill } from './lists.ts'
import { askForDuplicates, decide, duplicateCounts, duplicatePage, duplicatesOf } from './duplicates.ts'
import { mergeLeads } from './merging.ts'
import { changeMany, mergesNewest } from '#records'
import { undoMerge } from './unmerging.ts'
import { countLeads, leadsInTrash, leadsOfCompany, listLeads } from './listing.ts'
import { changeStatus, createStatus, orderStatuses, removeStatus, setRules, workflow } from './statuses.ts'
import { checkBeforeSaving, shown, showLead } from './showing.ts'
import { giveAddresses } from './identities.ts'
import { addressesOf } from './identity-store.ts'
import { choices, findLead } from './store.ts'
import { freshStatistics } from './suppression-store.ts'
import { suppressCompany } from './suppressing-companies.ts'
import { suppressPasted, unsuppress } from './suppressing.ts'
import { suppressFile } from './suppression-file.ts'
import { searchSuppressions, suppressionLines } from './suppression-list.ts'

const leads = [
  rawRoute(say.listLeads, async ({ world, query, request, reply }) => {
    const answer = await shareAnswer(`${world.workspaceId} ${request.url} ${sightOf(world.actor)}`, async () => Buffer.from(JSON.stringify(await listLeads(world, query))))
    return reply.type('application/json; charset=utf-8').send(answer)
  }),
  route(say.countLeads, async ({ tx, query }) => countLeads(tx, query, query.exact === 'true')),
  route(say.leadChoices, async ({ tx }) => choices(tx)),
  route(say.checkLead, async ({ tx, query }) => checkBeforeSaving(tx, query)),
  route(say.getLead, async ({ tx, params }) => showLead(tx, params.id)),
  route(say.createLead, async ({ tx, body, user }) => {
    const { listId, ...news } = body
    if (listId) await theListToFill(tx, listId)
    const lead = await createLead(tx, { ...news, source: 'manual', ownerId: user.id })
    if (listId) await addMembers(tx, listId, [lead.id])
    await liveChanged(tx, 'leads')
    return shown(tx, lead)
  }),
  route(say.updateLead, async ({ tx, params, body }) => shown(tx, await editLead(tx, params.id, body))),
  route(records.putBackOnLead, async ({ tx, params }) => { await putBackOnLead(tx, params.id, params.changeId); return done }),
  route(say.getLeadAddresses, async ({ tx, params }) => {
    if (!(await findLead(tx, params.id))) throw notFound('lead')
    return { addresses: await addressesOf(tx, params.id) }
  }),
  route(say.setLeadAddresses, async ({ tx, params, body }) => {
    await giveAddresses(tx, params.id, body.addresses)
    return { addresses: await addressesOf(tx, params.id) }
  }),
  route(say.deleteLead, async ({ tx, params }) => { await deleteLeads(tx, [params.id]); return done }),
  route(say.restoreLead, async ({ tx, params }) => shown(tx, await restoreLead(tx, params.id))),
  route(say.listTrash, async ({ tx, query }) => leadsInTrash(tx, query)),
  route(say.listLeadsOfCompany, async ({ tx, params, query }) => leadsOfCompany(tx, params.id, query)),
]

const bulkChanges = [
  routeOut(bulk.bulkLeads, async ({ world, body }) => changeMany(world, 'lead', body.action, async (tx) => { const { whom } = body; return 'ids' in whom ? whom.ids : leadsMatching(tx, whom.matching) })),
]

const lists = [
  route(say.listLists, async ({ tx }) => ({ items: await allLists(tx) })),
  route(say.createList, async ({ tx, body }) => createList(tx, body.name, body.filter)),
  route(say.renameList, async ({ tx, params, body }) => changeList(tx, params.id, body)),
  route(say.deleteList, async ({ tx, params }) => { await deleteList(tx, params.id); return done }),
]

const suppression = [
  route(suppressions.listSuppressions, async ({ tx, query }) => searchSuppressions(tx, query)),
  routeOut(suppressions.addSuppressions, async ({ world, body }) => {
    const result = await world.write((tx) => suppressPasted(tx, body.text, body.reason, body.note ?? null))
    if (result.added > 100) await world.write((tx) => freshStatistics(tx))
    return result
  }),
  route(suppressions.suppressCompany, async ({ tx, body }) => suppressCompany(tx, body)),
  routeOut(suppressions.uploadSuppressions, async ({ world, body }) => {
    const result = await world.write((tx) => suppressFile(tx, body.csv, body.reason, body.note ?? null))
    if (result.added > 100) await world.write((tx) => freshStatistics(tx))
    return result
  }),
  route(suppressions.removeSuppression, async ({ tx, params }) => { await unsuppress(tx, params.id); return done }),
  rawRoute(suppressions.exportSuppressions, async ({ world, query, reply }) =>
    reply.type('text/csv; charset=utf-8').header('content-disposition', attachment(query.hashed === 'true' ? 'suppression-list-hashed.csv' : 'suppression-list.csv')).send(Readable.from(suppressionLines(world, query, query.hashed === 'true')))),
]

const doubles = [
  route(twins.listDuplicates, async ({ tx, query }) => duplicatePage(tx, query)),
  route(twins.countDuplicates, async ({ tx }) => duplicateCounts(tx)),
  route(twins.lookForDuplicates, async ({ tx }) => { await askForDuplicates(tx); return done }),
  route(twins.dismissDuplicate, async ({ tx, params }) => { await decide(tx, params.id, 'dismissed'); return done }),
  route(twins.reopenDuplicate, async ({ tx, params }) => { await decide(tx, params.id, 'open'); return done }),
  route(twins.duplicatesOfLead, async ({ tx, params }) => ({ items: await duplicatesOf(tx, 'lead', params.id) })),
  route(twins.duplicatesOfCompany, async ({ tx, params }) => ({ items: await duplicatesOf(tx, 'company', params.id) })),
  route(twins.mergeLeads, async ({ tx, body }) => mergeLeads(tx, body)),
  route(twins.listMerges, async ({ tx, query }) => ({ items: (await mergesNewest(tx, query)).map(({ fields: _, kept: __, ...m }) => ({ ...m, at: m.at.toISOString(), undoneAt: m.undoneAt && m.undoneAt.toISOString() })) })),
  route(twins.undoMerge, async ({ tx, params }) => ({ ...done, says: await undoMerge(tx, params.id) })),
]

const workflows = [
  route(statuses.listStatuses, async ({ tx }) => workflow(tx)),
  route(statuses.createStatus, async ({ tx, body }) => createStatus(tx, body)),
  route(statuses.orderStatuses, async ({ tx, body }) => orderStatuses(tx, body.keys)),
  route(statuses.setStatusRules, async ({ tx, body }) => setRules(tx, body.rules)),
  route(statuses.changeStatus, async ({ tx, params, body }) => changeStatus(tx, params.key, body)),
  route(statuses.removeStatus, async ({ tx, params, body }) => ({ ...done, ...(await removeStatus(tx, params.key, body.successor)) })),
]

export const routes = [...doubles, ...workflows, ...leads, ...bulkChanges, ...lists, ...suppression]
