// Asks for a name and nothing else.
import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'

interface Props { title: string; first?: string; /** Offers to share what is named. */ sharing?: boolean; busy: boolean; onName: (name: string, shared: boolean) => void; onClose: () => void }

export function NameDialog({ title, first = '', sharing, busy, onName, onClose }: Props) {
  const [name, setName] = useState(first), [shared, setShared] = useState(false)
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={(e) => { e.preventDefault(); if (name.trim()) onName(name.trim(), shared) }}>
        <Stack gap="md">
          <TextInput data-autofocus label="Name" maxLength={120} value={name} onChange={(e) => setName(e.currentTarget.value)} />
          {sharing && <Checkbox label="Everybody in the workspace sees it" checked={shared} onChange={(e) => setShared(e.currentTarget.checked)} />}
          <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" disabled={!name.trim()} loading={busy}>Save</Button></Group>
        </Stack>
      </form>
    </Modal>
  )
}
