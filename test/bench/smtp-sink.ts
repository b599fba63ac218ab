// The least an SMTP server can do: takes everything, counts, and answers. Runs in a process of its own, so that its cost
// is not the sender's. `node test/bench/smtp-sink.ts` prints its port; a line on stdin asks for the count.
import net from 'node:net'

let taken = 0, firstAt = 0, lastAt = 0
const recipients = new Set<string>()

const server = net.createServer((socket) => {
  let buffer = '', inData = false, to = ''
  socket.setNoDelay(true)
  socket.setEncoding('latin1')
  socket.on('error', () => undefined)
  socket.on('data', (piece) => {
    buffer += piece
    let answer = ''
    for (;;) {
      const end = buffer.indexOf(inData ? '\r\n.\r\n' : '\r\n')
      if (end < 0) break
      const line = inData ? '' : buffer.slice(0, end)
      buffer = buffer.slice(end + (inData ? 5 : 2))
      if (inData) { inData = false; taken++; lastAt = Date.now(); firstAt ||= lastAt; recipients.add(to); answer += '250 2.0.0 Ok: queued\r\n'; continue }
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'EHLO') answer += '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n'
      else if (verb === 'DATA') { inData = true; answer += '354 go\r\n' }
      else if (verb === 'QUIT') { socket.end('221 bye\r\n'); return }
      else { if (verb === 'RCPT') to = line.slice(8); answer += '250 Ok\r\n' }
    }
    if (answer) socket.write(answer)
  })
  socket.write('220 sink ESMTP\r\n')
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as net.AddressInfo).port })))
process.stdin.on('data', () => console.log(JSON.stringify({ taken, recipients: recipients.size, firstAt, lastAt })))
process.stdin.on('end', () => process.exit(0))
