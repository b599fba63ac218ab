// Passwords: argon2id (64 MiB, 3 passes) with its parameters in the hash; at most two at a time per process, for memory.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { refuse } from '#platform/refuse'

const cost = { memory: 64 * 1024, passes: 3, parallelism: 1, tagLength: 32 }

let running = 0
const waiting: (() => void)[] = []

async function taken<T>(work: () => Promise<T>): Promise<T> {
  if (running >= 2) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try { return await work() } finally { running--; waiting.shift()?.() }
}

const derive = (password: string, salt: Buffer, c: typeof cost): Promise<Buffer> =>
  taken(() => new Promise((resolve, reject) => {
    argon2('argon2id', { message: Buffer.from(password.normalize('NFKC')), nonce: salt, ...c }, (error, key) => (error ? reject(error) : resolve(key)))
  }))

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${salt.toString('base64url')}$${key.toString('base64url')}`
}

// Compared against when there is no such user, so that the answer takes as long.
const nobody = hashPassword(randomBytes(16).toString('hex'))

export async function passwordFits(password: string, hash: string | null | undefined): Promise<boolean> {
  const [, , , parameters, salt, key] = (hash ?? (await nobody)).split('$')
  const [memory, passes, parallelism] = (parameters ?? '').split(',').map((part) => Number(part.slice(2)))
  const expected = Buffer.from(key ?? '', 'base64url')
  const found = await derive(password, Buffer.from(salt ?? '', 'base64url'), { memory: memory!, passes: passes!, parallelism: parallelism!, tagLength: expected.length })
  return timingSafeEqual(found, expected) && hash != null
}

const common = ['password', 'passwort', '123456', '12345678', 'qwerty', 'qwertz', 'letmein', 'iloveyou', 'welcome', 'administrator', 'changeme', 'overture', 'azerty', 'abc123', 'motdepasse', 'contraseña']

/** Long is what counts; refused are words everybody tries, repetitions, and the person's own names. */
export function refuseWeakPassword(password: string, about: { email: string; name: string; workspace?: string }): void {
  const plain = password.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const own = [about.email.split('@')[0]!, about.email.split('@')[1]?.split('.')[0] ?? '', about.name, about.workspace ?? ''].map((w) => w.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')).filter((w) => w.length > 3)
  const rest = [...common, ...own].reduce((left, word) => left.replaceAll(word, ''), plain).replace(/\d+/g, '')
  if (new Set(plain).size < 5 || rest.length < 3)
    throw refuse('weak_password', 'This password is easy to guess. Take a few unrelated words, or let a password manager make one.', { field: 'password' })
}
