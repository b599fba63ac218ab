// How long the calendar of a hundred thousand leads takes, and how that compares with ten thousand in the same run.
import { forecast } from '../../server/campaigns/forecast.ts'
import type { Hours } from '../../server/campaigns/schedule.ts'

const office: Hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }
const threeMails = [{ waits: [] }, { waits: [{ amount: 3, unit: 'business_days' as const }] }, { waits: [{ amount: 5, unit: 'business_days' as const }] }]
const zones = ['Europe/Lisbon', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Europe/Berlin']

export function benchForecast(): object {
  const run = (perGroup: number): number => {
    const mailboxes = new Map(Array.from({ length: 20 }, (_, i) => [`m${i}`, { id: `m${i}`, dailyLimit: 50, gapS: 120, sentToday: 0, pace: 'real' as const }]))
    const groups = [...mailboxes.keys()].flatMap((mailboxId) => zones.map((zone) => ({ mailboxId, zone, stepNo: 1, leads: perGroup })))
    const began = performance.now()
    forecast(groups, threeMails, mailboxes, office, { now: new Date('2026-11-23T06:00:00Z'), workspaceZone: 'Europe/Lisbon' })
    return performance.now() - began
  }
  run(10)
  const few = run(100), many = run(1000)
  return { leads: 100_000, ms: Math.round(many), tenThousandMs: Math.round(few), ratio: Number((many / few).toFixed(1)), passed: many < 5000 }
}
