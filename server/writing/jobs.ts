import { work } from '#platform/jobs'
import { write } from './authoring.ts'
import { writeJob } from './queues.ts'

export const jobs = [work(writeJob, (world, { draftId }) => write(world, draftId), { concurrency: 4 })]
