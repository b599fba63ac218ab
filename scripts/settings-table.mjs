// Writes the configuration table of the README from the schema in server/platform/config.ts.
import { readFileSync, writeFileSync } from 'node:fs'
import { describeSettings } from '../server/platform/config.ts'

export const table = ['| setting | default | what it does |', '|---|---|---|', ...describeSettings().map((s) => `| \`${s.name}\` | ${s.initial === '' ? '' : `\`${s.initial}\``} | ${s.sentence.replaceAll('|', '\\|')} |`)].join('\n')
const marks = ['<!-- settings -->', '<!-- /settings -->']
export const withTable = (readme) => readme.slice(0, readme.indexOf(marks[0]) + marks[0].length) + '\n' + table + '\n' + readme.slice(readme.indexOf(marks[1]))
if (import.meta.main) writeFileSync('README.md', withTable(readFileSync('README.md', 'utf8')))
