// A score as a sign in a list, and with its reasons on the lead's page.
import { getLeadScore, listScores, type ScoreClass, type ScoreReason } from '#contract/scoring'
import { useQuery } from '@tanstack/react-query'
import { call, useCall } from '../app/call.ts'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { Card } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { Num } from '../ui/values.tsx'
import css from './scoring.module.css'

export const classOf: Record<ScoreClass, { tone: Tone; words: string }> = { hot: { tone: 'good', words: 'Hot' }, warm: { tone: 'warning', words: 'Warm' }, cold: { tone: 'neutral', words: 'Cold' } }

type Known = { leadId: string; score: number; class: ScoreClass }
const waiting = new Map<string, ((found: Known | null) => void)[]>()

/** The rows of a page ask in the same moment; they are asked for together. */
function scoreOf(id: string): Promise<Known | null> {
  return new Promise((resolve, reject) => {
    if (!waiting.size) setTimeout(() => {
      const asked = new Map(waiting)
      waiting.clear()
      const ids = [...asked.keys()]
      const groups = Array.from({ length: Math.ceil(ids.length / 200) }, (_, i) => ids.slice(i * 200, i * 200 + 200))
      Promise.all(groups.map((g) => call(listScores, { query: { ids: g.join(',') } })))
        .then((answers) => { const found = new Map(answers.flatMap((a) => a.items).map((s) => [s.leadId, s])); for (const [one, fns] of asked) for (const fn of fns) fn(found.get(one) ?? null) }, reject)
    })
    waiting.set(id, [...(waiting.get(id) ?? []), resolve])
  })
}

export function ScoreCell({ id }: { id: string }) {
  const { data } = useQuery({ queryKey: ['/scores', id], queryFn: () => scoreOf(id), staleTime: 60_000 })
  return data ? <StatusBadge tone={classOf[data.class].tone} plain><Num of={data.score} /> {classOf[data.class].words}</StatusBadge> : <span className="o-muted">–</span>
}

export function ScorePart({ id }: { id: string }) {
  const score = useCall(getLeadScore, { params: { id } })
  return (
    <Card title="Score" beside={score.data && <StatusBadge tone={classOf[score.data.class].tone}>{classOf[score.data.class].words}</StatusBadge>}>
      <Loaded from={score}>{(s) => (
        <div className={css.score}>
          <p className={css.sum}><b><Num of={s.score} /></b> of 100 <span className="o-muted">fit <Num of={s.fit} />, engagement <Num of={s.engagement} /></span></p>
          <Reasons of={s.reasons} />
        </div>
      )}</Loaded>
    </Card>
  )
}

export function Reasons({ of }: { of: ScoreReason[] }) {
  if (!of.length) return <p className="o-muted">No rule says anything of this lead yet.</p>
  return <ul className={css.reasons}>{of.map((r, i) => <li key={i}><span>{r.sentence}</span><b className={r.points < 0 ? css.minus : css.plus}>{r.points > 0 ? '+' : '−'}{Math.abs(r.points)}</b></li>)}</ul>
}
