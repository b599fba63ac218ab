// Exactly who got a mail and who did not; and, when something in it was wrong, a correction for those who did.
import { previewCorrection, sendCorrection, whoGotStep } from '#contract/campaign-control'
import type { CampaignView, StepView } from '#contract/campaigns'
import { Button, Textarea, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import css from './campaigns.module.css'

export function WrongMail({ campaign: c, step, onClose }: { campaign: CampaignView; step: StepView; onClose: () => void }) {
  const params = { id: c.id, stepId: step.id }
  const who = useCall(whoGotStep, { params })
  const mays = useMay(), may = mays('campaigns.launch'), mayWrite = mays('campaigns.write')
  const [subject, setSubject] = useState(''), [body, setBody] = useState('')
  const preview = useSend(previewCorrection, { onError: toastError })
  const send = useSend(sendCorrection, { touches: ['/campaigns', '/home', whoGotStep], onError: toastError, onDone: (r) => { toast(r.sentence); setBody(''); preview.reset() } })
  const shown = preview.data
  return (
    <SidePanel label="Who got this mail" title={`Mail ${step.no}: who got it`} says={who.data?.sentence} onClose={onClose}>
      <Loaded from={who}>{(w) => (
        <div className={css.stack}>
          <dl className={css.facts}>
            <dt>Got it</dt><dd>{w.got}</dd>
            <dt>Have not</dt><dd>{w.notYet}; a new text reaches them{mayWrite && w.notYet > 0 && c.status !== 'archived' && <> (<Link to={`/campaigns/${c.id}/build`}>change the mail</Link>)</>}</dd>
            {w.onTheWay > 0 && <><dt>Leaving or in doubt</dt><dd>{w.onTheWay}</dd></>}
            {w.never > 0 && <><dt>Never will</dt><dd>{w.never}; it was over for them before</dd></>}
          </dl>
          {may && w.got > 0 && (
            <form className={css.fields} onSubmit={(e) => { e.preventDefault(); preview.mutate({ params, body: { subject, body } }) }}>
              <b>Something in it was wrong?</b>
              <TextInput label="Subject of the correction" placeholder="The thread’s own" value={subject} onChange={(e) => { setSubject(e.currentTarget.value); preview.reset() }} />
              <Textarea label="Correction" autosize minRows={5} value={body} onChange={(e) => { setBody(e.currentTarget.value); preview.reset() }} description={'Goes only to those who got the mail. {{lead.first_name | default:"there"}} and the other tags work here.'} />
              {shown ? (
                <div className={css.stack}>
                  <p>{shown.sentence}</p>
                  {shown.examples.map((x) => <blockquote key={x.leadId} className={css.step} style={{ margin: 0 }}><b>{x.name}: {x.subject}</b><p className={css.intent} style={{ marginLeft: 0 }}>{x.body}</p></blockquote>)}
                  <div className={css.actions}><Button loading={send.isPending} onClick={() => send.mutate({ params, body: { subject, body } })}>Send {shown.recipients} {shown.recipients === 1 ? 'correction' : 'corrections'}</Button><Button variant="subtle" onClick={() => preview.reset()}>Change it</Button></div>
                </div>
              ) : <div><Button type="submit" variant="default" disabled={!body.trim()} loading={preview.isPending}>Preview</Button></div>}
            </form>
          )}
          {w.gotIt.length > 0 && <ul className={css.out} aria-label="Got it">{w.gotIt.map((g) => <li key={g.leadId}><Link to={`/leads/${g.leadId}`}>{g.name}</Link> <span className={css.muted}>{g.email}, <When at={g.at} /></span></li>)}{w.got > w.gotIt.length && <li className={css.muted}>and {w.got - w.gotIt.length} more</li>}</ul>}
        </div>
      )}</Loaded>
    </SidePanel>
  )
}
