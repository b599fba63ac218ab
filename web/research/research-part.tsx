// What we know of a lead or company: facts with the words they stand on, where and when they were read. A wrong fact is taken
// out with one click; what somebody knows can be pasted.
import { addResearchNotes, changeFact, getResearch, refreshResearch, requestResearch, type FactView, type ResearchView } from '#contract/research'
import { Button, Group, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { formatDay } from '../ui/values.tsx'
import { SourceChip, StatusBadge } from '../ui/badge.tsx'
import { Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import css from './research.module.css'

export function ResearchPart({ subject, id }: { subject: 'lead' | 'company'; id: string }) {
  const params = { subject, id }
  const research = useCall(getResearch, { params }, { keep: false })
  return <Loaded from={research}>{(r) => <Known research={r} params={params} />}</Loaded>
}

function Known({ research: r, params }: { research: ResearchView; params: { subject: 'lead' | 'company'; id: string } }) {
  const may = useMay()('research.write')
  const [noting, setNoting] = useState(false), [text, setText] = useState('')
  const touches = ['/research', '/drafts']
  const ask = useSend(requestResearch, { touches, onError: toastError })
  const again = useSend(refreshResearch, { touches, onError: toastError, onDone: () => toast('Being read again.', { tone: 'info' }) })
  const note = useSend(addResearchNotes, { touches, onError: toastError, onDone: () => { setNoting(false); setText(''); toast('Noted, with you as the source.') } })
  const judge = useSend(changeFact, { touches, onError: toastError, onDone: (f) => { if (f.excluded) toast('Taken out. No new mail stands on it.', { undo: () => judge.mutate({ params: { id: f.id }, body: { excluded: false } }) }) } })
  const facts = [...(r.lead?.facts ?? []), ...(r.company?.facts ?? [])]
  const busy = r.status === 'waiting' || r.status === 'running'
  return (
    <div className={css.part}>
      {r.status !== 'ready' && <Notice tone={r.status === 'failed' ? 'warning' : 'info'}>{r.sentence}</Notice>}
      {r.company?.summary && <p className={css.summary}>{r.company.summary}</p>}
      {facts.map((fact) => <Fact key={fact.id} fact={fact} onJudge={may ? (excluded) => judge.mutate({ params: { id: fact.id }, body: { excluded } }) : undefined} />)}
      {may && (
        <Group gap="xs">
          {r.status === 'not_researched'
            ? <Button size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate({ params })}>Research</Button>
            : <Button size="xs" variant="default" disabled={busy} loading={again.isPending} onClick={() => again.mutate({ params })}>Read again</Button>}
          {!noting && <Button size="xs" variant="default" onClick={() => setNoting(true)}>Add what you know</Button>}
        </Group>
      )}
      {noting && (
        <form className={css.part} onSubmit={(e) => { e.preventDefault(); note.mutate({ params, body: { text } }) }}>
          <Textarea autoFocus autosize minRows={3} label="What you know" description="One thing a line. Each becomes a fact with you as its source." value={text} onChange={(e) => setText(e.currentTarget.value)} />
          <Group gap="xs"><Button type="submit" size="xs" loading={note.isPending} disabled={text.trim().length < 3}>Save</Button><Button size="xs" variant="default" onClick={() => setNoting(false)}>Cancel</Button></Group>
        </form>
      )}
    </div>
  )
}

function Fact({ fact, onJudge }: { fact: FactView; onJudge: ((excluded: boolean) => void) | undefined }) {
  return (
    <div className={`${css.fact} ${fact.excluded ? css.out : ''}`}>
      <div className={css.claim}>{fact.claim}</div>
      <div className={css.quote}>“{fact.quote}”</div>
      <div className={css.source}>
        {fact.source === 'note' ? <SourceChip label="A colleague’s note" /> : <SourceChip url={fact.url} />}
        {fact.dated && <span>{formatDay(fact.dated)}</span>}
        <span>{Math.round(fact.confidence * 100)} % sure</span>
        {fact.excluded && <StatusBadge tone="warning" plain>taken out</StatusBadge>}
        {onJudge && <button type="button" className={css.judge} onClick={() => onJudge(!fact.excluded)}>{fact.excluded ? 'Take it back in' : 'Wrong'}</button>}
      </div>
    </div>
  )
}
