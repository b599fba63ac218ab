// Texts of the same step, compared. The rate is of the mails sent, and an answer belongs to the last mail before it.
import type { Tx } from '#platform/db'
import { variantResults, variantVerdict } from '#campaigns'
import { shareOf } from './wilson.ts'

export async function variantsOf(tx: Tx, campaignId: string) {
  const steps = Map.groupBy(await variantResults(tx, campaignId), (r) => r.stepId)
  return {
    steps: [...steps].map(([stepId, results]) => {
      const { winner, sentence } = variantVerdict(results)
      return { stepId, winner, verdict: sentence, variants: results.map(({ key, sent, replied }) => ({ key, sent, replied, rate: shareOf(replied, sent, 'delivered') })) }
    }),
  }
}
