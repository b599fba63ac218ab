// Runs in a thread of its own: one mail in, the bytes of one of its files out, null where it holds none of this number.
import { parentPort, workerData } from 'node:worker_threads'
import PostalMime from 'postal-mime'
import { isFile } from './mail.ts'
import { parserLimits } from './parsing.ts'

const { raw, n } = workerData as { raw: Uint8Array; n: number }
const { attachments } = await PostalMime.parse(raw, parserLimits)
const part = attachments.slice(0, 200).filter((a) => isFile({ name: a.filename ?? '', type: a.mimeType || 'application/octet-stream' }))[n]
parentPort!.postMessage(part ? (typeof part.content === 'string' ? Buffer.from(part.content) : new Uint8Array(part.content as ArrayBuffer)) : null)
