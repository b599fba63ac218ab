// A new campaign: a name is enough; the steps come ready to be changed.
import { createCampaign, listCampaigns } from '#contract/campaigns'
import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useForm } from '../app/form.ts'
import { FormProblem } from '../ui/states.tsx'

const tones = [{ value: 'friendly', label: 'Friendly' }, { value: 'direct', label: 'Direct' }, { value: 'curiosity', label: 'Curiosity' }]

export function NewCampaign({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const navigate = useNavigate()
  const form = useForm(createCampaign, { name: '', tone: 'friendly' as const, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }, {
    touches: [listCampaigns], onDone: (c) => { onClose(); void navigate({ to: '/campaigns/$campaignId/build', params: { campaignId: c.id } }) },
  })
  return (
    <Modal opened={opened} onClose={onClose} title="New campaign">
      <form onSubmit={form.onSubmit}>
        <Stack gap="md">
          <FormProblem problem={form.problem} />
          <TextInput data-autofocus label="Name" description="For you and your team; leads never see it" {...form.text('name')} />
          <div>
            <Text size="sm" fw={550} mb={6} id="tone-label">First tone</Text>
            <SegmentedControl fullWidth aria-labelledby="tone-label" data={tones} value={form.values.tone} onChange={(v) => form.set('tone', v as 'friendly')} />
            <Text size="xs" c="dimmed" mt={6}>Each mail is written in all three; this one is chosen at first. Follow-ups change the tone.</Text>
          </div>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={form.isSending}>Create</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
