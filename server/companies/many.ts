// One change to many companies of a list.
import type { CompaniesAction } from '#contract/companies'
import type { ManyChanged } from '#contract/many'
import { may } from '#contract/roles'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { changeMany } from '#platform/many'
import { notFound, refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { companyById } from './store.ts'
import { deleteCompany, restoreCompany } from './trash.ts'
import { editCompany } from './upserting.ts'

export async function changeCompanies(world: World, ids: string[], action: CompaniesAction): Promise<ManyChanged> {
  const { actor } = world
  if (action.do === 'delete' && actor.kind === 'user' && !may(actor.role, 'leads.delete'))
    throw refuse('not_allowed', `Your role (${actor.role}) may not move companies to the trash. Ask a manager of the workspace.`, { status: 403 })
  const done = await changeMany(world, ids, (tx, id) => change(tx, id, action), async (tx, id) => (await companyById(tx, id))?.name)
  await world.write((tx) => liveChanged(tx, 'leads'))
  return done
}

async function change(tx: Tx, id: string, action: CompaniesAction): Promise<string | null | undefined> {
  const before = await companyById(tx, id)
  if (!before) throw notFound('company')
  switch (action.do) {
    case 'setOwner': if (before.ownerId === action.ownerId) return undefined; await editCompany(tx, id, { ownerId: action.ownerId }); return before.ownerId
    case 'addTag': if (before.tags.includes(action.tag)) return undefined; await editCompany(tx, id, { tags: [...before.tags, action.tag] }); return null
    case 'removeTag': if (!before.tags.includes(action.tag)) return undefined; await editCompany(tx, id, { tags: before.tags.filter((t) => t !== action.tag) }); return null
    case 'delete': if (before.deletedAt) return undefined; await deleteCompany(tx, id); return null
    case 'restore': if (!before.deletedAt) return undefined; await restoreCompany(tx, id); return null
  }
}
