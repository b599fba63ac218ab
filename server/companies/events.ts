import { fact } from '#platform/events'

export const companyCreated = fact<{ companyId: string; name: string; domain: string | null }>('company.created')
export const companyUpdated = fact<{ companyId: string; changed: string[] }>('company.updated')
