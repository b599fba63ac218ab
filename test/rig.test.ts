// The fault rig's short tier: every scenario that has one, as a test of its own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose, findScenarios, runOne } from './rig/running.ts'
import { commandFor, howItWent, tableOf } from './rig/table.ts'

for (const run of choose(await findScenarios(), { tier: 'ci', seed: 7 })) {
  const { id, name, about } = run.found.scenario
  const which = Object.entries(run.round.set ?? {}).map(([key, value]) => `, ${key} ${value}`).join('')
  test(`${id} ${name}${which}: ${about}`, { timeout: 300_000 }, async (t) => {
    const ran = await runOne(run)
    if (ran.verdict.skipped) return t.skip(ran.verdict.skipped)
    console.log(tableOf([ran]))
    assert.ok(ran.verdict.passed, `${howItWent(ran)}\n${commandFor(run)}\n${ran.heard}`)
  })
}
