// The rooms in order, from the ground to the roof. A room may import only rooms written before it, plus platform and
// contract; test/architecture.test.ts reads this list and refuses what climbs over a wall.
import type { Room } from '#platform/room'

export const order = [
  'accounts', 'ai', 'views', 'presence',                                  // ground
  'records', 'companies', 'leads',                                        // people
  'knowledge', 'research', 'writing',                                     // mind
  'mailboxes', 'sending', 'tracking', 'inbox', 'addresses',                            // post office
  'tasks', 'meetings', 'campaigns', 'deals', 'quotes', 'scoring', 'forms', 'imports', 'exports', 'notices',      // work
  'timeline', 'segments', 'search', 'analytics',                          // looking back
  'practice', 'admin',
] as const

/** Opens every room, in order. This file alone reaches past the doors, to each room's plug. */
export async function openRooms(): Promise<Room[]> {
  const rooms: Room[] = []
  for (const name of order) rooms.push(((await import(`./${name}/room.ts`)) as { room: Room }).room)
  return rooms
}
