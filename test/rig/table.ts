// The table of R-figures, and the command that makes each line again. Pure.
import type { Ran, Run } from './running.ts'

export function commandFor({ found: { scenario }, tier, round }: Run): string {
  const set = Object.entries(round.set ?? {}).map(([name, value]) => ` --set ${name}=${value}`).join('')
  return `npm run rig -- --scenario ${scenario.name}${tier === 'nightly' ? ' --tier nightly' : ''}${round.n === undefined ? '' : ` --n ${round.n}`} --seed ${round.seed}${set}`
}

export const howItWent = ({ verdict }: Ran): string =>
  verdict.skipped ? `skipped: ${verdict.skipped}` : verdict.passed ? 'passed' : `MISSED: ${verdict.missed?.join('; ') || 'no reason was given'}`

export function tableOf(all: readonly Ran[]): string {
  const heads = ['id', 'scenario', 'seed', 'time', 'result', 'figures']
  const rows = all.map((ran) => [
    ran.found.scenario.id, ran.found.scenario.name, String(ran.round.seed), `${ran.seconds} s`,
    ran.verdict.skipped ? 'skipped' : ran.verdict.passed ? 'passed' : 'MISSED',
    Object.entries(ran.verdict.figures).map(([name, value]) => `${name} ${value ?? 'none'}`).join(' · '),
  ])
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => (i === heads.length - 1 ? 0 : row[i]!.length))))
  const line = (cells: string[]) => cells.map((cell, i) => cell.padEnd(widths[i]!)).join('  ').trimEnd()
  const lines = [line(heads), line(widths.map((w) => '─'.repeat(w)))]
  for (const [i, row] of rows.entries()) {
    lines.push(line(row))
    if (all[i]!.verdict.skipped || !all[i]!.verdict.passed) lines.push(`      ${howItWent(all[i]!)}`)
    lines.push(`      ${commandFor(all[i]!)}`)
  }
  return lines.join('\n')
}
