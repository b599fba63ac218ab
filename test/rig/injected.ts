// Loaded into a process of the product (node --import) to make happen in it what nobody plans. On SIGUSR2 it does what the
// file RIG_INJECT says: `oom`, `block <ms>` or `reject`. A job whose payload names an id of the file RIG_POISON eats all memory.
import { existsSync, readFileSync } from 'node:fs'
import { PgBoss } from 'pg-boss'

const { RIG_INJECT: order, RIG_POISON: poison } = process.env

function eatAllMemory(): never {
  for (const hold: number[][] = []; ;) hold.push(Array.from({ length: 1_000_000 }, Math.random))
}

process.on('SIGUSR2', () => {
  const [what, ms] = readFileSync(order!, 'utf8').trim().split(' ')
  if (what === 'oom') eatAllMemory()
  if (what === 'block') for (const end = Date.now() + Number(ms); Date.now() < end;);
  if (what === 'reject') void Promise.reject(new Error('Nobody listens to this promise.'))
})

type Handler = (items: { data: unknown }[], ...rest: unknown[]) => unknown
const proto = PgBoss.prototype as unknown as { work(name: string, options: object, handler: Handler): unknown }
const { work } = proto
proto.work = function (name, options, handler) {
  return work.call(this, name, options, (items: { data: unknown }[], ...rest: unknown[]) => {
    const ids = poison && existsSync(poison) ? readFileSync(poison, 'utf8').split('\n').filter(Boolean) : []
    for (const item of items) {
      const text = JSON.stringify(item.data)
      if (ids.some((id) => text.includes(id))) Object.defineProperty(item, 'data', { get: eatAllMemory }) // when its turn comes, not before
    }
    return handler(items, ...rest)
  })
}
