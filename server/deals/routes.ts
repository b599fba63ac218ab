import { bulkDeals } from '#contract/bulk'
import { done } from '#contract/contract'
import * as say from '#contract/deals'
import * as setup from '#contract/deal-setup'
import { changeMany } from '#records'
import { sightOf } from '#platform/rights'
import { rawRoute, route, routeOut } from '#platform/route'
import { shareAnswer } from '#platform/sharing'
import { board, cardView, columnOf, table } from './board.ts'
import { cardOf } from './board-store.ts'
import { removePerson, setPerson } from './committee.ts'
import { convertLead } from './converting.ts'
import { createDeal, today } from './creating.ts'
import { dealIdsInOrder } from './exporting.ts'
import { deleteDeal, editDeal, restoreDeal } from './editing.ts'
import { addLine, editLine, removeLine } from './lines.ts'
import { moveDeal } from './moving.ts'
import { addStage, createPipeline, deletePipeline, deleteStage, editStage, orderStages, pipelines, renamePipeline } from './pipelines.ts'
import { productRows } from './product-store.ts'
import { changeSettings, createProduct, editProduct, productView, removeProduct, removeRate, setRate, showSettings } from './products.ts'
import { showDeal } from './showing.ts'

const deals = [
  // A board tells whose cards one may change, and knows who "me" is: only who sees the same shares an answer.
  rawRoute(say.dealBoard, async ({ world, query, request, reply, user }) => {
    const eyes = `${sightOf(world.actor)} ${JSON.stringify(user.changes?.deals ?? null)} ${query.ownerId === 'me' ? user.id : ''}`
    const answer = await shareAnswer(`${world.workspaceId} ${request.url} ${eyes}`, async () => Buffer.from(JSON.stringify(await world.read((tx) => board(tx, query)))))
    return reply.type('application/json; charset=utf-8').send(answer)
  }),
  route(say.dealColumn, ({ tx, query }) => columnOf(tx, query)),
  route(say.listDeals, ({ tx, query }) => table(tx, query)),
  route(say.getDeal, ({ tx, params }) => showDeal(tx, params.id)),
  routeOut(bulkDeals, ({ world, body: { whom, action } }) => changeMany(world, 'deal', action, async (tx) => ('ids' in whom ? whom.ids : dealIdsInOrder(tx, { ...whom.matching, sort: 'createdAt' })))),
  route(say.createDeal, async ({ tx, body }) => showDeal(tx, (await createDeal(tx, body)).id)),
  route(say.updateDeal, async ({ tx, params, body }) => showDeal(tx, (await editDeal(tx, params.id, body)).id)),
  route(say.moveDeal, async ({ tx, params, body }) => {
    const deal = await moveDeal(tx, params.id, body)
    return cardView(await cardOf(tx, deal.id), tx, await today(tx))
  }),
  route(say.deleteDeal, async ({ tx, params }) => { await deleteDeal(tx, params.id); return done }),
  route(say.restoreDeal, async ({ tx, params }) => showDeal(tx, (await restoreDeal(tx, params.id)).id)),
  route(say.convertLead, async ({ tx, params, body }) => {
    const { deal, isNew } = await convertLead(tx, params.id, body)
    return { deal: await showDeal(tx, deal.id), isNew }
  }),
  route(say.setDealPerson, async ({ tx, params, body }) => { await setPerson(tx, params.id, params.leadId, body.role, body.influence); return showDeal(tx, params.id) }),
  route(say.removeDealPerson, async ({ tx, params }) => { await removePerson(tx, params.id, params.leadId); return showDeal(tx, params.id) }),
  route(say.addDealLine, async ({ tx, params, body }) => { await addLine(tx, params.id, body); return showDeal(tx, params.id) }),
  route(say.updateDealLine, async ({ tx, params, body }) => { await editLine(tx, params.id, params.lineId, body); return showDeal(tx, params.id) }),
  route(say.removeDealLine, async ({ tx, params }) => { await removeLine(tx, params.id, params.lineId); return showDeal(tx, params.id) }),
]

const pipelineRoutes = [
  route(setup.listPipelines, async ({ tx }) => ({ items: await pipelines(tx) })),
  route(setup.createPipeline, ({ tx, body }) => createPipeline(tx, body.name)),
  route(setup.updatePipeline, ({ tx, params, body }) => renamePipeline(tx, params.id, body.name)),
  route(setup.deletePipeline, async ({ tx, params }) => { await deletePipeline(tx, params.id); return done }),
  route(setup.createStage, ({ tx, params, body }) => addStage(tx, params.id, body)),
  route(setup.updateStage, ({ tx, params, body }) => editStage(tx, params.id, body)),
  route(setup.orderStages, ({ tx, params, body }) => orderStages(tx, params.id, body.ids)),
  route(setup.deleteStage, async ({ tx, params, query }) => { await deleteStage(tx, params.id, query.moveTo); return done }),
]

const goods = [
  route(setup.listProducts, async ({ tx, query }) => ({ items: (await productRows(tx, { active: query.active === undefined ? undefined : query.active === 'true', search: query.search })).map(productView) })),
  route(setup.createProduct, ({ tx, body }) => createProduct(tx, body)),
  route(setup.updateProduct, ({ tx, params, body }) => editProduct(tx, params.id, body)),
  route(setup.deleteProduct, async ({ tx, params }) => { await removeProduct(tx, params.id); return done }),
  route(setup.dealSettings, ({ tx }) => showSettings(tx)),
  route(setup.updateDealSettings, ({ tx, body }) => changeSettings(tx, body)),
  route(setup.setRate, ({ tx, body }) => setRate(tx, body)),
  route(setup.deleteRate, ({ tx, params }) => removeRate(tx, params.id)),
]

export const routes = [...deals, ...pipelineRoutes, ...goods]
