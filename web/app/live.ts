// Live: one stream of server-sent events says which topics have changed; whatever was read of them is read again.
// After a break everything on the page is read again, because nobody knows what was missed.
import { live, whoAmI } from '#contract/accounts'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { touch, urlOf } from './call.ts'

const readFrom: Record<string, string[]> = {
  leads: ['/leads', '/scores', '/address-checks', '/lead-statuses', '/lists', '/companies', '/custom-fields', '/tags', '/duplicates', '/merges', '/files', '/suppressions', '/activity', '/numbers/home', '/numbers/today'],
  inbox: ['/inbox', '/deals', '/outbox', '/leads', '/activity', '/numbers/home', '/numbers/today'],
  campaigns: ['/campaigns', '/control', '/outbox', '/messages', '/sending', '/leads', '/activity', '/numbers/home', '/numbers/today'],
  approvals: ['/drafts', '/campaigns', '/numbers/home', '/numbers/today'],
  deals: ['/deals', '/pipelines', '/products', '/activity', '/numbers/home', '/numbers/today'],
  imports: ['/imports'],
  notices: ['/notices'],
  mailboxes: ['/mailboxes', '/outbox', '/practice', '/numbers/home', '/numbers/today'],
  research: ['/research', '/leads', '/companies'],
  numbers: ['/numbers', '/activity'],
  tasks: ['/tasks', '/activities', '/meetings', '/deals', '/leads', '/activity', '/numbers/today'],
  bulk: ['/bulk-changes'],
  presence: ['/presence'],
}
// Counters may change many times a second during a send; a browser that refetches twice a second is live enough.
const quietMs = 500

export type Line = 'on' | 'off'

/** Keeps the stream open while somebody is signed in; says whether the line stands. */
export function useLive(): Line {
  const queries = useQueryClient()
  const [line, setLine] = useState<Line>('on')
  useEffect(() => {
    let stream: EventSource | undefined
    let again: ReturnType<typeof setTimeout> | undefined
    let flush: ReturnType<typeof setTimeout> | undefined
    let failures = 0
    const waiting = new Set<string>()

    const changed = (topic: string) => {
      if (topic === 'everything') return void queries.invalidateQueries()
      for (const path of readFrom[topic] ?? []) waiting.add(path)
      flush ??= setTimeout(() => {
        flush = undefined
        void touch(queries, ...waiting)
        waiting.clear()
      }, quietMs)
    }
    const open = () => {
      stream = new EventSource(urlOf(live))
      stream.onopen = () => {
        if (failures) void queries.invalidateQueries()
        failures = 0
        setLine('on')
      }
      stream.addEventListener('changed', (e) => (JSON.parse(String((e as MessageEvent).data)) as string[]).forEach(changed))
      stream.onerror = () => {
        stream?.close()
        failures += 1
        if (failures > 1) setLine('off')
        // The server closes the stream of a session that has ended: asking who we are finds that out.
        void touch(queries, whoAmI)
        again = setTimeout(open, Math.min(30_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2))
      }
    }
    const backOnline = () => { clearTimeout(again); stream?.close(); open() }
    const gone = () => setLine('off')
    open()
    addEventListener('online', backOnline)
    addEventListener('offline', gone)
    return () => {
      stream?.close()
      clearTimeout(again)
      clearTimeout(flush)
      removeEventListener('online', backOnline)
      removeEventListener('offline', gone)
    }
  }, [queries])
  return line
}
