// R37: what must never be is planted, one thing at a time, and the self-check has to find each, and nothing else.
import { spawnSync } from 'node:child_process'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  id: 'R37', name: 'self-check', about: 'Every violation planted in the database is found by the self-check, and an ordinary history has none.', tiers: ['ci', 'nightly'],
  async run() {
    const { stdout, status } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', 'server/admin/self-check.test.ts'], { encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: undefined } })
    const planted = [...stdout.matchAll(/^(not )?ok \d+ - (?:found when planted: (\w+)|clocks that disagree are found)/gm)]
    const missed = planted.filter((line) => line[1]).map((line) => `not found: ${line[2] ?? 'clocks_agree'}`)
    if (status !== 0 && !missed.length) missed.push('the self-check finds something where nothing is, or fails; run node --test server/admin/self-check.test.ts')
    return { passed: planted.length > 0 && !missed.length, figures: { planted: planted.length, found: planted.length - missed.length }, missed }
  },
}
