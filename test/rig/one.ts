// One scenario in a process of its own: node test/rig/one.ts FILE SETTINGS (JSON). The verdict goes to the parent; what is said goes to stderr.
import { pathToFileURL } from 'node:url'
import type { Scenario, Settings } from './scenario.ts'

const [, , file, given] = process.argv
const { scenario } = (await import(pathToFileURL(file!).href)) as { scenario: Scenario }
const say = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)
const verdict = await scenario.run({ ...(JSON.parse(given!) as Omit<Settings, 'say'>), say })
if (process.send) process.send(verdict, () => process.exit(0))
else { console.log(JSON.stringify(verdict)); process.exit(0) }
