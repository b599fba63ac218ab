// How the mailbox, and its domain, stand with those they write to. Shares of few mails are not shown as if they said something.
import { funnel, placement } from '#contract/analytics'
import { mailboxReputation, type ReputationView } from '#contract/mailboxes'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { SmallBars } from '../ui/measures.tsx'
import { Loaded } from '../ui/states.tsx'
import { formatNumber, formatShare } from '../ui/values.tsx'
import css from './mailboxes.module.css'

type Scope = ReputationView['scopes'][number]
const verdicts: Record<Scope['signs'][number]['verdict'], { label: string; tone: Tone }> = {
  good: { label: 'Good', tone: 'good' }, near: { label: 'Near its brake', tone: 'warning' }, over: { label: 'Too much', tone: 'bad' }, 'too few to tell': { label: 'Too few to tell', tone: 'neutral' },
}
const titles = { hard_bounce: 'Bounces', complaint: 'Reported as spam' } as const

export function Reputation({ mailboxId }: { mailboxId: string }) {
  const reputation = useCall(mailboxReputation, { params: { id: mailboxId } })
  return (
    <section className={css.part}>
      <h3>Reputation</h3>
      <Loaded from={reputation}>{({ scopes }) => <>
        {scopes.map((scope) => <One key={scope.scope} scope={scope} named={scopes.length > 1} of={scope.scope === 'mailbox' ? { mailboxId } : { domain: scope.name }} />)}
      </>}</Loaded>
    </section>
  )
}

interface Whose { mailboxId?: string; domain?: string }

function One({ scope, named, of }: { scope: Scope; named: boolean; of: Whose }) {
  const from = scope.days[0]?.day
  const sum = (of: 'sent' | 'bounced' | 'complained') => scope.days.reduce((n, day) => n + day[of], 0)
  const sent = sum('sent')
  return (
    <div style={{ marginBottom: 12 }}>
      {named && <p style={{ marginBottom: 6 }}><b>{scope.scope === 'mailbox' ? 'This mailbox' : `All mailboxes of ${scope.name}`}</b></p>}
      <dl className={css.facts}>
        {scope.signs.map((sign) => <div key={sign.kind} style={{ display: 'contents' }}><dt>{titles[sign.kind]}</dt><dd>{sign.of > 0 && <StatusBadge tone={verdicts[sign.verdict].tone} plain>{verdicts[sign.verdict].label}</StatusBadge>} <span className="o-muted">{sign.sentence}</span></dd></div>)}
        <Answers of={of} from={from} />
        <Placement of={of} />
      </dl>
      {sent > 0 && <div style={{ marginTop: 10 }}>
        <SmallBars label="Mails a day over the last thirty days" values={scope.days.map((day) => day.sent)} now={scope.days.length - 1} />
        <p className="o-muted">Thirty days: {formatNumber(sent)} sent, {formatNumber(sum('bounced'))} bounced, {formatNumber(sum('complained'))} reported as spam.</p>
      </div>}
      <Providers of={of} from={from} />
    </div>
  )
}

/** Of the thirty days, with the room that few mails leave. */
function Answers({ of, from }: { of: Whose; from: string | undefined }) {
  const may = useMay()('numbers.read')
  const numbers = useCall(funnel, { query: { by: 'provider', count: 'mails', ...of, ...(from && { from }) } }, { enabled: may })
  if (!may || !numbers.data) return null
  const { total, minimum } = numbers.data, { replied } = total.rates
  const found = `${formatNumber(total.replied.count)} of ${formatNumber(replied.of)} mails delivered in thirty days were answered`
  return (
    <div style={{ display: 'contents' }}><dt>Answers</dt><dd>
      <StatusBadge tone="neutral" plain>{replied.share === null || replied.verdict !== 'ok' ? 'Too few to tell' : formatShare(replied.share)}</StatusBadge>{' '}
      <span className="o-muted">{replied.of === 0 ? 'Nothing was delivered in thirty days.' : replied.verdict !== 'ok' ? `${found}: too few to tell, ${formatNumber(minimum)} are needed.` : `${found}; with 95 % certainty it is between ${formatShare(replied.low!)} and ${formatShare(replied.high!)}.`}</span>
    </dd></div>
  )
}

function Placement({ of }: { of: Whose }) {
  const may = useMay()('numbers.read')
  const found = useCall(placement, { query: { ...of, days: 30 } }, { enabled: may })
  if (!may || !found.data) return null
  const { inbox, junk } = found.data.found
  return (
    <div style={{ display: 'contents' }}><dt>Inbox or junk</dt><dd>
      <StatusBadge tone={inbox + junk === 0 ? 'neutral' : junk ? 'warning' : 'good'} plain>{inbox + junk === 0 ? 'Unknown' : junk ? `${formatNumber(junk)} in junk` : 'Inbox'}</StatusBadge>{' '}
      <span className="o-muted">{found.data.sentence}{found.data.providers.length > 1 ? ` ${found.data.providers.map((p) => `${words[p.provider]}: ${p.inbox} inbox, ${p.junk} junk`).join('; ')}.` : ''}</span>
    </dd></div>
  )
}

const words = { google: 'Google', microsoft: 'Microsoft', other: 'Elsewhere', unknown: 'Not known' }

/** What came of the thirty days, by where the recipients keep their mail. */
function Providers({ of, from }: { of: Whose; from: string | undefined }) {
  const may = useMay()('numbers.read')
  const numbers = useCall(funnel, { query: { by: 'provider', count: 'mails', ...of, ...(from && { from }) } }, { enabled: may })
  if (!numbers.data?.rows.length) return null
  const share = ({ share: s, verdict }: { share: number | null; verdict: string }, count: number) => (s === null || verdict !== 'ok' ? formatNumber(count) : `${formatNumber(count)} (${formatShare(s)})`)
  return (
    <div className={css.scroller} tabIndex={0} role="region" aria-label="By the recipient’s provider">
      <table className={css.providers}>
        <thead><tr><th scope="col">Recipients at</th><th scope="col">Sent</th><th scope="col">Answered</th><th scope="col">Bounced</th><th scope="col">As spam</th></tr></thead>
        <tbody>{numbers.data.rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.label}</th><td>{formatNumber(row.sent.count)}</td><td>{share(row.rates.replied, row.replied.count)}</td><td>{share(row.rates.bounced, row.bounced.count)}</td><td>{share(row.rates.complained, row.complained.count)}</td>
          </tr>
        ))}</tbody>
      </table>
      <p className={`o-muted ${css.under}`}>Thirty days. Shares are shown from {formatNumber(numbers.data.minimum)} mails on. Google reports single mails to nobody, so there a 0 says little.</p>
    </div>
  )
}
