// A socket that speaks in lines, for looking at a server step by step. Every wait has an end.
import net from 'node:net'
import tls from 'node:tls'

export class LineSocket {
  #socket: net.Socket
  #buffer = ''
  #wake: (() => void) | undefined
  #error: Error | undefined

  private constructor(socket: net.Socket) {
    this.#socket = socket
    this.#listen()
  }

  static async connect(to: { address: string; port: number }, timeoutMs: number): Promise<LineSocket> {
    const socket = net.connect({ host: to.address, port: to.port })
    await settled(socket, 'connect', timeoutMs)
    return new LineSocket(socket)
  }

  /** From here on encrypted; the certificate is checked against `host`. */
  async encrypt(host: string, timeoutMs: number): Promise<void> {
    this.#socket.removeAllListeners('data').removeAllListeners('close').removeAllListeners('error')
    this.#buffer = ''
    const secure = tls.connect({ socket: this.#socket, servername: net.isIP(host) ? '' : host, host, minVersion: 'TLSv1.2' })
    await settled(secure, 'secureConnect', timeoutMs)
    this.#socket = secure
    this.#listen()
  }

  /** The next line, without its end. */
  async line(timeoutMs: number): Promise<string> {
    const until = Date.now() + timeoutMs
    for (;;) {
      const end = this.#buffer.indexOf('\n')
      if (end >= 0) {
        const line = this.#buffer.slice(0, end).replace(/\r$/, '')
        this.#buffer = this.#buffer.slice(end + 1)
        return line
      }
      if (this.#error) throw this.#error
      if (this.#buffer.length > 65_536) throw new Error('A line without an end.')
      const left = until - Date.now()
      if (left <= 0) throw Object.assign(new Error('timeout'), { code: 'ETIMEDOUT_HERE' })
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => { clearTimeout(timer); resolve() }
      })
    }
  }

  write(line: string): void {
    if (/[\r\n\0]/.test(line)) throw new Error('A command of more than one line.')
    this.#socket.write(`${line}\r\n`)
  }

  close(): void {
    this.#socket.destroy()
  }

  #listen(): void {
    this.#socket.on('data', (bytes: Buffer) => {
      this.#buffer += bytes.toString('latin1')
      this.#wake?.()
    })
    const end = (error?: Error) => {
      this.#error ??= error ?? Object.assign(new Error('Connection closed'), { code: 'ECONNRESET' })
      this.#wake?.()
    }
    this.#socket.on('error', end)
    this.#socket.on('close', () => end())
  }
}

function settled(socket: net.Socket, event: 'connect' | 'secureConnect', timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => {
      clearTimeout(timer)
      socket.removeAllListeners(event).removeAllListeners('error').removeAllListeners('close')
      if (!error) return resolve()
      socket.on('error', () => undefined)
      socket.destroy()
      reject(error)
    }
    const timer = setTimeout(() => done(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT_HERE' })), timeoutMs)
    socket.once(event, () => done())
    socket.once('error', (error) => done(error))
    socket.once('close', () => done(Object.assign(new Error('Connection closed'), { code: 'ECONNRESET' })))
  })
}
