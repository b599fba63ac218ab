// Own answers that have not left yet, counted down, with the way back. It asks the server, so a reload loses nothing.
import { leavingReplies, undoReply } from '#contract/inbox'
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { toast, toastError } from '../ui/toast.tsx'
import css from './inbox.module.css'

export function LeavingBar({ onBack }: { onBack: (threadId: string | null) => void }) {
  const leaving = useCall(leavingReplies)
  const undo = useSend(undoReply, { touches: ['/inbox'], onError: toastError, onDone: (r) => toast(r.undone ? 'Taken back. Nothing was sent.' : 'It had left already.', { tone: r.undone ? 'good' : 'info' }) })
  const [now, setNow] = useState(() => Date.now())
  const items = (leaving.data?.items ?? []).filter((one) => Date.parse(one.sendsAt) > now)
  const some = items.length > 0
  useEffect(() => {
    if (!some) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [some])
  if (!some) return null
  const seconds = (at: string) => Math.max(1, Math.ceil((Date.parse(at) - now) / 1000))
  return (
    <div className={css.leaving} role="region" aria-label="Leaving now">
      {items.slice(0, 3).map((one) => (
        <span key={one.messageId}>To {one.to} in <b className="o-num">{seconds(one.sendsAt)} s</b>
          <Button size="compact-xs" variant="subtle" onClick={() => undo.mutate({ params: { id: one.messageId } }, { onSuccess: (r) => { if (r.undone) onBack(one.threadId) } })}>Take it back</Button></span>
      ))}
      {items.length > 3 && <span>and {items.length - 3} more</span>}
    </div>
  )
}
