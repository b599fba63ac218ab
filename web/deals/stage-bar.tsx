// Where a deal stands: its stages in a row, each a button that moves it there; what the present one is for, and how long it has been there.
import type { DealView } from '#contract/deals'
import { useMay } from '../app/session.tsx'
import { neighboursOnTop } from './arranging.ts'
import css from './deal-page.module.css'
import type { useMoving } from './moving.tsx'
import { days, daysSince, flagOf } from './words.ts'

export function StageBar({ deal: d, moving }: { deal: DealView; moving: ReturnType<typeof useMoving> }) {
  const may = useMay()('deals.write') && d.mayChange && !d.deletedAt
  const stages = d.pipeline.stages, at = stages.findIndex((s) => s.id === d.stageId), here = stages[at]
  const been = new Map<string, number>()
  for (const stay of d.stays) been.set(stay.stageId, (been.get(stay.stageId) ?? 0) + stay.days)
  return (
    <div>
      <ol className={css.stages} aria-label="Stages">
        {stages.map((s, i) => {
          const state = i === at ? (s.kind === 'open' ? 'here' : s.kind) : here?.kind === 'open' && i < at ? 'past' : here?.kind === 'won' && s.kind === 'open' ? 'past' : 'ahead'
          const spent = been.get(s.id)
          return (
            <li key={s.id} className={css.stage} data-state={state} data-kind={s.kind}>
              <button type="button" disabled={!may || i === at} aria-current={i === at ? 'step' : undefined} title={s.exitCriteria || undefined} onClick={() => moving.move(d, s.id, neighboursOnTop)}>
                {i !== at && <span className="o-hidden">Move to </span>}<span>{s.name}</span>{spent !== undefined && spent >= 0.5 && s.kind === 'open' && <small>{days(Math.round(spent))}</small>}
              </button>
            </li>
          )
        })}
      </ol>
      {here && <p className={css.stage_says}>
        {d.closedAt ? (here.kind === 'lost' ? <>Lost{d.lostReason && `: ${d.lostReason}`}{d.lostNote && `. ${d.lostNote}`}</> : 'Won.') : <>{here.exitCriteria && <>{here.name} is over when: {here.exitCriteria} </>}<span className={d.flags.includes('stale') ? css.warn : undefined}>{d.flags.includes('stale') ? flagOf.stale.why : `Here for ${days(daysSince(d.stageSince))}.`}</span></>}
      </p>}
    </div>
  )
}
