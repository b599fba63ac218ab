// Which folders of a letterbox are read. All of them, for a rule of the mail program may have put an answer anywhere; but where
// one folder holds every mail, the others are only labels on it. A person may choose otherwise; the inbox is always read.
import type { FolderState, Letterbox } from '#mailboxes'
import type { World } from '#platform/world'
import { knownFolders, noteFolders, type KnownFolder } from './places-store.ts'

/** More folders than this are noted and left to a person's choice. */
const mostFolders = 100

export const chosenByRule = (folders: readonly FolderState[]): (FolderState & { chosen: boolean })[] => {
  const holdsAll = folders.some((f) => f.role === 'all')
  return folders.map((f, i) => ({ ...f, chosen: f.role === 'inbox' || (f.role === 'other' ? !holdsAll && i < mostFolders : true) }))
}

export interface FolderToRead extends FolderState {
  /** Where we were; undefined at the first look */
  before: KnownFolder | undefined
}

/** The folders to read in this letterbox now; new ones are noted. */
export async function foldersToRead(world: World, mailboxId: string, box: Letterbox): Promise<FolderToRead[]> {
  const found = chosenByRule(await box.folders())
  let known = new Map((await world.read((tx) => knownFolders(tx, mailboxId))).map((f) => [f.path, f]))
  if (found.some((f) => { const k = known.get(f.path); return !k || k.role !== f.role || (k.chosenBy === 'rules' && k.chosen !== f.chosen) })) {
    await world.write((tx) => noteFolders(tx, mailboxId, found))
    known = new Map((await world.read((tx) => knownFolders(tx, mailboxId))).map((f) => [f.path, f]))
  }
  return found.flatMap((f) => {
    const k = known.get(f.path)
    // uid_next 0: noted, never read.
    return f.role === 'inbox' || (k?.chosen ?? f.chosen) ? [{ ...f, before: k && k.uidNext > 0 ? k : undefined }] : []
  })
}

/** Nothing came since, as far as the server says without opening the folder. */
export const isUnchanged = ({ before, uidValidity, uidNext, role }: FolderToRead): boolean =>
  role !== 'inbox' && before !== undefined && uidValidity === before.uidValidity && uidNext !== undefined && uidNext === before.uidNext
