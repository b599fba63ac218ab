// Beside the mail: who, company, and the facts with where they were read.
import { Link } from '@tanstack/react-router'
import type { DraftView, FactCard } from '#contract/writing'
import { SourceChip, StatusBadge } from '../ui/badge.tsx'
import { Notice } from '../ui/states.tsx'
import { formatDay, formatWhen } from '../ui/values.tsx'
import css from './approvals.module.css'
import type { Lit } from './letter.tsx'

const briefWords: Record<DraftView['card']['brief']['status'], string> = {
  none: 'Not researched yet.', waiting: 'Research is waiting for its turn.', running: 'Being researched now.', ready: '', nothing_found: 'Nothing usable was found.', failed: 'The research did not work.',
}

export function ResearchCard({ draft, lit, onLight }: { draft: DraftView; lit: Lit | undefined; onLight: (lit: Lit | undefined) => void }) {
  const { lead, company, brief, facts } = draft.card
  const used = new Set(draft.sentences.flatMap((s) => s.factIds))
  return (
    <aside className={css.research} aria-label="Research" tabIndex={0}>
      <div className={css.block_of}>
        <Link to="/leads/$leadId" params={{ leadId: lead.id }} className={css.name}>{lead.name}</Link>
        <div className={css.quiet}>{[lead.title, [lead.city, lead.country].filter(Boolean).join(', ')].filter(Boolean).join(' · ')}</div>
        {lead.notes && <p className={css.quiet}>{lead.notes}</p>}
      </div>
      {company && (
        <div className={css.block_of}>
          <h3>Company</h3>
          <div className={css.claim}>{company.name}</div>
          <div className={css.quiet}>{[company.industry, company.size && `${company.size} people`, [company.city, company.country].filter(Boolean).join(', ')].filter(Boolean).join(' · ')}</div>
          {company.description && <p className={css.quiet}>{company.description}</p>}
          {company.website && <SourceChip url={company.website} />}
        </div>
      )}
      <div className={css.block_of}>
        <h3>What we know{brief.researchedAt && `, read ${formatWhen(brief.researchedAt)}`}</h3>
        {brief.status !== 'ready' && !facts.length && <Notice tone={brief.status === 'failed' ? 'warning' : 'info'}>{briefWords[brief.status]} {brief.problem}</Notice>}
        {brief.summary && <p className={css.quiet}>{brief.summary}</p>}
        {facts.map((fact) => <Fact key={fact.id} fact={fact} used={used.has(fact.id)} lit={lit?.facts.has(fact.id) ?? false} onLight={onLight} />)}
      </div>
      <div className={css.block_of}>
        <h3>Why this text</h3>
        <div className={css.quiet}>Written by {draft.writer}{draft.edited && ', edited by hand'}. {draft.intent && `Purpose: ${draft.intent}`}</div>
      </div>
    </aside>
  )
}

function Fact({ fact, used, lit, onLight }: { fact: FactCard; used: boolean; lit: boolean; onLight: (lit: Lit | undefined) => void }) {
  const light = () => onLight({ facts: new Set([fact.id]), from: 'card' })
  return (
    <div className={`${css.fact} ${lit ? css.fact_lit : ''}`} onPointerEnter={light} onPointerLeave={() => onLight(undefined)}>
      <div className={css.claim}>{fact.claim}</div>
      <div className={css.quote}>“{fact.quote}”</div>
      <div className={css.source}>
        {fact.url.startsWith('note:') ? <SourceChip label="Your note" /> : <SourceChip url={fact.url} />}
        {fact.dated && <span>{formatDay(fact.dated)}</span>}
        <span>{Math.round(fact.confidence * 100)} % sure</span>
        {used && <StatusBadge tone="accent" plain>in this mail</StatusBadge>}
      </div>
    </div>
  )
}
