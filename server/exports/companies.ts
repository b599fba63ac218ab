// Companies as a file.
import type { CompanyFilter } from '#contract/companies'
import { companiesByIds, companyIdsInOrder, type Company } from '#companies'
import { ownFields } from '#records'
import { tagsInCell, valueInCell, type ExportColumn, type ExportKind } from './view.ts'

export const companies: ExportKind<CompanyFilter & { sort: 'createdAt' | '-createdAt' | 'name' | '-name' }, Company> = {
  kind: 'companies', name: 'Companies',
  ids: companyIdsInOrder,
  columns: async (tx) => [
    { key: 'name', title: 'Company', width: 28, value: (c) => c.name },
    { key: 'domain', title: 'Domain', width: 24, value: (c) => c.domain },
    { key: 'website', title: 'Website', width: 28, value: (c) => c.website },
    { key: 'industry', title: 'Industry', value: (c) => c.industry },
    { key: 'size', title: 'Company size', value: (c) => c.size },
    { key: 'city', title: 'City', value: (c) => c.city },
    { key: 'country', title: 'Country', width: 12, value: (c) => c.country },
    { key: 'description', title: 'Description', width: 40, value: (c) => c.description },
    { key: 'phone', title: 'Phone', value: (c) => c.phone },
    { key: 'tags', title: 'Tags', value: (c) => tagsInCell(c.tags) },
    ...(await ownFields(tx, 'company')).map((f): ExportColumn<Company> => ({ key: `custom:${f.key}`, title: `Own field: ${f.name}`, width: 20, value: (c) => valueInCell(c.custom[f.key]) })),
    { key: 'createdAt', title: 'Created at (UTC)', width: 20, value: (c) => c.createdAt },
  ],
  rows: companiesByIds,
}
