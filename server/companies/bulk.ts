// One change to many companies: each by the verb of a single change, in the job of all records.
import type { CompaniesAction } from '#contract/companies'
import { may } from '#contract/roles'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import type { OneByOne } from '#records'
import type { Company } from './company.ts'
import { companiesByIds, companyById } from './store.ts'
import { deleteCompany, restoreCompany } from './trash.ts'
import { editCompany } from './upserting.ts'

export const bulkOfCompanies: OneByOne<CompaniesAction> = {
  of: 'company', noun: ['company', 'companies'], topic: 'leads', atOnce: 100,
  chunkOf: () => 50,
  async check({ actor }, action) {
    if (action.do === 'delete' && actor.kind === 'user' && !may(actor.role, 'leads.delete'))
      throw refuse('not_allowed', `Your role (${actor.role}) may not move companies to the trash. Ask a manager of the workspace.`, { status: 403 })
  },
  async changeOne(tx, action, id) {
    const company = await companyById(tx, id)
    if (!company) throw notFound('company')
    if (company.deletedAt) throw refuse('in_the_trash', 'It is in the trash.')
    return change(tx, action, company)
  },
  async giveBackOne(tx, action, id, before) {
    const company = await companyById(tx, id)
    return company ? giveBack(tx, action, company, before) : false
  },
  namesOf: async (tx, ids) => new Map((await companiesByIds(tx, ids)).map((company) => [company.id, company.name])),
}

async function change(tx: Tx, action: CompaniesAction, { id, ...was }: Company): Promise<unknown> {
  switch (action.do) {
    case 'setOwner': if (was.ownerId === action.ownerId) return undefined; await editCompany(tx, id, { ownerId: action.ownerId }); return was.ownerId
    case 'addTag': if (was.tags.includes(action.tag)) return undefined; await editCompany(tx, id, { tags: [...was.tags, action.tag] }); return null
    case 'removeTag': if (!was.tags.includes(action.tag)) return undefined; await editCompany(tx, id, { tags: was.tags.filter((t) => t !== action.tag) }); return was.tags.indexOf(action.tag)
    case 'setCustom': {
      const now = (await editCompany(tx, id, { custom: { [action.key]: action.value } })).custom[action.key]
      return same(now, was.custom[action.key]) ? undefined : { had: was.custom[action.key] ?? null, now: now ?? null }
    }
    case 'delete': await deleteCompany(tx, id); return null
  }
}

async function giveBack(tx: Tx, action: CompaniesAction, { id, ...now }: Company, before: unknown): Promise<boolean> {
  switch (action.do) {
    case 'setOwner': if (now.ownerId !== action.ownerId) return false; await editCompany(tx, id, { ownerId: before as string | null }); return true
    case 'addTag': if (!now.tags.includes(action.tag)) return false; await editCompany(tx, id, { tags: now.tags.filter((t) => t !== action.tag) }); return true
    case 'removeTag': if (now.tags.includes(action.tag)) return false; await editCompany(tx, id, { tags: now.tags.toSpliced(Number(before), 0, action.tag) }); return true
    case 'setCustom': {
      const value = before as { had: unknown; now: unknown }
      if (!same(now.custom[action.key], value.now)) return false
      await editCompany(tx, id, { custom: { [action.key]: value.had } })
      return true
    }
    case 'delete': if (!now.deletedAt) return false; await restoreCompany(tx, id); return true
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
