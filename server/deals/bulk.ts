// One change to many deals: each by the verb of a single change, in the job of all records.
import type { CustomValues } from '#contract/custom-fields'
import type { DealsAction } from '#contract/deals'
import { may } from '#contract/roles'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import type { OneByOne } from '#records'
import { theDeal } from './creating.ts'
import type { Deal } from './deal.ts'
import { deleteDeal, editDeal, restoreDeal } from './editing.ts'
import { moveDeal } from './moving.ts'
import { holdStages } from './pipeline-store.ts'
import { dealById, dealNames, putBackClosing, setPushes } from './store.ts'

/** Where a deal stood, and what its stage had said of it. */
type Stood = Pick<Deal, 'stageId' | 'closedOn' | 'lostReason' | 'lostNote'> & { closedAt: string | null }

export const bulkOfDeals: OneByOne<DealsAction> = {
  of: 'deal', noun: ['deal', 'deals'], topic: 'deals', atOnce: 100,
  chunkOf: () => 25, // whoever drops a card on a stage that many go to waits for one chunk: a fifth of a second
  async check({ actor }, action) {
    if (action.do === 'delete' && actor.kind === 'user' && !may(actor.role, 'deals.delete'))
      throw refuse('not_allowed', `Your role (${actor.role}) may not move deals to the trash. Ask a manager of the workspace.`, { status: 403 })
  },
  // All stages before any deal, as whoever moves one deal does it.
  hold: async (tx, action, before) => (action.do === 'move' ? holdStages(tx, [...new Set([action.stageId, ...before.map((was) => (was as Stood).stageId)])]) : undefined),
  changeOne: async (tx, action, id) => change(tx, action, await theDeal(tx, id)),
  async giveBackOne(tx, action, id, before) {
    const deal = await dealById(tx, id)
    return deal ? giveBack(tx, action, deal, before) : false
  },
  namesOf: async (tx, ids) => new Map((await dealNames(tx, ids)).map((deal) => [deal.id, deal.name])),
}

async function change(tx: Tx, action: DealsAction, was: Deal): Promise<unknown> {
  switch (action.do) {
    case 'setOwner': if (was.ownerId === action.ownerId) return undefined; await editDeal(tx, was.id, { ownerId: action.ownerId }); return was.ownerId
    case 'setCloseOn': {
      const { closeOn } = await editDeal(tx, was.id, { closeOn: action.closeOn })
      return closeOn === was.closeOn ? undefined : { had: was.closeOn, now: closeOn, pushes: was.closePushes }
    }
    case 'move': if (was.stageId === action.stageId) return undefined; await moveDeal(tx, was.id, { stageId: action.stageId, lostReason: action.lostReason }); return { stageId: was.stageId, closedAt: was.closedAt?.toISOString() ?? null, closedOn: was.closedOn, lostReason: was.lostReason, lostNote: was.lostNote } satisfies Stood
    case 'setCustom': {
      const now = (await editDeal(tx, was.id, { custom: { [action.key]: action.value } })).custom[action.key]
      return same(now, was.custom[action.key]) ? undefined : { had: was.custom[action.key] ?? null, now: now ?? null }
    }
    case 'delete': await deleteDeal(tx, was.id); return null
  }
}

async function giveBack(tx: Tx, action: DealsAction, now: Deal, before: unknown): Promise<boolean> {
  switch (action.do) {
    case 'setOwner': if (now.ownerId !== action.ownerId) return false; await editDeal(tx, now.id, { ownerId: before as string | null }); return true
    case 'setCloseOn': {
      const day = before as { had: string | null; now: string | null; pushes: number }
      if (now.closeOn !== day.now) return false
      await editDeal(tx, now.id, { closeOn: day.had })
      await setPushes(tx, now.id, day.pushes)
      return true
    }
    case 'move': {
      const stood = before as Stood
      if (now.stageId !== action.stageId) return false
      await moveDeal(tx, now.id, { stageId: stood.stageId, lostReason: stood.lostReason ?? undefined, lostNote: stood.lostNote ?? undefined }, 'A change to many deals was taken back.')
      if (stood.closedAt) await putBackClosing(tx, now.id, { closedAt: new Date(stood.closedAt), closedOn: stood.closedOn })
      return true
    }
    case 'setCustom': {
      const value = before as { had: unknown; now: unknown }
      if (!same(now.custom[action.key], value.now)) return false
      await editDeal(tx, now.id, { custom: { [action.key]: value.had } as CustomValues })
      return true
    }
    case 'delete': if (!now.deletedAt) return false; await restoreDeal(tx, now.id); return true
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
