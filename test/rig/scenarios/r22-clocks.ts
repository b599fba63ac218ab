// R22: clocks that change, jump and disagree. Twelve zones are walked over four changes of their clocks with the scheduler itself:
// nothing outside its window, nothing twice. Then the clock of a running campaign jumps: back, and nothing is sent again; ahead by
// more than six hours, and what was due in between is held by its window instead of being sent late.
import { sql } from '#platform/db'
import { approvePassing } from '#writing'
import { sendWhatIsDue } from '#sending'
import { lineOnce, nextWindow, spread, type SendingMailbox, type ToPlace } from '#campaigns'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { chance } from '../chance.ts'
import { verdict, type Scenario } from '../scenario.ts'

const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'America/Sao_Paulo', 'Africa/Casablanca', 'Asia/Tehran', 'Pacific/Auckland', 'America/St_Johns', 'Asia/Tokyo', 'Pacific/Chatham']
const changes = ['2027-03-14', '2027-11-07', '2027-03-28', '2027-10-31', '2027-04-04', '2027-10-03']
/** Windows around and across the hours at which clocks change. */
const windows = [['09:00', '17:00'], ['00:30', '03:30'], ['01:15', '02:45'], ['02:00', '03:00'], ['22:00', '23:59']] as const

export const scenario: Scenario = {
  id: 'R22', name: 'clocks', tiers: ['ci', 'nightly'], about: 'changes of the clocks and jumps of the server’s: 0 mails outside the window, 0 doubles, a jump ahead holds',
  async run({ tier, seed, n = tier === 'ci' ? 20 : 200, say }) {
    const random = chance(seed)
    let placed = 0, outside = 0, doubles = 0, cases = 0
    for (const zone of zones)
      for (const change of changes.slice(0, tier === 'ci' ? 4 : 6))
        for (const [windowStart, windowEnd] of windows) {
          cases++
          const hours = { days: [1, 2, 3, 4, 5, 6, 7], windowStart, windowEnd, quiet: [] }
          const box: SendingMailbox = { id: 'box', dailyLimit: 1000, gapS: 1, pace: 'real' }
          const from = Date.parse(`${change}T00:00:00Z`) - 36 * 3_600_000
          const items = Array.from({ length: n }, (_, i): ToPlace => ({ key: `${i}`, mailboxId: 'box', zone, earliest: new Date(from + random() * 72 * 3_600_000), anyDay: true }))
          const { places } = spread(items, new Map([['box', box]]), new Map(), hours, { now: new Date(from), workspaceZone: zone, seed: `${seed} ${zone} ${change} ${windowStart}` })
          for (const item of items) {
            const place = places.get(item.key)
            if (!place) { outside++; continue }
            placed++
            const wall = wallIn(zone, place.dueAt)
            // A window whose opening does not exist on that day opens with the next valid minute; it never closes later.
            if (wall < windowStart || wall > windowEnd || place.dueAt < item.earliest) outside++
            const again = nextWindow(place.dueAt, zone, hours)
            if (again.from.getTime() !== place.dueAt.getTime()) outside++
          }
          if (places.size !== items.length) doubles++
        }
    say(`${placed} mails placed in ${zones.length} zones over ${cases} windows around changes of the clocks.`)
    const jumps = await jumping(say)
    const figures = { zones: zones.length, windows: cases, mails: placed, outside, doubles: doubles + jumps.doubles, jump_back_resent: jumps.resent, held_after_jump_ahead: `${jumps.held} of ${jumps.due}`, sent_late: jumps.late }
    return verdict(figures, [
      [outside === 0, `${outside} mails outside their window`], [doubles + jumps.doubles === 0, `${doubles + jumps.doubles} doubles`],
      [jumps.resent === 0, `${jumps.resent} mails sent again after the clock jumped back`], [jumps.late === 0, `${jumps.late} mails sent after their hours were over`],
      [jumps.held === jumps.due, `${jumps.due - jumps.held} mails due during the jump were not given a new time`],
    ])
  },
}

const formats = new Map<string, Intl.DateTimeFormat>()
/** By the browser's own calendar, not by ours: 'HH:MM' there. */
function wallIn(zone: string, at: Date): string {
  let format = formats.get(zone)
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })))
  return format.format(at)
}

async function jumping(say: (line: string) => void): Promise<{ resent: number; held: number; due: number; late: number; doubles: number }> {
  const h = await house({ now: '2027-03-26T07:00:00Z' })
  try {
    const api = await h.api()
    const to = async (at: string | Date) => { h.clock.set(at); await h.ground.db.transaction(null, { kind: 'system', name: 'rig' }, 'write', (tx) => tx.run(sql`update sessions set last_seen_at = ${tx.now}, expires_at = ${tx.now}::timestamptz + interval '30 days'`)) }
    const fake = await testMailbox(h, {})
    const leadIds: string[] = []
    for (let i = 0; i < 8; i++) leadIds.push((await api('POST', '/leads', { email: `r22-${i}@clock${i}.example`, firstName: 'Lea', timeZone: 'Europe/Berlin' })).body.id)
    const made = await api('POST', '/campaigns', { name: 'R22', mailboxIds: [fake.id], days: [1, 2, 3, 4, 5, 6, 7], steps: [{ kind: 'email', mode: 'template', subject: 'A question', body: 'Hello {{lead.first_name}},\n\nwho looks after planning at your place?\n\nSam Carter' }] })
    const id = made.body.id as string
    await api('POST', `/campaigns/${id}/enrollments`, { leadIds })
    await h.runLater()
    await h.world.write(async (tx) => { await tx.run(sql`update drafts set checks = '[]', status = 'ready' where campaign_id = ${id} and status = 'needs_review'`); await approvePassing(tx, id) })
    await h.runLater()
    await api('POST', `/campaigns/${id}/launch`, { acceptAmber: true })
    const mails = () => h.world.read((tx) => tx.many<{ id: string; state: string; dueAt: Date; windowEnd: Date; handedAt: Date | null; attempts: number }>(sql`select id, state, due_at as "dueAt", window_end as "windowEnd", handed_at as "handedAt", attempts from messages where campaign_id = ${id} order by due_at`))
    const send = async () => { await sendWhatIsDue(h.ground); await h.runLater() }
    const planned = await mails()
    // Half of them leave, then the clock jumps back by an hour and by a day, and forward again.
    await to(new Date(planned[3]!.dueAt.getTime() + 1000))
    await send()
    const before = (await mails()).filter((m) => m.handedAt).length
    for (const by of [-3_600_000, -86_400_000, 3_600_000, 86_400_000 - 1]) {
      const at = h.clock.now()
      if (by < 0) { await to(new Date(at.getTime() + by)); await send(); await lineOnce(h.ground); await to(at) }
    }
    await send()
    const resent = (await mails()).filter((m) => m.handedAt && m.attempts > 1).length
    // Ahead by nine hours: the window has closed meanwhile.
    const open = (await mails()).filter((m) => !m.handedAt)
    await to('2027-03-26T23:30:00Z')
    await send()
    await lineOnce(h.ground)
    await h.runLater()
    const after = await mails()
    const late = after.filter((m) => m.handedAt && m.handedAt > m.windowEnd).length
    const held = after.filter((m) => open.some((o) => o.id === m.id) && !m.handedAt && (m.dueAt > h.clock.now() || m.state === 'planned')).length
    say(`${before} had left before the clock jumped; ${open.length} were due while it jumped ahead.`)
    return { resent, held, due: open.length, late, doubles: after.length - planned.length }
  } finally { await h.stop() }
}
