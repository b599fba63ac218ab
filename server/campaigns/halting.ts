// What a campaign says at the gate of the post office about a mail of its own: nothing, as a rule. Only a mail that was on the
// wire or held while its lead stopped, or the campaign was paused, hears anything else there. And one that was in doubt while its
// lead started over: its enrollment has another id by now, and is found no more.
import type { Tx } from '#platform/db'
import type { Halt } from '#sending'
import { openEnds, stopSentence, type CampaignState, type EnrollmentState } from './enrollment.ts'

interface Known { state: EnrollmentState; reason: string | null; reasonCode: string | null; status: CampaignState }
type Row = { id: string } & (Known | { state: null })

const startedOver: Halt = { code: 'started_over', sentence: 'The lead has started over since; this mail is one of the first time.', then: 'cancel' }

export const askHalts = async (tx: Tx, enrollmentIds: readonly string[]): Promise<Map<string, Halt>> =>
  new Map((await halted(tx, enrollmentIds)).flatMap((row) => { const halt = row.state === null ? startedOver : haltOf(row); return halt ? [[row.id, halt] as const] : [] }))

const halted = (tx: Tx, ids: readonly string[]): Promise<Row[]> =>
  tx.named<Row>('campaigns.halted', `
    select m.id, e.state, e.reason, e.reason_code as "reasonCode", c.status
      from unnest($2::uuid[]) as m (id)
      left join enrollments e on e.workspace_id = $1 and e.id = m.id
      left join campaigns c on c.workspace_id = e.workspace_id and c.id = e.campaign_id
     where e.id is null or e.state in ('finished', 'stopped', 'skipped', 'paused') or c.status <> 'active'`, [tx.workspaceId, [...ids]])

export function haltOf({ state, reason, reasonCode, status }: Known): Halt | null {
  if (status === 'archived') return { code: 'archived', sentence: stopSentence('archived'), then: 'cancel' }
  if (state === 'paused') return { code: reasonCode ?? 'by_hand', sentence: reason ?? 'Paused by hand.', then: 'freeze' }
  if ((state === 'finished' || state === 'stopped' || state === 'skipped') && !openEnds.includes(reasonCode ?? ''))
    return { code: reasonCode ?? state, sentence: reason ?? 'The campaign is over for this lead.', then: 'cancel' }
  return status === 'active' ? null : { code: 'campaign_paused', sentence: status === 'draft' ? 'Approved; goes out when the campaign is launched.' : 'The campaign is paused.', then: 'freeze' }
}
