import { work } from '#platform/jobs'
import { writeAll } from './authoring.ts'
import { writeJob } from './queues.ts'

export const jobs = [work(writeJob, (world, _, { signal }) => writeAll(world, signal), { concurrency: 1 })]
