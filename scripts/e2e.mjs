// `npm run e2e`: only the browser tests.
import { globSync } from 'node:fs'
import { run } from './steps.mjs'

const only = process.argv.slice(2)
const files = globSync('test/e2e/*.test.ts').filter((file) => !only.length || only.some((name) => file.includes(name)))
process.exit(run('browser tests', process.execPath, ['--test', '--test-concurrency=1', ...files]) ? 0 : 1)
