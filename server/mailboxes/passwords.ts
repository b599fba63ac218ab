// Passwords are sealed for this mailbox alone and opened only on the way to its servers.
import type { Tx } from '#platform/db'
import type { Secrets } from '#platform/secrets'
import type { World } from '#platform/world'
import { hintOf, type Mailbox } from './mailbox.ts'
import { saveSecret } from './store.ts'

export interface Passwords { smtpPassword: string; imapPassword: string }

const place = 'mailboxes.secret'

export async function keepPasswords(tx: Tx, secrets: Secrets, mailboxId: string, passwords: Passwords): Promise<void> {
  const sealed = await secrets.seal(tx.workspaceId, place, mailboxId, JSON.stringify(passwords))
  await saveSecret(tx, mailboxId, sealed, hintOf(passwords.smtpPassword))
}

/** Undefined when none is stored. */
export const openPasswords = (world: Pick<World, 'secrets' | 'workspaceId'>, mailbox: Pick<Mailbox, 'id' | 'secret'>): Promise<Passwords | undefined> =>
  openSealed(world.secrets, world.workspaceId, mailbox)

export async function openSealed(secrets: Secrets, workspaceId: string, mailbox: Pick<Mailbox, 'id' | 'secret'>): Promise<Passwords | undefined> {
  return mailbox.secret ? (JSON.parse(await secrets.open(workspaceId, place, mailbox.id, mailbox.secret)) as Passwords) : undefined
}
