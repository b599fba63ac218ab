// Who else has this open: small initials with names, and what they do. A hint; nothing is locked.
import { beHere, leaveHere, whoIsHere, type Doing, type presenceKinds } from '#contract/presence'
import { Tooltip } from '@mantine/core'
import { useEffect } from 'react'
import { call, useCall } from '../app/call.ts'
import css from './presence.module.css'

const everyMs = 20_000
const doingWords: Record<Doing, string> = { looking: 'is looking at this, too', editing: 'is editing this', replying: 'is writing an answer' }

export function AlsoHere({ of, id, doing = 'looking' }: { of: (typeof presenceKinds)[number]; id: string; doing?: Doing }) {
  const here = useCall(whoIsHere, { query: { of, id } }, { keep: false })
  useEffect(() => {
    const say = () => { if (document.visibilityState === 'visible') call(beHere, { body: { of, id, doing } }).catch(() => undefined) }
    say()
    const timer = setInterval(say, everyMs)
    document.addEventListener('visibilitychange', say)
    return () => { clearInterval(timer); document.removeEventListener('visibilitychange', say) }
  }, [of, id, doing])
  useEffect(() => () => { call(leaveHere, { body: { of, id } }).catch(() => undefined) }, [of, id])
  const others = here.data?.others ?? []
  if (!others.length) return null
  const busy = others.find((p) => p.doing !== 'looking')
  return (
    <span className={css.here} role="status">
      {others.slice(0, 4).map((p) => <Tooltip key={p.userId} label={`${p.name} ${doingWords[p.doing]}`}><span className={css.face} tabIndex={0} aria-label={`${p.name} ${doingWords[p.doing]}`}>{initials(p.name)}</span></Tooltip>)}
      {busy ? <small>{busy.name} {doingWords[busy.doing]}</small> : others.length === 1 && <small>{others[0]!.name} {doingWords.looking}</small>}
    </span>
  )
}

const initials = (name: string) => name.split(/\s+/).map((word) => word[0] ?? '').slice(0, 2).join('').toUpperCase()
