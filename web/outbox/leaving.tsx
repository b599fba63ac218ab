// Mails written by hand wait some seconds on the server. Here they can be taken back, on whatever page one is and after a
// reload: the countdown is the server's.
import { cancelMessage, listOutbox, type OutboxItem } from '#contract/sending'
import { Button } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { toast, toastError } from '../ui/toast.tsx'
import css from './outbox.module.css'

export function Leaving() {
  const may = useMay()
  const asked = useCall(listOutbox, { query: { box: 'planned', origin: 'reply', limit: 5 } }, { enabled: may('campaigns.read'), keep: false })
  const waiting = asked.data?.items.filter((m) => m.undoUntil) ?? []
  const now = useSeconds(waiting.length > 0)
  const still = waiting.filter((m) => Date.parse(m.undoUntil!) > now && Date.parse(m.undoUntil!) - now < 60_000)
  const takeBack = useSend(cancelMessage, {
    touches: [listOutbox, '/outbox', '/inbox'], onDone: () => toast('Taken back. Nothing was sent.'), onError: toastError,
  })
  const back = (m: OutboxItem) => takeBack.mutate({ params: { id: m.id } })
  const newest = still[0]
  // In the inbox Z takes back whatever was done last, this too.
  const pathname = useLocation({ select: (at) => at.pathname })
  useShortcuts([newest && !pathname.startsWith('/inbox') && may('campaigns.write') && { keys: 'z', label: 'Take back the mail that is about to leave', group: 'Everywhere', run: () => back(newest) }])
  if (!still.length) return null
  return (
    <div className={css.leaving} role="region" aria-label="Mails about to leave">
      {still.map((m) => (
        <div key={m.id} className={css.leaves}>
          <span>To {m.leadName ?? m.toAddress} in <b>{Math.max(1, Math.ceil((Date.parse(m.undoUntil!) - now) / 1000))} s</b></span>
          {may('campaigns.write') && <Button size="xs" variant="default" loading={takeBack.isPending} onClick={() => back(m)}>Take it back</Button>}
        </div>
      ))}
    </div>
  )
}

/** The clock, while somebody looks at it. */
function useSeconds(on: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!on) return
    const tick = () => setNow(Date.now())
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [on])
  return now
}
