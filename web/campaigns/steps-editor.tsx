// The steps of a campaign, to be worked on by mouse or by keyboard: Enter changes a step, Alt and the arrows move it, I inserts
// behind it, Delete removes it. A draft is saved at once; of a campaign that was launched the changes are collected, and what
// they mean for everybody under way is shown before they are signed.
import { getCampaign, saveShape, type CampaignView, type StepView } from '#contract/campaigns'
import { listLists } from '#contract/leads'
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { useCall, useSend } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconArrowDown, IconArrowUp, IconClock, IconBrandLinkedin, IconFlag, IconGitBranch, IconPencil, IconPhone, IconSquareCheck, IconPlus, IconRefresh, IconTrash } from '../ui/icons.ts'
import { toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import { AskForm, askMore, askWords } from './ask-form.tsx'
import css from './campaigns.module.css'
import { ConditionForm } from './condition-form.tsx'
import { MailForm } from './mail-form.tsx'
import { insert, itemsOf, move, put, remove, same, shapeOf, testWords, type Item, type Spot } from './shape.ts'
import { WaitForm } from './step-form.tsx'
import { MailBody } from './step-line.tsx'
import { Surgery } from './surgery.tsx'
import { VariantNumbers } from './variant-numbers.tsx'
import { waitWords } from './words.ts'

/** `beside`: more to do with a step that is saved. */
export function StepsEditor({ campaign: c, mayWrite, beside }: { campaign: CampaignView; mayWrite: boolean; beside?: (step: StepView) => ReactNode }) {
  const saved = useMemo(() => itemsOf(c), [c])
  const [worked, setItems] = useState(saved)
  // What is worked on stays as it is; the numbers of its steps are those of now.
  const items = useMemo(() => {
    const fresh = new Map(c.steps.map((s) => [s.id, s]))
    return worked.map((item) => { const seen = item.seen && fresh.get(item.key); return seen && seen !== item.seen ? { ...item, seen } : item })
  }, [worked, c])
  const [open, setOpen] = useState<string>()
  const [inserting, setInserting] = useState<string>()
  const [signing, setSigning] = useState(false)
  const launched = c.launchedAt !== null
  const basis = JSON.stringify(shapeOf(saved))
  // What the server says now is what is worked on.
  const [seen, setSeen] = useState(basis)
  if (seen !== basis) { setSeen(basis); setItems(saved) }
  // A step that is saved for the first time gets another key; on the page it stays the one it was, with its form and the focus.
  const sent = useRef<Item[]>([])
  const [faces, setFaces] = useState<ReadonlyMap<string, string>>(new Map())
  const face = (key: string) => faces.get(key) ?? key
  const save = useSend(saveShape, {
    touches: [getCampaign, '/campaigns', '/drafts'], onError: (e) => { toastError(e); setItems(saved) },
    onDone: (after) => setFaces((known) => new Map([...known, ...after.steps.flatMap((s, i) => { const was = sent.current[i]?.key; return was && was !== s.id ? [[s.id, known.get(was) ?? was] as const] : [] })])),
  })
  const change = (next: Item[]) => {
    setItems(next)
    sent.current = next
    if (!launched) save.mutate({ params: { id: c.id }, body: { steps: shapeOf(next), basis: c.version, choices: {}, alsoApproved: false } })
  }
  const focusOn = useRef<string>(undefined)
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!focusOn.current) return
    root.current?.querySelector<HTMLElement>(`[data-step="${focusOn.current}"]`)?.focus()
    focusOn.current = undefined
  }, [items])
  const lists = useCall(listLists, undefined, { enabled: items.some((i) => i.test?.about === 'lead') })
  const names = new Map((lists.data?.items ?? []).map((l) => [l.id, l.name]))
  const add = (kind: Item['kind'], spot: Spot, more: Partial<Item> = {}) => {
    const { items: next, key } = insert(items, kind, spot, more)
    setInserting(undefined)
    change(next)
    if (kind !== 'end') setOpen(key)
    focusOn.current = key
  }
  const moved = (key: string, by: -1 | 1) => { focusOn.current = face(key); change(move(items, key, by)) }
  const removed = (key: string) => { const at = items.findIndex((i) => i.key === key); focusOn.current = items[at - 1] && face(items[at - 1]!.key); change(remove(items, key)) }
  const replaced = (item: Item) => {
    const { items: next, key } = insert(items, 'email', { after: item.key, parentKey: item.parentKey, branch: item.branch }, { ...item, ...(item.seen && { replaces: item.key }) })
    setItems(remove(next, item.key))
    setOpen(key)
  }
  const done = (key: string, what: Partial<Item>) => { setOpen(undefined); focusOn.current = face(key); change(put(items, key, what)) }
  const cancel = (item: Item) => { setOpen(undefined); focusOn.current = face(item.key); setItems([...items]) }
  const keys = (item: Item) => (e: KeyboardEvent) => {
    if (e.target !== e.currentTarget || !mayWrite) return
    const run = e.key === 'Enter' ? () => item.kind !== 'end' && setOpen(face(item.key)) : e.key === 'Delete' || e.key === 'Backspace' ? () => removed(item.key)
      : e.altKey && e.key === 'ArrowUp' ? () => moved(item.key, -1) : e.altKey && e.key === 'ArrowDown' ? () => moved(item.key, 1)
        : e.key === 'i' && !e.ctrlKey && !e.metaKey ? () => setInserting(face(item.key)) : null
    if (!run) return
    e.preventDefault()
    e.stopPropagation()
    run()
  }
  const mails = items.filter((i) => i.kind === 'email')

  const actions = (item: Item, first: boolean, last: boolean) => !mayWrite || open === face(item.key) ? null : (
    <>
      {!first && <Act label="Move up" icon={IconArrowUp} onClick={() => moved(item.key, -1)} />}
      {!last && <Act label="Move down" icon={IconArrowDown} onClick={() => moved(item.key, 1)} />}
      {item.kind !== 'end' && <Act label="Change" icon={IconPencil} onClick={() => setOpen(face(item.key))} />}
      {launched && item.kind === 'email' && item.seen && <Act label="Replace" icon={IconRefresh} onClick={() => replaced(item)} />}
      <Act label="Remove" icon={IconTrash} onClick={() => removed(item.key)} />
    </>
  )

  function insertMenu(spot: Spot, at: string, label: string) {
    if (!mayWrite) return null
    return (
      <Menu opened={inserting === at} onChange={(o) => setInserting(o ? at : undefined)} position="bottom-start" returnFocus>
        <Menu.Target><Button size="compact-xs" variant="subtle" leftSection={<Icon of={IconPlus} />} aria-label={label}>Insert</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => add('email', spot)}>A mail</Menu.Item>
          <Menu.Item onClick={() => add('wait', spot)}>A wait</Menu.Item>
          <Menu.Item onClick={() => add('task', spot, asking('call'))}>A call</Menu.Item>
          <Menu.Item onClick={() => add('task', spot, asking('linkedin'))}>A step on LinkedIn</Menu.Item>
          <Menu.Item onClick={() => add('task', spot, asking('todo'))}>Something else to do</Menu.Item>
          <Menu.Item onClick={() => add('condition', spot)}>A condition</Menu.Item>
          {spot.parentKey && <Menu.Item onClick={() => add('end', spot)}>The end of this path</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    )
  }

  const line = (parentKey: string | null, branch: 'yes' | 'no' | null) => {
    const here = items.filter((i) => i.parentKey === parentKey && i.branch === branch)
    return (
      <ol className={css.line}>
        {!here.length && <li className={`${css.gap} ${css.line_end}`}>{insertMenu({ parentKey, branch }, `first ${parentKey} ${branch}`, branch ? `Insert on the ${branch} path` : 'Insert the first step')}{!mayWrite && <span className={css.muted}>Nothing more.</span>}</li>}
        {here.map((item, at) => (
          <li key={face(item.key)}>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <div className={css.step_item} data-step={face(item.key)} tabIndex={0} role="group" aria-label={nameOf(item, mails, names)} aria-keyshortcuts="Enter Alt+ArrowUp Alt+ArrowDown I Delete" onKeyDown={keys(item)}>
              {one(item, <>{item.seen && beside?.(item.seen)}{actions(item, at === 0, at === here.length - 1)}</>)}
            </div>
            <div className={`${css.gap} ${at === here.length - 1 ? css.line_end : ''}`}>{insertMenu({ after: item.key, parentKey, branch }, face(item.key), `Insert behind ${nameOf(item, mails, names)}`)}</div>
          </li>
        ))}
      </ol>
    )
  }

  function one(item: Item, buttons: ReactNode) {
    const isOpen = open === face(item.key)
    switch (item.kind) {
      case 'wait': return <div className={css.wait}><Icon of={IconClock} />{isOpen ? <WaitForm item={item} onSave={(w) => done(item.key, w)} onCancel={() => cancel(item)} /> : waitWords(item.waitAmount, item.waitUnit)}<span className={css.wait_actions}>{buttons}</span></div>
      case 'task': return (
        <div className={css.condition}>
          <div className={css.step_head}><Icon of={item.ask?.what === 'linkedin' ? IconBrandLinkedin : item.ask?.what === 'todo' ? IconSquareCheck : IconPhone} /><span className={css.step_title}>{askWords(item.ask, item.intent)}</span>{buttons}</div>
          {isOpen ? <AskForm item={item} onSave={(a) => done(item.key, a)} onCancel={() => cancel(item)} /> : <>{item.ask?.what !== 'todo' && item.intent && <p className={css.intent}>{item.intent}</p>}{item.body && <p className={css.intent}>{item.body}</p>}<p className={css.muted}>{askMore(item)}{launched && item.seen && <> <Link to="/tasks" search={{ owner: 'all', campaignId: c.id } as never}>See the tasks</Link></>}</p></>}
        </div>
      )
      case 'end': return <div className={css.wait}><Icon of={IconFlag} />The campaign ends here for the lead<span className={css.wait_actions}>{buttons}</span></div>
      case 'email': {
        const no = mails.indexOf(item) + 1
        return <MailBody item={item} no={no} actions={buttons} below={item.seen && item.variants.length > 0 ? <VariantNumbers campaignId={c.id} stepId={item.key} /> : null} form={isOpen ? <MailForm campaign={c} item={item} no={no} onSave={(m) => done(item.key, m)} onCancel={() => cancel(item)} /> : undefined} />
      }
      case 'condition': return (
        <div className={css.condition}>
          <div className={css.step_head}><Icon of={IconGitBranch} /><span className={css.step_title}>{testWords(item.test, names)}</span>{buttons}</div>
          {isOpen && <ConditionForm test={item.test} onSave={(test) => done(item.key, { test })} onCancel={() => cancel(item)} />}
          <div className={css.paths}>
            {(['yes', 'no'] as const).map((branch) => <div key={branch} className={css.path}><p className={css.path_name}>{branch === 'yes' ? 'Yes' : 'No'}</p>{line(item.key, branch)}</div>)}
          </div>
        </div>
      )
    }
  }

  const dirty = launched && !same(items, saved)
  return (
    <div ref={root}>
      {line(null, null)}
      {dirty && !open && (
        <div className={css.pending} role="status">
          <p>Not saved yet. {counted(c.counters.total - c.counters.finished - c.counters.stopped, 'lead is', 'leads are')} under way; see first what it means for them.</p>
          <Button variant="default" onClick={() => setItems(saved)}>Discard</Button>
          <Button onClick={() => setSigning(true)}>See and save</Button>
        </div>
      )}
      {signing && <Surgery campaign={c} wanted={{ steps: shapeOf(items) }} onClose={() => setSigning(false)} />}
    </div>
  )
}

const nameOf = (item: Item, mails: Item[], names: ReadonlyMap<string, string>): string =>
  item.kind === 'email' ? `mail ${mails.indexOf(item) + 1}` : item.kind === 'wait' ? waitWords(item.waitAmount, item.waitUnit) : item.kind === 'end' ? 'the end' : item.kind === 'task' ? askWords(item.ask, item.intent) : testWords(item.test, names)

const asking = (what: 'call' | 'linkedin' | 'todo'): Partial<Item> => ({ ask: { what, act: what === 'linkedin' ? 'invite' : null, mostTries: 3, everyDays: 1, days: 10 } })

const Act = ({ label, icon, onClick }: { label: string; icon: typeof IconTrash; onClick: () => void }) => (
  <Tooltip label={label}><ActionIcon variant="subtle" aria-label={label} onClick={onClick}><Icon of={icon} /></ActionIcon></Tooltip>
)
