import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { after, test } from 'node:test'
import { chaosProxy } from './chaos-proxy.ts'

const heard: string[] = []
const server = net.createServer((socket) => {
  socket.on('error', () => undefined)
  socket.on('data', (piece) => { heard.push(String(piece)); socket.write(`<${String(piece)}>`) })
})
await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
const proxy = await chaosProxy((server.address() as net.AddressInfo).port)
after(async () => { await proxy.stop(); server.close() })

async function line(): Promise<net.Socket> {
  const socket = net.connect(proxy.port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}
const says = async (socket: net.Socket, words: string): Promise<string> => {
  socket.write(words)
  return String((await once(socket, 'data'))[0])
}
const ends = (socket: net.Socket) => new Promise<string>((resolve) => { socket.on('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? '')).on('close', () => resolve('closed')).resume() })

test('it passes, and resets those who are in and those who come', async () => {
  const socket = await line()
  assert.equal(await says(socket, 'hello'), '<hello>')
  const end = ends(socket)
  proxy.weather = { kind: 'reset' }
  assert.equal(await end, 'ECONNRESET')
  assert.match(await ends(net.connect(proxy.port, '127.0.0.1')), /ECONNRESET|closed/)
  proxy.weather = { kind: 'pass' }
})

test('cut on a pattern before it arrives, or after it arrived and before its answer; so many times', async () => {
  proxy.weather = { kind: 'cut on', pattern: /commit/, when: 'before', times: 1 }
  const one = await line(), oneEnds = ends(one)
  one.write('commit 1')
  assert.equal(await oneEnds, 'ECONNRESET')
  assert.equal(heard.includes('commit 1'), false)
  assert.equal(await says(await line(), 'commit 2'), '<commit 2>')
  proxy.weather = { kind: 'cut on', pattern: /commit/, when: 'after', times: 1 }
  const two = await line(), twoEnds = ends(two)
  two.write('commit 3')
  assert.equal(await twoEnds, 'ECONNRESET')
  assert.equal(await says(await line(), 'after'), '<after>')
  assert.equal(heard.includes('commit 3'), true)
  assert.equal(proxy.cuts >= 3, true)
})

test('a blackhole swallows without a word, and what it swallowed does not come later', async () => {
  proxy.weather = { kind: 'pass' }
  const socket = await line()
  assert.equal(await says(socket, 'before'), '<before>')
  proxy.weather = { kind: 'blackhole' }
  socket.write('lost')
  let said = ''
  socket.on('data', (piece) => { said += String(piece) })
  assert.match(await says2(await line(), 'silence'), /^$/)
  proxy.weather = { kind: 'pass' }
  socket.write('more')
  assert.equal(await says(await line(), 'other'), '<other>')
  assert.deepEqual([said, heard.includes('lost'), heard.includes('more')], ['', false, false])
  socket.destroy()
})

test('cut after so many bytes', async () => {
  proxy.weather = { kind: 'cut', afterBytes: 5 }
  const socket = await line()
  assert.equal(await says(socket, 'four'), '<four>')
  const end = ends(socket)
  socket.write('four')
  assert.equal(await end, 'ECONNRESET')
})

/** What comes within a moment: nothing, when nothing can come. */
async function says2(socket: net.Socket, words: string): Promise<string> {
  let said = ''
  socket.on('data', (piece) => { said += String(piece) })
  await new Promise<void>((resolve) => { socket.write(words, () => resolve()) })
  await new Promise((resolve) => { setTimeout(resolve, 50) })
  socket.destroy()
  return said
}
