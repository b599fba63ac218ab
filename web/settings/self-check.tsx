import type { selfCheck } from '#contract/admin'
import type { Output } from '#contract/contract'
import { Notice } from '../ui/states.tsx'
import { counted, When } from '../ui/values.tsx'
import css from './frame.module.css'

/** What the last self-check found, the sentence first, then cases to look up. */
export function Checked({ check }: { check: Output<typeof selfCheck>['newest'] }) {
  if (!check) return <Notice>Not run yet. The first one runs within the hour.</Notice>
  const when = <><When at={check.at} ago /> by {check.by === 'overture' ? 'the nightly run' : check.by}</>
  if (!check.findings.length) return <Notice tone="good">All {check.checked} hold. Checked {when}.</Notice>
  return (
    <>
      <Notice tone="bad">{check.findings.length} of {check.checked} do not hold. This is a fault in Overture, not in what you did: please report it with the lines below. Checked {when}.</Notice>
      {check.findings.map((f) => (
        <div key={f.name} className={css.found}>
          <b>Not true: {f.holds}</b>
          <span className="o-muted">{counted(f.count, 'case')}{f.count > f.examples.length && `, the first ${f.examples.length}:`}</span>
          {f.examples.map((e) => <div key={e.id}>{e.says} <span className="o-muted" style={{ overflowWrap: 'anywhere' }}>{e.id}</span></div>)}
        </div>
      ))}
    </>
  )
}
