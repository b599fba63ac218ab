import type { getAiUsage } from '#contract/ai'
import type { Output } from '#contract/contract'
import { Meter } from '../ui/measures.tsx'
import { Notice } from '../ui/states.tsx'
import { counted, formatNumber, Money, When } from '../ui/values.tsx'
import css from './frame.module.css'

const purposes: Record<string, string> = { drafts: 'Writing', draft: 'Writing', write: 'Writing', writing: 'Writing', research: 'Research', test: 'Trying the key', classify: 'Reading answers' }
const said = (purpose: string) => purposes[purpose] ?? purpose.replaceAll(/[._]/g, ' ').replace(/^./, (c) => c.toUpperCase())

/** Used, limit, remaining, reset. */
export function Usage({ usage: u }: { usage: Output<typeof getAiUsage> }) {
  return (
    <>
      <div>
        <div className={css.spent}><b><Money of={u.spent} /></b><span className="o-muted">of <Money of={u.budget} />{u.reserved > 0 && <>, <Money of={u.reserved} /> held by running calls</>}; begins anew <When at={u.resetsAt} ago /></span></div>
        <Meter value={u.spent + u.reserved} of={u.budget || 1} label="Budget used today" words={`${counted(u.calls, 'call')}${u.failed ? `, ${formatNumber(u.failed)} failed` : ''}`} />
      </div>
      {u.key.blockedUntil && <Notice tone="warning">The provider asked us to wait until <When at={u.key.blockedUntil} />. Work goes on by itself then.</Notice>}
      {u.calls > 0 && <div className="o-muted" style={{ fontSize: 13 }}>
        {formatNumber(u.tokensIn)} tokens read, {formatNumber(u.tokensOut)} written. The key may be asked {formatNumber(u.key.availableNow)} of {counted(u.key.requestsPerMinute, 'time')} a minute right now.
      </div>}
      {u.byPurpose.length > 0 && (
        <table className={css.mini}>
          <thead><tr><th scope="col">For</th><th scope="col">Calls</th><th scope="col">Cost</th></tr></thead>
          <tbody>{u.byPurpose.map((p) => <tr key={p.purpose}><td>{said(p.purpose)}</td><td>{formatNumber(p.calls)}</td><td><Money of={p.cost} /></td></tr>)}</tbody>
        </table>
      )}
      {u.recent.length > 0 && (
        <details>
          <summary className="o-muted" style={{ cursor: 'pointer', fontSize: 13 }}>The latest calls</summary>
          <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label="The latest calls">
            <table className={css.mini}>
              <thead><tr><th scope="col">When</th><th scope="col">For</th><th scope="col">Model</th><th scope="col">Outcome</th><th scope="col">Cost</th></tr></thead>
              <tbody>{u.recent.map((r, i) => <tr key={i}><td><When at={r.at} /></td><td>{said(r.purpose)}</td><td>{r.model}</td><td>{r.outcome}</td><td><Money of={r.cost} /></td></tr>)}</tbody>
            </table>
          </div>
        </details>
      )}
    </>
  )
}
