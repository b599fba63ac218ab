// Runs in a thread of its own: one mail in, one Mail out. If a mail ends this thread, only the thread is lost.
import { parentPort } from 'node:worker_threads'
import { parseMail } from './parsing.ts'

parentPort!.on('message', ({ id, raw, about }: { id: number; raw: Uint8Array; about: { size: number; problem: string | null } }) => {
  parseMail(raw, about).then((mail) => parentPort!.postMessage({ id, mail }), (error: unknown) => parentPort!.postMessage({ id, error: String(error) }))
})
