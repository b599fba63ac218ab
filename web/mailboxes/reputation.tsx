// How the mailbox, and its domain, stand with those they write to. Shares of few mails are not shown as if they said something.
import { mailboxReputation, type ReputationView } from '#contract/mailboxes'
import { useCall } from '../app/call.ts'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { SmallBars } from '../ui/measures.tsx'
import { Loaded } from '../ui/states.tsx'
import { formatNumber } from '../ui/values.tsx'
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
      <Loaded from={reputation}>{({ scopes }) => <>{scopes.map((scope) => <One key={scope.scope} scope={scope} named={scopes.length > 1} />)}</>}</Loaded>
    </section>
  )
}

function One({ scope, named }: { scope: Scope; named: boolean }) {
  const sum = (of: 'sent' | 'bounced' | 'complained') => scope.days.reduce((n, day) => n + day[of], 0)
  const sent = sum('sent')
  return (
    <div style={{ marginBottom: 12 }}>
      {named && <p style={{ marginBottom: 6 }}><b>{scope.scope === 'mailbox' ? 'This mailbox' : `All mailboxes of ${scope.name}`}</b></p>}
      <dl className={css.facts}>
        {scope.signs.map((sign) => <div key={sign.kind} style={{ display: 'contents' }}><dt>{titles[sign.kind]}</dt><dd>{sign.of > 0 && <StatusBadge tone={verdicts[sign.verdict].tone} plain>{verdicts[sign.verdict].label}</StatusBadge>} <span className="o-muted">{sign.sentence}</span></dd></div>)}
      </dl>
      {sent > 0 && <div style={{ marginTop: 10 }}>
        <SmallBars label="Mails a day over the last thirty days" values={scope.days.map((day) => day.sent)} now={scope.days.length - 1} />
        <p className="o-muted">Thirty days: {formatNumber(sent)} sent, {formatNumber(sum('bounced'))} bounced, {formatNumber(sum('complained'))} reported as spam.</p>
      </div>}
    </div>
  )
}
