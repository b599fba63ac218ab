// One change to many deals of a list.
import type { DealsAction } from '#contract/deals'
import type { ManyChanged } from '#contract/many'
import { may } from '#contract/roles'
import type { Tx } from '#platform/db'
import { changeMany } from '#platform/many'
import { refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { theDeal } from './creating.ts'
import { deleteDeal, editDeal, restoreDeal } from './editing.ts'
import { moveDeal } from './moving.ts'
import { dealById } from './store.ts'

export async function changeDeals(world: World, ids: string[], action: DealsAction): Promise<ManyChanged> {
  const { actor } = world
  if ((action.do === 'delete' || action.do === 'restore') && actor.kind === 'user' && !may(actor.role, 'deals.delete'))
    throw refuse('not_allowed', `Your role (${actor.role}) may not move deals to the trash or take them out. Ask a manager of the workspace.`, { status: 403 })
  return changeMany(world, ids, (tx, id) => change(tx, id, action), async (tx, id) => (await dealById(tx, id))?.name)
}

async function change(tx: Tx, id: string, action: DealsAction): Promise<string | null | undefined> {
  const before = await theDeal(tx, id, { trash: action.do === 'restore' || action.do === 'delete' })
  switch (action.do) {
    case 'setOwner': if (before.ownerId === action.ownerId) return undefined; await editDeal(tx, id, { ownerId: action.ownerId }); return before.ownerId
    case 'setCloseOn': if (before.closeOn === (action.closeOn || null)) return undefined; await editDeal(tx, id, { closeOn: action.closeOn }); return before.closeOn
    case 'move': if (before.stageId === action.stageId) return undefined; await moveDeal(tx, id, { stageId: action.stageId, lostReason: action.lostReason }); return before.stageId
    case 'delete': if (before.deletedAt) return undefined; await deleteDeal(tx, id); return null
    case 'restore': if (!before.deletedAt) return undefined; await restoreDeal(tx, id); return null
  }
}
