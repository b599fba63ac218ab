import { done } from '#contract/contract'
import { bulkCompanies } from '#contract/bulk'
import { companyChoices, CompanyEdit, createCompany, deleteCompany, getCompany, listCompanies, listCompanyTrash, restoreCompany, updateCompany } from '#contract/companies'
import { mergeCompanies } from '#contract/duplicates'
import { putBackOnCompany } from '#contract/records'
import { changeMany, editFor, putBack } from '#records'
import { liveChanged } from '#platform/events'
import { route, routeOut } from '#platform/route'
import { searchCompanies, showCompany, viewOfCompany } from './listing.ts'
import { choicesOf, companyById, companyIdsInOrder, tagsOfCompanies } from './store.ts'
import * as merging from './merging.ts'
import * as trash from './trash.ts'
import { editCompany, goodDomain, upsertCompany } from './upserting.ts'

export const routes = [
  route(listCompanies, async ({ tx, query }) => searchCompanies(tx, query)),
  route(companyChoices, async ({ tx }) => ({ industries: await choicesOf(tx, 'industry', 200), countries: await choicesOf(tx, 'country', 200), tags: await tagsOfCompanies(tx, 200) })),
  route(getCompany, async ({ tx, params }) => showCompany(tx, params.id)),
  routeOut(bulkCompanies, ({ world, body: { whom, action } }) => changeMany(world, 'company', action, async (tx) => ('ids' in whom ? whom.ids : companyIdsInOrder(tx, { ...whom.matching, sort: 'createdAt' })))),
  route(createCompany, async ({ tx, body }) => {
    const id = await upsertCompany(tx, { ...body, domain: body.domain && goodDomain(body.domain), source: 'manual' })
    await liveChanged(tx, 'leads')
    return viewOfCompany((await companyById(tx, id))!)
  }),
  route(updateCompany, async ({ tx, params, body }) => {
    const company = await editCompany(tx, params.id, body)
    await liveChanged(tx, 'leads')
    return viewOfCompany(company)
  }),
  route(mergeCompanies, async ({ tx, body }) => merging.mergeCompanies(tx, body)),
  route(deleteCompany, async ({ tx, params }) => { await trash.deleteCompany(tx, params.id); return done }),
  route(restoreCompany, async ({ tx, params }) => viewOfCompany(await trash.restoreCompany(tx, params.id))),
  route(listCompanyTrash, async ({ tx, query }) => trash.companiesInTrash(tx, query)),
  route(putBackOnCompany, async ({ tx, params }) => {
    await putBack(tx, { subject: 'company', id: params.id }, params.changeId, (field, value) => editCompany(tx, params.id, CompanyEdit.parse(editFor(field, value))))
    await liveChanged(tx, 'leads')
    return done
  }),
]
