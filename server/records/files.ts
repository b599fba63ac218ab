// Files on a record: taken in by their bytes, given out as something to save, kept thirty days in the trash.
import type { Readable } from 'node:stream'
import { join } from 'node:path'
import { mostFileBytes, type FileView } from '#contract/records'
import type { Tx } from '#platform/db'
import { DiskFull, fullDiskSentence, isDiskFull } from '#platform/disk'
import { announce, liveChanged } from '#platform/events'
import { notFound, Refusal, refuse } from '#platform/refuse'
import { folderStorage, type Storage } from '#platform/storage'
import type { World } from '#platform/world'
import { fileAdded, fileRemoved } from './events.ts'
import { dropFiles, fileById, filesGoneSince, filesOf, insertFile, markFile, type RecordFile } from './file-store.ts'
import { recordToChange, refOf, theRecord, type About } from './record.ts'
import { isProgram, mediaTypeOf } from './sniffing.ts'

const mostOfOne = 200
export const keptDays = 30

export const viewOfFile = ({ id, name, mediaType, bytes, by, createdAt, deletedAt }: RecordFile): FileView => ({ id, name, mediaType, bytes, by, createdAt: createdAt.toISOString(), deletedAt: deletedAt && deletedAt.toISOString() })

const storageOf = (world: World): Storage => folderStorage(join(world.config.OVERTURE_DATA, 'files'))

export async function filesFor(tx: Tx, about: About): Promise<FileView[]> {
  await theRecord(tx, about)
  return (await filesOf(tx, about)).map(viewOfFile)
}

/** Done twice with one id it is done once: the second answer is the first file. */
export async function receiveFile(world: World, about: About, fileId: string, fileName: string, body: Readable): Promise<FileView> {
  const name = cleanName(fileName)
  const known = await world.read(async (tx) => {
    await recordToChange(tx, about)
    const there = await fileById(tx, fileId)
    if (there && (there.subjectId !== about.id || there.subject !== about.subject)) throw refuse('file_exists', 'A file with this id is on another record.', { status: 409 })
    if (!there && (await filesOf(tx, about)).filter((f) => !f.deletedAt).length >= mostOfOne) throw refuse('too_many_files', `A record may have ${mostOfOne} files. Remove some first.`)
    return there
  })
  if (known) { body.resume(); return viewOfFile(known) }
  const storage = storageOf(world), key = `${world.workspaceId}/${fileId}`
  try {
    const { bytes, sha256, head } = await storage.put(key, body, (begin, size) => {
      if (world.ground.disk.short()) throw new DiskFull()
      if (size > mostFileBytes) throw refuse('too_large', `“${name}” is larger than 25 MB. Put a link to it into the notes instead.`, { status: 413 })
      if (isProgram(begin, name)) throw refuse('is_a_program', `“${name}” is a program, or would run as one when somebody opens it. Such files are not kept on records.`)
    })
    if (!bytes) throw refuse('empty_file', `“${name}” is empty.`)
    return await world.write(async (tx) => {
      await recordToChange(tx, about)
      const made = await insertFile(tx, { id: fileId, subject: about.subject, subjectId: about.id, name, mediaType: mediaTypeOf(head, name), bytes, sha256, storageKey: key })
      if (!made) return viewOfFile((await fileById(tx, fileId))!) // its twin, sent at the same time, was quicker
      await announce(tx, fileAdded, { ...refOf(about), fileId, name })
      await liveChanged(tx, 'leads')
      return viewOfFile(made)
    })
  } catch (error) {
    if (!(await world.read((tx) => fileById(tx, fileId)))) await storage.remove(key)
    if (error instanceof Refusal) throw error
    if (isDiskFull(error)) throw refuse('disk_full', fullDiskSentence, { status: 507 })
    if (['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'ABORT_ERR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw refuse('upload_broken', 'The upload broke off. Please try again.', { status: 400 })
    throw error
  }
}

/** Only to whom the record is shown. */
export async function openFile(world: World, id: string): Promise<{ file: RecordFile; body: Readable }> {
  const file = await world.read((tx) => shownFile(tx, id))
  return { file, body: storageOf(world).get(file.storageKey) }
}

async function shownFile(tx: Tx, id: string): Promise<RecordFile> {
  const file = await fileById(tx, id)
  if (!file) throw notFound('file')
  await theRecord(tx, { subject: file.subject, id: file.subjectId })
  return file
}

export async function removeFile(tx: Tx, id: string): Promise<void> {
  const file = await shownFile(tx, id), about = { subject: file.subject, id: file.subjectId }
  await recordToChange(tx, about)
  if (!(await markFile(tx, id, tx.now))) return
  await announce(tx, fileRemoved, { ...refOf(about), fileId: id, name: file.name })
  await liveChanged(tx, 'leads')
}

export async function restoreFile(tx: Tx, id: string): Promise<FileView> {
  const file = await shownFile(tx, id)
  await recordToChange(tx, { subject: file.subject, id: file.subjectId })
  await markFile(tx, id, null)
  await liveChanged(tx, 'leads')
  return viewOfFile({ ...file, deletedAt: null })
}

/** What has been in the trash for thirty days: first from the disk, then from the list, so that nothing is left behind unknown. */
export async function emptyFileTrash(world: World): Promise<number> {
  const before = new Date(world.clock.now().getTime() - keptDays * 86_400_000)
  const gone = await world.read((tx) => filesGoneSince(tx, before, 500))
  for (const { storageKey } of gone) await storageOf(world).remove(storageKey)
  if (gone.length) await world.write((tx) => dropFiles(tx, gone.map((f) => f.id)))
  return gone.length
}

const cleanName = (name: string): string => name.replace(/[\u0000-\u001f\u007f/\\<>:"|?*\u202a-\u202e\u2066-\u2069]/g, '_').trim().slice(-200) || 'file'
