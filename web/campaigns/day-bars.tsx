// How many a day, and from which mailbox: from the dry run.
import type { CampaignView, DryRunView } from '#contract/campaigns'
import { dateFormat } from '../ui/formats.ts'
import { SmallBars } from '../ui/measures.tsx'
import { Notice } from '../ui/states.tsx'
import { counted, language } from '../ui/values.tsx'
import css from './campaigns.module.css'

const dayOf = (day: string) => dateFormat(language, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`))

export function DayBars({ dryRun: d, mailboxes, most: longest = 40 }: { dryRun: DryRunView; mailboxes: CampaignView['mailboxes']; most?: number }) {
  if (!d.perDay.length) return <p className={css.muted}>Nothing can be planned yet.</p>
  const most = Math.max(1, ...d.perDay.map((x) => x.total))
  const boxes = mailboxes.filter((m) => d.perDay.some((x) => x.mailboxes.some((y) => y.mailboxId === m.id)))
  return (
    <>
      <p className={css.muted}>{d.sentence}</p>
      {d.conflicts.map((c) => <Notice key={c} tone="warning">{c}</Notice>)}
      <div className={css.legend}><span><i className={css.first} />First mails</span><span><i className={css.follow} />Follow-ups</span></div>
      <ul className={css.bars}>
        {d.perDay.slice(0, longest).map((x) => {
          const first = x.mailboxes.reduce((n, m) => n + m.first, 0)
          return (
            <li key={x.day} className={css.bar}>
              <span>{dayOf(x.day)}</span>
              <span className={css.track} role="img" aria-label={`${first} first mails, ${x.total - first} follow-ups`}>
                {first > 0 && <span className={css.first} style={{ width: `${(first / most) * 100}%` }} />}
                {x.total > first && <span className={css.follow} style={{ width: `${((x.total - first) / most) * 100}%` }} />}
              </span>
              <b className="o-num">{x.total}</b>
            </li>
          )
        })}
      </ul>
      {d.perDay.length > longest && <p className={css.muted}>And {counted(d.perDay.length - longest, 'day')} more.</p>}
      {boxes.length > 1 && (
        <div className={css.boxes}>
          {boxes.map((m) => {
            const values = d.perDay.slice(0, longest).map((x) => { const y = x.mailboxes.find((z) => z.mailboxId === m.id); return y ? y.first + y.followUp : 0 })
            return <div key={m.id} className={css.box}><SmallBars values={values} label={`${m.address}, mails a day`} />{m.address}, {counted(values.reduce((a, b) => a + b, 0), 'mail')}</div>
          })}
        </div>
      )}
    </>
  )
}
