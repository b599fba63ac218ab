// Bytes into a table, as they are.
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Tx } from './db.ts'

/** `statement` is a `copy … from stdin`. The connection hears nothing else meanwhile: whatever was asked before has been waited for. */
export async function copyInto(tx: Tx, statement: string, bytes: Buffer): Promise<void> {
  // The driver sends no stream down a connection on which many things may be asked at once.
  const client = tx.raw as pg.PoolClient & { pipeline: boolean }
  client.pipeline = false
  try {
    const stream = client.query(copyFrom(statement))
    stream.end(bytes)
    await finished(stream)
  } finally {
    client.pipeline = true
  }
}
