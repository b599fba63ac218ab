// A load generator that costs little: plain sockets, one request at a time on each, answers counted by their Content-Length.
// Run as a process of its own: `node http-load.ts PORT CONNECTIONS SECONDS` with the paths, one a line, on stdin;
// LOAD_HEADERS in the environment holds further header lines.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

const [port, connections, seconds] = process.argv.slice(2).map(Number) as [number, number, number]
const paths = (await text(process.stdin)).split('\n').filter(Boolean)
const more = (process.env['LOAD_HEADERS'] ?? '').split('\n').filter(Boolean).map((line) => `${line}\r\n`).join('')
const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

let answers = 0, bad = 0, next = 0
const waits: number[] = []
const until = performance.now() + seconds * 1000

function worker(): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1')
    let rest = Buffer.alloc(0), began = 0
    const ask = () => {
      if (performance.now() > until) return void socket.end(() => done())
      began = performance.now()
      socket.write(`GET ${paths[next++ % paths.length]} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${agent}\r\nAccept: */*\r\n${more}\r\n`)
    }
    socket.setNoDelay(true)
    socket.on('error', failed)
    socket.on('connect', ask)
    socket.on('data', (part) => {
      rest = rest.length ? Buffer.concat([rest, part]) : part
      const head = rest.indexOf('\r\n\r\n')
      if (head < 0) return
      const header = rest.toString('latin1', 0, head)
      const length = Number(/content-length: (\d+)/i.exec(header)?.[1] ?? 0)
      if (rest.length < head + 4 + length) return
      rest = rest.subarray(head + 4 + length)
      answers++
      if (!header.startsWith('HTTP/1.1 200')) bad++
      waits.push(performance.now() - began)
      ask()
    })
  })
}

await Promise.all(Array.from({ length: connections }, worker))
waits.sort((a, b) => a - b)
const at = (share: number) => Number((waits[Math.floor(waits.length * share)] ?? 0).toFixed(2))
console.log(JSON.stringify({ answers, bad, perSecond: Math.round(answers / seconds), p50ms: at(0.5), p99ms: at(0.99) }))
