// What a campaign says at the gate of the post office about a mail of its own: nothing, as a rule. Only a mail that was on the
// wire or held while its lead stopped, or the campaign was paused, hears anything else there.
import type { Tx } from '#platform/db'
import type { Halt } from '#sending'
import { stopSentence, type CampaignState, type EnrollmentState } from './enrollment.ts'

interface Row { id: string; state: EnrollmentState; reason: string | null; reasonCode: string | null; status: CampaignState }

/** Ends after which a person may still have a mail sent again that could not be sent before. */
const openEnds = ['all_sent', 'no_mail_for_it', 'step_failed']

export const askHalts = async (tx: Tx, enrollmentIds: readonly string[]): Promise<Map<string, Halt>> =>
  new Map((await halted(tx, enrollmentIds)).flatMap((row) => { const halt = haltOf(row); return halt ? [[row.id, halt] as const] : [] }))

const halted = (tx: Tx, ids: readonly string[]): Promise<Row[]> =>
  tx.named<Row>('campaigns.halted', `
    select e.id, e.state, e.reason, e.reason_code as "reasonCode", c.status
      from enrollments e join campaigns c on c.workspace_id = e.workspace_id and c.id = e.campaign_id
     where e.workspace_id = $1 and e.id = any($2) and (e.state in ('finished', 'stopped', 'skipped', 'paused') or c.status <> 'active')`, [tx.workspaceId, [...ids]])

export function haltOf({ state, reason, reasonCode, status }: Pick<Row, 'state' | 'reason' | 'reasonCode' | 'status'>): Halt | null {
  if (status === 'archived') return { code: 'archived', sentence: stopSentence('archived'), then: 'cancel' }
  if (state === 'paused') return { code: reasonCode ?? 'by_hand', sentence: reason ?? 'Paused by hand.', then: 'freeze' }
  if ((state === 'finished' || state === 'stopped' || state === 'skipped') && !openEnds.includes(reasonCode ?? ''))
    return { code: reasonCode ?? state, sentence: reason ?? 'The campaign is over for this lead.', then: 'cancel' }
  return status === 'active' ? null : { code: 'campaign_paused', sentence: status === 'draft' ? 'Approved; goes out when the campaign is launched.' : 'The campaign is paused.', then: 'freeze' }
}
