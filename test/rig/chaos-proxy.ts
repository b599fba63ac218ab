// A plain TCP proxy that does to a line what networks do to it: delays it, lets it go dead without a word, resets it, cuts
// it after so many bytes or right after a pattern has passed. In front of PostgreSQL (a port or a socket path) or SMTP.
import net from 'node:net'

/** How the line is now; it may be changed at any time and holds for open connections, too. */
export type Weather =
  | { kind: 'pass'; latencyMs?: number }
  /** Nothing passes in either direction and nobody is told: a half-open line. New connections are taken and stay silent. */
  | { kind: 'blackhole' }
  /** As blackhole, only for what the client says: the server still talks. */
  | { kind: 'half-open' }
  /** Nobody gets in; who is in is thrown out with RST. */
  | { kind: 'reset' }
  /** Thrown out after so many bytes from the client, counted for each connection from now on. */
  | { kind: 'cut'; afterBytes: number }
  /** Thrown out when the client has said this: `before` it reaches the server, or after it did and before the answer comes back. */
  | { kind: 'cut on'; pattern: RegExp; when: 'before' | 'after'; times?: number }

export interface ChaosProxy {
  readonly port: number
  weather: Weather
  /** Connections open now */
  readonly open: number
  /** How often it cut a line. */
  readonly cuts: number
  stop(): Promise<void>
}

/** `to`: a port on loopback, or the path of a socket. `port`: where it listens; any free one when left out. */
export async function chaosProxy(to: number | string, options: { port?: number } = {}): Promise<ChaosProxy> {
  const pairs = new Set<{ client: net.Socket; server: net.Socket }>()
  let weather: Weather = { kind: 'pass' }, cuts = 0

  const throwOut = (pair: { client: net.Socket; server: net.Socket }) => {
    cuts++
    pair.client.resetAndDestroy()
    pair.server.destroy()
  }
  const listener = net.createServer((client) => {
    client.setNoDelay(true).on('error', () => undefined)
    if (weather.kind === 'reset') return void client.resetAndDestroy()
    const server = typeof to === 'number' ? net.connect(to, '127.0.0.1') : net.connect(to)
    server.setNoDelay(true).on('error', () => client.destroy())
    const pair = { client, server }
    pairs.add(pair)
    let said = 0, heard: Weather = weather, tail = '', muted = false
    client.on('data', (piece) => {
      if (heard !== weather) { heard = weather; said = 0 }
      said += piece.length
      switch (weather.kind) {
        case 'blackhole': case 'half-open': muted = true; return
        case 'reset': return throwOut(pair)
        case 'cut': if (said > weather.afterBytes) return throwOut(pair); break
        case 'cut on': {
          if (weather.times === 0) break
          tail = (tail + piece.toString('latin1')).slice(-4096)
          if (!weather.pattern.test(tail)) break
          tail = ''
          if (weather.times !== undefined) weather.times--
          if (weather.when === 'before') return throwOut(pair)
          // The server has it; its answer is never heard.
          cuts++
          server.end(piece)
          server.removeAllListeners('data').resume()
          return void client.resetAndDestroy()
        }
        case 'pass': break
      }
      // A stream with a hole in it is no stream: what was swallowed once is never made up for.
      if (!muted) passOn(server, piece, weather)
    })
    let deaf = false
    server.on('data', (piece) => {
      if (weather.kind === 'blackhole') { deaf = true; return }
      if (!deaf) passOn(client, piece, weather)
    })
    const over = () => { pairs.delete(pair) }
    client.on('close', () => { over(); if (!swallowing(weather)) server.destroy() })
    server.on('close', () => { over(); if (!swallowing(weather) && !muted) client.destroy() })
  })
  const swallowing = (now: Weather) => now.kind === 'blackhole' || now.kind === 'half-open'
  await new Promise<void>((resolve, reject) => { listener.once('error', reject); listener.listen(options.port ?? 0, '127.0.0.1', resolve) })
  return {
    port: (listener.address() as net.AddressInfo).port,
    get weather() { return weather },
    set weather(now) {
      weather = now
      if (now.kind === 'reset') for (const pair of pairs) throwOut(pair)
    },
    get open() { return pairs.size },
    get cuts() { return cuts },
    async stop() {
      weather = { kind: 'reset' }
      for (const pair of pairs) { pair.client.destroy(); pair.server.destroy() }
      await new Promise((resolve) => { listener.close(resolve) })
    },
  }
}

function passOn(to: net.Socket, piece: Buffer, weather: Weather): void {
  const wait = weather.kind === 'pass' ? weather.latencyMs : undefined
  if (wait) setTimeout(() => { if (!to.destroyed) to.write(piece) }, wait)
  else if (!to.destroyed) to.write(piece)
}
