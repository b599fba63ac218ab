// How the work on a text grows with it, whatever else the machine does.
import assert from 'node:assert/strict'

/** Processor time of this thread alone, in milliseconds; the least of three tries. */
function cost(run: () => void): number {
  const once = () => {
    const before = process.threadCpuUsage()
    run()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  }
  return Math.min(once(), once(), once())
}

/**
 * Eight times as much may cost up to thirty times as much, for memory has its price, too; what grows by the square costs sixty-four
 * times. Below two milliseconds nothing is told apart.
 */
export function assertLinear(what: string, run: (times: 1 | 8) => void): void {
  run(1)
  const [one, eight] = [cost(() => run(1)), cost(() => run(8))]
  assert.ok(eight <= 30 * Math.max(one, 2), `${what}: ${one.toFixed(1)} ms, and ${eight.toFixed(1)} ms for eight times as much`)
}
