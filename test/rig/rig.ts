// The fault rig: named scenarios, each a fault, a seed and pass marks.
//
//   npm run rig                                    the CI tier
//   npm run rig -- --tier nightly --seed 7         everything at its full number
//   npm run rig -- --scenario kill-9 --n 1000      one scenario, by name or id; --seed, --set name=value
//   npm run rig -- --mails 1000 --kills 20 --seed 1    the same as --scenario kill-9 --n 1000 --set kills=20
//   npm run rig -- --list
//
// Prints the table of figures at the end and exits with 1 when a mark was missed. RIG_DEBUG=1 prints what the processes say.
import { parseArgs } from 'node:util'
import { choose, findScenarios, inOrder, runOne, type Ran, type Run } from './running.ts'
import type { Tier } from './scenario.ts'
import { howItWent, tableOf } from './table.ts'

const { values: given } = parseArgs({ options: {
  scenario: { type: 'string' }, tier: { type: 'string', default: 'ci' }, seed: { type: 'string', default: '7' }, n: { type: 'string' },
  set: { type: 'string', multiple: true, default: [] }, list: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false },
  mails: { type: 'string' }, kills: { type: 'string' }, workers: { type: 'string' }, lease: { type: 'string' },
} })
if (given.tier !== 'ci' && given.tier !== 'nightly') stop(`--tier is ci or nightly, not ${given.tier}.`)
const whole = (name: 'seed' | 'n' | 'mails', text: string | undefined) => (text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : stop(`--${name} is a whole number, not ${text}.`))

const all = await findScenarios()
if (given.list) {
  for (const { scenario: s } of all) console.log(`${s.id}  ${s.name.padEnd(24)} ${s.tiers.join(', ').padEnd(12)} ${s.about}`)
  process.exit(0)
}
const old = given.mails !== undefined || given.kills !== undefined
const set = Object.fromEntries([
  ...given.set.map((pair) => { const at = pair.indexOf('='); return at > 0 ? [pair.slice(0, at), pair.slice(at + 1)] as const : stop(`--set is written name=value, not ${pair}.`) }),
  ...(['kills', 'workers', 'lease'] as const).flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]] as const])),
])
const mails = whole('mails', given.mails), n = whole('n', given.n) ?? mails
const wanted = given.scenario ?? (old ? 'kill-9' : undefined)
const runs = choose(all, {
  tier: given.tier as Tier, seed: whole('seed', given.seed)!,
  ...(wanted && { scenario: wanted }), ...(n !== undefined && { n }), ...(Object.keys(set).length && { set }),
})
if (!runs.length) stop(`There is no scenario ${wanted ?? `in the ${given.tier} tier`}. The names: ${all.map((f) => f.scenario.name).join(', ')}.`)

/** What the nightly tier may take in all. */
const mostMinutes = 60
const began = Date.now(), minutes = () => (Date.now() - began) / 60_000
const ended = new Map<Run, Ran>()
const runIt = async (run: Run, loud: boolean): Promise<void> => {
  const { id, name, about } = run.found.scenario
  console.error(`\n── ${id} ${name}, seed ${run.round.seed}${loud ? '' : ', beside the others'}: ${about}`)
  const ran = await runOne(run, { loud, keep: given.keep })
  ended.set(run, ran)
  console.error(`── ${id} ${name}, seed ${run.round.seed}: ${howItWent(ran)} (${ran.seconds} s; ${ended.size} of ${runs.length} after ${minutes().toFixed(1)} minutes)`)
}
const order = inOrder(runs), isNight = given.tier === 'nightly' && !wanted
if (isNight) {
  const beside = order.beside.map((run) => runIt(run, false))
  for (const run of order.row) await runIt(run, true)
  await Promise.all(beside)
  for (const run of order.alone) await runIt(run, true)
} else for (const run of runs) await runIt(run, true)
const done = runs.flatMap((run) => ended.get(run) ?? [])
if (old || given.json) for (const { found, round, verdict } of done) console.log(JSON.stringify({ id: found.scenario.id, name: found.scenario.name, seed: round.seed, passed: verdict.passed, ...verdict.figures, ...(verdict.missed?.length && { missed: verdict.missed }) }))
const missed = done.filter((r) => !r.verdict.passed).length, skipped = done.filter((r) => r.verdict.skipped).length
console.log(`\n${tableOf(done)}\n\n${done.length - missed - skipped} passed, ${missed} missed, ${skipped} skipped, in ${minutes().toFixed(1)} minutes.`)
for (const { found, round, verdict } of done.filter((r) => !r.verdict.passed)) console.log(`MISSED ${found.scenario.id} ${found.scenario.name}, seed ${round.seed}: ${verdict.missed?.join('; ') ?? ''}`)
const late = isNight && minutes() > mostMinutes
if (late) console.log(`MISSED: the nightly tier took longer than ${mostMinutes} minutes.`)
process.exit(missed || late ? 1 : 0)

function stop(line: string): never {
  console.error(line)
  process.exit(2)
}
