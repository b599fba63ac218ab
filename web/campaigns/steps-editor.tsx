// The steps of a campaign, to be worked on by mouse or by keyboard: Enter changes a step, Alt and the arrows move it, I inserts
// behind it, Delete removes it. A draft is saved at once; of a campaign that was launched the changes are collected, and what
// they mean for everybody under way is shown before they are signed. What is typed in a form stays until it is saved or cancelled.
import { getCampaign, saveShape, type CampaignView, type StepView } from '#contract/campaigns'
import { listLists } from '#contract/leads'
import { ActionIcon, Tooltip } from '@mantine/core'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { useCall, useSend } from '../app/call.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowDown, IconArrowUp, IconClock, IconBrandLinkedin, IconFlag, IconGitBranch, IconPencil, IconPhone, IconSquareCheck, IconRefresh, IconTrash } from '../ui/icons.ts'
import { toastError } from '../ui/toast.tsx'
import { AskForm, askMore, askWords } from './ask-form.tsx'
import css from './campaigns.module.css'
import { ConditionForm } from './condition-form.tsx'
import { InsertMenu } from './insert-menu.tsx'
import { MailForm } from './mail-form.tsx'
import { insert, itemsOf, move, put, remove, same, shapeOf, testWords, type Item, type Spot } from './shape.ts'
import { WaitForm } from './step-form.tsx'
import { MailBody } from './step-line.tsx'
import { Surgery } from './surgery.tsx'
import { useTyped, type StepForm } from './typed.ts'
import { Unsaved } from './unsaved.tsx'
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
  const [open, setOpen] = useState<string>(), openNow = useRef(open)
  useEffect(() => { openNow.current = open })
  const [inserting, setInserting] = useState<string>()
  const [saving, setSaving] = useState<string>()
  const [signing, setSigning] = useState(false), [signed, setSigned] = useState<string>()
  const typed = useTyped()
  const launched = c.launchedAt !== null
  const basis = JSON.stringify(shapeOf(saved))
  // What the server says now is what is worked on.
  const [seen, setSeen] = useState(basis)
  if (seen !== basis) { setSeen(basis); setItems(saved) }
  // A step that is saved for the first time gets another key; on the page it stays the one it was, with its form and the focus.
  const [faces, setFaces] = useState<ReadonlyMap<string, string>>(new Map())
  const face = (key: string) => faces.get(key) ?? key
  // What was refused is taken off the page again; a step that only the page knows stays while something is typed in it.
  const isKept = (item: Item) => !item.seen && typed.of(face(item.key)) !== undefined
  const save = useSend(saveShape, {
    touches: [getCampaign, '/campaigns', '/drafts'], onError: (e) => { toastError(e); setItems((now) => (now.some(isKept) ? now : saved)) },
    onDone: (after, { body }) => {
      const keys = 'steps' in body ? body.steps.map((s) => s.key) : []
      setFaces((known) => new Map([...known, ...after.steps.flatMap((s, i) => { const was = keys[i]; return was && was !== s.id ? [[s.id, known.get(was) ?? was] as const] : [] })]))
    },
  })
  /** Whether it was taken; of a launched campaign it is only collected. */
  const change = async (next: Item[]): Promise<boolean> => {
    setItems(next)
    if (launched) return true
    return save.mutateAsync({ params: { id: c.id }, body: { steps: shapeOf(next), basis: c.version, choices: {}, alsoApproved: false } }).then(() => true, () => false)
  }
  const focusOn = useRef<string>(undefined)
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!focusOn.current) return
    root.current?.querySelector<HTMLElement>(`[data-step="${focusOn.current}"]`)?.focus()
    focusOn.current = undefined
  }, [items, open])
  const lists = useCall(listLists, undefined, { enabled: items.some((i) => i.test?.about === 'lead') })
  const names = new Map((lists.data?.items ?? []).map((l) => [l.id, l.name]))
  const add = (kind: Item['kind'], spot: Spot, more: Partial<Item> = {}) => {
    const { items: next, key } = insert(items, kind, spot, more)
    setInserting(undefined)
    void change(next)
    if (kind !== 'end') setOpen(key)
    focusOn.current = key
  }
  const moved = (key: string, by: -1 | 1) => { focusOn.current = face(key); void change(move(items, key, by)) }
  const removed = (key: string) => { const at = items.findIndex((i) => i.key === key); focusOn.current = items[at - 1] && face(items[at - 1]!.key); void change(remove(items, key)) }
  const replaced = (item: Item) => {
    const { key: _, seen: __, ...alike } = item
    const { items: next, key } = insert(items, 'email', { after: item.key, parentKey: item.parentKey, branch: item.branch }, { ...alike, ...(item.seen && { replaces: item.key }) })
    setItems(remove(next, item.key))
    setOpen(key)
  }
  const close = (item: Item) => { setOpen(undefined); focusOn.current = face(item.key) }
  const done = async (item: Item, what: Partial<Item>) => {
    const at = face(item.key), was = typed.of(at)
    setSaving(at)
    const taken = await change(put(items, item.key, what))
    setSaving(undefined)
    // Refused, or something more was typed meanwhile: the form stays with all of it.
    if (!taken || typed.of(at) !== was) return
    typed.keep(at, undefined)
    if (openNow.current === at) close(item)
  }
  const formOf = (item: Item): StepForm => {
    const at = face(item.key)
    return { typed: () => typed.of(at), keep: (what) => typed.keep(at, what), busy: saving === at, onLeave: () => close(item), onCancel: () => { typed.keep(at, undefined); close(item) } }
  }
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
      {typed.whose.has(face(item.key)) && <StatusBadge tone="warning">Not saved</StatusBadge>}
      {!first && <Act label="Move up" icon={IconArrowUp} onClick={() => moved(item.key, -1)} />}
      {!last && <Act label="Move down" icon={IconArrowDown} onClick={() => moved(item.key, 1)} />}
      {item.kind !== 'end' && <Act label="Change" icon={IconPencil} onClick={() => setOpen(face(item.key))} />}
      {launched && item.kind === 'email' && item.seen && !typed.whose.has(face(item.key)) && <Act label="Replace" icon={IconRefresh} onClick={() => replaced(item)} />}
      <Act label="Remove" icon={IconTrash} onClick={() => removed(item.key)} />
    </>
  )

  const insertMenu = (spot: Spot, at: string, label: string) => mayWrite && <InsertMenu label={label} opened={inserting === at} onOpened={(o) => setInserting(o ? at : undefined)} onPath={spot.parentKey !== null} onAdd={(kind, more) => add(kind, spot, more)} />

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
      case 'wait': return <div className={css.wait}><Icon of={IconClock} />{isOpen ? <WaitForm item={item} form={formOf(item)} onSave={(w) => void done(item, w)} /> : waitWords(item.waitAmount, item.waitUnit)}<span className={css.wait_actions}>{buttons}</span></div>
      case 'task': return (
        <div className={css.condition}>
          <div className={css.step_head}><Icon of={item.ask?.what === 'linkedin' ? IconBrandLinkedin : item.ask?.what === 'todo' ? IconSquareCheck : IconPhone} /><span className={css.step_title}>{askWords(item.ask, item.intent)}</span>{buttons}</div>
          {isOpen ? <AskForm item={item} form={formOf(item)} onSave={(a) => void done(item, a)} /> : <>{item.ask?.what !== 'todo' && item.intent && <p className={css.intent}>{item.intent}</p>}{item.body && <p className={css.intent}>{item.body}</p>}<p className={css.muted}>{askMore(item)}{launched && item.seen && <> <Link to="/tasks" search={{ owner: 'all', campaignId: c.id } as never}>See the tasks</Link></>}</p></>}
        </div>
      )
      case 'end': return <div className={css.wait}><Icon of={IconFlag} />The campaign ends here for the lead<span className={css.wait_actions}>{buttons}</span></div>
      case 'email': {
        const no = mails.indexOf(item) + 1
        return <MailBody item={item} no={no} actions={buttons} below={item.seen && item.variants.length > 0 ? <VariantNumbers campaignId={c.id} stepId={item.key} /> : null} form={isOpen ? <MailForm campaign={c} item={item} no={no} form={formOf(item)} onSave={(m) => void done(item, m)} /> : undefined} />
      }
      case 'condition': return (
        <div className={css.condition}>
          <div className={css.step_head}><Icon of={IconGitBranch} /><span className={css.step_title}>{testWords(item.test, names)}</span>{buttons}</div>
          {isOpen && <ConditionForm test={item.test} form={formOf(item)} onSave={(test) => void done(item, { test })} />}
          <div className={css.paths}>
            {(['yes', 'no'] as const).map((branch) => <div key={branch} className={css.path}><p className={css.path_name}>{branch === 'yes' ? 'Yes' : 'No'}</p>{line(item.key, branch)}</div>)}
          </div>
        </div>
      )
    }
  }

  // Signed, it is no longer to be saved, also until the page knows what the server made of it.
  const changed = launched && signed !== basis && !same(items, saved)
  const held = items.filter((i) => typed.whose.has(face(i.key)))
  const goOn = () => { const [first] = held; if (first) { setOpen(face(first.key)); focusOn.current = face(first.key) } }
  return (
    <div ref={root}>
      {line(null, null)}
      <Unsaved
        campaign={c} typedIn={held.map((i) => nameOf(i, mails, names))} changed={changed} writing={items.some((i) => open === face(i.key))}
        onGoOn={goOn} onForget={() => held.forEach((i) => typed.keep(face(i.key), undefined))} onDiscard={() => setItems(saved)} onSign={() => setSigning(true)}
      />
      {signing && <Surgery campaign={c} wanted={{ steps: shapeOf(items) }} onSaved={() => setSigned(basis)} onClose={() => setSigning(false)} />}
    </div>
  )
}

const nameOf = (item: Item, mails: Item[], names: ReadonlyMap<string, string>): string =>
  item.kind === 'email' ? `mail ${mails.indexOf(item) + 1}` : item.kind === 'wait' ? waitWords(item.waitAmount, item.waitUnit) : item.kind === 'end' ? 'the end' : item.kind === 'task' ? askWords(item.ask, item.intent) : testWords(item.test, names)

const Act = ({ label, icon, onClick }: { label: string; icon: typeof IconTrash; onClick: () => void }) => (
  <Tooltip label={label}><ActionIcon variant="subtle" aria-label={label} onClick={onClick}><Icon of={icon} /></ActionIcon></Tooltip>
)
