// Background work: taking in large audiences, and preparing everybody who came in.
import { work } from '#platform/jobs'
import { conduct } from './conducting.ts'
import { step } from './controlling.ts'
import { matchAll } from './choosing.ts'
import { correctSome } from './correcting.ts'
import { handOver } from './handing-over.ts'
import { notAskedYet, underWayAfter } from './enrollment-store.ts'
import { takeIn } from './enrolling.ts'
import { planWholeLine } from './planning.ts'
import { absenceJob, controlJob, correctionJob, intakeJob, lineJob, lookJob, matchJob, placeAnewJob, prepareJob } from './queues.ts'
import { placeAnew } from './running.ts'
import { campaignById, dropIntake, lockCampaign, takeChunk } from './store.ts'

const chunk = 500
/** Enrollments in one transaction: three drafts each make 75 requests. */
const asked = 25

export const jobs = [
  work(lineJob, (world, { campaignId, without }, { signal }) => planWholeLine(world, campaignId, signal, without), { concurrency: 2 }),

  work(placeAnewJob, (world, { campaignId }) => world.write(async (tx) => {
    const campaign = await lockCampaign(tx, campaignId)
    if (campaign) await placeAnew(tx, campaign)
  }), { concurrency: 1 }),

  work(controlJob, async (world, { runId }, { signal }) => {
    while (!signal.aborted) if (!(await world.write((tx) => step(tx, runId)))) return
  }, { concurrency: 1 }),

  work(correctionJob, async (world, { correctionId }, { signal }) => {
    while (!signal.aborted) if (!(await world.write((tx) => correctSome(tx, correctionId)))) return
  }, { concurrency: 1 }),
  work(matchJob, (world, { campaignId }, { signal }) => matchAll(world, campaignId, signal), { concurrency: 1 }),
  work(absenceJob, (world, { absenceId }, { signal }) => handOver(world, absenceId, signal), { concurrency: 1 }),

  work(intakeJob, async (world, { intakeId }, { signal }) => {
    while (!signal.aborted) {
      const more = await world.write(async (tx) => {
        const part = await takeChunk(tx, intakeId, chunk)
        const campaign = part && (await campaignById(tx, part.campaignId))
        if (!part || !campaign || campaign.status === 'archived') { await dropIntake(tx, intakeId); return false }
        await takeIn(tx, campaign, part.ids)
        return true
      })
      if (!more) return
    }
    throw new Error('Stopped on the way; the rest is taken in after the restart.')
  }, { concurrency: 1 }),

  work(prepareJob, async (world, { campaignId }, { signal }) => {
    while (!signal.aborted) {
      const n = await world.write(async (tx) => {
        const waiting = await notAskedYet(tx, campaignId, asked)
        await conduct(tx, waiting.map((e) => ({ ...e, campaignId })), { type: 'look' })
        return waiting.length
      })
      if (n < asked) return
    }
    throw new Error('Stopped on the way; the rest is prepared after the restart.')
  }, { concurrency: 1 }),

  work(lookJob, async (world, { campaignId }, { signal }) => {
    for (let after: string | null = null; !signal.aborted; ) {
      const rows: { id: string; leadId: string }[] = await world.write(async (tx) => {
        const some = await underWayAfter(tx, campaignId, after, asked)
        await conduct(tx, some.map((e) => ({ ...e, campaignId })), { type: 'look' })
        return some
      })
      if (rows.length < asked) return
      after = rows.at(-1)!.id
    }
    throw new Error('Stopped on the way; it starts again after the restart.')
  }, { concurrency: 1 }),
]
