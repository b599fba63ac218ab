// For what cannot be undone: says what will happen and asks for a word typed. `type` absent: a plain question.
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'

interface Props { opened: boolean; onClose: () => void; title: string; children: ReactNode; type?: string; confirm: string; onConfirm: () => void; busy?: boolean; tone?: 'bad' | 'accent'; /** Enter confirms: for what is asked by a key and answered by a key. */ enter?: boolean }

export function ConfirmTyped({ opened, onClose, title, children, type, confirm, onConfirm, busy, tone = 'bad', enter }: Props) {
  const [typed, setTyped] = useState('')
  const ready = !type || typed.trim() === type
  const close = () => { setTyped(''); onClose() }
  return (
    <Modal opened={opened} onClose={close} title={title} size="md" {...(enter && { lockScroll: false, transitionProps: { duration: 0 } })}>
      <form onSubmit={(e) => { e.preventDefault(); if (ready) { setTyped(''); onConfirm() } }}>
        <Stack gap="md">
          <Text component="div" size="md">{children}</Text>
          {type && <TextInput data-autofocus label={<>Type <b>{type}</b> to confirm</>} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} autoComplete="off" spellCheck={false} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} {...(!type && !enter && { 'data-autofocus': true })}>Cancel</Button>
            <Button type="submit" color={tone} disabled={!ready} loading={busy ?? false} {...(enter && { 'data-autofocus': true, autoFocus: true })}>{confirm}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
