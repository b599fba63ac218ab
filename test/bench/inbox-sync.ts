// Taking in 10,000 mails that lie in a letterbox after a weekend: the whole product in its own process, a PostgreSQL that flushes to
// disk, a real Dovecot. Each mail is fetched, parsed, judged, matched and stored with what it means. Beside it the bare fetch of the same mails over one connection, nothing kept. Goal: at least 300 mails a second.
import { chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { cpuOfTree } from './cpu.ts'
import { missingMailServers, startMailServers, type MailServers } from '../fakes/mail-servers.ts'
import { stand, type Stand } from './stand.ts'

const goal = 300
const nobody = 65534
const leads = 2_000

export interface InboxSyncBench { what: 'inbox sync'; mails: number; perSecond: number; goal: number; bareFetchPerSecond: number; ratio: number; cpuMs: { node: number; database: number }; replies: number; missing: number; reached: boolean }

export async function benchInboxSync(mails = 10_000): Promise<InboxSyncBench | { what: 'inbox sync'; skipped: string; reached: true }> {
  const without = missingMailServers()
  if (without) return { what: 'inbox sync', skipped: without, reached: true }
  const servers = await startMailServers()
  const s = await stand({ SSRF_ALLOW: `127.0.0.1:${servers.imap},127.0.0.1:${servers.smtp}` })
  try {
    const ours = await written(s)
    const at = { host: '127.0.0.1', security: 'none' }
    const { id } = await s.call<{ id: string }>('POST', '/mailboxes', { address: 'rep@sender.test', fromName: 'Sam', password: 'test', smtp: { ...at, port: servers.smtp, user: '' }, imap: { ...at, port: servers.imap, user: 'rep@sender.test' } })
    await until('the first look', 60, async () => (await one<{ ok: boolean }>(s, 'select last_sync_at is not null as ok from mailboxes where id = $1', [id])).ok)

    const before = cpuOfTree(s.pid)
    deliver(servers, mails, ours)
    const stored = async () => (await one<{ n: number }>(s, 'select count(*)::int as n from inbox_messages where mailbox_id = $1', [id])).n
    await until('the last mail', 600, async () => (await stored()) >= mails, async () => `${await stored()} of ${mails} are here; ${JSON.stringify(await one(s, 'select sync_failures, sync_error from mailboxes where id = $1', [id]))}`)
    const after = cpuOfTree(s.pid), cpuMs = { node: (after.own - before.own) / mails, database: (after.below - before.below) / mails }
    // From the first batch that stands to the last one: what came after the first, in that time.
    const took = await one<{ seconds: number; after: number; replies: number }>(s, `
      select extract(epoch from max(synced_at) - min(synced_at))::float8 as seconds, count(*) filter (where synced_at > (select min(synced_at) from inbox_messages where mailbox_id = $1))::int as after,
             count(*) filter (where kind = 'reply' and lead_id is not null)::int as replies from inbox_messages where mailbox_id = $1`, [id])
    const bare = await fetched(servers), perSecond = Math.round(took.after / took.seconds)
    return { what: 'inbox sync', mails, perSecond, goal, bareFetchPerSecond: Math.round(bare), ratio: Number((perSecond / bare).toFixed(3)), cpuMs, replies: took.replies, missing: mails - (await stored()), reached: perSecond >= goal }
  } finally {
    await s.stop()
    await servers.stop()
  }
}

/** Mails of ours that have left, one a lead: what the answers answer. */
async function written(s: Stand): Promise<string[]> {
  const { rows } = await s.owner.query<{ message_id: string }>(`
    with box as (insert into mailboxes (workspace_id, kind, address) values ($1, 'practice', 'sam@practice.example') returning id),
         people as (insert into leads (workspace_id, email, first_name, last_name) select $1, 'lead' || n || '@prospect' || n % 300 || '.example', 'Lead', 'No. ' || n from generate_series(1, $2::int) n returning id, email)
    insert into messages (workspace_id, lead_id, mailbox_id, state, due_at, handed_at, accepted_at, to_address, from_address, subject, body_text, message_id)
    select $1, people.id, box.id, 'accepted', now(), now(), now(), people.email, 'rep@sender.test', 'A question about your team', 'Hello.', replace(people.email, '@', '.') || '.1@sender.test' from people, box returning message_id`, [s.workspaceId, leads])
  // As every import ends: the planner is told how many there are.
  await s.owner.query('select analyze_people(true)')
  return rows.map((row) => row.message_id)
}

const texts = ['Sounds interesting, please tell me more. Tuesday would suit me.', 'What does it cost for forty people?', 'Not now, please ask me again in three months.', 'Thanks, but we have something like this already.', 'I am not the right person, please write to Maria Lopez, maria@elsewhere.example.']

/** Written beside the letterbox and moved in, as a mail server does it. Six of ten answer us, one is an absence, three are other people's. */
function deliver(servers: MailServers, mails: number, ours: readonly string[]): void {
  const box = join(servers.folder, 'mail/sender.test/rep/Maildir')
  for (const name of ['tmp', 'new', 'cur']) mkdirSync(join(box, name), { recursive: true })
  const names: string[] = []
  for (let i = 0; i < mails; i++) {
    const answered = ours[i % ours.length]!, who = /^(lead\d+)\.(prospect\d+\.example)/.exec(answered)!, kind = i % 10
    const from = kind < 7 ? `Lead <${who[1]}@${who[2]}>` : `Somebody <person${i}@stranger${i % 700}.example>`
    const lines = [
      `From: ${from}`, 'To: rep@sender.test', `Subject: ${kind === 6 ? 'Out of office: ' : kind < 6 ? 'Re: ' : 'News from us: '}A question about your team`, `Date: ${new Date().toUTCString()}`, `Message-ID: <bench-${i}@outside.example>`,
      ...(kind < 7 ? [`In-Reply-To: <${answered}>`, `References: <${answered}>`] : []), ...(kind === 6 ? ['Auto-Submitted: auto-replied'] : []), 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '',
      kind === 6 ? 'I am out of the office until 4 January.' : texts[i % texts.length]!, '', 'Kind regards', 'On Mon, Sam wrote:', ...Array.from({ length: 20 }, (_, line) => `> Line ${line} of the mail that is answered here, as mail programs quote it below.`), '',
    ]
    const name = `${Math.floor(Date.now() / 1000)}.${i}.bench`
    writeFileSync(join(box, 'tmp', name), lines.join('\n'))
    chownSync(join(box, 'tmp', name), nobody, nobody)
    names.push(name)
  }
  for (const path of ['..', '.', 'tmp', 'new', 'cur']) chownSync(join(box, path), nobody, nobody)
  for (const name of names) renameSync(join(box, 'tmp', name), join(box, 'new', name))
}

/** Mails a second over one connection, when nothing is done with them. */
async function fetched(servers: MailServers): Promise<number> {
  const client = new ImapFlow({ host: '127.0.0.1', port: servers.imap, secure: false, doSTARTTLS: false, auth: { user: 'rep@sender.test', pass: 'test' }, logger: false })
  await client.connect()
  try {
    await client.mailboxOpen('INBOX', { readOnly: true })
    const began = performance.now()
    let n = 0
    for await (const mail of client.fetch('1:*', { uid: true, source: true })) if (mail.source?.length) n++
    return n / ((performance.now() - began) / 1000)
  } finally { await client.logout() }
}

const one = async <T>(s: Stand, text: string, values: unknown[]): Promise<T> => (await s.owner.query(text, values)).rows[0] as T

async function until(what: string, seconds: number, yes: () => Promise<boolean>, state?: () => Promise<string>): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await pause(200)) if (await yes()) return
  throw new Error(`${what} did not come within ${seconds} s. ${(await state?.()) ?? ''}`)
}

if (import.meta.main) console.log(JSON.stringify(await benchInboxSync(process.argv[2] ? Number(process.argv[2]) : undefined), null, 2))
