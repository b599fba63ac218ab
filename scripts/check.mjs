// `npm run check`: types, lint, architecture, and the tests that need no database. Fast; for every save.
import { globSync, readFileSync } from 'node:fs'
import { run, staticChecks } from './steps.mjs'

const pure = [...globSync('server/**/*.test.ts'), 'test/architecture.test.ts'].filter((file) => !/#test\/house|test-server|embedded-postgres/.test(readFileSync(file, 'utf8')))
const results = [...staticChecks(), run('architecture and unit tests', process.execPath, ['--test', '--test-reporter=dot', ...pure])]
process.exit(results.every(Boolean) ? 0 : 1)
