import { beHere, leaveHere, whoIsHere } from '#contract/presence'
import { done } from '#contract/contract'
import { route } from '#platform/route'
import type { Room } from '#platform/room'
import { arrive, leave, othersHere } from './being-here.ts'

export const room: Room = {
  name: 'presence',
  routes: [
    route(whoIsHere, async ({ tx, user, query }) => ({ others: await othersHere(tx, user.id, query) })),
    route(beHere, async ({ tx, user, body }) => arrive(tx, user.id, body)),
    route(leaveHere, async ({ tx, user, body }) => { await leave(tx, user.id, body); return done }),
  ],
}
