// The SMTP sink of smtp-sink.ts, in a process of its own, and what it has seen.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** `firstAt`, `lastAt`: when the first and the last mail was taken, in milliseconds since 1970; 0 before. */
export interface Seen { taken: number; recipients: number; firstAt: number; lastAt: number }
export interface Sink { port: number; count(): Promise<Seen>; stop(): void }

export async function startSink(): Promise<Sink> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./smtp-sink.ts', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const said = async () => JSON.parse((await lines.next()).value as string)
  const { port } = await said()
  return { port, count: async () => { child.stdin.write('?\n'); return said() }, stop: () => child.stdin.end() }
}
