// A campaign made, approved and launched the way a person would, for the mails of the rig to come from.
import { sql } from '#platform/db'
import type { World } from '#platform/world'
import { approvePassing } from '#writing'

export type Call = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: any }>

export interface CampaignSetup {
  mailboxIds: string[]
  leadIds: string[]
  name?: string
  /** How many mails each lead gets when nobody answers. Default: 2. */
  mails?: number
  /** Minutes between two of them. Default: 1. */
  waitMinutes?: number
  /** Lets what happens in the background happen: a moment's wait where workers run, else their work. */
  settle(): Promise<void>
}

/** Answers the campaign's id once its launch was accepted. */
export async function launchCampaign(call: Call, world: World, setup: CampaignSetup): Promise<string> {
  const ok = async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await call(method, path, body)
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`)
    return answer.body
  }
  const mail = (no: number) => ({ kind: 'email', mode: 'template', subject: no === 1 ? 'A question about your team' : '', body: `Hello {{lead.first_name | default:"there"}},\n\nthis is mail ${no} of a short talk about how your team works today. May I ask who looks after it?\n\nSam Carter` })
  const steps = Array.from({ length: setup.mails ?? 2 }, (_, i) => (i ? [{ kind: 'wait', waitAmount: setup.waitMinutes ?? 1, waitUnit: 'minutes' }, mail(i + 1)] : [mail(1)])).flat()
  const { id } = await ok('POST', '/campaigns', { name: setup.name ?? 'The rig', mailboxIds: setup.mailboxIds, timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], windowStart: '00:00', windowEnd: '23:59', steps })
  for (let i = 0; i < setup.leadIds.length; i += 5000) await ok('POST', `/campaigns/${id}/enrollments`, { leadIds: setup.leadIds.slice(i, i + 5000) })
  for (let waited = 0; ; waited++) {
    await setup.settle()
    await world.write(async (tx) => {
      // What a check would like changed is not what the rig is about.
      await tx.run(sql`update drafts set checks = '[]', status = 'ready' where campaign_id = ${id} and status = 'needs_review'`)
      await approvePassing(tx, id)
    })
    const { counters } = await ok('GET', `/campaigns/${id}`)
    if (counters.ready === setup.leadIds.length) break
    if (waited > 600) throw new Error(`The mails are not ready: ${JSON.stringify(counters)}`)
  }
  await ok('POST', `/campaigns/${id}/launch`, { acceptAmber: true, ...(setup.leadIds.length > 500 && { typedNumber: setup.leadIds.length }) })
  return id as string
}
