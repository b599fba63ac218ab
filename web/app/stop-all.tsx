// The emergency brake of a workspace: stops every mail and empties the queue; and the way back.
import { resumeSending, sendingStatus, stopAllSending } from '#contract/sending'
import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { FormProblem } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import { useCall, useSend } from './call.ts'
import { useMay } from './session.tsx'
import css from './shell.module.css'

const touches = ['/sending', '/messages', '/campaigns', '/mailboxes', '/numbers']

export function StopAll({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const status = useCall(sendingStatus, {}, { enabled: opened })
  const [reason, setReason] = useState('')
  const stop = useSend(stopAllSending, { touches, onDone: (s) => { onClose(); setReason(''); toast(`Stopped. ${counted(s.frozen.mails + s.frozen.answers, 'mail was', 'mails were')} taken out of the queue.`) } })
  const waiting = status.data ? status.data.waiting + status.data.sendingNow : null
  return (
    <Modal opened={opened} onClose={onClose} title="Stop all sending?" size="md">
      <form onSubmit={(e) => { e.preventDefault(); stop.mutate({ body: { reason: reason.trim() || null } }) }}>
        <Stack>
          <Text size="md">No mail of this workspace leaves any more, from no mailbox{waiting ? `, and the ${counted(waiting, 'mail')} in the queue ${waiting === 1 ? 'is' : 'are'} taken out of it` : ''}. Nothing is lost: when you resume, campaign mails get new times over the coming days, and nothing leaves in a burst.</Text>
          <TextInput data-autofocus label="Why" description="Everybody here will see it." maxLength={300} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
          <FormProblem problem={stop.error} />
          <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" color="bad" loading={stop.isPending}>Stop all sending</Button></Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** Everybody sees that nothing leaves, who stopped it, and how it goes on. */
export function StoppedRibbon() {
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const { data } = useCall(sendingStatus, {}, { enabled: may('campaigns.read'), every: 60_000 })
  if (!data?.stopped) return null
  return (
    <div className={`${css.ribbon} ${css.warning}`} role="status">
      <span>All sending was stopped by {data.stopped.by}{data.stopped.reason ? `: ${data.stopped.reason.replace(/\.$/, '')}` : ''}. Nothing leaves.</span>
      {may('sending.stop') && <button type="button" onClick={() => setAsking(true)}>Resume</button>}
      {asking && <Resume frozen={data.frozen} onClose={() => setAsking(false)} />}
    </div>
  )
}

function Resume({ frozen, onClose }: { frozen: { mails: number; answers: number }; onClose: () => void }) {
  const [answersToo, setAnswersToo] = useState(true)
  const resume = useSend(resumeSending, { touches, onError: toastError, onDone: () => { onClose(); toast('Sending is on again. What waited gets new times over the coming days.') } })
  return (
    <Modal opened onClose={onClose} title="Resume sending?" size="md">
      <Stack>
        <Text size="md">{frozen.mails ? `${counted(frozen.mails, 'campaign mail')} taken out of the queue ${frozen.mails === 1 ? 'gets' : 'get'} new times within hours and limits; nothing leaves in a burst. Pause a campaign first if its mails should stay.` : 'No campaign mail waits to come back.'}</Text>
        {frozen.answers > 0 && <Checkbox label={`Send the ${counted(frozen.answers, 'mail')} written by hand now`} checked={answersToo} onChange={(e) => setAnswersToo(e.currentTarget.checked)} />}
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button data-autofocus loading={resume.isPending} onClick={() => resume.mutate({ body: { answersToo } })}>Resume sending</Button></Group>
      </Stack>
    </Modal>
  )
}
