// Before other steps are signed: where everybody stands, whom it touches, and what is to happen with them.
import { getCampaign, previewShape, saveShape, type CampaignView, type ShapeStep } from '#contract/campaigns'
import { Button, Checkbox, Group, Modal, Radio, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useSend } from '../app/call.ts'
import { Bone, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import css from './campaigns.module.css'

export function Surgery({ campaign: c, wanted, onSaved, onClose }: { campaign: CampaignView; wanted: { steps: ShapeStep[] } | { toVersion: number }; onSaved?: () => void; onClose: () => void }) {
  const preview = useSend(previewShape, { onError: (e) => { toastError(e); onClose() } })
  const [choices, setChoices] = useState<Record<string, string>>({})
  const [alsoApproved, setAlso] = useState(false)
  const { mutate } = preview
  // Once, when it opens.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => mutate({ params: { id: c.id }, body: wanted }), [])
  const save = useSend(saveShape, { touches: [getCampaign, '/campaigns', '/drafts'], onError: toastError, onDone: (after) => { toast(`Saved as version ${after.version}.`); onSaved?.(); onClose() } })
  const p = preview.data
  return (
    <Modal opened onClose={onClose} title={'toVersion' in wanted ? `Back to version ${wanted.toVersion}` : 'What this means'} size="lg">
      {!p ? <Stack gap="xs"><Bone h={18} /><Bone h={80} r={8} /></Stack> : (
        <form onSubmit={(e) => { e.preventDefault(); save.mutate({ params: { id: c.id }, body: { ...wanted, basis: p.basis, choices, alsoApproved } }) }}>
          <Stack gap="md">
            <ul className={css.out} aria-label="Changes">{p.changes.map((s) => <li key={s}>{s}</li>)}</ul>
            {p.positions.length > 0 && <ul className={css.out} aria-label="Where everybody stands">{p.positions.map((x) => <li key={x.stepId} className={css.muted}>{x.sentence}</li>)}</ul>}
            {p.groups.length === 0 && <Notice>{p.sentence}</Notice>}
            {p.groups.map((g) => (
              <Radio.Group key={g.key} label={g.sentence} value={choices[g.key] ?? g.choices[0]!.value} onChange={(v) => setChoices({ ...choices, [g.key]: v })}>
                <Stack gap={6} mt={6}>{g.choices.map((o) => <Radio key={o.value} value={o.value} label={o.label} />)}</Stack>
              </Radio.Group>
            ))}
            {p.approvedDrafts > 0 && <Checkbox label={p.approvedDrafts === 1 ? 'Write the approved mail anew too; it needs approving again' : `Write the ${counted(p.approvedDrafts, 'approved mail')} anew too; they need approving again`} checked={alsoApproved} onChange={(e) => setAlso(e.currentTarget.checked)} />}
            <p className={css.muted}>What was sent stays as it is; nobody gets a step twice. You can go back to any version.</p>
            <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={save.isPending} disabled={!p.changes.length} data-autofocus>Save as a new version</Button></Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
