// "Explore with sample data": a month of life in a few seconds, in one transaction, registered so that removing it removes
// exactly it. Everything carries the words "Sample data"; its mailbox is a practice mailbox, so none of it can be mailed outside.
import type { z } from 'zod'
import { findWorkspace } from '#accounts'
import type { SampleView } from '#contract/practice'
import { planMessage } from '#sending'
import { pipelines, reportCurrencyOf } from '#deals'
import type { Tx } from '#platform/db'
import { liveChanged, type Topic } from '#platform/events'
import { fictionalCompanies } from './companies.ts'
import { Book } from './sample-book.ts'
import { putCampaign, putRun } from './sample-campaign.ts'
import { putDeals, type SampleStage } from './sample-deals.ts'
import { runOf, sampleCampaigns } from './sample-history.ts'
import { samplePeople } from './sample-people.ts'
import { deleteSample, holdSample, insertRows, registerRoots, roots, takenNames, waitingRuns, whatIsThere } from './sample-store.ts'
import { putWork } from './sample-work.ts'
import { putCompanies, putLead, putOfferAndMailbox } from './sample-world.ts'
import { freeAddress } from './settings.ts'

type View = z.output<typeof SampleView>

/** What the rows are made for. `taken`: companies and leads with our domains and addresses that were there before. */
export interface Scene { now: Date; timeZone: string; userId: string | null; sender: string; address: string; taken: { domains: Map<string, string>; emails: Set<string> }; stages: readonly SampleStage[]; currency: string }

export async function showSample(tx: Tx): Promise<View> {
  const { made_at, ...counts } = await whatIsThere(tx)
  return { ...counts, madeAt: made_at?.toISOString() ?? null, ms: null }
}

/** Asking again while it is there changes nothing. */
export async function makeSample(tx: Tx): Promise<View> {
  const began = performance.now()
  await holdSample(tx)
  if ((await whatIsThere(tx)).present) return showSample(tx)
  const { timeZone } = await findWorkspace(tx)
  const user = tx.actor.kind === 'user' ? tx.actor : undefined
  const taken = await takenNames(tx, fictionalCompanies.map((one) => one.domain), samplePeople().map((one) => one.email))
  const book = await write({ now: tx.now, timeZone, taken, stages: (await pipelines(tx))[0]?.stages ?? [], currency: await reportCurrencyOf(tx), userId: user?.userId ?? null, sender: user?.name ?? 'Sam Sample', address: await freeAddress(tx, 'Sample') })
  for (const [table, rows] of book.close()) await insertRows(tx, table, rows)
  for (const table of roots) await registerRoots(tx, table, (book.rows.get(table) ?? []).map((row) => row['id'] as string))
  await planWaiting(tx, book.rows.get('campaigns')!.filter((row) => row['status'] === 'active').map((row) => row['id'] as string))
  await tellBrowsers(tx)
  return { ...(await showSample(tx)), ms: Math.round(performance.now() - began) }
}

export async function removeSample(tx: Tx): Promise<View> {
  await holdSample(tx)
  await deleteSample(tx)
  await tellBrowsers(tx)
  return showSample(tx)
}

async function write(scene: Scene): Promise<Book> {
  const book = new Book(scene)
  putOfferAndMailbox(book)
  putCompanies(book)
  const people = samplePeople().filter((person) => !scene.taken.emails.has(person.email))
  for (const person of people) putLead(book, person)
  let from = 0
  for (const campaign of sampleCampaigns) {
    const placed = putCampaign(book, campaign), some = people.slice(from, (from += campaign.leads))
    for (const [place, person] of some.entries()) await putRun(book, placed, runOf(campaign, person, place, scene.now))
  }
  putDeals(book, scene.stages, scene.currency)
  putWork(book)
  return book
}

/** The running campaign goes on: its next mails stand in the ledger like any others. */
async function planWaiting(tx: Tx, campaignIds: string[]): Promise<void> {
  const { tracked } = sampleCampaigns.find((one) => one.key === 'running')!
  for (const run of await waitingRuns(tx, campaignIds))
    await planMessage(tx, {
      leadId: run.lead_id, mailboxId: run.mailbox_id, campaignId: run.campaign_id, enrollmentId: run.enrollment_id, stepId: run.step_id, stepNo: run.step_no, draftId: run.draft_id, tone: run.tone,
      subject: '', bodyText: run.body, dueAt: run.next_at, answers: run.answers, needsLook: true, track: { opens: tracked, clicks: tracked }, unsubscribeHeader: true,
    })
}

async function tellBrowsers(tx: Tx): Promise<void> {
  for (const topic of ['leads', 'campaigns', 'inbox', 'approvals', 'mailboxes', 'research', 'numbers', 'tasks', 'deals'] satisfies Topic[]) await liveChanged(tx, topic)
}
