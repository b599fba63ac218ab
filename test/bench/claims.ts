// A claim costs what is due, not what exists: a thousand mails are due among ten thousand, and among a million. Most of the
// others have been sent, some wait for a later day, some stand still with their paused campaign.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { sql } from '#platform/db'
import { claim } from '../../server/sending/claiming.ts'
import { median, openHouse, round2 } from './sending.ts'

export interface ClaimFigures {
  what: 'claims'; due: number; few: number; many: number
  /** Milliseconds to find the mailbox and to claim all that is due, the median of the rounds. */
  amongFew: number; amongMany: number; ratio: number; goal: number; reached: boolean
}

const due = 1000, goal = 2

export async function benchClaims(options: { few?: number; many?: number; rounds?: number } = {}): Promise<ClaimFigures> {
  const few = options.few ?? 10_000, many = options.many ?? 1_000_000
  const amongFew = await among(few, options.rounds ?? 5), amongMany = await among(many, options.rounds ?? 5)
  const ratio = round2(amongMany / amongFew)
  return { what: 'claims', due, few, many, amongFew: round2(amongFew), amongMany: round2(amongMany), ratio, goal, reached: ratio <= goal }
}

async function among(total: number, rounds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'overture-bench-'))
  chmodSync(folder, 0o755)
  // Nothing is lost here that matters: filling a million rows need not wait for the disk.
  const postgres = await startEmbeddedPostgres({ dataFolder: folder, settings: { synchronous_commit: 'off', max_wal_size: '4GB' } })
  const house = await openHouse(postgres.connection, folder, 1)
  try {
    await fill(house, total)
    const times: number[] = []
    for (let round = 0; round <= rounds; round++) {
      await house.world.write((tx) => tx.run(sql`
        update messages set state = 'due', lease_until = null, leased_by = null where workspace_id = ${tx.workspaceId} and id in (select id from messages where workspace_id = ${tx.workspaceId} and subject = 'due')`))
      const began = performance.now()
      const ready = await house.ground.sweep('select workspace_id, mailbox_id from sending_mailboxes_ready($1, $2)', [house.ground.clock.now(), 20])
      if (ready.length !== 1) throw new Error('The mailbox is not ready.')
      let n = 0
      for (let got = 1; got; n += got) got = (await house.world.write((tx) => claim(tx, house.mailboxId, { worker: 'bench', leaseS: 60, most: 200 }))).claims.length
      if (n !== due) throw new Error(`${n} of ${due} were claimed.`)
      if (round) times.push(performance.now() - began) // the first warms
    }
    return median(times)
  } finally {
    await house.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fill(house: Awaited<ReturnType<typeof openHouse>>, total: number): Promise<void> {
  const client = new pg.Client(house.owner)
  await client.connect()
  await client.query(`
    insert into leads (workspace_id, email, first_name) values ('${house.world.workspaceId}', 'dana@acme.example', 'Dana')`)
  // Three fifths of the rest have been sent; one fifth stands still, long overdue; one waits for the day after tomorrow.
  await client.query(`
    with made as (
      insert into messages (workspace_id, id, mailbox_id, state, reason_code, due_at, handed_at, accepted_at, to_address, from_address, subject, body_text, message_id, planned_at)
      select $1, gen_random_uuid(), $2, case when n <= $4 then 'due' when n % 5 < 3 then 'accepted' else 'planned' end, case when n > $4 and n % 5 = 3 then 'campaign_paused' end,
             now() - interval '1 day' * (n % 30) / 30 + case when n > $4 and n % 5 = 4 then interval '2 days' else interval '-1 hour' end,
             case when n > $4 and n % 5 < 3 then now() end, case when n > $4 and n % 5 < 3 then now() end, 'dana@acme.example', 'sam@sender.example', case when n <= $4 then 'due' else '' end, 'Hi', 'm' || n || '@sender.example', now()
        from generate_series(1, $3::int) n returning id, subject)
    insert into message_bytes (workspace_id, message_id, mime) select $1, id, 'Subject: x' from made where subject = 'due'`, [house.world.workspaceId, house.mailboxId, total, due])
  await client.query('vacuum analyze messages')
  await client.end()
}

if (import.meta.main) {
  const figures = await benchClaims({ many: Number(process.argv[2] ?? 1_000_000) })
  console.log(JSON.stringify(figures, null, 2))
  process.exit(figures.reached ? 0 : 1)
}
