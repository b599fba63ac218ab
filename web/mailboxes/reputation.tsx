// How the mailbox, and its domain, stand with those they write to. Shares of few mails are not shown as if they said something.
import { funnel } from '#contract/analytics'
import { mailboxReputation, type ReputationView } from '#contract/mailboxes'
import type { ReactNode } from 'react'
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
        {scopes.map((scope) => <One key={scope.scope} scope={scope} named={scopes.length > 1} answers={scope.scope === 'mailbox' && <Answers mailboxId={mailboxId} from={scope.days[0]?.day} />} />)}
        <p className="o-muted">Whether a mail lies in the inbox or in junk nobody outside can see: bounces, reports and answers are what there is to go by.</p>
      </>}</Loaded>
    </section>
  )
}

function One({ scope, named, answers }: { scope: Scope; named: boolean; answers: ReactNode }) {
  const sum = (of: 'sent' | 'bounced' | 'complained') => scope.days.reduce((n, day) => n + day[of], 0)
  const sent = sum('sent')
  return (
    <div style={{ marginBottom: 12 }}>
      {named && <p style={{ marginBottom: 6 }}><b>{scope.scope === 'mailbox' ? 'This mailbox' : `All mailboxes of ${scope.name}`}</b></p>}
      <dl className={css.facts}>
        {scope.signs.map((sign) => <div key={sign.kind} style={{ display: 'contents' }}><dt>{titles[sign.kind]}</dt><dd>{sign.of > 0 && <StatusBadge tone={verdicts[sign.verdict].tone} plain>{verdicts[sign.verdict].label}</StatusBadge>} <span className="o-muted">{sign.sentence}</span></dd></div>)}
        {answers}
      </dl>
      {sent > 0 && <div style={{ marginTop: 10 }}>
        <SmallBars label="Mails a day over the last thirty days" values={scope.days.map((day) => day.sent)} now={scope.days.length - 1} />
        <p className="o-muted">Thirty days: {formatNumber(sent)} sent, {formatNumber(sum('bounced'))} bounced, {formatNumber(sum('complained'))} reported as spam.</p>
      </div>}
    </div>
  )
}

/** Of the thirty days, with the room that few mails leave. */
function Answers({ mailboxId, from }: { mailboxId: string; from: string | undefined }) {
  const may = useMay()('numbers.read')
  const numbers = useCall(funnel, { query: { by: 'mailbox', count: 'mails', mailboxId, ...(from && { from }) } }, { enabled: may })
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
