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

/** Four times as much may cost up to ten times as much; what grows by the square costs sixteen times. Below two milliseconds nothing is told apart. */
export function assertLinear(what: string, run: (times: 1 | 4) => void): void {
  run(1)
  const [one, four] = [cost(() => run(1)), cost(() => run(4))]
  assert.ok(four <= 10 * Math.max(one, 2), `${what}: ${one.toFixed(1)} ms, and ${four.toFixed(1)} ms for four times as much`)
}
