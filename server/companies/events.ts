import { fact, type Fact, type Reaction } from '#platform/events'
import { rowsFollow, type MergeFact } from '#records'

export const companyCreated = fact<{ companyId: string; name: string; domain: string | null }>('company.created')
export const companyUpdated = fact<{ companyId: string; changed: string[] }>('company.updated')
/** Moved to the trash; its people stay. */
export const companyDeleted = fact<{ companyId: string; name: string }>('company.deleted')
export const companyRestored = fact<{ companyId: string; name: string }>('company.restored')

/** Two companies are one now (`companyId`, the winner). `warn`: as with leads. */
export interface CompanyMerge extends MergeFact { companyId: string; winnerName: string; loserName: string; warn?: (sentence: string) => void }
export const companiesMerged = fact<CompanyMerge>('company.merged')
export const companiesUnmerged = fact<CompanyMerge>('company.unmerged')
/** For rooms above: rows of this table that name a company go with it. */
export const followsCompanies = (table: string, column = 'company_id'): Reaction[] => rowsFollow(companiesMerged as Fact<MergeFact>, companiesUnmerged as Fact<MergeFact>, table, column)
