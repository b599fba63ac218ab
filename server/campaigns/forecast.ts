// How many a day, from which mailbox, and when is it done? The calendar is walked day by day with the same rules as the
// scheduler (windows, weekdays, days of rest, public holidays where the lead is, limits, gaps, leads under way of one owner;
// follow-ups before first mails), under a clock that is only a date. Leads who are alike (mailbox, zone, hours, owner, next
// step) are one number, so 100,000 leads cost no more than a hundred.
import { addDays, afterWaits, isSendingDay, localDate, nextWindow, wallTime, windowOn, type Hours, type Wait } from './schedule.ts'
import { fitsByGap, withoutShare, type SendingMailbox } from './spread.ts'
import { dayMs, takenOf, type Load } from './taken.ts'

/**
 * `stepNo`: the mail that comes next, 1-based; `notBefore`: a date, where it is planned or waits for one; `hours`: where they
 * differ from the campaign's; `ownerId`: where owners count; `begun`: counts as under way for its owner already.
 */
export interface Group { mailboxId: string; zone: string; stepNo: number; leads: number; notBefore?: string | null; hours?: Hours; ownerId?: string | null; begun?: boolean }
export interface DayPlan { day: string; total: number; mailboxes: { mailboxId: string; first: number; followUp: number }[] }
export interface Forecast { perDay: DayPlan[]; finishDay: string | null; total: number }

const farthest = 730

/** `own`: the campaign's numbers, new leads a day and the percent of a day that first mails leave to follow-ups. */
export function forecast(groups: readonly Group[], steps: readonly { waits: readonly Wait[] }[], mailboxes: ReadonlyMap<string, SendingMailbox>, hours: Hours,
  at: { now: Date; workspaceZone: string; sent?: Load }, own: { newPerDay: number | null; followUpShare: number; maxActivePerOwner?: number | null } = { newPerDay: null, followUpShare: 0 }): Forecast {
  const today = localDate(at.now, at.workspaceZone)
  const line = groups.filter((g) => g.leads > 0 && g.stepNo <= steps.length && mailboxes.has(g.mailboxId)).map((g) => ({ ...g, from: g.notBefore && g.notBefore > today ? g.notBefore : today }))
  const perOwner = own.maxActivePerOwner ?? null, active = new Map<string | null, number>()
  const count = (group: Group, n: number) => { if (perOwner !== null) active.set(group.ownerId ?? null, (active.get(group.ownerId ?? null) ?? 0) + n) }
  for (const group of line) if (group.begun || group.stepNo > 1) count(group, group.leads)
  const perDay: DayPlan[] = []
  let day = today, total = 0
  for (let i = 0; line.length && i < farthest; i++, day = addDays(day, 1)) {
    const plan = new Map<string, { mailboxId: string; first: number; followUp: number }>()
    // Follow-ups first, the oldest first; then first mails.
    const due = line.filter((g) => g.from <= day).sort((a, b) => Number(b.stepNo > 1) - Number(a.stepNo > 1) || a.from.localeCompare(b.from))
    const used = new Map<string, number>(), forFirsts = withoutShare(mailboxes, own.followUpShare)
    let newcomers = 0
    for (const group of due) {
      const first = group.stepNo === 1, mailbox = (first ? forFirsts : mailboxes).get(group.mailboxId)!
      const open = group.hours ?? hours, isNew = first && !group.begun
      const room = roomToday(mailbox, group.zone, day, used.get(mailbox.id) ?? 0, open, at)
      const goes = Math.min(group.leads, room, first && own.newPerDay !== null ? own.newPerDay - newcomers : Infinity, isNew && perOwner !== null ? perOwner - (active.get(group.ownerId ?? null) ?? 0) : Infinity)
      if (goes <= 0) continue
      if (first) newcomers += goes
      used.set(mailbox.id, (used.get(mailbox.id) ?? 0) + goes)
      const entry = plan.get(mailbox.id) ?? { mailboxId: mailbox.id, first: 0, followUp: 0 }
      entry[group.stepNo > 1 ? 'followUp' : 'first'] += goes
      plan.set(mailbox.id, entry)
      group.leads -= goes
      total += goes
      if (isNew) count(group, goes)
      const next = steps[group.stepNo]
      if (next) line.push({ ...group, begun: true, stepNo: group.stepNo + 1, leads: goes, from: dayAfter(day, next.waits, group.zone, open, mailbox) })
      // Who is done makes room for another lead of the same owner.
      else count(group, -goes)
    }
    if (plan.size) perDay.push({ day, total: [...plan.values()].reduce((n, p) => n + p.first + p.followUp, 0), mailboxes: [...plan.values()] })
    merge(line)
  }
  return { perDay, finishDay: line.length ? null : (perDay.at(-1)?.day ?? null), total }
}

/** What left within 24 hours before the window closes takes room in it. */
function roomToday(mailbox: SendingMailbox, zone: string, day: string, used: number, hours: Hours, at: { now: Date; sent?: Load }): number {
  if (mailbox.pace !== 'real') return Math.max(0, mailbox.dailyLimit - used)
  const window = windowOn(day, zone, hours)
  if (!window || window.to <= at.now) return 0
  const sent = at.sent ? takenOf(at.sent, mailbox.id).within(window.to.getTime() - dayMs + 1, at.now.getTime() + 1) : 0
  return Math.max(0, Math.min(mailbox.dailyLimit - sent - used, fitsByGap(mailbox, window.from > at.now ? window : { ...window, from: at.now }, window.from > at.now) - used))
}

function dayAfter(day: string, waits: readonly Wait[], zone: string, hours: Hours, mailbox: SendingMailbox): string {
  if (mailbox.pace !== 'real') return addDays(day, Math.max(1, waits.reduce((n, w) => n + (w.unit === 'minutes' || w.unit === 'hours' ? 0 : w.amount), 0)))
  const noon = wallTime(day, '12:00', zone)
  const next = localDate(nextWindow(afterWaits(noon, waits, zone, hours, 'real'), zone, hours).from, zone)
  return isSendingDay(next, hours) && next >= day ? next : addDays(day, 1)
}

/** Keeps the line short: alike groups become one, empty ones go. */
function merge(line: (Group & { from: string })[]): void {
  const numbers = new Map<Hours | undefined, number>(), numberOf = (hours: Hours | undefined) => { if (!numbers.has(hours)) numbers.set(hours, numbers.size); return numbers.get(hours) }
  const alike = new Map<string, (typeof line)[number]>()
  for (const g of line) {
    if (!g.leads) continue
    const key = `${g.mailboxId} ${g.zone} ${g.stepNo} ${g.from} ${numberOf(g.hours)} ${g.ownerId} ${g.begun}`
    const known = alike.get(key)
    if (known) known.leads += g.leads
    else alike.set(key, { ...g })
  }
  line.splice(0, line.length, ...alike.values())
}
