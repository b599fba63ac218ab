// `npm run score`: how well mails are read, in figures with their marks. On real mails of other people where their collection is at
// hand, and on our own cases always. Exits with 1 when a mark is missed. `--wrong` prints each case that was read wrongly.
import { missing, ratio, said, scoreBots, scoreBounces, scoreBrowsers, scoreMutants, scoreReplies, type Share } from './marks.ts'
import { scoreIntents, scorePublicIntents } from './intents.ts'
import { scoreOwn } from './own.ts'

const all = process.argv.includes('--wrong')
let missed = 0
const line = (what: string, figure: string, mark: string, good: boolean | null): void => {
  if (good === false) missed++
  console.log(`${(good === null ? '·' : good ? '✓' : '✗').padEnd(2)}${what.padEnd(44)} ${figure.padEnd(30)} ${mark}`)
}
const wrong = (lines: readonly string[]): void => { if (all) for (const one of lines) console.log(`      ${one}`) }
const atLeast = (what: string, share: Share, mark: number): void => line(what, said(share), `≥ ${(mark * 100).toFixed(1)} %`, ratio(share) >= mark)
const atMost = (what: string, share: Share, mark: number): void => line(what, said(share), `≤ ${(mark * 100).toFixed(1)} %`, ratio(share) <= mark)

console.log('Real mails of other people')
if (missing) console.log(`  Not scored: ${missing}.`)
else {
  const bounces = await scoreBounces()
  atLeast('kind of mail', bounces.kind, 0.99)
  atMost('soft bounces called hard', bounces.falseHard, 0.01)
  atLeast('status of delivery reports', bounces.status, 0.96)
  atLeast('hard bounces found', bounces.hardFound, 0.75)
  wrong(bounces.wrong)
  const replies = scoreReplies()
  atLeast('reply text exact', replies.exact, 0.7)
  line('reply text, token F1', `${replies.f1.toFixed(3)} over ${replies.exact.of}`, '≥ 0.92', replies.f1 >= 0.92)
  wrong(replies.wrong)
  const bots = scoreBots()
  atLeast('robots seen as machines', bots.bots, 0.99)
  wrong(bots.wrong)
  const mutants = await scoreMutants(300)
  atLeast('read without a crash, 300 mutated among them', mutants.read, 1)
  line('slowest of them', `${mutants.slowestMs} ms`, '≤ 10,000 ms', mutants.slowestMs <= 10_000)
  line('memory that reading them took', `${mutants.memoryMb} MB`, '≤ 256 MB', mutants.memoryMb <= 256)
  wrong(mutants.wrong)
  const intents = await scorePublicIntents()
  if (intents) line('sentiment of public short replies', `${said(intents.right)}, ${said(intents.abstained)} left open`, 'report', null)
}

console.log('\nOur own cases')
const browsers = scoreBrowsers()
atMost('browsers of people taken for machines', browsers.taken, 0)
wrong(browsers.wrong)
const own = scoreOwn()
line('labelled mails', `${own.cases} in ${own.languages} languages`, '≥ 150 in ≥ 10', own.cases >= 150 && own.languages >= 10)
atMost('automatic or opt-out taken for a reply', { part: own.falseHuman, of: own.notHuman }, 0.02)
atMost('replies of people missed', { part: own.missedHuman, of: own.human }, 0)
atLeast('day of return', { part: own.datesRight, of: own.dates }, 0.9)
for (const [kind, row] of Object.entries(own.byKind)) line(`  ${kind.replaceAll('_', ' ')}`, `recall ${(row.recall * 100).toFixed(1)} %, precision ${(row.precision * 100).toFixed(1)} %`, `${row.cases} cases`, null)
wrong(own.wrong)
const intents = await scoreIntents()
line('intent, five-fold on our own sentences', `${said(intents.right)}, ${said(intents.abstained)} left open`, 'report', null)
wrong(intents.wrong)

if (missed) console.log(`\n${missed} ${missed === 1 ? 'mark was' : 'marks were'} missed.`)
process.exit(missed ? 1 : 0)
