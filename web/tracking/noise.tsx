// What came back from links and pictures: how much of it was machines, and what each link brought. Only people are counted anywhere.
import { trackingNoise } from '#contract/tracking'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import css from '../campaigns/campaigns.module.css'
import { Card } from '../ui/page.tsx'
import { counted, formatNumber } from '../ui/values.tsx'

/** Nothing at all where nothing was tracked: most mails carry neither picture nor counted link. */
export function Noise({ campaignId, days }: { campaignId?: string | undefined; days: number }) {
  const may = useMay()('numbers.read')
  const { data } = useCall(trackingNoise, { query: { campaignId, days } }, { enabled: may })
  if (!data) return null
  const { opens, clicks, signals, links } = data
  const some = opens.people + opens.machines + clicks.people + clicks.machines > 0
  if (!some && !links.length) return null
  return (
    <Card title="Opens and clicks: people and machines">
      <div className={css.stack}>
        <ul className={css.out} aria-label="Left out">
          <li>{sentence('opens', opens)}</li>
          <li>{sentence('clicks', clicks)}</li>
        </ul>
        {signals.length > 0 && (
          <details>
            <summary>How the machines were told</summary>
            <ul className={css.out} style={{ marginTop: 8 }}>{signals.map((s) => <li key={s.signal}><b className="o-num">{formatNumber(s.n)}</b> {s.sentence}</li>)}</ul>
          </details>
        )}
        {links.length > 0 && (
          <ul className={css.out} aria-label="Links">
            {links.map((l) => (
              <li key={l.url} style={{ overflowWrap: 'anywhere' }}>
                {l.url}
                <small>In {counted(l.mails, 'mail')}; followed by people of {counted(l.people, 'mail')}{l.mails > 0 && ` (${Math.round((l.people / l.mails) * 100)} %)`}, {formatNumber(l.machines)} times by machines.</small>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

const sentence = (what: string, n: { people: number; machines: number }): string => {
  const all = n.people + n.machines
  return all === 0 ? `No ${what} yet.` : n.machines === 0 ? `All ${formatNumber(all)} ${what} were people.` : `${formatNumber(n.machines)} of ${formatNumber(all)} ${what} were machines, left out.`
}
