// Why is it not sending? Sentences, each with what to do about it.
import type { Finding } from '#contract/campaigns'
import { Link } from '@tanstack/react-router'
import { StatusBadge } from '../ui/badge.tsx'
import { When } from '../ui/values.tsx'
import css from './campaigns.module.css'
import { severityOf } from './words.ts'

export function Findings({ findings }: { findings: Finding[] }) {
  return (
    <ul className={css.out}>
      {findings.map((f, i) => (
        <li key={`${f.code}${i}`} className={css.finding}>
          <StatusBadge tone={severityOf[f.severity].tone} plain>{severityOf[f.severity].words}</StatusBadge>
          <div>
            {f.sentence} {f.at && f.severity !== 'fine' && <span className={css.muted}>Until <When at={f.at} />.</span>}
            {f.mend && <small>{f.mend} {f.link && <Link to={f.link}>Go there</Link>}</small>}
          </div>
        </li>
      ))}
    </ul>
  )
}
