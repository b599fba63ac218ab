// A workspace: name, time zone, settings.
import { IANAZone } from 'luxon'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import { updateWorkspaceRow, workspaceRow } from './store.ts'

export interface Workspace { id: string; name: string; timeZone: string; settings: Record<string, unknown> }

export async function findWorkspace(tx: Tx): Promise<Workspace> {
  const row = await workspaceRow(tx)
  return { id: row.id, name: row.name, timeZone: row.time_zone, settings: row.settings }
}

export const workspaceSettings = async (tx: Tx): Promise<Record<string, unknown>> => (await findWorkspace(tx)).settings

export async function changeWorkspace(tx: Tx, change: { name?: string | undefined; timeZone?: string | undefined; settings?: Record<string, unknown> | undefined }): Promise<Workspace> {
  if (change.timeZone !== undefined) refuseUnknownZone(change.timeZone)
  await updateWorkspaceRow(tx, { name: change.name, timeZone: change.timeZone, settings: change.settings })
  return findWorkspace(tx)
}

export function refuseUnknownZone(zone: string): void {
  if (!IANAZone.isValidZone(zone)) throw refuse('unknown_time_zone', `“${zone}” is not a time zone. Take one like Europe/Berlin.`, { field: 'timeZone' })
}
