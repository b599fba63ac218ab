// The plug of the sending room.
import { work } from '#platform/jobs'
import { loop, type Room } from '#platform/room'
import { dispatch } from './dispatching.ts'
import { layOutLetterhead } from './letterhead.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'
import { keepSentCopy, sentCopyJob } from './sent-copy.ts'
import { lookInTime, settleInTime } from './settling.ts'

export const room: Room = {
  name: 'sending',
  routes,
  reactions,
  jobs: [work(sentCopyJob, keepSentCopy, { concurrency: 4 })],
  loops: [
    loop('sending.dispatch', { roles: ['worker'] }, dispatch),
    loop('sending.settle', { roles: ['worker'] }, settleInTime),
    loop('sending.evidence', { roles: ['worker'] }, lookInTime),
  ],
  start: async (ground) => layOutLetterhead(ground),
}
