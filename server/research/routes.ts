import { addResearchNotes, changeFact, getResearch, refreshResearch, requestResearch, requestResearchForMany, researchOverview } from '#contract/research'
import { route } from '#platform/route'
import { judge, nameOfSubject, note } from './noting.ts'
import { requestBrief, requestBriefs } from './requesting.ts'
import { countByStatus } from './store.ts'
import { factView, researchView } from './views.ts'

export const routes = [
  route(researchOverview, async ({ tx }) => {
    const counts = new Map((await countByStatus(tx)).map(({ status, n }) => [status, n]))
    const of = (status: 'waiting' | 'running' | 'ready' | 'nothing_found' | 'failed') => counts.get(status) ?? 0
    return { waiting: of('waiting'), running: of('running'), ready: of('ready'), nothingFound: of('nothing_found'), failed: of('failed') }
  }),
  route(requestResearchForMany, async ({ tx, body }) => requestBriefs(tx, body.subject, body.ids, { refresh: body.refresh })),
  route(getResearch, async ({ tx, params }) => researchView(tx, params.subject, params.id)),
  route(requestResearch, async ({ tx, params }) => {
    await nameOfSubject(tx, params.subject, params.id)
    await requestBrief(tx, params)
    return researchView(tx, params.subject, params.id)
  }),
  route(refreshResearch, async ({ tx, params }) => {
    await nameOfSubject(tx, params.subject, params.id)
    await requestBrief(tx, params, { refresh: true })
    return researchView(tx, params.subject, params.id)
  }),
  route(addResearchNotes, async ({ tx, params, body }) => {
    await note(tx, params.subject, params.id, body.text)
    return researchView(tx, params.subject, params.id)
  }),
  route(changeFact, async ({ tx, params, body }) => factView(await judge(tx, params.id, body.excluded))),
]
