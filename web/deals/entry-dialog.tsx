// What a stage wants to know before a deal may enter it, or why a deal is lost. It is asked until the deal is there: a refusal takes
// nothing of what was typed.
import { dealSettings, type EntryField } from '#contract/deal-setup'
import type { DealEdit } from '#contract/deals'
import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { Notice } from '../ui/states.tsx'
import { MoneyField, OwnerField } from './fields.tsx'
import type { useMoving, Wanting } from './moving.tsx'
import { entryOf } from './words.ts'

type Moving = ReturnType<typeof useMoving>
/** What has to be said on the deal's own page. */
const elsewhere: EntryField[] = ['company', 'lead', 'lines', 'decisionMaker']

export function EntryDialog({ moving }: { moving: Moving }) {
  const { wanting, leave } = moving
  return <Modal opened={Boolean(wanting)} onClose={leave} title={wanting?.stage.kind === 'lost' ? `Why is ${wanting.card.name} lost?` : `Into ${wanting?.stage.name}`}>{wanting && <Fields key={wanting.card.id} wanting={wanting} moving={moving} />}</Modal>
}

function Fields({ wanting: { card, stage, missing, body, says }, moving }: { wanting: Wanting; moving: Moving }) {
  const reasons = useCall(dealSettings).data?.lostReasons ?? []
  const [set, setSet] = useState<DealEdit>({}), [lostReason, setReason] = useState<string | null>(null), [lostNote, setNote] = useState(''), [busy, setBusy] = useState(false)
  const there = missing.filter((f) => elsewhere.includes(f as EntryField)) as EntryField[]
  const currency = set.currency ?? card.currency
  const ready = missing.every((f) => (f === 'lostReason' ? lostReason : f === 'amount' ? set.amountMinor != null : f === 'closeOn' ? set.closeOn : f === 'nextStep' ? set.nextStep : f === 'owner' ? set.ownerId : false))
  const go = async () => {
    setBusy(true)
    await moving.send(card, stage, { ...body, ...(Object.keys(set).length && { set }), ...(lostReason && { lostReason }), ...(lostNote.trim() && { lostNote }) } as never)
    setBusy(false)
  }
  return (
    <form onSubmit={(e) => { e.preventDefault(); if (ready && !busy) void go() }}>
      <Stack gap="md">
        {says && stage.kind !== 'lost' && <Notice tone="info">{says}</Notice>}
        {missing.includes('amount') && <MoneyField label="Amount" required autoFocus minor={set.amountMinor ?? null} currency={currency} onChange={(amountMinor) => setSet({ ...set, amountMinor })} onCurrency={(c) => setSet({ ...set, currency: c })} />}
        {missing.includes('closeOn') && <TextInput type="date" label="Close date" required value={set.closeOn ?? ''} onChange={(e) => setSet({ ...set, closeOn: e.currentTarget.value })} />}
        {missing.includes('nextStep') && <TextInput label="Next step" required placeholder="Send the proposal" value={set.nextStep ?? ''} onChange={(e) => setSet({ ...set, nextStep: e.currentTarget.value })} />}
        {missing.includes('owner') && <OwnerField value={set.ownerId ?? null} onChange={(ownerId) => setSet({ ...set, ownerId })} />}
        {missing.includes('lostReason') && <>
          <Select label="Reason" required data-autofocus data={reasons.map((r) => r.name)} value={lostReason} onChange={setReason} placeholder="Choose one" />
          <Textarea label="What happened" autosize minRows={2} value={lostNote} onChange={(e) => setNote(e.currentTarget.value)} />
        </>}
        {there.length > 0 && <Notice tone="warning" action={<Button component={Link} to={`/deals/${card.id}`} size="xs" variant="default">Open the deal</Button>}>{there.map((f) => entryOf[f]).join(' and ')}: to be filled in on the deal’s own page.</Notice>}
        {stage.exitCriteria && <p className="o-muted" style={{ margin: 0, fontSize: 13 }}>This stage is over when: {stage.exitCriteria}</p>}
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={moving.leave}>Leave it where it is</Button><Button type="submit" disabled={!ready} loading={busy} {...(stage.kind === 'lost' && { color: 'bad' })}>{stage.kind === 'lost' ? 'Mark as lost' : `Move to ${stage.name}`}</Button></Group>
      </Stack>
    </form>
  )
}
