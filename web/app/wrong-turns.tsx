// Pages for what went wrong: nothing here (404), not yours (403), broken (500), no connection.
import { Button } from '@mantine/core'
import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { useEffect } from 'react'
import { CallError } from './call.ts'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { IconCloudOff, IconLock, IconMapPin, IconRefresh } from '../ui/icons.ts'

const titled = (title: string) => { document.title = `${title} · Overture` }

export function NotFound() {
  useEffect(() => titled('Nothing here'), [])
  return (
    <EmptyState whole icon={IconMapPin} title="There is nothing at this address" action={<Button component={Link} to="/">Go to Today</Button>}>
      The link may be old, or what it pointed to was removed. Search with ⌘K or Ctrl K finds everything that is still here.
    </EmptyState>
  )
}

export function NotAllowed({ what }: { what: string }) {
  useEffect(() => titled('Not open to your role'), [])
  return <EmptyState whole icon={IconLock} title="Not open to your role" action={<Button component={Link} to="/">Go to Today</Button>}>{what} An admin of this workspace can change your role under Team.</EmptyState>
}

export function NoConnection({ onRetry }: { onRetry: () => void }) {
  useEffect(() => titled('No connection'), [])
  return (
    <main style={{ display: 'grid', placeContent: 'center', minHeight: '100%' }}>
      <EmptyState icon={IconCloudOff} title="Overture does not answer" action={<Button onClick={onRetry}>Try again</Button>}>
        Either you are offline or the server is not running. Sending is not affected by this page; the server decides that by itself.
      </EmptyState>
    </main>
  )
}

/** A page that failed while it was drawn; also a page of an older build that is no longer there. */
export function Broken({ error, reset }: ErrorComponentProps) {
  useEffect(() => { if (!(error instanceof CallError)) console.error(error) }, [error])
  const old = /dynamically imported module|Importing a module script|preload/i.test(String((error as Error | undefined)?.message))
  if (old) {
    return (
      <EmptyState icon={IconRefresh} title="Overture was updated" action={<Button onClick={() => location.reload()}>Load the new version</Button>}>
        This page belongs to the version before. What you have saved is safe.
      </EmptyState>
    )
  }
  return <ErrorState error={error} title="This page broke" onRetry={reset} />
}
