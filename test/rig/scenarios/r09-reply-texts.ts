// R09: what real servers have said, and what each text must mean. The texts stand in server/sending/outcome.test.ts.
import { spawnSync } from 'node:child_process'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  id: 'R09', name: 'reply-texts', tiers: ['ci', 'nightly'],
  about: 'more than eighty real replies are classified; no sender-side refusal suppresses anybody',
  async run() {
    const { stdout, status } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', 'server/sending/outcome.test.ts'], { encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: undefined } })
    const lines = [...stdout.matchAll(/^(not )?ok \d+ - (.+)$/gm)]
    const missed = lines.filter((l) => l[1]).map((l) => `wrongly understood: ${l[2]}`)
    if (status !== 0 && !missed.length) missed.push('the table could not be read; run node --test server/sending/outcome.test.ts')
    if (lines.length < 80) missed.push(`only ${lines.length} texts`)
    return { passed: !missed.length, figures: { texts: lines.length, classified: lines.length - lines.filter((l) => l[1]).length }, missed }
  },
}
