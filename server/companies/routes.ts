import { createCompany, getCompany, listCompanies, updateCompany } from '#contract/companies'
import { liveChanged } from '#platform/events'
import { route } from '#platform/route'
import { searchCompanies, showCompany, viewOfCompany } from './listing.ts'
import { companyById } from './store.ts'
import { editCompany, goodDomain, upsertCompany } from './upserting.ts'

export const routes = [
  route(listCompanies, async ({ tx, query }) => searchCompanies(tx, query)),
  route(getCompany, async ({ tx, params }) => showCompany(tx, params.id)),
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
]
