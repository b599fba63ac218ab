// How answers are read: a text to try, how often the machine was right, and what it has learnt from people here.
import { intentMatrix, testIntent } from '#contract/inbox'
import type { Output } from '#contract/contract'
import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { classOf, intentWords } from '../inbox/words.ts'
import css from '../settings/answers.module.css'
import { Settings } from '../settings/frame.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { IconTarget } from '../ui/icons.ts'
import { Meter } from '../ui/measures.tsx'
import { Section } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { toastError } from '../ui/toast.tsx'
import { counted, formatShare, When } from '../ui/values.tsx'

export default function AnswerSettings() {
  return (
    <Settings>
      <Section title="Try a text" says="Paste an answer: this is how it would be read in this workspace now. Nothing is stored, and nobody gets anything.">
        <Console />
      </Section>
      <Judged />
    </Settings>
  )
}

function Console() {
  const [text, setText] = useState(''), [subject, setSubject] = useState('')
  const judge = useSend(testIntent, { onError: toastError })
  return (
    <form className={css.console} onSubmit={(e) => { e.preventDefault(); if (text.trim()) judge.mutate({ body: { text, subject } }) }}>
      <TextInput label="Subject" value={subject} maxLength={500} onChange={(e) => setSubject(e.currentTarget.value)} />
      <Textarea label="Text" autosize minRows={4} maxRows={12} maxLength={5000} value={text} placeholder="Thanks, but we have just renewed with our provider." onChange={(e) => setText(e.currentTarget.value)} />
      <div><Button type="submit" loading={judge.isPending} disabled={!text.trim()}>Read it</Button></div>
      {judge.data && <Told it={judge.data} />}
    </form>
  )
}

function Told({ it }: { it: Output<typeof testIntent> }) {
  return (
    <div className={css.told} role="status">
      <div className={css.badges}><StatusBadge tone={classOf[it.class].tone} plain>{classOf[it.class].words}</StatusBadge><b>{intentWords[it.intent]}</b><span className="o-muted">{it.sentiment}</span></div>
      <p>{it.reason}</p>
      {it.kindReason !== it.reason && <p className="o-muted">{it.kindReason}</p>}
      <Meter label="Certainty" value={it.confidence} of={1} tone={it.sure ? 'good' : 'warning'} words={it.sure ? formatShare(it.confidence) : `${formatShare(it.confidence)}: not sure enough, a person looks`} />
      {it.others.length > 0 && <p className="o-muted">It might also be: {it.others.map((o) => `${intentWords[o.intent].toLowerCase()} (${formatShare(o.share)})`).join(', ')}.</p>}
    </div>
  )
}

const spans = [{ value: '30', label: 'The last 30 days' }, { value: '180', label: 'The last 180 days' }, { value: '366', label: 'The last year' }]

function Judged() {
  const [days, setDays] = useState('180')
  const asked = useCall(intentMatrix, { query: { days: Number(days) } })
  return (
    <>
      <Section title="How often it was right" says="Down: what the machine said. Across: what the answer is held to be now, after people looked.">
        <Select aria-label="Period" w={200} allowDeselect={false} data={spans} value={days} onChange={(v) => v && setDays(v)} />
        <Loaded from={asked}>{(found) => found.judged ? <Matrix found={found} /> : <EmptyState icon={IconTarget} title="No answers yet">As soon as people answer, this says how well they were understood.</EmptyState>}</Loaded>
      </Section>
      <Section title="Learnt from your corrections" says="Press a class in the inbox, or choose under a mail what it wants. It counts at once, and answers like it are read the same way from then on, in this workspace alone.">
        <Loaded from={asked}>{({ corrections }) => corrections.length ? (
          <ul className={css.lessons}>
            {corrections.map((c, i) => (
              <li key={`${c.at}${i}`}>
                <div className={css.badges}><span className="o-muted">{intentWords[c.before]}{c.confidence !== null && ` (${formatShare(c.confidence)})`}</span><b>{intentWords[c.after]}</b><span className="o-muted"><When at={c.at} ago /></span></div>
                <p className={c.text ? '' : 'o-muted'}>{c.text || 'The owner of its mailbox keeps the text private.'}</p>
              </li>
            ))}
          </ul>
        ) : <p className="o-muted">Nothing was corrected yet.</p>}</Loaded>
      </Section>
    </>
  )
}

function Matrix({ found: { judged, corrected, cells } }: { found: Output<typeof intentMatrix> }) {
  const order = Object.keys(intentWords)
  const names = [...new Set(cells.flatMap((c) => [c.machine, c.now]))].sort((a, b) => order.indexOf(a) - order.indexOf(b))
  const count = new Map(cells.map((c) => [`${c.machine} ${c.now}`, c.n]))
  const most = Math.max(...cells.map((c) => c.n))
  return (
    <>
      <p>{corrected ? `People judged ${corrected} of ${counted(judged, 'answer')} differently: the machine was right in ${formatShare((judged - corrected) / judged)}, as far as anybody looked.` : `${counted(judged, 'answer')}, and nobody has judged one differently.`}</p>
      <div className={css.scroll} tabIndex={0} role="region" aria-label="What the machine said against what people say">
        <table className={css.matrix}>
          <thead><tr><th scope="col"><span className="o-hidden">Said by the machine</span></th>{names.map((name) => <th key={name} scope="col"><span>{intentWords[name]}</span></th>)}</tr></thead>
          <tbody>
            {names.map((machine) => (
              <tr key={machine}>
                <th scope="row">{intentWords[machine]}</th>
                {names.map((now) => {
                  const n = count.get(`${machine} ${now}`) ?? 0
                  return <td key={now} data-kind={n ? (machine === now ? 'right' : 'wrong') : 'none'} style={{ '--o-share': n / most } as never}>{n || ''}</td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
