// What is rarely done to a thread: put into another, or a mail of it made a thread of its own.
import { listThreads, mergeThread, splitThread, type ThreadDetail } from '#contract/inbox'
import { ActionIcon, Menu } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconDots } from '../ui/icons.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { formatWhen } from '../ui/values.tsx'
import { Picker } from './picker.tsx'

export function ThreadMenu({ thread, onGo }: { thread: ThreadDetail; onGo: (id: string) => void }) {
  const [asking, setAsking] = useState<'merge' | 'split' | null>(null)
  const others = useCall(listThreads, { query: { status: 'all', leadId: thread.lead?.id ?? thread.id, limit: 50 } }, { enabled: asking === 'merge' && Boolean(thread.lead) }).data?.items.filter((t) => t.id !== thread.id && t.mailboxId === thread.mailboxId) ?? []
  const merge = useSend(mergeThread, { touches: ['/inbox'], onError: toastError, onDone: (r) => { toast('Put together.'); onGo(r.threadId) } })
  const split = useSend(splitThread, { touches: ['/inbox'], onError: toastError, onDone: (r) => { toast('It is a thread of its own now.'); onGo(r.threadId) } })
  const mails = thread.mails.filter((m) => m.state === null || m.kind !== null)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><ActionIcon variant="default" size={30} aria-label="More about this thread"><Icon of={IconDots} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={!thread.lead} onClick={() => setAsking('merge')}>Put into another thread</Menu.Item>
          <Menu.Item disabled={mails.length < 2} onClick={() => setAsking('split')}>Make a mail its own thread</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'merge' && <Picker title="Into which thread?" placeholder="Type a subject" none={`${thread.lead?.name ?? 'This lead'} has no other thread in this mailbox.`} onClose={() => setAsking(null)}
        optionsFor={(typed) => others.filter((t) => t.subject.toLowerCase().includes(typed.toLowerCase())).map((t) => ({ key: t.id, label: t.subject || 'No subject', hint: formatWhen(t.lastAt), run: () => merge.mutate({ params: { id: thread.id }, body: { into: t.id } }) }))} />}
      {asking === 'split' && <Picker title="Which mail?" placeholder="Type a word of it" none="No mail of this thread fits." onClose={() => setAsking(null)}
        optionsFor={(typed) => mails.filter((m) => `${m.subject} ${m.text}`.toLowerCase().includes(typed.toLowerCase())).map((m) => ({ key: m.id, label: (m.text || m.subject).slice(0, 60), hint: formatWhen(m.at), run: () => split.mutate({ params: { id: thread.id }, body: { mailIds: [m.id] } }) }))} />}
    </>
  )
}
