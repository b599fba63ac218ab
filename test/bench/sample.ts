// The month of sample data that a newcomer asks for with one click, as the browser waits for it.
import { stand } from './stand.ts'

/** Somebody who is looking for the first time waits no longer. */
const mostMs = 5000

export async function benchSample(): Promise<object> {
  const s = await stand()
  try {
    const began = performance.now()
    const { leads, messages } = await s.call<{ leads: number; messages: number }>('POST', '/practice/sample')
    const ms = Math.round(performance.now() - began)
    return { what: 'sample data', leads, messages, ms, mostMs, reached: ms <= mostMs }
  } finally { await s.stop() }
}
