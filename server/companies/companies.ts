// Companies: who our leads work for. One a registrable domain; where no domain is known, one a name. Free-mail domains
// make no company. Built on by leads, research and everything that speaks of an account.
export type { Company, CompanyNews } from './company.ts'
export { companyDomain, isFreeMail, nameFromDomain, registrableDomain, webAddress } from './company.ts'
export { companyCreated, companyDeleted, companyRestored, companyUpdated, companiesMerged, companiesUnmerged, followsCompanies } from './events.ts'
export { unmergeCompanies } from './merging.ts'
export { companyById as findCompany, companyByName as findCompanyNamed, companiesByIds, companyIdsInOrder } from './store.ts'
export { editCompany, upsertCompany } from './upserting.ts'
export { companiesGoneSince, dropCompany } from './store.ts'
export { viewOfCompany } from './listing.ts'
