// Companies as a file.
import { companiesByIds, companyIdsInOrder, type Company } from '#companies'
import type { ExportKind } from './view.ts'

export const companies: ExportKind<{ search?: string | undefined; sort: 'createdAt' | '-createdAt' | 'name' | '-name' }, Company> = {
  kind: 'companies', name: 'Companies',
  ids: companyIdsInOrder,
  columns: async () => [
    { key: 'name', title: 'Company', width: 28, value: (c) => c.name },
    { key: 'domain', title: 'Domain', width: 24, value: (c) => c.domain },
    { key: 'website', title: 'Website', width: 28, value: (c) => c.website },
    { key: 'industry', title: 'Industry', value: (c) => c.industry },
    { key: 'size', title: 'Company size', value: (c) => c.size },
    { key: 'city', title: 'City', value: (c) => c.city },
    { key: 'country', title: 'Country', width: 12, value: (c) => c.country },
    { key: 'description', title: 'Description', width: 40, value: (c) => c.description },
    { key: 'createdAt', title: 'Created at (UTC)', width: 20, value: (c) => c.createdAt },
  ],
  rows: companiesByIds,
}
