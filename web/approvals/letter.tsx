// The mail as the lead will read it. A sentence that stands on a fact is tinted, one that stands on nothing is underlined.
import { Button, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { checkText, type CheckView, type DraftView, type SentenceView } from '#contract/writing'
import { useEffect, useRef, useState } from 'react'
import { call } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconAlertTriangle, IconCheck } from '../ui/icons.ts'
import css from './approvals.module.css'

export interface Lit { facts: ReadonlySet<string>; from: 'letter' | 'card' }
export interface Text { subject: string; body: string }

interface Reading { draft: DraftView; lit: Lit | undefined; onLight: (lit: Lit | undefined) => void; onJump: (check: CheckView) => void }

export function Letter({ draft, lit, onLight, onJump }: Reading) {
  return (
    <div className={css.sheet}>
      <To draft={draft} />
      <h2 className={css.heading}>{draft.subject || 'No subject yet'}</h2>
      <div className={css.body}>
        {pieces(draft.body, draft.sentences).map((piece, i) => piece.sentence
          ? <Sentence key={i} sentence={piece.sentence} lit={lit} onLight={onLight} />
          : <span key={i}>{piece.text}</span>)}
      </div>
      <Meters meter={draft.meter} />
      <Checks checks={draft.checks} onJump={onJump} />
    </div>
  )
}

function Sentence({ sentence, lit, onLight }: { sentence: SentenceView; lit: Lit | undefined; onLight: Reading['onLight'] }) {
  const stands = sentence.factIds.length > 0
  const isLit = stands && sentence.factIds.some((id) => lit?.facts.has(id))
  const className = [css.sentence, stands && css.stands, isLit && css.lit, sentence.unsupported && css.bare].filter(Boolean).join(' ')
  if (!stands) return <span className={className} {...(sentence.unsupported && { title: 'No source stands behind this sentence.' })}>{sentence.text}</span>
  const light = () => onLight({ facts: new Set(sentence.factIds), from: 'letter' })
  return <span className={className} onPointerEnter={light} onPointerLeave={() => onLight(undefined)}>{sentence.text}</span>
}

/** Cuts the body at the sentences' offsets; what lies between stays as it is. */
function pieces(body: string, sentences: SentenceView[]): { text: string; sentence?: SentenceView }[] {
  const cut: { text: string; sentence?: SentenceView }[] = []
  let at = 0
  for (const sentence of sentences.toSorted((a, b) => a.start - b.start)) {
    if (sentence.start < at || sentence.end > body.length) continue
    if (sentence.start > at) cut.push({ text: body.slice(at, sentence.start) })
    cut.push({ text: body.slice(sentence.start, sentence.end), sentence: { ...sentence, text: body.slice(sentence.start, sentence.end) } })
    at = sentence.end
  }
  if (at < body.length) cut.push({ text: body.slice(at) })
  return cut
}

const To = ({ draft }: { draft: DraftView }) => (
  <div className={css.to}>
    <span>To <b>{draft.lead.name}</b> {draft.lead.email}</span>
    <span>Mail {draft.stepNo} of {draft.totalSteps}{draft.variant && <>, variant {draft.variant}</>}{draft.campaign && <>, {draft.campaign.name}</>}</span>
  </div>
)

function Meters({ meter }: { meter: DraftView['meter'] }) {
  return (
    <div className={css.meters}>
      <span className={meter.subjectLength > meter.subjectMost ? css.over : ''}>Subject <b className="o-num">{meter.subjectLength}</b> of {meter.subjectMost} characters</span>
      <span className={meter.words > meter.wordsMost ? css.over : ''}>Body <b className="o-num">{meter.words}</b> of {meter.wordsMost} words</span>
    </div>
  )
}

function Checks({ checks, onJump }: { checks: CheckView[]; onJump: (check: CheckView) => void }) {
  if (!checks.length) return <div className={css.fine}><Icon of={IconCheck} />Passes every check.</div>
  return (
    <ul className={css.checks} aria-label="Checks">
      {checks.map((check, i) => (
        <li key={`${check.code}${i}`}>
          <button type="button" className={`${css.check} ${check.severity === 'block' ? css.block : ''}`} onClick={() => onJump(check)}>
            <Icon of={IconAlertTriangle} /><span>{check.sentence} <span className={css.mend}>{check.mend}</span></span>
          </button>
        </li>
      ))}
    </ul>
  )
}

interface Editing { draft: DraftView; jump: CheckView | undefined; busy: boolean; onSave: (text: Text) => void; onCancel: () => void }

/** The same sheet with fields; checks follow while one types. */
export function LetterForm({ draft, jump, busy, onSave, onCancel }: Editing) {
  const [text, setText] = useState<Text>({ subject: draft.subject, body: draft.body })
  const [seen, setSeen] = useState<{ checks: CheckView[]; meter: DraftView['meter'] }>(draft)
  const [settled] = useDebouncedValue(text, 300)
  const subject = useRef<HTMLInputElement>(null), body = useRef<HTMLTextAreaElement>(null)
  const select = (check: CheckView) => {
    const field = check.field === 'subject' ? subject.current : body.current
    field?.focus()
    field?.setSelectionRange(check.start, check.end)
  }
  useEffect(() => { if (jump) select(jump); else body.current?.focus() }, [jump])
  useEffect(() => {
    const stop = new AbortController()
    call(checkText, { params: { id: draft.id }, body: settled }, { signal: stop.signal }).then(setSeen, () => undefined)
    return () => stop.abort()
  }, [draft.id, settled])
  return (
    <form
      className={css.sheet}
      onSubmit={(e) => { e.preventDefault(); onSave(text) }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) { e.preventDefault(); onSave(text) }
        if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); onCancel() }
      }}
    >
      <To draft={draft} />
      <div className={css.edit}>
        <TextInput ref={subject} label="Subject" value={text.subject} onChange={(e) => setText({ ...text, subject: e.currentTarget.value })} />
        <Textarea ref={body} label="Mail" autosize minRows={8} value={text.body} onChange={(e) => setText({ ...text, body: e.currentTarget.value })} />
        <div style={{ display: 'flex', gap: 8 }}>
          <Button type="submit" loading={busy}>Save</Button>
          <Button variant="default" onClick={onCancel}>Cancel</Button>
        </div>
      </div>
      <Meters meter={seen.meter} />
      <Checks checks={seen.checks} onJump={select} />
    </form>
  )
}
