// What one decides about the threads that are picked, or the one that is open: done, later, what it is, whose it is. doing.ts shows
// it at once and takes it back again; all but silence, which stays.
import { actOnEnrollments, enrollmentsOfLead } from '#contract/campaigns'
import type { ThreadChange, ThreadClass, ThreadView } from '#contract/inbox'
import { getLead } from '#contract/leads'
import { addSuppressions } from '#contract/suppressions'
import { useQueryClient } from '@tanstack/react-query'
import { call, newKey, touch, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { afterColon, counted, formatWhen } from '../ui/values.tsx'
import type { Doing, Everywhere } from './doing.ts'
import { classOf } from './words.ts'

interface About {
  chosen: readonly ThreadView[]
  /** The one whose head is seen. */
  now: ThreadView | undefined
  /** Not the chosen ones alone but all that fit what the list asks for. */
  everywhere: Everywhere | undefined
  /** What the list shows; a thread that becomes something else leaves it. */
  classes: readonly ThreadClass[] | undefined
  doing: Doing
  goOn: (going: readonly ThreadView[]) => void
  open: (id: string | undefined) => void
  ask: (what: 'ban' | 'deal') => void
}

const over = ['finished', 'stopped', 'skipped']

export function useDeciding({ chosen, now, everywhere, classes, doing, goOn, open, ask }: About) {
  const may = useMay(), queries = useQueryClient()
  const ban = useSend(addSuppressions, { touches: [getLead, '/suppressions', '/campaigns', '/leads'], onError: toastError })
  const words = (going: readonly ThreadView[], one: string) => (everywhere ? one : going.length === 1 ? `${one}.` : `${counted(going.length, 'thread')}: ${afterColon(one)}.`)
  const away = (change: ThreadChange, says: string) => { const going = chosen, back = going[0]?.id; goOn(going); doing.change(going, change, words(going, says), { onUndo: () => open(back), everywhere }) }
  const done = () => away({ status: 'done', unread: false }, 'Done')
  const snooze = (until: Date) => away({ status: 'snoozed', snoozedUntil: until.toISOString(), unread: false }, `Comes back ${formatWhen(until)}`)
  const reopen = () => doing.change(chosen, { status: 'open', snoozedUntil: null }, words(chosen, 'Open again'), { everywhere })
  const classify = (k: ThreadClass) => {
    // The server silences whoever opted out, and no undo lifts that: it is asked first, and not done to thousands that nobody has looked at.
    if (k === 'opt_out' && everywhere) return toast('Who opts out is never written to again, so that is not said of everything at once. Pick the threads it is about.', { tone: 'info' })
    if (k === 'opt_out' && chosen.some((r) => r.lead)) return ask('ban')
    const leaves = classes && !classes.includes(k), going = chosen, back = going[0]?.id
    if (leaves) goOn(going)
    doing.change(going, { class: k }, words(going, classOf[k].words), { onUndo: () => open(back), everywhere })
  }
  const interested = () => {
    if (!now) return
    doing.change(chosen, { class: 'interested', nextStep: nextStepOf(now) }, words(chosen, 'Interested; the next step is noted'))
    if (chosen.length === 1 && now.lead && may('deals.write')) ask('deal')
  }
  const relabel = (label: string) => { const has = chosen.every((r) => r.labels.includes(label)); doing.change(chosen, has ? { dropLabel: label } : { addLabel: label }, words(chosen, has ? `No longer labelled ${label}` : `Labelled ${label}`), { everywhere }) }
  const assign = (person: { id: string; name: string } | null) => doing.change(chosen, { assigneeId: person?.id ?? null }, person ? words(chosen, `Given to ${person.name}`) : words(chosen, 'Given to nobody'), { patch: { assignee: person }, everywhere })
  const silence = () => {
    const going = chosen.filter((r) => r.lead), emails = going.map((r) => r.lead!.email)
    goOn(going)
    void ban.mutateAsync({ body: { text: emails.join('\n'), reason: 'opted_out', note: 'From the inbox' } }).then(
      () => doing.change(going, { class: 'opt_out', status: 'done', unread: false }, going.length === 1 ? `Nobody writes to ${emails[0]} again.` : `Nobody writes to these ${going.length} again.`, { final: true }),
      () => undefined, // what went wrong was said
    )
  }
  const stopCampaigns = async () => {
    if (!now?.lead) return
    const { items } = await call(enrollmentsOfLead, { params: { id: now.lead.id } })
    const running = items.filter((e) => !over.includes(e.state))
    for (const e of running) await call(actOnEnrollments, { params: { id: e.campaignId }, body: { act: 'remove', ids: [e.id] } }, { key: newKey() })
    await touch(queries, '/campaigns', '/leads')
    toast(running.length ? `Stopped for ${now.lead.name} in ${counted(running.length, 'campaign')}. Nothing planned is sent.` : `No campaign runs for ${now.lead.name}.`, { tone: running.length ? 'good' : 'info' })
  }
  return { done, snooze, reopen, classify, interested, relabel, assign, silence, stopCampaigns }
}

export const nextStepOf = (t: ThreadView): string => `Agree on a time with ${t.lead?.name ?? t.from.name}`
