// The rules of the lead score, with who would change class before they hold.
import { fitFields, getScoreRules, previewScoreRules, setScoreRules, signalKinds, type FitRule, type ScoreRules, type SignalKind, type SignalRule } from '#contract/scoring'
import { Button, NumberInput, Select, TagsInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { newKey, useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { classOf, Reasons } from '../scoring/score.tsx'
import css from '../scoring/scoring.module.css'
import { Settings } from '../settings/frame.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { Section } from '../ui/page.tsx'
import { FormProblem, Loaded, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { counted, formatNumber, Num } from '../ui/values.tsx'

const fieldWords: Record<FitRule['field'], string> = { title: 'Position', companyName: 'Company', industry: 'Industry', companySize: 'Company size', city: 'City', country: 'Country', language: 'Language', source: 'Source', emailDomain: 'E-mail domain', tags: 'Tags', status: 'Status', phone: 'Phone', linkedinUrl: 'LinkedIn' }
const opWords: Record<FitRule['op'], string> = { hasAny: 'is any of', hasNone: 'is none of', isFilled: 'is known', isEmpty: 'is not known' }
const signalWords: Record<SignalKind, string> = { replied: 'Replies', interested: 'Says they are interested', declined: 'Says no', meeting: 'Takes a meeting', clicked: 'Follows a link', opened: 'Opens a mail', bounced: 'The address does not exist', opted_out: 'Asks not to be contacted' }
const choices = <K extends string>(words: Record<K, string>, order: readonly K[]) => order.map((value) => ({ value, label: words[value] }))

export default function ScoreSettings() {
  const rules = useCall(getScoreRules)
  return <Settings><Loaded from={rules}>{(r) => <Rules key={JSON.stringify(r.rules)} from={r.rules} />}</Loaded></Settings>
}

function Rules({ from }: { from: ScoreRules }) {
  const may = useMay()('workspace.manage')
  const [rules, setRules] = useState(from)
  const [asked] = useDebouncedValue(rules, 400)
  const preview = useSend(previewScoreRules)
  const { mutate } = preview
  const changed = JSON.stringify(rules) !== JSON.stringify(from)
  useEffect(() => { if (may && JSON.stringify(asked) !== JSON.stringify(from)) mutate({ body: asked }) }, [asked, from, may, mutate])
  const save = useSend(setScoreRules, { touches: ['/scoring', '/scores', '/leads'], onDone: () => toast('Saved. All leads are scored anew.') })
  const fit = (i: number, change: Partial<FitRule>) => setRules({ ...rules, fit: rules.fit.map((r, n) => (n === i ? { ...r, ...change } : r)) })
  const signal = (i: number, change: Partial<SignalRule>) => setRules({ ...rules, signals: rules.signals.map((r, n) => (n === i ? { ...r, ...change } : r)) })
  const points = (value: number, set: (n: number) => void) => <NumberInput label="Points" size="xs" min={-100} max={100} allowDecimal={false} value={value} onChange={(v) => typeof v === 'number' && set(v)} disabled={!may} />
  return (
    <form onSubmit={(e) => { e.preventDefault(); save.mutate({ body: rules }) }}>
      <FormProblem problem={save.error} />
      <Section title="Fit" says="Who they are. Words are compared whole, without case and accents.">
        <div className={css.rules}>
          {rules.fit.map((r, i) => (
            <div className={css.rule} key={r.id}>
              <Select label="What" size="xs" allowDeselect={false} disabled={!may} data={choices(fieldWords, fitFields)} value={r.field} onChange={(v) => v && fit(i, { field: v as FitRule['field'] })} />
              <Select label="How" size="xs" allowDeselect={false} disabled={!may} data={choices(opWords, ['hasAny', 'hasNone', 'isFilled', 'isEmpty'])} value={r.op} onChange={(v) => v && fit(i, { op: v as FitRule['op'] })} />
              {points(r.points, (n) => fit(i, { points: n }))}
              {may && <Button size="xs" variant="subtle" color="bad" aria-label={`Remove the rule on ${fieldWords[r.field]}`} onClick={() => setRules({ ...rules, fit: rules.fit.filter((_, n) => n !== i) })}>Remove</Button>}
              {(r.op === 'hasAny' || r.op === 'hasNone') && <TagsInput aria-label={`Words for ${fieldWords[r.field]}`} className={css.words ?? ''} styles={{ input: { height: 'auto' } }} size="xs" disabled={!may} placeholder="A word, then Enter" value={r.words} onChange={(words) => fit(i, { words })} maxTags={100} />}
            </div>
          ))}
          {may && <div><Button size="xs" variant="default" onClick={() => setRules({ ...rules, fit: [...rules.fit, { id: newKey().slice(0, 12), field: 'country', op: 'isFilled', words: [], points: 5 }] })}>Add a rule of fit</Button></div>}
        </div>
      </Section>
      <Section title="Engagement" says="What they did. Only people count: opens and clicks by mail scanners never do. A sign is worth half after its half-life.">
        <div className={css.rules}>
          {rules.signals.map((r, i) => (
            <div className={css.signal} key={r.id}>
              <Select label="What happens" size="xs" allowDeselect={false} disabled={!may} data={choices(signalWords, signalKinds)} value={r.signal} onChange={(v) => v && signal(i, { signal: v as SignalKind })} />
              {points(r.points, (n) => signal(i, { points: n }))}
              <NumberInput label="Counts at most" size="xs" min={1} max={50} allowDecimal={false} disabled={!may} value={r.most} suffix=" times" onChange={(v) => typeof v === 'number' && signal(i, { most: v })} />
              <NumberInput label="Half after (empty: never)" size="xs" min={1} max={3650} allowDecimal={false} disabled={!may} value={r.halfLifeDays ?? ''} suffix=" days" onChange={(v) => signal(i, { halfLifeDays: typeof v === 'number' ? v : null })} />
              {may && <Button size="xs" variant="subtle" color="bad" aria-label={`Remove the rule: ${signalWords[r.signal]}`} onClick={() => setRules({ ...rules, signals: rules.signals.filter((_, n) => n !== i) })}>Remove</Button>}
            </div>
          ))}
          {may && <div><Button size="xs" variant="default" onClick={() => setRules({ ...rules, signals: [...rules.signals, { id: newKey().slice(0, 12), signal: 'clicked', points: 5, most: 1, halfLifeDays: 30 }] })}>Add a rule of engagement</Button></div>}
        </div>
      </Section>
      <Section title="Bounds and classes" says="Neither part alone makes a lead hot unless you let it.">
        <div className={css.bounds}>
          {([['fitMost', 'Fit brings at most'], ['signalsMost', 'Engagement brings at most'], ['warmFrom', 'Warm from'], ['hotFrom', 'Hot from']] as const).map(([key, label]) => (
            <NumberInput key={key} label={label} size="sm" min={1} max={100} allowDecimal={false} disabled={!may} value={rules[key]} onChange={(v) => typeof v === 'number' && setRules({ ...rules, [key]: v })} />
          ))}
        </div>
      </Section>
      {may && (
        <Section title="Who changes" says="Reckoned over your leads before anything is saved.">
          {!changed ? <p className="o-muted">Nothing is changed.</p> : preview.error ? <Notice tone="bad">{preview.error.message}</Notice> : !preview.data ? <p className="o-muted">Reckoning …</p> : (
            <div aria-live="polite">
              <p className={css.counts}>{(['hot', 'warm', 'cold'] as const).map((c) => <span key={c}><StatusBadge tone={classOf[c].tone} plain>{classOf[c].words}</StatusBadge> <Num of={preview.data.before[c]} /> → <b><Num of={preview.data.after[c]} /></b></span>)}</p>
              <p className="o-muted">{preview.data.changed ? `${counted(preview.data.changed, 'lead changes', 'leads change')} class` : 'Nobody changes class'}{preview.data.complete ? '' : `, of the first ${formatNumber(preview.data.looked)}`}.</p>
              {preview.data.moves.map((m) => (
                <details className={css.move} key={m.leadId}>
                  <summary><span>{m.name}{m.companyName && <span className="o-muted">, {m.companyName}</span>}</span><span>{classOf[m.before.class].words} <Num of={m.before.score} /> → <b>{classOf[m.after.class].words} <Num of={m.after.score} /></b></span></summary>
                  <Reasons of={m.reasons} />
                  <Link to="/leads/$leadId" params={{ leadId: m.leadId }}>See the lead</Link>
                </details>
              ))}
            </div>
          )}
          <div><Button type="submit" loading={save.isPending} disabled={!changed}>Save the rules</Button></div>
        </Section>
      )}
    </form>
  )
}
