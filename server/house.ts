// The rooms in order, from the ground to the roof. A room may import only rooms written before it, plus platform and
// contract; test/architecture.test.ts reads this list and refuses what climbs over a wall.
import { existsSync } from 'node:fs'
import type { Room } from '#platform/room'

export const order = [
  'accounts', 'ai',                                                       // ground
  'companies', 'leads',                                                   // people
  'knowledge', 'research', 'writing',                                     // mind
  'mailboxes', 'sending', 'tracking', 'inbox',                            // post office
  'campaigns', 'imports',                                                 // work
  'timeline', 'analytics',                                                // looking back
  'practice', 'admin',
] as const

export async function openRooms(): Promise<Room[]> {
  const rooms: Room[] = []
  for (const name of order) {
    if (!existsSync(new URL(`./${name}/room.ts`, import.meta.url))) continue
    try { rooms.push(((await import(`./${name}/room.ts`)) as { room: Room }).room) }
    catch (error) { console.error(`(room ${name} cannot be opened yet: ${(error as Error).message.split('\n')[0]})`) }
  }
  return rooms
}
