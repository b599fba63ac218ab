// The sample's rows in bulk, and their removal: what it made, and whatever has come to hang on that since.
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Row } from './sample-book.ts'

/** One statement a table: PostgreSQL reads the rows from JSON by the table's own types. */
export async function insertRows(tx: Tx, table: string, rows: Row[]): Promise<void> {
  const columns = Object.keys(rows[0]!).map((name) => sql.ref(name))
  await tx.run(sql`
    insert into ${sql.ref(table)} (workspace_id, ${sql.join(columns)})
    select ${tx.workspaceId}, ${sql.join(columns)} from jsonb_populate_recordset(null::${sql.ref(table)}, ${JSON.stringify(rows)}::jsonb)`)
}

/** Only the roots: everything else hangs on one of them. */
export const roots = ['offers', 'mailboxes', 'companies', 'leads', 'campaigns', 'products', 'deals'] as const

export const registerRoots = (tx: Tx, table: string, ids: string[]) => tx.run(sql`
  insert into sample_rows (workspace_id, table_name, row_id) select ${tx.workspaceId}, ${table}, id from unnest(${ids}::text[]) as i (id)`)

export const holdSample = (tx: Tx) => tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`sample:${tx.workspaceId}`}, 0))`)

export const whatIsThere = (tx: Tx) => tx.one<{ present: boolean; made_at: Date | null; leads: number; companies: number; campaigns: number; deals: number; messages: number; threads: number; drafts: number }>(sql`
  with roots as (select table_name, row_id::uuid as id from sample_rows where workspace_id = ${tx.workspaceId})
  select exists (select from roots) as present,
         (select max((b.practice ->> 'madeAt')::timestamptz) from mailboxes b join roots r on r.table_name = 'mailboxes' and r.id = b.id where b.workspace_id = ${tx.workspaceId}) as made_at,
         (select count(*) from roots r join leads l on l.workspace_id = ${tx.workspaceId} and l.id = r.id where r.table_name = 'leads') as leads,
         (select count(*) from roots r join companies c on c.workspace_id = ${tx.workspaceId} and c.id = r.id where r.table_name = 'companies') as companies,
         (select count(*) from roots r join campaigns c on c.workspace_id = ${tx.workspaceId} and c.id = r.id where r.table_name = 'campaigns') as campaigns,
         (select count(*) from roots r join deals d on d.workspace_id = ${tx.workspaceId} and d.id = r.id where r.table_name = 'deals') as deals,
         (select count(*) from messages m where m.workspace_id = ${tx.workspaceId} and m.campaign_id in (select id from roots where table_name = 'campaigns')) as messages,
         (select count(*) from threads t where t.workspace_id = ${tx.workspaceId} and t.mailbox_id in (select id from roots where table_name = 'mailboxes')) as threads,
         (select count(*) from drafts d where d.workspace_id = ${tx.workspaceId} and d.campaign_id in (select id from roots where table_name = 'campaigns')) as drafts`)

export const takenNames = async (tx: Tx, domains: string[], emails: string[]) => ({
  domains: new Map((await tx.many<{ domain: string; id: string }>(sql`select domain, id from companies where workspace_id = ${tx.workspaceId} and domain = any(${domains}::text[]) and deleted_at is null`)).map((one) => [one.domain, one.id])),
  emails: new Set((await tx.many<{ email: string }>(sql`select email from leads where workspace_id = ${tx.workspaceId} and email = any(${emails}::text[])`)).map((one) => one.email)),
})

/** What waits for its next mail in the running campaign. */
export const waitingRuns = (tx: Tx, campaignIds: string[]) => tx.many<{ enrollment_id: string; lead_id: string; campaign_id: string; mailbox_id: string; next_at: Date; step_id: string; step_no: number; draft_id: string; tone: string; body: string; answers: string | null }>(sql`
  select e.id as enrollment_id, e.lead_id, e.campaign_id, e.mailbox_id, e.next_at, d.step_id, d.step_no, d.id as draft_id, d.tone, d.body,
         (select m.id from messages m where m.workspace_id = e.workspace_id and m.enrollment_id = e.id order by m.step_no desc limit 1) as answers
    from enrollments e join drafts d on d.workspace_id = e.workspace_id and d.enrollment_id = e.id and d.step_no = e.step_no
   where e.workspace_id = ${tx.workspaceId} and e.campaign_id = any(${campaignIds}::uuid[]) and e.state = 'waiting' and e.next_at is not null`)

export async function deleteSample(tx: Tx): Promise<void> {
  const ws = tx.workspaceId
  const ids = (table: (typeof roots)[number]) => sql`(select row_id::uuid from sample_rows where workspace_id = ${ws} and table_name = ${table})`
  const addresses = sql`(select email from leads where workspace_id = ${ws} and id in ${ids('leads')})`
  const ofSample = sql`(lead_id in ${ids('leads')} or campaign_id in ${ids('campaigns')} or mailbox_id in ${ids('mailboxes')})`
  const mails = sql`(select id from messages where workspace_id = ${ws} and ${ofSample})`
  const remove = (table: string, where: RawBuilder<unknown>) => tx.run(sql`delete from ${sql.ref(table)} where workspace_id = ${ws} and (${where})`)
  await remove('event_failures', sql`event_id in (select id from events where workspace_id = ${ws} and (${ofSample} or company_id in ${ids('companies')} or message_id in ${mails}))`)
  await remove('events', sql`${ofSample} or company_id in ${ids('companies')} or message_id in ${mails}`)
  for (const table of ['tracking_hits', 'tracked_links', 'attempts', 'message_bytes']) await remove(table, sql`message_id in ${mails}`)
  await remove('inbox_messages', ofSample)
  await remove('threads', ofSample)
  await remove('messages', ofSample)
  await remove('drafts', sql`lead_id in ${ids('leads')} or campaign_id in ${ids('campaigns')}`)
  await remove('practice_mails', sql`mailbox_id in ${ids('mailboxes')} or address in ${addresses}`)
  await remove('practice_visits', sql`mailbox_id in ${ids('mailboxes')}`)
  await remove('suppressions', sql`kind = 'address' and value in ${addresses}`)
  await remove('briefs', sql`subject_id in ${ids('companies')} or subject_id in ${ids('leads')}`)
  await remove('writing_memory', sql`campaign_id in ${ids('campaigns')}`)
  await remove('campaigns', sql`id in ${ids('campaigns')}`)
  await remove('events', sql`deal_id in (select id from deals where workspace_id = ${ws} and (id in ${ids('deals')} or lead_id in ${ids('leads')}))`)
  await remove('deals', sql`id in ${ids('deals')} or lead_id in ${ids('leads')}`)
  await remove('products', sql`id in ${ids('products')}`)
  await remove('leads', sql`id in ${ids('leads')}`)
  await remove('mailboxes', sql`id in ${ids('mailboxes')}`)
  // A lead of the user's own may have come to work for one of our companies; then the company is the user's, too.
  await remove('companies', sql`id in ${ids('companies')} and not exists (select from leads l where l.workspace_id = ${ws} and l.company_id = companies.id)`)
  await tx.run(sql`update deals d set company_id = null where workspace_id = ${ws} and company_id in ${ids('companies')} and not exists (select from companies c where c.workspace_id = ${ws} and c.id = d.company_id)`)
  await tx.run(sql`update campaigns set offer_id = null where workspace_id = ${ws} and offer_id in ${ids('offers')}`)
  await remove('offers', sql`id in ${ids('offers')}`)
  await remove('sample_rows', sql`true`)
}
